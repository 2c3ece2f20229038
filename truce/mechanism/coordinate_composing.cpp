#include "truce/mechanism/coordinate_composing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/mechanism/case_words.hpp"
#include "truce/mechanism/coordinate_parts.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/coordinate_words.hpp"
#include "truce/record/entry.hpp"

namespace truce {
namespace {

using K = CoordinationKind;

constexpr std::size_t prefix_min = 4;

std::string author_of(const NoteKey& key) { return key.name.substr(0, key.name.find('/')); }

bool speaks_of_activity(K kind) {
    return (is_activity_step(kind) && kind != K::activity_filed) || kind == K::movement_reported || kind == K::disclosure_proposed ||
           kind == K::disclosure_agreed;
}

/// The version that holds, and the digest of its volumes where the step answers them.
void complete_version(CoordinationBody& body, const Activity& activity) {
    body.activity = activity.id();
    const CoordinationRow& row = row_of(body.kind);
    if (allows(row, CoordinationMember::version) && body.version.empty()) body.version = activity.version().id;
    if (allows(row, CoordinationMember::digest) && body.digest.empty()) body.digest = volumes_digest(activity.volumes());
}

/// Whether the record would take the step if it were about this activity, for the one who names none.
bool may_be_about(const Coordination& coordination, CoordinationStep step, const Activity& activity) {
    if (!coordination.may_see(activity, step.author)) return false;
    complete_version(step.body, activity);
    const auto allowed = coordination.admits(step);
    return allowed || allowed.error().id.starts_with("awareness.");
}

Result<void> complete_activity(const Coordination& coordination, CoordinationRequest& request, const CoordinationStep& asked) {
    CoordinationBody& body = request.step;
    const std::string& word = request.activity_word.empty() ? body.activity : request.activity_word;
    const bool needed = speaks_of_activity(body.kind) || (body.kind == K::conflict_raised && body.about.empty());
    if (!word.empty()) {
        TRUCE_ASSIGN(const Activity* const meant, find_activity(coordination, asked.author, word));
        complete_version(body, *meant);
        return {};
    }
    if (!needed) return {};
    std::vector<const Activity*> meant;
    for (const auto& [id, activity] : coordination.book().activities()) {
        CoordinationStep step = asked;
        step.body = body;
        if (may_be_about(coordination, std::move(step), activity)) meant.push_back(&activity);
    }
    if (meant.empty())
        return Error{Errc::not_found, "activity.unknown", fmt::format("nothing here awaits {} of {}", row_of(body.kind).name, asked.author),
                     "", "Look: truce coordinate mine DIR --as KEY, truce coordinate waiting DIR --as KEY"};
    if (meant.size() > 1) {
        std::vector<std::string> words;
        for (const Activity* one : meant) words.push_back(fmt::format("{} ({} of {})", short_id(one->id()), one->kind(), one->owner()));
        return Error{Errc::invalid, "activity.unclear", fmt::format("it can be about several activities: {}", fmt::join(words, ", ")), "",
                     "Say which one"};
    }
    complete_version(body, *meant.front());
    return {};
}

bool is_of_operations(K kind) { return kind == K::operations_joined || kind == K::operations_left || kind == K::operations_closed; }

/// Whether the word means the step: its id, the beginning of it, or the name of the area of operations that it opened.
bool means(std::string_view word, const CoordinationStep& step) {
    return step.id == word || (word.size() >= prefix_min && step.id.starts_with(word)) ||
           (step.body.kind == K::operations_opened && step.body.name == word);
}

/// Whoever else is in an area of operations is told of the filing.
Result<void> add_recipients(const Coordination& coordination, CoordinationRequest& request, const std::string& author) {
    if (request.operations_word.empty()) return {};
    for (const AreaOfOperations* one : coordination.operations_of(author)) {
        if (!one->open || !one->members.contains(author) || !means(request.operations_word, *coordination.find(one->id))) continue;
        std::vector<std::string>& to = request.step.to;
        for (const auto& [who, step] : one->members) {
            if (who != author) to.push_back(who);
        }
        std::ranges::sort(to);
        to.erase(std::ranges::unique(to).begin(), to.end());
        return {};
    }
    return Error{Errc::not_found, "operations.unknown",
                 fmt::format("{} is in no open area of operations \"{}\"", author, request.operations_word), "",
                 "Join it first: truce coordinate operations DIR --viewer PARTICIPANT lists them"};
}

Result<void> complete_about(const Coordination& coordination, CoordinationRequest& request, const CoordinationStep& asked) {
    CoordinationBody& body = request.step;
    if (!allows(row_of(body.kind), CoordinationMember::about)) return {};
    const std::string& word = request.about_word.empty() ? body.about : request.about_word;
    const bool needed = body.kind == K::disclosure_proposed || body.kind == K::access_answered || body.kind == K::access_reported ||
                        is_of_operations(body.kind) ||
                        (body.kind == K::conflict_raised && request.activity_word.empty() && body.activity.empty());
    if (word.empty() && !needed) return {};
    std::vector<const CoordinationStep*> meant;
    for (const CoordinationStep& one : coordination.steps()) {
        if (!coordination.may_read(one, asked.author)) continue;
        if (!word.empty()) {
            if (means(word, one)) meant.push_back(&one);
            continue;
        }
        CoordinationStep step = asked;
        step.body = body;
        step.body.about = one.id;
        if (body.kind == K::disclosure_proposed ? coordination.threads().contains(one.id) : coordination.admits(step).ok())
            meant.push_back(&one);
    }
    if (meant.size() == 1) {
        body.about = meant.front()->id;
        return {};
    }
    if (meant.empty())
        return Error{Errc::not_found, "coordination.unknown",
                     word.empty() ? fmt::format("nothing here awaits {} of {}", row_of(body.kind).name, asked.author)
                                  : fmt::format("nothing here is meant by \"{}\"", word),
                     "", "Name a step by its id or the beginning of it: truce coordinate steps DIR --as KEY"};
    std::vector<std::string> words;
    for (const CoordinationStep* one : meant)
        words.push_back(fmt::format("{} ({} of {})", short_id(one->id), row_of(one->body.kind).name, one->author));
    return Error{Errc::invalid, "coordination.unclear", fmt::format("it can be about several steps: {}", fmt::join(words, ", ")), "",
                 "Say which one with --about"};
}

}  // namespace

Result<Coordination> coordination_at(const Desk& desk, Instant now) {
    TRUCE_ASSIGN(const Documents documents, load_documents(desk.db, whole_record));
    TRUCE_ASSIGN(Coordination coordination, load_coordination(desk.db, documents));
    for (const Submission& one : desk.pending_coordination) {
        TRUCE_ASSIGN(const Entry entry, parse_entry(one.note));
        TRUCE_ASSIGN(CoordinationStep step,
                     coordination_of(entry.header.id, entry.key_name, now, one.body, *coordination.terms().gazetteer));
        coordination.recall(std::move(step));
    }
    return coordination;
}

Result<const Activity*> find_activity(const Coordination& coordination, std::string_view who, std::string_view word) {
    const Activity* meant = nullptr;
    std::string named;
    for (const auto& [id, activity] : coordination.book().activities()) {
        const auto is = [&](const std::string& step) { return step == word || (word.size() >= prefix_min && step.starts_with(word)); };
        const bool version = std::ranges::any_of(activity.steps(), [&](const ActivityStep& step) { return is(step.id); });
        if (!version || !coordination.may_see(activity, who)) continue;
        named += fmt::format("{}{} ({} of {})", named.empty() ? "" : ", ", short_id(id), activity.kind(), activity.owner());
        if (meant != nullptr)
            return Error{Errc::invalid, "activity.ambiguous", fmt::format("\"{}\" can mean {}", word, named), "", "Give more of the id"};
        meant = &activity;
    }
    if (meant != nullptr) return meant;
    return Error{Errc::not_found, "activity.unknown", fmt::format("there is no activity {}", word), "", "name the step that filed it"};
}

Result<ComposedCoordination> compose_coordination(const Desk& desk, const NoteKey& key, CoordinationRequest request, Instant now,
                                                  Random& random, AwarenessIs awareness) {
    TRUCE_ASSIGN(const Coordination coordination, coordination_at(desk, now));
    return compose_coordination(coordination, desk, key, std::move(request), now, random, awareness);
}

Result<ComposedCoordination> compose_coordination(const Coordination& coordination, const Desk& desk, const NoteKey& key,
                                                  CoordinationRequest request, Instant now, Random& random, AwarenessIs awareness) {
    const std::string author = author_of(key);
    // A copy knows no later clock than its own entries'; the record's will not be earlier than that.
    const Instant at = coordination.steps().empty() ? now : std::max(now, coordination.steps().back().recorded_at);
    CoordinationStep step{new_uuid(random), author, key.name, at, request.step, {}};
    TRUCE_TRY(add_recipients(coordination, request, author));
    TRUCE_TRY(complete_about(coordination, request, step));
    TRUCE_TRY(complete_activity(coordination, request, step));
    step.body = request.step;
    ComposedCoordination done;
    TRUCE_ASSIGN(done.body, coordination_parts(step.body, random));
    TRUCE_ASSIGN(StatedStep said, coordination_from_parts(done.body));
    step.key = {std::move(said.key)};
    // Awareness is what is checked last, so whatever else is wrong is said before it.
    const auto allowed = coordination.admits(step);
    const bool later = !allowed && awareness == AwarenessIs::checked_when_handed_in && allowed.error().id == "awareness.stale";
    if (!allowed && !later) return allowed.error();
    const EntryHeader header{author, body_root(done.body), step.id, desk.origin, std::nullopt, desk.prev, slot_of(now)};
    done.id = step.id;
    done.text = entry_text(header);
    done.words = coordination_headline(step, coordination) + "\n" + coordination_details(step, coordination, 4);
    done.step = std::move(step.body);
    return done;
}

Result<Submission> sign_coordination(ComposedCoordination composed, const NoteSigner& signer) {
    TRUCE_ASSIGN(std::string note, sign_note(composed.text, signer));
    return Submission{std::move(note), std::move(composed.body)};
}

}  // namespace truce
