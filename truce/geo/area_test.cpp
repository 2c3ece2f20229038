#include "truce/geo/area.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace truce {
namespace {

constexpr int tenth = 1'000'000;  // of a degree, about 11 km

std::shared_ptr<const Shape> rectangle(int west, int south, int east, int north) {
    auto shape = Shape::create(
        {{{{south * tenth, west * tenth}, {south * tenth, east * tenth}, {north * tenth, east * tenth}, {north * tenth, west * tenth}}}});
    EXPECT_TRUE(shape.ok());
    return std::make_shared<const Shape>(std::move(shape).value());
}

/// Around 35 N 37 E; inner a part of outer.
Area some_area() {
    const int west = *rc::gen::inRange(360, 375);
    const int south = *rc::gen::inRange(340, 355);
    const int width = *rc::gen::inRange(3, 12);
    auto outer = rectangle(west, south, west + width, south + width);
    auto inner = *rc::gen::arbitrary<bool>() ? outer : rectangle(west + 1, south + 1, west + width - 1, south + width - 1);
    auto area = Area::create("a", inner, outer);
    RC_ASSERT(area.ok());
    return *area;
}

LatLon some_place() { return {*rc::gen::inRange(335 * tenth, 370 * tenth), *rc::gen::inRange(355 * tenth, 390 * tenth)}; }

std::int64_t some_radius() {
    return static_cast<std::int64_t>(std::pow(10.0, *rc::gen::inRange(0, 800) / 100.0));  // 1 mm to 100 km
}

Gazetteer some_gazetteer() {
    Gazetteer gazetteer;
    for (int i = 0; i < 6; ++i) {
        const int west = 360 + 4 * (i % 3);
        const int south = 345 + 4 * (i / 3);
        RC_ASSERT(gazetteer.add(std::string(1, static_cast<char>('a' + i)), rectangle(west, south, west + 4, south + 4)).ok());
    }
    return gazetteer;
}

std::vector<std::string> some_ids() {
    return *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>("a", "b", "c", "d", "e", "f")));
}

/// What an answer may turn into when more places become possible.
bool may_widen_to(Truth narrow, Truth wide) { return wide == Truth::unknown || wide == narrow; }

RC_GTEST_PROP(Inside, enlarging_a_circle_turns_a_definite_answer_only_into_unknown_and_unknown_into_nothing, ()) {
    const Area area = some_area();
    const LatLon centre = some_place();
    const std::int64_t radius = *rc::gen::arbitrary<bool>() ? 0 : some_radius();
    const std::int64_t larger = radius + some_radius();
    RC_ASSERT(may_widen_to(inside(Region::circle(centre, radius), area, {}), inside(Region::circle(centre, larger), area, {})));
}

