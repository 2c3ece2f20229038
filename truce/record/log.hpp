/// The log: entries in, checkpoints and proofs out. The single way by which anything enters the record.
///
/// What holds after every commit, and is checked again by verify_log:
///   - entries have positions 0, 1, 2 ... without gap; each was accepted by the rules of `Commit::append`
///   - the tiles hold the RFC 6962 tree over the entries' notes, level by level, 256 hashes a tile
///   - every signed checkpoint names the root that the tree had at its size
///   - the first entry is log.founded; every later commit begins with log.clock, and time never goes back
/// Entries, tiles, head and whatever the caller folds lie in one transaction. The checkpoint is signed
/// after that transaction is durable and its entries have been read back and hashed again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/body.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/head_file.hpp"
#include "truce/record/merkle.hpp"
#include "truce/record/note.hpp"
#include "truce/record/submission.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// The two keys of a log. They are different, and neither is an institution's.
struct LogSigners {
    NoteSigner checkpoint;  ///< named by the origin; signs checkpoints only
    NoteSigner clock;       ///< author "log"; signs log.clock, log.founded and the founding keys' enrolment
};

struct Receipt {
    std::uint64_t index = 0;
    std::string id;
    Instant recorded_at;
};

/// A key that may or might sign entries.
struct EnrolledKey {
    NoteKey key;
    std::string institution;
    std::vector<std::string> kinds;           ///< may sign only these; empty: any
    std::uint64_t enrolled_at = 0;            ///< position from which it is valid
    std::optional<std::uint64_t> revoked_at;  ///< position from which it is not
    Digest last_note;                         ///< what its next entry's `prev` must be
};

/// An entry as it lies in the log.
struct StoredEntry {
    std::uint64_t index = 0;
    std::string note;
    std::string kind;  ///< of a guarded entry: as its body says; "" if wholly sealed
    Instant recorded_at;
    Body body;
};

/// Folds an entry into tables of the caller's, in the transaction that appends it. Called once everything else of the
/// entry was checked and before its row is written: what it refuses is refused, and must have changed nothing.
using Fold = std::function<Result<void>(Database& db, const CheckedSubmission& submission, std::uint64_t index)>;

class Log;

/// One group commit. Entries appended to it and rows the caller writes to `db()` become durable together or
/// not at all; going without `finish` leaves nothing.
class Commit {
public:
    Commit(Commit&&) noexcept;
    Commit& operator=(Commit&&) = delete;
    ~Commit();

    /// Checks form, origin, enrolled and unrevoked key with the right to the kind, signature, chain, id and
    /// body, then appends. A refusal leaves the commit as it was. The same bytes again, of an entry that is in the
    /// log, are not appended again: they get the receipt that they got.
    /// Errors: entry.form, entry.other_log, entry.unknown_key, entry.revoked_key, entry.kind_not_allowed,
    /// entry.chain (conflict: names the expected prev), entry.duplicate_id, entry.body, note.signature.
    Result<Receipt> append(const Submission& submission);
    /// What was checked before is not checked again. Errors: as above, and those of `fold`.
    Result<Receipt> append(const CheckedSubmission& submission, const Fold& fold = {});

    /// Nothing is durable before it returns. Errors: store errors (nothing was committed, or, where the id is
    /// log.unsigned, committed but not yet signed: the next open signs it); log.read_back (corrupt), head.*. After any
    /// error past the commit this Log writes no more: open it again.
    Result<Checkpoint> finish();

    [[nodiscard]] Database& db();
    [[nodiscard]] Instant recorded_at() const;
    [[nodiscard]] std::uint64_t size() const;
    /// Nothing was appended but its clock's entry: better left unfinished.
    [[nodiscard]] bool empty() const;

private:
    friend class Log;
    struct State;
    explicit Commit(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

class Log {
public:
    /// Creates tables and writes the founding commit: log.founded, then the keys' enrolment by the log.
    ///   founders   the institutions' first keys
    /// Errors: log.exists, store errors.
    static Result<Log> found(Database& db, LogSigners signers, std::span<const NoteKey> founders, Clock& clock, Random& random,
                             std::optional<HeadFile> head = std::nullopt);

    /// Opens for writing. The store must continue its newest checkpoint and what `head` keeps; entries that a crash left
    /// unsigned are hashed again, and the tree over them built anew, before they are signed.
    ///   head   absent: nothing guards against a store that was restored from an older backup
    /// Errors: log.missing, log.other_keys, log.head (corrupt: tree, head, checkpoints or entries contradict each
    /// other), head.*.
    static Result<Log> open(Database& db, LogSigners signers, Clock& clock, Random& random, std::optional<HeadFile> head = std::nullopt);

    Log(Log&&) noexcept;
    Log& operator=(Log&&) noexcept;
    ~Log();

    /// Begins a commit with its log.clock entry. One at a time. Errors: log.moved_on (conflict), log.stopped (conflict)
    /// after a commit that failed past its durable point.
    Result<Commit> begin();

    [[nodiscard]] const std::string& origin() const;
    /// The newest that was signed.
    [[nodiscard]] const Checkpoint& checkpoint() const;
    [[nodiscard]] Database& db();

private:
    friend class Commit;
    struct State;
    explicit Log(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Reading needs no keys. Every function sees what is committed in `db` at its call.
class LogReader {
public:
    explicit LogReader(Database& db) : db_(&db) {}

    /// Errors: log.missing if there is no log in this store.
    [[nodiscard]] Result<std::string> origin() const;
    [[nodiscard]] Result<NoteKey> checkpoint_key() const;
    [[nodiscard]] Result<std::uint64_t> size() const;
    /// Errors: not_found.
    [[nodiscard]] Result<StoredEntry> entry(std::uint64_t index) const;
    [[nodiscard]] Result<std::uint64_t> index_of(std::string_view id) const;
    /// The newest signed checkpoint, as its note. Errors: not_found.
    [[nodiscard]] Result<std::string> newest_checkpoint() const;
    /// The signed checkpoint of exactly this size. Errors: not_found, naming the nearest sizes that have one.
    [[nodiscard]] Result<std::string> checkpoint_at(std::uint64_t size) const;
    [[nodiscard]] Result<EnrolledKey> key(std::string_view name) const;
    [[nodiscard]] Result<std::vector<EnrolledKey>> keys() const;
    /// For proofs and roots over the log's entries.
    [[nodiscard]] SubtreeReader subtrees() const;

private:
    Database* db_;
};

/// Composes an entry of `signer`'s institution with the next `prev` of its chain.
///   open   absent for a guarded entry
/// Errors: entry.unknown_key if the key is not enrolled.
Result<Submission> compose_entry(const LogReader& log, const NoteSigner& signer, std::optional<OpenHeader> open, Body body, Instant now,
                                 Random& random);

Result<void> create_log_tables(Database& db);

}  // namespace truce
