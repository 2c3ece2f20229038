#include "truce/geo/outline.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"
#include "truce/geo/atlas.hpp"

namespace truce {
namespace {

/// Places along every ring, ends included.
std::vector<LatLon> along(const Shape& shape) {
    std::vector<LatLon> out;
    for (const Ring& ring : shape.rings()) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const LatLon a = ring[i];
            const LatLon b = ring[(i + 1) % ring.size()];
            for (int part = 0; part < 20; ++part) {
                const double t = part / 20.0;
                out.push_back({static_cast<std::int32_t>(std::lround(a.lat_e7 + t * (b.lat_e7 - a.lat_e7))),
                               static_cast<std::int32_t>(std::lround(a.lon_e7 + t * (b.lon_e7 - a.lon_e7)))});
            }
        }
    }
    return out;
}

void expect_around(const Shape& shape, const Shape& outline, std::int64_t away_mm) {
    EXPECT_EQ(overlap(shape, outline), Overlap::covered);
    for (const LatLon at : along(outline)) ASSERT_TRUE(shape.surely_within(at, away_mm)) << format(at);
}

TEST(Outline, of_a_governorate_is_larger_by_at_most_what_was_allowed_and_has_fewer_corners) {
    const auto text = read_file(Path(checkout) / "examples/syria-2017/areas/syria_adm1.geojson");
    const Atlas atlas = Atlas::from_geojson(*text, "shapeISO").value();
    std::size_t before = 0;
    std::size_t after = 0;
    for (const Atlas::Division& one : atlas.divisions()) {
        for (const std::int64_t away_mm : {200'000, 1'000'000}) {
            SCOPED_TRACE(one.id + " " + std::to_string(away_mm));
            const auto outline = outline_around(one.shape, away_mm);
            expect_around(*one.shape, *outline, away_mm);
            if (away_mm < 1'000'000) continue;
            before += one.shape->vertex_count();
            after += outline->vertex_count();
        }
    }
    EXPECT_LT(after * 2, before);
}

TEST(Outline, of_stars_with_holes_holds_them_wherever_they_lie) {
    std::mt19937 random(3);
    const auto upto = [&](int n) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n + 1)); };
    int drawn = 0;
    for (int i = 0; i < 60; ++i) {
        const LatLon centre{upto(1'700'000'000) - 850'000'000, upto(1'750'000'000) - upto(1'750'000'000)};
        const double wide = 1'000'000.0 + upto(4'000'000);
        const auto star = [&](double from, double to) {
            Ring ring;
            for (int corner = 0; corner < 90; ++corner) {
                const double angle = corner * 2 * std::numbers::pi / 90;
                const double reach = wide * (from + (to - from) * upto(1000) / 1000);
                ring.push_back({static_cast<std::int32_t>(centre.lat_e7 + reach * std::sin(angle)),
                                static_cast<std::int32_t>(centre.lon_e7 + reach * std::cos(angle))});
            }
            return ring;
        };
        auto shape = Shape::create({{star(0.6, 1), star(0.2, 0.5)}});
        if (!shape) continue;
        const auto given = std::make_shared<const Shape>(std::move(*shape));
        const std::int64_t away_mm = 1'000 + upto(5'000'000);
        const auto outline = outline_around(given, away_mm);
        expect_around(*given, *outline, away_mm);
        drawn += outline != given ? 1 : 0;
    }
    EXPECT_GT(drawn, 20);
}

TEST(Outline, of_few_corners_holds_any_star_with_holes_and_stays_within_its_convex_hull) {
    std::mt19937 random(5);
    const auto upto = [&](int n) { return static_cast<std::int32_t>(random() % static_cast<unsigned>(n + 1)); };
    int drawn = 0;
    for (int i = 0; i < 60; ++i) {
        const auto star = [&](LatLon centre, double from, double to) {
            Ring ring;
            for (int corner = 0; corner < 90; ++corner) {
                const double angle = corner * 2 * std::numbers::pi / 90;
                const double reach = 3'000'000 * (from + (to - from) * upto(1000) / 1000);
                ring.push_back({static_cast<std::int32_t>(centre.lat_e7 + reach * std::sin(angle)),
                                static_cast<std::int32_t>(centre.lon_e7 + reach * std::cos(angle))});
            }
            return ring;
        };
        const LatLon one{upto(1'700'000'000) - 850'000'000, upto(1'700'000'000) - 850'000'000};
        const LatLon other{one.lat_e7, one.lon_e7 + 7'000'000};
        auto shape = Shape::create({{star(one, 0.6, 1), star(one, 0.2, 0.5)}, {star(other, 0.3, 1)}});
        if (!shape) continue;
        const auto given = std::make_shared<const Shape>(std::move(*shape));
        const auto outline = outline_of_few_corners(given, 32);
        EXPECT_EQ(overlap(*given, *outline), Overlap::covered);
        EXPECT_TRUE(outline->box() == given->box());
        EXPECT_EQ(outline->polygons().size(), 2U);
        EXPECT_LE(outline->vertex_count(), 70U);
        drawn += outline != given ? 1 : 0;
    }
    EXPECT_GT(drawn, 50);
}

TEST(Outline, is_the_shape_itself_where_there_is_no_other) {
    const auto shape = [](std::int32_t south, std::int32_t west, std::int32_t side) {
        return std::make_shared<const Shape>(
            Shape::create({{{{south, west}, {south, west + side}, {south + side, west + side}, {south + side, west}}}}).value());
    };
    for (const auto& one : {shape(0, 0, 1'000'000), shape(890'000'000, 0, 10'000'000), shape(0, 1'790'000'000, 10'000'000)})
        EXPECT_EQ(outline_around(one, 1'000'000), one);
    EXPECT_EQ(outline_around(shape(0, 0, 1'000'000), 0)->vertex_count(), 4U);
}

}  // namespace
}  // namespace truce
