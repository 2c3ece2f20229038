#include "truce/desk/folder.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <sstream>
#include <system_error>

#include "truce/base/json.hpp"
#include "truce/mechanism/directory.hpp"
#include "truce/record/chunk_file.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

constexpr std::string_view format_name = "truce/desk/v1";
constexpr std::string_view copy_prefix = "copy.";
constexpr std::string_view items_prefix = "items.";

Path config_path(const Path& directory) { return directory / "desk.json"; }
Path sealed_folder(const Path& directory) { return directory / "sealed"; }

std::string pouch_name(std::uint64_t generation, std::uint64_t number) {
    return fmt::format("{}{}.{:06}", copy_prefix, generation, number);
}

std::string items_name(std::int64_t number) { return fmt::format("{}{}", items_prefix, number); }

std::string member(const JsonObject& object, std::string_view name) {
    const Json* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Error bad_config(const Path& directory) {
    return {Errc::corrupt, "directory.config", "not the description of a desk that this truce knows", config_path(directory).string(),
            "Put the file back as it was written"};
}

Error bad_head(const Path& directory) {
    return {Errc::corrupt, "desk.head", "what is sealed there is not what this truce writes", (sealed_folder(directory) / "head").string(),
            "Put the file back as it was written"};
}

Result<void> make_folder(const Path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return Error{Errc::io, "file.unwritable", fmt::format("cannot make the folder: {}", error.message()), folder.string(),
                     "Check the permissions of the folder above it"};
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    return {};
}

Result<void> check_passphrase(std::string_view passphrase) {
    if (passphrase.size() >= passphrase_size_min) return {};
    return Error{Errc::invalid, "desk.passphrase", fmt::format("a passphrase has {} bytes at least", passphrase_size_min), "",
                 "Take several words that nobody would say together"};
}

}  // namespace

bool is_desk(const Path& directory) {
    std::error_code ignored;
    return std::filesystem::exists(config_path(directory), ignored);
}

Result<void> DeskFolder::found(const Path& directory, const DeskConfig& config, const NoteSigner& key, std::string_view passphrase,
                               const LockCost& cost, Random& random) {
    const std::string& name = key.public_key().name;
    const std::string institution = name.substr(0, name.find('/'));
    if (!is_institution(institution) || name != entry_key_name(institution, key.public_key().key) || name == config.log.name)
        return Error{Errc::invalid, "key.role", fmt::format("{} is not the key of an institution's desk", name), "",
                     "Make one with `truce keys new INSTITUTION FILE`"};
    TRUCE_TRY(check_passphrase(passphrase));
    std::error_code error;
    if (std::filesystem::exists(directory, error) && !std::filesystem::is_empty(directory, error))
        return Error{Errc::conflict, "directory.not_empty", "there is something in this folder already", directory.string(),
                     "Choose another folder"};
    TRUCE_TRY(make_folder(directory));
    TRUCE_TRY(make_folder(sealed_folder(directory)));
    DeskFolder made(directory);
    made.seal_ = SealKey::generate(random);
    made.config_ = config;
    std::string line = key.encoded();
    const auto written = made.write_sealed("key", line);
    sodium_memzero(line.data(), line.size());
    TRUCE_TRY(written);
    TRUCE_TRY(made.write_head(1, 0, {}));
    TRUCE_TRY(write_config(directory, {config.log.name, std::string(in_memory)}));
    // Last: where it is not, there is no desk.
    return made.lock_with(passphrase, cost, random);
}

Result<void> DeskFolder::lock_with(std::string_view passphrase, const LockCost& cost, Random& random) const {
    TRUCE_TRY(check_passphrase(passphrase));
    TRUCE_ASSIGN(const std::string locked, seal_->locked(passphrase, cost, random));
    TRUCE_ASSIGN(Json lock, parse_json(locked));
    TRUCE_ASSIGN(const std::string text, canonical(Json{{"format", format_name},
                                                        {"lock", std::move(lock)},
                                                        {"log", config_->log.vkey()},
                                                        {"server", config_->server},
                                                        {"signs", config_->key}}));
    return write_file_atomically(config_path(directory_), text + "\n", FileAccess::owner_only);
}

