/// The Merkle tree of RFC 6962 (section 2.1; RFC 9162 has the same tree): hashes, roots and both proofs.
///
///   leaf hash = SHA-256(0x00 || leaf)      node hash = SHA-256(0x01 || left || right)
///   empty tree = SHA-256("")               a tree of n leaves splits at the largest power of two < n
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"

namespace truce {

Digest leaf_hash(std::string_view leaf);
Digest node_hash(const Digest& left, const Digest& right);
Digest empty_tree_root();

/// The root over leaf hashes; empty_tree_root() for none.
Digest tree_root(std::span<const Digest> leaf_hashes);

/// The right edge of a growing tree: the roots of its complete subtrees, largest first. O(log n) memory.
class GrowingTree {
public:
    GrowingTree() = default;
    /// A tree of `size` leaves known by its edge (one root per set bit of size, largest first).
    GrowingTree(std::uint64_t size, std::vector<Digest> edge);

    void append(const Digest& leaf);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] Digest root() const;

private:
    std::uint64_t size_ = 0;
    std::vector<Digest> edge_;
};

/// The root of the complete subtree of 2^height leaves that begins at leaf index * 2^height.
using SubtreeReader = std::function<Result<Digest>(unsigned height, std::uint64_t index)>;

/// Reads subtrees from leaf hashes in memory. The span must outlive the reader.
SubtreeReader subtrees_of(std::span<const Digest> leaf_hashes);

/// The root at `size`.
Result<Digest> root_at(const SubtreeReader& subtrees, std::uint64_t size);

/// The path from leaf `index` to the root at `size`, leaf first. Precondition: index < size.
Result<std::vector<Digest>> inclusion_proof(const SubtreeReader& subtrees, std::uint64_t index, std::uint64_t size);

/// That the tree of `old_size` leaves is a beginning of the tree of `size` leaves; empty if they are equal.
/// Precondition: 0 < old_size <= size.
Result<std::vector<Digest>> consistency_proof(const SubtreeReader& subtrees, std::uint64_t old_size, std::uint64_t size);

/// RFC 9162, 2.1.3.2. False also for index >= size.
[[nodiscard]] bool inclusion_holds(std::uint64_t index, std::uint64_t size, const Digest& leaf, std::span<const Digest> proof,
                                   const Digest& root);

/// RFC 9162, 2.1.4.2. False for old_size = 0: growing from nothing proves nothing.
[[nodiscard]] bool consistency_holds(std::uint64_t old_size, std::uint64_t size, const Digest& old_root, const Digest& root,
                                     std::span<const Digest> proof);

}  // namespace truce
