#include "truce/mechanism/talks_handler.hpp"

namespace truce {
namespace {

/// A public step says in the clear what it refers to; that is what its body says.
Result<void> check_refs(const Entry& entry, const Talk& step) {
    if (!entry.header.open || entry.header.open->refs == step.refs()) return {};
    return Error{Errc::invalid, "talks.refs", "its header names other steps than its body", step.id,
                 "Compose the step with truce: truce talks --help"};
}

}  // namespace

TalkRules talk_rules(const Documents& documents) { return {documents.profile, *documents.roles().terms}; }

Result<void> TalksHandler::check(const Entry& entry, const TalkRules& rules, const Body& body, Instant recorded_at) {
    for (const Part& part : body) {
        if (!part.open)
            return Error{Errc::invalid, "talks.sealed", "a part of it is sealed", std::string(name_of(part.audience)),
                         "Hand it in with all its parts"};
    }
    TRUCE_ASSIGN(const Talk step, talk_of(entry.header.id, entry.key_name, recorded_at, body));
    TRUCE_TRY(check_refs(entry, step));
    if (!known_) {
        TRUCE_ASSIGN(known_, load_talks(*db_));
    }
    return known_->admits(rules, step);
}

Result<void> TalksHandler::fold(const Entry& entry, const Body& body, std::uint64_t index, Instant recorded_at) {
    TRUCE_ASSIGN(Talk step, talk_of(entry.header.id, entry.key_name, recorded_at, body));
    TRUCE_TRY(fold_talk(*db_, index, step));
    if (known_) known_->recall(std::move(step));
    return {};
}

Result<void> TalksHandler::replay(const Entry& entry, const TalkRules& rules, const Body& body, std::uint64_t index, Instant recorded_at,
                                  bool unseen) {
    auto step = talk_of(entry.header.id, entry.key_name, recorded_at, body);
    if (!step && step.error().id == "talks.sealed") {
        sealed_ = true;
        return {};
    }
    if (!step) {
        refused_ = true;
        return std::move(step).error();
    }
    ++steps_;
    // What cannot be read here may be what allows this step; then nothing is said of it.
    if (unseen || sealed_) return compare_talk(*db_, index, *step);
    auto allowed = check_refs(entry, *step);
    if (allowed) allowed = talks_.apply(rules, *step);
    if (!allowed) {
        refused_ = true;
        return allowed;
    }
    return compare_talk(*db_, index, *step);
}

Result<void> TalksHandler::finish() const {
    if (refused_) return {};
    TRUCE_ASSIGN(const std::uint64_t stored, count_talks(*db_));
    if (stored == steps_) return {};
    return Error{Errc::corrupt, "talks.view", "the table of the talks has other steps than the record makes", "",
                 "Rebuild it with `truce record refold`"};
}

}  // namespace truce
