#include "truce/mechanism/talks_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "truce/mechanism/case_words.hpp"

namespace truce {
namespace {

void line(std::string& out, std::size_t indent, std::string_view name, std::string_view value) {
    // A text of several lines keeps them, under each other.
    std::string_view rest = value;
    bool first = true;
    while (first || !rest.empty()) {
        const std::size_t end = rest.find('\n');
        out += fmt::format("{:{}}{:<12} {}\n", "", indent, first ? name : std::string_view(), rest.substr(0, end));
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        first = false;
    }
}

std::string about_in_words(const Talk& step, const Talks& talks) {
    const Talk* about = talks.find(step.body.about);
    if (about == nullptr) return fmt::format("step {}", short_id(step.body.about));
    if (!about->body.title.empty()) return fmt::format("\"{}\" [{}]", about->body.title, short_id(about->id));
    return fmt::format("{} of {} [{}]", row_of(about->body.kind).name, about->speaker().empty() ? about->author : about->speaker(),
                       short_id(about->id));
}

std::string debts_in_words(const std::vector<Debt>& owed) {
    std::vector<std::string> words;
    for (const Debt& one : owed)
        words.push_back(one.due ? fmt::format("{} by {}", one.who, format(*one.due)) : fmt::format("{}, no date stated", one.who));
    return fmt::format("{}", fmt::join(words, "; "));
}

std::string object_of(const Talk& step) {
    const TalkBody& b = step.body;
    switch (b.kind) {
        case TalkKind::round_called:
        case TalkKind::session_planned:
        case TalkKind::document_tabled:
        case TalkKind::communique_issued: return fmt::format(" \"{}\"", b.title);
        case TalkKind::round_proposed: return fmt::format(": {}, {}", format(b.when->from), b.place);
        case TalkKind::round_answered:
        case TalkKind::invitation_answered:
            return fmt::format(": {}", *b.choice == Choice::approve ? "yes" : *b.choice == Choice::object ? "no" : "abstains");
        case TalkKind::invitation_sent: return fmt::format(" {} as {}", fmt::join(b.to, ", "), b.role);
        case TalkKind::position_taken: return fmt::format(": {}", spaced(name_of(*b.stance)));
        case TalkKind::document_opened:
            return fmt::format(" as a {}, for {}", spaced(name_of(*b.character)), fmt::join(b.signatories, ", "));
        case TalkKind::commitment_recorded: return fmt::format(": {}", debts_in_words(b.owed));
        case TalkKind::commitment_reported:
        case TalkKind::commitment_assessed: return fmt::format(": {}", spaced(name_of(*b.outcome)));
        case TalkKind::endorsement_noted: return fmt::format(": {} {} {}", b.body, b.verb, b.object);
        case TalkKind::contact_opened: return fmt::format(" to {}: {}", fmt::join(b.to, ", "), fmt::join(b.agenda, "; "));
        case TalkKind::contact_closed: return fmt::format(": {}", spaced(name_of(*b.containment)));
        case TalkKind::statement_quoted: return fmt::format(" of {}", b.speaker);
        default: return {};
    }
}

std::string seats_in_words(const std::vector<Seat>& seats) {
    std::string out;
    for (const Seat& seat : seats) {
        if (!out.empty()) out += '\n';
        out += seat.who.empty() ? fmt::format("every signatory of {}", fmt::join(seat.eligible, " and ")) : seat.who;
        if (!seat.name.empty()) out += fmt::format(" ({})", seat.name);
        out += fmt::format(" as {}, level {}", seat.role, seat.level.empty() ? "not stated" : seat.level);
        if (!seat.source.empty()) out += fmt::format("; {}", seat.source);
    }
    return out;
}

}  // namespace

std::string spaced(std::string_view word) {
    std::string out(word);
    for (char& c : out) c = c == '_' ? ' ' : c;
    return out;
}

std::string interval_in_zone(const Interval& interval, const TalkRules& rules) {
    const LocalDays& days = rules.profile().days;
    return fmt::format("{} to {}", days.format_local(interval.from), days.format_local(interval.to));
}

std::string talk_headline(const Talk& step, const Talks&, const TalkRules&) {
    const TalkBody& b = step.body;
    if (!b.reported) return fmt::format("{} {}{}", step.author, row_of(b.kind).phrase, object_of(step));
    const std::string who =
        b.reported->by.empty() ? std::string("somebody not stated") : fmt::format("{}", fmt::join(b.reported->by, ", "));
    return fmt::format("reported: {} {}{}", who, row_of(b.kind).phrase, object_of(step));
}

std::string talk_details(const Talk& step, const Talks& talks, const TalkRules& rules, std::size_t indent) {
    const TalkBody& b = step.body;
    std::string out;
    const auto say = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) line(out, indent, name, value);
    };
    const auto list = [](const std::vector<std::string>& values) { return fmt::format("{}", fmt::join(values, ", ")); };
    if (!b.about.empty()) say("about", about_in_words(step, talks));
    if (b.when) say("when", interval_in_zone(*b.when, rules));
    say("place", b.place);
    say("host", b.host);
    say("format", seats_in_words(b.seats));
    if (!b.like.empty()) say("format of", fmt::format("round {}", short_id(b.like)));
    say("tracks", list(b.tracks));
    say("track", b.track);
    if (b.manner || b.access)
        say("meeting", fmt::format("{}{}{}", b.access ? name_of(*b.access) : "", b.access && b.manner ? ", " : "",
                                   b.manner ? name_of(*b.manner) : ""));
    say("members", list(b.members));
    say("languages", list(b.languages));
    say("interpreting", list(b.interpreting));
    say("agenda", fmt::format("{}", fmt::join(b.agenda, "\n")));
    say("level", b.level);
    if (b.due) say("answer by", format(*b.due));
    for (const Delegate& one : b.people) say("delegate", fmt::format("{}, {}{}", one.name, one.function, one.head ? " (head)" : ""));
    for (const ClauseText& clause : b.clauses) {
        for (const auto& [language, text] : clause.text) say(fmt::format("{} {}", clause.id, language), text);
    }
    say("clause", b.clause);
    say("towards", list(b.to.empty() || b.kind != TalkKind::commitment_recorded ? std::vector<std::string>() : b.to));
    say("shown by", b.shown_by);
    say("reservation", b.reservation);
    say("quote",
        b.quote.empty() ? std::string() : fmt::format("\"{}\"{}", b.quote, b.language.empty() ? "" : fmt::format(" ({})", b.language)));
    say("says", b.text);
    for (const auto& [language, text] : b.texts) say(language, text);
    say("digest", b.digest);
    say("source", b.source);
    if (!b.answers.empty()) say("answers", fmt::format("{} named", b.answers.size()));
    if (b.reported) {
        say("reported by", fmt::format("{}, {}", step.author, b.reported->source));
        say("happened", b.reported->at ? interval_in_zone(*b.reported->at, rules) : "date not stated");
    }
    say("for", b.audience == TalkAudience::session     ? "the members of the session"
               : b.audience == TalkAudience::public_   ? "everybody"
               : b.audience == TalkAudience::concerned ? "those whom the contact concerns"
                                                       : "the mechanism");
    if (!b.replaces.empty()) say("replaces", fmt::format("step {}", short_id(b.replaces)));
    return out;
}

}  // namespace truce
