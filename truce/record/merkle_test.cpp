#include "truce/record/merkle.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>

#include "truce/base/bytes.hpp"
#include "truce/base/random.hpp"

namespace truce {
namespace {

/// RFC 6962's definition, word for word: the oracle.
Digest naive_root(std::span<const Digest> leaves) {
    if (leaves.empty()) return sha256("");
    if (leaves.size() == 1) return leaves.front();
    const std::size_t k = std::bit_floor(leaves.size() - 1);
    return node_hash(naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

std::vector<Digest> numbered_leaves(std::size_t n) {
    std::vector<Digest> leaves;
    for (std::size_t i = 0; i < n; ++i) leaves.push_back(leaf_hash("leaf " + std::to_string(i)));
    return leaves;
}

TEST(Merkle, the_classic_eight_leaves_have_their_known_roots) {
    const std::vector<std::string> hex{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    const std::vector<std::pair<std::size_t, std::string>> roots{{0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
                                                                 {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
                                                                 {3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
                                                                 {6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
                                                                 {7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
                                                                 {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
    std::vector<Digest> leaves;
    for (const auto& h : hex) leaves.push_back(leaf_hash(*from_hex(h)));
    for (const auto& [n, root] : roots) EXPECT_EQ(tree_root(std::span(leaves).first(n)).hex(), root) << n;
}

TEST(Merkle, every_proof_up_to_260_leaves_holds_and_is_the_naive_one) {
    const auto leaves = numbered_leaves(260);
    for (std::size_t n = 1; n <= leaves.size(); n += n < 70 ? 1 : 7) {
        const auto tree = std::span(leaves).first(n);
        const Digest root = naive_root(tree);
        ASSERT_EQ(tree_root(tree), root) << n;
        const auto subtrees = subtrees_of(tree);
        EXPECT_EQ(*root_at(subtrees, n), root);
        for (std::size_t i = 0; i < n; ++i) {
            const auto path = inclusion_proof(subtrees, i, n);
            ASSERT_TRUE(path.ok());
            ASSERT_TRUE(inclusion_holds(i, n, leaves[i], *path, root)) << i << " of " << n;
            EXPECT_FALSE(inclusion_holds((i + 1) % (n + 1), n, leaves[i], *path, root) && n > 1) << i << " of " << n;
        }
        for (std::size_t m = 1; m <= n; ++m) {
            const auto path = consistency_proof(subtrees, m, n);
            ASSERT_TRUE(path.ok());
            ASSERT_TRUE(consistency_holds(m, n, naive_root(tree.first(m)), root, *path)) << m << " to " << n;
        }
    }
}

TEST(Merkle, no_changed_proof_is_accepted) {
    const auto leaves = numbered_leaves(100);
    const auto random = seeded_random(7);
    std::size_t tried = 0;
    for (std::size_t n = 2; n <= leaves.size(); n += 3) {
        const auto tree = std::span(leaves).first(n);
        const Digest root = tree_root(tree);
        for (std::size_t i = 0; i < n; i += 2) {
            const auto good = *inclusion_proof(subtrees_of(tree), i, n);
            for (std::size_t k = 0; k < good.size(); ++k) {
                auto bad = good;
                bad[k].bytes[static_cast<unsigned char>(random->bytes(1)[0]) % 32] ^= 0x40;
                EXPECT_FALSE(inclusion_holds(i, n, leaves[i], bad, root));
                auto cut = good;
                cut.erase(cut.begin() + static_cast<std::ptrdiff_t>(k));
                EXPECT_FALSE(inclusion_holds(i, n, leaves[i], cut, root));
                tried += 2;
            }
            auto longer = good;
            longer.push_back(root);
            EXPECT_FALSE(inclusion_holds(i, n, leaves[i], longer, root));
        }
        for (std::size_t m = 1; m < n; m += 2) {
            const Digest old_root = tree_root(tree.first(m));
            const auto good = *consistency_proof(subtrees_of(tree), m, n);
            for (std::size_t k = 0; k < good.size(); ++k) {
                auto bad = good;
                bad[k].bytes[5] ^= 1;
                EXPECT_FALSE(consistency_holds(m, n, old_root, root, bad));
                ++tried;
            }
            Digest other = old_root;
            other.bytes[0] ^= 1;
            EXPECT_FALSE(consistency_holds(m, n, other, root, good));
            EXPECT_FALSE(consistency_holds(m, n, old_root, other, good));
        }
    }
    EXPECT_GT(tried, 10'000U);
}

TEST(Merkle, degenerate_questions_are_answered_no) {
    const auto leaves = numbered_leaves(4);
    const Digest root = tree_root(leaves);
    EXPECT_FALSE(inclusion_holds(0, 0, leaves[0], {}, root));
    EXPECT_FALSE(inclusion_holds(4, 4, leaves[3], {}, root));
    EXPECT_FALSE(consistency_holds(0, 4, empty_tree_root(), root, {})) << "growing from nothing proves nothing";
    EXPECT_FALSE(consistency_holds(5, 4, root, root, {}));
    EXPECT_FALSE(consistency_holds(2, 4, tree_root(std::span(leaves).first(2)), root, {}));
    EXPECT_TRUE(consistency_holds(4, 4, root, root, {}));
    EXPECT_FALSE(consistency_holds(4, 4, leaves[0], root, {}));
}

RC_GTEST_PROP(MerkleLaws, a_growing_tree_has_at_every_size_the_root_of_its_leaves, ()) {
    const auto n = *rc::gen::inRange<std::size_t>(0, 600);
    const auto leaves = numbered_leaves(n);
    GrowingTree tree;
    for (const Digest& leaf : leaves) tree.append(leaf);
    RC_ASSERT(tree.size() == n);
    RC_ASSERT(tree.root() == naive_root(leaves));
}

}  // namespace
}  // namespace truce
