#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::string_view create_table =
    "CREATE TABLE IF NOT EXISTS schema_version (module TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)";

Result<std::optional<std::int64_t>> recorded_version(Database& db, std::string_view module) {
    TRUCE_ASSIGN(const bool any, db.has_table("schema_version"));
    if (!any) return std::optional<std::int64_t>();
    return db.query_integer("SELECT version FROM schema_version WHERE module = $1", {Value::text(module)});
}

Result<void> record_version(Database& db, std::string_view module, std::int64_t version) {
    TRUCE_TRY(
        db.run("INSERT INTO schema_version (module, version) VALUES ($1, $2) "
               "ON CONFLICT (module) DO UPDATE SET version = excluded.version",
               {Value::text(module), version}));
    return {};
}

/// Runs `change` in the open transaction, or in one of its own.
Result<void> in_transaction(Database& db, function_ref<Result<void>()> change) {
    if (db.in_transaction()) return change();
    TRUCE_ASSIGN(auto transaction, begin(db));
    TRUCE_TRY(change());
    return transaction.commit();
}

std::string tables_of(std::string_view module) { return "the tables of " + std::string(module); }

Result<void> compare(std::string_view module, std::int64_t recorded, std::int64_t version) {
    const auto versions = " have version " + std::to_string(recorded) + ", this program knows " + std::to_string(version);
    if (recorded > version) {
        return Error{Errc::conflict,
                     "store.newer",
                     tables_of(module) + versions + ": they were written by a newer truce",
                     {},
                     "Use the version of truce that wrote the store, or a later one"};
    }
    if (recorded < version) {
        return Error{Errc::conflict,
                     "store.older",
                     tables_of(module) + versions + ": they were written by an older truce",
                     {},
                     "Export the record with the version of truce that wrote it"};
    }
    return {};
}

/// A store opened for reading cannot make what it lacks.
Error lacking(std::string_view module, Error refusal) {
    if (refusal.id != "store.read_only") return refusal;
    return {Errc::not_found,
            "store.missing",
            tables_of(module) + " are not in this store, or of another version, and it is open for reading only",
            {},
            "Open the store for writing once"};
}

}  // namespace

Result<void> ensure_schema(Database& db, std::string_view module, std::int64_t version, std::string_view create_sql) {
    TRUCE_ASSIGN(const auto found, recorded_version(db, module));
    if (found) return compare(module, *found, version);
    auto made = in_transaction(db, [&]() -> Result<void> {
        TRUCE_TRY(db.execute(create_table));
        // Somebody else may have made them between the look above and the start of this transaction.
        TRUCE_ASSIGN(const auto made_meanwhile, recorded_version(db, module));
        if (made_meanwhile) return compare(module, *made_meanwhile, version);
        TRUCE_TRY(db.execute(create_sql));
        return record_version(db, module, version);
    });
    if (!made) return lacking(module, std::move(made).error());
    return made;
}

Result<ViewState> ensure_view(Database& db, std::string_view module, std::int64_t version, std::string_view drop_sql,
                              std::string_view create_sql) {
    TRUCE_ASSIGN(const auto found, recorded_version(db, module));
    if (found == version) return ViewState::current;
    auto state = ViewState::rebuilt;
    auto made = in_transaction(db, [&]() -> Result<void> {
        TRUCE_TRY(db.execute(create_table));
        TRUCE_ASSIGN(const auto made_meanwhile, recorded_version(db, module));
        if (made_meanwhile == version) {
            state = ViewState::current;
            return {};
        }
        TRUCE_TRY(db.execute(drop_sql));
        TRUCE_TRY(db.execute(create_sql));
        return record_version(db, module, version);
    });
    if (!made) return lacking(module, std::move(made).error());
    return state;
}

}  // namespace truce
