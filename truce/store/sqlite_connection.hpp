/// An open SQLite file with every setting made: what the driver and the checkpointer stand on. Internal.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "truce/store/driver.hpp"
#include "truce/store/store.hpp"

namespace truce {

struct SqliteClose {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using SqliteHandle = std::unique_ptr<sqlite3, SqliteClose>;

/// Opens the file as truce::open_sqlite() says: same options, same errors.
Result<SqliteHandle> connect_sqlite(const Path& file, const SqliteOptions& options);

/// Likewise a store of this name in this process's memory, as truce::open_sqlite_in_memory() says.
Result<SqliteHandle> connect_sqlite_in_memory(const std::string& name, const SqliteOptions& options);

/// The error of the last call on the connection, whose result was `code`.
Error sqlite_error(sqlite3* handle, int code, std::string_view sql = {});

/// Runs statements without parameters, ignoring rows.
Result<void> sqlite_execute(sqlite3* handle, std::string_view sql);

}  // namespace truce
