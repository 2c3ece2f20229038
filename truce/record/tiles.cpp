#include "truce/record/tiles.hpp"

#include <fmt/format.h>

#include <optional>

namespace truce {
namespace {

constexpr unsigned levels_max = 8;  // 256^8 leaves are more than 64 bits count

/// Hashes at `level` in a tree of `size` leaves.
std::uint64_t hashes_at(std::uint64_t size, unsigned level) { return level >= levels_max ? 0 : size >> (8U * level); }

Error wrong_tile(unsigned level, std::uint64_t n) {
    return {Errc::corrupt, "log.tile", fmt::format("tile {} of level {} is missing or has the wrong width", n, level), "",
            "Run `truce record verify`"};
}

Digest hash_in(std::string_view hashes, std::uint64_t i) {
    auto digest = digest_from_bytes(hashes.substr(i * 32, 32));
    TRUCE_ASSERT(digest.ok());
    return *digest;
}

/// The root of `count` (a power of two) neighbouring hashes of one tile.
Digest root_within(std::string_view hashes, std::uint64_t first, std::uint64_t count) {
    GrowingTree tree;
    for (std::uint64_t i = 0; i < count; ++i) tree.append(hash_in(hashes, first + i));
    return tree.root();
}

}  // namespace

Result<std::optional<std::string>> read_tile(Database& db, unsigned level, std::uint64_t n) {
    std::optional<std::string> hashes;
    TRUCE_TRY(db.query("SELECT hashes FROM log_tile WHERE level = $1 AND n = $2",
                       {Value(std::int64_t{level}), Value(static_cast<std::int64_t>(n))}, [&](const Row& row) -> Result<void> {
                           hashes.emplace(row.bytes(0));
                           return {};
                       }));
    if (hashes || level > 0) return hashes;
    const auto first = static_cast<std::int64_t>(n * tile_width);
    TRUCE_TRY(db.query("SELECT leaf FROM log_entry WHERE idx >= $1 AND idx < $2 ORDER BY idx",
                       {Value(first), Value(first + static_cast<std::int64_t>(tile_width))}, [&](const Row& row) -> Result<void> {
                           if (!hashes) hashes.emplace();
                           *hashes += row.bytes(0);
                           return {};
                       }));
    return hashes;
}

Result<TileWriter> TileWriter::open(Database& db, std::uint64_t size) {
    TileWriter writer;
    writer.size_ = size;
    for (unsigned level = 0; hashes_at(size, level) > 0; ++level) {
        const std::uint64_t hashes = hashes_at(size, level);
        const std::uint64_t width = hashes % tile_width;
        if (width == 0) continue;
        TRUCE_ASSIGN(auto tile, read_tile(db, level, hashes / tile_width));
        if (!tile || tile->size() != width * 32) return wrong_tile(level, hashes / tile_width);
        writer.partial_[level] = std::move(*tile);
    }
    return writer;
}

void TileWriter::append(const Digest& leaf) {
    append_at(0, leaf);
    ++size_;
}

void TileWriter::append_at(unsigned level, const Digest& hash) {
    // size_ still counts the leaves before this one.
    const std::uint64_t n = hashes_at(size_, level) / tile_width;
    std::string& tile = partial_[level];
    tile += hash.view();
    const bool full = tile.size() == tile_width * 32;
    if (full || level > 0) changed_[{level, n}] = tile;
    if (!full) return;
    const Digest root = root_within(tile, 0, tile_width);
    tile.clear();
    append_at(level + 1, root);
}

Digest TileWriter::root() const {
    // The right edge, smallest subtrees first: each level's partial tile, from its end.
    std::optional<Digest> root;
    for (unsigned level = 0; hashes_at(size_, level) > 0; ++level) {
        const auto found = partial_.find(level);
        std::uint64_t left = hashes_at(size_, level) % tile_width;
        for (std::uint64_t bit = 1; bit < tile_width; bit <<= 1U) {
            if ((left & bit) == 0) continue;
            left -= bit;
            const Digest part = root_within(found->second, left, bit);
            root = root ? node_hash(part, *root) : part;
        }
    }
    return root ? *root : empty_tree_root();
}

Result<void> TileWriter::write(Database& db) {
    for (const auto& [place, hashes] : changed_) {
        TRUCE_TRY(db.run(
            "INSERT INTO log_tile (level, n, hashes) VALUES ($1, $2, $3) ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes",
            {Value(std::int64_t{place.first}), Value(static_cast<std::int64_t>(place.second)), Value::bytes(hashes)}));
    }
    changed_.clear();
    return {};
}

SubtreeReader tile_subtrees(Database& db) {
    return [&db](unsigned height, std::uint64_t index) -> Result<Digest> {
        const unsigned level = height / 8;
        const std::uint64_t count = std::uint64_t{1} << (height % 8);
        const std::uint64_t first = index * count;
        TRUCE_ASSIGN(const auto tile, read_tile(db, level, first / tile_width));
        const std::uint64_t within = first % tile_width;
        if (!tile || tile->size() < (within + count) * 32) return wrong_tile(level, first / tile_width);
        return root_within(*tile, within, count);
    };
}

}  // namespace truce
