// A report onward as text, JSON and a page: a bulletin's forms, with the words of a period and sections of its own.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/agreement/form.hpp"
#include "truce/base/json.hpp"
#include "truce/publish/account.hpp"
#include "truce/publish/markup.hpp"
#include "truce/publish/onward.hpp"
#include "truce/publish/render.hpp"
#include "truce/publish/text_layout.hpp"
#include "truce/publish/words.hpp"

namespace truce {
namespace {

constexpr std::string_view days_title = "Day by day";
constexpr std::string_view days_rule =
    "Each column is one register; columns are never added. A record that spans days is only possible on each.";
constexpr std::string_view counts_title = "Published counts of the period";
constexpr std::string_view counts_rule = "Not judged: no records behind them are public. Days without a stated total add nothing.";
constexpr std::string_view talks_title = "What happened in the talks";
constexpr std::string_view no_talks = "Nothing that is told here.";

/// Braces in somebody's words are no patterns.
std::string literal(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '{' ? "{{" : c == '}' ? "}}" : std::string(1, c);
    return out;
}

/// A bulletin's words of several days.
Phrases period_phrases(const OnwardReport& report) {
    Phrases p;
    const Bulletin& account = report.account;
    p.title = fmt::format("Report to {}: {} to {}", literal(text_in(report.to, p.language)), date_text(p, p.short_date, account.day),
                          date_text(p, p.short_date, account.last_day));
    p.day_bounds = "The period runs from {from} to {to} ({zone}).";
    p.whole_day = "the period, wherever";
    p.nothing_recorded = "No record of this period.";
    p.no_count = "Published counts stand day by day above; their sources are in the machine-readable form.";
    p.headline_not_published = "Counts of single days, below: {recorders}.";
    p.headline_no_record = "No record of this period in this report by {recorders}.";
    p.headline_not_disclosed = "Not disclosed to its reader: the records of {recorders}.";
    p.headline_nothing = "No register holds a record of this period.";
    p.not_disclosed = "The profile discloses nothing of this register to its reader.";
    p.no_places = "The profile discloses no places of this register to its reader.";
    p.delayed = "A record enters {hours} h after what it describes has surely ended; later ones are not in this report.";
    p.key_range =
        "9\u201312: at least 9 and at most 12. A record that reaches beyond the period or may lie in several divisions is only "
        "possible in each.";
    p.key_faint = "dashed: on one of several days";
    p.map = "Map of the period";
    return p;
}

std::string period_words(const OnwardStretch& one) { return fmt::format("{} to {}", format(one.first), format(one.last)); }

std::string stated_words(const OnwardStretch& one) {
    const auto days = static_cast<std::size_t>(one.last.days_since_1970 - one.first.days_since_1970) + 1;
    return one.days_stated == 0 ? "no day's total is stated" : fmt::format("{} on {} of {} days", one.stated, one.days_stated, days);
}

std::string cell_words(const OnwardReport::Cell& cell, const Phrases& phrases) {
    if (const auto* range = std::get_if<Range>(&cell); range != nullptr) return format(*range);
    if (const auto* count = std::get_if<std::int64_t>(&cell); count != nullptr) return fmt::format("{}", *count);
    return phrases.not_stated;
}

/// Registers of which a day of the period says anything.
std::vector<std::size_t> speaking(const OnwardReport& report) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < report.account.columns.size(); ++i) {
        const bool any = std::ranges::any_of(report.days, [&](const OnwardReport::OneDay& day) {
            const auto* range = std::get_if<Range>(&day.cells[i]);
            return range != nullptr ? range->possible > 0 : std::holds_alternative<std::int64_t>(day.cells[i]);
        });
        if (any) out.push_back(i);
    }
    return out;
}

std::string talk_words(const OnwardTalk& one) {
    std::string line = fmt::format("{} \u00b7 {}", format(one.at).substr(0, 10),
                                   one.who.empty() ? "not stated by whom" : fmt::format("{}", fmt::join(one.who, ", ")));
    line += " \u00b7 " + one.says;
    if (!one.subject.empty()) line += ": " + one.subject;
    return one.reported ? line + fmt::format(" (reported: {})", one.source) : line;
}

std::string undated_words(const OnwardTalks& talks) {
    return fmt::format("Of {} reported steps of the talks no time is stated; they are in no period.", talks.undated);
}

std::vector<std::string> head_lines(const OnwardReport& report) {
    return {fmt::format("For {}. {} Places: {}.",
                        report.audience == "public" ? "everybody" : "those who take part in the mechanism and the body it is sent to",
                        report.audience == "public" ? "Only what everybody may read." : "Closed sessions and contacts are not in it.",
                        report.place == PlaceDetail::none ? "none" : "divisions"),
            "Why it is sent: " + report.source};
}

