#include "truce/publish/health.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/publish/invented.hpp"

namespace truce {
namespace {

using namespace invented;

Interval hours_of(std::int64_t from, std::int64_t to) { return {Instant{from * hour_us}, Instant{to * hour_us}}; }

Watch looking(std::string register_id, std::vector<std::string> areas, std::int64_t from, std::int64_t to) {
    Watch w;
    w.register_id = std::move(register_id);
    w.source_id = "w";
    w.when = hours_of(from, to);
    w.where = Region::areas(areas);
    w.areas = std::move(areas);
    w.means = "patrol";
    return w;
}

Position position(std::string examiner, FindingMeans means) { return {std::move(examiner), Position::Kind::finding, means, "f", "step"}; }
Position silent(std::string examiner) { return {std::move(examiner), Position::Kind::none, FindingMeans::none, "", ""}; }

HealthIncident incident(std::string id, FirstRecords recorded, std::vector<Position> positions = {}) {
    return {std::move(id), std::move(recorded), std::move(positions)};
}

/// Ten days; four incidents, three of them examined by two.
HealthInput ten_days() {
    HealthInput in;
    in.profile = std::make_shared<const Profile>(profile_value());
    in.period = hours_of(0, 240);
    in.watches = {looking("patrols", {"W"}, 10, 30), looking("codings", {"W"}, 20, 40)};
    in.watches[0].interruptions = {{hours_of(12, 15), "access denied"}, {hours_of(20, 21), "fog"}};
    in.watches[1].interruptions = {{hours_of(25, 26), "access denied"}};
    const auto at = [](std::int64_t hour) { return Instant{hour * hour_us}; };
    const auto v = FindingMeans::violation;
    const auto n = FindingMeans::no_violation;
    in.incidents = {incident("1", {{"codings", at(1)}, {"patrols", at(4)}}, {position("alpha", v), position("beta", v)}),
                    incident("2", {{"codings", at(9)}, {"patrols", at(8)}}, {position("alpha", v), position("beta", n)}),
                    incident("3", {{"codings", at(2)}}, {position("alpha", n), silent("beta")}), incident("4", {{"patrols", at(3)}})};
    return in;
}

TEST(Health_, unwatched_hours_are_the_period_less_what_anybody_watched) {
    const HealthInput in = ten_days();
    const Health health = measure_health(in);
    ASSERT_EQ(health.watched.size(), in.profile->divisions.size());
    // 10 to 12, 15 to 20, 21 to 30 by the patrols, 20 to 25 and 26 to 40 by the codings: without 12 to 15.
    EXPECT_EQ(health.watched[0].by_anyone, (Watched{27 * hour_us, 27 * hour_us}));
    EXPECT_EQ(health.watched[1].by_anyone, (Watched{0, 0}));
    const std::string text = to_text(health, *in.profile);
    EXPECT_NE(text.find("West: the whole of it 27 h, some of it 27 h, unwatched 213 h of 240 h\n"), std::string::npos) << text;
}

TEST(Health_, a_denied_access_is_counted_with_how_long_it_lasted_and_only_within_the_period) {
    HealthInput in = ten_days();
    in.period = hours_of(13, 240);
    const Health health = measure_health(in);
    ASSERT_EQ(health.interruptions.size(), 3U);
    EXPECT_EQ(health.interruptions[0].register_id, "codings");
    EXPECT_EQ(health.interruptions[1].reason, "access denied");
    EXPECT_EQ(health.interruptions[1].us, 2 * hour_us) << "it began before the period";
    EXPECT_EQ(health.interruptions[2].reason, "fog");
    in.period = hours_of(30, 240);
    EXPECT_TRUE(measure_health(in).interruptions.empty());
}

TEST(Health_, registers_are_laid_beside_each_other_and_never_added) {
    const Health health = measure_health(ten_days());
    EXPECT_EQ(health.overlap, (RegisterOverlap{{{"codings"}, 1}, {{"patrols"}, 1}, {{"codings", "patrols"}, 2}}));
    ASSERT_EQ(health.pairs.size(), 1U);
    EXPECT_EQ(health.pairs[0].both, 2U);
    EXPECT_EQ(health.pairs[0].only_a, 1U);
    EXPECT_EQ(health.pairs[0].only_b, 1U);
    EXPECT_EQ(health.delays.at("codings").first, 1U);
    EXPECT_EQ(health.delays.at("patrols").longest_us, 3 * hour_us);
}

TEST(Health_, agreement_is_over_what_examiners_concluded_and_stands_beside_its_table) {
    const Health health = measure_health(ten_days());
    EXPECT_EQ(health.alpha.units, 2U) << "in the third case one alone has concluded";
    EXPECT_EQ(health.alpha.pairable, 4U);
    ASSERT_TRUE(health.alpha.value);
    EXPECT_DOUBLE_EQ(*health.alpha.value, 0.0);
    ASSERT_EQ(health.agreements.size(), 1U);
    EXPECT_EQ(health.agreements[0].kappa.table.counts, (std::vector<std::vector<std::int64_t>>{{1, 1}, {0, 0}}));
    EXPECT_EQ(health.statuses, (std::map<Status, std::size_t>{{Status::one_sided, 1}, {Status::disputed, 1}, {Status::agreed, 1}}));
}

TEST(Health_, of_nothing_nothing_is_defined) {
    HealthInput in;
    in.profile = std::make_shared<const Profile>(profile_value());
    in.period = hours_of(0, 24);
    const Health health = measure_health(in);
    EXPECT_FALSE(health.alpha.value);
    EXPECT_TRUE(health.pairs.empty());
    EXPECT_NE(to_text(health, *in.profile).find("Krippendorff's alpha: not defined"), std::string::npos);
    EXPECT_EQ(to_json(health, *in.profile).find("\"value\""), std::string::npos) << "what is not defined is no number";
}

TEST(Health_, the_json_is_canonical_and_gives_coefficients_in_millionths) {
    const HealthInput in = ten_days();
    const std::string text = to_json(measure_health(in), *in.profile);
    ASSERT_TRUE(parse_canonical(text).ok());
    EXPECT_NE(
        text.find(
            R"("agreements":[{"a":"alpha","b":"beta","kappa":0,"negative":0,"observed":500000,"positive":666667,"table":[[1,1],[0,0]]}])"),
        std::string::npos)
        << text;
}

RC_GTEST_PROP(Health_, the_order_of_what_goes_in_changes_nothing, ()) {
    HealthInput in = ten_days();
    const std::string before = to_json(measure_health(in), *in.profile);
    std::swap(in.watches[0], in.watches[1]);
    const auto order = *rc::gen::container<std::vector<int>>(in.incidents.size(), rc::gen::arbitrary<int>());
    std::vector<std::pair<int, HealthIncident>> shuffled;
    for (std::size_t i = 0; i < order.size(); ++i) shuffled.emplace_back(order[i], in.incidents[i]);
    std::ranges::sort(shuffled, {}, [](const auto& one) { return std::pair(one.first, one.second.id); });
    for (std::size_t i = 0; i < order.size(); ++i) in.incidents[i] = shuffled[i].second;
    RC_ASSERT(to_json(measure_health(in), *in.profile) == before);
}

}  // namespace
}  // namespace truce
