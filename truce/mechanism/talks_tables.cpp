#include "truce/mechanism/talks_tables.hpp"

#include <fmt/format.h>

#include "truce/base/json.hpp"
#include "truce/mechanism/stored_entries.hpp"
#include "truce/mechanism/talks_parts.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::int64_t view_version = 1;
constexpr std::string_view drop_table = "DROP TABLE IF EXISTS talks_step;";
constexpr std::string_view create_table = R"(
    CREATE TABLE talks_step (
        idx BIGINT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        key_name TEXT NOT NULL,
        recorded_at BIGINT NOT NULL,
        body TEXT NOT NULL
    );
)";

Value number(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

std::string text_of(const TalkBody& body) {
    auto text = canonical(to_json(body));
    TRUCE_ASSERT(text.ok());
    return std::move(*text);
}

/// Columns id, key_name, recorded_at, body.
Result<Talk> talk_from_row(const Row& row) {
    Talk step;
    step.id = row.text(0);
    step.key = row.text(1);
    step.author = step.key.substr(0, step.key.find('/'));
    step.recorded_at = {row.integer(2)};
    TRUCE_ASSIGN(step.body, read_talk(row.text(3)));
    return step;
}

/// What cannot be read makes no row: it is sealed here, or verify says what is wrong with it.
Result<void> fold_range(Database& db, std::uint64_t from, std::uint64_t to) {
    return for_each_held(db, from, to, is_talk, [&](HeldEntry&& held) -> Result<void> {
        const auto step = talk_of(std::move(held.id), held.key_name, held.recorded_at, held.body);
        return step ? fold_talk(db, held.index, *step) : Result<void>();
    });
}

Result<bool> there(Database& db) { return db.has_table("talks_step"); }

}  // namespace

bool is_talk(std::string_view kind) { return find_talk(kind) != nullptr; }

Result<Talk> talk_of(std::string id, std::string_view key_name, Instant recorded_at, const Body& body) {
    TRUCE_ASSIGN(TalkBody step, talk_from_parts(body));
    return Talk{std::move(id), std::string(key_name.substr(0, key_name.find('/'))), std::string(key_name), recorded_at, std::move(step)};
}

Result<void> open_talks_table(Database& db) {
    TRUCE_ASSIGN(Transaction transaction, begin(db));
    TRUCE_ASSIGN(const ViewState state, ensure_view(db, "mechanism.talks", view_version, drop_table, create_table));
    TRUCE_ASSIGN(const bool log, db.has_table("log_entry"));
    if (state == ViewState::rebuilt && log) TRUCE_TRY(fold_range(db, 0, whole_record));
    return transaction.commit();
}

Result<void> refold_talks(Database& db) {
    if (!db.in_transaction()) {
        TRUCE_ASSIGN(Transaction transaction, begin(db));
        TRUCE_TRY(refold_talks(db));
        return transaction.commit();
    }
    TRUCE_TRY(db.run("DELETE FROM talks_step"));
    return fold_range(db, 0, whole_record);
}

Result<void> fold_talk(Database& db, std::uint64_t index, const Talk& step) {
    TRUCE_TRY(
        db.run("INSERT INTO talks_step (idx, id, key_name, recorded_at, body) VALUES ($1, $2, $3, $4, $5)",
               {number(index), Value::text(step.id), Value::text(step.key), Value(step.recorded_at.us), Value::text(text_of(step.body))}));
    return {};
}

Result<void> fold_stored_talk(Database& db, std::uint64_t index) { return fold_range(db, index, index + 1); }

Result<Talks> load_talks(Database& db, std::uint64_t as_of) {
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return Talks();
    std::vector<Talk> steps;
    TRUCE_TRY(db.query("SELECT id, key_name, recorded_at, body FROM talks_step WHERE idx < $1 ORDER BY idx", {number(as_of)},
                       [&](const Row& row) -> Result<void> {
                           TRUCE_ASSIGN(Talk step, talk_from_row(row));
                           steps.push_back(std::move(step));
                           return {};
                       }));
    return Talks::recalled(std::move(steps));
}

Result<std::uint64_t> count_talks(Database& db) {
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return std::uint64_t{0};
    TRUCE_ASSIGN(const auto count, db.query_integer("SELECT COUNT(*) FROM talks_step"));
    return static_cast<std::uint64_t>(count.value_or(0));
}

Result<void> compare_talk(Database& db, std::uint64_t index, const Talk& step) {
    bool same = false;
    TRUCE_ASSIGN(const bool any, there(db));
    if (any) {
        TRUCE_TRY(db.query("SELECT id, key_name, recorded_at, body FROM talks_step WHERE idx = $1", {number(index)},
                           [&](const Row& row) -> Result<void> {
                               same = row.text(0) == step.id && row.text(1) == step.key && row.integer(2) == step.recorded_at.us &&
                                      row.text(3) == text_of(step.body);
                               return {};
                           }));
    }
    if (same) return {};
    return Error{Errc::corrupt, "talks.view", fmt::format("the table of the talks differs from the record: step {}", step.id), "",
                 "Rebuild it with `truce record refold`"};
}

}  // namespace truce
