#include <fmt/format.h>

#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/batch.hpp"

namespace truce {
namespace {

Error differs(std::string_view what) {
    return {Errc::corrupt, "register.view", fmt::format("the register's table differs from the record: {}", what), "",
            "Rebuild it with `truce record refold`"};
}

/// A stored row must be what its item says; parts are not kept in rows.
Result<void> compare_report(Database& db, std::int64_t row, const PartTexts& parts) {
    TRUCE_ASSIGN(Report expected, report_from_parts(parts));
    for (std::string* part : {&expected.part_public, &expected.part_mechanism, &expected.part_exact, &expected.part_provenance})
        part->clear();
    TRUCE_ASSIGN(const Report stored, stored_report(db, row));
    if (stored == expected) return {};
    return differs(fmt::format("{} {}", expected.register_id, expected.source_id));
}

Result<void> compare_watch(Database& db, std::int64_t row, const PartTexts& parts) {
    TRUCE_ASSIGN(const Watch expected, watch_from_parts(parts));
    bool same = false;
    TRUCE_ASSIGN([[maybe_unused]] const bool there,
                 db.query_one("SELECT register, source_id, action, time_from, time_to FROM register_watch WHERE row = $1", {Value(row)},
                              [&](const Row& r) -> Result<void> {
                                  same = r.text(0) == expected.register_id && r.text(1) == expected.source_id &&
                                         r.integer(2) == (expected.action == ReportAction::withdrawn ? 1 : 0) &&
                                         r.integer(3) == expected.when.from.us && r.integer(4) == expected.when.to.us;
                                  return {};
                              }));
    if (!same) return differs(fmt::format("watch {} {}", expected.register_id, expected.source_id));
    return {};
}

Result<void> compare_count(Database& db, std::int64_t row, const PartTexts& parts) {
    TRUCE_ASSIGN(const PublishedCount expected, count_from_part(parts.public_));
    bool same = false;
    TRUCE_ASSIGN(
        [[maybe_unused]] const bool there,
        db.query_one("SELECT register, source_id, day FROM register_count WHERE row = $1", {Value(row)}, [&](const Row& r) -> Result<void> {
            const bool same_day = expected.day ? !r.is_null(2) && r.integer(2) == expected.day->days_since_1970 : r.is_null(2);
            same = r.text(0) == expected.register_id && r.text(1) == expected.source_id && same_day;
            return {};
        }));
    if (!same) return differs(fmt::format("count {} {}", expected.register_id, expected.source_id));
    return {};
}

/// Rows of items that never landed are not part of any view.
Result<std::int64_t> landed_rows(Database& db) {
    std::int64_t rows = 0;
    for (const std::string_view table : {"register_report", "register_watch", "register_count"}) {
        TRUCE_ASSIGN(const auto n,
                     db.query_integer(fmt::format("SELECT COUNT(*) FROM {} r WHERE NOT EXISTS (SELECT 1 FROM batch_chunk c JOIN batch b "
                                                  "ON b.batch = c.batch WHERE c.chunk = r.row / 256 AND b.entry < 0)",
                                                  table),
                                      {}));
        rows += n.value_or(0);
    }
    return rows;
}

}  // namespace

Result<VerifyOutcome> Mechanism::verify(const std::function<void(std::uint64_t done, std::uint64_t of)>& progress,
                                        const VerifyOptions& options) const {
    VerifyOutcome outcome;
    Database& database = db();
    TRUCE_ASSIGN(Transaction snapshot, begin_read(database));
    LogVisitor visitor;
    visitor.progress = progress;
    Handlers handlers(database, CaseState::replay);
    visitor.entry = [&](const Entry& entry, const StoredEntry& stored) {
        return handlers.check(entry, stored.kind, stored.body, stored.index, stored.recorded_at);
    };
    visitor.item = [&](const StoredEntry& stored, std::uint64_t, std::int64_t row, const Body& body) -> Result<void> {
        const PartTexts parts = part_texts(body);
        if (parts.public_.empty() && parts.mechanism.empty()) return {};
        ++outcome.rows;
        if (stored.kind == "reports.filed") return compare_report(database, row, parts);
        if (stored.kind == "watches.filed") return compare_watch(database, row, parts);
        return compare_count(database, row, parts);
    };
    TRUCE_ASSIGN(outcome.log, verify_log(database, visitor, options));
    TRUCE_ASSIGN(const std::int64_t rows, landed_rows(database));
    if (rows != static_cast<std::int64_t>(outcome.rows)) {
        outcome.log.problems.push_back(differs(fmt::format("it has {} rows, the record makes {}", rows, outcome.rows)));
    }
    if (const auto keys = check_keys(database); !keys) outcome.log.problems.push_back(keys.error());
    if (const auto cases = handlers.finish(); !cases) outcome.log.problems.push_back(cases.error());
    TRUCE_ASSIGN(outcome.attachments, attachments().check());
    for (const Error& problem : outcome.attachments.problems) outcome.log.problems.push_back(problem);
    TRUCE_ASSIGN(const DirectoryConfig config, read_config(directory()));
    if (config.origin != outcome.log.newest.origin) {
        outcome.log.problems.push_back(
            {Errc::corrupt, "directory.other_log", "mechanism.json names another log than the store holds", directory().string(), ""});
    }
    TRUCE_TRY(snapshot.commit());
    return outcome;
}

}  // namespace truce
