#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "truce/record/keys.hpp"
#include "truce/record/tiles.hpp"
#include "truce/record/verify.hpp"
#include "truce/record/verify_problems.hpp"

namespace truce {
namespace {

/// The tiles that a growing tree must have, each held against the stored one as soon as it is full.
class TileCheck {
public:
    TileCheck(Database& db, VerifyProblems& problems) : db_(db), problems_(problems) {}

    Result<void> append(const Digest& leaf) { return append_at(0, leaf); }

    Result<void> finish() {
        for (unsigned level = 0; level < levels_.size(); ++level) {
            if (levels_[level].hashes.empty()) continue;
            // The last tile of level 0 is not stored: the entries have its hashes.
            if (level > 0) TRUCE_TRY(compare(level));
        }
        TRUCE_ASSIGN(const auto stored, db_.query_integer("SELECT COUNT(*) FROM log_tile"));
        if (stored.value_or(0) > seen_) problems_.add("log.tile", "there is a tile too many", "log_tile");
        return {};
    }

private:
    struct Level {
        std::string hashes;
        GrowingTree tree;
        std::int64_t n = 0;
    };

    Result<void> append_at(unsigned level, const Digest& hash) {
        if (levels_.size() <= level) levels_.emplace_back();
        Level& at = levels_[level];
        at.hashes += hash.view();
        at.tree.append(hash);
        if (at.tree.size() < tile_width) return {};
        TRUCE_TRY(compare(level));
        const Digest root = at.tree.root();
        at = {{}, {}, at.n + 1};
        return append_at(level + 1, root);
    }

    Result<void> compare(unsigned level) {
        const Level& at = levels_[level];
        const std::string place = fmt::format("tile {}/{}", level, at.n);
        TRUCE_ASSIGN(const bool there, db_.query_one("SELECT hashes FROM log_tile WHERE level = $1 AND n = $2",
                                                     {Value(std::int64_t{level}), Value(at.n)}, [&](const Row& row) -> Result<void> {
                                                         if (row.bytes(0) != at.hashes)
                                                             problems_.add("log.tile", "its hashes are not those of the entries", place);
                                                         return {};
                                                     }));
        if (!there) problems_.add("log.tile", "a tile is missing", place);
        seen_ += there ? 1 : 0;
        return {};
    }

    Database& db_;
    VerifyProblems& problems_;
    std::vector<Level> levels_;
    std::int64_t seen_ = 0;
};

class TreeVerifier {
public:
    TreeVerifier(Database& db, const std::function<void(std::uint64_t, std::uint64_t)>& progress)
        : db_(db), progress_(progress), tiles_(db, problems_) {}

    Result<LogReport> run() {
        TRUCE_TRY(read_head());
        if (const auto key = LogReader(db_).checkpoint_key())
            key_ = *key;
        else
            problems_.add(key.error(), "entry 0");
        TRUCE_TRY(read_checkpoints(0));
        TRUCE_TRY(check_leaves());
        if (tree_.size() != size_)
            problems_.add("log.gap", fmt::format("the head says {} entries, the store holds {}", size_, tree_.size()), "log_entry");
        TRUCE_TRY(tiles_.finish());
        if (tree_.root() != head_root_) problems_.add("log.head", "the stored root is not the root of the entries", "log_head");
        TRUCE_TRY(check_newest());
        report_.entries = tree_.size();
        report_.unsigned_entries = size_ - std::min(size_, report_.newest.size);
        report_.problems = problems_.take();
        return std::move(report_);
    }

private:
    Result<void> read_head() {
        bool head = false;
        TRUCE_TRY(db_.query("SELECT one, size, root FROM log_head", {}, [&](const Row& row) -> Result<void> {
            if (head || row.integer(0) != 1) problems_.add("log.head", "there is more than one head", "log_head");
            head = true;
            size_ = static_cast<std::uint64_t>(row.integer(1));
            const auto root = digest_from_bytes(row.bytes(2));
            if (root)
                head_root_ = *root;
            else
                problems_.add("log.head", "the stored root is no digest", "log_head");
            return {};
        }));
        if (!head) return Error{Errc::not_found, "log.missing", "there is no log in this store", "", "Found one with `truce new`"};
        return {};
    }

