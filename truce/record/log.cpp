#include "truce/record/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/kinds.hpp"
#include "truce/record/tiles.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::string_view log_author = "log";

Error missing_log() { return {Errc::not_found, "log.missing", "there is no log in this store", "", "Found one with `truce new`"}; }

Value number(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

struct Head {
    std::uint64_t size = 0;
    Digest root;
};

Result<std::optional<Head>> read_head(Database& db) {
    std::optional<Head> head;
    TRUCE_TRY(db.query("SELECT size, root FROM log_head", {}, [&](const Row& row) -> Result<void> {
        head.emplace();
        head->size = static_cast<std::uint64_t>(row.integer(0));
        TRUCE_ASSIGN(head->root, digest_from_bytes(row.bytes(1)));
        return {};
    }));
    return head;
}

/// A checkpoint that is kept elsewhere too, or that the tree gives again, need not be durable here at once.
Result<void> store_checkpoint(Database& db, std::uint64_t size, std::string_view note, Durability durability) {
    TRUCE_ASSIGN(Transaction transaction, truce::begin(db, durability));
    TRUCE_TRY(db.run("INSERT INTO log_checkpoint (size, note) VALUES ($1, $2)", {number(size), Value::bytes(note)}));
    return transaction.commit();
}

Error contradiction(std::string_view what) {
    return {Errc::corrupt, "log.head", std::string(what), "", "Stop, check the machine's memory and disk, run `truce record verify`"};
}

/// The newest signed checkpoint, which must be one of the stored tree; none if nothing was signed yet.
Result<std::optional<Checkpoint>> newest_signed(Database& db, const NoteKey& key, const Head& head) {
    std::string note;
    TRUCE_TRY(db.query("SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT 1", {}, [&](const Row& row) -> Result<void> {
        note = row.bytes(0);
        return {};
    }));
    if (note.empty()) return std::optional<Checkpoint>();
    TRUCE_ASSIGN(Checkpoint checkpoint, open_checkpoint(note, key));
    if (checkpoint.size > head.size) return contradiction("a checkpoint was signed for more entries than the store has");
    TRUCE_ASSIGN(const Digest root, root_at(tile_subtrees(db), checkpoint.size));
    if (root != checkpoint.root) return contradiction("the stored tree is not the one that was signed");
    return std::optional(std::move(checkpoint));
}

/// The tree of `size` leaves by its right edge.
Result<GrowingTree> tree_at(const SubtreeReader& subtrees, std::uint64_t size) {
    std::vector<Digest> edge;
    std::uint64_t covered = 0;
    for (unsigned height = 64; height-- > 0;) {
        const std::uint64_t width = std::uint64_t{1} << height;
        if ((size & width) == 0) continue;
        TRUCE_ASSIGN(const Digest root, subtrees(height, covered / width));
        edge.push_back(root);
        covered += width;
    }
    return GrowingTree(size, std::move(edge));
}

/// Adds the entries from tree.size() on, read and hashed again: they must make the tree under `head`.
Result<GrowingTree> rehash(Database& db, GrowingTree tree, const Head& head) {
    const std::uint64_t from = tree.size();
    TRUCE_TRY(db.query("SELECT note FROM log_entry WHERE idx >= $1 ORDER BY idx", {number(from)}, [&](const Row& row) -> Result<void> {
        tree.append(leaf_hash(row.bytes(0)));
        return {};
    }));
    if (tree.size() == head.size && tree.root() == head.root) return tree;
    return Error{Errc::corrupt, "log.read_back", fmt::format("the entries from {} on, read back, are not those that were written", from),
                 "", "Stop, check the machine's memory and disk, run `truce record verify`"};
}

Body body_of(const Json& content, Random& random) {
    auto bytes = canonical(content);
    TRUCE_ASSERT(bytes.ok());
    Body body;
    body.push_back(Part::make(Audience::public_, std::move(*bytes), random));
    return body;
}

}  // namespace

