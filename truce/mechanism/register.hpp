/// The register's tables: reports, watches and published counts by row, so that a day is found without reading
/// everything. They are views: every row follows from a landed item of the record, and `refold` makes them anew.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/ingest/report.hpp"
#include "truce/mechanism/register_keys.hpp"
#include "truce/publish/live_register.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// Makes the tables; where they are those of another version, makes them anew from the record.
Result<void> create_register_tables(Database& db);

/// Writes rows for staged items. Inside a writing transaction; rows become visible when their batch lands.
class RegisterWriter {
public:
    /// Writes the keys too, by runs and with finish().
    static Result<RegisterWriter> open(Database& db);
    /// Leaves it to the caller to write `keys`, over several transactions and before the batch lands.
    static Result<RegisterWriter> open(Database& db, RegisterKeys& keys);

    /// Errors: register.separator if a text holds the character U+001F, which separates lists.
    Result<void> add(std::int64_t row, const Report& report);
    Result<void> add(std::int64_t row, const Watch& watch);
    Result<void> add(std::int64_t row, const PublishedCount& count);
    /// Before the transaction commits.
    Result<void> finish();

private:
    RegisterWriter(Database& db, RegisterKeys* keys) : db_(&db), keys_(keys) {}
    Result<void> write_own_keys();

    Database* db_;
    RegisterKeys* keys_;                      ///< the caller's
    std::unique_ptr<RegisterKeys> own_keys_;  ///< or our own; `keys_` then points to them
    std::unique_ptr<BulkInsert> reports_;
    std::string lists_;  ///< scratch for joined lists, reused
    std::string where_;
    std::string facts_;
};

/// Removes the rows of a staged batch before it is swept.
Result<void> remove_rows(Database& db, std::int64_t batch);

/// Removes one row, whichever table it is in; for an item that is folded anew.
Result<void> remove_row(Database& db, std::int64_t row);

/// Where a row's item stands in the record.
struct ItemName {
    std::uint64_t entry = 0;  ///< position of the batch's entry
    std::uint64_t n = 0;      ///< item of the batch
    friend auto operator<=>(const ItemName&, const ItemName&) = default;
};

/// Which rows are visible at a size of the log, and what they are called. A snapshot.
class Landed {
public:
    /// Items of entries below `as_of`; of what a service key received, only if it was confirmed below `as_of` (received.hpp).
    static Result<Landed> load(Database& db, std::uint64_t as_of);
    [[nodiscard]] std::optional<ItemName> of(std::int64_t row) const;

private:
    struct ChunkName {
        std::int64_t entry = -1;
        std::int64_t part_no = 0;
    };
    std::vector<ChunkName> by_chunk_;
};

/// A report as the register shows it. Its parts are not loaded.
struct RegisterReport {
    std::int64_t row = 0;
    ItemName item;
    Report report;
};

/// What a caller wants to see; unset members do not restrict.
struct RegisterQuery {
    std::optional<Day> day;  ///< whose days include this one
    std::optional<std::string> register_id;
    std::optional<std::string> source_id;  ///< with register_id
};

/// Every visible version that matches, by register, source id and place in the record, ascending.
Result<void> for_each_version(Database& db, const Landed& landed, const RegisterQuery& query,
                              const std::function<Result<void>(RegisterReport&&)>& each);

/// The current version of every record that matches: the last one, unless it was withdrawn. A record whose
/// earlier version matches the day and whose current one does not is left out. By register, then source id.
Result<std::vector<RegisterReport>> current_reports(Database& db, const Landed& landed, const RegisterQuery& query);

/// Every landed version of entries in [from, below), in the order of the record, without making a Report of each.
Result<void> for_each_filed(Database& db, std::uint64_t from, std::uint64_t below,
                            const std::function<Result<void>(const LiveReport&)>& each);

/// How many versions a record had before `item`.
Result<std::size_t> earlier_versions(Database& db, const Landed& landed, const RegisterReport& report);

/// Rows of current watches that overlap `when`, and of current counts of `day`. Their items hold the content.
Result<std::vector<std::int64_t>> watch_rows(Database& db, const Landed& landed, Interval when);
Result<std::vector<std::int64_t>> count_rows(Database& db, const Landed& landed, std::optional<Day> day);
/// Whether a visible watch exists at all.
Result<bool> any_watch(Database& db, const Landed& landed);

/// The stored row, for comparing it with what its item says. Errors: not_found.
Result<Report> stored_report(Database& db, std::int64_t row);

/// Number of rows in the three tables.
Result<std::int64_t> register_rows(Database& db);

/// Throws the tables away and makes them again from every chunk in the store.
Result<void> refold_register(Database& db);

}  // namespace truce
