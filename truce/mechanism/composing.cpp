#include "truce/mechanism/composing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/case_words.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/mechanism/step_parts.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/log.hpp"

namespace truce {
namespace {

constexpr std::size_t case_prefix_min = 4;

std::string_view institution_of(const NoteKey& key) { return std::string_view(key.name).substr(0, key.name.find('/')); }

Error no_case(std::string_view word) {
    return {Errc::not_found, "case.unknown", fmt::format("there is no case \"{}\"", word), "",
            "List them: truce case list DIR; a case is named by its id or the beginning of it, by its incident, or by REGISTER:SOURCE_ID"};
}

/// The case with what was signed here and is not recorded yet.
Result<CaseFile> with_pending(const Desk& desk, const std::string& id) {
    std::vector<Step> steps;
    auto stored = load_case(desk.db, id);
    if (stored) steps = stored->steps();
    if (!stored && stored.error().id != "case.unknown") return stored.error();
    for (const Step& one : desk.pending) {
        if (one.id == id || one.body.case_id == id) steps.push_back(one);
    }
    if (steps.empty() || steps.front().body.kind != StepKind::case_opened) return no_case(id);
    return CaseFile::recalled(std::move(steps));
}

/// Cases whose incident this is, or that have a link to this report.
Result<std::vector<std::string>> cases_about(const Desk& desk, const std::string& report) {
    std::vector<std::string> ids;
    TRUCE_ASSIGN(const std::string own, case_of_incident(desk.db, report));
    if (!own.empty()) ids.push_back(own);
    for (const Step& one : desk.pending) {
        if (one.body.kind == StepKind::case_opened && one.body.incident == report) ids.push_back(one.id);
    }
    if (ids.empty()) return cases_with_link(desk.db, report);
    return ids;
}

Result<std::vector<std::string>> cases_meant(const Desk& desk, std::string_view word) {
    if (word.find(':') != std::string_view::npos || word.find('/') != std::string_view::npos) {
        TRUCE_ASSIGN(const std::string incident, find_incident(desk.db, word));
        return cases_about(desk, incident);
    }
    if (word.size() < case_prefix_min) return std::vector<std::string>();
    TRUCE_ASSIGN(std::vector<std::string> ids, cases_named(desk.db, word, 3));
    for (const Step& one : desk.pending) {
        if (one.body.kind == StepKind::case_opened && one.id.starts_with(word)) ids.push_back(one.id);
    }
    return ids;
}

/// Whether the speaker has answered that step already, where it may do so once.
bool answered(const CaseFile& file, StepBody body, const std::string& about, const std::string& speaker) {
    body.about = about;
    return row_of(body.kind).slot == Slot::answer && !file.standing(body, speaker).empty();
}

/// Whether the speaker could take this step about that one.
bool may_be_about(const CaseFile& file, const StepBody& body, const Step& about, const std::string& speaker) {
    const StepRow& row = row_of(body.kind);
    if (std::ranges::find(row.about, about.body.kind) == row.about.end()) return false;
    switch (row.voice) {
        case Voice::addressee:
            if (std::ranges::find(about.body.to, speaker) == about.body.to.end()) return false;
            break;
        case Voice::speaker:
            if (!about.body.relay || about.body.relay->of != speaker) return false;
            break;
        default: break;
    }
    if ((decides(body.kind) || body.kind == StepKind::step_confirmed) && file.settled(body.kind, about.id)) return false;
    return !answered(file, body, about.id, speaker);
}

bool about_is_needed(const StepRow& row) {
    return std::ranges::any_of(row.members, [](const MemberUse& use) { return use.member == StepMember::about && use.required; });
}

/// The whole id of a step of which the beginning was given; the only step that can be meant where none was.
Result<void> complete_about(const CaseFile& file, StepBody& body, const std::string& speaker) {
    std::vector<std::string> meant;
    const bool vote = body.kind == StepKind::vote_cast && find_step(body.on) != nullptr;
    if (!body.about.empty()) {
        for (const Step& one : file.steps()) {
            if (one.id.starts_with(body.about)) meant.push_back(one.id);
        }
        if (meant.empty()) return {};  // admission says that there is no such step
    } else {
        StepBody like = body;
        if (vote) like.kind = find_step(body.on)->kind;
        if (!about_is_needed(row_of(like.kind))) return {};
        for (const Step& one : file.steps()) {
            if (may_be_about(file, like, one, speaker)) meant.push_back(one.id);
        }
        if (meant.empty()) {
            return Error{Errc::not_found, "case.about",
                         fmt::format("nothing in this case awaits {} of {}", row_of(body.kind).name, speaker), file.id(),
                         "Look at what is due: truce case show DIR CASE"};
        }
    }
    if (meant.size() > 1) {
        std::vector<std::string> named;
        for (const std::string& id : meant) {
            const Step& one = *file.find(id);
            named.push_back(fmt::format("{} ({} of {})", short_id(id), row_of(one.body.kind).name, one.speaker()));
        }
        return Error{Errc::invalid, "case.about_unclear", fmt::format("it can be about several steps: {}", fmt::join(named, ", ")),
                     file.id(), "Say which one with --about"};
    }
    body.about = meant.front();
    return {};
}

Result<void> check_as_the_record_would(const Desk& desk, const CaseRules& rules, const Step& step, const CaseFile* file) {
    if (file != nullptr && step.body.kind != StepKind::link_merged) return file->admits(rules, step);
    TRUCE_ASSIGN(Docket docket, load_docket_for(desk.db, step.body));
    if (file != nullptr && docket.find(file->id()) == nullptr) TRUCE_TRY(docket.adopt(*file));
    return docket.admits(rules, step);
}

std::string words_of(const StepBody& body, std::string_view author, const CaseFile* file, const CaseRules& rules,
                     const std::vector<std::string>& officers) {
    std::string words = headline(body, author, file, rules) + "\n" + details(body, file, 4);
    if (file != nullptr)
        words += fmt::format("    {:<11} {} of incident {}\n", "case", short_id(file->id()), file->opening().body.incident);
    if (!officers.empty()) words += fmt::format("    {:<11} {}\n", "officers", fmt::join(officers, ", then "));
    return words;
}

}  // namespace

Result<std::string> find_incident(Database& db, std::string_view word) {
    const Error unknown{Errc::not_found, "incident.unknown", fmt::format("no report or incident \"{}\" is known here", word), "",
                        "Name it as ENTRY/N or REGISTER:SOURCE_ID"};
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos) return word.find('/') == std::string_view::npos ? Result<std::string>(unknown) : std::string(word);
    TRUCE_ASSIGN(const bool any, db.has_table("register_report"));
    if (!any) return unknown;
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, whole_record));
    std::optional<ItemName> first;
    TRUCE_TRY(for_each_version(db, landed, {std::nullopt, std::string(word.substr(0, colon)), std::string(word.substr(colon + 1))},
                               [&](RegisterReport&& version) -> Result<void> {
                                   if (!first) first = version.item;
                                   return {};
                               }));
    if (!first) return unknown;
    std::string id;
    TRUCE_TRY(db.query("SELECT id FROM log_entry WHERE idx = $1", {Value(static_cast<std::int64_t>(first->entry))},
                       [&](const Row& row) -> Result<void> {
                           id = fmt::format("{}/{}", row.text(0), first->n);
                           return {};
                       }));
    return id;
}

