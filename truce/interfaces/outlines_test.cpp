#include "truce/interfaces/outlines.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <set>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/geo/geojson.hpp"

namespace truce {
namespace {

class OutlinesTest : public ::testing::Test {
protected:
    OutlinesTest() {
        const auto text = read_file(Path(checkout) / "examples/syria-2017/areas/syria_adm1.geojson");
        Profile profile;
        profile.atlas = std::make_shared<const Atlas>(Atlas::from_geojson(*text, "shapeISO").value());
        profile_ = std::make_shared<const Profile>(std::move(profile));
        outlines_ = std::make_unique<Outlines>(profile_);
    }

    static Shape shape_of(const std::string& polygons) {
        const Json geometry = parse_json("{\"type\":\"MultiPolygon\",\"coordinates\":[" + polygons + "]}").value();
        auto shape = Shape::from_geometry(geometry);
        EXPECT_TRUE(shape.ok()) << (shape ? "" : shape.error().text());
        return std::move(*shape);
    }
    [[nodiscard]] std::shared_ptr<const Shape> area(std::uint16_t index) const { return profile_->atlas->divisions()[index].shape; }

    std::shared_ptr<const Profile> profile_;
    std::unique_ptr<Outlines> outlines_;
};

TEST_F(OutlinesTest, areas_themselves_are_written_exactly) {
    for (std::uint16_t i = 0; i < profile_->atlas->size(); ++i) {
        const Shape written = shape_of(*outlines_->exact({&i, 1}, Crs::crs84));
        EXPECT_EQ(written.vertex_count(), area(i)->vertex_count());
        EXPECT_EQ(overlap(written, *area(i)), Overlap::covered);
        EXPECT_EQ(overlap(*area(i), written), Overlap::covered);
    }
    const std::vector<std::uint16_t> several{3, 5, 7, 11};
    const Shape together = shape_of(*outlines_->exact(several, Crs::crs84));
    double area_km2 = 0;
    for (const std::uint16_t one : several) {
        EXPECT_EQ(overlap(*area(one), together), Overlap::covered);
        area_km2 += area(one)->area_km2();
    }
    EXPECT_NEAR(together.area_km2(), area_km2, area_km2 / 1e6);
}

TEST_F(OutlinesTest, an_outline_holds_its_areas_wherever_they_are_and_has_few_corners) {
    std::mt19937 random(17);
    const auto count = static_cast<std::uint16_t>(profile_->atlas->size());
    std::vector<std::vector<std::uint16_t>> sets{std::vector<std::uint16_t>(count)};
    std::iota(sets.front().begin(), sets.front().end(), std::uint16_t{0});
    for (std::uint16_t i = 0; i < count; ++i) sets.push_back({i});
    for (int i = 0; i < 30; ++i) {
        std::set<std::uint16_t> some;
        for (unsigned more = 2 + random() % 5; more > 0; --more) some.insert(static_cast<std::uint16_t>(random() % count));
        sets.emplace_back(some.begin(), some.end());
    }
    for (const std::vector<std::uint16_t>& areas : sets) {
        SCOPED_TRACE(::testing::PrintToString(areas));
        const std::string text = *outlines_->around(areas, Crs::crs84);
        const Shape drawn = shape_of(text);
        std::vector<std::shared_ptr<const Shape>> exact;
        for (const std::uint16_t one : areas) {
            EXPECT_EQ(overlap(*area(one), drawn), Overlap::covered);
            exact.push_back(area(one));
        }
        const Shape together = union_of(exact).value();
        EXPECT_LE(drawn.polygons().size(), together.polygons().size());
        const std::size_t corners = outline_corners * (drawn.polygons().size() + 1) / 2;
        EXPECT_LE(drawn.vertex_count(), corners + corners / 4);
        EXPECT_LT(text.size(), drawn.vertex_count() * 25 + 50);
        EXPECT_LT(drawn.area_km2(), together.area_km2() * 1.35);
        EXPECT_EQ(outlines_->around(areas, Crs::crs84), outlines_->around(areas, Crs::crs84)) << "made once";
    }
}

TEST_F(OutlinesTest, each_system_has_its_order_of_axes) {
    const std::uint16_t one = 3;
    const std::string degrees = *outlines_->around({&one, 1}, Crs::crs84);
    const auto first = [](const std::string& text) {
        const std::size_t from = text.find_first_not_of('[');
        const std::size_t comma = text.find(',', from);
        return std::pair(std::stod(text.substr(from, comma - from)), std::stod(text.substr(comma + 1)));
    };
    const auto [lon, lat] = first(degrees);
    EXPECT_EQ(first(*outlines_->around({&one, 1}, Crs::epsg4326)), std::pair(lat, lon));
    const auto [x, y] = first(*outlines_->around({&one, 1}, Crs::epsg3857));
    const auto expected = in_crs(LatLon::from_degrees(lat, lon).value(), Crs::epsg3857);
    EXPECT_NEAR(x, expected.first, 0.01);
    EXPECT_NEAR(y, expected.second, 0.01);
}

}  // namespace
}  // namespace truce
