#include "truce/record/head_file.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "truce/base/hash.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/log.hpp"
#include "truce/record/merkle.hpp"

namespace truce {
namespace {

constexpr std::size_t note_max = 1'000'000;

}  // namespace

struct HeadFile::Kept {
    Checkpoint checkpoint;
    std::string note;
};

Result<std::optional<HeadFile::Kept>> HeadFile::read() const {
    auto note = read_file(path_, note_max);
    if (!note && note.error().id == "file.missing") return std::optional<Kept>();
    if (!note) return std::move(note).error();
    auto checkpoint = open_checkpoint(*note, log_);
    if (!checkpoint) {
        return Error{Errc::corrupt, "head.file", fmt::format("is no checkpoint of {}: {}", log_.name, checkpoint.error().what),
                     path_.string(), "Find out what wrote it; it must hold the last checkpoint that this log signed"};
    }
    return std::optional(Kept{std::move(*checkpoint), std::move(*note)});
}

Error HeadFile::rolled_back(std::uint64_t kept, std::uint64_t here) const {
    return {
        Errc::conflict, "head.rolled_back",
        fmt::format("{} entries of {} were signed for, and this store has {}: it was restored from an older backup", kept, log_.name, here),
        path_.string(), "Get what is missing from a mirror with `truce recover`; signing on from here would make two histories"};
}

Result<void> HeadFile::check(Database& db) const {
    TRUCE_ASSIGN(const auto kept, read());
    if (!kept) return {};
    const LogReader log(db);
    TRUCE_ASSIGN(const std::uint64_t size, log.size());
    if (size < kept->checkpoint.size) return rolled_back(kept->checkpoint.size, size);
    TRUCE_ASSIGN(const Digest root, root_at(log.subtrees(), kept->checkpoint.size));
    if (root == kept->checkpoint.root) return {};
    return Error{Errc::corrupt, "head.forked",
                 fmt::format("the first {} entries of this store are not those that {} signed", kept->checkpoint.size, log_.name),
                 path_.string(), "Keep both: `truce record compare` shows where they part; go on from a mirror with `truce recover`"};
}

Result<void> HeadFile::advance(std::string_view checkpoint_note) const {
    TRUCE_ASSIGN(const Checkpoint next, open_checkpoint(checkpoint_note, log_));
    TRUCE_ASSIGN(const auto kept, read());
    if (kept && kept->checkpoint.size > next.size) return rolled_back(kept->checkpoint.size, next.size);
    if (kept && kept->note == checkpoint_note) return {};
    std::error_code error;
    if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), error);
    if (error) {
        return Error{Errc::io, "file.unwritable", fmt::format("the folder cannot be made: {}", error.message()), path_.string(),
                     "Check the permissions, or name another place with `truce new --head`"};
    }
    return write_file_atomically(path_, checkpoint_note);
}

Result<Path> usual_head_path(const NoteKey& log) {
    const std::string name = sha256(log.vkey()).hex().substr(0, 32);
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/') return Path(state) / "truce" / "heads" / name;
    if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') return Path(home) / ".local/state/truce/heads" / name;
    return Error{Errc::invalid, "head.nowhere", "neither XDG_STATE_HOME nor HOME says where the log's last checkpoint is to be kept", "",
                 "Name a file outside the mechanism's folder with `truce new --head`"};
}

}  // namespace truce
