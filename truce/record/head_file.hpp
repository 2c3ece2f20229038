/// The last checkpoint that a log signed, kept on another path than its store.
///
/// Restoring a store from a backup is the likeliest way to sign two histories: it has forgotten what it signed after the
/// backup. So before a log is opened for writing its store must hold everything under the checkpoint kept here, and
/// each new checkpoint is kept here, durable, before anybody is told of it. One process at a time keeps the file, so that
/// two copies of a log on one machine cannot write at once. What this cannot see: a restore that brings back an older copy
/// of this file too, or a move to a machine without it. Witnesses see those (witness_client.hpp).
///
/// The file is text: two pages of 4096 bytes, each a checkpoint filled up with newlines. The larger valid one counts; the
/// other is the one before it, or what a crash left half written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/note.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// That the log in `db` continues a checkpoint that its key signed, whoever kept it; `kept_by` names who, for the errors.
/// Errors: head.rolled_back (conflict: the store has fewer entries than were signed), head.forked (corrupt: at that size it
/// has another root), store errors.
Result<void> check_continues(Database& db, const Checkpoint& before, std::string_view kept_by);

class HeadFile {
public:
    /// Makes the file if it is not there. Errors: head.file (corrupt: neither page is a checkpoint of this log),
    /// file.in_use (busy), file.unwritable.
    static Result<HeadFile> open(const Path& path, NoteKey log);

    [[nodiscard]] const Path& path() const { return file_.path(); }

    /// check_continues with what is kept. Nothing kept: it does.
    [[nodiscard]] Result<void> check(Database& db) const;

    /// Keeps a checkpoint, durably: `note` is its signed form. Keeping the kept one again does nothing.
    /// Errors: head.rolled_back (conflict) if a larger one is kept, head.forked (corrupt) if another of its size is;
    /// file.unwritable (the one before is still there). Precondition: note.size() <= TwoPageFile::page_size.
    Result<void> advance(const Checkpoint& checkpoint, std::string_view note);

private:
    HeadFile(TwoPageFile file, NoteKey log) : file_(std::move(file)), log_(std::move(log)) {}

    TwoPageFile file_;
    NoteKey log_;
    std::optional<Checkpoint> kept_;
    int next_page_ = 0;
};

/// The newest checkpoint in the bytes of a head file, as its signed note; none if both pages are blank.
/// Errors: head.file (corrupt) if there is something and no checkpoint of this log.
Result<std::optional<std::string>> kept_in_head_file(std::string_view bytes, const NoteKey& log);

/// Where the head file of a log is kept unless somebody says otherwise: $XDG_STATE_HOME/truce/heads/<hash of its key>,
/// or the same under ~/.local/state. Apart from the mechanism's folder, so that a copy of that folder brought back does
/// not bring it back. Errors: head.nowhere (invalid) if neither variable is set.
Result<Path> usual_head_path(const NoteKey& log);

}  // namespace truce
