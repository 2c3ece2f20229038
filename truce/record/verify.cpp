#include "truce/record/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "truce/record/batch.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/kinds.hpp"
#include "truce/record/tiles.hpp"

namespace truce {
namespace {

constexpr std::size_t problems_max = 50;

/// One pass over the log in order, replaying what Commit::append would have decided.
class Verifier {
public:
    Verifier(Database& db, const LogVisitor& visitor) : db_(db), reader_(db), visitor_(visitor) {}

    Result<LogReport> run() {
        TRUCE_TRY(read_size());
        TRUCE_TRY(check_founding());
        for (std::uint64_t i = 0; i < size_ && !full(); ++i) {
            TRUCE_TRY(check_entry(i));
            if (visitor_.progress) visitor_.progress(i + 1, size_);
        }
        report_.entries = size_;
        TRUCE_TRY(check_tiles());
        TRUCE_TRY(check_checkpoints());
        TRUCE_TRY(check_batches());
        TRUCE_TRY(check_keys());
        TRUCE_ASSIGN(const Problems erasures, check_erasures(db_));
        for (const Error& problem : erasures) fails(problem, problem.where);
        return std::move(report_);
    }

private:
    [[nodiscard]] bool full() const { return report_.problems.size() >= problems_max; }

    void fails(std::string id, std::string what, std::string where) {
        if (!full()) report_.problems.push_back({Errc::corrupt, std::move(id), std::move(what), std::move(where), ""});
    }
    void fails(const Error& error, std::string where) { fails(error.id, error.what, std::move(where)); }

    Result<void> read_size() {
        bool head = false;
        TRUCE_TRY(db_.query("SELECT one, size, root FROM log_head", {}, [&](const Row& row) -> Result<void> {
            if (head || row.integer(0) != 1) fails("log.head", "there is more than one head", "log_head");
            head = true;
            size_ = static_cast<std::uint64_t>(row.integer(1));
            const auto root = digest_from_bytes(row.bytes(2));
            if (root)
                head_root_ = *root;
            else
                fails("log.head", "the stored root is no digest", "log_head");
            return {};
        }));
        if (!head) return Error{Errc::not_found, "log.missing", "there is no log in this store", "", "Found one with `truce new`"};
        TRUCE_TRY(db_.query("SELECT COUNT(*), MIN(idx), MAX(idx) FROM log_entry", {}, [&](const Row& row) -> Result<void> {
            const auto n = static_cast<std::uint64_t>(row.integer(0));
            if (n != size_ || (n > 0 && (row.integer(1) != 0 || static_cast<std::uint64_t>(row.integer(2)) + 1 != n))) {
                fails("log.gap", fmt::format("the head says {} entries, the store holds {}", size_, n), "log_entry");
            }
            return {};
        }));
        TRUCE_TRY(db_.query("SELECT COUNT(*) FROM log_part WHERE idx < 0 OR idx >= $1", {Value(static_cast<std::int64_t>(size_))},
                            [&](const Row& row) -> Result<void> {
                                if (row.integer(0) != 0) fails("log.part", "there are parts of entries that do not exist", "log_part");
                                return {};
                            }));
        return {};
    }

    Result<void> check_founding() {
        auto first = reader_.entry(0);
        const auto keys = first ? founding_keys(first->body) : Result<FoundingKeys>(std::move(first).error());
        if (!keys) {
            fails(keys.error(), "entry 0");
            return {};
        }
        founding_ = *keys;
        enrol(keys->clock, {}, 0);
        return {};
    }

    void enrol(const NoteKey& key, std::vector<std::string> kinds, std::uint64_t index) {
        const std::string institution = key.name.substr(0, key.name.find('/'));
        keys_[key.name] = EnrolledKey{key, institution, std::move(kinds), index, {}, first_prev(key)};
    }

    Result<void> check_entry(std::uint64_t index) {
        const std::string where = fmt::format("entry {}", index);
        auto stored = reader_.entry(index);
        if (!stored) {
            fails(stored.error(), where);
            return {};
        }
        const Digest leaf = leaf_hash(stored->note);
        leaves_.push_back(leaf);
        const auto entry = parse_entry(stored->note);
        if (!entry) {
            fails(entry.error(), where);
            return {};
        }
        TRUCE_TRY(check_columns(*entry, *stored, leaf, where));
        check_signature(*entry, *stored, where);
        for (const Part& part : stored->body) report_.sealed_parts += part.open ? 0U : 1U;
        if (const auto body = check_body(*entry, stored->body); !body) fails(body.error(), where);
        check_time(*entry, *stored, where);
        replay_keys(*stored, *entry, where);
        if (visitor_.entry) {
            if (const auto seen = visitor_.entry(*entry, *stored); !seen) fails(seen.error(), where);
        }
        return check_items(*stored, where);
    }