Result<void> create_log_tables(Database& db) {
    TRUCE_TRY(ensure_schema(db, "record.log", 1, R"(
        CREATE TABLE log_entry (
            idx INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            kind TEXT NOT NULL,
            key_name TEXT NOT NULL,
            recorded_at BIGINT NOT NULL,
            leaf BYTEA NOT NULL,
            note BYTEA NOT NULL
        );
        CREATE UNIQUE INDEX log_entry_id ON log_entry (id);
        CREATE TABLE log_part (
            idx BIGINT NOT NULL,
            part SMALLINT NOT NULL,
            commitment BYTEA NOT NULL,
            secret BYTEA,
            content BYTEA,
            PRIMARY KEY (idx, part)
        );
        CREATE TABLE log_tile (
            level SMALLINT NOT NULL,
            n BIGINT NOT NULL,
            hashes BYTEA NOT NULL,
            PRIMARY KEY (level, n)
        );
        CREATE TABLE log_head (
            one SMALLINT NOT NULL PRIMARY KEY,
            size BIGINT NOT NULL,
            root BYTEA NOT NULL
        );
        CREATE TABLE log_checkpoint (
            size BIGINT NOT NULL PRIMARY KEY,
            note BYTEA NOT NULL
        );
        CREATE TABLE log_key (
            name TEXT NOT NULL PRIMARY KEY,
            vkey TEXT NOT NULL,
            kinds TEXT NOT NULL,
            enrolled_at BIGINT NOT NULL,
            revoked_at BIGINT NOT NULL,
            last_note BYTEA NOT NULL
        );
    )"));
    return create_batch_tables(db);
}

struct Log::State {
    State(Database& database, LogSigners s, Clock& c, Random& r) : db(database), signers(std::move(s)), clock(c), random(r) {}
    Database& db;
    LogSigners signers;
    Clock& clock;
    Random& random;
    std::optional<HeadFile> head_file;
    Head head;
    TileWriter tiles;       ///< as they are stored
    GrowingTree tree;       ///< of what was signed: grown from leaves alone, apart from the tiles
    Checkpoint checkpoint;  ///< the newest
    Instant last_clock = Instant::lowest();
    std::unordered_map<std::string, EnrolledKey> keys;  ///< those used so far, as the open commit sees them
    bool stopped = false;  ///< a commit failed past its durable point: what this process believes may not be what is stored

    [[nodiscard]] const std::string& origin() const { return signers.checkpoint.public_key().name; }
    Result<EnrolledKey*> key(const std::string& name);
    Result<void> sign();
};

Result<EnrolledKey*> Log::State::key(const std::string& name) {
    auto found = keys.find(name);
    if (found == keys.end()) {
        TRUCE_ASSIGN(EnrolledKey stored, LogReader(db).key(name));
        found = keys.emplace(name, std::move(stored)).first;
    }
    return &found->second;
}

/// Signs what is durable and read back, keeps it where a restored backup cannot undo it, then stores it.
Result<void> Log::State::sign() {
    Checkpoint next{origin(), head.size, head.root};
    TRUCE_ASSIGN(const std::string note, sign_checkpoint(next, signers.checkpoint));
    if (head_file) TRUCE_TRY(head_file->advance(next, note));
    TRUCE_TRY(store_checkpoint(db, head.size, note, head_file ? Durability::with_the_next : Durability::now));
    checkpoint = std::move(next);
    return {};
}

struct Commit::State {
    State(Log::State& log_state, Transaction tx) : log(log_state), transaction(std::move(tx)), tiles(log_state.tiles) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (!committed) log.keys.clear();  // their chains have moved with entries that are no more
    }
    Log::State& log;
    Transaction transaction;
    TileWriter tiles;
    Instant recorded_at;
    std::uint64_t first = 0;  ///< size before this commit
    bool committed = false;

    /// Errors: entry.other_log, entry.chain, entry.duplicate_id.
    Result<void> check_place(const Entry& entry, const EnrolledKey& key) const;
    /// The receipt of an entry that is in the log already, byte by byte.
    Result<std::optional<Receipt>> receipt_of(const Entry& entry, std::string_view note) const;
    Result<void> insert(std::string_view id, EnrolledKey& key, const Submission& submission, std::string_view kind);
    Result<void> append_clock();
};

Commit::Commit(std::unique_ptr<State> state) : state_(std::move(state)) {}
Commit::Commit(Commit&&) noexcept = default;
Commit::~Commit() = default;
Database& Commit::db() { return state_->log.db; }
Instant Commit::recorded_at() const { return state_->recorded_at; }
std::uint64_t Commit::size() const { return state_->tiles.size(); }

