/// Subtrees of a log's tree: that some run of leaves [start, end) is part of a tree, without what lies before it.
/// Mirrors prove so that a package of entries belongs to the log (C2SP tlog-mirror).
///
/// A subtree is valid if start < end and start is a multiple of the smallest power of two >= end - start.
/// Source: draft-ietf-plants-merkle-tree-certs-02, section 4.
#pragma once

#include <cstdint>
#include <span>

#include "truce/base/hash.hpp"

namespace truce {

[[nodiscard]] bool is_subtree(std::uint64_t start, std::uint64_t end);

/// That `leaf` (a leaf hash) stands at `index` of the tree whose leaves [start, end) have `root`. False unless
/// start <= index < end and the subtree is valid.
[[nodiscard]] bool subtree_inclusion_holds(std::uint64_t index, std::uint64_t start, std::uint64_t end, const Digest& leaf,
                                           std::span<const Digest> proof, const Digest& root);

/// That leaves [start, end) of the tree of `size` leaves and root `root` have the root `subtree`. For start = 0 this is
/// the consistency of RFC 9162. The empty run (start = end <= size) has the root of the empty tree and an empty proof.
[[nodiscard]] bool subtree_consistency_holds(std::uint64_t start, std::uint64_t end, std::uint64_t size, const Digest& subtree,
                                             const Digest& root, std::span<const Digest> proof);

}  // namespace truce
