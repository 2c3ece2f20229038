#include "truce/record/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include "truce/base/bytes.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/kinds.hpp"
#include "truce/record/tiles.hpp"
#include "truce/record/verify_block.hpp"
#include "truce/record/verify_problems.hpp"

namespace truce {
namespace {

constexpr std::uint64_t block_entries = 4096;

using Uuid = std::array<char, 16>;

/// Precondition: one that parse_entry accepted.
Uuid uuid_bytes(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != '-'; });
    const auto bytes = from_hex(digits);
    TRUCE_ASSERT(bytes && bytes->size() == 16);
    Uuid uuid{};
    std::ranges::copy(*bytes, uuid.begin());
    return uuid;
}

/// The entries in order, replaying what Commit::append would have decided.
class Verifier {
public:
    Verifier(Database& db, const LogVisitor& visitor, const VerifyOptions& options)
        : db_(db), reader_(db), visitor_(visitor), options_(options) {}

    Result<LogReport> run() {
        TRUCE_ASSIGN(report_, verify_tree(db_));
        problems_ = VerifyProblems(std::move(report_.problems));
        TRUCE_TRY(prepare());
        for (std::uint64_t from = 0; from < report_.entries && !problems_.full();) {
            TRUCE_ASSIGN(from, check_block(from));
        }
        TRUCE_TRY(check_strays());
        check_ids();
        TRUCE_TRY(check_batches());
        check_keys();
        TRUCE_ASSIGN(const Problems erasures, check_erasures(db_));
        for (const Error& problem : erasures) problems_.add(problem, problem.where);
        report_.problems = problems_.take();
        return std::move(report_);
    }

private:
    Result<void> prepare() {
        auto first = reader_.entry(0);
        const auto founding = first ? founding_keys(first->body) : Result<FoundingKeys>(std::move(first).error());
        if (founding) {
            founding_ = *founding;
            enrol(founding->clock, {}, 0);
        } else {
            problems_.add(founding.error(), "entry 0");
        }
        auto stored = reader_.keys();
        if (stored)
            stored_keys_ = std::move(*stored);
        else
            problems_.add(stored.error(), "log_key");
        for (const EnrolledKey& key : stored_keys_) table_.emplace(key.key.name, key.key);
        return prepare_checked();
    }

    /// Signatures that were checked in another tree were not checked in this one.
    Result<void> prepare_checked() {
        if (!options_.checked || options_.checked->entries == 0) return {};
        const CheckedSignatures& checked = *options_.checked;
        if (checked.entries > report_.entries) {
            problems_.add("log.other_tree", "it has fewer entries than were checked before", fmt::format("{} entries", report_.entries));
            return {};
        }
        const auto root = root_at(tile_subtrees(db_), checked.entries);
        if (root && *root == checked.root)
            report_.signatures_from = checked.entries;
        else
            problems_.add("log.other_tree", "its tree is not the one whose signatures were checked before",
                          fmt::format("entry {}", checked.entries - 1));
        return {};
    }

    BlockExamination examination() const { return {table_, founding_ ? &founding_->log : nullptr, report_.signatures_from}; }

    /// Reads the block that follows while this one is examined. Returns where it ends.
    Result<std::uint64_t> check_block(std::uint64_t from) {
        if (!next_) {
            TRUCE_ASSIGN(next_, read_block(db_, from, std::min(from + block_entries, report_.entries)));
        }
        Block block = std::move(*next_);
        next_.reset();
        {
            const BlockAtWork work(block, examination());
            if (block.to < report_.entries) {
                TRUCE_ASSIGN(next_, read_block(db_, block.to, std::min(block.to + block_entries, report_.entries)));
            }
        }
        for (BlockEntry& entry : block.entries) {
            if (problems_.full()) break;
            TRUCE_TRY(check_entry(entry));
        }
        for (const BlockCheckpoint& checkpoint : block.checkpoints)
            for (const Error& problem : checkpoint.problems) problems_.add(problem, fmt::format("checkpoint {}", checkpoint.size));
        if (block.stray_parts > 0) problems_.add("log.part", "there are parts of entries that do not exist", "log_part");
        if (visitor_.progress) visitor_.progress(block.to, report_.entries);
        if (options_.keep && problems_.empty() && block.to > report_.signatures_from) {
            TRUCE_ASSIGN(const Digest root, root_at(tile_subtrees(db_), block.to));
            TRUCE_TRY(options_.keep({block.to, root}));
        }
        return block.to;
    }

    void enrol(const NoteKey& key, std::vector<std::string> kinds, std::uint64_t index) {
        const std::string institution = key.name.substr(0, key.name.find('/'));
        keys_[key.name] = EnrolledKey{key, institution, std::move(kinds), index, {}, first_prev(key)};
    }