bool Commit::empty() const { return state_->tiles.size() <= state_->first + 1; }

Result<void> Commit::State::check_place(const Entry& entry, const EnrolledKey& key) const {
    if (entry.header.log != log.origin()) {
        return Error{Errc::conflict, "entry.other_log", fmt::format("signed for the log {}", entry.header.log), entry.header.id,
                     "Sign it for this log"};
    }
    if (entry.header.prev != key.last_note) {
        return Error{Errc::conflict, "entry.chain",
                     fmt::format("its prev is not the last note of {}, {}", entry.key_name, key.last_note.hex()), entry.header.id,
                     "Sign it again with that prev"};
    }
    TRUCE_ASSIGN(const auto same_id, log.db.query_integer("SELECT idx FROM log_entry WHERE id = $1", {Value::text(entry.header.id)}));
    if (same_id)
        return Error{Errc::conflict, "entry.duplicate_id", "an entry with this id is in the log", entry.header.id, "Use a new random id"};
    return {};
}

Result<std::optional<Receipt>> Commit::State::receipt_of(const Entry& entry, std::string_view note) const {
    std::optional<Receipt> receipt;
    TRUCE_TRY(log.db.query("SELECT idx, recorded_at, note FROM log_entry WHERE id = $1", {Value::text(entry.header.id)},
                           [&](const Row& row) -> Result<void> {
                               if (row.bytes(2) == note)
                                   receipt = {static_cast<std::uint64_t>(row.integer(0)), entry.header.id, Instant{row.integer(1)}};
                               return {};
                           }));
    return receipt;
}

Result<void> Commit::State::insert(std::string_view id, EnrolledKey& key, const Submission& submission, std::string_view kind) {
    const std::uint64_t index = tiles.size();
    const Digest leaf = leaf_hash(submission.note);
    TRUCE_TRY(log.db.run("INSERT INTO log_entry (idx, id, kind, key_name, recorded_at, leaf, note) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                         {number(index), Value::text(id), Value::text(kind), Value::text(key.key.name), Value(recorded_at.us),
                          Value::bytes(leaf.view()), Value::bytes(submission.note)}));
    for (const Part& part : submission.body) {
        const std::string_view secret =
            part.open ? std::string_view(reinterpret_cast<const char*>(part.open->secret.data()), 32) : std::string_view{};
        TRUCE_TRY(
            log.db.run("INSERT INTO log_part (idx, part, commitment, secret, content) VALUES ($1, $2, $3, $4, $5)",
                       {number(index), Value(static_cast<std::int64_t>(part.audience)), Value::bytes(part.commitment.view()),
                        part.open ? Value::bytes(secret) : Value::null(), part.open ? Value::bytes(part.open->content) : Value::null()}));
    }
    key.last_note = sha256(submission.note);
    TRUCE_TRY(
        log.db.run("UPDATE log_key SET last_note = $1 WHERE name = $2", {Value::bytes(key.last_note.view()), Value::text(key.key.name)}));
    tiles.append(leaf);
    return {};
}

/// The log's own word on the time, signed with the log's own key just now: there is nothing of it to check.
Result<void> Commit::State::append_clock() {
    TRUCE_ASSIGN(EnrolledKey * key, log.key(log.signers.clock.public_key().name));
    EntryHeader header{
        std::string(log_author), body_root({}),       new_uuid(log.random), log.origin(), OpenHeader{recorded_at, "log.clock", {}},
        key->last_note,          slot_of(recorded_at)};
    TRUCE_ASSIGN(std::string note, sign_entry(header, log.signers.clock));
    return insert(header.id, *key, {std::move(note), {}}, "log.clock");
}

Result<Receipt> Commit::append(const Submission& submission) {
    TRUCE_ASSIGN(const Entry entry, parse_entry(submission.note));
    const auto key = state_->log.key(entry.key_name);
    if (!key) return at(entry.header.id, key.error());
    auto checked = CheckedSubmission::check(submission, (*key)->key);
    if (!checked) return std::move(checked).error();
    return append(*checked);
}

