/// The tables of coordination: every step by its place in the log, and who was told what of whose activity. Views: each row follows
/// from entries of the record, and `refold_coordination` makes them anew.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/coordinate/coordination.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/documents.hpp"
#include "truce/record/body.hpp"
#include "truce/store/function_ref.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// Whether entries of this kind are steps of coordination.
[[nodiscard]] bool is_coordination(std::string_view kind);

/// What the documents in force say about it. Errors: those of CoordinationTerms::create.
Result<CoordinationTerms> coordination_terms(const Documents& documents);

/// Makes the tables, or makes them anew from the record if they are of another version. In a transaction of its own.
Result<void> open_coordination_tables(Database& db);
/// Throws the rows away and folds every step of the record. In a transaction of its own, or in the one that is open.
Result<void> refold_coordination(Database& db);

/// A step from its entry. Errors: those of coordination_from_parts and read_coordination.
Result<CoordinationStep> coordination_of(std::string id, std::string_view key_name, Instant recorded_at, const Body& body,
                                         const Gazetteer& gazetteer);

/// Adds an admitted step that has this place in the log, and what it tells. Inside the transaction that appends it.
Result<void> fold_coordination(Database& db, std::uint64_t index, const CoordinationStep& step, const std::vector<Told>& told);

class CoordinationMemory;
/// Folds the entry at this place, if it can be read here: of a copy. `memory` is of the same store.
Result<void> fold_stored_coordination(Database& db, CoordinationMemory& memory, const Documents& documents, std::uint64_t index);

/// Calls for every step of entries in [from, as_of) that can be read here, in the record's order. Errors: those of read_coordination.
Result<void> for_each_coordination(Database& db, std::uint64_t from, std::uint64_t as_of, const Gazetteer& gazetteer,
                                   function_ref<Result<void>(std::uint64_t index, CoordinationStep&& step)> each);
/// Every step below `as_of`, under the documents in force there.
Result<Coordination> load_coordination(Database& db, const Documents& documents, std::uint64_t as_of = whole_record);
/// Takes in the steps of entries in [from, as_of). Precondition: it holds those below `from`. On an error it holds some of them.
Result<void> follow_coordination(Database& db, Coordination& coordination, std::uint64_t from, std::uint64_t as_of);

/// Where the table ends: place and id of its last step; 0 and "" if there is none.
struct CoordinationEnd {
    std::uint64_t index = 0;
    std::string id;
    Instant recorded_at;
    friend bool operator==(const CoordinationEnd&, const CoordinationEnd&) = default;
};
/// Precondition: the table is there.
Result<CoordinationEnd> coordination_end(Database& db);
Result<bool> has_coordination_table(Database& db);

/// What was told, in the record's order.
struct ToldRow {
    std::uint64_t index = 0;  ///< of the entry by which it was told
    Instant at;
    Told told;
};
/// Of whose activities; "": of anybody's.
Result<std::vector<ToldRow>> told_of(Database& db, std::string_view owner, std::uint64_t as_of = whole_record);

/// Number of steps in the table.
Result<std::uint64_t> count_coordination(Database& db);
/// That the row of this step, and what it told, and no other, are there. Errors: coordination.view (corrupt).
///   told   nullptr: what it told is not known here
Result<void> compare_coordination(Database& db, std::uint64_t index, const CoordinationStep& step, const std::vector<Told>* told);

}  // namespace truce
