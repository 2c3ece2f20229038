#include "truce/geo/metric.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace truce {
namespace {

Plane any_place(int degrees) {
    const int reach = degrees * 10'000'000;
    return {static_cast<double>(*rc::gen::inRange(-1'800'000'000, 1'800'000'001)),
            static_cast<double>(*rc::gen::inRange(-reach, reach + 1))};
}

/// A place at most some degrees away, more often near than far, on the same side of the antimeridian.
Plane near_to(Plane p) {
    const double size = std::pow(10.0, *rc::gen::inRange(0, 9));
    const double x = p.x + size * *rc::gen::inRange(-100, 101) / 100;
    const double y = p.y + size * *rc::gen::inRange(-100, 101) / 100;
    return {std::clamp(std::round(x), -half_turn_units, half_turn_units), std::clamp(std::round(y), -pole_units, pole_units)};
}

RC_GTEST_PROP(Metric, the_upper_bound_is_never_below_the_geodesic_distance, ()) {
    const Plane a = any_place(90);
    const Plane b = near_to(a);
    RC_ASSERT(distance_at_most(a, b) >= distance_m(a, b) - 1e-6);
}

RC_GTEST_PROP(Metric, what_the_lower_bound_puts_out_of_reach_is_out_of_reach, ()) {
    const Plane a = any_place(90);
    const Plane b = near_to(a);
    const double true_m = distance_m(a, b);
    for (const double factor : {0.5, 0.9, 0.99, 0.999, 1.0, 1.001, 1.01, 2.0}) {
        const double r = true_m * factor + 1e-6;
        const Reach reach = reach_of(a, r);
        if (reach.wraps) continue;
        if (reach.low.length(a, b) >= r) RC_ASSERT(true_m >= r - 1e-6 - 1e-9 * r);
    }
}

RC_GTEST_PROP(Metric, what_is_at_most_so_far_is_what_the_geodesic_says, ()) {
    const auto unit = [](Plane p) { return LatLon{static_cast<std::int32_t>(p.y), static_cast<std::int32_t>(p.x)}; };
    const Plane place = any_place(90);
    const LatLon a = unit(place);
    const LatLon b = unit(near_to(place));
    const std::int64_t true_mm = distance_mm(a, b);
    for (const double factor : {0.0, 0.5, 0.99, 0.9999, 1.0, 1.0001, 1.01, 2.0}) {
        for (const std::int64_t aside : {-2, -1, 0, 1, 2}) {
            const std::int64_t limit = std::max<std::int64_t>(0, std::llround(static_cast<double>(true_mm) * factor) + aside);
            RC_ASSERT(is_at_most(a, b, limit) == (true_mm <= limit));
        }
    }
}

RC_GTEST_PROP(Metric, both_bounds_are_close_for_short_distances, ()) {
    const Plane a = any_place(70);
    const Plane b{std::clamp(a.x + *rc::gen::inRange(-100'000, 100'000), -half_turn_units, half_turn_units),
                  a.y + *rc::gen::inRange(-100'000, 100'000)};
    const double true_m = distance_m(a, b);
    RC_ASSERT(distance_at_most(a, b) <= true_m * 1.001 + 1e-6);
    RC_ASSERT(reach_of(a, true_m).low.length(a, b) >= true_m * 0.999 - 1e-6);
}

TEST(Metric, a_path_that_may_pass_the_back_of_the_world_or_a_pole_is_said_to) {
    EXPECT_TRUE(reach_of({1'799'000'000.0, 0}, 20'000).wraps);
    EXPECT_FALSE(reach_of({1'790'000'000.0, 0}, 20'000).wraps);
    EXPECT_TRUE(reach_of({0, 889'000'000.0}, 20'000).polar);
    EXPECT_FALSE(reach_of({0, 880'000'000.0}, 20'000).polar);
}

}  // namespace
}  // namespace truce