Result<Receipt> Commit::append(const CheckedSubmission& submission, const Fold& fold) {
    Log::State& log = state_->log;
    const Entry& entry = submission.entry();
    const std::string& kind = submission.kind();
    const Submission& bytes = submission.submission();
    const auto found = log.key(entry.key_name);
    if (!found) return at(entry.header.id, found.error());
    EnrolledKey& key = **found;
    TRUCE_ASSERT(key.key == submission.key());
    if (auto placed = state_->check_place(entry, key); !placed) {
        TRUCE_ASSIGN(const auto receipt, state_->receipt_of(entry, bytes.note));
        if (receipt) return *receipt;
        TRUCE_TRY(check_right(key, kind, state_->tiles.size()));
        return std::move(placed).error();
    }
    TRUCE_TRY(check_right(key, kind, state_->tiles.size()));
    if (kind == "log.founded") return Error{Errc::forbidden, "entry.kind_not_allowed", "a log is founded once", entry.header.id, ""};
    // Folds refuse before they change anything, so they come first: a refused entry leaves the commit as it was.
    const std::uint64_t index = state_->tiles.size();
    TRUCE_TRY(fold_key_entry(log.db, key, kind, bytes.body, index));
    TRUCE_TRY(fold_erasure(log.db, entry, key, kind, bytes.body, index));
    if (fold) TRUCE_TRY(fold(log.db, submission, index));
    TRUCE_TRY(state_->insert(entry.header.id, key, bytes, kind));
    if (kind.starts_with("key.")) log.keys.clear();
    return Receipt{index, entry.header.id, state_->recorded_at};
}

Result<Checkpoint> Commit::finish() {
    Log::State& log = state_->log;
    const Head head{state_->tiles.size(), state_->tiles.root()};
    TRUCE_TRY(state_->tiles.write(log.db));
    TRUCE_TRY(
        log.db.run("INSERT INTO log_head (one, size, root) VALUES (1, $1, $2) ON CONFLICT (one) DO UPDATE SET size = excluded.size, root = "
                   "excluded.root",
                   {number(head.size), Value::bytes(head.root.view())}));
    TRUCE_TRY(state_->transaction.commit());
    state_->committed = true;

    // Durable from here on. Before anything is signed, what lies in the store is read back and hashed again, on the tree
    // that was signed before: one flipped bit in memory has made a public log unusable for good.
    log.stopped = true;
    TRUCE_ASSIGN(log.tree, rehash(log.db, log.tree, head));
    log.head = head;
    log.tiles = std::move(state_->tiles);
    log.last_clock = state_->recorded_at;
    if (auto done = log.sign(); !done) {
        Error error = std::move(done).error();
        if (error.id.starts_with("head.")) return error;
        error.id = "log.unsigned";
        error.remedy = "The entries are recorded; open the mechanism again and it will sign them";
        return error;
    }
    log.stopped = false;
    return log.checkpoint;
}

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

const std::string& Log::origin() const { return state_->origin(); }
const Checkpoint& Log::checkpoint() const { return state_->checkpoint; }
Database& Log::db() { return state_->db; }

Result<Log> Log::found(Database& db, LogSigners signers, std::span<const NoteKey> founders, Clock& clock, Random& random,
                       std::optional<HeadFile> head_file) {
    TRUCE_TRY(create_log_tables(db));
    TRUCE_ASSIGN(const auto head, read_head(db));
    if (head) return Error{Errc::conflict, "log.exists", "there is a log in this store already", "", "Choose another folder"};
    auto state = std::make_unique<State>(db, std::move(signers), clock, random);
    state->head_file = std::move(head_file);

    TRUCE_ASSIGN(Transaction transaction, truce::begin(db));
    Commit commit(std::make_unique<Commit::State>(*state, std::move(transaction)));
    const Instant now = clock.now();
    commit.state_->recorded_at = now;

    const NoteKey& clock_key = state->signers.clock.public_key();
    TRUCE_TRY(insert_key(db, clock_key, {}, 0));
    const Json founded = {{"clock", clock_key.vkey()},
                          {"format", "truce/log/v1"},
                          {"kind", "log.founded"},
                          {"log", state->signers.checkpoint.public_key().vkey()}};
    const auto append_by_log = [&](std::string_view kind, Body body) -> Result<void> {
        TRUCE_ASSIGN(EnrolledKey * key, state->key(clock_key.name));
        EntryHeader header{
            std::string(log_author), body_root(body), new_uuid(random), state->origin(), OpenHeader{now, std::string(kind), {}},
            key->last_note,          slot_of(now)};
        TRUCE_ASSIGN(std::string note, sign_entry(header, state->signers.clock));
        const Submission submission{std::move(note), std::move(body)};
        TRUCE_TRY(commit.state_->insert(header.id, *key, submission, kind));
        return fold_key_entry(db, *key, kind, submission.body, commit.size() - 1);
    };
    TRUCE_TRY(append_by_log("log.founded", body_of(founded, random)));
    for (const NoteKey& founder : founders) TRUCE_TRY(append_by_log("key.enrolled", body_of(key_enrolled(founder, {}), random)));
    TRUCE_TRY(commit.finish());
    return Log(std::move(state));
}

