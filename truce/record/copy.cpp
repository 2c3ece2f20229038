#include "truce/record/copy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "truce/base/bytes.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/tiles.hpp"

namespace truce {
namespace {

Value number(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

Error fork(std::string_view what) {
    return {Errc::corrupt, "copy.fork", fmt::format("the log has signed two histories: {}", what), "",
            "Keep this pouch and the copy as they are: together they prove it; tell the other guarantors"};
}

/// The roots of the complete subtrees of a tree of `size` leaves, largest first.
Result<std::vector<Digest>> edge_at(const SubtreeReader& subtrees, std::uint64_t size) {
    std::vector<Digest> edge;
    std::uint64_t begin = 0;
    for (unsigned height = 64; height-- > 0;) {
        if ((size >> height & 1U) == 0) continue;
        TRUCE_ASSIGN(const Digest root, subtrees(height, begin >> height));
        edge.push_back(root);
        begin += std::uint64_t{1} << height;
    }
    return edge;
}

/// The checkpoint with the log's own line alone: cosignatures are kept elsewhere.
Result<std::string> own_note(std::string_view bytes, const NoteKey& log) {
    TRUCE_ASSIGN(const Note note, parse_note(bytes));
    for (const NoteSignature& line : note.signatures) {
        if (line.name == log.name && line.id == log.id())
            return join_note(note.text, fmt::format("— {} {}\n", line.name, to_base64(line.id + line.signature)));
    }
    return Error{Errc::unsigned_, "note.unknown_key", "the log has not signed it", "", ""};
}

struct Head {
    std::uint64_t size = 0;
    Digest root = empty_tree_root();
};

Result<Head> held_head(Database& db) {
    Head head;
    TRUCE_ASSIGN([[maybe_unused]] const bool any, db.query_one("SELECT size, root FROM log_head", {}, [&](const Row& row) -> Result<void> {
        head.size = static_cast<std::uint64_t>(row.integer(0));
        TRUCE_ASSIGN(head.root, digest_from_bytes(row.bytes(1)));
        return {};
    }));
    return head;
}

/// Appends entries to a copy by the rules that the log itself keeps.
class Copyist {
public:
    Copyist(Database& db, const NoteKey& log, TileWriter tiles, const CopyHooks& hooks)
        : db_(db), log_(log), tiles_(std::move(tiles)), hooks_(hooks) {}

    Result<void> load_clock() {
        TRUCE_ASSIGN(const auto last, db_.query_integer("SELECT MAX(recorded_at) FROM log_entry"));
        if (last) clock_ = {*last};
        return {};
    }

    Result<void> append(const PouchEntry& travelling) {
        const std::uint64_t index = tiles_.size();
        if (auto done = append_checked(travelling, index); !done) return at(fmt::format("entry {}", index), std::move(done).error());
        return {};
    }

    Result<Digest> finish() {
        TRUCE_TRY(tiles_.write(db_));
        const Digest root = tiles_.root();
        TRUCE_TRY(
            db_.run("INSERT INTO log_head (one, size, root) VALUES (1, $1, $2) ON CONFLICT (one) DO UPDATE SET size = excluded.size, "
                    "root = excluded.root",
                    {number(tiles_.size()), Value::bytes(root.view())}));
        return root;
    }
    [[nodiscard]] std::uint64_t items() const { return items_; }
    [[nodiscard]] std::uint64_t opened_parts() const { return opened_parts_; }

    /// Opens what is held sealed and travels open. The note is known to be the one held.
    Result<void> reopen(const PouchEntry& travelling, std::uint64_t index) {
        if (auto done = reopen_checked(travelling, index); !done) return at(fmt::format("entry {}", index), std::move(done).error());
        return {};
    }

private:
    Result<void> append_checked(const PouchEntry& travelling, std::uint64_t index) {
        TRUCE_ASSIGN(const Entry entry, parse_entry(travelling.note));
        TRUCE_ASSIGN(const Body body, body_of(travelling));
        TRUCE_TRY(check_body(entry, body));
        TRUCE_ASSIGN(const std::string kind, kind_for_copy(entry, body));
        if ((index == 0) != (kind == "log.founded"))
            return Error{Errc::corrupt, "log.founding", "a log is founded by its first entry and by no other", "", ""};
        if (index == 0) TRUCE_TRY(found(body));
        TRUCE_ASSIGN(const EnrolledKey key, LogReader(db_).key(entry.key_name));
        TRUCE_ASSIGN(const Note note, parse_note(travelling.note));
        TRUCE_TRY(check_note(note, key.key));
        TRUCE_TRY(check_right(key, kind, index));
        TRUCE_TRY(check_place(entry, key));
        TRUCE_TRY(move_clock(entry, kind));
        TRUCE_TRY(fold_key_entry(db_, key, kind, body, index));
        TRUCE_TRY(fold_erasure(db_, entry, key, kind, body, index));
        TRUCE_TRY(insert(entry, travelling.note, body, kind));
        TRUCE_TRY(take_items(travelling, body, kind, index));
        return hooks_.entry ? hooks_.entry(kind, body) : Result<void>();
    }

    /// "" where every part of a guarded entry is sealed.
    static Result<std::string> kind_for_copy(const Entry& entry, const Body& body) {
        const bool sealed = !entry.header.open && std::none_of(body.begin(), body.end(), [](const Part& p) { return p.open.has_value(); });
        if (sealed) return std::string();
        return kind_of(entry, body);
    }

    Result<void> found(const Body& body) {
        TRUCE_ASSIGN(const FoundingKeys keys, founding_keys(body));
        if (keys.log != log_)
            return Error{Errc::conflict, "copy.other_log", fmt::format("it founds the log {}, not {}", keys.log.name, log_.name), "", ""};
        return insert_key(db_, keys.clock, {}, 0);
    }

    Result<void> check_place(const Entry& entry, const EnrolledKey& key) {
        if (entry.header.log != log_.name)
            return Error{Errc::corrupt, "entry.other_log", "it is signed for another log", entry.header.id, ""};
        if (entry.header.prev != key.last_note)
            return Error{Errc::corrupt, "entry.chain", fmt::format("it does not follow the last note of {}", entry.key_name),
                         entry.header.id, ""};
        if (LogReader(db_).index_of(entry.header.id))
            return Error{Errc::corrupt, "entry.duplicate_id", "its id is used twice", entry.header.id, ""};
        return {};
    }

    Result<void> move_clock(const Entry& entry, std::string_view kind) {
        if (kind != "log.clock" && kind != "log.founded") return {};
        if (entry.header.open->at <= clock_) return Error{Errc::corrupt, "log.clock", "time goes back", entry.header.id, ""};
        clock_ = entry.header.open->at;
        return {};
    }

    Result<void> insert(const Entry& entry, std::string_view note, const Body& body, std::string_view kind) {
        const Digest leaf = leaf_hash(note);
        const std::uint64_t index = tiles_.size();
        TRUCE_TRY(db_.run("INSERT INTO log_entry (idx, id, kind, key_name, recorded_at, leaf, note) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                          {number(index), Value::text(entry.header.id), Value::text(kind), Value::text(entry.key_name), Value(clock_.us),
                           Value::bytes(leaf.view()), Value::bytes(note)}));
        for (const Part& part : body) {
            const std::string_view secret =
                part.open ? std::string_view(reinterpret_cast<const char*>(part.open->secret.data()), 32) : std::string_view{};
            TRUCE_TRY(
                db_.run("INSERT INTO log_part (idx, part, commitment, secret, content) VALUES ($1, $2, $3, $4, $5)",
                        {number(index), Value(static_cast<std::int64_t>(part.audience)), Value::bytes(part.commitment.view()),
                         part.open ? Value::bytes(secret) : Value::null(), part.open ? Value::bytes(part.open->content) : Value::null()}));
        }
        TRUCE_TRY(
            db_.run("UPDATE log_key SET last_note = $1 WHERE name = $2", {Value::bytes(sha256(note).view()), Value::text(entry.key_name)}));
        tiles_.append(leaf);
        return {};
    }

    Result<void> reopen_checked(const PouchEntry& travelling, std::uint64_t index) {
        TRUCE_ASSIGN(const Body body, body_of(travelling));
        const bool anything = std::any_of(body.begin(), body.end(), [](const Part& part) { return part.open.has_value(); });
        if (!anything) return {};
        TRUCE_ASSIGN(const Entry entry, parse_entry(travelling.note));
        TRUCE_TRY(check_body(entry, body));
        TRUCE_ASSIGN(StoredEntry stored, LogReader(db_).entry(index));
        TRUCE_ASSIGN(const std::uint64_t opened, open_parts(stored.body, body, entry.header.id, std::nullopt));
        if (opened > 0) TRUCE_TRY(store_parts(stored, entry));
        return reopen_items(travelling, entry, stored);
    }

    /// How many parts of `held` are open now that were sealed. What two keys have erased stays sealed.
    Result<std::uint64_t> open_parts(Body& held, const Body& travelling, const std::string& id, std::optional<std::uint64_t> item) {
        if (body_root(held) != body_root(travelling))
            return Error{Errc::corrupt, "batch.root", "its items are not those that were signed", id, "Ask for the pouch again"};
        std::uint64_t opened = 0;
        for (std::size_t i = 0; i < held.size(); ++i) {
            if (held[i].open || !travelling[i].open) continue;
            TRUCE_ASSIGN(const ErasureState state, erasure_state(db_, {id, item, held[i].audience, std::nullopt}));
            if (state == ErasureState::erased) continue;
            if (!travelling[i].holds()) return Error{Errc::corrupt, "entry.body", "a part is not the one that was committed to", id, ""};
            held[i].open = travelling[i].open;
            ++opened;
        }
        opened_parts_ += opened;
        return opened;
    }

    Result<void> store_parts(StoredEntry& stored, const Entry& entry) {
        if (stored.kind.empty()) {
            TRUCE_ASSIGN(stored.kind, kind_of(entry, stored.body));
            TRUCE_ASSIGN(const EnrolledKey key, LogReader(db_).key(entry.key_name));
            TRUCE_TRY(check_right(key, stored.kind, stored.index));
            TRUCE_TRY(db_.run("UPDATE log_entry SET kind = $1 WHERE idx = $2", {Value::text(stored.kind), number(stored.index)}));
        }
        for (const Part& part : stored.body) {
            if (!part.open) continue;
            const std::string_view secret(reinterpret_cast<const char*>(part.open->secret.data()), 32);
            TRUCE_TRY(db_.run("UPDATE log_part SET secret = $1, content = $2 WHERE idx = $3 AND part = $4",
                              {Value::bytes(secret), Value::bytes(part.open->content), number(stored.index),
                               Value(static_cast<std::int64_t>(part.audience))}));
        }
        return {};
    }

    Result<void> reopen_items(const PouchEntry& travelling, const Entry& entry, const StoredEntry& stored) {
        if (travelling.items.empty() || !batch_promise(stored.body)) return {};
        if (!find_item(db_, stored.index, 0)) {
            TRUCE_TRY(take_items(travelling, stored.body, stored.kind, stored.index));
            return hooks_.late_items ? hooks_.late_items() : Result<void>();
        }
        std::uint64_t n = 0;
        for (const std::string_view bytes : travelling.items) {
            TRUCE_ASSIGN(const std::vector<Body> items, items_of(bytes));
            TRUCE_ASSIGN(const ItemPlace place, find_item(db_, stored.index, n));
            TRUCE_ASSIGN(std::vector<Body> held, read_chunk(db_, place.chunk));
            if (held.size() != items.size() || place.in_chunk != 0)
                return Error{Errc::corrupt, "batch.root", "its items are not those that were signed", entry.header.id,
                             "Ask for the pouch again"};
            Chunk chunk;
            std::vector<std::size_t> changed;
            for (std::size_t i = 0; i < held.size(); ++i, ++n) {
                TRUCE_ASSIGN(const std::uint64_t opened, open_parts(held[i], items[i], entry.header.id, n));
                if (opened > 0) changed.push_back(i);
                chunk.add(held[i]);
            }
            if (changed.empty()) continue;
            TRUCE_TRY(replace_chunk(db_, place.chunk, chunk));
            for (const std::size_t i : changed) {
                if (hooks_.reopened) TRUCE_TRY(hooks_.reopened(stored.kind, item_row(place.chunk, i), held[i]));
            }
        }
        return {};
    }

    Result<void> take_items(const PouchEntry& travelling, const Body& body, std::string_view kind, std::uint64_t index) {
        const auto promise = batch_promise(body);
        const Error wrong{Errc::corrupt, "batch.root", "its items are not those that were signed", "", "Ask for the pouch again"};
        if (!promise) return travelling.items.empty() ? Result<void>() : wrong;
        TRUCE_ASSIGN(BatchWriter writer, BatchWriter::begin(db_));
        for (const std::string_view bytes : travelling.items) {
            if (writer.count() % chunk_items_max != 0) return wrong;
            TRUCE_ASSIGN(const std::vector<Body> items, items_of(bytes));
            Chunk chunk;
            for (const Body& item : items) chunk.add(item);
            TRUCE_ASSIGN(const std::int64_t staged, writer.stage(chunk, chunk.compressed()));
            for (std::size_t i = 0; hooks_.item && i < items.size(); ++i) TRUCE_TRY(hooks_.item(kind, item_row(staged, i), items[i]));
        }
        if (writer.count() != promise->count || writer.root() != promise->root) return wrong;
        items_ += promise->count;
        return land_batch(db_, writer.batch(), index, promise->count);
    }

    Database& db_;
    const NoteKey& log_;
    TileWriter tiles_;
    const CopyHooks& hooks_;
    Instant clock_ = Instant::lowest();
    std::uint64_t items_ = 0;
    std::uint64_t opened_parts_ = 0;
};

/// The entries of the pouch, under its edge, are those of its checkpoint.
Result<void> check_root(const Pouch& answer, const Checkpoint& checkpoint) {
    GrowingTree tree(answer.header.base, answer.edge);
    for (const PouchEntry& entry : answer.entries) tree.append(leaf_hash(entry.note));
    if (tree.size() == checkpoint.size && tree.root() == checkpoint.root) return {};
    return Error{Errc::corrupt, "copy.root", "the entries are not those under the checkpoint", "", "Ask for the pouch again"};
}

/// What the pouch and the copy both speak of must be the same.
Result<void> check_overlap(Database& db, const Pouch& answer, const Checkpoint& checkpoint, const Head& held) {
    const SubtreeReader subtrees = tile_subtrees(db);
    const std::uint64_t base = answer.header.base;
    if (base > 0) {
        TRUCE_ASSIGN(const Digest root, root_at(subtrees, base));
        if (root != GrowingTree(base, answer.edge).root()) return fork(fmt::format("below entry {}", base));
    }
    const std::uint64_t both = std::min(held.size, checkpoint.size);
    TRUCE_TRY(db.query("SELECT idx, leaf FROM log_entry WHERE idx >= $1 AND idx < $2 ORDER BY idx", {number(base), number(both)},
                       [&](const Row& row) -> Result<void> {
                           const auto index = static_cast<std::uint64_t>(row.integer(0));
                           if (leaf_hash(answer.entries[index - base].note).view() != row.bytes(1))
                               return fork(fmt::format("entry {} is another here", index));
                           return {};
                       }));
    return {};
}

/// Parts that may not travel are sealed.
Body disclosed(const Entry& entry, const StoredEntry& stored, Body body, const Entitled& entitled) {
    for (Part& part : body) {
        if (part.open && !entitled(entry, stored, part.audience)) part.open.reset();
    }
    return body;
}

Result<void> write_items(Database& db, PouchWriter& out, const Entry& entry, const StoredEntry& stored, const Entitled& entitled) {
    std::vector<std::int64_t> chunks;
    TRUCE_TRY(db.query("SELECT c.chunk FROM batch_chunk c JOIN batch b ON b.batch = c.batch WHERE b.entry = $1 ORDER BY c.part_no",
                       {number(stored.index)}, [&](const Row& row) -> Result<void> {
                           chunks.push_back(row.integer(0));
                           return {};
                       }));
    for (const std::int64_t number_of_chunk : chunks) {
        TRUCE_ASSIGN(std::vector<Body> items, read_chunk(db, number_of_chunk));
        Chunk chunk;
        for (Body& item : items) chunk.add(disclosed(entry, stored, std::move(item), entitled));
        TRUCE_TRY(out.items(chunk.compressed()));
    }
    return {};
}

}  // namespace

Result<CopyOutcome> extend_copy(Database& db, const NoteKey& log, const Pouch& answer, const CopyHooks& hooks) {
    if (answer.header.kind != PouchKind::answer) {
        return Error{Errc::invalid, "pouch.kind", "this pouch is on its way to the log, not from it", "",
                     "Import it where the log is; what comes back from there belongs here"};
    }
    if (answer.header.log != log) {
        return Error{Errc::conflict, "copy.other_log",
                     fmt::format("it comes from the log {}, this is a copy of {}", answer.header.log.name, log.name), "",
                     "Use a folder of its own for each log"};
    }
    TRUCE_ASSIGN(const Checkpoint checkpoint, open_checkpoint(answer.checkpoint, log));
    TRUCE_ASSIGN(const std::string note, own_note(answer.checkpoint, log));
    if (checkpoint.origin != log.name || checkpoint.size != answer.header.size)
        return Error{Errc::corrupt, "copy.root", "its checkpoint is another log's or another size's", "", "Ask for the pouch again"};
    TRUCE_TRY(check_root(answer, checkpoint));

    TRUCE_ASSIGN(Transaction transaction, begin(db));
    TRUCE_TRY(create_log_tables(db));
    TRUCE_ASSIGN(const Head held, held_head(db));
    if (answer.header.base > held.size) {
        return Error{Errc::conflict, "copy.gap",
                     fmt::format("it begins at entry {}, and only {} are held here", answer.header.base, held.size), "",
                     fmt::format("Import the pouch before it, or ask for one with --since {}", held.size)};
    }
    if (held.size > 0) TRUCE_TRY(check_overlap(db, answer, checkpoint, held));
    TRUCE_ASSIGN(TileWriter tiles, TileWriter::open(db, held.size));
    Copyist copyist(db, log, std::move(tiles), hooks);
    TRUCE_TRY(copyist.load_clock());
    CopyOutcome outcome;
    for (std::uint64_t i = answer.header.base; i < std::min(held.size, checkpoint.size); ++i)
        TRUCE_TRY(copyist.reopen(answer.entries[i - answer.header.base], i));
    for (std::uint64_t i = held.size; i < checkpoint.size; ++i) {
        TRUCE_TRY(copyist.append(answer.entries[i - answer.header.base]));
        ++outcome.entries;
    }
    outcome.items = copyist.items();
    outcome.opened_parts = copyist.opened_parts();
    if (outcome.entries > 0) {
        TRUCE_ASSIGN(const Digest root, copyist.finish());
        TRUCE_ASSERT(root == checkpoint.root);
    } else {
        TRUCE_ASSIGN(const Digest root, root_at(tile_subtrees(db), checkpoint.size));
        if (root != checkpoint.root) return fork(fmt::format("at size {}", checkpoint.size));
    }
    TRUCE_TRY(db.run("INSERT INTO log_checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING",
                     {number(checkpoint.size), Value::bytes(note)}));
    TRUCE_TRY(transaction.commit());
    TRUCE_ASSIGN(const std::string newest, LogReader(db).newest_checkpoint());
    TRUCE_ASSIGN(outcome.checkpoint, open_checkpoint(newest, log));
    return outcome;
}

Result<bool> keep_checkpoint(Database& db, const NoteKey& log, std::string_view bytes) {
    TRUCE_ASSIGN(const Checkpoint checkpoint, open_checkpoint(bytes, log));
    TRUCE_ASSIGN(const std::string note, own_note(bytes, log));
    TRUCE_ASSIGN(Transaction transaction, begin(db));
    TRUCE_ASSIGN(const Head held, held_head(db));
    if (checkpoint.size > held.size) return false;
    if (checkpoint.size > 0) {
        TRUCE_ASSIGN(const Digest root, root_at(tile_subtrees(db), checkpoint.size));
        if (root != checkpoint.root) return fork(fmt::format("at size {}", checkpoint.size));
    }
    TRUCE_TRY(db.run("INSERT INTO log_checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING",
                     {number(checkpoint.size), Value::bytes(note)}));
    TRUCE_TRY(transaction.commit());
    return true;
}

Result<std::string> answer_pouch(Database& db, std::uint64_t base, std::uint64_t until, const Entitled& entitled,
                                 const std::vector<PouchRefusal>& refusals) {
    TRUCE_ASSIGN(Transaction snapshot, begin_read(db));
    const LogReader log(db);
    TRUCE_ASSIGN(const NoteKey key, log.checkpoint_key());
    TRUCE_ASSIGN(const std::string note, until == 0 ? log.newest_checkpoint() : log.checkpoint_at(until));
    TRUCE_ASSIGN(const Checkpoint checkpoint, open_checkpoint(note, key));
    if (base > checkpoint.size) {
        return Error{Errc::invalid, "copy.base", fmt::format("the log has {} entries, fewer than {}", checkpoint.size, base), "",
                     "Say a --since within the log"};
    }
    PouchWriter out({PouchKind::answer, key, key.name, base, checkpoint.size});
    out.checkpoint(note);
    TRUCE_ASSIGN(const std::vector<Digest> edge, edge_at(log.subtrees(), base));
    out.edge(edge);
    for (std::uint64_t i = base; i < checkpoint.size; ++i) {
        TRUCE_ASSIGN(const StoredEntry stored, log.entry(i));
        TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
        const Body body = disclosed(entry, stored, stored.body, entitled);
        TRUCE_TRY(out.entry(stored.note, body));
        // Items whose announcement is sealed could not be checked by whoever gets them.
        if (batch_promise(body)) TRUCE_TRY(write_items(db, out, entry, stored, entitled));
    }
    for (const PouchRefusal& refusal : refusals) out.refusal(refusal);
    TRUCE_TRY(snapshot.commit());
    return out.finish();
}

}  // namespace truce
