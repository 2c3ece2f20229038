#include "truce/geo/leg.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "truce/geo/footprint.hpp"

namespace truce {
namespace {

LatLon any_place() {
    const auto within = [](int low, int high) { return static_cast<std::int32_t>(*rc::gen::inRange(low, high + 1)); };
    switch (*rc::gen::inRange(0, 4)) {
        case 0: return {within(350'000'000, 352'000'000), within(360'000'000, 362'000'000)};
        case 1: return {within(899'000'000, 900'000'000), within(-1'800'000'000, 1'800'000'000)};
        case 2: return {within(-1'000'000, 1'000'000), within(1'799'000'000, 1'800'000'000) * (within(0, 1) == 1 ? 1 : -1)};
        default: return {within(-900'000'000, 900'000'000), within(-1'800'000'000, 1'800'000'000)};
    }
}

Footprint any_line(LatLon from) {
    const auto radius_mm = *rc::gen::inRange<std::int64_t>(0, 3'000'000);
    if (*rc::gen::inRange(0, 3) == 0) return std::move(Footprint::circle(from, radius_mm)).value();
    const auto length_mm = static_cast<std::int64_t>(std::pow(10.0, *rc::gen::inRange(30, 91) / 10.0));
    std::vector<LatLon> way{from};
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) way.push_back(destination(way.back(), *rc::gen::inRange(0, 360'000), length_mm));
    return std::move(Footprint::corridor(std::move(way), radius_mm)).value();
}

/// What two footprints' parts say together.
Nearness together(const Footprint& a, const Footprint& b, double metres) {
    bool all_apart = true;
    for (const auto& p : a.state().parts)
        for (const auto& q : b.state().parts) {
            const Nearness one = LegView(p.leg).to(q.leg, metres);
            if (one == Nearness::near) return one;
            all_apart = all_apart && one == Nearness::apart;
        }
    return all_apart ? Nearness::apart : Nearness::open;
}

RC_GTEST_PROP(LegView, never_speaks_against_the_whole_comparison, ()) {
    const LatLon at = any_place();
    const Footprint a = any_line(at);
    const auto apart_mm = static_cast<std::int64_t>(std::pow(10.0, *rc::gen::inRange(0, 85) / 10.0));
    const Footprint b = any_line(destination(at, *rc::gen::inRange(0, 360'000), apart_mm));
    const double metres = *rc::gen::element(0.0, 0.0, 1.0, 500.0, 20'000.0);
    const Nearness nearness = together(a, b, metres);
    RC_CLASSIFY(nearness == Nearness::open);
    RC_CLASSIFY(nearness == Nearness::near);
    if (nearness != Nearness::open) RC_ASSERT(may_be_near(a, b, metres) == (nearness == Nearness::near));
}

TEST(LegView, leaves_little_open) {
    const auto corridor = [](double lat, double lon) {
        const LatLon from = std::move(LatLon::from_degrees(lat, lon)).value();
        return std::move(Footprint::corridor({from, destination(from, 77'000, 20'000'000)}, 500'000)).value();
    };
    const Footprint a = corridor(35, 38);
    int open = 0;
    constexpr int steps = 400;
    for (int i = 0; i < steps; ++i) {
        const Footprint b = corridor(35 + 0.00005 * i, 38);  // 5.5 m each, parallel: their limit is passed once
        open += together(a, b, 0) == Nearness::open ? 1 : 0;
    }
    EXPECT_LE(open, 1);
}

TEST(LegView, says_nothing_of_what_encloses) {
    const Footprint triangle = std::move(Footprint::polygon({{0, 0}, {0, 10'000'000}, {10'000'000, 0}})).value();
    const Footprint inside = std::move(Footprint::circle({2'000'000, 2'000'000}, 0)).value();
    EXPECT_EQ(together(triangle, inside, 0), Nearness::open);
    EXPECT_EQ(together(inside, triangle, 0), Nearness::open);
    EXPECT_TRUE(may_be_near(triangle, inside, 0));
}

}  // namespace
}  // namespace truce