AccountSections text_sections(const OnwardReport& report, const Phrases& phrases, const Words& words) {
    AccountSections out;
    for (const std::string& line : head_lines(report)) out.head += wrapped(line, "");
    out.head += "\n";
    const auto columns = speaking(report);
    if (!columns.empty()) {
        out.body += ruled(days_title) + wrapped(days_rule, "  ");
        constexpr std::size_t per_strip = 4;
        for (std::size_t from = 0; from < columns.size(); from += per_strip) {
            const std::size_t to = std::min(from + per_strip, columns.size());
            std::vector<std::string> heading{"Day"};
            for (std::size_t i = from; i < to; ++i) heading.push_back(words.recorded_by(report.account.columns[columns[i]]));
            TextTable table(heading, 14, (text_width - 16) / std::max<std::size_t>(to - from, 1));
            for (const OnwardReport::OneDay& day : report.days) {
                std::vector<std::string> row{format(day.day)};
                for (std::size_t i = from; i < to; ++i) row.push_back(cell_words(day.cells[columns[i]], phrases));
                table.add(row);
            }
            out.body += "\n" + table.text();
        }
    }
    if (!report.counts.empty()) out.body += ruled(counts_title) + wrapped(counts_rule, "  ");
    for (const OnwardReport::Counts& one : report.counts) {
        const BulletinColumn& column = *report.account.column(one.register_id);
        for (const OnwardStretch& stretch : one.stretches)
            out.body += wrapped(fmt::format("{}, {}: {} ({})", words.recorded_by(column), period_words(stretch), stated_words(stretch),
                                            text_in(stretch.unit, phrases.language)),
                                "  ");
    }
    out.body += ruled(talks_title);
    for (const OnwardTalk& one : report.talks.steps) out.body += wrapped(talk_words(one), "  ");
    if (report.talks.steps.empty()) out.body += wrapped(no_talks, "  ");
    if (report.talks.undated > 0) out.body += wrapped(undated_words(report.talks), "  ");
    return out;
}

std::string heading(std::string_view title) { return fmt::format("<h2>{}</h2>\n", escaped(title)); }

std::string days_table(const OnwardReport& report, const Phrases& phrases, const Words& words) {
    const auto columns = speaking(report);
    if (columns.empty()) return "";
    std::string out = heading(days_title) + fmt::format(
                                                "<div class=\"wide\">\n<table class=\"full\">\n<caption>{}</caption>\n<thead>\n<tr>"
                                                "<th scope=\"col\">Day</th>",
                                                escaped(days_rule));
    for (const std::size_t i : columns)
        out += fmt::format("<th scope=\"col\">{}</th>", isolated(words.recorded_by(report.account.columns[i])));
    out += "</tr>\n</thead>\n<tbody>\n";
    for (const OnwardReport::OneDay& day : report.days) {
        out += fmt::format("<tr><th scope=\"row\">{}</th>", format(day.day));
        for (const std::size_t i : columns) {
            const auto* range = std::get_if<Range>(&day.cells[i]);
            const bool unsaid = std::holds_alternative<std::monostate>(day.cells[i]);
            out += range != nullptr ? number_cell(*range)
                                    : fmt::format("<td{}>{}</td>", unsaid ? " class=\"unsaid\"" : "", cell_words(day.cells[i], phrases));
        }
        out += "</tr>\n";
    }
    return out + "</tbody>\n</table>\n</div>\n";
}

AccountSections page_sections(const OnwardReport& report, const Phrases& phrases, const Words& words) {
    AccountSections out;
    for (const std::string& line : head_lines(report)) out.head += paragraph(line);
    out.body += days_table(report, phrases, words);
    if (!report.counts.empty()) {
        out.body +=
            heading(counts_title) +
            fmt::format(
                "<div class=\"wide keep\">\n<table class=\"full\">\n<caption>{}</caption>\n<thead>\n<tr><th scope=\"col\">{}</th><th "
                "scope=\"col\" class=\"text\">Days</th><th scope=\"col\" class=\"text\">One is</th><th scope=\"col\">Stated</th></tr>\n"
                "</thead>\n<tbody>\n",
                escaped(counts_rule), escaped(phrases.reg));
    }
    for (const OnwardReport::Counts& one : report.counts) {
        for (const OnwardStretch& stretch : one.stretches)
            out.body += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"text\">{}</td><td class=\"text\">{}</td><td>{}</td></tr>\n",
                                    isolated(words.recorded_by(*report.account.column(one.register_id))), period_words(stretch),
                                    isolated(text_in(stretch.unit, phrases.language)), stated_words(stretch));
    }
    if (!report.counts.empty()) out.body += "</tbody>\n</table>\n</div>\n";
    out.body += heading(talks_title) + "<ul class=\"remarks\">\n";
    for (const OnwardTalk& one : report.talks.steps) out.body += fmt::format("<li>{}</li>\n", isolated(talk_words(one)));
    if (report.talks.steps.empty()) out.body += fmt::format("<li>{}</li>\n", no_talks);
    if (report.talks.undated > 0) out.body += fmt::format("<li>{}</li>\n", undated_words(report.talks));
    out.body += "</ul>\n";
    return out;
}

