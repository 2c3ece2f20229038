#include <gtest/gtest.h>

#include <protozero/pbf_reader.hpp>

#include "truce/interfaces/mvt.hpp"
#include "truce/interfaces/tiles.hpp"

namespace truce {
namespace {

/// The geometry of a layer's only feature, as positions ring by ring.
std::vector<std::vector<std::pair<int, int>>> rings_of(const std::string& tile) {
    std::vector<std::vector<std::pair<int, int>>> rings;
    protozero::pbf_reader layers(tile);
    while (layers.next(3)) {
        protozero::pbf_reader layer = layers.get_message();
        while (layer.next(2)) {
            protozero::pbf_reader feature = layer.get_message();
            while (feature.next(4)) {
                int x = 0;
                int y = 0;
                const auto words = feature.get_packed_uint32();
                for (auto at = words.begin(); at != words.end();) {
                    const std::uint32_t command = *at++;
                    if ((command & 7U) == 7) continue;
                    if ((command & 7U) == 1) rings.emplace_back();
                    for (std::uint32_t i = 0; i < command >> 3U; ++i) {
                        x += protozero::decode_zigzag32(*at++);
                        y += protozero::decode_zigzag32(*at++);
                        rings.back().emplace_back(x, y);
                    }
                }
            }
        }
    }
    return rings;
}

long turn(const std::vector<std::pair<int, int>>& ring) {
    long sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto [ax, ay] = ring[i];
        const auto [bx, by] = ring[(i + 1) % ring.size()];
        sum += static_cast<long>(ax) * by - static_cast<long>(bx) * ay;
    }
    return sum;
}

std::string tile_of(const TileName& name, const std::vector<PolygonRings>& polygons) {
    MvtLayer layer(name, "one");
    layer.polygons(7, polygons, {{"id", std::string_view("x")}});
    std::string out;
    layer.add_to(out);
    return out;
}

Ring square(std::int32_t south, std::int32_t west, std::int32_t side) {
    return {{south, west}, {south, west + side}, {south + side, west + side}, {south + side, west}};
}

TEST(Mvt, outer_rings_turn_one_way_and_holes_the_other_whichever_way_they_came) {
    Ring outer = square(-400'000'000, -400'000'000, 800'000'000);
    Ring hole = square(-100'000'000, -100'000'000, 200'000'000);
    for (int i = 0; i < 4; ++i) {
        if (i % 2 == 1) std::ranges::reverse(outer);
        if (i >= 2) std::ranges::reverse(hole);
        const auto rings = rings_of(tile_of({0, 0, 0}, {{outer, hole}}));
        ASSERT_EQ(rings.size(), 2U);
        EXPECT_GT(turn(rings[0]), 0);
        EXPECT_LT(turn(rings[1]), 0);
    }
}

TEST(Mvt, nothing_lies_farther_out_than_the_margin) {
    const auto rings = rings_of(tile_of({4, 8, 7}, {{square(-800'000'000, -800'000'000, 1'600'000'000)}}));
    ASSERT_EQ(rings.size(), 1U);
    for (const auto& [x, y] : rings[0]) {
        EXPECT_GE(x, -tile_margin);
        EXPECT_LE(x, tile_extent + tile_margin);
        EXPECT_GE(y, -tile_margin);
        EXPECT_LE(y, tile_extent + tile_margin);
    }
    EXPECT_TRUE(tile_of({4, 0, 0}, {{square(-100'000'000, 0, 1'000'000)}}).empty());
}

TEST(Mvt, what_is_smaller_than_the_grid_is_there_still) {
    const auto rings = rings_of(tile_of({2, 2, 1}, {{square(100'000'000, 100'000'000, 10)}}));
    ASSERT_EQ(rings.size(), 1U);
    EXPECT_EQ(rings[0].size(), 4U);
    EXPECT_GT(turn(rings[0]), 0);
}

TEST(Mvt, a_tile_covers_its_box_and_a_margin) {
    const Box world = box_of({0, 0, 0});
    EXPECT_EQ(world.low.lon_e7, -1'800'000'000);
    EXPECT_EQ(world.high.lon_e7, 1'800'000'000);
    const Box box = box_of({1, 1, 0});  // the north-east
    EXPECT_LT(box.low.lon_e7, 0);
    EXPECT_GT(box.low.lon_e7, -30'000'000);
    EXPECT_LT(box.low.lat_e7, 0);
    EXPECT_GT(box.high.lat_e7, 850'000'000);
}

TEST(TileCache, forgets_what_was_used_longest_ago) {
    TileCache cache(10'000);
    for (int i = 0; i < 20; ++i) {
        cache.keep(std::to_string(i), std::make_shared<const TileCache::Tile>(TileCache::Tile{std::string(1'000, 'x'), "tag"}));
        EXPECT_NE(cache.find("0"), nullptr);
        EXPECT_LE(cache.bytes(), 10'000U);
    }
    EXPECT_EQ(cache.find("1"), nullptr);
    EXPECT_NE(cache.find("19"), nullptr);
}

}  // namespace
}  // namespace truce
