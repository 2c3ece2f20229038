#include "truce/geo/space_time_index.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "truce/geo/metric.hpp"

namespace truce {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

LatLon any_place() {
    const int where = *rc::gen::inRange(0, 4);
    const auto within = [](int low, int high) { return static_cast<std::int32_t>(*rc::gen::inRange(low, high + 1)); };
    if (where == 0) return {within(324'000'000, 372'000'000), within(358'000'000, 422'000'000)};
    if (where == 1) return {within(899'000'000, 900'000'000), within(-1'800'000'000, 1'800'000'000)};
    if (where == 2) return {within(-20'000'000, 20'000'000), within(1'799'000'000, 1'800'000'000) * (within(0, 1) == 1 ? 1 : -1)};
    return {within(-450'000'000, 450'000'000), within(440'000'000, 460'000'000)};
}

Volume any_volume() {
    const LatLon at = any_place();
    const std::int64_t size_mm = static_cast<std::int64_t>(std::pow(10.0, *rc::gen::inRange(0, 10)));
    const auto footprint = [&]() -> Footprint {
        if (*rc::gen::inRange(0, 2) == 0) return std::move(Footprint::circle(at, std::min(size_mm, footprint_radius_mm_max))).value();
        const LatLon to = destination(at, *rc::gen::inRange(0, 360'000), std::min<std::int64_t>(size_mm, 5'000'000'000));
        return std::move(Footprint::corridor({at, to}, *rc::gen::inRange(0, 2'000'000))).value();
    };
    const std::int64_t from = *rc::gen::inRange(0, 48) * hour_us / 2 + 1'488'000'000'000'000;
    const std::int64_t hours = *rc::gen::element(1, 1, 2, 30, 2'000);
    const Instant to = *rc::gen::inRange(0, 20) == 0 ? Instant::highest() : Instant{from + hours * hour_us};
    const Height height = *rc::gen::arbitrary<bool>() ? std::move(Height::surface(4'000)).value()
                                                      : std::move(Height::band(*rc::gen::inRange(0, 6) * 1'000'000, 6'500'000)).value();
    return {footprint(), height, {{from}, to}};
}

Clearance any_clearance() {
    return {*rc::gen::element<std::int64_t>(0, 1'000, 5'000'000), *rc::gen::element<std::int64_t>(0, 300'000),
            *rc::gen::element<std::int64_t>(0, hour_us, 5 * hour_us)};
}

RC_GTEST_PROP(SpaceTimeIndex, finds_every_volume_that_may_conflict, ()) {
    const Ground ground;
    const Clearance clearance = any_clearance();
    SpaceTimeIndex index;
    std::vector<Volume> volumes;
    std::vector<bool> live;
    const int count = *rc::gen::inRange(1, 60);
    for (int i = 0; i < count; ++i) {
        volumes.push_back(any_volume());
        live.push_back(true);
        index.insert(static_cast<SpaceTimeIndex::Id>(i), extent_of(volumes.back(), {}, ground));
        if (*rc::gen::inRange(0, 4) == 0) {
            const auto gone = static_cast<std::size_t>(*rc::gen::inRange(0, i + 1));
            if (live[gone]) index.remove(static_cast<SpaceTimeIndex::Id>(gone), extent_of(volumes[gone], {}, ground));
            live[gone] = false;
        }
    }
    const Volume asked = any_volume();
    std::set<SpaceTimeIndex::Id> found;
    index.query(extent_of(asked, clearance, ground), [&](SpaceTimeIndex::Id id) {
        found.insert(id);
        return true;
    });
    for (std::size_t i = 0; i < volumes.size(); ++i) {
        const bool is_found = found.contains(static_cast<SpaceTimeIndex::Id>(i));
        if (!live[i]) RC_ASSERT(!is_found);
        if (live[i] && may_conflict(asked, volumes[i], clearance, ground)) RC_ASSERT(is_found);
    }
}

TEST(SpaceTimeIndex, is_empty_again_when_everything_is_removed) {
    SpaceTimeIndex index;
    std::vector<Extent> extents;
    for (int i = 0; i < 100; ++i) {
        const Footprint circle = std::move(Footprint::circle({i * 8'000'000, i * 17'000'000}, 1'000'000 * (i % 7))).value();
        extents.push_back(extent_of({circle, std::move(Height::surface(0)).value(), {{i * hour_us}, {(i + 3 * i) * hour_us + 1}}}, {}, {}));
        index.insert(static_cast<SpaceTimeIndex::Id>(i), extents.back());
    }
    EXPECT_GE(index.boxes(), 100U);
    for (std::size_t i = 0; i < extents.size(); ++i) index.remove(static_cast<SpaceTimeIndex::Id>(i), extents[i]);
    EXPECT_EQ(index.boxes(), 0U);
    EXPECT_EQ(index.nodes(), 0U);
}

TEST(SpaceTimeIndex, a_zone_of_months_over_a_country_lies_in_few_boxes_and_a_day_over_the_world_is_answered) {
    SpaceTimeIndex index;
    const Footprint country = std::move(Footprint::circle({350'000'000, 380'000'000}, 400'000'000)).value();
    const Volume zone{country, std::move(Height::surface(0)).value(), {{1'488'000'000'000'000}, Instant::highest()}};
    index.insert(7, extent_of(zone, {}, {}));
    EXPECT_LE(index.boxes(), 8U);
    std::vector<SpaceTimeIndex::Id> found;
    const auto keep = [&](SpaceTimeIndex::Id id) {
        found.push_back(id);
        return true;
    };
    const Footprint wide = std::move(Footprint::circle({0, 0}, footprint_radius_mm_max)).value();
    const Volume day{wide, std::move(Height::surface(0)).value(), {{1'488'000'000'000'000}, {1'489'000'000'000'000}}};
    index.query(extent_of(day, {1'000'000'000, 0, 0}, {}), keep);
    EXPECT_TRUE(found.empty());
    index.query(extent_of({country, day.height, day.when}, {}, {}), keep);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front(), 7U);
}

}  // namespace
}  // namespace truce
