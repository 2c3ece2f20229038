#include "truce/store/sqlite_connection.hpp"

#include <limits>
#include <string>
#include <system_error>

namespace truce {
namespace {

/// "truc", in the file's header, so that file(1) and we can tell whose it is.
constexpr std::int64_t application_id = 0x74727563;
/// The layout of what this driver itself keeps in the file, beside the modules' own versions.
constexpr std::int64_t file_version = 1;

driver::Failure failure_of(int code) {
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT: return driver::Failure::constraint;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return driver::Failure::busy;
        case SQLITE_READONLY: return driver::Failure::read_only;
        case SQLITE_TOOBIG: return driver::Failure::too_large;
        case SQLITE_FULL: return driver::Failure::full;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return driver::Failure::corrupt;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_NOLFS:
        case SQLITE_PROTOCOL:
        case SQLITE_NOMEM: return driver::Failure::io;
        default: return driver::Failure::statement;
    }
}

/// The one integer of a PRAGMA or a query on the schema.
Result<std::int64_t> integer_of(sqlite3* handle, const char* sql) {
    std::int64_t value = 0;
    const auto read = [](void* out, int, char** columns, char**) {
        *static_cast<std::int64_t*>(out) = columns[0] == nullptr ? 0 : std::strtoll(columns[0], nullptr, 10);
        return 0;
    };
    if (const int code = sqlite3_exec(handle, sql, read, &value, nullptr); code != SQLITE_OK) return sqlite_error(handle, code, sql);
    return value;
}

/// Features that only help somebody who tampered with the file are off; so are "strings" in double quotes.
void harden(sqlite3* handle) {
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

enum class Contents : std::uint8_t { nothing, a_store };

/// Errors: store.foreign, store.newer, store.corrupt (not a database at all).
Result<Contents> inspect(sqlite3* handle, const Path& file) {
    TRUCE_ASSIGN(const auto id, integer_of(handle, "PRAGMA application_id"));
    TRUCE_ASSIGN(const auto version, integer_of(handle, "PRAGMA user_version"));
    TRUCE_ASSIGN(const auto tables, integer_of(handle, "SELECT count(*) FROM sqlite_schema"));
    if (id == 0 && version == 0 && tables == 0) return Contents::nothing;
    if (id != application_id) {
        return Error{Errc::invalid, "store.foreign", "the file is a database, but not one of truce's", file.string(),
                     "Name a file that truce made, or one that does not exist yet"};
    }
    if (version > file_version) {
        return Error{Errc::conflict, "store.newer",
                     "the store has format " + std::to_string(version) + ": it was written by a newer truce; this one knows format " +
                         std::to_string(file_version),
                     file.string(), "Use the version of truce that wrote the store, or a later one"};
    }
    return Contents::a_store;
}

/// The page size cannot change once the log mode is set, and the mark is what makes the file ours.
Result<void> initialise(sqlite3* handle) {
    TRUCE_TRY(sqlite_execute(handle, "PRAGMA page_size=4096"));
    TRUCE_TRY(sqlite_execute(handle, "PRAGMA journal_mode=WAL"));
    return sqlite_execute(handle, "BEGIN IMMEDIATE; PRAGMA application_id=" + std::to_string(application_id) +
                                      "; PRAGMA user_version=" + std::to_string(file_version) + "; COMMIT");
}

/// The settings of one connection, each with its reason:
///   synchronous=FULL         every commit syncs the log: what was committed survives loss of power
///   wal_autocheckpoint       the option; see checkpointer.hpp for why a busy writer sets it to 0
///   journal_size_limit       after a peak the log is cut to 64 MB. Not smaller: overwriting blocks the file
///                            already has makes the sync of a commit cheaper than growing it
///   secure_delete            deleted content is overwritten with zeros in the file (erasure). The log keeps
///                            old pages until it is used again: a checkpoint belongs to an erasure
///   cell_size_check          damage is noticed when a page is read, not when it has spread
///   mmap_size=0              a failing disk must give an error, which a mapped page cannot: it kills
///   cache_size               the option; also how much a transaction can hold before it spills into the log
///   temp_store=MEMORY        nothing of a store's content goes into /tmp
Result<void> configure(sqlite3* handle, const SqliteOptions& options) {
    std::string settings =
        "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; "
        "PRAGMA journal_size_limit=67108864; ";
    settings += "PRAGMA wal_autocheckpoint=" + std::to_string(options.checkpoint_pages) + "; ";
    settings += "PRAGMA cache_size=-" + std::to_string(options.cache_bytes / 1024) + "; ";
    if (options.pages_max > 0) settings += "PRAGMA max_page_count=" + std::to_string(options.pages_max) + "; ";
    return sqlite_execute(handle, settings);
}

Result<void> prepare_file(sqlite3* handle, const Path& file, const SqliteOptions& options) {
    TRUCE_ASSIGN(const auto contents, inspect(handle, file));
    if (contents == Contents::nothing) {
        if (options.access != SqliteOptions::Access::create) {
            return Error{Errc::not_found, "store.missing", "the file is empty: there is no store in it", file.string(), {}};
        }
        TRUCE_TRY(initialise(handle));
    }
    return configure(handle, options);
}

int open_flags(SqliteOptions::Access access) {
    constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    switch (access) {
        case SqliteOptions::Access::create: return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        case SqliteOptions::Access::read_write: return common | SQLITE_OPEN_READWRITE;
        case SqliteOptions::Access::read_only: break;
    }
    return common | SQLITE_OPEN_READONLY;
}

/// Makes every setting of what was opened with `code`. `where` is what people call it.
Result<SqliteHandle> made_ready(SqliteHandle handle, int code, const Path& where, const SqliteOptions& options) {
    if (code != SQLITE_OK) return at(where.string(), sqlite_error(handle.get(), code));
    sqlite3_busy_timeout(handle.get(), static_cast<int>(options.busy_timeout.count()));
    harden(handle.get());
    if (auto ready = prepare_file(handle.get(), where, options); !ready) {
        auto error = std::move(ready).error();
        error.where = where.string();
        return error;
    }
    return handle;
}

}  // namespace

Error sqlite_error(sqlite3* handle, int code, std::string_view sql) {
    const std::string message = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    return driver::failure(failure_of(code), message + " (SQLite " + std::to_string(code) + ")", sql);
}

Result<void> sqlite_execute(sqlite3* handle, std::string_view sql) {
    const std::string terminated(sql);
    const int code = sqlite3_exec(handle, terminated.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_error(handle, code, sql);
    return {};
}

Result<SqliteHandle> connect_sqlite(const Path& file, const SqliteOptions& options) {
    std::error_code failed;
    // Absolute, because SQLite would take a name that begins with "file:" for something else.
    const auto path = std::filesystem::absolute(file, failed);
    if (failed) return at(file.string(), driver::failure(driver::Failure::io, failed.message()));
    if (options.access != SqliteOptions::Access::create && !std::filesystem::exists(path, failed)) {
        return Error{Errc::not_found, "store.missing", "there is no such file", file.string(), {}};
    }
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, open_flags(options.access), nullptr);
    return made_ready(SqliteHandle(raw), code, file, options);
}

Result<SqliteHandle> connect_sqlite_in_memory(const std::string& name, const SqliteOptions& options) {
    sqlite3* raw = nullptr;
    // The driver "memdb" shares what has a name that begins with a slash among the connections of a process.
    const int code = sqlite3_open_v2(("/" + name).c_str(), &raw, open_flags(options.access), "memdb");
    SqliteHandle handle(raw);
    if (code == SQLITE_OK) {
        // Usually one GiB: as much as there is.
        sqlite3_int64 most = std::numeric_limits<sqlite3_int64>::max();
        sqlite3_file_control(raw, "main", SQLITE_FCNTL_SIZE_LIMIT, &most);
    }
    return made_ready(std::move(handle), code, name, options);
}

}  // namespace truce
