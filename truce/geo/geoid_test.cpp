#include "truce/geo/geoid.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "truce/base/file.hpp"
#include "truce/geo/metric.hpp"

namespace truce {
namespace {

/// The grid that Debian's proj-data has; tools/setup installs it.
Result<Geoid> egm96() {
    const auto bytes = read_file("/usr/share/proj/egm96_15.gtx", std::size_t{1} << 24U);
    if (!bytes) return bytes.error();
    return Geoid::from_gtx(*bytes, "egm96_15.gtx");
}

Footprint disc(double lat, double lon, std::int64_t radius_mm) {
    return std::move(Footprint::circle(std::move(LatLon::from_degrees(lat, lon)).value(), radius_mm)).value();
}

/// Heights of EGM96 above WGS 84 as published with the model (NGA, "EGM96 15-minute interpolation grid", test points), in metres.
struct Known {
    double lat, lon, metres;
};
constexpr Known known[]{{38.6281550, 269.7791550, -31.628}, {-14.6212170, 305.0211140, -2.969}, {46.8743190, 102.4487290, -43.575},
                        {-23.6174460, 133.8747120, 15.871}, {38.6254730, 359.9995000, 50.066},  {-0.4667440, 0.0023000, 17.329}};

TEST(Geoid, a_published_height_lies_within_what_the_grid_says_of_a_point) {
    const auto geoid = egm96();
    ASSERT_TRUE(geoid.ok()) << geoid.error().text();
    for (const Known& one : known) {
        const auto range = geoid->range_over(disc(one.lat, one.lon > 180 ? one.lon - 360 : one.lon, 0));
        ASSERT_TRUE(range.ok());
        EXPECT_LE(static_cast<double>(range->low_mm), one.metres * 1000 + 300) << one.lat;
        EXPECT_GE(static_cast<double>(range->high_mm), one.metres * 1000 - 300) << one.lat;
    }
}

TEST(Geoid, the_whole_footprint_is_covered_also_across_the_antimeridian_and_at_a_pole) {
    const auto geoid = egm96();
    ASSERT_TRUE(geoid.ok());
    for (const auto& [lat, lon] : {std::pair{10.0, 179.99}, {89.99, 0.0}, {-89.99, 20.0}, {35.0, 37.0}}) {
        const Footprint wide = disc(lat, lon, 50'000'000);
        const auto all = geoid->range_over(wide);
        ASSERT_TRUE(all.ok());
        for (int bearing = 0; bearing < 360; bearing += 30) {
            const auto edge = Footprint::circle(destination(wide.points().front(), bearing * 1000, 50'000'000), 0);
            const auto here = geoid->range_over(*edge);
            ASSERT_TRUE(here.ok());
            EXPECT_LT(std::max(all->low_mm, here->low_mm), std::min(all->high_mm, here->high_mm));
        }
        EXPECT_LT(all->high_mm - all->low_mm, 30'000) << "not the whole earth";
    }
    const auto too_wide = Footprint::corridor({LatLon{300'000'000, 300'000'000}, LatLon{300'000'000, 500'000'000}}, 0);
    EXPECT_EQ(geoid->range_over(*too_wide).error().id, "geoid.wide");
}

TEST(Geoid, a_stated_height_stays_beside_the_band_that_holds_it) {
    const auto geoid = egm96();
    ASSERT_TRUE(geoid.ok());
    const auto band = above_sea(1'000'000, 1'500'000, disc(35.0, 37.0, 1'000'000), *geoid);
    ASSERT_TRUE(band.ok());
    ASSERT_TRUE(band->stated.has_value());
    EXPECT_EQ(band->stated->low_mm, 1'000'000);
    EXPECT_EQ(band->stated->by, geoid->named());
    EXPECT_GT(band->low_mm, 1'010'000) << "the sea lies some 20 m above the ellipsoid there";
    EXPECT_LT(band->high_mm, 1'540'000);
    const auto over = above_ground(100'000, 200'000, {280'000, 340'000}, "survey of 2019");
    ASSERT_TRUE(over.ok());
    EXPECT_EQ(over->low_mm, 380'000);
    EXPECT_EQ(over->high_mm, 540'000);
    EXPECT_EQ(over->stated->datum, StatedHeight::Datum::agl);
}

TEST(Geoid, what_is_no_grid_round_the_earth_is_refused) {
    EXPECT_EQ(Geoid::from_gtx("", "x").error().id, "geoid.form");
    EXPECT_EQ(Geoid::from_gtx(std::string(100, '\0'), "x").error().id, "geoid.form");
    const auto bytes = read_file("/usr/share/proj/egm96_15.gtx", std::size_t{1} << 24U);
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(Geoid::from_gtx(std::string_view(*bytes).substr(0, bytes->size() - 4), "x").error().id, "geoid.form");
    std::string other = *bytes;
    other[40] = '\x7F';
    other[41] = '\x7F';
    EXPECT_EQ(Geoid::from_gtx(other, "x").error().id, "geoid.form");
}

}  // namespace
}  // namespace truce
