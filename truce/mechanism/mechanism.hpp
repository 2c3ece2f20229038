/// The running ceasefire: start here. Found a mechanism from its terms, file registers into it, judge what they
/// hold, publish a day's bulletin, verify everything. One value is one open folder.
///
///   founding.cpp    a new folder: keys, log, profile, terms
///   filing.cpp      a source's file becomes one signed entry, whole or not at all
///   judging.cpp     verdicts for an incident or for the whole register
///   bulletin.cpp    the account of a day, from the register alone; onward.cpp of a period, for others (onward.hpp)
///   health.cpp      what was watched and where registers and finders meet (health.hpp)
///   site.cpp        what was published, as files for any web server (published.hpp)
///   keys.cpp        an institution's keys: enrolled, rotated, revoked
///   erasing.cpp     what two keys have erased goes from record, views and attachments
///   submitting.cpp  one signed entry, from whoever has a line; importing.hpp  a whole file, from there
///   pouches.cpp     filings that come by pouch, and what goes back
///   verifying.cpp   the record recomputed, and every view compared with what follows from it
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/ingest/read.hpp"
#include "truce/judge/verdict.hpp"
#include "truce/mechanism/directory.hpp"
#include "truce/mechanism/documents.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/publish/bulletin.hpp"
#include "truce/record/attachments.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/log.hpp"
#include "truce/record/receive.hpp"
#include "truce/record/submission.hpp"
#include "truce/record/token.hpp"
#include "truce/record/verify.hpp"

namespace truce {

struct FoundingRequest {
    Path terms;
    Path profile;
    /// Keys that exist already, in files or tokens; each is enrolled, and each signs profile and terms.
    std::vector<Path> key_files;
    /// Institutions for which a key is made and kept in the new folder. For exercises and examples: an
    /// institution that is real keeps its key on its own machine. The first one also signs, if no key file is given.
    std::vector<std::string> make_keys_for;
    std::string store = "sqlite:truce.db";
    /// Where the log's last checkpoint is kept besides; empty: the usual place (record/head_file.hpp).
    Path head;
    /// Keys of institutions that keep the private half to themselves: each is enrolled and signs nothing here.
    std::vector<NoteKey> enrol{};
    /// Where the log's own key is made: a token's URI (record/token.hpp), which must let it sign unattended; empty: a file in the folder.
    std::string log_token{};
    /// For the PINs of key_files.
    AskPin ask_pin = nobody_to_ask;
};

/// Founds a mechanism in `directory`, which must not exist or be empty. On any error nothing is left there.
///   problems   receives everything that is wrong with terms or profile
/// Errors: directory.not_empty (conflict), founding.no_key, founding.head_inside, head.nowhere, those of the terms, the profile and the
/// store.
Result<Checkpoint> found_mechanism(const Path& directory, const FoundingRequest& request, Clock& clock, Random& random, Problems& problems);

struct FilingRequest {
    Path file;
    std::optional<SourceFormat> format;      ///< absent: by the file's first bytes
    std::optional<std::string> register_id;  ///< absent: the only register of that format
    ReadOptions read;
    /// The file is the register's whole content: records it does not hold any more are withdrawn.
    bool complete = false;
    /// Called now and then with the rows staged so far.
    std::function<void(std::size_t rows)> progress;
};

struct FilingOutcome {
    ReadSummary read;
    std::size_t added = 0;
    std::size_t changed = 0;  ///< a new version of a record the register held
    std::size_t withdrawn = 0;
    std::size_t unchanged = 0;      ///< already held in the same words: nothing was filed for it
    std::vector<Receipt> receipts;  ///< empty if there was nothing new
    std::optional<Checkpoint> checkpoint;
};

/// An incident and what a reading of the terms says about it.
struct JudgedIncident {
    std::string id;  ///< of its report's first version: "<entry>/<n>"
    RegisterReport current;
    Verdict verdict;
};

/// An incident explained, in words and as canonical JSON. The explanation was recomputed from its premises.
struct ExplainedIncident {
    JudgedIncident judged;
    std::string sentence;  ///< "would breach c1 if UCDP GED's coding is accepted"
    std::string text;      ///< every clause in full
    std::string brief;     ///< the clause that decides in full, the others in a line each
    std::string json;
};

struct VerifyOutcome {
    LogReport log;           ///< with what is wrong with views and attachments among its problems
    std::uint64_t rows = 0;  ///< of the register, compared with their items
    AttachmentReport attachments;
};

/// One open entry to be signed.
struct OpenStep {
    const NoteSigner* key;
    std::string_view kind;
    Body body;
    std::vector<std::string> refs;
};

struct Submitted {
    Receipt receipt;
    Checkpoint checkpoint;  ///< covers it
};

/// Items of a batch that lie in the store already, where no view sees them (importing.hpp).
struct StagedItems {
    std::int64_t batch = 0;
    std::string kind;  ///< as which they were staged
    BatchPromise promise;
    std::set<std::string> registers;  ///< whose they are
};

/// A signed entry of which everything was checked that does not depend on where the log stands, with the items of its batch.
struct SignedFiling {
    CheckedSubmission submission;
    std::vector<Body> items;
    /// In the place of `items`. Whoever staged them takes them away if the entry is refused.
    std::optional<StagedItems> staged = std::nullopt;
};
/// The entry, its key and its parts. Errors: entry.*, note.signature, entry.unknown_key.
Result<CheckedSubmission> check_entry(Database& db, Submission submission);
/// Checks on any thread, with a connection of its own, what is handed in; the dear part. Errors: entry.*, note.signature,
/// entry.unknown_key, batch.root (invalid: the items are not those that the entry promises), batch.item.
Result<SignedFiling> check_filing(Database& db, Submission submission, std::vector<Body> items);

struct ErasureOutcome {
    std::vector<Receipt> receipts;
    std::vector<ErasureState> states;  ///< of each target, afterwards
};

class Mechanism {
public:
    /// Opening for writing takes the folder's lock and sweeps what an interrupted import left behind.
    /// Errors: directory.* (directory.mirror: a mirror is not opened for writing), log.*, store.*.
    static Result<Mechanism> open(const Path& directory, OpenFor mode, Clock& clock, Random& random);

