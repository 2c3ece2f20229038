#include "truce/geo/geojson.hpp"

#include <gtest/gtest.h>

#include "truce/base/file.hpp"

namespace truce {
namespace {

constexpr std::string_view square = "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]";

std::string polygon(std::string_view coordinates) { return R"({"type":"Polygon","coordinates":)" + std::string(coordinates) + "}"; }

std::string feature(std::string_view geometry, std::string_view more = "") {
    return R"({"type":"Feature","properties":{},"geometry":)" + std::string(geometry) + std::string(more) + "}";
}

std::string collection(std::initializer_list<std::string> features, std::string_view more = "") {
    std::string text = R"({"type":"FeatureCollection","features":[)";
    for (const std::string& one : features) text += (text.back() == '[' ? "" : ",") + one;
    return text + "]" + std::string(more) + "}";
}

struct Refusal {
    std::string name, text, id, where;
};

class GeoJsonRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(GeoJsonRefusal, names_the_place_and_the_remedy) {
    const auto shape = Shape::from_geojson(GetParam().text);
    ASSERT_FALSE(shape.ok()) << GetParam().text;
    EXPECT_EQ(shape.error().id, GetParam().id);
    EXPECT_EQ(shape.error().where, GetParam().where);
    EXPECT_NE(shape.error().what, "");
    EXPECT_NE(shape.error().remedy, "") << shape.error().id;
    EXPECT_EQ(shape.error().code, Errc::invalid);
}

const Refusal refusals[] = {
    {"latitude_95", collection({feature(polygon(square)), feature(polygon("[[[0,0],[1,0],[1,95],[0,1],[0,0]]]"))}), "geo.latitude",
     "features[1].geometry.coordinates[0][2]"},
    {"longitude_181", polygon("[[[0,0],[181,0],[1,1],[0,1],[0,0]]]"), "geo.longitude", "coordinates[0][1]"},
    {"huge_number", polygon("[[[0,0],[1e300,0],[1,1],[0,1],[0,0]]]"), "geo.longitude", "coordinates[0][1]"},
    {"ring_not_closed", feature(polygon("[[[0,0],[1,0],[1,1],[0,1]]]")), "geojson.ring_not_closed", "geometry.coordinates[0]"},
    {"hole_not_closed", polygon("[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[2,1],[2,2],[1,2]]]"), "geojson.ring_not_closed",
     "coordinates[1]"},
    {"three_positions", polygon("[[[0,0],[1,0],[0,0]]]"), "shape.ring_too_short", "coordinates[0]"},
    {"collapsed_by_rounding", polygon("[[[0,0],[1e-9,0],[1e-9,1e-9],[0,1e-9],[0,0]]]"), "shape.ring_too_short", "polygon 0 ring 0"},
    {"no_ring", polygon("[]"), "shape.empty", "coordinates"},
    {"no_polygon", R"({"type":"MultiPolygon","coordinates":[]})", "shape.empty", "coordinates"},
    {"no_feature", collection({}), "shape.empty", ""},
    {"text_position", polygon(R"([[["a",0],[1,0],[1,1],[0,0]]])"), "geojson.position", "coordinates[0][0][0]"},
    {"null_position", polygon("[[null,[1,0],[1,1],[0,0]]]"), "geojson.position", "coordinates[0][0]"},
    {"one_number", polygon("[[[1],[1,0],[1,1],[0,0]]]"), "geojson.position", "coordinates[0][0]"},
    {"four_numbers", polygon("[[[1,2,3,4],[1,0],[1,1],[0,0]]]"), "geojson.position", "coordinates[0][0]"},
    {"point_as_area", feature(R"({"type":"Point","coordinates":[1,2]})"), "geojson.type", ""},
    {"line", feature(R"({"type":"LineString","coordinates":[[1,2],[3,4]]})"), "geojson.type", "geometry.type"},
    {"type_missing", R"({"coordinates":[]})", "geojson.type", "type"},
    {"type_number", R"({"type":7})", "geojson.type", "type"},
    {"null_geometry", collection({feature("null")}), "geojson.type", "features[0]"},
    {"not_a_feature", collection({polygon(square)}), "geojson.type", "features[0].type"},
    {"features_missing", R"({"type":"FeatureCollection"})", "geojson.member", "features"},
    {"coordinates_missing", R"({"type":"Polygon"})", "geojson.member", "coordinates"},
    {"coordinates_object", polygon("{}"), "geojson.member", "coordinates"},
    {"array_at_top", "[]", "geojson.member", ""},
    {"other_crs", collection({feature(polygon(square))}, R"(,"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32637"}})"),
     "geojson.crs", "crs"},
    {"null_crs", collection({feature(polygon(square))}, R"(,"crs":null)"), "geojson.crs", "crs"},
    {"crs_in_geometry", feature(R"({"type":"Polygon","crs":{"type":"link"},"coordinates":[]})"), "geojson.crs", "geometry.crs"},
    {"antimeridian", polygon("[[[179,0],[-179,0],[-179,1],[179,1],[179,0]]]"), "shape.antimeridian", "polygon 0 ring 0 vertex 0"},
    {"bow_tie", polygon("[[[0,0],[1,1],[1,0],[0,1],[0,0]]]"), "shape.invalid", ""},
    {"bow_tie_in_the_second", collection({feature(polygon(square)), feature(polygon("[[[5,5],[6,6],[6,5],[5,6],[5,5]]]"))}),
     "shape.invalid", "features[1]"},
    {"hole_outside", polygon("[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[2,2],[3,2],[3,3],[2,3],[2,2]]]"), "shape.invalid", ""},
    {"overlapping_features", collection({feature(polygon(square)), feature(polygon(square))}), "shape.invalid", ""},
};

INSTANTIATE_TEST_SUITE_P(Of, GeoJsonRefusal, testing::ValuesIn(refusals), [](const auto& of) { return of.param.name; });

TEST(GeoJson, a_self_intersection_is_named_with_its_place_in_degrees) {
    const auto shape = Shape::from_geojson(polygon("[[[36,34],[37,35],[37,34],[36,35],[36,34]]]"));
    ASSERT_FALSE(shape.ok());
    EXPECT_EQ(shape.error().what, "the shape is not valid: Self-intersection at 34.5 36.5");
}

TEST(GeoJson, text_that_nests_without_end_is_refused) {
    for (const std::size_t depth : {std::size_t{100}, std::size_t{100'000}}) {
        const std::string text = R"({"type":"Polygon","coordinates":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
        const auto shape = Shape::from_geojson(text);
        ASSERT_FALSE(shape.ok());
        EXPECT_EQ(shape.error().id, "json.syntax");
    }
    EXPECT_EQ(Shape::from_geojson("{\"type\":").error().id, "json.syntax");
    EXPECT_EQ(Shape::from_geojson("").error().id, "json.syntax");
}

TEST(GeoJson, every_truncation_of_a_file_is_refused) {
    const std::string whole = collection({feature(polygon("[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]]"))});
    for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(Shape::from_geojson(whole.substr(0, n)).ok()) << n;
    EXPECT_TRUE(Shape::from_geojson(whole).ok());
}

TEST(GeoJson, rings_may_turn_either_way_and_repeat_a_vertex) {
    const auto left = Shape::from_geojson(polygon("[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]]"));
    const auto right = Shape::from_geojson(polygon("[[[0,0],[0,9],[0,9],[9,9],[9,0],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]"));
    ASSERT_TRUE(left.ok() && right.ok());
    EXPECT_EQ(overlap(*left, *right), Overlap::covered);
    EXPECT_EQ(overlap(*right, *left), Overlap::covered);
    EXPECT_DOUBLE_EQ(left->area_km2(), right->area_km2());
}

TEST(GeoJson, features_keep_their_place_id_and_properties) {
    const auto features = read_geojson(
        R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[
            {"type":"Feature","id":7,"properties":{"a":"b"},"geometry":{"type":"Point","coordinates":[37.1612,36.2103,400]}},
            {"type":"Feature","id":"x","properties":null,"geometry":null}]})");
    ASSERT_TRUE(features.ok()) << features.error().text();
    ASSERT_EQ(features->size(), 2U);
    EXPECT_EQ((*features)[0].id, "7");
    EXPECT_EQ((*features)[0].properties.at("a"), "b");
    EXPECT_EQ(std::get<LatLon>((*features)[0].geometry), (LatLon{362'103'000, 371'612'000}));
    EXPECT_EQ((*features)[1].where, "features[1]");
    EXPECT_EQ((*features)[1].id, "x");
    EXPECT_TRUE(std::holds_alternative<std::monostate>((*features)[1].geometry));
}

}  // namespace
}  // namespace truce