Result<Log> Log::open(Database& db, LogSigners signers, Clock& clock, Random& random, std::optional<HeadFile> head_file) {
    TRUCE_TRY(create_log_tables(db));
    TRUCE_ASSIGN(const auto head, read_head(db));
    if (!head) return missing_log();
    TRUCE_ASSIGN(const NoteKey key, LogReader(db).checkpoint_key());
    if (key != signers.checkpoint.public_key()) {
        return Error{Errc::conflict, "log.other_keys",
                     fmt::format("the log in this store is {}, the key that of {}", key.name, signers.checkpoint.public_key().name), "",
                     "Use the key file that belongs to this store"};
    }
    auto state = std::make_unique<State>(db, std::move(signers), clock, random);
    state->head = *head;
    state->head_file = std::move(head_file);
    TRUCE_ASSIGN(state->tiles, TileWriter::open(db, head->size));
    TRUCE_ASSIGN(const Digest root, root_at(tile_subtrees(db), head->size));
    if (state->tiles.root() != head->root || root != head->root) {
        return Error{Errc::corrupt, "log.head", "the stored root is not the root of the stored tree", "", "Run `truce record verify`"};
    }
    // Time never goes back, so the last entry has the latest.
    TRUCE_TRY(db.query("SELECT recorded_at FROM log_entry ORDER BY idx DESC LIMIT 1", {}, [&](const Row& row) -> Result<void> {
        state->last_clock = {row.integer(0)};
        return {};
    }));
    if (state->head_file) TRUCE_TRY(state->head_file->check(db));
    TRUCE_ASSIGN(auto newest, newest_signed(db, key, *head));
    TRUCE_ASSIGN(state->tree, tree_at(tile_subtrees(db), newest ? newest->size : 0));
    if (!newest || newest->size < head->size) {
        // A crash came between the commit and its signature.
        TRUCE_ASSIGN(state->tree, rehash(db, std::move(state->tree), *head));
        TRUCE_TRY(state->sign());
    } else {
        TRUCE_ASSIGN(const std::string note, LogReader(db).checkpoint_at(head->size));
        if (state->head_file) TRUCE_TRY(state->head_file->advance(*newest, note));
        state->checkpoint = std::move(*newest);
    }
    return Log(std::move(state));
}

Result<Commit> Log::begin() {
    State& log = *state_;
    if (log.stopped) {
        return Error{Errc::conflict, "log.stopped", "an earlier commit failed after it was durable, so nothing more is written", "",
                     "Open the mechanism again: what is recorded is looked through, and then signed"};
    }
    TRUCE_ASSIGN(Transaction transaction, truce::begin(log.db));
    // Another process may have written since: the lock should prevent it, the chain must not break if not.
    TRUCE_ASSIGN(const auto head, read_head(log.db));
    if (!head || head->size != log.head.size || head->root != log.head.root) {
        return Error{Errc::conflict, "log.moved_on", "another process has written to this log", "", "Open it again"};
    }
    Commit commit(std::make_unique<Commit::State>(log, std::move(transaction)));
    commit.state_->first = head->size;
    // Time never goes back, whatever the machine's clock does.
    const Instant now = std::max(log.clock.now(), Instant{log.last_clock.us + 1});
    commit.state_->recorded_at = now;
    TRUCE_TRY(commit.state_->append_clock());
    return commit;
}

Result<std::string> LogReader::origin() const {
    TRUCE_ASSIGN(const NoteKey key, checkpoint_key());
    return key.name;
}

Result<NoteKey> LogReader::checkpoint_key() const {
    auto founding = entry(0);
    if (!founding) return missing_log();
    TRUCE_ASSIGN(const FoundingKeys keys, founding_keys(founding->body));
    return keys.log;
}

