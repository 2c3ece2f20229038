#include "truce/fuse/fused_values.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "truce/fuse/invented_sightings.hpp"

namespace truce {
namespace {

using invented_sightings::at;
using invented_sightings::days_of;
using invented_sightings::shuffled;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(FusedValues, of_one_report_are_its_own) {
    const Sighting one = at("A", "1", 35.5, 37.25, 3);
    const auto fused = fused_values({one});
    EXPECT_EQ(fused.where, one.where);
    EXPECT_EQ(fused.spread_m, 1'000);
    EXPECT_EQ(fused.when, one.when);
    EXPECT_EQ(fused.casualties, one.casualties);
    EXPECT_EQ(fused.sources, 1U);
}

TEST(FusedValues, lean_on_the_source_that_knows_the_place_better) {
    Sighting exact = at("A", "1", 35, 37, 3);
    Sighting vague = at("B", "1", 35.1, 37, 3);
    vague.spread_m = 25'000;
    const auto fused = fused_values({vague, exact});
    EXPECT_LT(distance_mm(*fused.where, *exact.where), 1'000'000);
}

TEST(FusedValues, name_a_far_outlier_and_are_not_moved_by_it) {
    const auto fused = fused_values({at("A", "1", 35, 37, 3), at("B", "1", 35.002, 37, 3), at("C", "1", 36, 38, 3)});
    EXPECT_THAT(fused.outliers, ElementsAre(2U));
    EXPECT_LT(distance_mm(*fused.where, *LatLon::from_degrees(35.001, 37)), 300'000);
}

TEST(FusedValues, share_an_interval_where_there_is_one_and_span_all_where_there_is_none) {
    Sighting week = at("A", "1", 35, 37, 3);
    week.when = days_of(1, 7);
    const auto shared = fused_values({week, at("B", "1", 35, 37, 3)});
    EXPECT_TRUE(shared.when_shared);
    EXPECT_EQ(shared.when, days_of(3));
    const auto apart = fused_values({at("A", "1", 35, 37, 3), at("B", "1", 35, 37, 4)});
    EXPECT_FALSE(apart.when_shared);
    EXPECT_EQ(apart.when, days_of(3, 2));
}

TEST(FusedValues, give_casualties_as_a_range_over_what_sources_say) {
    auto reports = std::vector{at("A", "1", 35, 37, 3), at("B", "1", 35, 37, 3), at("C", "1", 35, 37, 3), at("D", "1", 35, 37, 3)};
    reports[0].casualties = Casualties{2, 4, 9};
    reports[1].casualties = Casualties{5, 5, 5};
    reports[2].casualties = Casualties{20, 12, 11};  // as sources do write it
    reports[3].casualties.reset();
    EXPECT_EQ(fused_values(reports).casualties, (Casualties{2, 5, 20}));
    EXPECT_FALSE(fused_values({reports[3]}).casualties);
}

TEST(FusedValues, hold_over_the_date_line_and_without_any_place) {
    const auto fused = fused_values({at("A", "1", 0, 179.99, 3), at("B", "1", 0, -179.99, 3)});
    EXPECT_GT(std::abs(fused.where->lon()), 179.98);
    EXPECT_THAT(fused.outliers, IsEmpty());
    Sighting nowhere = at("A", "1", 0, 0, 3);
    nowhere.where.reset();
    EXPECT_FALSE(fused_values({nowhere}).where);
}

RC_GTEST_PROP(FusedValues, do_not_depend_on_the_order_of_reports, (std::uint32_t seed)) {
    const auto reports = invented_sightings::some(8);
    RC_PRE(!reports.empty());
    const auto one = fused_values(reports);
    const auto two = fused_values(shuffled(reports, seed));
    RC_ASSERT(one.where.has_value() == two.where.has_value());
    if (one.where) RC_ASSERT(distance_mm(*one.where, *two.where) <= 1'000);
    RC_ASSERT(one.when == two.when && one.casualties == two.casualties && one.acts == two.acts && one.actors == two.actors);
    RC_ASSERT(one.outliers.size() == two.outliers.size());
}

}  // namespace
}  // namespace truce
