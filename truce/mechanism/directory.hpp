/// The folder of a mechanism:
///   mechanism.json   which log it is and where its store lies
///   truce.db         the store, unless it is a PostgreSQL database
///   keys/            log.key and clock.key; the institutions' own keys only if they were made at founding
///   lock             held by the process that writes
///   cosignatures.db  what witnesses have said (record/witness_client.hpp); apart, so that collecting never waits for the writer
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/record/log.hpp"
#include "truce/store/checkpointer.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// What mechanism.json says.
struct DirectoryConfig {
    std::string origin;
    std::string store;   ///< "sqlite:<file relative to the folder>", "postgres:<conninfo>", or in_memory
    std::string head{};  ///< where the log's last checkpoint is kept besides; empty: the usual place (record/head_file.hpp)
};

/// The store of a folder whose process holds it in its memory (truce/desk): under the folder's path, for no other process.
inline constexpr std::string_view in_memory = "memory:";

Result<DirectoryConfig> read_config(const Path& directory);
Result<void> write_config(const Path& directory, const DirectoryConfig& config);

enum class OpenFor : std::uint8_t { reading, writing };

/// A store and, for writing to SQLite, the thread that keeps its log short without making writers wait.
struct OpenedStore {
    std::unique_ptr<Checkpointer> checkpointer;  ///< goes after the database: its last step is then the last of all
    std::unique_ptr<Database> db;
};

/// Errors: directory.store if the store is named in a form that is not known; those of the store.
Result<OpenedStore> open_store(const Path& directory, const DirectoryConfig& config, OpenFor mode);

/// Another connection to the store of a folder that this process has open for writing: for staging beside the writer, who keeps the
/// store's own log short. Errors: as open_store.
Result<std::unique_ptr<Database>> open_store_beside_writer(const Path& directory, const DirectoryConfig& config);

Path cosignatures_file(const Path& directory);
Path key_path(const Path& directory, std::string_view name);
Result<LogSigners> read_log_signers(const Path& directory);
/// That the log continues every checkpoint that witnesses have shown (Cosignatures::check_shown).
Result<void> check_witnesses_words(const Path& directory, Database& db, const NoteKey& log);
/// Errors: head.nowhere, those of HeadFile::open.
Result<HeadFile> head_file_of(const DirectoryConfig& config, const NoteKey& log);

}  // namespace truce
