/// The case files' tables: every step of every case by its place in the log, and one row per case to find it by. They are
/// views: each row follows from an entry of the record, and `refold_cases` makes them anew.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/examine/docket.hpp"
#include "truce/record/body.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// Later than every entry.
inline constexpr std::uint64_t whole_record = std::uint64_t{json_integer_max};

/// Whether entries of this kind are steps of case files.
[[nodiscard]] bool is_step(std::string_view kind);

/// Makes the tables, or makes them anew from the record if they are of another version. In a transaction of its own.
Result<void> open_case_tables(Database& db);
/// Throws the rows away and folds every step of the record. In a transaction of its own, or in the one that is open.
Result<void> refold_cases(Database& db);

/// Adds an admitted step that has this place in the log. Inside the transaction that appends it.
Result<void> fold_step(Database& db, std::uint64_t index, const Step& step);
/// Folds the entry at this place if it is a step that can be read here; a sealed one makes no row.
Result<void> fold_stored_step(Database& db, std::uint64_t index);

/// A step from its entry. Errors: those of step_from_parts.
Result<Step> step_of(std::string id, std::string_view key_name, Instant recorded_at, const Body& body);

/// A row of the list of cases.
struct CaseRow {
    std::string id;
    std::string incident;
    std::uint64_t opened = 0;  ///< place of the opening in the log
    std::uint64_t last = 0;    ///< place of its last step
    std::uint64_t steps = 0;
    bool closed = false;
    Interval happened;
    friend bool operator==(const CaseRow&, const CaseRow&) = default;
};

/// What is asked of the list; unset members do not restrict.
struct CaseQuery {
    enum class Order : std::uint8_t { oldest, newest, id };  ///< by their openings, or by id
    Order order = Order::oldest;
    std::string after;                     ///< id of the case after which the list goes on; none follows an unknown one, except by id
    std::string incident;                  ///< for which they were opened
    std::optional<Interval> happened;      ///< that may have happened within
    std::optional<bool> closed;            ///< as of now
    std::uint64_t as_of = whole_record;    ///< opened below
    std::int64_t most = json_integer_max;  ///< rows at most
};

/// In the query's order, which later steps do not change. None where a store has no such tables yet.
Result<std::vector<CaseRow>> case_rows(Database& db, const CaseQuery& query);

/// The case with its steps below `as_of`. Errors: case.unknown (not_found); case.row (corrupt).
Result<CaseFile> load_case(Database& db, std::string_view case_id, std::uint64_t as_of = whole_record);
/// Every step below `as_of`, in the record's order.
Result<void> for_each_step(Database& db, std::uint64_t as_of, const std::function<Result<void>(std::uint64_t index, Step&& step)>& each);

/// The case that was opened for exactly this incident; "" if there is none.
Result<std::string> case_of_incident(Database& db, std::string_view incident, std::uint64_t as_of = whole_record);
/// The cases with a link that names this report, or the incident into which theirs was merged, ascending.
Result<std::vector<std::string>> cases_with_link(Database& db, std::string_view named, std::uint64_t as_of = whole_record);
/// The cases in which somebody claimed a link or a merger, ascending.
Result<std::vector<std::string>> cases_with_claims(Database& db, std::uint64_t as_of = whole_record);
/// Cases of which a step lies in [from, below), ascending.
Result<std::vector<std::string>> cases_with_steps(Database& db, std::uint64_t from, std::uint64_t below);
/// Cases whose id begins so, ascending; at most `most`.
Result<std::vector<std::string>> cases_named(Database& db, std::string_view prefix, std::int64_t most);

/// The cases that decide whether this step may be taken: its own, and those to which the incidents it names lead.
Result<Docket> load_docket_for(Database& db, const StepBody& step);
/// Every case. Errors: as load_case, and those of Docket::adopt.
Result<Docket> load_docket(Database& db, std::uint64_t as_of = whole_record);

/// Number of steps in the tables.
Result<std::uint64_t> count_steps(Database& db);
/// That the row of this step, and no other, is there. Errors: case.view (corrupt).
Result<void> compare_step(Database& db, std::uint64_t index, const Step& step);
/// That the rows of cases are those which the docket's files make. Errors: case.view (corrupt).
Result<void> compare_cases(Database& db, const Docket& docket);

}  // namespace truce
