#include "truce/record/remote_log.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/record/bundle.hpp"
#include "truce/record/tiles.hpp"

namespace truce {
namespace {

/// Of full tiles that were read; beyond, they are fetched again: 32 MiB.
constexpr std::size_t tiles_max = 4096;

Error wrong(const TilePath& path, std::string_view what) {
    return {Errc::corrupt, "remote.tile", fmt::format("the tile {}", what), format(path), "Do not trust this copy of the log"};
}

Digest hash_in(std::string_view hashes, std::uint64_t i) {
    auto digest = digest_from_bytes(hashes.substr(i * 32, 32));
    TRUCE_ASSERT(digest.ok());
    return *digest;
}

Digest root_of(std::string_view hashes, std::uint64_t first, std::uint64_t count) {
    GrowingTree tree;
    for (std::uint64_t i = 0; i < count; ++i) tree.append(hash_in(hashes, first + i));
    return tree.root();
}

}  // namespace

Result<std::string> RemoteTree::fetch_tile(const TilePath& path) const {
    auto bytes = fetch_(format(path));
    if (!bytes && !path.full() && bytes.error().code == Errc::not_found) {
        // A partial tile may be gone once the full one is there (T9). What lies in front of it is the same.
        bytes = fetch_(format(path.whole()));
        if (bytes && bytes->size() == tile_width * 32) bytes->resize(path.width * 32);
    }
    if (!bytes) return bytes;
    if (bytes->size() != path.width * 32) return wrong(path, "has another length than its name says");
    return bytes;
}

Result<RemoteTree> RemoteTree::open(Fetch fetch, const Checkpoint& checkpoint) {
    RemoteTree tree(std::move(fetch), checkpoint);
    std::optional<Digest> root;
    for (const TilePath& path : edge_tiles(checkpoint.size)) {  // smallest subtrees first
        TRUCE_ASSIGN(std::string hashes, tree.fetch_tile(path));
        std::uint64_t left = path.width;
        for (std::uint64_t bit = 1; bit < tile_width; bit <<= 1U) {
            if ((left & bit) == 0) continue;
            left -= bit;
            const Digest part = root_of(hashes, left, bit);
            root = root ? node_hash(part, *root) : part;
        }
        tree.tiles_[{path.level, path.index}] = std::move(hashes);
    }
    if (root.value_or(empty_tree_root()) != checkpoint.root) {
        return Error{Errc::corrupt, "remote.tile",
                     fmt::format("the partial tiles do not give the root signed for size {}", checkpoint.size), "",
                     "Do not trust this copy of the log"};
    }
    return tree;
}

Result<const std::string*> RemoteTree::tile(unsigned level, std::uint64_t n) {
    if (const auto found = tiles_.find({level, n}); found != tiles_.end()) return &found->second;
    // All partial tiles are in the map since open(), so this one is full and has its hash in the level above.
    const TilePath path{TileKind::hashes, level, n, tile_width};
    TRUCE_ASSIGN(const Digest expected, hash(level + 1, n));
    TRUCE_ASSIGN(std::string hashes, fetch_tile(path));
    if (root_of(hashes, 0, tile_width) != expected) return wrong(path, "is not the one under the signed root");
    if (tiles_.size() >= tiles_max)
        std::erase_if(tiles_, [](const auto& kept) { return kept.first.first == 0 && kept.second.size() == tile_width * 32; });
    return &(tiles_[{level, n}] = std::move(hashes));
}

Result<Digest> RemoteTree::hash(unsigned level, std::uint64_t index) {
    TRUCE_ASSERT(index < tile_hashes(checkpoint_.size, level));
    TRUCE_ASSIGN(const std::string* hashes, tile(level, index / tile_width));
    return hash_in(*hashes, index % tile_width);
}

SubtreeReader RemoteTree::subtrees() {
    return [this](unsigned height, std::uint64_t index) -> Result<Digest> {
        const std::uint64_t count = std::uint64_t{1} << (height % 8);
        const std::uint64_t first = index * count;
        TRUCE_ASSERT(first + count <= tile_hashes(checkpoint_.size, height / 8));
        TRUCE_ASSIGN(const std::string* hashes, tile(height / 8, first / tile_width));
        return root_of(*hashes, first % tile_width, count);
    };
}

Result<void> RemoteTree::read_bundle(std::uint64_t n, std::uint64_t from, std::uint64_t to, const Visitor& visit) {
    const std::uint64_t start = n * tile_width;
    const TilePath path{TileKind::entries, 0, n, std::min(tile_width, checkpoint_.size - start)};
    auto bytes = fetch_(format(path));
    std::uint64_t count = path.width;
    if (!bytes && !path.full() && bytes.error().code == Errc::not_found) {
        bytes = fetch_(format(path.whole()));
        count = tile_width;
    }
    if (!bytes) return std::move(bytes).error();
    auto entries = parse_bundle(*bytes, count);
    if (!entries) return at(format(path), std::move(entries).error());
    for (std::uint64_t i = std::max(start, from); i < std::min(start + path.width, to); ++i) {
        const std::string_view entry = (*entries)[i - start];
        TRUCE_ASSIGN(const Digest expected, hash(0, i));
        if (leaf_hash(entry) != expected) {
            return Error{Errc::corrupt, "remote.entry", fmt::format("entry {} is not the one under the signed root", i), format(path),
                         "Do not trust this copy of the log"};
        }
        TRUCE_TRY(visit(i, entry));
    }
    return {};
}

Result<void> RemoteTree::entries(std::uint64_t from, std::uint64_t to, const Visitor& visit) {
    TRUCE_ASSERT(from <= to && to <= checkpoint_.size);
    for (std::uint64_t n = from / tile_width; n * tile_width < to; ++n) TRUCE_TRY(read_bundle(n, from, to, visit));
    return {};
}

namespace {

/// That the tree continues the checkpoint seen last.
Result<void> check_continues(RemoteTree& tree, std::string_view last_seen, const Policy& policy) {
    TRUCE_ASSIGN(const Note note, parse_note(last_seen));
    TRUCE_ASSIGN(const Checkpoint last, parse_checkpoint_text(note.text));
    const Checkpoint& now = tree.checkpoint();
    TRUCE_ASSIGN(const PolicySigners signers, policy_signers(note, last.origin, policy));
    if (last.origin != now.origin || signers.logs.empty()) {
        return Error{Errc::conflict, "remote.other_log",
                     fmt::format("the checkpoint seen last is of {}, this one of {}", last.origin, now.origin), "",
                     "Check the address and the file of the checkpoint seen last"};
    }
    if (last.size > now.size) {
        return Error{Errc::corrupt, "remote.rolled_back", fmt::format("size {} was seen before, this one is {}", last.size, now.size), "",
                     "Ask another mirror; if all say so, the log has lost or hidden entries"};
    }
    TRUCE_ASSIGN(const Digest root, root_at(tree.subtrees(), last.size));
    if (root != last.root) {
        return Error{Errc::corrupt, "remote.fork",
                     fmt::format("this log does not continue the checkpoint of size {} seen before", last.size), "",
                     "Keep both checkpoints and run `truce record compare`"};
    }
    return {};
}

}  // namespace

Result<RemoteLog> RemoteLog::open(const Fetch& fetch, const Policy& policy, const std::optional<std::string>& last_seen) {
    TRUCE_ASSIGN(std::string note, fetch(checkpoint_path));
    TRUCE_ASSIGN(TrustedCheckpoint trusted, check_by_policy(note, policy));
    TRUCE_ASSIGN(RemoteTree tree, RemoteTree::open(fetch, trusted.checkpoint));
    if (last_seen) TRUCE_TRY(check_continues(tree, *last_seen, policy));
    return RemoteLog(std::move(trusted), std::move(note), std::move(tree));
}

}  // namespace truce