Result<CaseFile> find_case(const Desk& desk, std::string_view word) {
    TRUCE_ASSIGN(std::vector<std::string> ids, cases_meant(desk, word));
    std::ranges::sort(ids);
    const auto twice = std::ranges::unique(ids);
    ids.erase(twice.begin(), twice.end());
    if (ids.empty()) return no_case(word);
    if (ids.size() > 1)
        return Error{Errc::invalid, "case.ambiguous", fmt::format("\"{}\" can mean the cases {}", word, fmt::join(ids, ", ")), "",
                     "Give more of the id"};
    return with_pending(desk, ids.front());
}

Result<ComposedStep> compose_step(const Desk& desk, const NoteKey& key, StepRequest request, Instant now, Random& random) {
    DocumentsInForce in_force(desk.db);
    TRUCE_ASSIGN(const CaseRules* const rules, in_force.rules_at(whole_record));
    const std::string author(institution_of(key));
    StepBody body = std::move(request.step);
    const std::string speaker = body.relay ? body.relay->of : author;
    std::optional<CaseFile> file;
    if (body.kind != StepKind::case_opened) {
        TRUCE_ASSIGN(file, find_case(desk, request.case_word));
        TRUCE_TRY(complete_about(*file, body, speaker));
        body = composed(*file, std::move(body), speaker);
    }
    const std::string id = new_uuid(random);
    // A copy knows no later clock than its own entries'; the record's will not be earlier than that.
    const Instant at = file ? std::max(now, file->steps().back().recorded_at) : now;
    const Step step{id, author, key.name, at, body};
    TRUCE_TRY(check_as_the_record_would(desk, *rules, step, file ? &*file : nullptr));
    ComposedStep done;
    TRUCE_ASSIGN(done.body, step_parts(body, request.officers, rules->profile(), random));
    const EntryHeader header{author, body_root(done.body), id, desk.origin, std::nullopt, desk.prev, slot_of(now)};
    done.text = entry_text(header);
    done.words = words_of(body, author, file ? &*file : nullptr, *rules, request.officers);
    done.step = std::move(body);
    return done;
}

Result<Submission> sign_step(ComposedStep composed, const NoteSigner& signer) {
    TRUCE_ASSIGN(std::string note, sign_note(composed.text, signer));
    return Submission{std::move(note), std::move(composed.body)};
}

Result<Desk> desk_at_log(Database& db, const NoteKey& key) {
    const LogReader log(db);
    TRUCE_ASSIGN(const EnrolledKey enrolled, log.key(key.name));
    TRUCE_ASSIGN(std::string origin, log.origin());
    return Desk{db, std::move(origin), enrolled.last_note, {}};
}

}  // namespace truce
