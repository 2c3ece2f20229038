#include "truce/mechanism/directory.hpp"

#include <fmt/format.h>

#include <system_error>

#include "truce/base/json.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/witness_client.hpp"

namespace truce {
namespace {

constexpr std::string_view format_name = "truce/mechanism/v1";
constexpr std::string_view sqlite_prefix = "sqlite:";
constexpr std::string_view postgres_prefix = "postgres:";

Path config_path(const Path& directory) { return directory / "mechanism.json"; }

std::string text_member(const Json& json, std::string_view name) {
    const JsonObject* object = json.if_object();
    const Json* value = object != nullptr ? object->if_contains(name) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

}  // namespace

Result<DirectoryConfig> read_config(const Path& directory) {
    auto text = read_file(config_path(directory), 65'536);
    if (!text) {
        return Error{Errc::not_found, "directory.not_a_mechanism", "there is no mechanism in this folder", directory.string(),
                     "Found one with `truce new` or `truce demo`"};
    }
    auto json = parse_json(*text);
    if (!json) return at(config_path(directory).string(), std::move(json).error());
    DirectoryConfig config{text_member(*json, "log"), text_member(*json, "store"), text_member(*json, "head")};
    if (text_member(*json, "format") != format_name || config.origin.empty() || config.store.empty()) {
        return Error{Errc::corrupt, "directory.config", "not the description of a mechanism that this truce knows",
                     config_path(directory).string(), "Restore the file: it holds format, log and store"};
    }
    return config;
}

Result<void> write_config(const Path& directory, const DirectoryConfig& config) {
    JsonObject content{{"format", format_name}, {"log", config.origin}, {"store", config.store}};
    if (!config.head.empty()) content["head"] = config.head;
    TRUCE_ASSIGN(const std::string text, canonical(content));
    return write_file_atomically(config_path(directory), text + "\n");
}

Result<OpenedStore> open_store(const Path& directory, const DirectoryConfig& config, OpenFor mode) {
    OpenedStore opened;
    if (config.store.starts_with(sqlite_prefix)) {
        const Path file = directory / config.store.substr(sqlite_prefix.size());
        SqliteOptions options;
        options.access = mode == OpenFor::reading ? SqliteOptions::Access::read_only : SqliteOptions::Access::create;
        options.checkpoint_pages = 0;
        TRUCE_ASSIGN(opened.db, open_sqlite(file, options));
        if (mode == OpenFor::writing) {
            TRUCE_ASSIGN(opened.checkpointer, Checkpointer::start(file, {}));
        }
        return opened;
    }
    if (config.store.starts_with(postgres_prefix)) {
        TRUCE_ASSIGN(opened.db, open_postgres(config.store.substr(postgres_prefix.size())));
        return opened;
    }
    if (config.store == in_memory) {
        SqliteOptions options;
        options.access = mode == OpenFor::reading ? SqliteOptions::Access::read_only : SqliteOptions::Access::create;
        std::error_code ignored;
        TRUCE_ASSIGN(opened.db, open_sqlite_in_memory(std::filesystem::weakly_canonical(directory, ignored).string(), options));
        return opened;
    }
    return Error{Errc::invalid, "directory.store", fmt::format("\"{}\" names no store", config.store), config_path(directory).string(),
                 "Write sqlite:FILE or postgres:CONNINFO"};
}

Result<std::unique_ptr<Database>> open_store_beside_writer(const Path& directory, const DirectoryConfig& config) {
    if (config.store.starts_with(sqlite_prefix)) {
        SqliteOptions options;
        options.access = SqliteOptions::Access::read_write;
        options.checkpoint_pages = 0;
        return open_sqlite(directory / config.store.substr(sqlite_prefix.size()), options);
    }
    TRUCE_ASSIGN(OpenedStore opened, open_store(directory, config, OpenFor::writing));
    return std::move(opened.db);
}

Path cosignatures_file(const Path& directory) { return directory / "cosignatures.db"; }

Result<void> check_witnesses_words(const Path& directory, Database& db, const NoteKey& log) {
    TRUCE_ASSIGN(const auto kept, Cosignatures::open_if_there(cosignatures_file(directory)));
    return kept ? kept->check_shown(db, log) : Result<void>();
}

Path key_path(const Path& directory, std::string_view name) { return directory / "keys" / fmt::format("{}.key", name); }

Result<HeadFile> head_file_of(const DirectoryConfig& config, const NoteKey& log) {
    if (!config.head.empty()) return HeadFile::open(config.head, log);
    TRUCE_ASSIGN(const Path usual, usual_head_path(log));
    return HeadFile::open(usual, log);
}

Result<LogSigners> read_log_signers(const Path& directory) {
    TRUCE_ASSIGN(NoteSigner checkpoint, read_key_file(key_path(directory, "log")));
    TRUCE_ASSIGN(NoteSigner clock, read_key_file(key_path(directory, "clock")));
    return LogSigners{std::move(checkpoint), std::move(clock)};
}

}  // namespace truce