    /// Columns repeat what the note says; every one is compared, so that no byte of a row may change unseen.
    Result<void> check_columns(const Entry& entry, const StoredEntry& stored, const Digest& leaf, const std::string& where) {
        TRUCE_TRY(db_.query("SELECT id, key_name, leaf FROM log_entry WHERE idx = $1", {Value(static_cast<std::int64_t>(stored.index))},
                            [&](const Row& row) -> Result<void> {
                                if (row.text(0) != entry.header.id) fails("entry.column", "the id in the table is not the entry's", where);
                                if (row.text(1) != entry.key_name) fails("entry.column", "the key in the table is not the entry's", where);
                                if (row.bytes(2) != leaf.view()) fails("entry.leaf", "the stored hash is not the entry's", where);
                                return {};
                            }));
        if (!ids_.insert(entry.header.id).second) fails("entry.duplicate_id", "its id is used twice", where);
        const auto kind = kind_of(entry, stored.body);
        const bool wholly_sealed = !kind && !entry.header.open && (stored.kind.empty() || find_kind(stored.kind) != nullptr);
        if (!wholly_sealed && (!kind || *kind != stored.kind)) fails("entry.column", "the kind in the table is not the entry's", where);
        return {};
    }

    void check_signature(const Entry& entry, const StoredEntry& stored, const std::string& where) {
        const auto found = keys_.find(entry.key_name);
        if (found == keys_.end()) return fails("entry.unknown_key", fmt::format("{} was not enrolled before it", entry.key_name), where);
        EnrolledKey& key = found->second;
        const auto note = parse_note(stored.note);
        if (!note) return fails(note.error(), where);
        if (const auto signature = check_note(*note, key.key); !signature) fails(signature.error(), where);
        if (const auto right = check_right(key, stored.kind, stored.index); !right) fails(right.error(), where);
        if (founding_ && entry.header.log != founding_->log.name) fails("entry.other_log", "it is signed for another log", where);
        if (entry.header.prev != key.last_note)
            fails("entry.chain", fmt::format("it does not follow the last note of {}", entry.key_name), where);
        key.last_note = sha256(stored.note);
    }

    void check_time(const Entry& entry, const StoredEntry& stored, const std::string& where) {
        if (stored.index == 0 && stored.kind != "log.founded") fails("log.founding", "the first entry does not found the log", where);
        if (stored.index > 0 && stored.kind == "log.founded") fails("log.founding", "the log is founded twice", where);
        if (stored.kind == "log.clock" || stored.kind == "log.founded") {
            if (entry.header.open && entry.header.open->at <= clock_) fails("log.clock", "time goes back", where);
            if (entry.header.open) clock_ = entry.header.open->at;
        }
        if (stored.recorded_at != clock_) fails("entry.recorded_at", "the time in the table is not the clock's before it", where);
    }

    void replay_keys(const StoredEntry& stored, const Entry& entry, const std::string& where) {
        if (stored.kind == "log.clock") founded_ = true;
        if (stored.kind != "key.enrolled" && stored.kind != "key.revoked") return;
        const std::string signer = entry.header.author;
        const auto change = key_change(stored.body);
        if (!change) return fails(change.error(), where);
        const std::string institution = change->key.name.substr(0, change->key.name.find('/'));
        const bool own = institution == signer && signer != "log";
        const auto known = keys_.find(change->key.name);
        if (stored.kind == "key.enrolled") {
            if (!own && !(signer == "log" && !founded_)) fails("key.enrolment", "a key was enrolled by another institution", where);
            if (known != keys_.end()) return fails("key.enrolment", "a key was enrolled twice", where);
            const auto same_key = [&](const auto& other) { return other.second.key.key == change->key.key; };
            if ((founding_ && founding_->log.key == change->key.key) || std::any_of(keys_.begin(), keys_.end(), same_key))
                fails("key.role", "one key was enrolled under two names", where);
            return enrol(change->key, change->kinds, stored.index);
        }
        if (!own || known == keys_.end() || known->second.revoked_at)
            return fails("key.enrolment", "a key was revoked that could not be", where);
        known->second.revoked_at = stored.index + 1;
    }

