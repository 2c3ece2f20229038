#include "truce/talks/talk_step.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "truce/base/hash.hpp"
#include "truce/base/json.hpp"
#include "truce/base/members.hpp"

namespace truce {
namespace {

constexpr MemberForm form{"talks.member", "-_.", 1'024};
using Is = MemberIs;
using M = TalkMember;

Error wrong(std::string_view member, std::string what, std::string remedy) {
    return form.wrong(member, std::move(what), std::move(remedy));
}

// ---- words --------------------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 4> audiences_{"public", "mechanism", "session", "concerned"};
constexpr std::array<std::string_view, 2> accesses{"open", "closed"};
constexpr std::array<std::string_view, 2> manners{"direct", "shuttled"};
constexpr std::array<std::string_view, 3> stances{"accepts", "accepts_with_reservation", "refuses"};
constexpr std::array<std::string_view, 4> characters{"agreement", "memorandum", "protocol", "joint_statement"};
constexpr std::array<std::string_view, 4> outcomes{"fulfilled", "partly", "not_fulfilled", "disputed"};
constexpr std::array<std::string_view, 2> containments{"contained", "not_contained"};
constexpr std::array<std::string_view, 44> member_names{
    "about",        "to",     "name",      "text",        "title",  "texts",       "when",     "due",        "place",
    "host",         "like",   "tracks",    "seats",       "track",  "members",     "access",   "manner",     "languages",
    "interpreting", "agenda", "role",      "level",       "choice", "reservation", "answers",  "people",     "clauses",
    "clause",       "stance", "character", "signatories", "digest", "owed",        "shown_by", "outcome",    "evidence",
    "body",         "verb",   "object",    "speaker",     "quote",  "language",    "source",   "containment"};
static_assert(member_names.size() == static_cast<std::size_t>(M::containment) + 1);

Result<void> check_tongues(std::string_view member, const Tongues& texts) {
    if (texts.empty()) return wrong(member, "has no text", "Write it in one language at least");
    for (const auto& [language, text] : texts) {
        const bool tag =
            (language.size() == 2 || language.size() == 3) && std::ranges::all_of(language, [](char c) { return c >= 'a' && c <= 'z'; });
        if (!tag) return wrong(member, fmt::format("has the language \"{}\"", language), "Use a tag of two or three letters, such as en");
        TRUCE_TRY(form.text(member, text, Is::words));
    }
    return {};
}

// ---- members whose reading and writing follows from their type alone ------------------------------------------

struct TextField {
    M member;
    std::string TalkBody::* field;
    Is is;
};
constexpr std::array text_fields{
    TextField{M::about, &TalkBody::about, Is::id},
    TextField{M::like, &TalkBody::like, Is::id},
    TextField{M::text, &TalkBody::text, Is::words},
    TextField{M::title, &TalkBody::title, Is::words},
    TextField{M::name, &TalkBody::name, Is::words},
    TextField{M::place, &TalkBody::place, Is::words},
    TextField{M::host, &TalkBody::host, Is::words},
    TextField{M::level, &TalkBody::level, Is::words},
    TextField{M::reservation, &TalkBody::reservation, Is::words},
    TextField{M::shown_by, &TalkBody::shown_by, Is::words},
    TextField{M::body, &TalkBody::body, Is::words},
    TextField{M::object, &TalkBody::object, Is::words},
    TextField{M::speaker, &TalkBody::speaker, Is::words},
    TextField{M::quote, &TalkBody::quote, Is::words},
    TextField{M::source, &TalkBody::source, Is::words},
    TextField{M::track, &TalkBody::track, Is::name},
    TextField{M::role, &TalkBody::role, Is::name},
    TextField{M::clause, &TalkBody::clause, Is::name},
    TextField{M::verb, &TalkBody::verb, Is::words},
    TextField{M::language, &TalkBody::language, Is::name},
    TextField{M::digest, &TalkBody::digest, Is::digest},
};

struct ListField {
    M member;
    std::vector<std::string> TalkBody::* field;
    Is is;
    ListOrder order = ListOrder::ascending;
};
constexpr std::array list_fields{
    ListField{M::to, &TalkBody::to, Is::name},
    ListField{M::tracks, &TalkBody::tracks, Is::name},
    ListField{M::members, &TalkBody::members, Is::name},
    ListField{M::languages, &TalkBody::languages, Is::name},
    ListField{M::interpreting, &TalkBody::interpreting, Is::name},
    ListField{M::signatories, &TalkBody::signatories, Is::name},
    ListField{M::answers, &TalkBody::answers, Is::id},
    ListField{M::evidence, &TalkBody::evidence, Is::id},
    ListField{M::agenda, &TalkBody::agenda, Is::words, ListOrder::as_given},
};

template <typename Each>
void each_word(Each each) {
    each(M::access, &TalkBody::access, std::size_t{2});
    each(M::manner, &TalkBody::manner, std::size_t{2});
    each(M::choice, &TalkBody::choice, std::size_t{3});
    each(M::stance, &TalkBody::stance, stances.size());
    each(M::character, &TalkBody::character, characters.size());
    each(M::outcome, &TalkBody::outcome, outcomes.size());
    each(M::containment, &TalkBody::containment, containments.size());
}

// ---- writing --------------------------------------------------------------------------------------------------

Json list_json(const std::vector<std::string>& list) {
    JsonArray array;
    for (const std::string& one : list) array.emplace_back(one);
    return array;
}
Json tongues_json(const Tongues& texts) {
    JsonObject object;
    for (const auto& [language, text] : texts) object[language] = text;
    return object;
}
void put(JsonObject& object, std::string_view name, const std::string& value) {
    if (!value.empty()) object[name] = value;
}
void put(JsonObject& object, std::string_view name, const std::optional<Interval>& value) {
    if (value) object[name] = JsonArray{value->from.us, value->to.us};
}

Json seat_json(const Seat& seat) {
    JsonObject out;
    put(out, "who", seat.who);
    put(out, "name", seat.name);
    put(out, "role", seat.role);
    put(out, "level", seat.level);
    put(out, "source", seat.source);
    if (!seat.eligible.empty()) out["eligible"] = list_json(seat.eligible);
    return out;
}

Json clause_json(const ClauseText& clause) { return JsonObject{{"id", clause.id}, {"text", tongues_json(clause.text)}}; }

// ---- reading --------------------------------------------------------------------------------------------------

Result<void> read_heading(MemberReader& in, TalkBody& b) {
    std::string form_name;
    std::string kind;
    TRUCE_TRY(in.text("form", form_name));
    if (form_name != talk_form)
        return Error{Errc::invalid, "talks.form", "the form is not " + std::string(talk_form), "form",
                     "Write it as docs/methods/talks.md says"};
    TRUCE_TRY(in.text("kind", kind));
    const TalkRow* row = find_talk(kind);
    if (row == nullptr)
        return Error{Errc::invalid, "talks.kind", fmt::format("there is no step \"{}\"", kind), "kind",
                     "Use a kind of docs/methods/talks.md"};
    b.kind = row->kind;
    std::optional<TalkAudience> audience;
    TRUCE_TRY(in.word("audience", audience, audiences_.size()));
    if (!audience) return wrong("audience", "is missing", "Say who may read it");
    b.audience = *audience;
    TRUCE_TRY(in.text("round", b.round));
    TRUCE_TRY(in.text("session", b.session));
    return in.text("replaces", b.replaces);
}

Result<void> read_reported(MemberReader& in, TalkBody& b) {
    const Json* value = in.take("reported");
    if (value == nullptr) return {};
    if (!value->is_object()) return wrong("reported", "is no object", "Write by, at and source");
    MemberReader of(value->get_object(), form, "reported");
    Reported reported;
    TRUCE_TRY(of.list("by", reported.by));
    TRUCE_TRY(of.interval("at", reported.at));
    TRUCE_TRY(of.text("source", reported.source));
    TRUCE_TRY(of.nothing_left());
    b.reported = std::move(reported);
    return {};
}

Result<void> read_tables(MemberReader& in, TalkBody& b) {
    TRUCE_TRY(in.objects("seats", [&](MemberReader& one) -> Result<void> {
        Seat seat;
        TRUCE_TRY(one.text("who", seat.who));
        TRUCE_TRY(one.text("name", seat.name));
        TRUCE_TRY(one.text("role", seat.role));
        TRUCE_TRY(one.text("level", seat.level));
        TRUCE_TRY(one.text("source", seat.source));
        TRUCE_TRY(one.list("eligible", seat.eligible));
        b.seats.push_back(std::move(seat));
        return {};
    }));
    TRUCE_TRY(in.objects("people", [&](MemberReader& one) -> Result<void> {
        Delegate person;
        TRUCE_TRY(one.text("name", person.name));
        TRUCE_TRY(one.text("function", person.function));
        TRUCE_TRY(one.truth("head", person.head));
        b.people.push_back(std::move(person));
        return {};
    }));
    TRUCE_TRY(in.objects("clauses", [&](MemberReader& one) -> Result<void> {
        ClauseText clause;
        TRUCE_TRY(one.text("id", clause.id));
        TRUCE_TRY(one.texts("text", clause.text));
        b.clauses.push_back(std::move(clause));
        return {};
    }));
    return in.objects("owed", [&](MemberReader& one) -> Result<void> {
        Debt debt;
        TRUCE_TRY(one.text("who", debt.who));
        TRUCE_TRY(one.instant("due", debt.due));
        b.owed.push_back(std::move(debt));
        return {};
    });
}

// ---- checking -------------------------------------------------------------------------------------------------

Result<void> check_seats(const std::vector<Seat>& seats) {
    std::set<std::pair<std::string, std::string>> taken;
    for (const Seat& seat : seats) {
        TRUCE_TRY(form.text("seats.role", seat.role, Is::name));
        if (seat.who.empty() == seat.eligible.empty())
            return wrong("seats", "has a seat with neither or both of who and eligible",
                         "Name who sits there, or the instruments its holder signed");
        if (!seat.who.empty()) TRUCE_TRY(form.text("seats.who", seat.who, Is::name));
        for (const auto& [name, value] :
             {std::pair{"seats.name", &seat.name}, {"seats.level", &seat.level}, {"seats.source", &seat.source}}) {
            if (!value->empty()) TRUCE_TRY(form.text(name, *value, Is::words));
        }
        TRUCE_TRY(form.list("seats.eligible", seat.eligible, Is::name));
        const std::string key = seat.who.empty() ? fmt::format("{}", fmt::join(seat.eligible, " ")) : seat.who;
        if (!taken.emplace(key, seat.role).second) return wrong("seats", fmt::format("has {} twice", key), "Give each seat once");
    }
    return {};
}

Result<void> check_tables(const TalkBody& b) {
    TRUCE_TRY(check_seats(b.seats));
    for (const Delegate& person : b.people) {
        TRUCE_TRY(form.text("people.name", person.name, Is::words));
        TRUCE_TRY(form.text("people.function", person.function, Is::words));
    }
    std::set<std::string_view> ids;
    for (const ClauseText& clause : b.clauses) {
        TRUCE_TRY(form.text("clauses.id", clause.id, Is::name));
        TRUCE_TRY(check_tongues("clauses.text", clause.text));
        if (!ids.insert(clause.id).second) return wrong("clauses", fmt::format("has {} twice", clause.id), "Give each clause its own id");
    }
    for (std::size_t i = 0; i < b.owed.size(); ++i) {
        TRUCE_TRY(form.text("owed.who", b.owed[i].who, Is::name));
        if (b.owed[i].due && !MemberForm::writable(*b.owed[i].due))
            return wrong("owed.due", "is out of bounds", "Give a time between 1684 and 2255");
        if (i > 0 && b.owed[i].who <= b.owed[i - 1].who)
            return wrong("owed", "does not ascend", "Sort it by who owes, and name everybody once");
    }
    return {};
}

Result<void> check_reported(const Reported& reported) {
    TRUCE_TRY(form.list("reported.by", reported.by, Is::name));
    if (reported.at) TRUCE_TRY(form.interval("reported.at", *reported.at));
    if (reported.source.empty()) return wrong("reported.source", "is missing", "Say where it is reported");
    return form.text("reported.source", reported.source, Is::words);
}

Result<void> check_heading(const TalkBody& b, const TalkRow& row) {
    const bool first = b.kind == TalkKind::round_called;
    if (first && !b.round.empty())
        return wrong("round", "stands in the call of a round", "Leave it out: the call's own id names the round");
    if (!b.round.empty()) TRUCE_TRY(form.text("round", b.round, Is::id));
    if (row.open && b.audience != TalkAudience::public_)
        return wrong("audience", fmt::format("is {}, and {} is public", name_of(b.audience), row.name), "Write public");
    if (row.concerned != (b.audience == TalkAudience::concerned))
        return wrong(
            "audience", fmt::format("of {} is {}", row.name, name_of(b.audience)),
            row.concerned ? "Write concerned: a contact is read by those whom it concerns" : "Only contacts are for those concerned");
    if (row.concerned && !b.round.empty()) return wrong("round", "stands in a contact", "Leave it out: a contact belongs to no round");
    if (!b.session.empty()) TRUCE_TRY(form.text("session", b.session, Is::id));
    const bool plan = b.kind == TalkKind::session_planned;
    if ((b.audience == TalkAudience::session) != (!b.session.empty() || (plan && b.access == SessionAccess::closed)))
        return wrong("session", "goes with the audience session", "Name the session whose members may read it, or neither");
    if (!b.replaces.empty()) {
        if (row.slot == TalkSlot::none)
            return wrong("replaces", "is not a member of this kind", "Leave it out: such steps stand beside each other");
        TRUCE_TRY(form.text("replaces", b.replaces, Is::id));
    }
    return b.reported ? check_reported(*b.reported) : Result<void>();
}

/// What is there, by member.
std::set<M> present_in(const TalkBody& b) {
    std::set<M> there;
    for (const TextField& one : text_fields) {
        if (!(b.*one.field).empty()) there.insert(one.member);
    }
    for (const ListField& one : list_fields) {
        if (!(b.*one.field).empty()) there.insert(one.member);
    }
    each_word([&](M member, auto field, std::size_t) {
        if (b.*field) there.insert(member);
    });
    const auto add = [&](M member, bool is) {
        if (is) there.insert(member);
    };
    add(M::texts, !b.texts.empty());
    add(M::when, b.when.has_value());
    add(M::due, b.due.has_value());
    add(M::seats, !b.seats.empty());
    add(M::people, !b.people.empty());
    add(M::clauses, !b.clauses.empty());
    add(M::owed, !b.owed.empty());
    return there;
}

/// Clauses in every authentic language, and in no other.
Result<void> check_languages(const TalkBody& b) {
    for (const ClauseText& clause : b.clauses) {
        std::vector<std::string> in;
        for (const auto& [language, text] : clause.text) in.push_back(language);
        if (in != b.languages)
            return wrong("clauses",
                         fmt::format("has clause {} in {}, the authentic languages are {}", clause.id, fmt::join(in, ", "),
                                     fmt::join(b.languages, ", ")),
                         "Give every clause in every authentic language");
    }
    return {};
}

}  // namespace

std::string_view name_of(TalkAudience word) { return audiences_.at(static_cast<std::size_t>(word)); }
std::string_view name_of(SessionAccess word) { return accesses.at(static_cast<std::size_t>(word)); }
std::string_view name_of(SessionManner word) { return manners.at(static_cast<std::size_t>(word)); }
std::string_view name_of(Stance word) { return stances.at(static_cast<std::size_t>(word)); }
std::string_view name_of(Character word) { return characters.at(static_cast<std::size_t>(word)); }
std::string_view name_of(Fulfilment word) { return outcomes.at(static_cast<std::size_t>(word)); }
std::string_view name_of(Containment word) { return containments.at(static_cast<std::size_t>(word)); }
std::string_view name_of(TalkMember member) { return member_names.at(static_cast<std::size_t>(member)); }

Json to_json(const TalkBody& b) {
    JsonObject object{{"audience", name_of(b.audience)}, {"form", talk_form}, {"kind", row_of(b.kind).name}};
    put(object, "round", b.round);
    put(object, "session", b.session);
    put(object, "replaces", b.replaces);
    if (b.reported) {
        JsonObject reported{{"source", b.reported->source}};
        if (!b.reported->by.empty()) reported["by"] = list_json(b.reported->by);
        put(reported, "at", b.reported->at);
        object["reported"] = std::move(reported);
    }
    for (const TextField& one : text_fields) put(object, name_of(one.member), b.*one.field);
    for (const ListField& one : list_fields) {
        if (!(b.*one.field).empty()) object[name_of(one.member)] = list_json(b.*one.field);
    }
    each_word([&](M member, auto field, std::size_t) {
        if (b.*field) object[name_of(member)] = name_of(*(b.*field));
    });
    if (!b.texts.empty()) object["texts"] = tongues_json(b.texts);
    put(object, "when", b.when);
    if (b.due) object["due"] = b.due->us;
    const auto table = [&](std::string_view name, const auto& values, auto&& to) {
        JsonArray list;
        for (const auto& one : values) list.push_back(to(one));
        if (!list.empty()) object[name] = std::move(list);
    };
    table("seats", b.seats, seat_json);
    table("people", b.people, [](const Delegate& person) -> Json {
        JsonObject out{{"function", person.function}, {"name", person.name}};
        if (person.head) out["head"] = true;
        return out;
    });
    table("clauses", b.clauses, clause_json);
    table("owed", b.owed, [](const Debt& debt) -> Json {
        JsonObject out{{"who", debt.who}};
        if (debt.due) out["due"] = debt.due->us;
        return out;
    });
    return object;
}

Result<void> check_talk(const TalkBody& b) {
    const TalkRow& row = row_of(b.kind);
    TRUCE_TRY(check_heading(b, row));
    const std::set<M> there = present_in(b);
    for (const M member : there) {
        if (!allows(row, member)) return wrong(name_of(member), fmt::format("is not a member of {}", row.name), "Leave it out");
    }
    for (const TalkUse& use : row.members) {
        if (use.required && !there.contains(use.member))
            return wrong(name_of(use.member), fmt::format("is missing in {}", row.name), "Give it");
    }
    for (const TextField& one : text_fields) {
        if (!(b.*one.field).empty()) TRUCE_TRY(form.text(name_of(one.member), b.*one.field, one.is));
    }
    for (const ListField& one : list_fields) TRUCE_TRY(form.list(name_of(one.member), b.*one.field, one.is, one.order));
    if (!b.texts.empty()) TRUCE_TRY(check_tongues("texts", b.texts));
    if (b.when) TRUCE_TRY(form.interval("when", *b.when));
    if (b.due && !MemberForm::writable(*b.due)) return wrong("due", "is out of bounds", "Give a time between 1684 and 2255");
    TRUCE_TRY(check_tables(b));
    return b.clauses.empty() ? Result<void>() : check_languages(b);
}

Result<TalkBody> draft_talk(const JsonObject& object) {
    TalkBody b;
    MemberReader in(object, form);
    TRUCE_TRY(read_heading(in, b));
    TRUCE_TRY(read_reported(in, b));
    for (const TextField& one : text_fields) TRUCE_TRY(in.text(name_of(one.member), b.*one.field));
    for (const ListField& one : list_fields) TRUCE_TRY(in.list(name_of(one.member), b.*one.field));
    Result<void> words;
    each_word([&](M member, auto field, std::size_t count) {
        if (words) words = in.word(name_of(member), b.*field, count);
    });
    TRUCE_TRY(words);
    TRUCE_TRY(in.texts("texts", b.texts));
    TRUCE_TRY(in.interval("when", b.when));
    TRUCE_TRY(in.instant("due", b.due));
    TRUCE_TRY(read_tables(in, b));
    TRUCE_TRY(in.nothing_left());
    return b;
}

Result<TalkBody> read_talk(std::string_view bytes) {
    TRUCE_ASSIGN(const Json value, parse_canonical(bytes));
    if (!value.is_object()) return Error{Errc::invalid, "talks.form", "a step is an object", "", "Write it as docs/methods/talks.md says"};
    TRUCE_ASSIGN(TalkBody b, draft_talk(value.get_object()));
    TRUCE_TRY(check_talk(b));
    return b;
}

std::string Talk::speaker() const {
    if (!body.reported) return author;
    return body.reported->by.size() == 1 ? body.reported->by.front() : std::string();
}

std::optional<Instant> Talk::at() const {
    if (!body.reported) return recorded_at;
    return body.reported->at ? std::optional(body.reported->at->from) : std::nullopt;
}

bool happened_by(const Talk& step, Instant now) {
    const auto at = step.at();
    return !at || *at <= now;
}

std::vector<std::string> Talk::refs() const {
    std::vector<std::string> named{body.round, body.session, body.replaces, body.about, body.like};
    named.insert(named.end(), body.answers.begin(), body.answers.end());
    std::ranges::sort(named);
    const auto [first, last] = std::ranges::unique(named);
    named.erase(first, last);
    std::erase(named, std::string());
    return named;
}

std::string version_digest(const TalkBody& version) {
    JsonArray clauses;
    for (const ClauseText& clause : version.clauses) clauses.push_back(clause_json(clause));
    const auto text = canonical(JsonObject{{"clauses", std::move(clauses)}, {"languages", list_json(version.languages)}});
    TRUCE_ASSERT(text.ok());
    return sha256(*text).hex();
}

}  // namespace truce