Result<std::uint64_t> LogReader::size() const {
    TRUCE_ASSIGN(const auto head, read_head(*db_));
    if (!head) return missing_log();
    return head->size;
}

Result<StoredEntry> LogReader::entry(std::uint64_t index) const {
    std::optional<StoredEntry> found;
    TRUCE_TRY(
        db_->query("SELECT note, kind, recorded_at FROM log_entry WHERE idx = $1", {number(index)}, [&](const Row& row) -> Result<void> {
            found = StoredEntry{index, std::string(row.bytes(0)), std::string(row.text(1)), Instant{row.integer(2)}, {}};
            return {};
        }));
    if (!found) return Error{Errc::not_found, "entry.missing", fmt::format("the log has no entry {}", index), "", ""};
    TRUCE_TRY(db_->query("SELECT part, commitment, secret, content FROM log_part WHERE idx = $1 ORDER BY part", {number(index)},
                         [&](const Row& row) -> Result<void> {
                             TRUCE_ASSIGN(const Audience audience, audience_from_number(row.integer(0)));
                             TRUCE_ASSIGN(const Digest commitment, digest_from_bytes(row.bytes(1)));
                             Part part = Part::sealed(audience, commitment);
                             if (!row.is_null(2) && !row.is_null(3)) {
                                 TRUCE_ASSIGN(const Digest secret, digest_from_bytes(row.bytes(2)));
                                 part.open = Part::Open{secret.bytes, std::string(row.bytes(3))};
                             }
                             found->body.push_back(std::move(part));
                             return {};
                         }));
    return std::move(*found);
}

Result<std::uint64_t> LogReader::index_of(std::string_view id) const {
    std::optional<std::uint64_t> index;
    TRUCE_TRY(db_->query("SELECT idx FROM log_entry WHERE id = $1", {Value::text(id)}, [&](const Row& row) -> Result<void> {
        index = static_cast<std::uint64_t>(row.integer(0));
        return {};
    }));
    if (!index) return Error{Errc::not_found, "entry.missing", fmt::format("the log has no entry {}", id), "", "Check the id"};
    return *index;
}

Result<std::string> LogReader::newest_checkpoint() const {
    std::optional<std::string> note;
    TRUCE_TRY(db_->query("SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT 1", {}, [&](const Row& row) -> Result<void> {
        note.emplace(row.bytes(0));
        return {};
    }));
    if (!note) return missing_log();
    return std::move(*note);
}

Result<std::string> LogReader::checkpoint_at(std::uint64_t size) const {
    std::optional<std::string> note;
    std::string near;
    TRUCE_TRY(db_->query("SELECT size, note FROM log_checkpoint WHERE size = $1", {number(size)}, [&](const Row& row) -> Result<void> {
        note.emplace(row.bytes(1));
        return {};
    }));
    if (note) return std::move(*note);
    const auto list = [&](const Row& row) -> Result<void> {
        near += fmt::format("{}{}", near.empty() ? "" : ", ", row.integer(0));
        return {};
    };
    TRUCE_TRY(db_->query("SELECT size FROM log_checkpoint WHERE size < $1 ORDER BY size DESC LIMIT 1", {number(size)}, list));
    TRUCE_TRY(db_->query("SELECT size FROM log_checkpoint WHERE size > $1 ORDER BY size LIMIT 1", {number(size)}, list));
    return Error{Errc::not_found, "checkpoint.missing", fmt::format("no checkpoint was signed at size {}", size), "",
                 near.empty() ? "" : "The nearest sizes with one: " + near};
}

SubtreeReader LogReader::subtrees() const { return tile_subtrees(*db_); }

Result<Submission> compose_entry(const LogReader& log, const NoteSigner& signer, std::optional<OpenHeader> open, Body body, Instant now,
                                 Random& random) {
    TRUCE_ASSIGN(const EnrolledKey key, log.key(signer.public_key().name));
    TRUCE_ASSIGN(const std::string origin, log.origin());
    const EntryHeader header{key.institution, body_root(body), new_uuid(random), origin, std::move(open), key.last_note, slot_of(now)};
    TRUCE_ASSIGN(std::string note, sign_entry(header, signer));
    return Submission{std::move(note), std::move(body)};
}

}  // namespace truce
