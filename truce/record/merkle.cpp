#include "truce/record/merkle.hpp"

#include <algorithm>
#include <bit>

namespace truce {
namespace {

/// The root of leaves [from, from + count), where from is a multiple of the largest power of two <= count
/// or larger ones: always so in RFC 6962's recursion.
Result<Digest> range_root(const SubtreeReader& subtrees, std::uint64_t from, std::uint64_t count) {
    const std::uint64_t split = std::bit_floor(count);
    TRUCE_ASSIGN(Digest left, subtrees(static_cast<unsigned>(std::countr_zero(split)), from / split));
    if (split == count) return left;
    TRUCE_ASSIGN(const Digest right, range_root(subtrees, from + split, count - split));
    return node_hash(left, right);
}

/// The largest power of two < n. Precondition: n > 1.
std::uint64_t split_of(std::uint64_t n) { return std::bit_floor(n - 1); }

Result<void> add_inclusion(const SubtreeReader& subtrees, std::uint64_t from, std::uint64_t index, std::uint64_t count,
                           std::vector<Digest>& path) {
    if (count == 1) return {};
    const std::uint64_t k = split_of(count);
    if (index < k) {
        TRUCE_TRY(add_inclusion(subtrees, from, index, k, path));
        TRUCE_ASSIGN(const Digest right, range_root(subtrees, from + k, count - k));
        path.push_back(right);
    } else {
        TRUCE_TRY(add_inclusion(subtrees, from + k, index - k, count - k, path));
        TRUCE_ASSIGN(const Digest left, range_root(subtrees, from, k));
        path.push_back(left);
    }
    return {};
}

/// SUBPROOF of RFC 6962; `known` says that the old tree's root is this range's own.
Result<void> add_consistency(const SubtreeReader& subtrees, std::uint64_t from, std::uint64_t old_count, std::uint64_t count, bool known,
                             std::vector<Digest>& path) {
    if (old_count == count) {
        if (!known) {
            TRUCE_ASSIGN(const Digest root, range_root(subtrees, from, count));
            path.push_back(root);
        }
        return {};
    }
    const std::uint64_t k = split_of(count);
    if (old_count <= k) {
        TRUCE_TRY(add_consistency(subtrees, from, old_count, k, known, path));
        TRUCE_ASSIGN(const Digest right, range_root(subtrees, from + k, count - k));
        path.push_back(right);
    } else {
        TRUCE_TRY(add_consistency(subtrees, from + k, old_count - k, count - k, false, path));
        TRUCE_ASSIGN(const Digest left, range_root(subtrees, from, k));
        path.push_back(left);
    }
    return {};
}

/// Both checks walk up from (node, last): is the next sibling on the left?
struct Walk {
    std::uint64_t node;
    std::uint64_t last;

    bool sibling_is_left() {
        const bool left = (node & 1U) != 0 || node == last;
        if (left) {
            while ((node & 1U) == 0 && node != 0) up();
        }
        return left;
    }
    void up() {
        node >>= 1U;
        last >>= 1U;
    }
};

}  // namespace

Digest leaf_hash(std::string_view leaf) {
    thread_local Sha256 hasher;
    return hasher.update(std::uint8_t{0x00}).update(leaf).finish();
}

Digest node_hash(const Digest& left, const Digest& right) {
    thread_local Sha256 hasher;
    std::array<char, 65> message{};
    message[0] = 0x01;
    std::copy(left.bytes.begin(), left.bytes.end(), message.begin() + 1);
    std::copy(right.bytes.begin(), right.bytes.end(), message.begin() + 33);
    return hasher.update({message.data(), message.size()}).finish();
}

Digest empty_tree_root() { return sha256(""); }

Digest tree_root(std::span<const Digest> leaf_hashes) {
    GrowingTree tree;
    for (const Digest& leaf : leaf_hashes) tree.append(leaf);
    return tree.root();
}

GrowingTree::GrowingTree(std::uint64_t size, std::vector<Digest> edge) : size_(size), edge_(std::move(edge)) {
    TRUCE_ASSERT(static_cast<std::size_t>(std::popcount(size_)) == edge_.size());
}

void GrowingTree::append(const Digest& leaf) {
    Digest carry = leaf;
    for (std::uint64_t full = size_; (full & 1U) != 0; full >>= 1U) {
        carry = node_hash(edge_.back(), carry);
        edge_.pop_back();
    }
    edge_.push_back(carry);
    ++size_;
}

Digest GrowingTree::root() const {
    if (edge_.empty()) return empty_tree_root();
    Digest root = edge_.back();
    for (std::size_t i = edge_.size() - 1; i-- > 0;) root = node_hash(edge_[i], root);
    return root;
}

SubtreeReader subtrees_of(std::span<const Digest> leaf_hashes) {
    return [leaf_hashes](unsigned height, std::uint64_t index) -> Result<Digest> {
        const std::uint64_t count = std::uint64_t{1} << height;
        TRUCE_ASSERT((index + 1) * count <= leaf_hashes.size());
        return tree_root(leaf_hashes.subspan(index * count, count));
    };
}

Result<Digest> root_at(const SubtreeReader& subtrees, std::uint64_t size) {
    if (size == 0) return empty_tree_root();
    return range_root(subtrees, 0, size);
}

Result<std::vector<Digest>> inclusion_proof(const SubtreeReader& subtrees, std::uint64_t index, std::uint64_t size) {
    TRUCE_ASSERT(index < size);
    std::vector<Digest> path;
    TRUCE_TRY(add_inclusion(subtrees, 0, index, size, path));
    return path;
}

Result<std::vector<Digest>> consistency_proof(const SubtreeReader& subtrees, std::uint64_t old_size, std::uint64_t size) {
    TRUCE_ASSERT(0 < old_size && old_size <= size);
    std::vector<Digest> path;
    TRUCE_TRY(add_consistency(subtrees, 0, old_size, size, true, path));
    return path;
}

bool inclusion_holds(std::uint64_t index, std::uint64_t size, const Digest& leaf, std::span<const Digest> proof, const Digest& root) {
    if (index >= size) return false;
    Walk walk{index, size - 1};
    Digest computed = leaf;
    for (const Digest& sibling : proof) {
        if (walk.last == 0) return false;
        computed = walk.sibling_is_left() ? node_hash(sibling, computed) : node_hash(computed, sibling);
        walk.up();
    }
    return walk.last == 0 && computed == root;
}

bool consistency_holds(std::uint64_t old_size, std::uint64_t size, const Digest& old_root, const Digest& root,
                       std::span<const Digest> proof) {
    if (old_size == 0 || old_size > size) return false;
    if (old_size == size) return proof.empty() && old_root == root;
    if (proof.empty()) return false;
    Walk walk{old_size - 1, size - 1};
    while ((walk.node & 1U) != 0) walk.up();
    // A whole old tree is itself the first node on the path and is not sent.
    const bool whole = std::has_single_bit(old_size);
    Digest from_old = whole ? old_root : proof.front();
    Digest from_new = from_old;
    for (const Digest& sibling : proof.subspan(whole ? 0 : 1)) {
        if (walk.last == 0) return false;
        if (walk.sibling_is_left()) {
            from_old = node_hash(sibling, from_old);
            from_new = node_hash(sibling, from_new);
        } else {
            from_new = node_hash(from_new, sibling);
        }
        walk.up();
    }
    return walk.last == 0 && from_old == old_root && from_new == root;
}

}  // namespace truce