Result<DeskFolder> DeskFolder::unlock(const Path& directory, std::string_view passphrase) {
    const auto text = read_file(config_path(directory), 65'536);
    if (!text)
        return Error{Errc::not_found, "directory.not_a_desk", "there is no desk in this folder", directory.string(),
                     "Make one with `truce desk DIR --server URL --as KEY --log VKEY`"};
    const auto json = parse_json(*text);
    const JsonObject* object = json ? json->if_object() : nullptr;
    if (object == nullptr || member(*object, "format") != format_name || !object->contains("lock")) return bad_config(directory);
    auto log = parse_vkey(member(*object, "log"));
    const auto locked = canonical(object->at("lock"));
    if (!log || !locked || member(*object, "server").empty()) return bad_config(directory);
    DeskFolder folder(directory);
    folder.config_ = DeskConfig{std::move(*log), member(*object, "server"), member(*object, "signs")};
    TRUCE_ASSIGN(folder.lock_, DirectoryLock::acquire(directory));
    auto seal = SealKey::unlock(*locked, passphrase);
    if (!seal) return at(config_path(directory).string(), std::move(seal).error());
    folder.seal_ = std::move(*seal);
    return folder;
}

Result<DeskFolder> DeskFolder::open(const Path& directory, std::string_view passphrase, const AskPin& ask) {
    TRUCE_ASSIGN(DeskFolder folder, unlock(directory, passphrase));
    TRUCE_ASSIGN(std::string line, folder.read_sealed("key"));
    const bool in_token = is_token_uri(line);
    auto key = read_key_line(line, ask);
    sodium_memzero(line.data(), line.size());
    if (!key && in_token) return std::move(key).error();
    if (!key || key->public_key().name != folder.config_->key) return bad_config(directory);
    folder.key_ = std::move(*key);
    TRUCE_TRY(folder.read_head());
    folder.sweep();
    return folder;
}

Path DeskFolder::pouch_path(std::uint64_t generation, std::uint64_t number) const {
    return sealed_folder(directory_) / pouch_name(generation, number);
}

Result<void> DeskFolder::write_sealed(const std::string& name, std::string_view content) const {
    return write_file_atomically(sealed_folder(directory_) / name, seal_->seal(content, name), FileAccess::owner_only);
}

Result<std::string> DeskFolder::read_sealed(const std::string& name) const {
    const Path file = sealed_folder(directory_) / name;
    TRUCE_ASSIGN(const std::string sealed, read_file(file));
    auto content = seal_->open(sealed, name);
    return content ? std::move(content) : Result<std::string>(at(file.string(), std::move(content).error()));
}

Result<void> DeskFolder::write_head(std::uint64_t generation, std::uint64_t files, DeskState state) {
    JsonArray items;
    for (const std::int64_t number : state.items) items.emplace_back(number);
    TRUCE_ASSIGN(const std::string text, canonical(Json{{"files", static_cast<std::int64_t>(files)},
                                                        {"generation", static_cast<std::int64_t>(generation)},
                                                        {"items", std::move(items)},
                                                        {"opened_until", state.opened_until.us},
                                                        {"outbox", state.outbox}}));
    TRUCE_TRY(write_sealed("head", text));
    const bool fewer = !std::ranges::includes(state.items, state_.items);
    generation_ = generation;
    files_ = files;
    state_ = std::move(state);
    if (fewer) sweep();
    return {};
}

Result<void> DeskFolder::keep_items(std::int64_t number, const std::vector<std::string>& chunks) const {
    std::ostringstream out;
    for (const std::string& chunk : chunks) append_chunk(out, chunk);
    return write_sealed(items_name(number), out.view());
}

Result<std::vector<std::string>> DeskFolder::items(std::int64_t number) const {
    TRUCE_ASSIGN(std::string content, read_sealed(items_name(number)));
    std::istringstream in(std::move(content));
    return read_chunks(in);
}

Result<void> DeskFolder::read_head() {
    TRUCE_ASSIGN(const std::string text, read_sealed("head"));
    const auto json = parse_canonical(text);
    const JsonObject* object = json ? json->if_object() : nullptr;
    // Desks of before kept no items beside the outbox.
    const Json* items = object == nullptr ? nullptr : object->if_contains("items");
    if (object == nullptr || object->size() != (items == nullptr ? 4U : 5U) || !object->contains("outbox") ||
        !object->at("outbox").is_string() || (items != nullptr && !items->is_array()))
        return bad_head(directory_);
    for (const std::string_view name : {"files", "generation", "opened_until"}) {
        if (!object->contains(name) || !object->at(name).is_int64()) return bad_head(directory_);
    }
    files_ = static_cast<std::uint64_t>(object->at("files").get_int64());
    generation_ = static_cast<std::uint64_t>(object->at("generation").get_int64());
    state_ = DeskState{std::string(object->at("outbox").get_string()), Instant{object->at("opened_until").get_int64()}, {}};
    if (items == nullptr) return {};
    for (const Json& number : items->get_array()) {
        if (!number.is_int64()) return bad_head(directory_);
        state_.items.insert(number.get_int64());
    }
    return {};
}

void DeskFolder::sweep() const {
    std::error_code error;
    std::vector<Path> stray;
    for (const auto& one : std::filesystem::directory_iterator(sealed_folder(directory_), error)) {
        const std::string name = one.path().filename().string();
        bool counts = !name.starts_with(copy_prefix) && !name.starts_with(items_prefix);
        for (const std::int64_t number : state_.items) counts = counts || name == items_name(number);
        for (std::uint64_t n = 1; !counts && n <= files_; ++n) counts = name == pouch_name(generation_, n);
        if (!counts) stray.push_back(one.path());
    }
    for (const Path& path : stray) std::filesystem::remove(path, error);
}

Result<void> DeskFolder::for_each_pouch(const std::function<Result<void>(std::string_view bytes)>& visit) const {
    for (std::uint64_t n = 1; n <= files_; ++n) {
        TRUCE_ASSIGN(const std::string bytes, read_sealed(pouch_name(generation_, n)));
        if (auto visited = visit(bytes); !visited) return at(pouch_path(generation_, n).string(), std::move(visited).error());
    }
    return {};
}

Result<void> DeskFolder::append(std::string_view pouch, DeskState state) {
    TRUCE_TRY(write_sealed(pouch_name(generation_, files_ + 1), pouch));
    return write_head(generation_, files_ + 1, std::move(state));
}

Result<void> DeskFolder::save(DeskState state) { return write_head(generation_, files_, std::move(state)); }

Result<void> DeskFolder::rewrite(const std::vector<std::string>& pouches, DeskState state) {
    for (std::size_t i = 0; i < pouches.size(); ++i) TRUCE_TRY(write_sealed(pouch_name(generation_ + 1, i + 1), pouches[i]));
    TRUCE_TRY(write_head(generation_ + 1, pouches.size(), std::move(state)));
    sweep();
    return {};
}

}  // namespace truce
