#include "truce/geo/region.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/base/json.hpp"

namespace truce {
namespace {

Shape square(int west, int south, int size) {
    auto shape = Shape::create({{{{south, west}, {south, west + size}, {south + size, west + size}, {south + size, west}}}});
    EXPECT_TRUE(shape.ok());
    return std::move(shape).value();
}

LatLon place_below(int degrees) {
    return {*rc::gen::inRange(-degrees * 10'000'000, degrees * 10'000'000), *rc::gen::inRange(-1'500'000'000, 1'500'000'000)};
}

Sector any_sector() {
    Sector sector;
    sector.observer = place_below(50);
    sector.observer.lon_e7 = sector.observer.lon_e7 / 5 * 4;  // so that none reaches the antimeridian, where outline() is nullptr
    sector.bearing_from_mdeg = *rc::gen::inRange(0, 360'000);
    sector.bearing_to_mdeg = *rc::gen::inRange(0, 360'000);
    sector.distance_max_mm =
        *rc::gen::inRange<std::int64_t>(1, 10) * *rc::gen::element<std::int64_t>(1'000, 100'000, 10'000'000, 200'000'000);
    sector.distance_min_mm = *rc::gen::inRange<std::int64_t>(0, sector.distance_max_mm + 1);
    return sector;
}

Region any_region() {
    switch (*rc::gen::inRange(0, 5)) {
        case 0: return Region::anywhere();
        case 1: return Region::circle(place_below(90), *rc::gen::inRange<std::int64_t>(0, region_radius_mm_max + 1));
        case 2:
            return Region::areas(
                *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>("SYR-HL", "SYR-ID", "x", "\"")));
        case 3: return Region::in(std::make_shared<const Polygon>(square(*rc::gen::inRange(-1000, 1000), 5, *rc::gen::inRange(1, 99999))));
        default: return *Region::seen(any_sector());
    }
}

RC_GTEST_PROP(Region, is_read_back_from_its_canonical_json, ()) {
    const Region region = any_region();
    const auto bytes = canonical(to_json(region));
    RC_ASSERT(bytes.ok());
    const auto json = parse_canonical(*bytes);
    RC_ASSERT(json.ok());
    const auto again = region_from_json(*json);
    RC_ASSERT(again.ok());
    RC_ASSERT(*again == region);
}

RC_GTEST_PROP(Region, the_outline_of_a_sector_holds_all_of_it_and_not_much_more, ()) {
    const Sector sector = any_sector();
    const auto drawn = outline(sector);
    RC_ASSERT(drawn != nullptr);
    const std::int64_t width = (sector.bearing_to_mdeg - sector.bearing_from_mdeg + 360'000) % 360'000;
    for (int i = 0; i < 30; ++i) {
        const std::int64_t bearing = sector.bearing_from_mdeg + (i % 3 == 0 ? 0 : (i % 3 == 1 ? width : width * i / 30));
        const std::int64_t spread = sector.distance_max_mm - sector.distance_min_mm;
        const std::int64_t away = sector.distance_min_mm + (i % 5 == 0 ? spread : (i % 5 == 1 ? 0 : spread / 30 * i));
        RC_ASSERT(drawn->side(destination(sector.observer, bearing, away)) == Shape::Side::inside);
    }
    const std::int64_t limit = sector.distance_max_mm + sector.distance_max_mm / 100 + 20'000;
    for (const Ring& ring : drawn->rings())
        for (const LatLon p : ring) RC_ASSERT(distance_mm(sector.observer, p) <= limit);
}

TEST(Region, a_sector_whose_rounded_outline_touches_itself_is_outlined_a_little_wider) {
    const auto drawn = outline({{-436'002'723, -1'002'357'772}, 87'008, 110'082, 10'377, 100'000});
    ASSERT_NE(drawn, nullptr);
    EXPECT_EQ(drawn->side(destination({-436'002'723, -1'002'357'772}, 100'000, 50'000)), Shape::Side::inside);
}

TEST(Region, a_narrow_sector_leaves_out_what_lies_beside_and_before_it) {
    const Sector sector{{361'000'000, 371'000'000}, 350'000, 10'000, 5'000'000, 15'000'000};
    const auto drawn = outline(sector);
    ASSERT_NE(drawn, nullptr);
    EXPECT_EQ(drawn->side(destination(sector.observer, 0, 10'000'000)), Shape::Side::inside);
    EXPECT_EQ(drawn->side(destination(sector.observer, 180'000, 10'000'000)), Shape::Side::outside);
    EXPECT_EQ(drawn->side(destination(sector.observer, 15'000, 10'000'000)), Shape::Side::outside);
    EXPECT_EQ(drawn->side(destination(sector.observer, 0, 4'500'000)), Shape::Side::outside);
    EXPECT_EQ(drawn->side(destination(sector.observer, 0, 15'500'000)), Shape::Side::outside);
}

TEST(Region, a_sector_all_round_is_its_disc) {
    const auto drawn = outline({{361'000'000, 371'000'000}, 0, 360'000, 5'000'000, 15'000'000});
    ASSERT_NE(drawn, nullptr);
    EXPECT_EQ(drawn->side({361'000'000, 371'000'000}), Shape::Side::inside);
    for (int bearing = 0; bearing < 360; ++bearing)
        EXPECT_EQ(drawn->side(destination({361'000'000, 371'000'000}, bearing * 1000, 15'000'000)), Shape::Side::inside);
}

TEST(Region, a_sector_that_cannot_be_drawn_has_no_outline) {
    EXPECT_EQ(outline({{760'000'000, 0}, 0, 90'000, 0, 1'000'000}), nullptr);
    EXPECT_EQ(outline({{0, 1'799'999'000}, 0, 90'000, 0, 1'000'000}), nullptr);
}

TEST(Region, of_no_areas_is_anywhere_and_ids_are_sorted) {
    EXPECT_EQ(Region::areas({}), Region::anywhere());
    EXPECT_EQ(Region::areas({"b", "a", "b"}).ids, (std::vector<std::string>{"a", "b"}));
}

TEST(Region, says_itself_in_words) {
    EXPECT_EQ(in_words(Region::circle({362'103'000, 371'612'000}, 25'000'000)), "within 25 km of 36.2103 37.1612");
    EXPECT_EQ(in_words(Region::point({362'103'000, 371'612'000})), "at 36.2103 37.1612");
    EXPECT_EQ(in_words(Region::areas({"SYR-ID", "SYR-HL"})), "in SYR-HL or SYR-ID");
    EXPECT_EQ(in_words(Region::anywhere()), "anywhere");
    EXPECT_EQ(in_words(*Region::seen({{361'000'000, 371'000'000}, 350'000, 10'500, 0, 15'000'000})),
              "0 km to 15 km from 36.1 37.1, bearing 350 to 10.5 degrees");
}

TEST(Region, a_sector_out_of_range_is_refused) {
    const auto id_of = [](const Sector& sector) {
        const auto region = Region::seen(sector);
        return region ? std::string("accepted") : region.error().id;
    };
    EXPECT_EQ(id_of({{0, 0}, 0, 360'000, 0, 1}), "accepted");
    EXPECT_EQ(id_of({{0, 0}, 1, 360'000, 0, 1}), "region.bearing");
    EXPECT_EQ(id_of({{0, 0}, -1, 5, 0, 1}), "region.bearing");
    EXPECT_EQ(id_of({{0, 0}, 1, 5, 2, 1}), "region.distance");
    EXPECT_EQ(id_of({{0, 0}, 1, 5, -2, 1}), "region.distance");
    EXPECT_EQ(id_of({{0, 0}, 1, 5, 0, region_radius_mm_max + 1}), "region.distance");
    EXPECT_EQ(id_of({{1'000'000'000, 0}, 1, 5, 0, 1}), "geo.latitude");
}

TEST(Region, json_that_is_not_exactly_a_region_is_refused) {
    const char* texts[] = {
        "7",
        "{}",
        R"({"kind":"cube"})",
        R"({"kind":7})",
        R"({"kind":"unknown","more":1})",
        R"({"kind":"circle","lat_e7":1,"lon_e7":1})",
        R"({"kind":"circle","lat_e7":1,"lon_e7":1,"radius_mm":-1})",
        R"({"kind":"circle","lat_e7":1.5,"lon_e7":1,"radius_mm":1})",
        R"({"kind":"circle","lat_e7":900000001,"lon_e7":1,"radius_mm":1})",
        R"({"kind":"circle","lat_e7":1,"lon_e7":1,"radius_mm":2000000001})",
        R"({"kind":"circle","lat_e7":1,"lon_e7":1,"radius_mm":18446744073709551615})",
        R"({"kind":"areas","areas":[]})",
        R"({"kind":"areas","areas":["b","a"]})",
        R"({"kind":"areas","areas":["a","a"]})",
        R"({"kind":"areas","areas":[""]})",
        R"({"kind":"areas","areas":"a"})",
        R"({"kind":"polygon","polygons":[]})",
        R"({"kind":"polygon","polygons":[[[[0,0],[1,1]]]]})",
        R"({"kind":"polygon","polygons":[[[[0,0],[0,9],[9]]]]})",
        R"({"kind":"polygon","polygons":[[[[0,0],[0,9],["a",9]]]]})",
        R"({"kind":"polygon","polygons":[[7]]})",
        R"({"kind":"polygon","polygons":[7]})",
        R"({"kind":"polygon","polygons":[[[[0,0],[0,9],[9,0],[9,9]]]]})",
    };
    for (const char* text : texts) {
        const auto json = parse_json(text);
        ASSERT_TRUE(json.ok()) << text;
        const auto region = region_from_json(*json);
        ASSERT_FALSE(region.ok()) << text;
        EXPECT_NE(region.error().remedy, "") << text;
    }
}

}  // namespace
}  // namespace truce
