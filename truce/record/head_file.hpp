/// The last checkpoint that a log signed, kept on another path than its store.
///
/// Restoring a store from a backup is the likeliest way to sign two histories: it has forgotten what it signed after the
/// backup. So before a log is opened for writing its store must hold everything under the checkpoint kept here, and
/// each new checkpoint is kept here, durable, before anybody is told of it. What this cannot see: a restore that brings
/// back an older copy of this file too, or a move to a machine without it. Witnesses see those (witness_client.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/record/note.hpp"
#include "truce/store/store.hpp"

namespace truce {

class HeadFile {
public:
    /// The file is made by the first advance(); its folder then, too.
    HeadFile(Path path, NoteKey log) : path_(std::move(path)), log_(std::move(log)) {}

    [[nodiscard]] const Path& path() const { return path_; }

    /// That the log in `db` continues what is kept. Nothing kept: it does.
    /// Errors: head.rolled_back (conflict: the store has fewer entries than were signed), head.forked (corrupt: at the
    /// kept size it has another root), head.file (corrupt: no checkpoint of this log), file.unreadable, store errors.
    [[nodiscard]] Result<void> check(Database& db) const;

    /// Keeps a checkpoint of this log, durably. Never goes back: errors head.rolled_back (conflict) if a larger one is
    /// kept; head.file; file.unwritable (the one before is still there).
    Result<void> advance(std::string_view checkpoint_note) const;

private:
    struct Kept;
    [[nodiscard]] Result<std::optional<Kept>> read() const;
    [[nodiscard]] Error rolled_back(std::uint64_t kept, std::uint64_t here) const;

    Path path_;
    NoteKey log_;
};

/// Where the head file of a log is kept unless somebody says otherwise: $XDG_STATE_HOME/truce/heads/<hash of its key>,
/// or the same under ~/.local/state. Apart from the mechanism's folder, so that a copy of that folder brought back does
/// not bring it back. Errors: head.nowhere (invalid) if neither variable is set.
Result<Path> usual_head_path(const NoteKey& log);

}  // namespace truce