Json cell_json(const OnwardReport::Cell& cell) {
    if (const auto* range = std::get_if<Range>(&cell); range != nullptr) return to_value(*range);
    if (const auto* count = std::get_if<std::int64_t>(&cell); count != nullptr) return {{"count", *count}};
    return Json(JsonObject());
}

JsonArray days_json(const OnwardReport& report) {
    JsonArray out;
    for (const OnwardReport::OneDay& day : report.days) {
        JsonArray cells;
        for (const OnwardReport::Cell& cell : day.cells) cells.push_back(cell_json(cell));
        out.push_back(Json{{"cells", std::move(cells)}, {"day", format(day.day)}});
    }
    return out;
}

JsonArray stretches_json(const std::vector<OnwardStretch>& stretches) {
    JsonArray out;
    for (const OnwardStretch& one : stretches)
        out.push_back(Json{{"days_stated", static_cast<std::int64_t>(one.days_stated)},
                           {"first_day", format(one.first)},
                           {"last_day", format(one.last)},
                           {"stated", one.stated},
                           {"unit", texts_object(one.unit)}});
    return out;
}

JsonObject talks_json(const OnwardTalks& talks) {
    JsonArray steps;
    for (const OnwardTalk& one : talks.steps) {
        JsonObject step{{"at", one.at.us},  {"kind", one.kind},       {"reported", one.reported},
                        {"step", one.step}, {"subject", one.subject}, {"who", JsonArray(one.who.begin(), one.who.end())}};
        if (one.reported) step["source"] = one.source;
        steps.push_back(Json(std::move(step)));
    }
    return {{"steps", std::move(steps)}, {"undated", static_cast<std::int64_t>(talks.undated)}};
}

/// What a bulletin says of one day's published counts has no meaning for several.
void put_stretches(JsonArray& registers, const std::vector<OnwardReport::Counts>& counts) {
    for (Json& value : registers) {
        JsonObject& column = value.as_object();
        if (column.at("holds").as_string() != "counts") continue;
        for (const char* member : {"bases", "confirmations", "divisions", "from_party", "notes", "published", "split", "total"})
            column.erase(member);
        const auto found =
            std::ranges::find(counts, std::string_view(column.at("register").as_string()), &OnwardReport::Counts::register_id);
        TRUCE_ASSERT(found != counts.end());
        column["sources"] = JsonArray(found->sources.begin(), found->sources.end());
        column["stretches"] = stretches_json(found->stretches);
    }
}

}  // namespace

std::string to_text(const OnwardReport& report) {
    const Phrases phrases = period_phrases(report);
    return account_text(report.account, phrases, text_sections(report, phrases, Words(report.account, phrases)));
}

std::string to_html(const OnwardReport& report) {
    const Phrases phrases = period_phrases(report);
    return account_html(report.account, phrases, page_sections(report, phrases, Words(report.account, phrases)));
}

std::string to_json(const OnwardReport& report) {
    JsonObject out = account_json(report.account, period_phrases(report));
    for (const char* member : {"changes", "coincidences", "day"}) out.erase(member);
    put_stretches(out["registers"].as_array(), report.counts);
    out["addressee"] = texts_object(report.to);
    out["audience"] = report.audience;
    out["days"] = days_json(report);
    out["first_day"] = format(report.account.day);
    out["format"] = "truce/onward/v1";
    out["last_day"] = format(report.account.last_day);
    out["onward"] = report.account.onward;
    out["place"] = choices::place_detail[static_cast<std::size_t>(report.place)];
    out["source"] = report.source;
    out["talks"] = talks_json(report.talks);
    const auto text = canonical(Json(std::move(out)));
    TRUCE_ASSERT(text.ok());  // as of a bulletin
    return *text;
}

}  // namespace truce
