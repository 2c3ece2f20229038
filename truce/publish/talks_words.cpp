#include "truce/publish/talks_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace truce {
namespace {

using Word = TalksWords::Word;

constexpr std::array arabic_phases{Word{"called", "دُعي إليها"}, Word{"set", "حُدّد موعدها"}, Word{"cancelled", "أُلغيت"},
                                   Word{"closed", "اختُتمت"}};
constexpr std::array arabic_statuses{Word{"draft", "مسودة"},  Word{"withdrawn", "سُحبت"}, Word{"open_for_signature", "مفتوحة للتوقيع"},
                                     Word{"signed", "موقّعة"}, Word{"in_force", "نافذة"}, Word{"lapsed", "انقضت"}};
constexpr std::array arabic_states{Word{"undated", "بلا تاريخ"},
                                   Word{"due", "لم تحلّ مهلته"},
                                   Word{"overdue", "فات أوانه"},
                                   Word{"not_stated", "غير مذكور"},
                                   Word{"said_fulfilled", "نُفّذ، كما يقول هو"},
                                   Word{"fulfilled", "نُفّذ"},
                                   Word{"contested", "مختلف فيه"},
                                   Word{"disputed", "ينكر أنه عليه"}};
constexpr std::array arabic_outcomes{Word{"fulfilled", "نُفّذ"}, Word{"partly", "نُفّذ جزئيًا"}, Word{"not_fulfilled", "لم يُنفّذ"},
                                     Word{"disputed", "ليس التزامًا"}};

constexpr std::array english_phases{Word{"called", "called"}, Word{"set", "date set"}, Word{"cancelled", "cancelled"},
                                    Word{"closed", "closed"}};
constexpr std::array english_statuses{
    Word{"draft", "draft"},   Word{"withdrawn", "withdrawn"}, Word{"open_for_signature", "open for signature"},
    Word{"signed", "signed"}, Word{"in_force", "in force"},   Word{"lapsed", "lapsed"}};
constexpr std::array english_states{Word{"undated", "no date"},
                                    Word{"due", "due"},
                                    Word{"overdue", "overdue"},
                                    Word{"not_stated", "not stated"},
                                    Word{"said_fulfilled", "fulfilled, as it says itself"},
                                    Word{"fulfilled", "fulfilled"},
                                    Word{"contested", "contested"},
                                    Word{"disputed", "not owed, it says"}};
constexpr std::array english_outcomes{Word{"fulfilled", "fulfilled"}, Word{"partly", "partly fulfilled"},
                                      Word{"not_fulfilled", "not fulfilled"}, Word{"disputed", "not owed"}};

constexpr std::array persian_phases{Word{"called", "فراخوانده"}, Word{"set", "با تاریخ معین"}, Word{"cancelled", "لغوشده"},
                                    Word{"closed", "پایان‌یافته"}};
constexpr std::array persian_statuses{
    Word{"draft", "پیش‌نویس"}, Word{"withdrawn", "پس‌گرفته"}, Word{"open_for_signature", "گشوده برای امضا"},
    Word{"signed", "امضاشده"},          Word{"in_force", "دارای اعتبار"},       Word{"lapsed", "منقضی"}};
constexpr std::array persian_states{Word{"undated", "بی‌تاریخ"},
                                    Word{"due", "در مهلت"},
                                    Word{"overdue", "گذشته از مهلت"},
                                    Word{"not_stated", "گفته نشده"},
                                    Word{"said_fulfilled", "به گفتهٔ خودش انجام‌شده"},
                                    Word{"fulfilled", "انجام‌شده"},
                                    Word{"contested", "مورد اختلاف"},
                                    Word{"disputed", "می‌گوید بر عهده‌اش نیست"}};
constexpr std::array persian_outcomes{Word{"fulfilled", "انجام‌شده"}, Word{"partly", "نیمه‌کاره"},
                                      Word{"not_fulfilled", "انجام‌نشده"}, Word{"disputed", "بر عهده نیست"}};

constexpr std::array russian_phases{Word{"called", "созван"}, Word{"set", "дата назначена"}, Word{"cancelled", "отменён"},
                                    Word{"closed", "завершён"}};
constexpr std::array russian_statuses{
    Word{"draft", "проект"},    Word{"withdrawn", "отозван"}, Word{"open_for_signature", "открыт для подписания"},
    Word{"signed", "подписан"}, Word{"in_force", "в силе"},   Word{"lapsed", "утратил силу"}};
constexpr std::array russian_states{Word{"undated", "без срока"},
                                    Word{"due", "срок не наступил"},
                                    Word{"overdue", "просрочено"},
                                    Word{"not_stated", "не указано"},
                                    Word{"said_fulfilled", "выполнено, по его словам"},
                                    Word{"fulfilled", "выполнено"},
                                    Word{"contested", "спорно"},
                                    Word{"disputed", "отрицает обязательство"}};
constexpr std::array russian_outcomes{Word{"fulfilled", "выполнено"}, Word{"partly", "выполнено частично"},
                                      Word{"not_fulfilled", "не выполнено"}, Word{"disputed", "не является обязательством"}};

constexpr std::array turkish_phases{Word{"called", "çağrıldı"}, Word{"set", "tarihi kondu"}, Word{"cancelled", "iptal edildi"},
                                    Word{"closed", "kapandı"}};
constexpr std::array turkish_statuses{
    Word{"draft", "taslak"},     Word{"withdrawn", "geri çekildi"}, Word{"open_for_signature", "imzaya açık"},
    Word{"signed", "imzalandı"}, Word{"in_force", "yürürlükte"},    Word{"lapsed", "süresi doldu"}};
constexpr std::array turkish_states{Word{"undated", "tarihsiz"},
                                    Word{"due", "süresi var"},
                                    Word{"overdue", "gecikmiş"},
                                    Word{"not_stated", "belirtilmemiş"},
                                    Word{"said_fulfilled", "kendi sözüne göre yerine getirildi"},
                                    Word{"fulfilled", "yerine getirildi"},
                                    Word{"contested", "çekişmeli"},
                                    Word{"disputed", "borcu olmadığını söylüyor"}};
constexpr std::array turkish_outcomes{Word{"fulfilled", "yerine getirildi"}, Word{"partly", "kısmen yerine getirildi"},
                                      Word{"not_fulfilled", "yerine getirilmedi"}, Word{"disputed", "borç değil"}};

/// By language.
constexpr std::array all{
    TalksWords{.language = "ar",
               .list_separator = "، ",
               .round = "جولة «{title}»: {state}",
               .when_where = "من {from} إلى {to}، {place}",
               .no_date = "لا موعد بعد",
               .invited = "المدعوون: {who}",
               .in_role = "{who} ({role})",
               .document = "وثيقة «{title}»: {state}",
               .versions = "عدد النسخ: {n}",
               .signed_by = "وقّع: {who}",
               .awaited = "يُنتظر توقيع: {who}",
               .refused_by = "رفض: {who}",
               .commitment = "التزام على {who}: {state}",
               .due = "المهلة: {time}",
               .outcome = "{who}: {state}",
               .reported = "منقول عن: {source}",
               .communique = "بيان «{title}»",
               .endorsement = "{who}: {what} ({verb})",
               .quoted = "قول منقول عن {who}",
               .host = "المضيف: {who}",
               .cancelled = "أُلغيت: {why}",
               .phases = arabic_phases,
               .statuses = arabic_statuses,
               .states = arabic_states,
               .outcomes = arabic_outcomes},
    TalksWords{.language = "en",
               .list_separator = ", ",
               .round = "Round \"{title}\": {state}",
               .when_where = "{from} to {to}, {place}",
               .no_date = "no date yet",
               .invited = "Invited: {who}",
               .in_role = "{who} ({role})",
               .document = "Document \"{title}\": {state}",
               .versions = "Versions: {n}",
               .signed_by = "Signed by {who}",
               .awaited = "Awaited: {who}",
               .refused_by = "Refused by {who}",
               .commitment = "Commitment of {who}: {state}",
               .due = "Due {time}",
               .outcome = "{who}: {state}",
               .reported = "Reported: {source}",
               .communique = "Communique \"{title}\"",
               .endorsement = "{who} {verb} {what}",
               .quoted = "{who}, quoted",
               .host = "Host: {who}",
               .cancelled = "Cancelled: {why}",
               .phases = english_phases,
               .statuses = english_statuses,
               .states = english_states,
               .outcomes = english_outcomes},
    TalksWords{.language = "fa",
               .list_separator = "، ",
               .round = "دور «{title}»: {state}",
               .when_where = "از {from} تا {to}، {place}",
               .no_date = "هنوز بی‌تاریخ",
               .invited = "دعوت‌شدگان: {who}",
               .in_role = "{who} ({role})",
               .document = "سند «{title}»: {state}",
               .versions = "شمار نسخه‌ها: {n}",
               .signed_by = "امضاکننده: {who}",
               .awaited = "در انتظار امضای: {who}",
               .refused_by = "ردکننده: {who}",
               .commitment = "تعهد {who}: {state}",
               .due = "مهلت: {time}",
               .outcome = "{who}: {state}",
               .reported = "به گزارش: {source}",
               .communique = "بیانیه «{title}»",
               .endorsement = "{who}: {what} ({verb})",
               .quoted = "نقل از {who}",
               .host = "میزبان: {who}",
               .cancelled = "لغو شد: {why}",
               .phases = persian_phases,
               .statuses = persian_statuses,
               .states = persian_states,
               .outcomes = persian_outcomes},
    TalksWords{.language = "ru",
               .list_separator = ", ",
               .round = "Раунд «{title}»: {state}",
               .when_where = "{from} – {to}, {place}",
               .no_date = "дата не назначена",
               .invited = "Приглашены: {who}",
               .in_role = "{who} ({role})",
               .document = "Документ «{title}»: {state}",
               .versions = "Число редакций: {n}",
               .signed_by = "Подписали: {who}",
               .awaited = "Ожидается подпись: {who}",
               .refused_by = "Отказались: {who}",
               .commitment = "Обязательство ({who}): {state}",
               .due = "Срок: {time}",
               .outcome = "{who}: {state}",
               .reported = "По сообщению: {source}",
               .communique = "Коммюнике «{title}»",
               .endorsement = "{who}: {what} ({verb})",
               .quoted = "{who}, цитата",
               .host = "Принимающая сторона: {who}",
               .cancelled = "Отменён: {why}",
               .phases = russian_phases,
               .statuses = russian_statuses,
               .states = russian_states,
               .outcomes = russian_outcomes},
    TalksWords{.language = "tr",
               .list_separator = ", ",
               .round = "“{title}” turu: {state}",
               .when_where = "{from} – {to}, {place}",
               .no_date = "henüz tarihsiz",
               .invited = "Davetliler: {who}",
               .in_role = "{who} ({role})",
               .document = "“{title}” belgesi: {state}",
               .versions = "Sürüm sayısı: {n}",
               .signed_by = "İmzalayan: {who}",
               .awaited = "İmzası beklenen: {who}",
               .refused_by = "Reddeden: {who}",
               .commitment = "Yükümlülük ({who}): {state}",
               .due = "Süre: {time}",
               .outcome = "{who}: {state}",
               .reported = "Aktarıldığına göre: {source}",
               .communique = "“{title}” bildirisi",
               .endorsement = "{who}: {what} ({verb})",
               .quoted = "{who}, alıntı",
               .host = "Ev sahibi: {who}",
               .cancelled = "İptal edildi: {why}",
               .phases = turkish_phases,
               .statuses = turkish_statuses,
               .states = turkish_states,
               .outcomes = turkish_outcomes},
};

}  // namespace

std::string_view TalksWords::word(std::span<const Word> words, std::string_view name) {
    const auto found = std::ranges::find(words, name, &Word::first);
    TRUCE_ASSERT(found != words.end());
    return found->second;
}

Result<const TalksWords*> talks_words(std::string_view language) {
    const auto found = std::ranges::find(all, language, &TalksWords::language);
    if (found != all.end()) return &*found;
    std::vector<std::string_view> known;
    for (const TalksWords& one : all) known.push_back(one.language);
    return Error{Errc::not_found, "talks.language", fmt::format("nothing is told in \"{}\"", language), "language",
                 fmt::format("Ask in one of {}", fmt::join(known, ", "))};
}

}  // namespace truce