    Mechanism(Mechanism&&) noexcept;
    Mechanism& operator=(Mechanism&&) noexcept;
    ~Mechanism();

    /// Files a source in the name of `key`'s institution. Precondition: opened for writing.
    ///   problems   receives what is wrong with the file
    /// Errors: source.*, filing.register (which one?), filing.role (forbidden), entry.*, store.*.
    Result<FilingOutcome> file(const FilingRequest& request, const NoteSigner& key, Problems& problems);

    /// The size of the newest signed checkpoint: what everybody can be shown.
    [[nodiscard]] Result<std::uint64_t> size() const;
    [[nodiscard]] Result<Documents> documents(std::uint64_t as_of) const;

    /// Every current incident at `as_of`, judged by `reading`, by register and source id.
    ///   days   only incidents whose days lie within these, both inclusive
    Result<std::vector<JudgedIncident>> judge_register(std::uint64_t as_of, const std::optional<std::string>& reading,
                                                       std::optional<std::pair<Day, Day>> days) const;

    /// One incident, explained. `name` is "<entry>/<n>" or "<register>:<source id>".
    /// Errors: incident.unknown.
    Result<ExplainedIncident> judge_incident(std::string_view name, std::uint64_t as_of, const std::optional<std::string>& reading,
                                             std::string_view language = "en") const;

    /// The bulletin of a day at a size of the log for which a checkpoint was signed.
    /// Errors: checkpoint.missing, documents.missing, terms.reading_*.
    Result<Bulletin> bulletin(Day day, std::uint64_t as_of, const std::optional<std::string>& reading) const;

    /// Publishes the bulletin of a day as it is now: an entry with the digest of its canonical JSON.
    /// Errors: filing.role, entry.*, and those of bulletin().
    Result<Receipt> publish(Day day, const std::optional<std::string>& reading, const NoteSigner& key);

    /// Signs open entries in order and appends them in one commit, all or none. Views and attachments follow.
    /// Errors: entry.*, and those of the kind's fold. Precondition: opened for writing.
    Result<std::vector<Receipt>> sign(std::span<const OpenStep> steps);

