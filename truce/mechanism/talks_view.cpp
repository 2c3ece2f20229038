#include "truce/mechanism/talks_view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_words.hpp"
#include "truce/mechanism/talks_words.hpp"

namespace truce {
namespace {

constexpr std::string_view not_stated = "not stated";

JsonArray list(const std::vector<std::string>& texts) {
    JsonArray out;
    for (const std::string& one : texts) out.emplace_back(one);
    return out;
}
void put(JsonObject& out, std::string_view name, const std::string& value) {
    if (!value.empty()) out[name] = value;
}
void put(JsonObject& out, std::string_view name, const std::optional<Instant>& value) {
    if (value) out[name] = value->us;
}
void put(JsonObject& out, std::string_view name, const std::optional<Interval>& value) {
    if (value) out[name] = JsonArray{value->from.us, value->to.us};
}
void put(JsonObject& out, std::string_view name, const std::vector<std::string>& value) {
    if (!value.empty()) out[name] = list(value);
}
std::string or_not_stated(const std::string& text) { return text.empty() ? std::string(not_stated) : text; }
std::string heading(std::string_view title) { return fmt::format("\n{}\n", title); }
std::string mark(bool reported) { return reported ? " (reported)" : ""; }

std::string named(std::string_view who, const TalkRules& rules) { return who.empty() ? std::string(not_stated) : rules.name_of(who); }
std::string named(const std::vector<std::string>& all, const TalkRules& rules) {
    std::string out;
    for (const std::string& who : all) out += (out.empty() ? "" : ", ") + rules.name_of(who);
    return out;
}

std::string on(const std::optional<Instant>& t, const TalkRules& rules) {
    return t ? rules.profile().days.format_local(*t) : std::string("a date not stated");
}

// ---- rounds ---------------------------------------------------------------------------------------------------

Json seat_json(const Seat& seat) {
    JsonObject out{{"role", seat.role}};
    put(out, "who", seat.who);
    put(out, "name", seat.name);
    put(out, "level", seat.level);
    put(out, "eligible", seat.eligible);
    put(out, "source", seat.source);
    return out;
}

Json proposal_json(const Proposal& one) {
    JsonObject out{{"agreed", one.agreed}, {"place", one.place}, {"step", one.step}, {"when", JsonArray{one.when.from.us, one.when.to.us}}};
    if (one.reported) out["reported"] = true;
    put(out, "by", one.by);
    put(out, "host", one.host);
    put(out, "approve", one.approve);
    put(out, "object", one.object);
    put(out, "abstain", one.abstain);
    put(out, "silent", one.silent);
    return out;
}

Json invited_json(const Invited& one) {
    JsonObject out{{"name", one.name}, {"reported", one.reported}, {"role", one.role}, {"step", one.step}, {"who", one.who}};
    put(out, "level", one.level);
    put(out, "source", one.source);
    put(out, "sent", one.sent);
    if (one.answer) out["answer"] = name_of(*one.answer);
    put(out, "answered_level", one.answered_level);
    put(out, "reservation", one.reservation);
    put(out, "answered_at", one.answered_at);
    if (!one.list.empty()) {
        out["list"] = one.list;
        out["complete"] = one.list_fault.empty();
        if (!one.people_sealed) out["people"] = static_cast<std::int64_t>(one.people);
    }
    put(out, "listed_at", one.listed_at);
    put(out, "accredited_by", one.accredited_by);
    put(out, "questioned", one.questioned);
    put(out, "withdrawn", one.withdrawn);
    return out;
}

Json session_json(const SessionView& one) {
    JsonObject out{{"access", name_of(*one.body.access)}, {"id", one.id},     {"manner", name_of(*one.body.manner)},
                   {"members", list(one.body.members)},   {"plan", one.plan}, {"title", one.body.title}};
    put(out, "when", one.body.when);
    put(out, "place", one.body.place);
    put(out, "track", one.body.track);
    put(out, "languages", one.body.languages);
    put(out, "interpreting", one.body.interpreting);
    put(out, "agenda", one.body.agenda);
    put(out, "minutes", one.minutes);
    put(out, "dissents", one.dissents);
    return out;
}

std::string state_of(const Invited& one, const TalkRules& rules) {
    if (!one.withdrawn.empty()) return fmt::format("withdrawn: {}", one.withdrawn);
    if (!one.answer) return one.reported ? std::string("answer not stated") : "no answer yet";
    std::string out = *one.answer == Choice::approve ? "comes" : *one.answer == Choice::object ? "does not come" : "abstains";
    if (!one.answered_level.empty()) out += fmt::format(", level {}", one.answered_level);
    if (!one.reservation.empty()) out += fmt::format(", with the reservation \"{}\"", one.reservation);
    if (!one.list.empty()) {
        out += fmt::format("; list of {} submitted {}", one.people_sealed ? "people" : fmt::format("{}", one.people),
                           on(one.listed_at, rules));
        if (!one.list_fault.empty()) out += fmt::format(" (not complete: {})", one.list_fault);
    }
    if (!one.accredited_by.empty()) out += fmt::format("; accredited by {}", named(one.accredited_by, rules));
    if (!one.questioned.empty()) out += fmt::format("; questioned by {}", fmt::join(one.questioned, "; "));
    return out;
}

std::string proposals_text(const RoundView& round, const TalkRules& rules) {
    if (round.proposals.empty()) return {};
    std::string out = heading("date and place");
    for (const Proposal& one : round.proposals) {
        out += fmt::format("    [{}] {} proposed {}, {}{}{}\n", short_id(one.step), named(one.by, rules), interval_in_zone(one.when, rules),
                           one.place, one.host.empty() ? "" : fmt::format(", host {}", one.host),
                           !one.agreed    ? ""
                           : one.reported ? ": set, as reported"
                                          : ": AGREED");
        const auto say = [&](const std::vector<std::string>& who, std::string_view what) {
            if (!who.empty()) out += fmt::format("        {} {}\n", named(who, rules), what);
        };
        say(one.approve, "approve");
        say(one.object, "object");
        say(one.abstain, "abstain");
        if (!one.agreed) say(one.silent, "have not said anything");
    }
    return out;
}

std::string sessions_text(const RoundView& round, const Talks& talks, const TalkRules& rules) {
    if (round.sessions.empty()) return {};
    std::string out = heading("sessions");
    for (const SessionView& one : round.sessions) {
        out += fmt::format("    [{}] {}, {}, {}: {}\n", short_id(one.plan), one.body.title, name_of(*one.body.access),
                           name_of(*one.body.manner), named(one.body.members, rules));
        if (one.body.when) out += fmt::format("        {}\n", interval_in_zone(*one.body.when, rules));
        for (const std::string& point : one.body.agenda) out += fmt::format("        agenda: {}\n", point);
        for (const auto& [ids, word] : {std::pair{&one.minutes, "minutes"}, {&one.dissents, "dissent"}}) {
            for (const std::string& id : *ids) {
                const Talk* step = talks.find(id);
                if (step != nullptr) out += fmt::format("        {} of {}: {}\n", word, named(step->speaker(), rules), step->body.text);
            }
        }
    }
    return out;
}

}  // namespace

Json to_json(const RoundView& r) {
    JsonObject out{{"form", "truce/round/1"}, {"id", r.id},       {"phase", name_of(r.phase)}, {"reported", r.reported},
                   {"sequence", r.sequence},  {"title", r.title}, {"changed", r.changed.us}};
    put(out, "called_by", r.called_by);
    put(out, "called_at", r.called_at);
    put(out, "like", r.like);
    put(out, "tracks", r.tracks);
    put(out, "agenda", r.agenda);
    if (r.manner) out["manner"] = name_of(*r.manner);
    if (r.access) out["access"] = name_of(*r.access);
    put(out, "when", r.when);
    put(out, "place", r.place);
    put(out, "host", r.host);
    put(out, "ended", r.ended);
    put(out, "source", r.source);
    const auto table = [&](std::string_view name, const auto& values, auto to) {
        JsonArray rows;
        for (const auto& one : values) rows.push_back(to(one));
        out[name] = std::move(rows);
    };
    table("seats", r.seats, seat_json);
    table("proposals", r.proposals, proposal_json);
    table("invited", r.invited, invited_json);
    table("sessions", r.sessions, session_json);
    return out;
}

std::string round_line(const RoundView& r, const TalkRules& rules) {
    return fmt::format("{}  {:<9} {:<42} {}{}\n", short_id(r.id), name_of(r.phase),
                       r.when ? interval_in_zone(*r.when, rules) : "no date yet", r.title, mark(r.reported));
}

std::string to_text(const RoundView& r, const Talks& talks, const TalkRules& rules) {
    std::string out = fmt::format("round [{}] {}{}\n    called      by {} on {}\n    state       {}\n", short_id(r.id), r.title,
                                  mark(r.reported), named(r.called_by, rules), on(r.called_at, rules), name_of(r.phase));
    if (!r.source.empty()) out += fmt::format("    source      {}\n", r.source);
    out += fmt::format("    when        {}\n    place       {}\n    host        {}\n",
                       r.when ? interval_in_zone(*r.when, rules) : std::string(not_stated), or_not_stated(r.place), or_not_stated(r.host));
    out += fmt::format("    meetings    {}, {}\n", r.access ? name_of(*r.access) : not_stated, r.manner ? name_of(*r.manner) : not_stated);
    if (!r.like.empty()) {
        const Talk* like = talks.find(r.like);
        out += fmt::format("    format      that of \"{}\"\n", like == nullptr ? r.like : like->body.title);
    }
    if (!r.tracks.empty()) out += fmt::format("    tracks      {}\n", fmt::join(r.tracks, ", "));
    for (const std::string& point : r.agenda) out += fmt::format("    agenda      {}\n", point);
    if (!r.ended.empty()) out += fmt::format("    ended       {}\n", r.ended);
    out += proposals_text(r, rules);
    out += heading("invited");
    if (r.invited.empty()) out += "    nobody yet\n";
    for (const Invited& one : r.invited) {
        out += fmt::format("    {:<12} {}{}; level: {}\n", one.role, one.name, mark(one.reported), or_not_stated(one.level));
        out += fmt::format("    {:<12}     {}\n", "", state_of(one, rules));
        if (!one.source.empty()) out += fmt::format("    {:<12}     source: {}\n", "", one.source);
    }
    return out + sessions_text(r, talks, rules);
}

// ---- readiness ------------------------------------------------------------------------------------------------

Json to_json(const Missing& one) {
    JsonObject out{{"note", one.note}, {"overdue", one.overdue}, {"what", name_of(one.what)}};
    put(out, "from", one.from);
    put(out, "since", one.since);
    put(out, "by", one.by);
    put(out, "about", one.about);
    put(out, "of", one.of);
    return out;
}

std::string to_text(std::span<const Missing> missing, const TalkRules& rules, Instant now) {
    if (missing.empty()) return "nothing is missing: the round is ready\n";
    std::string out = fmt::format("not ready: {} missing\n", missing.size());
    for (const Missing& one : missing) {
        out += fmt::format("    {:<14} {}", spaced(name_of(one.what)),
                           one.from.empty() ? one.note : fmt::format("from {}: {}", named(one.from, rules), one.note));
        if (one.since) out += fmt::format("; since {} ({})", on(one.since, rules), duration_in_words(now.us - one.since->us));
        if (one.by) out += fmt::format("; due {}{}", on(one.by, rules), one.overdue ? ", OVERDUE" : "");
        out += '\n';
    }
    return out;
}

// ---- representation -------------------------------------------------------------------------------------------

Json to_json(const Representation& one) {
    JsonArray rounds;
    for (const RoundVoice& round : one.rounds) {
        JsonObject row{{"role", round.role}, {"round", round.round}, {"state", round.state}, {"title", round.title}};
        put(row, "manner", round.manner);
        rounds.push_back(std::move(row));
    }
    return JsonObject{{"rounds", std::move(rounds)}, {"voice", one.voice}, {"who", one.who}};
}

std::string to_text(std::span<const Representation> all, const TalkRules& rules) {
    std::string out;
    for (const Representation& one : all) {
        out += fmt::format("{}: {}\n", rules.name_of(one.who),
                           one.voice            ? "has had a voice"
                           : one.rounds.empty() ? "was never invited"
                                                : "was invited; that it came is not recorded");
        for (const RoundVoice& round : one.rounds)
            out += fmt::format("    \"{}\" as {}, {}: {}\n", round.title, round.role,
                               round.manner.empty() ? "format not stated" : round.manner, round.state);
    }
    return out;
}

// ---- documents ------------------------------------------------------------------------------------------------

namespace {

Json position_json(const VersionPosition& one, bool reported) {
    JsonObject out{{"participant", one.participant}, {"stance", one.stance ? name_of(*one.stance) : reported ? "not_stated" : "silent"}};
    put(out, "reservation", one.reservation);
    put(out, "text", one.text);
    put(out, "step", one.step);
    if (one.reported) out["reported"] = true;
    return out;
}

Json signature_json(const Signature& one) {
    JsonObject out{{"awaited", list(one.awaited)},
                   {"complete", one.complete},
                   {"opening", one.opening},
                   {"signed_by", list(one.signed_by)},
                   {"version", one.version}};
    put(out, "reported", one.reported);
    put(out, "completed", one.completed);
    put(out, "in_force", one.in_force);
    return out;
}

std::string stance_in_words(const VersionPosition& one, bool reported) {
    std::string out = one.stance ? spaced(name_of(*one.stance)) : std::string(reported ? not_stated : "silent");
    if (!one.reservation.empty()) out += fmt::format(": {}", one.reservation);
    if (!one.text.empty()) out += fmt::format(" (\"{}\")", one.text);
    return out + mark(one.reported);
}

std::string signature_text(const Signature& one, const TalkRules& rules) {
    std::string out = fmt::format("    [{}] of version {}: signed by {}", short_id(one.opening), short_id(one.version),
                                  one.signed_by.empty() ? "nobody yet" : named(one.signed_by, rules));
    if (!one.reported.empty()) out += fmt::format(" (reported of {})", named(one.reported, rules));
    if (!one.awaited.empty()) out += fmt::format("; awaited: {}", named(one.awaited, rules));
    if (one.in_force)
        out += fmt::format(
            "; in force from {} until {}", rules.profile().days.format_local(one.in_force->from),
            one.in_force->to == Instant::highest() ? std::string("no end stated") : rules.profile().days.format_local(one.in_force->to));
    return out + "\n";
}

}  // namespace

Json to_json(const DocumentView& d) {
    JsonObject out{{"form", "truce/document/1"},  {"id", d.id},      {"refused_by", list(d.refused_by)}, {"reported", d.reported},
                   {"status", name_of(d.status)}, {"title", d.title}};
    put(out, "round", d.round);
    put(out, "track", d.track);
    if (d.character) out["character"] = name_of(*d.character);
    JsonArray versions;
    for (const DocumentVersion& one : d.versions) {
        JsonArray positions;
        for (const VersionPosition& position : one.positions) positions.push_back(position_json(position, d.reported));
        JsonObject version{{"digest", one.digest},
                           {"languages", list(one.languages)},
                           {"positions", std::move(positions)},
                           {"recorded_at", one.recorded_at.us},
                           {"step", one.step}};
        put(version, "by", one.by);
        put(version, "after", one.after);
        versions.push_back(std::move(version));
    }
    out["versions"] = std::move(versions);
    JsonArray signatures;
    for (const Signature& one : d.signatures) signatures.push_back(signature_json(one));
    out["signatures"] = std::move(signatures);
    return out;
}

std::string document_line(const DocumentView& d, const TalkRules& rules) {
    std::string out = fmt::format("{}  {:<18} {:>2} {:<8}  {}{}", short_id(d.id), spaced(name_of(d.status)), d.versions.size(),
                                  d.versions.size() == 1 ? "version" : "versions", d.title, mark(d.reported));
    if (!d.refused_by.empty()) out += fmt::format("; refused by {}", named(d.refused_by, rules));
    return out + "\n";
}

std::string to_text(const DocumentView& d, const Talks& talks, const TalkRules& rules) {
    std::string out = fmt::format("document [{}] {}{}\n    status      {}{}\n", short_id(d.id), d.title, mark(d.reported),
                                  spaced(name_of(d.status)), d.character ? fmt::format(", as a {}", spaced(name_of(*d.character))) : "");
    if (!d.refused_by.empty()) out += fmt::format("    refused by  {}\n", named(d.refused_by, rules));
    for (const DocumentVersion& one : d.versions) {
        out += heading(fmt::format("version {} by {}{}, in {}", short_id(one.step), named(one.by, rules),
                                   one.after.empty() ? "" : fmt::format(", amending {}", short_id(one.after)),
                                   fmt::join(one.languages, ", ")));
        const Talk* step = talks.find(one.step);
        for (const ClauseText& clause : step->body.clauses) {
            for (const auto& [language, text] : clause.text) out += fmt::format("    {} ({}) {}\n", clause.id, language, text);
        }
        for (const VersionPosition& position : one.positions)
            out += fmt::format("        {:<20} {}\n", rules.name_of(position.participant), stance_in_words(position, d.reported));
    }
    if (!d.signatures.empty()) out += heading("signatures");
    for (const Signature& one : d.signatures) out += signature_text(one, rules);
    return out;
}

namespace {

std::string text_of(const TalkBody& body, std::string_view id, const std::string& language) {
    const auto clause = std::ranges::find(body.clauses, id, &ClauseText::id);
    if (clause == body.clauses.end()) return {};
    const auto text = clause->text.find(language);
    return text == clause->text.end() ? std::string() : text->second;
}

std::vector<WordRun> runs_of(const Talk& from, const Talk& to, const ClauseChange& change, const std::string& language) {
    return compare_words(text_of(from.body, change.id, language), text_of(to.body, change.id, language));
}

std::string_view name_of(WordRun::In in) { return in == WordRun::In::both ? "both" : in == WordRun::In::from ? "from" : "to"; }

}  // namespace

Json comparison_json(const Talk& from, const Talk& to) {
    JsonArray clauses;
    for (const ClauseChange& change : compare_versions(from.body, to.body)) {
        JsonObject out{{"change", truce::name_of(change.kind)}, {"clause", change.id}};
        put(out, "changed_in", change.changed_in);
        put(out, "same_in", change.same_in);
        if (change.moved) out["moved"] = true;
        JsonObject words;
        for (const std::string& language : change.changed_in) {
            JsonArray runs;
            for (const WordRun& run : runs_of(from, to, change, language))
                runs.push_back(Json{{"in", name_of(run.in)}, {"text", run.text}});
            words[language] = std::move(runs);
        }
        if (!words.empty()) out["words"] = std::move(words);
        clauses.push_back(std::move(out));
    }
    return JsonObject{{"clauses", std::move(clauses)}, {"form", "truce/comparison/1"}, {"from", from.id}, {"to", to.id}};
}

std::string comparison_text(const Talk& from, const Talk& to, const TalkRules& rules) {
    std::string out = fmt::format("from {} of {} to {} of {}\n", short_id(from.id), named(from.speaker(), rules), short_id(to.id),
                                  named(to.speaker(), rules));
    for (const ClauseChange& change : compare_versions(from.body, to.body)) {
        out += fmt::format("    {:<8} {}{}\n", name_of(change.kind), change.id, change.moved ? ", stands elsewhere" : "");
        for (const std::string& language : change.changed_in) {
            std::string runs;
            for (const WordRun& run : runs_of(from, to, change, language)) {
                if (!runs.empty()) runs += ' ';
                runs += run.in == WordRun::In::both   ? run.text
                        : run.in == WordRun::In::from ? fmt::format("[-{}-]", run.text)
                                                      : fmt::format("{{+{}+}}", run.text);
            }
            out += fmt::format("        {}: {}\n", language, runs);
        }
        if (!change.same_in.empty())
            out += fmt::format("        not changed in {}, which is authentic, too\n", fmt::join(change.same_in, ", "));
    }
    return out;
}

// ---- commitments ----------------------------------------------------------------------------------------------

namespace {

Json word_json(const CommitmentWord& word) {
    JsonObject out{{"by", word.by},
                   {"outcome", name_of(word.outcome)},
                   {"recorded_at", word.recorded_at.us},
                   {"step", word.step},
                   {"text", word.text}};
    if (word.reported) out["reported"] = true;
    put(out, "source", word.source);
    return out;
}

std::string word_in_text(const CommitmentWord& word, const TalkRules& rules) {
    return fmt::format("        {}: {} (\"{}\"){}\n", named(word.by, rules), spaced(name_of(word.outcome)), word.text,
                       word.reported ? fmt::format("; reported, {}", word.source) : "");
}

/// The document, session or round that a commitment comes from, whichever of its steps is named; a statement by who made it.
std::string source_title(const Talk& from, const Talks& talks) {
    if (from.body.kind == TalkKind::statement_quoted) return fmt::format("statement of {}", from.body.speaker);
    const std::string title = talks.title_of(from);
    return title.empty() ? std::string(row_of(from.body.kind).name) : title;
}

}  // namespace

Json to_json(const CommitmentView& c) {
    JsonObject out{{"debtor", c.debtor},     {"form", "truce/commitment/1"}, {"id", c.id},
                   {"reported", c.reported}, {"state", name_of(c.state)},    {"text", c.text}};
    put(out, "to", c.to);
    put(out, "track", c.track);
    put(out, "about", c.about);
    put(out, "clause", c.clause);
    put(out, "source", c.source);
    put(out, "shown_by", c.shown_by);
    put(out, "due", c.due);
    put(out, "since", c.since);
    if (c.own) out["own_word"] = word_json(*c.own);
    put(out, "statements", c.statements);
    JsonArray others;
    for (const CommitmentWord& word : c.others) others.push_back(word_json(word));
    out["others"] = std::move(others);
    return out;
}

std::string to_text(std::span<const CommitmentView> commitments, const Talks& talks, const TalkRules& rules, Instant now) {
    if (commitments.empty()) return "no commitment is recorded\n";
    std::string out;
    for (const CommitmentView& c : commitments) {
        out += fmt::format("[{}] {}{}: {}\n", short_id(c.id), rules.name_of(c.debtor), mark(c.reported), c.text);
        out += fmt::format("    towards     {}\n", c.to.empty() ? std::string(not_stated) : named(c.to, rules));
        out += fmt::format(
            "    by          {}\n",
            c.due ? fmt::format(
                        "{}{}", rules.profile().days.format_local(*c.due),
                        c.state == CommitmentState::overdue ? fmt::format(", overdue for {}", duration_in_words(now.us - c.due->us)) : "")
                  : std::string("no date stated"));
        if (const Talk* about = talks.find(c.about))
            out +=
                fmt::format("    from        {}{}\n", source_title(*about, talks), c.clause.empty() ? "" : fmt::format(", {}", c.clause));
        if (!c.source.empty()) out += fmt::format("    source      {}\n", c.source);
        if (!c.shown_by.empty()) out += fmt::format("    shown by    {}\n", c.shown_by);
        out += fmt::format("    state       {}\n", c.state == CommitmentState::overdue ? "OVERDUE" : spaced(name_of(c.state)));
        if (c.own) out += word_in_text(*c.own, rules);
        for (const CommitmentWord& word : c.others) out += word_in_text(word, rules);
        for (const std::string& id : c.statements) {
            const TalkBody& said = talks.find(id)->body;
            out += fmt::format("        {} said: {}; {}\n", said.speaker, said.text, said.source);
        }
    }
    return out;
}

// ---- the hotline ----------------------------------------------------------------------------------------------

namespace {

Json contact_word_json(const ContactWord& word) {
    JsonObject out{{"by", word.by}, {"step", word.step}};
    put(out, "at", word.at);
    if (word.containment) out["containment"] = name_of(*word.containment);
    put(out, "text", word.text);
    if (word.reported) out["reported"] = true;
    put(out, "source", word.source);
    return out;
}

JsonArray contact_words_json(const std::vector<ContactWord>& words) {
    JsonArray out;
    for (const ContactWord& word : words) out.push_back(contact_word_json(word));
    return out;
}

std::string for_how_long(const std::optional<std::int64_t>& us) { return us ? duration_in_words(*us) : std::string(not_stated); }

std::string contact_word_in_text(const ContactWord& word, const TalkRules& rules) {
    return fmt::format("        {}: {}{}{}{}\n", named(word.by, rules), on(word.at, rules),
                       word.containment ? fmt::format(", {}", spaced(name_of(*word.containment))) : "",
                       word.text.empty() ? "" : fmt::format(" (\"{}\")", word.text),
                       word.reported ? fmt::format("; reported, {}", word.source) : "");
}

}  // namespace

Json to_json(const ContactView& c) {
    JsonObject out{{"answers", contact_words_json(c.answers)},
                   {"ends", contact_words_json(c.ends)},
                   {"form", "truce/contact/1"},
                   {"id", c.id},
                   {"issues", list(c.issues)},
                   {"phase", name_of(c.phase)},
                   {"reported", c.reported},
                   {"to", list(c.to)}};
    put(out, "caller", c.caller);
    put(out, "text", c.text);
    put(out, "opened", c.opened);
    put(out, "closed", c.closed);
    put(out, "silent", c.silent);
    put(out, "source", c.source);
    if (c.open_us) out["open_us"] = *c.open_us;
    if (c.waited_us) out["waited_us"] = *c.waited_us;
    if (c.containment) out["containment"] = name_of(*c.containment);
    return out;
}

std::string to_text(const Hotline& hotline, const TalkRules& rules) {
    std::string out;
    for (const ContactView& c : hotline.contacts) {
        out += fmt::format("[{}] {}{} to {}, {}\n", short_id(c.id), named(c.caller, rules), mark(c.reported), named(c.to, rules),
                           on(c.opened, rules));
        out += fmt::format("    issues      {}\n", fmt::join(c.issues, "; "));
        if (!c.text.empty()) out += fmt::format("    says        {}\n", c.text);
        if (!c.source.empty()) out += fmt::format("    source      {}\n", c.source);
        out += fmt::format("    {:<11} {}\n", c.phase == ContactPhase::closed ? "was open" : "OPEN FOR", for_how_long(c.open_us));
        if (c.answers.empty())
            out += fmt::format("    UNANSWERED  for {}\n", for_how_long(c.waited_us));
        else
            out += fmt::format("    answered    after {}\n", for_how_long(c.waited_us));
        for (const ContactWord& word : c.answers) out += contact_word_in_text(word, rules);
        if (c.phase == ContactPhase::closed)
            out += fmt::format("    closed      {}\n", c.containment ? spaced(name_of(*c.containment)) : "their words differ");
        for (const ContactWord& word : c.ends) out += contact_word_in_text(word, rules);
    }
    return out + fmt::format("{} activation{} on {} issue{}; {} unanswered, {} open\n", hotline.contacts.size(),
                             hotline.contacts.size() == 1 ? "" : "s", hotline.issues, hotline.issues == 1 ? "" : "s", hotline.unanswered,
                             hotline.open);
}

Json to_json(const Talk& step) {
    return JsonObject{
        {"author", step.author}, {"body", to_json(step.body)}, {"id", step.id}, {"key", step.key}, {"recorded_at", step.recorded_at.us}};
}

// ---- from a signed document to terms --------------------------------------------------------------------------

namespace {

std::string toml_text(const std::string& text) {
    std::string out;
    append_json_string(out, text);  // a basic string of TOML takes the escapes of JSON
    return out;
}

}  // namespace

std::string terms_skeleton(const DocumentView& d, const Talks& talks, Instant now) {
    std::string id = "document-" + std::string(short_id(d.id));
    std::string out =
        fmt::format("# From the document {}, status {}. What stands in <> is for the reading to say.\n", d.id, spaced(name_of(d.status)));
    const auto last = std::ranges::find_if(d.signatures.rbegin(), d.signatures.rend(), &Signature::complete);
    const bool complete = last != d.signatures.rend();
    const bool in_force = complete && last->in_force && last->in_force->contains(now);
    out += fmt::format("\n[[instrument]]\nid = \"{}\"\ntitle.en = {}\nstatus = \"{}\"\nsource = \"entry {}\"\n", id, toml_text(d.title),
                       in_force   ? "in_force"
                       : complete ? "signed"
                                  : "draft",
                       complete ? last->opening : d.id);
    const Talk* text = talks.find(complete ? last->version : d.versions.back().step);
    out += fmt::format("authentic_languages = [{}]\n", fmt::join(
                                                           [&] {
                                                               std::vector<std::string> quoted;
                                                               for (const std::string& one : text->body.languages)
                                                                   quoted.push_back(fmt::format("\"{}\"", one));
                                                               return quoted;
                                                           }(),
                                                           ", "));
    out += fmt::format("\n[[version]]\ninstrument = \"{}\"\nn = 1\n", id);
    if (complete && last->in_force)
        out += fmt::format("in_force = [{}, {}]\n", format(last->in_force->from),
                           last->in_force->to == Instant::highest() ? "\"inf\"" : format(last->in_force->to));
    if (complete) {
        std::vector<std::string> quoted;
        for (const std::string& one : last->signed_by) quoted.push_back(fmt::format("\"{}\"", one));
        out += fmt::format("approvals_required = [{}]\n", fmt::join(quoted, ", "));
        for (const Talk* one : talks.standing_about(last->opening, TalkKind::document_signed)) {
            const bool reported = one->body.reported.has_value();
            out += fmt::format("approvals.{} = {{ kind = \"{}\", source = {} }}\n", one->speaker(), reported ? "reported" : "signed",
                               reported ? toml_text(one->body.reported->source) : fmt::format("\"{}\"", one->id));
        }
    }
    for (const ClauseText& clause : text->body.clauses) {
        out += fmt::format(
            "\n[[clause]]\nid = \"{}-{}\"\ninstrument = \"{}\"\ntext_status = \"{}\"\nsource = \"clause {}\"\nsummary.en = \"<in our "
            "words>\"\n",
            id, clause.id, id, complete ? "published" : "draft", clause.id);
        for (const auto& [language, words] : clause.text) out += fmt::format("quote.{} = {}\n", language, toml_text(words));
        out += "deontic = \"<prohibit, oblige or permit>\"\nby = \"<who>\"\n";
    }
    return out;
}

}  // namespace truce