    Result<void> check_items(const StoredEntry& stored, const std::string& where) {
        std::int64_t batch = -1;
        std::int64_t items = 0;
        TRUCE_TRY(db_.query("SELECT batch, items FROM batch WHERE entry = $1", {Value(static_cast<std::int64_t>(stored.index))},
                            [&](const Row& row) -> Result<void> {
                                batch = row.integer(0);
                                items = row.integer(1);
                                return {};
                            }));
        const auto promise = batch_promise(stored.body);
        if (!promise) {
            if (batch >= 0) fails("batch.unannounced", "items belong to an entry that names none", where);
            return {};
        }
        if (batch < 0) {
            fails("batch.missing", "the items that the entry names are missing", where);
            return {};
        }
        landed_.insert(batch);
        GrowingTree tree;
        std::int64_t expected_no = 0;
        std::vector<std::pair<std::int64_t, std::vector<Body>>> current;
        TRUCE_TRY(db_.query("SELECT chunk, part_no, leaves, content, digest FROM batch_chunk WHERE batch = $1 ORDER BY part_no",
                            {Value(batch)}, [&](const Row& row) { return check_chunk(stored, row, expected_no++, tree, where); }));
        if (tree.size() != promise->count || items != static_cast<std::int64_t>(promise->count)) {
            fails("batch.count", fmt::format("the entry names {} items, the store holds {}", promise->count, tree.size()), where);
        }
        if (tree.root() != promise->root) fails("batch.root", "its items are not those that were signed", where);
        report_.items += tree.size();
        return {};
    }

    Result<void> check_chunk(const StoredEntry& stored, const Row& row, std::int64_t expected_no, GrowingTree& tree,
                             const std::string& where) {
        const std::int64_t chunk = row.integer(0);
        const std::string place = fmt::format("{}, chunk {}", where, chunk);
        if (row.integer(1) != expected_no) fails("batch.chunk", "a chunk is missing", place);
        if (sha256(row.bytes(3)).view() != row.bytes(4)) fails("batch.chunk", "its bytes are not those that were written", place);
        const auto items = Chunk::decode(row.bytes(3));
        if (!items) {
            fails(items.error(), place);
            return {};
        }
        std::string leaves;
        for (std::size_t i = 0; i < items->size(); ++i) {
            const Body& body = (*items)[i];
            const std::uint64_t n = tree.size();
            const Digest leaf = item_leaf(body_root(body));
            leaves += leaf.view();
            tree.append(leaf);
            for (const Part& part : body) report_.sealed_parts += part.open ? 0U : 1U;
            if (!visitor_.item) continue;
            if (const auto seen = visitor_.item(stored, n, item_row(chunk, i), body); !seen)
                fails(seen.error(), fmt::format("{}, item {}", where, n));
        }
        if (row.bytes(2) != leaves) fails("batch.leaves", "the stored hashes are not those of its items", place);
        return {};
    }

    Result<void> check_tiles() {
        std::map<std::pair<std::int64_t, std::int64_t>, std::string> expected;
        std::vector<Digest> level = leaves_;
        for (std::int64_t l = 0; !level.empty(); ++l) {
            std::vector<Digest> above;
            for (std::size_t i = 0; i < level.size(); ++i) {
                expected[{l, static_cast<std::int64_t>(i / tile_width)}] += level[i].view();
                if (i % tile_width == tile_width - 1) above.push_back(tree_root(std::span(level).subspan(i + 1 - tile_width, tile_width)));
            }
            level = std::move(above);
        }
        // The last tile of level 0 is not stored: the entries have its hashes.
        if (leaves_.size() % tile_width != 0) expected.erase({0, static_cast<std::int64_t>(leaves_.size() / tile_width)});
        TRUCE_TRY(db_.query("SELECT level, n, hashes FROM log_tile", {}, [&](const Row& row) -> Result<void> {
            const auto found = expected.find({row.integer(0), row.integer(1)});
            const std::string place = fmt::format("tile {}/{}", row.integer(0), row.integer(1));
            if (found == expected.end()) {
                fails("log.tile", "there is a tile too many", place);
                return {};
            }
            if (found->second != row.bytes(2)) fails("log.tile", "its hashes are not those of the entries", place);
            expected.erase(found);
            return {};
        }));
        for (const auto& [place, hashes] : expected)
            fails("log.tile", "a tile is missing", fmt::format("tile {}/{}", place.first, place.second));
        if (tree_root(leaves_) != head_root_) fails("log.head", "the stored root is not the root of the entries", "log_head");
        return {};
    }

