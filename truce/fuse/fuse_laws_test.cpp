// What holds of every fusion, whatever was reported: sections of docs/methods/fusion.md name these laws.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "truce/fuse/invented_sightings.hpp"

namespace truce {
namespace {

using invented_sightings::at;
using invented_sightings::days_of;
using invented_sightings::named;
using invented_sightings::shuffled;
using invented_sightings::some;

std::vector<LinkDecision> some_decisions(const std::vector<Sighting>& sightings) {
    std::vector<LinkDecision> decisions;
    for (int i = 0; sightings.size() > 1 && i < *rc::gen::inRange(0, 5); ++i) {
        const Sighting& a = *rc::gen::elementOf(sightings);
        const Sighting& b = *rc::gen::elementOf(sightings);
        if (a.source == b.source && a.id == b.id) continue;
        decisions.push_back({{a.source, a.id}, {b.source, b.id}, *rc::gen::arbitrary<bool>(), "someone", "saw it"});
    }
    return decisions;
}

Fusion fused(const std::vector<Sighting>& sightings, const std::vector<LinkDecision>& decisions = {}, const FuseOptions& options = {}) {
    auto fusion = fuse(sightings, shipped_model(), decisions, options);
    EXPECT_TRUE(fusion.ok()) << (fusion ? "" : fusion.error().text());
    return *std::move(fusion);
}

RC_GTEST_PROP(Fusion, does_not_depend_on_the_order_of_reports_and_decisions, (std::uint32_t seed)) {
    const auto sightings = some(30);
    const auto decisions = some_decisions(sightings);
    const auto other = shuffled(sightings, seed);
    const Fusion one = fused(sightings, decisions);
    const Fusion two = fused(other, shuffled(decisions, seed));
    RC_ASSERT(named(sightings, one) == named(other, two));
    RC_ASSERT(one.candidates == two.candidates);
    std::map<std::pair<std::string, std::string>, const Placement*> by_id;
    for (std::size_t i = 0; i < sightings.size(); ++i) by_id[{sightings[i].source, sightings[i].id}] = &one.placements[i];
    for (std::size_t i = 0; i < other.size(); ++i) {
        const Placement& here = two.placements[i];
        const Placement& there = *by_id[{other[i].source, other[i].id}];
        RC_ASSERT(here.outcome == there.outcome && here.probability == there.probability && here.disputed == there.disputed);
    }
}

RC_GTEST_PROP(Fusion, puts_every_report_into_exactly_one_incident, ()) {
    const auto sightings = some(30);
    const Fusion fusion = fused(sightings);
    std::vector<int> seen(sightings.size());
    for (std::size_t i = 0; i < fusion.incidents.size(); ++i) {
        std::set<std::string> sources;
        for (const std::uint32_t member : fusion.incidents[i]) {
            ++seen[member];
            RC_ASSERT(fusion.placements[member].incident == i);
            RC_ASSERT(sources.insert(sightings[member].source).second);  // one report of a source
        }
    }
    RC_ASSERT(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
}

RC_GTEST_PROP(Fusion, keeps_what_people_decided_unless_they_contradict_each_other, ()) {
    const auto sightings = some(20);
    const auto decisions = some_decisions(sightings);
    const Fusion fusion = fused(sightings, decisions);
    std::map<SightingId, std::uint32_t> index;
    for (std::uint32_t i = 0; i < sightings.size(); ++i) index[{sightings[i].source, sightings[i].id}] = i;
    for (const LinkDecision& decision : decisions) {
        const Placement& a = fusion.placements[index.at(decision.a)];
        const Placement& b = fusion.placements[index.at(decision.b)];
        if (!decision.same) RC_ASSERT(a.incident != b.incident);
        if (decision.same) RC_ASSERT(a.incident == b.incident || (a.disputed && b.disputed && a.outcome == Outcome::ask));
    }
}

RC_GTEST_PROP(Fusion, without_a_report_is_as_if_it_had_never_been, ()) {
    // The model is frozen: its frequencies do not move with the reports that are there.
    auto sightings = some(25);
    RC_PRE(!sightings.empty());
    const auto before = named(sightings, fused(sightings));
    auto more = sightings;
    more.push_back(invented_sightings::any(1'000));
    fused(more);
    RC_ASSERT(named(sightings, fused(sightings)) == before);
}

RC_GTEST_PROP(LinkReasons, adds_up_and_names_reports_of_different_sources, ()) {
    const auto sightings = some(25);
    const Fusion fusion = fused(sightings);
    for (std::uint32_t i = 0; i < sightings.size(); ++i) {
        const Placement& placement = fusion.placements[i];
        RC_ASSERT(placement.probability >= 0 && placement.probability <= 1);
        for (const auto& why : {placement.best, placement.runner_up}) {
            if (!why) continue;
            RC_ASSERT(why->a == i && sightings[why->a].source != sightings[why->b].source);
            RC_ASSERT(std::accumulate(why->parts.begin(), why->parts.end(), 0) == why->bits);
        }
        if (placement.runner_up) RC_ASSERT(fusion.placements[placement.runner_up->b].incident != placement.incident);
        if (placement.best) RC_ASSERT(fusion.placements[placement.best->b].incident == placement.incident);
    }
}

TEST(Fusion, joins_what_is_one_and_leaves_alone_what_is_not) {
    const std::vector<Sighting> sightings{at("A", "1", 35, 37, 3), at("B", "1", 35.004, 37, 3), at("B", "2", 36.5, 38, 3),
                                          at("C", "1", 35.001, 37, 3)};
    FuseOptions sure;
    sure.join_from = 0.5;
    const Fusion fusion = fused(sightings, {}, sure);
    EXPECT_EQ(fusion.incidents.size(), 2U);
    EXPECT_EQ(fusion.placements[0].outcome, Outcome::join);
    EXPECT_EQ(fusion.placements[2].outcome, Outcome::fresh);
    EXPECT_EQ(fusion.model, shipped_model().number);
}

TEST(Fusion, never_joins_a_summary_or_a_wide_place_without_a_person) {
    auto sightings = std::vector{at("A", "1", 35, 37, 3), at("B", "1", 35, 37, 3)};
    sightings[1].summary = true;
    FuseOptions sure;
    sure.join_from = 0.0;
    EXPECT_EQ(fused(sightings, {}, sure).placements[1].outcome, Outcome::ask);
    sightings[1].summary = false;
    sightings[1].spread_m = 60'000;
    EXPECT_EQ(fused(sightings, {}, sure).placements[1].outcome, Outcome::ask);
    const LinkDecision accepted{{"A", "1"}, {"B", "1"}, true, "alpha", "same crater"};
    EXPECT_EQ(fused(sightings, {accepted}, sure).placements[1].outcome, Outcome::join);
}

TEST(Fusion, refuses_what_it_cannot_take) {
    const auto refused = [](const std::vector<Sighting>& sightings, const std::vector<LinkDecision>& decisions) {
        const auto fusion = fuse(sightings, shipped_model(), decisions, {});
        EXPECT_FALSE(fusion.ok());
        return fusion.ok() ? std::string() : fusion.error().id;
    };
    const std::vector<Sighting> two{at("A", "1", 35, 37, 3), at("B", "1", 35, 37, 3)};
    EXPECT_EQ(refused({two[0], two[0]}, {}), "fuse.twice");
    EXPECT_EQ(refused(two, {{{"A", "1"}, {"B", "9"}, true, "alpha", ""}}), "fuse.decision");
    EXPECT_EQ(refused(two, {{{"A", "1"}, {"A", "1"}, true, "alpha", ""}}), "fuse.decision");
    Model wrong = shipped_model();
    wrong.pooled.fill(-1'000);
    EXPECT_EQ(fuse(two, wrong, {}, {}).error().id, "fuse.model");
}

TEST(Fusion, of_nothing_of_one_source_and_of_places_that_nobody_knows) {
    EXPECT_TRUE(fused({}).incidents.empty());
    EXPECT_EQ(fused({at("A", "1", 35, 37, 3), at("A", "2", 35, 37, 3)}).incidents.size(), 2U);
    auto nowhere = std::vector{at("A", "1", 35, 37, 3), at("B", "1", 35, 37, 3)};
    nowhere[0].where.reset();
    EXPECT_EQ(fused(nowhere).incidents.size(), 2U);
    auto year = std::vector{at("A", "1", 35, 37, 3), at("B", "1", 35, 37, 3)};
    year[0].when = days_of(0, 365);
    EXPECT_TRUE(fused(year).placements[0].too_long);
}

TEST(Fusion, of_100_000_reports_on_one_point_and_day_is_bounded_and_asks) {
    std::vector<Sighting> sightings;
    for (int i = 0; i < 100'000; ++i) sightings.push_back(at(i % 2 == 0 ? "A" : "B", std::to_string(i), 35, 37, 3));
    const Fusion fusion = fused(sightings);
    EXPECT_EQ(fusion.incidents.size(), sightings.size());
    EXPECT_TRUE(std::all_of(fusion.placements.begin(), fusion.placements.end(),
                            [](const Placement& p) { return p.crowded && p.outcome == Outcome::ask; }));
}

TEST(Fusion, of_a_full_cell_that_is_not_yet_crowded_ends) {
    std::vector<Sighting> sightings;
    for (int i = 0; i < 1'000; ++i) sightings.push_back(at(i % 2 == 0 ? "A" : "B", std::to_string(i), 35, 37, 3));
    EXPECT_EQ(fused(sightings).candidates, 250'000U);
}

}  // namespace
}  // namespace truce
