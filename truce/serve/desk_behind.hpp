/// What stands behind a service that serves a participant's own desk (truce/desk) instead of the mechanism: composing there follows what
/// was signed at the desk, and signing is done by the desk, with its own key, of what it composed itself.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/hash.hpp"
#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/record/body.hpp"
#include "truce/record/note.hpp"
#include "truce/serve/sessions.hpp"

namespace truce {

/// A step that was composed and shown, and that nobody has signed yet.
struct ShownStep {
    std::string id;
    std::string text;   ///< exactly what would be signed
    std::string words;  ///< what it says
    Body body;
    std::vector<Body> items;  ///< of its batch
    NoteKey key;
    /// Instead of `items`, of a file that was read here: the chunks of its batch; and what is told once they are signed for and kept.
    std::function<Result<std::vector<std::string>>()> chunks = {};
    std::function<void()> kept = {};
};

/// Called by several threads at once.
class DeskBehind {
public:
    DeskBehind() = default;
    virtual ~DeskBehind() = default;
    DeskBehind(const DeskBehind&) = delete;
    DeskBehind& operator=(const DeskBehind&) = delete;

    /// Who asks here: whoever got in is the one person of this desk.
    [[nodiscard]] virtual Session session() const = 0;
    /// Where a step of `key` is composed, read through `db`: behind all that was signed here. Errors: those of Outbox::next_prev.
    virtual Result<Desk> desk(Database& db, const NoteKey& key) = 0;
    /// Keeps in mind what was shown, for a while.
    virtual void shown(ShownStep step) = 0;
    /// Signs what was shown under this id, if `words` are the words that it was shown in, and queues it, durably. Errors: desk.not_shown
    /// (not_found), desk.words (conflict), desk.key, desk.stopped, what was refused of the log's server (desk.*), entry.*.
    virtual Result<Json> sign(std::string_view id, std::string_view words) = 0;
    /// Signs anew what lost its place behind a refused step. Errors: desk.stopped.
    virtual Result<Json> reissue() = 0;
    /// Gives the log's server a file that an item of the record cites, at once. Errors: desk.line (busy: there is no line at the moment),
    /// desk.stopped, the alarm that is on (desk.*, ...), what the server refused (server.*).
    virtual Result<void> attach(const Path& file, const Digest& digest, std::uint64_t bytes, const std::string& item) = 0;
    /// Such a file, asked of the log's server at once, and of the hash that the item cites. Errors: as above; line.other_bytes.
    virtual Result<std::string> attachment(const Digest& digest, const std::string& item) = 0;
    /// How the line is, what is held, what waits.
    virtual Result<Json> state() = 0;
};

}  // namespace truce
