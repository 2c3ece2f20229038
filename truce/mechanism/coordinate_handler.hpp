/// What is demanded of the steps of coordination, and what follows from them; a part of Handlers (handlers.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/documents.hpp"
#include "truce/record/entry.hpp"

namespace truce {

/// The coordination of a store in memory, with its index of space and time: rebuilt from the table when it is first asked for, brought
/// on by the fold, and thrown away where the table says otherwise (a commit that failed, a copy that was extended).
class CoordinationMemory {
public:
    /// As the store stands, under these documents. The reference holds until the next call. Errors: those of load_coordination.
    Result<Coordination*> at_end(Database& db, const Documents& documents);
    /// After the step's row was written.
    void noted(std::uint64_t index, CoordinationStep step);
    void forget() {
        coordination_.reset();
        has_table_ = false;
    }

private:
    std::optional<Coordination> coordination_;
    CoordinationEnd end_;
    bool has_table_ = false;  ///< seen once: a look for it goes through the store's whole schema
    Digest profile_;          ///< of the documents under which it is
    Digest terms_;
};

class CoordinationHandler {
public:
    /// `memory` may be shared by handlers that come one after the other; nullptr: one of its own.
    CoordinationHandler(Database& db, CoordinationMemory* memory) : db_(&db), memory_(memory) {}

    /// Whether the entry may be appended. Errors: coordination.* and the others of Coordination::admits.
    Result<void> check(const Entry& entry, const Documents& documents, const Body& body, Instant recorded_at);
    /// After check() has accepted it, in the transaction that appends it. What check() accepted last is not read again.
    Result<void> fold(const Entry& entry, const Documents& documents, const Body& body, std::uint64_t index, Instant recorded_at);

    /// Verifying: the same, against the steps replayed so far, and the rows are compared. Entries come in the record's order.
    ///   unseen   some entry before this one cannot be read here, so what it allowed is not known
    Result<void> replay(const Entry& entry, const Documents& documents, const Body& body, std::uint64_t index, Instant recorded_at,
                        bool unseen);
    /// Whether the table holds anything else than what was replayed. Errors: coordination.view (corrupt).
    [[nodiscard]] Result<void> finish() const;
    /// Replaying: other documents are in force from here on.
    void documents_changed() { moved_on_ = true; }

private:
    CoordinationMemory& memory() { return memory_ != nullptr ? *memory_ : own_; }

    Database* db_;
    CoordinationMemory* memory_;
    CoordinationMemory own_;
    /// What check() accepted last, and the coordination that accepted it: nothing was written between it and its fold.
    std::optional<CoordinationStep> accepted_;
    Coordination* accepted_by_ = nullptr;
    std::optional<Coordination> replayed_;
    std::uint64_t steps_ = 0;
    bool moved_on_ = false;
    bool refused_ = false;
    bool sealed_ = false;
};

}  // namespace truce
