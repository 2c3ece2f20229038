#include "app/talks_body.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/step_options.hpp"
#include "truce/mechanism/talks_toml.hpp"

namespace truce::app {
namespace {

constexpr StepOptions options{"talks.argument"};

/// At most two separators: what follows the last one may hold more.
std::vector<std::string> pieces_of(const std::string& text, char separator, std::size_t most) {
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    while (pieces.size() + 1 < most) {
        const std::size_t end = text.find(separator, begin);
        if (end == std::string::npos) break;
        pieces.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    pieces.push_back(text.substr(begin));
    return pieces;
}

Result<void> add_seats(const TalkStepOptions& o, TalkBody& b) {
    for (const std::string& text : o.seats) {
        const std::vector<std::string> p = pieces_of(text, ':', 3);
        if (p.size() < 2) return options.wrong("--seat", fmt::format("\"{}\" is no seat", text), "Write ROLE:WHO or ROLE:WHO:LEVEL");
        b.seats.push_back({p[1], {}, p[0], p.size() > 2 ? p[2] : std::string(), {}, {}});
    }
    for (const std::string& text : o.eligible) {
        const std::vector<std::string> p = pieces_of(text, ':', 3);
        if (p.size() < 2)
            return options.wrong("--eligible", fmt::format("\"{}\" is no seat", text), "Write ROLE:INSTRUMENT+INSTRUMENT or with :LEVEL");
        b.seats.push_back({{}, {}, p[0], p.size() > 2 ? p[2] : std::string(), sorted_once(pieces_of(p[1], '+', 100)), {}});
    }
    for (const std::string& text : o.seat_names) {
        const std::vector<std::string> p = pieces_of(text, '=', 2);
        const auto seat = std::ranges::find(b.seats, p[0], &Seat::who);
        if (p.size() < 2 || seat == b.seats.end())
            return options.wrong("--seat-name", fmt::format("\"{}\" names no seat", text), "Write WHO=NAME of a --seat");
        seat->name = p[1];
    }
    return {};
}

Result<void> add_people(const TalkStepOptions& o, TalkBody& b) {
    for (const auto& [list, head] : {std::pair{&o.head, true}, {&o.people, false}}) {
        for (const std::string& text : *list) {
            const std::size_t comma = text.find(", ");
            if (comma == std::string::npos)
                return options.wrong(head ? "--head" : "--person", fmt::format("\"{}\" has no function", text), "Write \"NAME, FUNCTION\"");
            b.people.push_back({text.substr(0, comma), text.substr(comma + 2), head});
        }
    }
    return {};
}

Result<void> add_owed(const TalkStepOptions& o, TalkBody& b) {
    for (const std::string& text : o.owed) {
        const std::vector<std::string> p = pieces_of(text, '=', 2);
        Debt debt{p[0], std::nullopt};
        if (p.size() > 1) {
            TRUCE_ASSIGN(debt.due, instant_of("--by", p[1]));
        }
        b.owed.push_back(std::move(debt));
    }
    std::ranges::sort(b.owed, {}, &Debt::who);
    return {};
}

Result<void> add_words(const TalkStepOptions& o, TalkBody& b) {
    TRUCE_TRY(options.word("--access", o.access, 2, b.access));
    TRUCE_TRY(options.word("--manner", o.manner, 2, b.manner));
    TRUCE_TRY(options.word("CHOICE", o.choice, 3, b.choice));
    TRUCE_TRY(options.word("STANCE", o.stance, 3, b.stance));
    TRUCE_TRY(options.word("--as-a", o.character, 4, b.character));
    TRUCE_TRY(options.word("CONTAINMENT", o.containment, 2, b.containment));
    return options.word("OUTCOME", o.outcome, 4, b.outcome);
}

Result<void> add_times(const TalkStepOptions& o, TalkBody& b) {
    TRUCE_ASSIGN(b.when, options.interval("--from", o.from, o.until));
    TRUCE_ASSIGN(b.due, instant_if_given("--due", o.due));
    const bool reported = !o.reported_by.empty() || !o.reported_source.empty() || !o.reported_from.empty();
    if (!reported) return {};
    if (o.reported_source.empty()) return options.wrong("--reported-source", "a report without its source", "Say where it is reported");
    Reported report{sorted_once(o.reported_by), std::nullopt, o.reported_source};
    TRUCE_ASSIGN(report.at, options.interval("--reported-from", o.reported_from, o.reported_until));
    b.reported = std::move(report);
    return {};
}

/// Who may read it: an open kind everybody; else the members of the session that is named, everybody, or the mechanism.
Result<void> add_audience(const TalkStepOptions& o, const Talks& talks, TalkBody& b) {
    if (!o.session.empty() && o.is_public)
        return options.wrong("--public", "a closed session's step is not public", "Leave one of them out");
    if (row_of(o.kind).concerned) {
        b.audience = TalkAudience::concerned;
        return {};
    }
    if (o.is_public || row_of(o.kind).open) b.audience = TalkAudience::public_;
    if (b.access == SessionAccess::closed && o.kind == TalkKind::session_planned) b.audience = TalkAudience::session;
    if (o.session.empty()) return {};
    constexpr std::array sessions{TalkKind::session_planned};
    TRUCE_ASSIGN(const std::string plan, find_talk_step(talks, o.session, sessions));
    b.session = talks.session_first(*talks.find(plan)).id;
    b.audience = TalkAudience::session;
    return {};
}

}  // namespace

Result<TalkRequest> request_of(const TalkStepOptions& o, const Talks& talks) {
    TalkRequest request;
    request.about_word = o.about;
    request.like_word = o.like;
    TalkBody& b = request.step;
    b.kind = o.kind;
    b.text = o.text;
    b.title = o.title;
    b.name = o.name;
    b.place = o.place;
    b.host = o.host;
    b.level = o.level;
    b.reservation = o.reservation;
    b.shown_by = o.shown_by;
    b.body = o.body;
    b.object = o.object;
    b.speaker = o.speaker;
    b.quote = o.quote;
    b.source = o.source;
    b.track = o.track;
    b.role = o.role;
    b.clause = o.clause;
    b.verb = o.verb;
    b.language = o.language;
    b.digest = o.digest;
    b.to = sorted_once(o.to);
    b.tracks = sorted_once(o.tracks);
    b.members = sorted_once(o.members);
    b.languages = sorted_once(o.languages);
    b.interpreting = sorted_once(o.interpreting);
    b.signatories = sorted_once(o.signatories);
    b.evidence = sorted_once(o.evidence);
    b.agenda = o.agenda;
    for (const std::string& text : o.texts) {
        const std::vector<std::string> p = pieces_of(text, '=', 2);
        if (p.size() < 2) return options.wrong("--text", fmt::format("\"{}\" has no language", text), "Write LANGUAGE=TEXT");
        b.texts[p[0]] = p[1];
    }
    if (!o.round.empty()) {
        constexpr std::array rounds{TalkKind::round_called};
        TRUCE_ASSIGN(b.round, find_talk_step(talks, o.round, rounds));
    }
    TRUCE_TRY(add_seats(o, b));
    TRUCE_TRY(add_people(o, b));
    TRUCE_TRY(add_owed(o, b));
    TRUCE_TRY(add_words(o, b));
    TRUCE_TRY(add_times(o, b));
    TRUCE_TRY(add_audience(o, talks, b));
    if (!o.document.empty()) {
        TRUCE_ASSIGN(DocumentFile file, read_document_file(o.document));
        b.clauses = std::move(file.clauses);
        b.languages = std::move(file.languages);
        if (b.title.empty() && allows(row_of(b.kind), TalkMember::title)) b.title = file.title;
    }
    return request;
}

}  // namespace truce::app
