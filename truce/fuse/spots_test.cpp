#include "truce/fuse/spots.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "truce/fuse/invented_sightings.hpp"

namespace truce {
namespace {

using invented_sightings::at;
using invented_sightings::days_of;
using Pairs = std::set<std::pair<std::uint32_t, std::uint32_t>>;

/// Corners of the earth as well as the middle: a pole, the antimeridian, the equator, one country.
std::vector<Spot> some_spots() {
    std::vector<Spot> spots;
    const int n = *rc::gen::inRange(0, 60);
    const std::vector<std::pair<double, double>> middles{{35, 37}, {89.95, 0}, {-89.99, 120}, {0, 179.95}, {60, -179.97}};
    const auto [lat, lon] = *rc::gen::elementOf(middles);
    const double wide = *rc::gen::element(0.05, 0.4, 3.0);
    for (int i = 0; i < n; ++i) {
        const auto offset = [wide] { return wide * *rc::gen::inRange(-100, 101) / 100.0; };
        double x = lon + (std::abs(lat) > 89 ? 360 * *rc::gen::inRange(0, 100) / 100.0 : offset());
        if (x > 180) x -= 360;
        if (x < -180) x += 360;
        Sighting sighting = at("A", std::to_string(i), std::clamp(lat + offset(), -90.0, 90.0), x, *rc::gen::inRange(-4, 5));
        sighting.spread_m = *rc::gen::element(0.0, 1'000.0, 25'000.0, 60'000.0);
        sighting.when.to.us = sighting.when.from.us + *rc::gen::element(1, 60, 1440, 4000, 100'000) * std::int64_t{60'000'000};
        spots.push_back(spot_of(sighting, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(*rc::gen::inRange(0, 3))));
    }
    return spots;
}

Pairs candidates(const std::vector<Spot>& spots, const CandidateOptions& options, LeftOut* left_out = nullptr) {
    Pairs pairs;
    const auto found = for_each_candidate(spots, options, [&](std::span<const Candidate> lot) {
        for (const Candidate& c : lot) {
            const bool fresh = pairs.insert(std::minmax(c.a, c.b)).second;
            RC_ASSERT(fresh);  // each pair once
        }
    });
    EXPECT_TRUE(found.ok());
    if (found && left_out != nullptr) *left_out = *found;
    return pairs;
}

RC_GTEST_PROP(Candidates, are_those_that_looking_at_every_pair_finds, ()) {
    const auto spots = some_spots();
    CandidateOptions options;
    options.kinds = *rc::gen::element(Kinds::different, Kinds::same);
    Pairs expected;
    for (std::size_t i = 0; i < spots.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (is_candidate(spots[i], spots[j], options)) expected.insert(std::minmax(spots[i].index, spots[j].index));
        }
    }
    RC_ASSERT(candidates(spots, options) == expected);
}

RC_GTEST_PROP(Candidates, do_not_depend_on_the_order_of_spots, (std::uint32_t seed)) {
    const auto spots = some_spots();
    RC_ASSERT(candidates(invented_sightings::shuffled(spots, seed), {}) == candidates(spots, {}));
}

RC_GTEST_PROP(Candidates, are_never_lost_by_a_wider_block, ()) {
    const auto spots = some_spots();
    CandidateOptions wider;
    for (double& reach : wider.reach_km) reach *= *rc::gen::element(1.0, 1.7, 3.0);
    wider.gap_min += *rc::gen::inRange(0, 5'000);
    const Pairs narrow = candidates(spots, {});
    const Pairs wide = candidates(spots, wider);
    RC_ASSERT(std::includes(wide.begin(), wide.end(), narrow.begin(), narrow.end()));
}

TEST(Candidates, meet_over_the_antimeridian_and_the_pole) {
    EXPECT_EQ(candidates({spot_of(at("A", "1", 0, 179.99, 1), 0, 0), spot_of(at("B", "1", 0, -179.99, 1), 1, 1)}, {}).size(), 1U);
    EXPECT_EQ(candidates({spot_of(at("A", "1", 89.99, 10, 1), 0, 0), spot_of(at("B", "1", 89.99, -170, 1), 1, 1)}, {}).size(), 1U);
    EXPECT_EQ(candidates({spot_of(at("A", "1", 89.99, 10, 1), 0, 0), spot_of(at("B", "1", -89.99, 10, 1), 1, 1)}, {}).size(), 0U);
}

TEST(Candidates, of_one_place_and_day_are_left_out_beyond_a_bound) {
    std::vector<Spot> spots;
    for (std::uint32_t i = 0; i < 100'000; ++i) spots.push_back(spot_of(at("A", "x", 35, 37, 1), i, i % 2));
    spots.push_back(spot_of(at("A", "x", 36, 37, 1), 100'000, 0));
    spots.push_back(spot_of(at("B", "x", 36, 37, 1), 100'001, 1));
    LeftOut left_out;
    EXPECT_EQ(candidates(spots, {}, &left_out), (Pairs{{100'000, 100'001}}));
    EXPECT_EQ(left_out.crowded.size(), 100'000U);
}

TEST(Candidates, of_an_interval_of_a_year_are_left_out_and_said_to_be) {
    Sighting year = at("A", "1", 35, 37, 1);
    year.when = days_of(1, 365);
    LeftOut left_out;
    EXPECT_TRUE(candidates({spot_of(year, 0, 0), spot_of(at("B", "1", 35, 37, 2), 1, 1)}, {}, &left_out).empty());
    EXPECT_THAT(left_out.too_long, testing::ElementsAre(0U));
}

TEST(Candidates, beyond_so_many_comparisons_are_refused) {
    std::vector<Spot> spots;
    for (std::uint32_t i = 0; i < 900; ++i) spots.push_back(spot_of(at("A", "x", 35, 37, 1), i, i % 2));
    CandidateOptions options;
    options.tests_max = 10'000;
    const auto refused = for_each_candidate(spots, options, [](std::span<const Candidate>) {});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().id, "fuse.too_many_candidates");
    EXPECT_EQ(refused.error().code, Errc::too_large);
}

RC_GTEST_PROP(Distance, is_symmetric_and_near_the_ellipsoid, ()) {
    const auto point = [] {
        return *LatLon::from_degrees(*rc::gen::inRange(-9'000, 9'001) / 100.0, *rc::gen::inRange(-18'000, 18'001) / 100.0);
    };
    const LatLon p = point();
    const LatLon q{std::clamp(p.lat_e7 + *rc::gen::inRange(-3'000'000, 3'000'000), -900'000'000, 900'000'000), p.lon_e7};
    Sighting a = at("A", "1", 0, 0, 1);
    Sighting b = a;
    a.where = p;
    b.where = q;
    const Spot x = spot_of(a, 0, 0);
    const Spot y = spot_of(b, 1, 1);
    RC_ASSERT(distance_km(x, y) == distance_km(y, x));
    const double exact = static_cast<double>(distance_mm(p, q)) / 1e6;
    RC_ASSERT(std::abs(distance_km(x, y) - exact) <= 0.006 * exact + 0.003);
}

}  // namespace
}  // namespace truce
