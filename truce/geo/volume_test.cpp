#include "truce/geo/volume.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/base/json.hpp"
#include "truce/geo/cube.hpp"

namespace truce {
namespace {

using testing::HasSubstr;

Footprint circle(double lat, double lon, std::int64_t radius_mm) {
    return std::move(Footprint::circle(std::move(LatLon::from_degrees(lat, lon)).value(), radius_mm)).value();
}

Footprint corridor(std::vector<LatLon> way, std::int64_t half_width_mm) {
    return std::move(Footprint::corridor(std::move(way), half_width_mm)).value();
}

std::shared_ptr<const Shape> square() {
    return std::make_shared<const Shape>(
        std::move(Shape::create(
                      {{{{360'000'000, 370'000'000}, {360'000'000, 380'000'000}, {370'000'000, 380'000'000}, {370'000'000, 370'000'000}}}}))
            .value());
}

Volume on_ground(Footprint where, std::int64_t from, std::int64_t to) {
    return {std::move(where), std::move(Height::surface(3'000)).value(), {{from}, {to}}};
}

TEST(Footprint, circles_beside_a_pole_on_opposite_meridians_meet) {
    EXPECT_TRUE(may_be_near(circle(89.999, 0, 120'000), circle(89.999, 180, 120'000), 0));
    EXPECT_FALSE(may_be_near(circle(89.999, 0, 111'000), circle(89.999, 180, 111'000), 0));
}

TEST(Footprint, the_antimeridian_is_no_edge) {
    EXPECT_TRUE(may_be_near(circle(10, 179.9999, 20'000), circle(10, -179.9999, 20'000), 0));
    EXPECT_TRUE(may_be_near(corridor({{100'000'000, 1'790'000'000}, {100'000'000, -1'790'000'000}}, 0), circle(10, 180, 20'000'000), 0));
}

TEST(Footprint, what_lies_wholly_inside_is_near_and_what_lies_in_a_hole_is_not) {
    const Footprint area = std::move(Footprint::area("square", square())).value();
    EXPECT_TRUE(may_be_near(area, circle(36.5, 37.5, 0), 0));
    EXPECT_TRUE(may_be_near(circle(36.5, 37.5, 1'000), area, 0));
    EXPECT_FALSE(may_be_near(circle(35.5, 37.5, 1'000), area, 0));
    const Ring outer{{360'000'000, 370'000'000}, {360'000'000, 380'000'000}, {370'000'000, 380'000'000}, {370'000'000, 370'000'000}};
    const Ring hole{{364'000'000, 374'000'000}, {364'000'000, 376'000'000}, {366'000'000, 376'000'000}, {366'000'000, 374'000'000}};
    const auto pierced = std::make_shared<const Shape>(std::move(Shape::create({{outer, hole}})).value());
    EXPECT_FALSE(may_be_near(std::move(Footprint::area("pierced", pierced)).value(), circle(36.5, 37.5, 1'000), 0));
}

TEST(Footprint, a_polygon_may_hold_a_pole) {
    const Footprint cap =
        std::move(
            Footprint::polygon({{890'000'000, 0}, {890'000'000, 900'000'000}, {890'000'000, 1'800'000'000}, {890'000'000, -900'000'000}}))
            .value();
    EXPECT_TRUE(may_be_near(cap, circle(90, 12, 0), 0));
    EXPECT_TRUE(may_be_near(cap, circle(89.9, -45, 0), 0));
    EXPECT_FALSE(may_be_near(cap, circle(88.9, 0, 0), 0));
    EXPECT_FALSE(may_be_near(cap, circle(-90, 0, 0), 0));
}

TEST(Footprint, says_what_is_wrong_with_it) {
    EXPECT_EQ(Footprint::circle({0, 0}, -1).error().id, "footprint.radius");
    EXPECT_EQ(Footprint::circle({0, 0}, footprint_radius_mm_max + 1).error().id, "footprint.radius");
    EXPECT_EQ(Footprint::circle({900'000'001, 0}, 0).error().id, "geo.latitude");
    EXPECT_EQ(Footprint::corridor({{0, 0}}, 0).error().id, "footprint.waypoints");
    EXPECT_EQ(Footprint::corridor({{0, 0}, {0, 1'790'000'000}}, 0).error().id, "footprint.leg");
    EXPECT_EQ(Footprint::polygon({{0, 0}, {0, 10}}).error().id, "footprint.corners");
    EXPECT_EQ(Footprint::polygon({{0, 0}, {0, 0}, {0, 10'000}}).error().id, "footprint.corners");
    EXPECT_EQ(Footprint::polygon({{0, 0}, {10'000, 10'000}, {0, 10'000}, {10'000, 0}}).error().id, "footprint.crossing");
    EXPECT_EQ(Footprint::polygon({{0, 0}, {0, 400'000'000}, {400'000'000, 200'000'000}}).error().id, "footprint.too_wide");
}

TEST(Footprint, a_leg_of_no_length_is_a_point) { EXPECT_TRUE(may_be_near(corridor({{1, 1}, {1, 1}}, 5'000), circle(0, 0, 0), 0)); }

RC_GTEST_PROP(Footprint, is_near_whatever_the_order_and_the_more_so_the_wider, ()) {
    const auto place = [] {
        return LatLon{*rc::gen::inRange(-900'000'000, 900'000'001), *rc::gen::inRange(-1'800'000'000, 1'800'000'001)};
    };
    const LatLon at = place();
    const LatLon to = destination(at, *rc::gen::inRange(0, 360'000), *rc::gen::inRange(0, 100'000'000));
    const LatLon other = destination(at, *rc::gen::inRange(0, 360'000), *rc::gen::inRange(0, 100'000'000));
    const std::int64_t radius_mm = *rc::gen::inRange(0, 50'000'000);
    const Footprint a = corridor({at, to}, 0);
    const Footprint b = std::move(Footprint::circle(other, radius_mm)).value();
    RC_ASSERT(may_be_near(a, b, 0) == may_be_near(b, a, 0));
    if (may_be_near(a, b, 0)) RC_ASSERT(may_be_near(a, std::move(Footprint::circle(other, radius_mm + 1)).value(), 0));
    if (may_be_near(a, b, 100)) RC_ASSERT(may_be_near(a, b, 101));
    RC_ASSERT(may_be_near(a, a, 0));
}

TEST(Volume, windows_that_touch_conflict_and_gaps_count) {
    const Footprint here = circle(36, 37, 1'000);
    EXPECT_TRUE(may_conflict(on_ground(here, 0, 100), on_ground(here, 100, 200), {}, {}));
    EXPECT_FALSE(may_conflict(on_ground(here, 0, 100), on_ground(here, 101, 200), {}, {}));
    EXPECT_TRUE(may_conflict(on_ground(here, 0, 100), on_ground(here, 150, 200), {0, 0, 50}, {}));
    EXPECT_FALSE(may_conflict(on_ground(here, 0, 100), on_ground(here, 151, 200), {0, 0, 50}, {}));
    EXPECT_TRUE(windows_near({{0}, Instant::highest()}, {Instant::lowest(), {1}}, 9'000'000'000'000'000'000));
}

TEST(Volume, heights_that_touch_conflict_and_the_ground_may_be_anywhere) {
    const Footprint here = circle(36, 37, 1'000);
    const Interval when{{0}, {100}};
    const auto band = [&](std::int64_t low, std::int64_t high) { return Volume{here, std::move(Height::band(low, high)).value(), when}; };
    EXPECT_TRUE(may_conflict(band(0, 1'000), band(1'000, 2'000), {}, {}));
    EXPECT_FALSE(may_conflict(band(0, 1'000), band(1'001, 2'000), {}, {}));
    EXPECT_TRUE(may_conflict(band(0, 1'000), band(1'301, 2'000), {0, 301, 0}, {}));
    const Ground plain{200'000, 700'000};
    const Volume convoy = on_ground(here, 0, 100);
    EXPECT_TRUE(may_conflict(convoy, band(703'000, 900'000), {}, plain));
    EXPECT_FALSE(may_conflict(convoy, band(703'001, 900'000), {}, plain));
    EXPECT_TRUE(may_conflict(convoy, band(3'000'000, 4'000'000), {}, {}));
    EXPECT_TRUE(may_conflict(convoy, on_ground(here, 0, 1), {}, plain));
}

TEST(Height, is_refused_out_of_order_or_range) {
    EXPECT_EQ(Height::band(2, 1).error().id, "height.order");
    EXPECT_EQ(Height::band(-8'000'001, 0).error().id, "height.range");
    EXPECT_EQ(Height::surface(-1).error().id, "height.range");
}

Gazetteer gazetteer() {
    Gazetteer all;
    EXPECT_TRUE(all.add("square", square()).ok());
    return all;
}

TEST(VolumeJson, comes_back_as_it_was) {
    Height stated = std::move(Height::band(500'000, 900'000)).value();
    stated.stated = StatedHeight{StatedHeight::Datum::amsl, 480'000, 870'000, "egm96_15.gtx"};
    const std::vector<Volume> volumes{
        on_ground(circle(36, 37, 1'000), 0, 100),
        {corridor({{360'000'000, 370'000'000}, {361'000'000, 370'000'000}}, 500'000), stated, {{5}, Instant::highest()}},
        on_ground(std::move(Footprint::polygon({{0, 0}, {0, 10'000}, {10'000, 0}})).value(), -5, 5),
        on_ground(std::move(Footprint::area("square", square())).value(), 0, 1)};
    for (const Volume& volume : volumes) {
        const auto bytes = canonical(to_json(volume));
        ASSERT_TRUE(bytes.ok());
        const auto back = volume_from_json(std::move(parse_canonical(*bytes)).value(), gazetteer());
        ASSERT_TRUE(back.ok()) << back.error().text();
        EXPECT_EQ(*back, volume);
    }
}

TEST(VolumeJson, refuses_what_is_not_of_its_form) {
    const auto refusal = [&](std::string_view text) {
        const auto json = parse_json(text);
        EXPECT_TRUE(json.ok()) << text;
        const auto volume = volume_from_json(*json, gazetteer());
        return volume.ok() ? std::string("accepted") : volume.error().text();
    };
    const std::string rest = R"(,"from":0,"height":{"high_mm":0,"kind":"surface"},"to":1})";
    EXPECT_THAT(refusal("[]"), HasSubstr("volume.json"));
    EXPECT_THAT(refusal(R"({"footprint":{"kind":"square"})" + rest), HasSubstr("footprint.kind"));
    EXPECT_THAT(refusal(R"({"footprint":{"kind":"circle","lat_e7":0,"lon_e7":0})" + rest), HasSubstr("footprint.radius_mm"));
    EXPECT_THAT(refusal(R"({"footprint":{"kind":"circle","lat_e7":0,"lon_e7":0,"radius_mm":1,"colour":2})" + rest),
                HasSubstr("do not belong"));
    EXPECT_THAT(refusal(R"({"footprint":{"kind":"circle","lat_e7":1.5,"lon_e7":0,"radius_mm":1})" + rest), HasSubstr("integer"));
    EXPECT_THAT(refusal(R"({"footprint":{"area":"moon","kind":"area","line":"ab"})" + rest), HasSubstr("volume.area"));
    EXPECT_THAT(refusal(R"({"footprint":{"area":"square","kind":"area","line":"ab"})" + rest), HasSubstr("another line"));
    EXPECT_THAT(refusal(R"({"footprint":{"corners":[[0,0],[0,1]],"kind":"polygon"})" + rest), HasSubstr("footprint.corners"));
    EXPECT_THAT(
        refusal(
            R"({"footprint":{"kind":"circle","lat_e7":0,"lon_e7":0,"radius_mm":1},"from":1,"height":{"high_mm":0,"kind":"surface"},"to":1})"),
        HasSubstr("volume.window"));
}

RC_GTEST_PROP(Cube, holds_every_point_within_reach, ()) {
    const LatLon at{*rc::gen::inRange(-900'000'000, 900'000'001), *rc::gen::inRange(-1'800'000'000, 1'800'000'001)};
    const auto reach_mm = static_cast<std::int64_t>(std::pow(10.0, *rc::gen::inRange(0, 10)));
    const LatLon to = destination(at, *rc::gen::inRange(0, 360'000), *rc::gen::inRange(0, 1'000'000'000));
    const FaceBoxes boxes = faces_of(corridor({at, to}, 0), static_cast<double>(reach_mm) / 1000);
    const LatLon reached = destination(*rc::gen::arbitrary<bool>() ? at : to, *rc::gen::inRange(0, 360'000), reach_mm);
    const FaceBoxes there = faces_of(std::move(Footprint::circle(reached, 0)).value(), 0);
    RC_ASSERT(!there.empty());
    bool meet = false;
    for (const FaceBox& a : boxes)
        for (const FaceBox& b : there)
            meet |= a.face == b.face && a.u_low <= b.u_high && b.u_low <= a.u_high && a.v_low <= b.v_high && b.v_low <= a.v_high;
    RC_ASSERT(meet);
}

RC_GTEST_PROP(Cube, finds_for_a_part_what_it_finds_for_the_whole, ()) {
    const LatLon at{*rc::gen::inRange(-900'000'000, 900'000'001), *rc::gen::inRange(-1'800'000'000, 1'800'000'001)};
    const Footprint whole = corridor({at, destination(at, *rc::gen::inRange(0, 360'000), *rc::gen::inRange(1'000, 20'000'000))},
                                     *rc::gen::inRange(0, 2'000'000));
    const double metres = std::pow(10.0, *rc::gen::inRange(-1, 7));
    RC_ASSERT(whole.state().parts.size() == 1U);
    const FaceBoxes of_part = faces_of(whole, whole.state().parts.front(), metres);
    const FaceBoxes of_whole = faces_of(whole, metres);
    RC_ASSERT(of_part.size() == of_whole.size());
    for (std::size_t i = 0; i < of_part.size(); ++i) {
        const FaceBox& a = of_part[i];
        const FaceBox& b = of_whole[i];
        const double way = 2 * (metres + static_cast<double>(whole.radius_mm()) / 1000) / 6'356'752 * face_unit;  // at least
        const auto is_close = [&](std::int32_t outer, std::int32_t inner) { return outer >= inner && outer - inner <= way / 100 + 3; };
        RC_ASSERT(a.face == b.face);
        RC_ASSERT(is_close(a.u_high, b.u_high) && is_close(-a.u_low, -b.u_low));
        RC_ASSERT(is_close(a.v_high, b.v_high) && is_close(-a.v_low, -b.v_low));
    }
}

TEST(Cube, knows_the_only_face_of_a_part_if_there_is_one) {
    const auto face_of = [](LatLon at) { return std::move(Footprint::circle(at, 1'000'000)).value().state().parts.front().on_face; };
    EXPECT_EQ(face_of({0, 0}).face, 0);
    EXPECT_GT(face_of({0, 0}).alone_m, 250'000);
    EXPECT_EQ(face_of({900'000'000, 0}).face, 2);
    EXPECT_GT(face_of({350'000'000, 400'000'000}).alone_m, 30'000);
    EXPECT_LT(face_of({0, 450'000'000}).alone_m, 0);  // on the edge of two
}

}  // namespace
}  // namespace truce
