/// Which version of its tables each module finds in a store.
#pragma once

#include <cstdint>
#include <string_view>

#include "truce/store/store.hpp"

namespace truce {

/// For tables that are kept for ever (log, bodies, keys). Runs `create_sql` and records (module, version) in
/// table schema_version if the module has none yet; otherwise only compares. In the open write transaction,
/// or in one of its own; a store opened for reading is only compared.
/// Errors: store.newer (conflict: written by a newer truce), store.older (conflict: written by an older one,
/// and this version does not know how to bring it forward), store.missing (not_found: a store opened for
/// reading lacks the tables).
Result<void> ensure_schema(Database& db, std::string_view module, std::int64_t version, std::string_view create_sql);

enum class ViewState : std::uint8_t {
    current,  ///< the tables are there, of this version
    rebuilt,  ///< the tables are new and empty: fold every entry into them
};

/// For views, tables that are computed from the record. If their version differs, older or newer, they are
/// dropped and made again, never migrated. To be called in the write transaction in which the caller then
/// refills them, so that nobody sees them empty. `drop_sql` says DROP TABLE IF EXISTS.
/// Errors: store.missing as above, also where the version differs.
Result<ViewState> ensure_view(Database& db, std::string_view module, std::int64_t version, std::string_view drop_sql,
                              std::string_view create_sql);

}  // namespace truce
