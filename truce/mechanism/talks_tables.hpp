/// The table of the talks: every step by its place in the log. A view: each row follows from an entry of the record, and
/// `refold_talks` makes them anew. What is shown of rounds, documents and commitments is computed from the steps (talks/talks.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/record/body.hpp"
#include "truce/store/store.hpp"
#include "truce/talks/talks.hpp"

namespace truce {

/// Whether entries of this kind are steps of the talks.
[[nodiscard]] bool is_talk(std::string_view kind);

/// Makes the table, or makes it anew from the record if it is of another version. In a transaction of its own.
Result<void> open_talks_table(Database& db);
/// Throws the rows away and folds every step of the record. In a transaction of its own, or in the one that is open.
Result<void> refold_talks(Database& db);

/// Adds an admitted step that has this place in the log. Inside the transaction that appends it.
Result<void> fold_talk(Database& db, std::uint64_t index, const Talk& step);
/// Folds the entry at this place if it is a step that can be read here; a sealed one makes no row.
Result<void> fold_stored_talk(Database& db, std::uint64_t index);

/// A step from its entry. Errors: those of talk_from_parts.
Result<Talk> talk_of(std::string id, std::string_view key_name, Instant recorded_at, const Body& body);

/// Every step below `as_of`. None where a store has no such table yet. Errors: those of read_talk.
Result<Talks> load_talks(Database& db, std::uint64_t as_of = whole_record);

/// Number of steps in the table.
Result<std::uint64_t> count_talks(Database& db);
/// That the row of this step, and no other, is there. Errors: talks.view (corrupt).
Result<void> compare_talk(Database& db, std::uint64_t index, const Talk& step);

}  // namespace truce
