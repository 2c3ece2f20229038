#include "truce/geo/shape.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace truce {
namespace {

/// A rectangle in units of 1e-7 degrees times `unit`.
Ring box(int west, int south, int east, int north, int unit) {
    return {{south * unit, west * unit}, {south * unit, east * unit}, {north * unit, east * unit}, {north * unit, west * unit}};
}

Shape made(std::vector<PolygonRings> polygons) {
    auto shape = Shape::create(std::move(polygons));
    EXPECT_TRUE(shape.ok()) << (shape.ok() ? "" : shape.error().text());
    return std::move(shape).value();
}

TEST(Shape, a_point_is_inside_outside_or_exactly_on_the_boundary) {
    const Shape shape = made({{box(0, 0, 10, 10, 1'000'000), box(4, 4, 6, 6, 1'000'000)}});
    EXPECT_EQ(shape.side({1'000'000, 1'000'000}), Shape::Side::inside);
    EXPECT_EQ(shape.side({5'000'000, 5'000'000}), Shape::Side::outside);  // in the hole
    EXPECT_EQ(shape.side({0, 0}), Shape::Side::boundary);
    EXPECT_EQ(shape.side({10'000'000, 3}), Shape::Side::boundary);
    EXPECT_EQ(shape.side({10'000'001, 3}), Shape::Side::outside);
    EXPECT_EQ(shape.side({9'999'999, 3}), Shape::Side::inside);
    EXPECT_EQ(shape.side({4'000'000, 5'000'000}), Shape::Side::boundary);  // on the hole's
    EXPECT_EQ(shape.side({-5, 5}), Shape::Side::outside);
}

TEST(Shape, a_point_that_is_one_unit_off_a_long_slanting_edge_is_not_on_it) {
    const Shape shape = made({{{{0, 0}, {899'999'999, 1'799'999'999}, {899'999'999, 0}}}});
    EXPECT_EQ(shape.side({450'000'000, 900'000'000}), Shape::Side::inside);  // 899999999/1799999999 is a little below 1/2
    EXPECT_EQ(shape.side({449'999'999, 900'000'000}), Shape::Side::outside);
    EXPECT_EQ(shape.locate({449'999'999, 900'000'000}, 0), Shape::Position::outside);
}

TEST(Shape, the_smallest_triangle_has_three_corners_and_nothing_inside) {
    const Shape shape = made({{{{0, 0}, {0, 1}, {1, 0}}}});
    for (const LatLon corner : {LatLon{0, 0}, LatLon{0, 1}, LatLon{1, 0}}) EXPECT_EQ(shape.side(corner), Shape::Side::boundary);
    EXPECT_EQ(shape.side({1, 1}), Shape::Side::outside);
    EXPECT_EQ(shape.locate({1, 1}, 1), Shape::Position::outside);
    EXPECT_EQ(shape.locate({1, 1}, 100), Shape::Position::crossing);
}

TEST(Shape, both_names_of_the_antimeridian_mean_the_same_place) {
    const Shape west = made({{box(-180, 0, -170, 10, 10'000'000)}});
    EXPECT_EQ(west.side({50'000'000, -1'800'000'000}), Shape::Side::boundary);
    EXPECT_EQ(west.side({50'000'000, 1'800'000'000}), Shape::Side::boundary);
    EXPECT_EQ(west.locate({50'000'000, 1'799'000'000}, 5'000'000), Shape::Position::outside);
    EXPECT_EQ(west.locate({50'000'000, 1'799'000'000}, 20'000'000), Shape::Position::crossing);  // reached across it: 11 km
    EXPECT_EQ(west.locate({50'000'000, -1'750'000'000}, 20'000'000), Shape::Position::inside);
    const Shape both = made({{box(170, 0, 180, 10, 10'000'000)}, {box(-180, 0, -170, 10, 10'000'000)}});
    EXPECT_EQ(both.locate({50'000'000, 1'799'000'000}, 20'000'000), Shape::Position::crossing);  // the cut is part of the boundary
}

TEST(Shape, a_circle_near_a_pole_is_left_open) {
    constexpr int degree = 10'000'000;
    const Shape cap = made({{{{60 * degree, -180 * degree},
                              {60 * degree, 0},
                              {60 * degree, 180 * degree},
                              {90 * degree, 180 * degree},
                              {90 * degree, 0},
                              {90 * degree, -180 * degree}}}});
    EXPECT_EQ(cap.locate({899'000'000, 0}, 20'000'000), Shape::Position::crossing);
    EXPECT_EQ(cap.locate({899'000'000, 0}, 0), Shape::Position::inside);
    EXPECT_EQ(cap.locate({700'000'000, 0}, 20'000'000), Shape::Position::inside);
}

TEST(Shape, touching_circles_are_decided_to_within_the_stated_margin) {
    // The boundary nearest to the centre is the meridian 1 degree east of it: along the equator, 111,319.491 m.
    const Shape east = made({{box(1, -10, 20, 10, 10'000'000)}});
    const LatLon centre{0, 0};
    EXPECT_EQ(east.locate(centre, 111'319'400 - 500 - 22'264), Shape::Position::outside);
    EXPECT_EQ(east.locate(centre, 111'319'500), Shape::Position::crossing);
    const Shape around = made({{box(-1, -10, 20, 10, 10'000'000)}});
    EXPECT_EQ(around.locate(centre, 111'319'400 - 500 - 22'264), Shape::Position::inside);
    EXPECT_EQ(around.locate(centre, 111'319'500), Shape::Position::crossing);
}

TEST(Shape, is_surely_within_reach_where_it_is) {
    const Shape east = made({{box(1, -10, 20, 10, 10'000'000)}});
    EXPECT_TRUE(east.surely_within({0, 0}, 111'319'500));
    EXPECT_FALSE(east.surely_within({0, 0}, 111'319'490));
    EXPECT_TRUE(east.surely_within({0, 20'000'000}, 0));
    EXPECT_TRUE(east.surely_within({0, 10'000'000}, 0));
    EXPECT_FALSE(east.surely_within({0, 9'999'999}, 0));
}

TEST(Shape, an_area_is_that_of_the_ellipsoid_without_holes) {
    const Shape square = made({{box(0, 0, 1, 1, 10'000'000)}});
    EXPECT_NEAR(square.area_km2(), 12308.8, 1.0);
    const Shape frame = made({{box(0, 0, 10, 10, 1'000'000), box(1, 1, 9, 9, 100'000)}});
    EXPECT_LT(frame.area_km2(), square.area_km2());
}

TEST(Shape, what_does_not_make_a_polygon_is_refused) {
    EXPECT_EQ(Shape::create({}).error().id, "shape.empty");
    EXPECT_EQ(Shape::create({{}}).error().id, "shape.empty");
    EXPECT_EQ(Shape::create({{{{0, 0}, {1, 1}}}}).error().id, "shape.ring_too_short");
    EXPECT_EQ(Shape::create({{{}}}).error().id, "shape.ring_too_short");
    EXPECT_EQ(Shape::create({{{{0, 0}, {5, 5}, {9, 9}}}}).error().id, "shape.invalid");
    EXPECT_EQ(Shape::create({{{{0, 0}, {0, 5}, {2'000'000'000, 5}}}}).error().id, "geo.latitude");
    EXPECT_EQ(Shape::create({{box(0, 0, 2, 2, 10)}, {box(1, 1, 3, 3, 10)}}).error().id, "shape.invalid");
}

/// Shapes made of unit squares, whose relations are those of the sets of squares.
struct Tiled {
    std::vector<PolygonRings> rings;
    std::set<std::pair<int, int>> squares;
};

Tiled random_tiled(std::mt19937& random) {
    const auto between = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
    const int west = between(0, 6);
    const int south = between(0, 6);
    const int east = west + between(1, 5);
    const int north = south + between(1, 5);
    constexpr int unit = 1'000'003;
    Tiled tiled{{{box(west, south, east, north, unit)}}, {}};
    for (int x = west; x < east; ++x)
        for (int y = south; y < north; ++y) tiled.squares.insert({x, y});
    if (east - west >= 3 && north - south >= 3 && between(0, 1) == 0) {
        tiled.rings.front().push_back(box(west + 1, south + 1, east - 1, north - 1, unit));
        for (int x = west + 1; x < east - 1; ++x)
            for (int y = south + 1; y < north - 1; ++y) tiled.squares.erase({x, y});
    }
    return tiled;
}

TEST(Shape, overlaps_are_those_of_the_squares_the_shapes_are_made_of) {
    std::mt19937 random(20170225);
    int seen[3] = {0, 0, 0};
    for (int i = 0; i < 3000; ++i) {
        const Tiled a = random_tiled(random);
        const Tiled b = random_tiled(random);
        std::size_t common = 0;
        for (const auto& square : a.squares) common += b.squares.count(square);
        const Overlap expected = common == 0 ? Overlap::apart : (common == a.squares.size() ? Overlap::covered : Overlap::partial);
        ASSERT_EQ(overlap(made(a.rings), made(b.rings)), expected) << i;
        ++seen[static_cast<int>(expected)];
    }
    for (const int count : seen) EXPECT_GT(count, 50);
}

/// The nearest a lattice point comes to a slanting line is far below what its coordinates can say: here an outer
/// triangle with a long edge, and small ones with one corner a hair beyond, on, or a hair before that edge.
TEST(Shape, a_box_meets_what_the_shape_of_the_box_overlaps) {
    std::mt19937 random(7);
    const auto upto = [&](int n) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n + 1)); };
    int met = 0;
    int apart = 0;
    while (met + apart < 3'000) {
        // Few places, so that corners, edges and lines coincide often.
        PolygonRings rings{{}};
        for (int i = 3 + upto(4); i > 0; --i) rings.front().push_back({upto(6), upto(6)});
        if (upto(2) == 0) rings.push_back({{upto(6), upto(6)}, {upto(6), upto(6)}, {upto(6), upto(6)}});
        auto shape = Shape::create({rings});
        if (!shape) continue;
        const LatLon low{upto(5), upto(5)};
        const Box box{low, {low.lat_e7 + 1 + upto(3), low.lon_e7 + 1 + upto(3)}};
        const Ring ring{box.low, {box.low.lat_e7, box.high.lon_e7}, box.high, {box.high.lat_e7, box.low.lon_e7}};
        const bool meets = interiors_meet(*shape, box);
        EXPECT_EQ(meets, overlap(*shape, Shape::create({{ring}}).value()) != Overlap::apart)
            << shape->vertex_count() << " corners, box from " << low.lat_e7 << ", " << low.lon_e7;
        ++(meets ? met : apart);
    }
    EXPECT_GT(met, 300);
    EXPECT_GT(apart, 300);
}

TEST(Shape, a_corner_that_passes_a_line_by_a_hair_is_noticed) {
    std::mt19937 random(31);
    int counts[3] = {0, 0, 0};
    for (int i = 0; i < 3000; ++i) {
        const auto between = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
        const LatLon far{between(100'000'000, 800'000'000), between(100'000'000, 1'700'000'000)};
        const int lon = between(1'000'000, far.lon_e7 - 1'000'000);
        const auto on_line =
            static_cast<std::int32_t>(static_cast<std::int64_t>(lon) * far.lat_e7 / far.lon_e7);  // rounded down: at or below
        const LatLon corner{on_line + between(0, 1), lon};
        const Shape below = made({{{{0, 0}, far, {-100'000'000, far.lon_e7}, {-100'000'000, 0}}}});
        const Shape small =
            made({{{corner, {corner.lat_e7 - 30'000'000, corner.lon_e7 + 7}, {corner.lat_e7 - 30'000'001, corner.lon_e7 - 5}}}});
        const Shape::Side side = below.side(corner);
        ASSERT_EQ(overlap(small, below), side == Shape::Side::outside ? Overlap::partial : Overlap::covered) << i;
        ++counts[static_cast<int>(side)];
    }
    EXPECT_GT(counts[static_cast<int>(Shape::Side::outside)], 1000);
    EXPECT_GT(counts[static_cast<int>(Shape::Side::inside)], 1000);
}

TEST(Shape, shapes_a_unit_apart_are_apart_but_not_by_more) {
    const Shape a = made({{box(0, 0, 10, 10, 10'000'000)}});
    const Shape b = made({{box(11, 0, 20, 10, 10'000'000)}});  // at 10 degrees north 109.6 km apart
    EXPECT_EQ(overlap(a, b), Overlap::apart);
    EXPECT_TRUE(surely_apart(a, b, 108'000'000));
    EXPECT_FALSE(surely_apart(a, b, 109'700'000));
    EXPECT_FALSE(surely_apart(a, made({{box(10, 0, 20, 10, 10'000'000)}}), 1));
    EXPECT_FALSE(surely_apart(a, made({{box(2, 2, 3, 3, 10'000'000)}}), 1));
    EXPECT_FALSE(surely_apart(made({{box(2, 2, 3, 3, 10'000'000)}}), a, 1));
}

TEST(Shape, an_enclosing_circle_holds_every_vertex) {
    const Shape shape = made({{box(30, 50, 45, 60, 10'000'000)}, {box(50, 20, 51, 21, 10'000'000)}});
    const Circle circle = enclosing_circle(shape);
    for (const Ring& ring : shape.rings())
        for (const LatLon p : ring) EXPECT_LE(distance_mm(circle.centre, p), circle.radius_mm);
}

}  // namespace
}  // namespace truce

namespace truce {
namespace {

std::shared_ptr<const Shape> tile(std::int32_t low_lat, std::int32_t low_lon, std::int32_t side) {
    auto shape =
        Shape::create({{{{low_lat, low_lon}, {low_lat, low_lon + side}, {low_lat + side, low_lon + side}, {low_lat + side, low_lon}}}});
    return std::make_shared<const Shape>(std::move(shape).value());
}

TEST(ShapeUnion, neighbours_become_one_piece_without_a_line_between_them) {
    const auto united = union_of({tile(0, 0, 100), tile(0, 100, 100)});
    ASSERT_TRUE(united.ok()) << united.error().text();
    EXPECT_EQ(united->polygons().size(), 1U);
    EXPECT_EQ(united->side({50, 100}), Shape::Side::inside) << "the common edge belongs to the interior";
    EXPECT_EQ(united->side({50, 201}), Shape::Side::outside);
}

TEST(ShapeUnion, pieces_apart_stay_apart_and_a_ring_of_pieces_keeps_its_hole) {
    const auto apart = union_of({tile(0, 0, 10), tile(100, 100, 10)});
    ASSERT_TRUE(apart.ok());
    EXPECT_EQ(apart->polygons().size(), 2U);
    std::vector<std::shared_ptr<const Shape>> ring;
    for (const auto& [lat, lon] : {std::pair{0, 0}, {0, 10}, {0, 20}, {10, 0}, {10, 20}, {20, 0}, {20, 10}, {20, 20}})
        ring.push_back(tile(lat, lon, 10));
    const auto around = union_of(ring);
    ASSERT_TRUE(around.ok());
    ASSERT_EQ(around->polygons().size(), 1U);
    EXPECT_EQ(around->polygons().front().size(), 2U);
    EXPECT_EQ(around->side({15, 15}), Shape::Side::outside);
}

}  // namespace
}  // namespace truce
