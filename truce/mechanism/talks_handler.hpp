/// What is demanded of the steps of the talks, and what follows from them; a part of Handlers (handlers.hpp).
#pragma once

#include <cstdint>
#include <optional>

#include "truce/mechanism/documents.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/record/entry.hpp"

namespace truce {

/// The rules of the talks that follow from documents.
TalkRules talk_rules(const Documents& documents);

class TalksHandler {
public:
    explicit TalksHandler(Database& db) : db_(&db) {}

    /// Whether the entry may be appended. Errors: talks.*; talks.refs (invalid: the header names other steps than the body).
    /// The steps are read from the table once; afterwards each costs what those it is about cost.
    Result<void> check(const Entry& entry, const TalkRules& rules, const Body& body, Instant recorded_at);
    /// After check() has accepted it, in the transaction that appends it.
    Result<void> fold(const Entry& entry, const Body& body, std::uint64_t index, Instant recorded_at);

    /// Verifying: the same, against the steps replayed so far, and the row is compared. Entries come in the record's order.
    ///   unseen   some entry before this one cannot be read here, so what it allowed is not known
    Result<void> replay(const Entry& entry, const TalkRules& rules, const Body& body, std::uint64_t index, Instant recorded_at,
                        bool unseen);
    /// Whether the table holds anything else than what was replayed. Errors: talks.view (corrupt).
    [[nodiscard]] Result<void> finish() const;

private:
    Database* db_;
    std::optional<Talks> known_;  ///< appending: what the table holds, once it was asked
    Talks talks_;                 ///< replay
    std::uint64_t steps_ = 0;
    bool refused_ = false;
    bool sealed_ = false;
};

}  // namespace truce
