#include "truce/mechanism/coordinate_handler.hpp"

#include <utility>

#include "truce/mechanism/coordinate_parts.hpp"

namespace truce {

Result<Coordination*> CoordinationMemory::at_end(Database& db, const Documents& documents) {
    if (!has_table_) {
        TRUCE_ASSIGN(has_table_, has_coordination_table(db));
    }
    CoordinationEnd end;
    if (has_table_) {
        TRUCE_ASSIGN(end, coordination_end(db));
    }
    if (coordination_ && end == end_) {
        const Digest terms = documents.roles().digest;
        if (documents.profile_digest == profile_ && terms == terms_) return &*coordination_;
        TRUCE_ASSIGN(CoordinationTerms other, coordination_terms(documents));
        coordination_->adopt(std::move(other));
    } else {
        TRUCE_ASSIGN(Coordination loaded, load_coordination(db, documents));
        coordination_.emplace(std::move(loaded));
        end_ = end;
    }
    profile_ = documents.profile_digest;
    terms_ = documents.roles().digest;
    return &*coordination_;
}

void CoordinationMemory::noted(std::uint64_t index, CoordinationStep step) {
    TRUCE_ASSERT(coordination_.has_value());
    end_ = {index, step.id, step.recorded_at};
    coordination_->recall(std::move(step));
}

Result<void> CoordinationHandler::check(const Entry& entry, const Documents& documents, const Body& body, Instant recorded_at) {
    accepted_.reset();
    for (const Part& part : body) {
        if (!part.open)
            return Error{Errc::invalid, "coordination.sealed", "a part of it is sealed", std::string(name_of(part.audience)),
                         "Hand it in with all its parts"};
    }
    TRUCE_ASSIGN(Coordination* const coordination, memory().at_end(*db_, documents));
    TRUCE_ASSIGN(CoordinationStep step,
                 coordination_of(entry.header.id, entry.key_name, recorded_at, body, *coordination->terms().gazetteer));
    TRUCE_TRY(coordination->admits(step));
    accepted_.emplace(std::move(step));
    accepted_by_ = coordination;
    return {};
}

Result<void> CoordinationHandler::fold(const Entry& entry, const Documents& documents, const Body& body, std::uint64_t index,
                                       Instant recorded_at) {
    Coordination* coordination = accepted_by_;
    std::optional<CoordinationStep> step = std::exchange(accepted_, std::nullopt);
    if (!step || step->id != entry.header.id || step->recorded_at != recorded_at) {
        TRUCE_ASSIGN(coordination, memory().at_end(*db_, documents));
        TRUCE_ASSIGN(step, coordination_of(entry.header.id, entry.key_name, recorded_at, body, *coordination->terms().gazetteer));
    }
    TRUCE_TRY(fold_coordination(*db_, index, *step, coordination->told_by(*step)));
    memory().noted(index, std::move(*step));
    return {};
}

Result<void> CoordinationHandler::replay(const Entry& entry, const Documents& documents, const Body& body, std::uint64_t index,
                                         Instant recorded_at, bool unseen) {
    if (!replayed_ || moved_on_) {
        TRUCE_ASSIGN(CoordinationTerms terms, coordination_terms(documents));
        if (replayed_)
            replayed_->adopt(std::move(terms));
        else
            replayed_.emplace(std::move(terms));
        moved_on_ = false;
    }
    auto step = coordination_of(entry.header.id, entry.key_name, recorded_at, body, *replayed_->terms().gazetteer);
    if (!step && step.error().id == "coordination.sealed") {
        sealed_ = true;
        return {};
    }
    if (!step) {
        refused_ = true;
        return std::move(step).error();
    }
    ++steps_;
    // What cannot be read here may be what allows this step, or what it told of; then nothing is said of that.
    if (unseen || sealed_) {
        TRUCE_TRY(compare_coordination(*db_, index, *step, nullptr));
        replayed_->recall(std::move(*step));
        return {};
    }
    const std::vector<Told> told = replayed_->told_by(*step);
    if (const auto allowed = replayed_->apply(*step); !allowed) {
        refused_ = true;
        return allowed;
    }
    return compare_coordination(*db_, index, *step, &told);
}

Result<void> CoordinationHandler::finish() const {
    if (refused_) return {};
    TRUCE_ASSIGN(const std::uint64_t stored, count_coordination(*db_));
    if (stored == steps_) return {};
    return Error{Errc::corrupt, "coordination.view", "the tables of coordination have other steps than the record makes", "",
                 "Rebuild them with `truce record refold`"};
}

}  // namespace truce