    Result<void> check_checkpoints() {
        GrowingTree tree;
        TRUCE_TRY(db_.query("SELECT size, note FROM log_checkpoint ORDER BY size", {}, [&](const Row& row) -> Result<void> {
            const auto size = static_cast<std::uint64_t>(row.integer(0));
            const std::string place = fmt::format("checkpoint {}", row.integer(0));
            ++report_.checkpoints;
            if (size > leaves_.size()) {
                fails("checkpoint.ahead", "it speaks of more entries than there are", place);
                return {};
            }
            while (tree.size() < size) tree.append(leaves_[tree.size()]);
            if (!founding_) return {};
            const auto checkpoint = open_checkpoint(row.bytes(1), founding_->log);
            if (!checkpoint) {
                fails(checkpoint.error(), place);
                return {};
            }
            if (sign_line_count(row.bytes(1)) != 1) fails("checkpoint.form", "it carries another line than the log's signature", place);
            if (checkpoint->origin != founding_->log.name || checkpoint->size != size)
                fails("checkpoint.form", "it is another log's or another size's", place);
            if (checkpoint->root != tree.root()) fails("checkpoint.root", "the root that was signed is not the root of the entries", place);
            report_.newest = *checkpoint;
            return {};
        }));
        report_.unsigned_entries = size_ - std::min(size_, report_.newest.size);
        if (report_.checkpoints == 0) fails("checkpoint.missing", "no checkpoint was ever signed", "log_checkpoint");
        return {};
    }

    static std::size_t sign_line_count(std::string_view bytes) {
        const auto note = parse_note(bytes);
        return note ? note->signatures.size() : 0;
    }

    Result<void> check_batches() {
        TRUCE_TRY(db_.query("SELECT batch, entry, items FROM batch", {}, [&](const Row& row) -> Result<void> {
            if (row.integer(1) == -row.integer(0)) {
                ++report_.staged_batches;
                if (row.integer(2) != 0)
                    fails("batch.staged", "a batch that never landed claims items", fmt::format("batch {}", row.integer(0)));
            } else if (!landed_.contains(row.integer(0))) {
                fails("batch.entry", "it belongs to no entry", fmt::format("batch {}", row.integer(0)));
            }
            return {};
        }));
        return db_.query("SELECT COUNT(*) FROM batch_chunk WHERE batch NOT IN (SELECT batch FROM batch)", {},
                         [&](const Row& row) -> Result<void> {
                             if (row.integer(0) != 0) fails("batch.chunk", "there are chunks of no batch", "batch_chunk");
                             return {};
                         });
    }

    Result<void> check_keys() {
        auto stored = reader_.keys();
        if (!stored) {
            fails(stored.error(), "log_key");
            return {};
        }
        if (stored->size() != keys_.size()) fails("log.keys", "the table of keys has another length than the record says", "log_key");
        for (const EnrolledKey& key : *stored) {
            const auto found = keys_.find(key.key.name);
            const bool same = found != keys_.end() && found->second.key == key.key && found->second.kinds == key.kinds &&
                              found->second.enrolled_at == key.enrolled_at && found->second.revoked_at == key.revoked_at &&
                              found->second.last_note == key.last_note;
            if (!same) fails("log.keys", "the table of keys is not what the record says", key.key.name);
        }
        return {};
    }

    Database& db_;
    LogReader reader_;
    const LogVisitor& visitor_;
    LogReport report_;
    std::uint64_t size_ = 0;
    Digest head_root_;
    std::optional<FoundingKeys> founding_;
    bool founded_ = false;  ///< the founding commit is over
    Instant clock_ = Instant::lowest();
    std::map<std::string, EnrolledKey, std::less<>> keys_;
    std::set<std::string, std::less<>> ids_;
    std::set<std::int64_t> landed_;
    std::vector<Digest> leaves_;
};

}  // namespace

Result<LogReport> verify_log(Database& db, const LogVisitor& visitor) { return Verifier(db, visitor).run(); }

}  // namespace truce
