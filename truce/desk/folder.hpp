/// The folder of a desk: what a participant may see of a log, its key, and what it has signed, readable with a passphrase alone.
///
///   desk.json        which log, which server, which key; the key of all that is sealed, locked with the passphrase (base/seal.hpp)
///   mechanism.json   that the store is in its process's memory
///   sealed/key       the institution's key, or where a token holds it
///   sealed/copy.G.N  answer pouches as they came, in order; G counts how often they were written anew
///   sealed/items.N   the chunks of the batch of entry N of the outbox, where they are several
///   sealed/head      which of all these count, and the outbox
///   lock             held by the process that runs the desk
///   checkpoint-SIZE, equivocation-SIZE   only where the server was found out; nothing in them is secret
///
/// Every write is durable before it returns, and either there or not: a pouch counts once `head` says so. docs/formats/desk.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/base/seal.hpp"
#include "truce/base/time.hpp"
#include "truce/record/note.hpp"
#include "truce/record/token.hpp"

namespace truce {

struct DeskConfig {
    NoteKey log;
    std::string server;  ///< its URL
    std::string key;     ///< name of the key that signs here
};

/// What `head` says beside which pouches count.
struct DeskState {
    std::string outbox;                 ///< as Outbox::saved; "": nothing was signed yet
    Instant opened_until;               ///< parts whose delay was over by then were asked for again
    std::set<std::int64_t> items = {};  ///< entries of the outbox whose batches are kept beside it
};

/// Whether there is a desk in this folder.
[[nodiscard]] bool is_desk(const Path& directory);

/// As many bytes as a passphrase must have at least.
inline constexpr std::size_t passphrase_size_min = 8;

class DeskFolder {
public:
    /// Makes it. Errors: directory.not_empty (conflict), desk.passphrase (invalid: too short), key.role (invalid: no institution's key),
    /// file.unwritable, seal.memory.
    static Result<void> found(const Path& directory, const DeskConfig& config, const NoteSigner& key, std::string_view passphrase,
                              const LockCost& cost, Random& random);

    /// Errors: directory.not_a_desk (not_found), directory.config (corrupt), directory.locked (busy), seal.passphrase (forbidden),
    /// seal.*; token.* of a key that a token holds, which `ask` is asked to open.
    static Result<DeskFolder> open(const Path& directory, std::string_view passphrase, const AskPin& ask = nobody_to_ask);

    /// The same for lock_with alone: without its key, whose token need not be there, and without what it has kept.
    static Result<DeskFolder> unlock(const Path& directory, std::string_view passphrase);

    /// From now on it opens with this passphrase and no other; what is sealed stays as it is. Who has an older copy of desk.json opens
    /// that, and what is sealed, with the older passphrase still. Errors: desk.passphrase (invalid: too short), seal.memory,
    /// file.unwritable: the older one holds.
    [[nodiscard]] Result<void> lock_with(std::string_view passphrase, const LockCost& cost, Random& random) const;

    [[nodiscard]] const Path& directory() const { return directory_; }
    [[nodiscard]] const DeskConfig& config() const { return *config_; }
    /// Precondition for it and what follows: it was opened.
    [[nodiscard]] const NoteSigner& key() const { return *key_; }
    [[nodiscard]] const DeskState& state() const { return state_; }
    /// Pouches that count.
    [[nodiscard]] std::uint64_t pouches() const { return files_; }

    /// Every pouch, oldest first. Stops at the visitor's first error. Errors: file.*, seal.*.
    Result<void> for_each_pouch(const std::function<Result<void>(std::string_view bytes)>& visit) const;

    /// The chunks of an entry's batch, before a state that names it is kept. Errors: file.unwritable.
    [[nodiscard]] Result<void> keep_items(std::int64_t number, const std::vector<std::string>& chunks) const;
    /// What was kept. Errors: file.*, seal.*, batch.file.
    [[nodiscard]] Result<std::vector<std::string>> items(std::int64_t number) const;

    /// Keeps one more. Errors: file.unwritable; what was kept before is kept.
    Result<void> append(std::string_view pouch, DeskState state);
    Result<void> save(DeskState state);
    /// Keeps these in the place of all that were kept, whose files go. Likewise.
    Result<void> rewrite(const std::vector<std::string>& pouches, DeskState state);

private:
    explicit DeskFolder(Path directory) : directory_(std::move(directory)) {}
    [[nodiscard]] Path pouch_path(std::uint64_t generation, std::uint64_t number) const;
    [[nodiscard]] Result<void> write_sealed(const std::string& name, std::string_view content) const;
    [[nodiscard]] Result<std::string> read_sealed(const std::string& name) const;
    Result<void> write_head(std::uint64_t generation, std::uint64_t files, DeskState state);
    Result<void> read_head();
    /// Files that do not count: what a crash left, and what was written anew.
    void sweep() const;

    Path directory_;
    std::optional<DirectoryLock> lock_;
    std::optional<DeskConfig> config_;
    std::optional<SealKey> seal_;
    std::optional<NoteSigner> key_;
    DeskState state_;
    std::uint64_t generation_ = 0;
    std::uint64_t files_ = 0;
};

}  // namespace truce