    Result<void> check_entry(BlockEntry& entry) {
        const StoredEntry& stored = entry.stored;
        const std::string where = fmt::format("entry {}", stored.index);
        for (const Error& problem : entry.problems) problems_.add(problem, where);
        if (!entry.entry) return {};
        const EntryHeader& header = entry.entry->header;
        check_columns(entry, where);
        check_signature(entry, where);
        for (const Part& part : stored.body) report_.sealed_parts += part.open ? 0U : 1U;
        check_time(*entry.entry, stored, where);
        replay_keys(stored, header.author, where);
        if (visitor_.entry) {
            if (const auto seen = visitor_.entry(*entry.entry, stored); !seen) problems_.add(seen.error(), where);
        }
        return check_items(entry, where);
    }

    /// Columns repeat what the note says; every one is compared, so that no byte of a row may change unseen.
    void check_columns(const BlockEntry& entry, const std::string& where) {
        const EntryHeader& header = entry.entry->header;
        if (entry.id != header.id) problems_.add("entry.column", "the id in the table is not the entry's", where);
        if (entry.key_name != entry.entry->key_name) problems_.add("entry.column", "the key in the table is not the entry's", where);
        const std::string& kind = entry.stored.kind;
        const bool wholly_sealed = !entry.kind && !header.open && (kind.empty() || find_kind(kind) != nullptr);
        if (!wholly_sealed && (!entry.kind || *entry.kind != kind))
            problems_.add("entry.column", "the kind in the table is not the entry's", where);
        ids_.push_back(uuid_bytes(header.id));
    }

    void check_signature(const BlockEntry& block_entry, const std::string& where) {
        const Entry& entry = *block_entry.entry;
        const StoredEntry& stored = block_entry.stored;
        const auto found = keys_.find(entry.key_name);
        if (found == keys_.end())
            return problems_.add("entry.unknown_key", fmt::format("{} was not enrolled before it", entry.key_name), where);
        EnrolledKey& key = found->second;
        if (stored.index >= report_.signatures_from && block_entry.signature_from != key.key) {
            // The table of keys has another key of this name, or none: what counts is the one that the record enrolled.
            const auto note = parse_note(stored.note);
            if (!note) return problems_.add(note.error(), where);
            if (const auto signature = check_note(*note, key.key); !signature) problems_.add(signature.error(), where);
        }
        if (const auto right = check_right(key, stored.kind, stored.index); !right) problems_.add(right.error(), where);
        if (founding_ && entry.header.log != founding_->log.name) problems_.add("entry.other_log", "it is signed for another log", where);
        if (entry.header.prev != key.last_note)
            problems_.add("entry.chain", fmt::format("it does not follow the last note of {}", entry.key_name), where);
        key.last_note = block_entry.note;
    }

    void check_time(const Entry& entry, const StoredEntry& stored, const std::string& where) {
        if (stored.index == 0 && stored.kind != "log.founded")
            problems_.add("log.founding", "the first entry does not found the log", where);
        if (stored.index > 0 && stored.kind == "log.founded") problems_.add("log.founding", "the log is founded twice", where);
        if (stored.kind == "log.clock" || stored.kind == "log.founded") {
            if (entry.header.open && entry.header.open->at <= clock_) problems_.add("log.clock", "time goes back", where);
            if (entry.header.open) clock_ = entry.header.open->at;
        }
        if (stored.recorded_at != clock_) problems_.add("entry.recorded_at", "the time in the table is not the clock's before it", where);
    }

    void replay_keys(const StoredEntry& stored, const std::string& signer, const std::string& where) {
        if (stored.kind == "log.clock") founded_ = true;
        if (stored.kind != "key.enrolled" && stored.kind != "key.revoked") return;
        const auto change = key_change(stored.body);
        if (!change) return problems_.add(change.error(), where);
        const std::string institution = change->key.name.substr(0, change->key.name.find('/'));
        const bool own = institution == signer && signer != "log";
        const auto known = keys_.find(change->key.name);
        if (stored.kind == "key.enrolled") {
            if (!own && !(signer == "log" && !founded_)) problems_.add("key.enrolment", "a key was enrolled by another institution", where);
            if (known != keys_.end()) return problems_.add("key.enrolment", "a key was enrolled twice", where);
            const auto same_key = [&](const auto& other) { return other.second.key.key == change->key.key; };
            if ((founding_ && founding_->log.key == change->key.key) || std::any_of(keys_.begin(), keys_.end(), same_key))
                problems_.add("key.role", "one key was enrolled under two names", where);
            return enrol(change->key, change->kinds, stored.index);
        }
        if (!own || known == keys_.end() || known->second.revoked_at)
            return problems_.add("key.enrolment", "a key was revoked that could not be", where);
        known->second.revoked_at = stored.index + 1;
    }

