#include "truce/geo/point.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace truce {
namespace {

LatLon any_point() { return {*rc::gen::inRange(-900'000'000, 900'000'001), *rc::gen::inRange(-1'800'000'000, 1'800'000'001)}; }

std::string id_of(const Result<LatLon>& result) { return result ? "accepted" : result.error().id; }

RC_GTEST_PROP(Point, is_read_back_from_its_text_exactly, ()) {
    const LatLon p = any_point();
    const std::string text = format(p);
    const std::size_t blank = text.find(' ');
    const auto again = LatLon::parse(text.substr(0, blank), text.substr(blank + 1));
    RC_ASSERT(again.ok());
    RC_ASSERT(*again == p);
}

RC_GTEST_PROP(Point, distances_are_symmetric_and_obey_the_triangle_inequality, ()) {
    const LatLon a = any_point();
    const LatLon b = any_point();
    const LatLon c = any_point();
    RC_ASSERT(distance_mm(a, a) == 0);
    RC_ASSERT(std::abs(distance_mm(a, b) - distance_mm(b, a)) <= 1);
    RC_ASSERT(distance_mm(a, c) <= distance_mm(a, b) + distance_mm(b, c) + 2);
}

RC_GTEST_PROP(Point, a_destination_is_as_far_away_as_asked, ()) {
    const LatLon a = any_point();
    const std::int64_t far = *rc::gen::inRange<std::int64_t>(0, 10'000'000'000);
    const std::int64_t bearing = *rc::gen::inRange<std::int64_t>(-720'000, 720'000);
    RC_ASSERT(std::abs(distance_mm(a, destination(a, bearing, far)) - far) <= 9);  // rounding to 1e-7 degrees
}

TEST(Point, one_degree_along_the_equator_is_that_of_the_ellipsoid) {
    EXPECT_EQ(distance_mm({0, 0}, {0, 10'000'000}), 111'319'491);        // 6378137 m * pi / 180
    EXPECT_EQ(distance_mm({0, 0}, {900'000'000, 0}), 10'001'965'729);    // the quarter meridian
    EXPECT_EQ(distance_mm({0, 1'800'000'000}, {0, -1'800'000'000}), 0);  // one meridian, two names
}

TEST(Point, decimals_beyond_the_seventh_are_rounded_half_away_from_zero) {
    EXPECT_EQ(*LatLon::parse("36.12345675", "-36.12345675"), (LatLon{361'234'568, -361'234'568}));
    EXPECT_EQ(*LatLon::parse("36.123456749999", "+.5"), (LatLon{361'234'567, 5'000'000}));
    EXPECT_EQ(format(LatLon{-5, 360'000'000}), "-0.0000005 36");
}

TEST(Point, a_latitude_of_95_is_refused_by_name) {
    const auto refused = LatLon::parse("95", "36");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().id, "geo.latitude");
    EXPECT_EQ(refused.error().what, "latitude 95 is outside -90..90 degrees");
    EXPECT_NE(refused.error().remedy, "");
}

TEST(Point, what_is_out_of_range_or_not_a_number_is_refused) {
    EXPECT_EQ(id_of(LatLon::parse("90", "180")), "accepted");
    EXPECT_EQ(id_of(LatLon::parse("-90", "-180")), "accepted");
    EXPECT_EQ(id_of(LatLon::parse("90.0000001", "0")), "geo.latitude");
    EXPECT_EQ(id_of(LatLon::parse("0", "-180.0000001")), "geo.longitude");
    EXPECT_EQ(id_of(LatLon::parse("99999999999999999999999999", "0")), "geo.latitude");
    for (const char* text : {"", "-", ".", "1e1", "1,5", " 1", "1 ", "1.2.3", "nan", "0x10", "--1", "36\xC2\xB0"})
        EXPECT_EQ(id_of(LatLon::parse(text, "0")), "geo.number") << text;
    EXPECT_EQ(id_of(LatLon::from_degrees(std::numeric_limits<double>::quiet_NaN(), 0)), "geo.latitude");
    EXPECT_EQ(id_of(LatLon::from_degrees(0, std::numeric_limits<double>::infinity())), "geo.longitude");
    EXPECT_EQ(id_of(LatLon::create(std::numeric_limits<std::int64_t>::min(), 0)), "geo.latitude");
}

}  // namespace
}  // namespace truce
