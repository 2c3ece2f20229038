/// The outbox of a centre without a line: entries it has signed, until their receipts come back.
///
/// It lies in the store of a copy (copy.hpp) of the log it files to. Each key's entries are chained as they are
/// signed, so they can leave in any pouch, in any order, twice, or be lost and leave again: the log takes each once, in
/// the order of its chain. What the log refuses comes back with the reason; the entries signed behind it have lost
/// their place then, and `reissue` signs them anew.
///
///   queued ── an answer holds it ──▶ recorded
///      └───── an answer refuses it ─▶ refused ── behind it: reissue ──▶ queued again, under a new id
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/copy.hpp"
#include "truce/record/log.hpp"
#include "truce/record/pouch.hpp"

namespace truce {

enum class QueuedState : std::uint8_t { queued = 0, recorded = 1, refused = 2, reissued = 3 };
std::string_view name_of(QueuedState state);

/// An entry of the outbox, without its content.
struct QueuedEntry {
    std::int64_t number = 0;  ///< from 1, in the order of signing
    std::string id;
    std::string key_name;
    std::string kind;
    QueuedState state = QueuedState::queued;
    std::optional<std::uint64_t> index;  ///< in the log, once recorded
    std::optional<Error> refusal;
};

class Outbox {
public:
    /// Makes the tables if they are not there.
    ///   log   the log it files to
    static Result<Outbox> open(Database& db, NoteKey log);

    /// Signs an entry and queues it.
    ///   kind     open kinds get a header that says time, kind and `refs`
    ///   chunks   compressed chunks of its batch, if it announces one
    Result<QueuedEntry> queue(const NoteSigner& key, std::string_view kind, std::vector<std::string> refs, const Body& body,
                              const std::vector<std::string>& chunks, Instant now, Random& random);

    /// Where the chain of a desk's key stands, behind all that is queued: what its next entry's `prev` must be.
    /// Errors: key.role (not a desk's key), outbox.lost_place (conflict: reissue first).
    [[nodiscard]] Result<Digest> next_prev(const NoteKey& key) const;
    /// Queues an entry that was signed elsewhere, with nothing else queued since its `prev` was asked for.
    ///   chunks   as above
    /// Errors: entry.*, note.signature, and those of next_prev; entry.chain (conflict) if it does not follow.
    Result<QueuedEntry> queue_signed(const Submission& submission, const NoteKey& key, const std::vector<std::string>& chunks = {});

    /// An entry of the list as it was signed. Errors: outbox.missing.
    [[nodiscard]] Result<Submission> signed_entry(std::int64_t number) const;
    /// The items of its batch. Errors: outbox.missing, batch.chunk.
    [[nodiscard]] Result<std::vector<Body>> items_of_entry(std::int64_t number) const;
    /// Those that may leave now, by number: queued, and not behind a refused one.
    [[nodiscard]] Result<std::vector<QueuedEntry>> leaving() const;

    /// A filing pouch of every entry that has no receipt yet and has not lost its place, from number `since` on. Empty if
    /// there is none.
    ///   institution   whose pouch it is
    Result<std::string> filing(std::string_view institution, std::int64_t since) const;

    struct Taken {
        CopyOutcome copy;
        std::vector<QueuedEntry> recorded;  ///< newly
        std::vector<QueuedEntry> refused;   ///< newly
        std::uint64_t lost_place = 0;       ///< queued behind a refused one: to be reissued
    };
    /// Takes an answer: extends the copy, marks what it records and refuses.
    ///   hooks   views of the caller's that follow the copy
    /// Errors: those of extend_copy.
    Result<Taken> take(const Pouch& answer, const CopyHooks& hooks = {});

    /// Marks what the log refused where it says so at once, over a line. Returns those that were queued till now.
    Result<std::vector<QueuedEntry>> refuse(const std::vector<PouchRefusal>& refusals);

    /// The whole list as text, for who keeps it elsewhere than in the copy's store; canonical JSON. Of batches in several chunks it has
    /// their number alone: large() says which, chunks() gives them.
    [[nodiscard]] Result<std::string> saved() const;
    /// Entries whose batches are kept beside the list: those in several chunks that may leave still, or of which the copy may hold less.
    [[nodiscard]] Result<std::vector<std::int64_t>> large() const;
    /// The chunks of an entry's batch, in order. Errors: outbox.missing.
    [[nodiscard]] Result<std::vector<std::string>> chunks(std::int64_t number) const;
    /// Puts a saved list in the place of this one, then marks what the copy holds by now. Errors: outbox.form (corrupt), those of `kept`.
    ///   kept   gives the chunks of one of large()
    using KeptChunks = std::function<Result<std::vector<std::string>>(std::int64_t number)>;
    Result<void> restore(std::string_view saved, const KeptChunks& kept);

    /// Signs anew, under new ids, the entries of `key` that stand behind a refused one.
    Result<std::vector<QueuedEntry>> reissue(const NoteSigner& key, Instant now, Random& random);

    [[nodiscard]] Result<std::vector<QueuedEntry>> entries() const;

private:
    Outbox(Database& db, NoteKey log) : db_(&db), log_(std::move(log)) {}
    [[nodiscard]] Result<Digest> last_note(const NoteKey& key) const;
    [[nodiscard]] Result<std::vector<std::int64_t>> stranded(const NoteKey& key, Digest& head) const;
    [[nodiscard]] Result<std::set<std::int64_t>> lost_places() const;

    Database* db_;
    NoteKey log_;
};

}  // namespace truce