    Result<void> check_items(const BlockEntry& entry, const std::string& where) {
        const StoredEntry& stored = entry.stored;
        const auto& promise = entry.promise;
        const std::int64_t batch = entry.batch ? entry.batch->first : -1;
        const std::int64_t items = entry.batch ? entry.batch->second : 0;
        if (!promise) {
            if (batch >= 0) problems_.add("batch.unannounced", "items belong to an entry that names none", where);
            return {};
        }
        if (batch < 0) {
            problems_.add("batch.missing", "the items that the entry names are missing", where);
            return {};
        }
        landed_.insert(batch);
        GrowingTree tree;
        std::int64_t expected_no = 0;
        TRUCE_TRY(db_.query("SELECT chunk, part_no, leaves, content, digest FROM batch_chunk WHERE batch = $1 ORDER BY part_no",
                            {Value(batch)}, [&](const Row& row) { return check_chunk(stored, row, expected_no++, tree, where); }));
        if (tree.size() != promise->count || items != static_cast<std::int64_t>(promise->count)) {
            problems_.add("batch.count", fmt::format("the entry names {} items, the store holds {}", promise->count, tree.size()), where);
        }
        if (tree.root() != promise->root) problems_.add("batch.root", "its items are not those that were signed", where);
        report_.items += tree.size();
        return {};
    }

    Result<void> check_chunk(const StoredEntry& stored, const Row& row, std::int64_t expected_no, GrowingTree& tree,
                             const std::string& where) {
        const std::int64_t chunk = row.integer(0);
        const std::string place = fmt::format("{}, chunk {}", where, chunk);
        if (row.integer(1) != expected_no) problems_.add("batch.chunk", "a chunk is missing", place);
        if (sha256(row.bytes(3)).view() != row.bytes(4)) problems_.add("batch.chunk", "its bytes are not those that were written", place);
        const auto items = Chunk::decode(row.bytes(3));
        if (!items) {
            problems_.add(items.error(), place);
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
                problems_.add(seen.error(), fmt::format("{}, item {}", where, n));
        }
        if (row.bytes(2) != leaves) problems_.add("batch.leaves", "the stored hashes are not those of its items", place);
        return {};
    }

    /// Rows beyond the entries. Those between them were met on the way.
    Result<void> check_strays() {
        TRUCE_ASSIGN(const auto parts, db_.query_integer("SELECT COUNT(*) FROM log_part WHERE idx < 0 OR idx >= $1",
                                                         {Value(static_cast<std::int64_t>(report_.entries))}));
        if (parts.value_or(0) != 0) problems_.add("log.part", "there are parts of entries that do not exist", "log_part");
        return {};
    }

    void check_ids() {
        std::ranges::sort(ids_);
        if (const auto twice = std::ranges::adjacent_find(ids_); twice != ids_.end())
            problems_.add("entry.duplicate_id", fmt::format("the id {} is used twice", to_hex({twice->data(), twice->size()})),
                          "log_entry");
    }

    Result<void> check_batches() {
        TRUCE_TRY(db_.query("SELECT batch, entry, items FROM batch", {}, [&](const Row& row) -> Result<void> {
            if (row.integer(1) == -row.integer(0)) {
                ++report_.staged_batches;
                if (row.integer(2) != 0)
                    problems_.add("batch.staged", "a batch that never landed claims items", fmt::format("batch {}", row.integer(0)));
            } else if (!landed_.contains(row.integer(0))) {
                problems_.add("batch.entry", "it belongs to no entry", fmt::format("batch {}", row.integer(0)));
            }
            return {};
        }));
        return db_.query("SELECT COUNT(*) FROM batch_chunk WHERE batch NOT IN (SELECT batch FROM batch)", {},
                         [&](const Row& row) -> Result<void> {
                             if (row.integer(0) != 0) problems_.add("batch.chunk", "there are chunks of no batch", "batch_chunk");
                             return {};
                         });
    }

    void check_keys() {
        if (stored_keys_.size() != keys_.size())
            problems_.add("log.keys", "the table of keys has another length than the record says", "log_key");
        for (const EnrolledKey& key : stored_keys_) {
            const auto found = keys_.find(key.key.name);
            const bool same = found != keys_.end() && found->second.key == key.key && found->second.kinds == key.kinds &&
                              found->second.enrolled_at == key.enrolled_at && found->second.revoked_at == key.revoked_at &&
                              found->second.last_note == key.last_note;
            if (!same) problems_.add("log.keys", "the table of keys is not what the record says", key.key.name);
        }
    }

    Database& db_;
    LogReader reader_;
    const LogVisitor& visitor_;
    const VerifyOptions& options_;
    LogReport report_;
    VerifyProblems problems_;
    std::optional<FoundingKeys> founding_;
    std::vector<EnrolledKey> stored_keys_;
    KeysByName table_;  ///< of stored_keys_
    std::optional<Block> next_;
    bool founded_ = false;  ///< the founding commit is over
    Instant clock_ = Instant::lowest();
    std::map<std::string, EnrolledKey, std::less<>> keys_;  ///< as the entries so far enrolled and revoked them
    std::vector<Uuid> ids_;
    std::set<std::int64_t> landed_;
};

}  // namespace

Result<LogReport> verify_log(Database& db, const LogVisitor& visitor, const VerifyOptions& options) {
    return Verifier(db, visitor, options).run();
}

}  // namespace truce
