#include "truce/interfaces/outlines.hpp"

#include <gtest/gtest.h>

#include <numeric>

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

TEST_F(OutlinesTest, an_area_itself_is_written_exactly) {
    for (std::uint16_t i = 0; i < profile_->atlas->size(); ++i) {
        const Shape written = shape_of(*outlines_->exact(i, Crs::crs84));
        EXPECT_EQ(written.vertex_count(), area(i)->vertex_count());
        EXPECT_EQ(overlap(written, *area(i)), Overlap::covered);
        EXPECT_EQ(overlap(*area(i), written), Overlap::covered);
    }
}

TEST_F(OutlinesTest, around_areas_holds_them_all_and_reaches_a_kilometre_beyond_at_most) {
    std::vector<std::uint16_t> all(profile_->atlas->size());
    std::iota(all.begin(), all.end(), std::uint16_t{0});
    const std::vector<std::vector<std::uint16_t>> sets{all, {0}, {0, 12}, {5, 7, 11}};
    for (const std::vector<std::uint16_t>& areas : sets) {
        const std::string text = *outlines_->around(areas, Crs::crs84);
        const Shape drawn = shape_of(text);
        std::vector<std::shared_ptr<const Shape>> exact;
        for (const std::uint16_t one : areas) {
            EXPECT_EQ(overlap(*area(one), drawn), Overlap::covered);
            exact.push_back(area(one));
        }
        const Shape together = union_of(exact).value();
        EXPECT_LE(drawn.polygons().size(), together.polygons().size());
        for (const Ring& ring : drawn.rings()) {
            for (const LatLon corner : ring) EXPECT_TRUE(together.surely_within(corner, 1'000'000)) << format(corner);
        }
        EXPECT_EQ(outlines_->around(areas, Crs::crs84), outlines_->around(areas, Crs::crs84)) << "made once";
        if (areas.size() < all.size()) continue;
        EXPECT_LT(text.size(), 12'000U) << "fourteen governorates one by one are a hundred thousand";
    }
}

TEST_F(OutlinesTest, one_area_is_drawn_within_a_hundredth_of_its_radius) {
    for (std::uint16_t i = 0; i < profile_->atlas->size(); ++i) {
        const std::int64_t away_mm = outline_away_mm(*area(i));
        EXPECT_LE(away_mm, 1'000'000);
        EXPECT_LE(away_mm * 100, enclosing_circle(*area(i)).radius_mm);
        for (const Ring& ring : shape_of(*outlines_->around({&i, 1}, Crs::crs84)).rings()) {
            for (const LatLon corner : ring) EXPECT_TRUE(area(i)->surely_within(corner, away_mm)) << format(corner);
        }
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