    /// Enrols a key of `signer`'s institution. Errors: key.role, key.enrolment, key.service, entry.*.
    ///   kinds   the kinds of entry it may sign; empty: any that its institution's role may, erasure excepted
    ///   via     of a service key (received.hpp): through what its entries come; then `kinds` are those that can be received
    Result<Receipt> enrol_key(const NoteKey& key, const std::vector<std::string>& kinds, const NoteSigner& signer,
                              std::string_view via = {});
    /// Ends a key of `signer`'s institution from the next entry on. Errors: key.last (conflict) if its institution would be
    /// left without a key that may enrol others; key.enrolment, entry.*.
    Result<Receipt> revoke_key(std::string_view name, const NoteSigner& signer);
    /// Makes a filing that a service key received the statement of `signer`'s institution (received.hpp).
    /// Errors: received.*, filing.role, entry.*.
    Result<Receipt> confirm_filing(std::string_view word, const NoteSigner& signer);
    /// Enrols `key` with the kinds of the key named `old_name` and revokes that one, in one commit.
    Result<std::vector<Receipt>> rotate_key(const NoteKey& key, std::string_view old_name, const NoteSigner& signer);

    /// Approves the erasure of each target with each of `keys`, all in one commit; the second approval of a target carries
    /// it out (record/erasure.hpp).
    Result<ErasureOutcome> erase(std::span<const ErasureTarget> targets, std::string_view reason, std::span<const NoteSigner> keys);

    /// The items, oldest first, that hold the versions of a report: "REGISTER:SOURCE_ID". A version whose part is erased
    /// leaves the one before it as the current one, so a report is erased in all its versions.
    /// Errors: incident.unknown.
    [[nodiscard]] Result<std::vector<ErasureTarget>> versions_of(std::string_view name, Audience part) const;

    /// Takes an entry that was signed elsewhere, with the parts that it commits to, and answers once it is durable and under a
    /// signed checkpoint. What is demanded depends on its kind (handlers.hpp). The same bytes again get the receipt that they got.
    /// Errors: entry.*, note.signature, batch.root (invalid: it announces a batch, whose items are not here), and those of
    /// Handlers::check. Precondition: opened for writing.
    Result<Submitted> submit(Submission submission);

    /// The same for many at once, with the items of their batches, in one commit: what is refused is refused alone, and what is accepted is
    /// durable and under one checkpoint. Where the commit fails, all of them get its error.
    /// Errors, of each: those of Handlers::check, entry.chain, entry.duplicate_id, filing.recorder; store errors, log.*.
    std::vector<Result<Submitted>> submit_all(std::span<const SignedFiling> filings);

    /// Takes several entries of the same kind of demand in one commit: all or none, in this order. Erasures do not come this way.
    /// Errors: as submit(), with the entry's id; submit.none (invalid) if there are none.
    Result<std::vector<Submitted>> submit_as_one(std::vector<Submission> submissions);

    /// Takes a centre's pouch. Roles, registers and forms are checked as if it had been filed here.
    Result<ReceiveOutcome> receive(const Pouch& filing);
    /// The pouch for an institution: entries from `base` on with the parts that it may read, and what was refused of its
    /// filings. It may read its own entries whole, and of others' the public part and, while it holds a role, the part for
    /// the mechanism once the profile's delay has passed. "": what the public may read.
    ///   until   0: up to the newest checkpoint; else a size for which one was signed
    Result<std::string> answer(std::uint64_t base, std::string_view institution, std::uint64_t until = 0) const;

    /// The folder of attachments beside the store.
    [[nodiscard]] Attachments attachments() const;

    /// Recomputes the record and every view. What does not hold is in the outcome's problems.
    Result<VerifyOutcome> verify(const std::function<void(std::uint64_t done, std::uint64_t of)>& progress,
                                 const VerifyOptions& options = {}) const;

    [[nodiscard]] const Path& directory() const;
    [[nodiscard]] Database& db() const;

private:
    struct State;
    explicit Mechanism(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Kinds that an institution signs by virtue of its role; keys, documents and erasures have rules of their own.
bool needs_role(std::string_view kind);

/// An institution files for its own register; what is public anyway may be filed by whoever the roles allow.
/// Errors: filing.recorder (forbidden).
Result<void> check_recorder(const Register& reg, std::string_view institution);

/// Whether an institution holds, at `when`, a role whose list of kinds has `kind`.
/// Errors: filing.role (forbidden), saying which roles it holds and which may.
Result<void> check_role(const Documents& documents, std::string_view institution, std::string_view kind, Instant when);

}  // namespace truce
