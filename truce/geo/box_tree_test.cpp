#include "truce/geo/box_tree.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>

namespace truce {
namespace {

bool meet(const Box4& a, const Box4& b) {
    for (std::size_t d = 0; d < 4; ++d)
        if (a.low[d] > b.high[d] || a.high[d] < b.low[d]) return false;
    return true;
}

std::vector<BoxTree::Id> found_in(const BoxTree& tree, const Box4& box) {
    std::vector<BoxTree::Id> ids;
    const auto keep = [&](BoxTree::Id id) {
        ids.push_back(id);
        return true;
    };
    tree.query(box, keep);
    std::ranges::sort(ids);
    return ids;
}

/// Boxes of all sizes, some of no length, some as large as can be.
class Boxes {
public:
    explicit Boxes(std::uint64_t seed) : random_(seed) {}
    Box4 next() {
        Box4 box;
        for (std::size_t d = 0; d < 4; ++d) {
            const int kind = whole(0, 20);
            const std::int32_t at = kind == 0 ? whole(least, most) : whole(-1'000, 1'000);
            box.low[d] = kind == 1 ? least : at;
            box.high[d] =
                kind == 1 || kind == 2 ? most : static_cast<std::int32_t>(std::min<std::int64_t>(most, std::int64_t{at} + whole(0, 200)));
        }
        return box;
    }
    std::int32_t whole(std::int32_t low, std::int32_t high) { return std::uniform_int_distribution(low, high)(random_); }

private:
    static constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
    static constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    std::mt19937_64 random_;
};

RC_GTEST_PROP(BoxTree, finds_what_a_look_at_every_box_finds, (std::uint64_t seed)) {
    Boxes boxes(seed);
    BoxTree tree;
    std::map<BoxTree::Id, Box4> model;
    const int steps = boxes.whole(0, 1'200);
    const int gone_of_ten = boxes.whole(0, 6);
    for (int step = 0; step < steps; ++step) {
        if (!model.empty() && boxes.whole(1, 10) <= gone_of_ten) {
            const auto gone = std::next(model.begin(), boxes.whole(0, static_cast<std::int32_t>(model.size()) - 1));
            tree.remove(gone->first, gone->second);
            model.erase(gone);
        } else {
            const auto id = static_cast<BoxTree::Id>(step);
            tree.insert(id, model[id] = boxes.next());
        }
        RC_ASSERT(tree.size() == model.size());
        if (step % 40 != 0) continue;
        const Box4 asked = boxes.next();
        std::vector<BoxTree::Id> expected;
        for (const auto& [id, box] : model) {
            if (tree.may_meet(box, asked)) expected.push_back(id);
            RC_ASSERT(tree.may_meet(box, asked) || !meet(box, asked));
        }
        RC_ASSERT(found_in(tree, asked) == expected);
    }
    for (const auto& [id, box] : model) tree.remove(id, box);
    RC_ASSERT(tree.size() == 0U);
    RC_ASSERT(tree.nodes() == 0U);
}

TEST(BoxTree, holds_many_in_one_place_and_stops_when_it_is_told_to) {
    BoxTree tree;
    const Box4 here{{1, 2, 3, 4}, {1, 2, 3, 4}};
    for (BoxTree::Id id = 0; id < 5'000; ++id) tree.insert(id, here);
    EXPECT_EQ(found_in(tree, here).size(), 5'000U);
    EXPECT_TRUE(found_in(tree, {{2, 2, 3, 4}, {9, 9, 9, 9}}).empty());
    int seen = 0;
    const auto three = [&](BoxTree::Id) { return ++seen < 3; };
    EXPECT_FALSE(tree.query(here, three));
    EXPECT_EQ(seen, 3);
}

TEST(BoxTree, finds_each_once_in_all_there_is) {
    constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    BoxTree tree;
    tree.insert(7, {{1, 2, 3, 4}, {1, 2, 3, 4}});
    tree.insert(8, {{least, least, least, least}, {most, most, most, most}});
    tree.insert(9, {});
    tree.remove(9, {});
    EXPECT_EQ(found_in(tree, {{least, least, least, least}, {most, most, most, most}}), (std::vector<BoxTree::Id>{7, 8}));
}

/// Towns in a country: enough for many cells, some boxes in several of them.
std::vector<Box4> many_in_a_plane(std::mt19937_64& random, std::size_t count) {
    const auto whole = [&](std::int32_t low, std::int32_t high) { return std::uniform_int_distribution(low, high)(random); };
    std::vector<Box4> boxes(count);
    for (Box4& box : boxes)
        for (std::size_t d = 0; d < 4; ++d) {
            const std::int32_t length = whole(0, 100) == 0 ? 400'000 : 2'000;
            box.low[d] = d < 2 ? whole(-1'000'000, 1'000'000) : whole(-1'000, 1'000);
            box.high[d] = box.low[d] + whole(0, d < 2 ? length : 300);
        }
    return boxes;
}

TEST(BoxTree, finds_in_many_cells_what_a_look_at_every_box_finds_however_large_the_query) {
    std::mt19937_64 random(5);
    const std::vector<Box4> boxes = many_in_a_plane(random, 8'000);
    BoxTree tree;
    std::vector<bool> live(boxes.size(), true);
    for (std::size_t i = 0; i < boxes.size(); ++i) tree.insert(static_cast<BoxTree::Id>(i), boxes[i]);
    std::size_t found = 0;
    std::size_t meeting = 0;
    for (std::size_t round = 0; round < 4; ++round) {
        for (Box4 asked : many_in_a_plane(random, 30)) {
            if (asked.low[0] % 4 != 0)
                asked.high = {asked.high[0] + 200'000, asked.high[1] + 200'000, asked.high[2] + 500, asked.high[3] + 500};
            if (asked.low[0] % 4 == 1) asked.low[0] -= 3'000'000;  // beyond the ruler's end
            std::vector<BoxTree::Id> expected;
            for (std::size_t i = 0; i < boxes.size(); ++i) {
                if (!live[i]) continue;
                ASSERT_TRUE(tree.may_meet(boxes[i], asked) || !meet(boxes[i], asked));
                if (tree.may_meet(boxes[i], asked)) expected.push_back(static_cast<BoxTree::Id>(i));
                meeting += meet(boxes[i], asked) ? 1 : 0;
            }
            ASSERT_EQ(found_in(tree, asked), expected);
            found += expected.size();
        }
        for (std::size_t i = round; i < boxes.size(); i += 5) {  // from the third time on everything is laid anew meanwhile
            live[i] = false;
            tree.remove(static_cast<BoxTree::Id>(i), boxes[i]);
        }
    }
    EXPECT_GT(meeting, 500U);
    EXPECT_LT(found, meeting + meeting / 20) << "nearly all that is found meets";
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (live[i]) tree.remove(static_cast<BoxTree::Id>(i), boxes[i]);
    EXPECT_EQ(tree.nodes(), 0U);
}

TEST(BoxTree, finds_along_one_line_what_reaches_through_as_many_cells_as_there_can_be) {
    constexpr std::int32_t count = 20'000;
    BoxTree tree;
    for (std::int32_t i = 0; i < count; ++i) tree.insert(static_cast<BoxTree::Id>(i), {{i * 1'000, 0, 0, 0}, {i * 1'000 + 1, 0, 0, 0}});
    const Box4 all{{-100'000'000, 0, 0, 0}, {100'000'000, 0, 0, 0}};
    for (std::int32_t i = count; i < count + 3; ++i) tree.insert(static_cast<BoxTree::Id>(i), all);
    EXPECT_EQ(found_in(tree, all).size(), static_cast<std::size_t>(count) + 3);
    for (const std::int32_t at : {-50'000'000, 0, 10'000'000, 19'999'000, 50'000'000}) {
        const std::vector<BoxTree::Id> found = found_in(tree, {{at, 0, 0, 0}, {at, 0, 0, 0}});
        EXPECT_EQ(std::ranges::count_if(found, [](BoxTree::Id id) { return id >= count; }), 3) << at;
        EXPECT_LT(found.size(), 100U) << at;
    }
    for (std::int32_t i = count; i < count + 3; ++i) tree.remove(static_cast<BoxTree::Id>(i), all);
    EXPECT_EQ(tree.size(), static_cast<std::size_t>(count));
}

TEST(BoxTree, gives_few_nodes_to_boxes_that_lie_in_every_cell) {
    std::mt19937_64 random(6);
    std::vector<Box4> boxes = many_in_a_plane(random, 20'000);
    for (std::size_t i = 0; i < boxes.size(); i += 10) boxes[i].low[0] = -1'000'000, boxes[i].high[0] = 1'000'000;
    BoxTree tree;
    for (std::size_t i = 0; i < boxes.size(); ++i) tree.insert(static_cast<BoxTree::Id>(i), boxes[i]);
    EXPECT_LT(tree.nodes(), 2 * boxes.size() / 8);
}

TEST(BoxTreeDeathTest, refuses_to_take_out_what_is_not_there) {
    BoxTree tree;
    EXPECT_DEATH(tree.remove(1, {}), "");
    tree.insert(1, {});
    EXPECT_DEATH(tree.remove(2, {}), "");
    EXPECT_DEATH(tree.remove(1, {{0, 0, 0, 0}, {0, 0, 0, 1}}), "");
}

}  // namespace
}  // namespace truce
