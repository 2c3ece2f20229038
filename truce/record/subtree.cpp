#include "truce/record/subtree.hpp"

#include <bit>

#include "truce/record/merkle.hpp"

namespace truce {
namespace {

/// Walks up from three leaves at once: the run's first and last, and the tree's last.
struct Walk {
    std::uint64_t first;
    std::uint64_t last;
    std::uint64_t end;
    void up() {
        first >>= 1U;
        last >>= 1U;
        end >>= 1U;
    }
};

}  // namespace

bool is_subtree(std::uint64_t start, std::uint64_t end) {
    if (start >= end) return false;
    const std::uint64_t count = end - start;
    if (count > std::uint64_t{1} << 63U) return start == 0;
    return start % std::bit_ceil(count) == 0;
}

bool subtree_inclusion_holds(std::uint64_t index, std::uint64_t start, std::uint64_t end, const Digest& leaf, std::span<const Digest> proof,
                             const Digest& root) {
    if (!is_subtree(start, end) || index < start) return false;
    return inclusion_holds(index - start, end - start, leaf, proof, root);
}

bool subtree_consistency_holds(std::uint64_t start, std::uint64_t end, std::uint64_t size, const Digest& subtree, const Digest& root,
                               std::span<const Digest> proof) {
    if (end > size) return false;
    if (start == end) return proof.empty() && subtree == empty_tree_root();
    if (!is_subtree(start, end)) return false;
    Walk walk{start, end - 1, size - 1};
    // Up to the root of the run's rightmost complete subtree: there the proof begins.
    const bool at_edge = walk.last == walk.end;
    while (walk.first != walk.last && (at_edge || (walk.last & 1U) != 0)) walk.up();
    const bool whole = walk.first == walk.last;
    if (!whole && proof.empty()) return false;
    Digest from_run = whole ? subtree : proof.front();
    Digest from_tree = from_run;
    for (const Digest& sibling : proof.subspan(whole ? 0 : 1)) {
        if (walk.end == 0) return false;
        if ((walk.last & 1U) != 0 || walk.last == walk.end) {
            if (walk.first < walk.last) from_run = node_hash(sibling, from_run);
            from_tree = node_hash(sibling, from_tree);
            while ((walk.last & 1U) == 0) walk.up();
        } else {
            from_tree = node_hash(from_tree, sibling);
        }
        walk.up();
    }
    return walk.end == 0 && from_run == subtree && from_tree == root;
}

}  // namespace truce