RC_GTEST_PROP(Inside, a_circle_that_holds_another_never_says_the_opposite, ()) {
    const Area area = some_area();
    const LatLon centre = some_place();
    const std::int64_t radius = some_radius();
    const LatLon other = destination(centre, *rc::gen::inRange(0, 360'000), some_radius());
    const std::int64_t larger = radius + distance_mm(centre, other) + 20;
    const Truth narrow = inside(Region::circle(centre, radius), area, {});
    const Truth wide = inside(Region::circle(other, larger), area, {});
    RC_ASSERT(wide == Truth::unknown || narrow == Truth::unknown || wide == narrow);
}

RC_GTEST_PROP(Inside, naming_one_more_possible_area_turns_a_definite_answer_only_into_unknown, ()) {
    const Area area = some_area();
    const Gazetteer gazetteer = some_gazetteer();
    std::vector<std::string> ids = some_ids();
    const Truth narrow = inside(Region::areas(ids), area, gazetteer);
    ids.push_back(some_ids().front());
    RC_ASSERT(may_widen_to(narrow, inside(Region::areas(ids), area, gazetteer)));
}

RC_GTEST_PROP(Inside, a_line_that_is_less_agreed_never_says_more, ()) {
    const Area area = some_area();
    const Region region = Region::circle(some_place(), some_radius());
    const Truth agreed = inside(region, area, {});
    RC_ASSERT(inside(region, {"a", nullptr, area.outer}, {}) != Truth::yes);
    RC_ASSERT(inside(region, {"a", area.inner, nullptr}, {}) != Truth::no);
    RC_ASSERT(may_widen_to(agreed, inside(region, {"a", nullptr, area.outer}, {})));
    RC_ASSERT(may_widen_to(agreed, inside(region, {"a", area.inner, nullptr}, {})));
    RC_ASSERT(inside(region, {"a", nullptr, nullptr}, {}) == Truth::unknown);
}

RC_GTEST_PROP(Inside, prepared_gives_the_same_answer, ()) {
    const Area area = some_area();
    const Gazetteer gazetteer = some_gazetteer();
    const InsideTest test(area, gazetteer);
    const Region regions[] = {Region::anywhere(), Region::areas(some_ids()), Region::areas({"a", "nowhere"}),
                              Region::circle(some_place(), some_radius()), Region::in(rectangle(365, 350, 366, 351))};
    for (const Region& region : regions) RC_ASSERT(test(region) == inside(region, area, gazetteer));
}

RC_GTEST_PROP(Within, enlarging_a_region_or_the_limit_never_flips_the_answer, ()) {
    const LatLon centre = some_place();
    const std::int64_t radius = some_radius();
    const Region narrow = Region::circle(centre, radius);
    const Region wide = Region::circle(centre, radius + some_radius());
    const Region other =
        *rc::gen::arbitrary<bool>() ? Region::circle(some_place(), some_radius()) : Region::in(rectangle(365, 345, 372, 355));
    const std::int64_t limit = some_radius();
    RC_ASSERT(may_widen_to(within(narrow, other, limit), within(wide, other, limit)));
    RC_ASSERT(within(narrow, other, limit) == within(other, narrow, limit));
    const Truth farther = within(narrow, other, limit + some_radius());
    RC_ASSERT(!(within(narrow, other, limit) == Truth::yes && farther == Truth::no));
}

RC_GTEST_PROP(Within, sampled_places_agree_with_a_definite_answer, ()) {
    const Area area = some_area();
    const LatLon centre = some_place();
    const std::int64_t radius = some_radius();
    const std::int64_t limit = some_radius();
    const Truth answer = within(Region::circle(centre, radius), area, limit, {});
    for (int i = 0; i < 20; ++i) {
        const LatLon p = destination(centre, i * 18'000, std::max<std::int64_t>(0, radius - 20));
        if (answer == Truth::yes) RC_ASSERT(area.inner->surely_within(p, limit + 40 + limit / 1000));
        if (answer == Truth::no) RC_ASSERT(!area.outer->surely_within(p, limit - 1));
    }
}

RC_GTEST_PROP(Within, two_circles_are_near_or_far_only_if_all_their_places_are, ()) {
    const LatLon a = some_place();
    const std::int64_t a_mm = some_radius();
    const LatLon b = destination(a, *rc::gen::inRange(0, 360'000), some_radius());
    const std::int64_t b_mm = some_radius();
    const std::int64_t between = distance_mm(a, b);
    const Region first = Region::circle(a, a_mm);
    const Region second = Region::circle(b, b_mm);
    RC_ASSERT(within(first, second, between + a_mm + b_mm + 2) == Truth::yes);
    if (between > 0) RC_ASSERT(within(first, second, between + a_mm + b_mm - 2) == Truth::unknown);
    const std::int64_t gap = between - a_mm - b_mm;
    RC_ASSERT(within(first, second, std::max<std::int64_t>(0, gap) + 2) != Truth::no);
    if (gap > 2) RC_ASSERT(within(first, second, gap - 2) == Truth::no);
}

TEST(Inside, a_neighbour_that_shares_a_line_is_outside) {
    const auto area = Area::agreed("west", rectangle(360, 350, 365, 355));
    ASSERT_TRUE(area.ok());
    EXPECT_EQ(inside(Region::in(rectangle(365, 350, 370, 355)), *area, {}), Truth::no);
    EXPECT_EQ(inside(Region::in(rectangle(360, 350, 365, 355)), *area, {}), Truth::yes);
    EXPECT_EQ(inside(Region::in(rectangle(361, 350, 366, 355)), *area, {}), Truth::unknown);
    EXPECT_EQ(inside(Region::point({352 * tenth, 365 * tenth}), *area, {}), Truth::yes);  // the line belongs to both
}

TEST(Inside, a_sector_is_as_its_outline_or_unknown) {
    const auto area = Area::agreed("a", rectangle(360, 350, 370, 360));
    ASSERT_TRUE(area.ok());
    const LatLon observer{355 * tenth, 365 * tenth};
    EXPECT_EQ(inside(*Region::seen({observer, 0, 90'000, 0, 10'000'000}), *area, {}), Truth::yes);
    EXPECT_EQ(inside(*Region::seen({observer, 0, 90'000, 0, 100'000'000}), *area, {}), Truth::unknown);
    EXPECT_EQ(inside(*Region::seen({{355 * tenth, 375 * tenth}, 0, 90'000, 0, 10'000'000}), *area, {}), Truth::no);
    EXPECT_EQ(inside(*Region::seen({{800'000'000, 375 * tenth}, 0, 90'000, 0, 10'000'000}), *area, {}), Truth::unknown);
}

TEST(Inside, an_id_that_nobody_knows_leaves_it_open) {
    const auto area = Area::agreed("a", rectangle(360, 350, 370, 360));
    ASSERT_TRUE(area.ok());
    EXPECT_EQ(inside(Region::areas({"nowhere"}), *area, {}), Truth::unknown);
    EXPECT_EQ(within(Region::areas({"nowhere"}), *area, 1'000'000'000, {}), Truth::unknown);
    EXPECT_EQ(within(Region::anywhere(), Region::point({0, 0}), 1'000'000'000), Truth::unknown);
}

TEST(Within, shapes_and_circles_are_near_far_or_undecided) {
    const auto a = Region::in(rectangle(360, 350, 361, 351));
    const auto b = Region::in(rectangle(371, 350, 372, 351));  // about 91 km east, 110 km across both
    EXPECT_EQ(within(a, b, 200'000'000), Truth::yes);
    EXPECT_EQ(within(a, b, 100'000'000), Truth::unknown);
    EXPECT_EQ(within(a, b, 80'000'000), Truth::no);
    EXPECT_EQ(within(a, a, 30'000'000), Truth::yes);
    EXPECT_EQ(within(a, a, 10), Truth::unknown);
    const auto near = Region::point({350'500'000, 360'500'000});
    EXPECT_EQ(within(near, near, 0), Truth::yes);
    EXPECT_EQ(within(a, near, 30'000'000), Truth::yes);
    EXPECT_EQ(within(b, near, 80'000'000), Truth::no);
    const auto area = Area::agreed("a", rectangle(360, 350, 361, 351));
    ASSERT_TRUE(area.ok());
    EXPECT_EQ(within(near, *area, 0, {}), Truth::yes);
    EXPECT_EQ(within(b, *area, 80'000'000, {}), Truth::no);
    EXPECT_EQ(within(b, *area, 150'000'000, {}), Truth::yes);
    EXPECT_EQ(within(b, *area, 92'000'000, {}), Truth::unknown);
    EXPECT_EQ(within(near, {"a", nullptr, area->outer}, 50'000'000, {}), Truth::unknown);
}

TEST(Area, an_inner_line_that_leaves_the_outer_one_is_refused) {
    const auto area = Area::create("zone", rectangle(360, 350, 366, 355), rectangle(360, 350, 365, 355));
    ASSERT_FALSE(area.ok());
    EXPECT_EQ(area.error().id, "area.inner_not_in_outer");
    EXPECT_NE(area.error().what.find("\"zone\""), std::string::npos);
    EXPECT_NE(area.error().remedy, "");
    EXPECT_EQ(Area::agreed("", rectangle(0, 0, 1, 1)).error().id, "area.id");
    EXPECT_TRUE(Area::create("a", nullptr, nullptr).ok());
}

TEST(Gazetteer, one_name_cannot_stand_for_two_shapes) {
    Gazetteer gazetteer;
    EXPECT_TRUE(gazetteer.add("a", rectangle(0, 0, 1, 1)).ok());
    EXPECT_TRUE(gazetteer.add("a", rectangle(0, 0, 1, 1)).ok());
    const auto again = gazetteer.add("a", rectangle(0, 0, 2, 2));
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().id, "gazetteer.contradiction");
    EXPECT_EQ(again.error().code, Errc::conflict);
}

}  // namespace
}  // namespace truce
