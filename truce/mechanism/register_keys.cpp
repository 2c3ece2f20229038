#include "truce/mechanism/register_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace truce {
namespace {

/// What a row of a key table must have in common with its report.
constexpr std::string_view same_source = "k.row = r.row AND k.register = r.register AND k.source_id = r.source_id";
constexpr std::string_view same_days = "k.row = r.row AND k.first_day = r.first_day AND k.last_day = r.last_day";

Result<std::int64_t> count(Database& db, const std::string& from) {
    TRUCE_ASSIGN(const auto n, db.query_integer("SELECT COUNT(*) FROM " + from));
    return n.value_or(0);
}

Result<void> check_table(Database& db, std::string_view table, std::string_view same) {
    const std::string paired = fmt::format("{} k JOIN register_report r ON {}", table, same);
    TRUCE_ASSIGN(const std::int64_t keys, count(db, std::string(table)));
    TRUCE_ASSIGN(const std::int64_t keys_paired, count(db, paired));
    // A report that is staged may still be without its keys.
    const std::string landed =
        " WHERE NOT EXISTS (SELECT 1 FROM batch_chunk c JOIN batch b ON b.batch = c.batch WHERE c.chunk = r.row / 256 AND b.entry < 0)";
    TRUCE_ASSIGN(const std::int64_t reports, count(db, "register_report r" + landed));
    TRUCE_ASSIGN(const std::int64_t reports_paired, count(db, paired + landed));
    if (keys == keys_paired && reports == reports_paired) return {};
    return Error{Errc::corrupt, "register.view",
                 fmt::format("table {} differs from the register's reports: {} of {} keys have a report, {} of {} reports a key", table,
                             keys_paired, keys, reports_paired, reports),
                 "", "Rebuild it with `truce record refold`"};
}

}  // namespace

const std::string_view create_key_tables = R"(
    CREATE TABLE register_source (
        register TEXT NOT NULL,
        source_id TEXT NOT NULL,
        row BIGINT NOT NULL,
        PRIMARY KEY (register, source_id, row)
    ) WITHOUT ROWID;
    CREATE TABLE register_day (
        first_day BIGINT NOT NULL,
        last_day BIGINT NOT NULL,
        row BIGINT NOT NULL,
        PRIMARY KEY (first_day, last_day, row)
    ) WITHOUT ROWID;
)";

template <typename Key>
void RegisterKeys::Runs<Key>::sort_next() {
    if (written < sorted.size()) return;
    written = 0;
    sorted.clear();
    std::swap(sorted, gathered);
    std::sort(sorted.begin(), sorted.end());
}

void RegisterKeys::add(std::int64_t row, const Report& report) {
    sources_.gathered.push_back({report.register_id, report.source_id, row});
    days_.gathered.push_back({report.first_day.days_since_1970, report.last_day.days_since_1970, row});
}

Result<void> RegisterKeys::write_some(Database& db, std::size_t keys) {
    if (has_full_run()) {
        sources_.sort_next();
        days_.sort_next();
    }
    const std::size_t end = std::min(sources_.written + keys, sources_.sorted.size());
    if (sources_.written == end) return {};
    TRUCE_ASSIGN(const auto sources, db.bulk_insert("register_source", {"register", "source_id", "row"}));
    TRUCE_ASSIGN(const auto days, db.bulk_insert("register_day", {"first_day", "last_day", "row"}));
    // Both runs are of the same reports, so they are equally long.
    for (; sources_.written < end; ++sources_.written) {
        const Source& key = sources_.sorted[sources_.written];
        TRUCE_TRY(sources->add(std::array{Value::text(key.register_id), Value::text(key.source_id), Value(key.row)}));
    }
    for (; days_.written < end; ++days_.written) {
        const Days& key = days_.sorted[days_.written];
        TRUCE_TRY(days->add(std::array{Value(std::int64_t{key.first}), Value(std::int64_t{key.last}), Value(key.row)}));
    }
    TRUCE_TRY(sources->finish());
    return days->finish();
}

Result<void> RegisterKeys::write_rest(Database& db, std::size_t keys) {
    sources_.sort_next();
    days_.sort_next();
    return write_some(db, keys);
}

Result<void> remove_keys(Database& db, std::int64_t from, std::int64_t to) {
    for (const std::string_view sql : {"DELETE FROM register_source WHERE (register, source_id, row) IN "
                                       "(SELECT register, source_id, row FROM register_report WHERE row >= $1 AND row < $2)",
                                       "DELETE FROM register_day WHERE (first_day, last_day, row) IN "
                                       "(SELECT first_day, last_day, row FROM register_report WHERE row >= $1 AND row < $2)"}) {
        TRUCE_TRY(db.run(sql, {Value(from), Value(to)}));
    }
    return {};
}

Result<void> check_keys(Database& db) {
    TRUCE_TRY(check_table(db, "register_source", same_source));
    return check_table(db, "register_day", same_days);
}

}  // namespace truce
