#include "truce/coordinate/live_volumes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace truce {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

Separations table() {
    return std::move(Separations::create({{"convoy", "flight", 1'000'000, 300'000, hour_us},
                                          {"convoy", "convoy", 500'000, 0, hour_us / 2},
                                          {"patrol", "convoy", 2'000'000, 0, 0}}))
        .value();
}

std::string any_kind() { return *rc::gen::element<std::string>("convoy", "flight", "patrol", "works"); }

Volume any_volume() {
    const LatLon at{*rc::gen::inRange(350'000'000, 353'000'000),
                    *rc::gen::inRange(1'799'000'000, 1'800'000'001) * (*rc::gen::arbitrary<bool>() ? 1 : -1)};
    const LatLon to = destination(at, *rc::gen::inRange(0, 360'000), *rc::gen::inRange(0, 20'000'000));
    const std::int64_t from = *rc::gen::inRange(0, 200) * hour_us / 10;
    const Height height = *rc::gen::arbitrary<bool>() ? std::move(Height::surface(4'000)).value()
                                                      : std::move(Height::band(*rc::gen::inRange(0, 6) * 1'000'000, 6'500'000)).value();
    const auto footprint = [&]() -> Footprint {
        const auto radius_mm = *rc::gen::inRange<std::int64_t>(0, 2'000'000);
        switch (*rc::gen::inRange(0, 6)) {
            case 0: return std::move(Footprint::circle(at, radius_mm)).value();
            case 1: {  // several legs, some longer than a part
                std::vector<LatLon> way{at};
                const auto length_mm = *rc::gen::element<std::int64_t>(0, 3'000'000, 120'000'000);
                for (int i = *rc::gen::inRange(1, 6); i > 0; --i)
                    way.push_back(destination(way.back(), *rc::gen::inRange(0, 360'000), length_mm));
                return std::move(Footprint::corridor(std::move(way), radius_mm)).value();
            }
            case 2:
                return std::move(Footprint::polygon({at, destination(at, 10'000, 15'000'000), destination(at, 80'000, 9'000'000)})).value();
            default: return std::move(Footprint::corridor({at, to}, radius_mm)).value();
        }
    };
    return {footprint(), height, {{from}, {from + hour_us}}};
}

std::vector<Volume> some_volumes() {
    std::vector<Volume> all;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) all.push_back(any_volume());
    return all;
}

struct Filed {
    std::string kind;
    std::vector<Volume> volumes;
};

RC_GTEST_PROP(LiveVolumes, finds_exactly_the_pairs_that_a_comparison_of_all_finds, ()) {
    const auto separations = std::make_shared<const Separations>(table());
    const Ground ground{0, 1'500'000};
    LiveVolumes live(separations, ground);
    std::map<std::string, Filed> model;
    for (int step = *rc::gen::inRange(0, 40); step > 0; --step) {
        const std::string id = "a" + std::to_string(*rc::gen::inRange(0, 20));
        if (*rc::gen::inRange(0, 4) == 0) {
            live.drop(id);
            model.erase(id);
        } else {
            model[id] = {any_kind(), some_volumes()};
            live.put(id, model[id].kind, model[id].volumes);
        }
    }
    const std::string kind = any_kind();
    const std::vector<Volume> asked = some_volumes();
    std::vector<Conflict> expected;
    for (const auto& [id, filed] : model) {
        if (id == "a3") continue;
        const Clearance& clearance = separations->between(separations->kind(kind), separations->kind(filed.kind));
        for (std::uint32_t i = 0; i < asked.size(); ++i)
            for (std::uint32_t k = 0; k < filed.volumes.size(); ++k)
                if (may_conflict(asked[i], filed.volumes[k], clearance, ground)) expected.push_back({id, i, k});
    }
    std::ranges::sort(expected);
    RC_ASSERT(live.conflicts(kind, asked, "a3") == expected);
    RC_ASSERT(live.activities() == model.size());
    LiveVolumes rebuilt(separations, ground);
    for (const auto& [id, filed] : model) rebuilt.put(id, filed.kind, filed.volumes);
    RC_ASSERT(rebuilt.conflicts(kind, asked, "a3") == expected);
    RC_ASSERT(rebuilt.volumes() == live.volumes());
}

TEST(Separations, hold_both_ways_and_unknown_kinds_keep_none) {
    const Separations all = table();
    const auto convoy = all.kind("convoy");
    const auto flight = all.kind("flight");
    EXPECT_EQ(all.between(convoy, flight), (Clearance{1'000'000, 300'000, hour_us}));
    EXPECT_EQ(all.between(flight, convoy), all.between(convoy, flight));
    EXPECT_EQ(all.between(flight, flight), Clearance{});
    EXPECT_EQ(all.between(all.kind("works"), convoy), Clearance{});
    EXPECT_EQ(all.greatest(convoy), (Clearance{2'000'000, 300'000, hour_us}));
    EXPECT_EQ(Separations().greatest(0), Clearance{});
}

TEST(Separations, refuse_two_distances_for_one_pair_and_impossible_ones) {
    EXPECT_EQ(Separations::create({{"a", "b", 1, 0, 0}, {"b", "a", 2, 0, 0}}).error().id, "separation.twice");
    EXPECT_TRUE(Separations::create({{"a", "b", 1, 0, 0}, {"b", "a", 1, 0, 0}}).ok());
    EXPECT_EQ(Separations::create({{"a", "b", -1, 0, 0}}).error().id, "separation.range");
    EXPECT_EQ(Separations::create({{"a", "b", 1'000'000'001, 0, 0}}).error().id, "separation.range");
}

TEST(LiveVolumes, a_thousand_in_one_place_all_come_back) {
    LiveVolumes live(std::make_shared<const Separations>(), {});
    const Footprint here = std::move(Footprint::circle({360'000'000, 370'000'000}, 1'000)).value();
    const Volume volume{here, std::move(Height::surface(0)).value(), {{0}, {hour_us}}};
    for (int i = 0; i < 12'000; ++i) live.put(std::to_string(i), "convoy", {volume});
    EXPECT_EQ(live.conflicts("convoy", {volume}).size(), 12'000U);
    EXPECT_EQ(live.conflicts("convoy", {volume}, "17").size(), 11'999U);
}

}  // namespace
}  // namespace truce
