#include "truce/record/tile_path.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/record/bundle.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using testing::id_of;

// T2, T3
TEST(TilePath, the_examples_of_the_specification_are_written_and_read) {
    EXPECT_EQ(format(TilePath{TileKind::hashes, 0, 1234067, 256}), "tile/0/x001/x234/067");
    EXPECT_EQ(format(TilePath{TileKind::hashes, 3, 5, 17}), "tile/3/005.p/17");
    EXPECT_EQ(format(TilePath{TileKind::entries, 0, 1000, 1}), "tile/entries/x001/000.p/1");
    EXPECT_EQ(format(TilePath{TileKind::hashes, 63, 999, 256}), "tile/63/999");
}

RC_GTEST_PROP(TilePath, whatever_is_written_is_read_back, (bool entries, std::uint64_t index, std::uint8_t level, std::uint8_t width)) {
    const TilePath path{entries ? TileKind::entries : TileKind::hashes, entries ? 0U : level % 64U, index, width == 0 ? 256U : width};
    const auto read = parse_tile_path(format(path));
    RC_ASSERT(read.ok());
    RC_ASSERT(*read == path);
}

// T2, T3, T5: one tile, one path.
TEST(TilePath, any_other_spelling_is_refused) {
    for (const std::string_view path : {"",
                                        "/tile/0/000",
                                        "tile",
                                        "tile/",
                                        "tile/0",
                                        "tile/0/",
                                        "tile/0/0",
                                        "tile/0/00",
                                        "tile/0/0000",
                                        "tile/0/x000",
                                        "tile/0/x000/001",
                                        "tile/0/001/002",
                                        "tile/0/x001/x002",
                                        "tile/0/x001/",
                                        "tile/00/000",
                                        "tile/-1/000",
                                        "tile/+1/000",
                                        "tile/64/000",
                                        "tile/0/000.p",
                                        "tile/0/000.p/",
                                        "tile/0/000.p/0",
                                        "tile/0/000.p/256",
                                        "tile/0/000.p/01",
                                        "tile/0/000.p/1/",
                                        "tile/0/000.p/1.p/1",
                                        "tile/0/000/",
                                        "tile/0/000 ",
                                        "tile/0/0a0",
                                        "tile/0/X001/000",
                                        "tile/Entries/000",
                                        "tile/entries/000.p/300",
                                        "tile/8/0/000",
                                        "tile/data/000",
                                        "tile/0/../000",
                                        "tile/0/x18/446/744/073/709/551/616",
                                        "tile/0/x018/x446/x744/x073/x709/x551/616",
                                        "tile/0/x001/x001/x001/x001/x001/x001/x001/001"}) {
        EXPECT_EQ(id_of(parse_tile_path(path)), "tile.path") << path;
    }
    EXPECT_TRUE(parse_tile_path("tile/0/x018/x446/x744/x073/x709/x551/615").ok());
}

RC_GTEST_PROP(TilePath, what_is_read_is_written_back, (const std::string& tail)) {
    const auto read = parse_tile_path("tile/0/" + tail);
    if (read) RC_ASSERT(format(*read) == "tile/0/" + tail);
}

// T4, T5: the specification's own example.
TEST(TilePath, a_tree_of_70000_has_the_tiles_that_the_specification_counts) {
    const std::vector<TilePath> edge{{TileKind::hashes, 0, 273, 112}, {TileKind::hashes, 1, 1, 17}, {TileKind::hashes, 2, 0, 1}};
    EXPECT_EQ(edge_tiles(70'000), edge);
    EXPECT_EQ(edge_tiles(256), (std::vector<TilePath>{{TileKind::hashes, 1, 0, 1}}));
    EXPECT_TRUE(edge_tiles(0).empty());
    EXPECT_TRUE(tile_exists({TileKind::hashes, 0, 272, 256}, 70'000));
    EXPECT_FALSE(tile_exists({TileKind::hashes, 0, 273, 256}, 70'000));
    EXPECT_TRUE(tile_exists({TileKind::entries, 0, 273, 112}, 70'000));
    EXPECT_FALSE(tile_exists({TileKind::entries, 0, 273, 111}, 70'000));
    EXPECT_FALSE(tile_exists({TileKind::hashes, 3, 0, 1}, 70'000));
    EXPECT_FALSE(tile_exists({TileKind::hashes, 63, 0, 1}, ~std::uint64_t{0}));
}

// T7
RC_GTEST_PROP(Bundle, entries_come_out_as_they_went_in, (const std::vector<std::string>& entries)) {
    std::string bundle;
    for (const auto& entry : entries) append_to_bundle(bundle, entry);
    const auto read = parse_bundle(bundle, entries.size());
    RC_ASSERT(read.ok());
    RC_ASSERT(std::vector<std::string>(read->begin(), read->end()) == entries);
    RC_ASSERT(!parse_bundle(bundle + "x", entries.size()).ok());
    RC_ASSERT(!parse_bundle(bundle, entries.size() + 1).ok());
    if (!entries.empty()) {
        RC_ASSERT(!parse_bundle(bundle.substr(0, bundle.size() - 1), entries.size()).ok());
        RC_ASSERT(!parse_bundle(bundle, entries.size() - 1).ok());
    }
}

TEST(Bundle, the_length_is_two_bytes_with_the_most_significant_first) {
    std::string bundle;
    append_to_bundle(bundle, std::string(0x0102, 'e'));
    EXPECT_EQ(bundle.substr(0, 3),
              "\x01\x02"
              "e");
    append_to_bundle(bundle, std::string(65'535, 'f'));
    EXPECT_EQ(parse_bundle(bundle, 2)->back().size(), 65'535U);
}

}  // namespace
}  // namespace truce
