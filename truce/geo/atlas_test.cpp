#include "truce/geo/atlas.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <sstream>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"

namespace truce {
namespace {

const Atlas& syria() {
    static const Atlas atlas = [] {
        const auto text = read_file(Path(checkout) / "examples/syria-2017/areas/syria_adm1.geojson");
        EXPECT_TRUE(text.ok());
        auto read = Atlas::from_geojson(*text, "shapeISO", "shapeName");
        EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().text());
        return std::move(read).value();
    }();
    return atlas;
}

std::vector<std::string> names(const AreaSet& set) {
    std::vector<std::string> ids;
    for (const auto index : set) ids.push_back(syria().id(index));
    return ids;
}

TEST(Atlas, of_syria_has_fourteen_governorates_that_do_not_overlap) {
    ASSERT_EQ(syria().size(), 14U);
    const std::vector<std::string> ids = syria().ids();
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    EXPECT_EQ(syria().divisions()[*syria().find("SYR-HL")].name, "Aleppo");
    double sum = 0;
    for (const auto& a : syria().divisions()) {
        sum += a.shape->area_km2();
        for (const auto& b : syria().divisions()) {
            EXPECT_EQ(overlap(*a.shape, *b.shape), a.id == b.id ? Overlap::covered : Overlap::apart) << a.id << b.id;
        }
    }
    EXPECT_NEAR(sum, 187'000, 3'000);  // the country's area is given as 185,180 km2
}

TEST(Atlas, ninety_nine_in_a_hundred_coded_events_fall_in_the_governorate_their_source_names) {
    const std::map<std::string, std::string, std::less<>> division_of{
        {"Aleppo Governorate", "SYR-HL"},      {"Damascus Governorate", "SYR-DI"},   {"Rif Dimashq Governorate", "SYR-RD"},
        {"Daraa Governorate", "SYR-DR"},       {"Hamah Governorate", "SYR-HM"},      {"Homs Governorate", "SYR-HI"},
        {"Idlib Governorate", "SYR-ID"},       {"Latakia Governorate", "SYR-LA"},    {"Quneitra Governorate", "SYR-QU"},
        {"As Suwayda Governorate", "SYR-SU"},  {"Al Hasakah Governorate", "SYR-HA"}, {"Ar Raqqah Governorate", "SYR-RA"},
        {"Deir ez Zor Governorate", "SYR-DY"}, {"Tartus Governorate", "SYR-TA"}};
    const auto text = read_file(Path(checkout) / "truce/geo/testdata/ged_sample.csv");
    ASSERT_TRUE(text.ok());
    std::istringstream lines(*text);
    std::string line;
    std::getline(lines, line);
    int rows = 0;
    int right = 0;
    while (std::getline(lines, line)) {
        std::istringstream fields(line);
        std::string id, lat, lon, governorate;
        std::getline(std::getline(std::getline(std::getline(fields, id, ','), lat, ','), lon, ','), governorate);
        const auto point = LatLon::parse(lat, lon);
        ASSERT_TRUE(point.ok()) << line;
        const auto expected = division_of.find(governorate);
        ASSERT_NE(expected, division_of.end()) << line;
        const auto index = syria().surely(Region::point(*point));
        ++rows;
        right += index && syria().id(*index) == expected->second ? 1 : 0;
    }
    EXPECT_EQ(rows, 500);
    EXPECT_EQ(right, 499);  // counted by another program
}

TEST(Atlas, a_report_near_a_line_belongs_to_a_set) {
    const LatLon aleppo{362'021'000, 371'343'000};
    EXPECT_EQ(names(syria().touched(Region::point(aleppo))), (std::vector<std::string>{"SYR-HL"}));
    EXPECT_EQ(syria().surely(Region::circle(aleppo, 5'000'000)), syria().find("SYR-HL"));
    EXPECT_EQ(names(syria().touched(Region::circle(aleppo, 40'000'000))), (std::vector<std::string>{"SYR-HL", "SYR-ID"}));
    EXPECT_EQ(syria().surely(Region::circle(aleppo, 40'000'000)), std::nullopt);
}

TEST(Atlas, the_hole_of_rural_damascus_is_damascus) {
    EXPECT_EQ(names(syria().touched(Region::point({335'130'000, 362'920'000}))), (std::vector<std::string>{"SYR-DI"}));
    EXPECT_EQ(names(syria().touched(Region::circle({335'130'000, 362'920'000}, 20'000'000))),
              (std::vector<std::string>{"SYR-DI", "SYR-RD"}));
}

TEST(Atlas, a_named_area_touches_what_it_names_and_nothing_beside_it) {
    EXPECT_EQ(names(syria().touched(Region::areas({"SYR-ID", "SYR-HM"}))), (std::vector<std::string>{"SYR-HM", "SYR-ID"}));
    EXPECT_EQ(syria().surely(Region::areas({"SYR-ID"})), syria().find("SYR-ID"));
    EXPECT_EQ(syria().touched(Region::areas({"SYR-ID", "elsewhere"})).size(), 14U);
    EXPECT_EQ(syria().surely(Region::areas({"elsewhere"})), std::nullopt);
}

TEST(Atlas, anywhere_is_everywhere_and_abroad_is_nowhere) {
    EXPECT_EQ(syria().touched(Region::anywhere()).size(), 14U);
    EXPECT_EQ(syria().surely(Region::anywhere()), std::nullopt);
    EXPECT_TRUE(syria().touched(Region::circle({557'500'000, 376'000'000}, 25'000'000)).empty());  // Moscow
    EXPECT_EQ(Atlas{}.size(), 0U);
    EXPECT_TRUE(Atlas{}.touched(Region::anywhere()).empty());
}

TEST(Atlas, a_drawn_region_touches_what_it_overlaps) {
    const auto shape = syria().shape("SYR-DI");
    EXPECT_EQ(names(syria().touched(Region::in(shape))), (std::vector<std::string>{"SYR-DI"}));
    EXPECT_EQ(syria().surely(Region::in(shape)), syria().find("SYR-DI"));
    const auto seen = Region::seen({{335'130'000, 362'920'000}, 0, 45'000, 0, 30'000'000});
    EXPECT_EQ(names(syria().touched(*seen)), (std::vector<std::string>{"SYR-DI", "SYR-RD"}));
}

RC_GTEST_PROP(Atlas, a_larger_circle_touches_at_least_the_same, ()) {
    const LatLon centre{*rc::gen::inRange(320'000'000, 375'000'000), *rc::gen::inRange(355'000'000, 425'000'000)};
    const std::int64_t radius = *rc::gen::inRange(0, 50'000'000);
    const AreaSet narrow = syria().touched(Region::circle(centre, radius));
    const AreaSet wide = syria().touched(Region::circle(centre, radius + *rc::gen::inRange(0, 50'000'000)));
    RC_ASSERT(std::includes(wide.begin(), wide.end(), narrow.begin(), narrow.end()));
}

TEST(Atlas, ids_must_be_there_and_differ) {
    const auto feature = [](std::string_view properties) {
        return R"({"type":"Feature","properties":)" + std::string(properties) +
               R"(,"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}})";
    };
    const auto refused = [&](std::string_view first, std::string_view second) {
        const auto atlas =
            Atlas::from_geojson(R"({"type":"FeatureCollection","features":[)" + feature(first) + "," + feature(second) + "]}", "id");
        return atlas ? "accepted" : atlas.error().id + " " + atlas.error().where;
    };
    EXPECT_EQ(refused(R"({"id":"a"})", R"({"id":"b"})"), "accepted");
    EXPECT_EQ(refused(R"({"id":"a"})", R"({"id":"a"})"), "atlas.id features[1].properties");
    EXPECT_EQ(refused(R"({"id":"a"})", R"({"id":""})"), "atlas.id features[1].properties");
    EXPECT_EQ(refused(R"({"id":"a"})", R"({"id":7})"), "atlas.id features[1].properties");
    EXPECT_EQ(refused("null", R"({"id":"a"})"), "atlas.id features[0].properties");
    EXPECT_EQ(Atlas::from_geojson(R"({"type":"FeatureCollection","features":[]})", "id").error().id, "atlas.size");
    EXPECT_EQ(Atlas::from_geojson(R"({"type":"Feature","properties":{"id":"a"},"geometry":{"type":"Point","coordinates":[1,2]}})", "id")
                  .error()
                  .id,
              "geojson.type");
}

}  // namespace
}  // namespace truce
