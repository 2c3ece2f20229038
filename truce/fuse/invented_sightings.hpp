/// Invented sightings for tests: dense enough that they compete, with everything that sources leave open. For tests only.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "truce/fuse/fuse.hpp"

namespace truce::invented_sightings {

inline Interval days_of(int first, int count = 1) {
    constexpr std::int64_t day_us = 86'400'000'000;
    return {{first * day_us}, {(first + count) * day_us}};
}

inline Sighting at(std::string source, std::string id, double lat, double lon, int day) {
    Sighting sighting;
    sighting.source = std::move(source);
    sighting.id = std::move(id);
    sighting.where = *LatLon::from_degrees(lat, lon);
    sighting.spread_m = 1'000;
    sighting.when = days_of(day);
    sighting.act = "shelling";
    sighting.actors = {"north", "south"};
    sighting.casualties = Casualties{3, 3, 3};
    return sighting;
}

/// One sighting near a few places and days; its id is `number`.
inline Sighting any(int number) {
    const int place = *rc::gen::inRange(0, 3);
    Sighting sighting =
        at(std::string(1, static_cast<char>('A' + *rc::gen::inRange(0, 4))), std::to_string(number),
           35 + place * 0.3 + *rc::gen::inRange(0, 60) * 0.001, 37 + *rc::gen::inRange(0, 60) * 0.001, *rc::gen::inRange(0, 8));
    sighting.when = days_of(static_cast<int>(sighting.when.from.us / 86'400'000'000), *rc::gen::element(1, 1, 1, 2, 5));
    sighting.spread_m = *rc::gen::element(500.0, 1'000.0, 25'000.0, 60'000.0);
    sighting.act = *rc::gen::element<std::string>("", "shelling", "shooting");
    const std::vector<std::vector<std::string>> sides{{}, {"north"}, {"north", "south"}, {"militia", "south"}};
    sighting.actors = *rc::gen::elementOf(sides);
    sighting.actors_open = *rc::gen::arbitrary<bool>();
    const std::int64_t toll = *rc::gen::element(0, 0, 1, 3, 3, 4, 12, 40);
    sighting.casualties = Casualties{toll, toll, toll + 1};
    if (*rc::gen::inRange(0, 5) == 0) sighting.casualties.reset();
    sighting.words = words_of(*rc::gen::element<std::string>("", "Tall Rifat", "Tall Abyad", "market"));
    sighting.summary = *rc::gen::inRange(0, 12) == 0;
    if (*rc::gen::inRange(0, 12) == 0) sighting.where.reset();
    return sighting;
}

inline std::vector<Sighting> some(int most) {
    std::vector<Sighting> sightings;
    const int n = *rc::gen::inRange(0, most + 1);
    for (int i = 0; i < n; ++i) sightings.push_back(any(i));
    return sightings;
}

template <typename T>
std::vector<T> shuffled(std::vector<T> things, std::uint32_t seed) {
    std::mt19937 numbers(seed);
    std::shuffle(things.begin(), things.end(), numbers);
    return things;
}

/// The partition by names, so that two fusions of differently ordered input can be compared.
inline std::vector<std::vector<std::string>> named(const std::vector<Sighting>& sightings, const Fusion& fusion) {
    std::vector<std::vector<std::string>> out;
    for (const auto& incident : fusion.incidents) {
        auto& names = out.emplace_back();
        for (const std::uint32_t i : incident) names.push_back(sightings[i].source + ":" + sightings[i].id);
        std::sort(names.begin(), names.end());
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace truce::invented_sightings