    /// Some thousand rows a query: PostgreSQL's driver holds an answer in memory while others are asked.
    Result<void> check_leaves() {
        std::int64_t last = std::numeric_limits<std::int64_t>::min();
        for (std::uint64_t before = 1, now = 0; before != now && !problems_.full();) {
            before = tree_.size();
            TRUCE_TRY(db_.query("SELECT idx, leaf, note FROM log_entry WHERE idx > $1 ORDER BY idx LIMIT 8192", {Value(last)},
                                [&](const Row& row) -> Result<void> {
                                    last = row.integer(0);
                                    return check_leaf(row);
                                }));
            now = tree_.size();
            if (progress_) progress_(now, std::max(size_, now));
        }
        return {};
    }

    Result<void> check_leaf(const Row& row) {
        const auto index = static_cast<std::uint64_t>(row.integer(0));
        if (index != expected_index_) problems_.add("log.gap", "entries are missing before it", fmt::format("entry {}", row.integer(0)));
        expected_index_ = index + 1;
        const Digest leaf = leaf_hash(row.bytes(2));
        if (row.bytes(1) != leaf.view())
            problems_.add("entry.leaf", "the stored hash is not the entry's", fmt::format("entry {}", row.integer(0)));
        tree_.append(leaf);
        TRUCE_TRY(tiles_.append(leaf));
        return check_checkpoints();
    }

    /// The next checkpoints of a size above `size`, some at a time.
    Result<void> read_checkpoints(std::uint64_t size) {
        next_ = 0;
        checkpoints_.clear();
        return db_.query("SELECT size, note FROM log_checkpoint WHERE size > $1 ORDER BY size LIMIT 1024",
                         {Value(static_cast<std::int64_t>(size))}, [&](const Row& row) -> Result<void> {
                             checkpoints_.emplace_back(static_cast<std::uint64_t>(row.integer(0)), std::string(row.bytes(1)));
                             return {};
                         });
    }

    Result<void> check_checkpoints() {
        while (next_ < checkpoints_.size() && checkpoints_[next_].first == tree_.size()) {
            check_checkpoint(checkpoints_[next_].second);
            if (++next_ == checkpoints_.size()) TRUCE_TRY(read_checkpoints(tree_.size()));
        }
        return {};
    }

    void check_checkpoint(const std::string& bytes) {
        ++report_.checkpoints;
        const std::string place = fmt::format("checkpoint {}", tree_.size());
        const auto note = parse_note(bytes);
        if (!note) return problems_.add(note.error(), place);
        if (note->signatures.size() != 1) problems_.add("checkpoint.form", "it carries another line than the log's signature", place);
        auto checkpoint = parse_checkpoint_text(note->text);
        if (!checkpoint) return problems_.add(checkpoint.error(), place);
        if (checkpoint->size != tree_.size() || (key_ && checkpoint->origin != key_->name))
            problems_.add("checkpoint.form", "it is another log's or another size's", place);
        if (checkpoint->root != tree_.root())
            problems_.add("checkpoint.root", "the root that was signed is not the root of the entries", place);
        report_.newest = std::move(*checkpoint);
    }

    Result<void> check_newest() {
        TRUCE_ASSIGN(const auto stored, db_.query_integer("SELECT COUNT(*) FROM log_checkpoint"));
        if (static_cast<std::uint64_t>(stored.value_or(0)) != report_.checkpoints)
            problems_.add("checkpoint.ahead", "checkpoints speak of more entries than there are, or of none", "log_checkpoint");
        if (report_.checkpoints == 0) problems_.add("checkpoint.missing", "no checkpoint was ever signed", "log_checkpoint");
        if (report_.checkpoints == 0 || !key_) return {};
        TRUCE_ASSIGN(const std::string newest, LogReader(db_).newest_checkpoint());
        if (const auto opened = open_checkpoint(newest, *key_); !opened) problems_.add(opened.error(), "the newest checkpoint");
        return {};
    }

    Database& db_;
    const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
    VerifyProblems problems_;
    TileCheck tiles_;
    LogReport report_;
    std::uint64_t size_ = 0;
    Digest head_root_;
    std::optional<NoteKey> key_;
    GrowingTree tree_;
    std::uint64_t expected_index_ = 0;
    std::vector<std::pair<std::uint64_t, std::string>> checkpoints_;
    std::size_t next_ = 0;
};

}  // namespace

Result<LogReport> verify_tree(Database& db, const std::function<void(std::uint64_t done, std::uint64_t of)>& progress) {
    return TreeVerifier(db, progress).run();
}

}  // namespace truce
