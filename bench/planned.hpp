/// Planned corridors of one leg over a day, from a fixed seed: what the measurements of coordination ask about.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "truce/geo/volume.hpp"

namespace truce::planned {

inline constexpr std::int64_t minute_us = 60'000'000;
inline constexpr double radians = std::numbers::pi / 180;

/// A corridor as everybody can have it.
struct Item {
    LatLon a;
    LatLon b;
    std::int64_t half_width_mm = 0;
    std::int64_t low_mm = 0;
    std::int64_t high_mm = 0;
    std::int64_t from_us = 0;
    std::int64_t to_us = 0;
    double x[4];  ///< the rectangle, degrees
    double y[4];

    [[nodiscard]] double x_low() const { return *std::min_element(x, x + 4); }
    [[nodiscard]] double x_high() const { return *std::max_element(x, x + 4); }
    [[nodiscard]] double y_low() const { return *std::min_element(y, y + 4); }
    [[nodiscard]] double y_high() const { return *std::max_element(y, y + 4); }
    [[nodiscard]] Volume volume() const {
        return {std::move(Footprint::corridor({a, b}, half_width_mm)).value(),
                std::move(Height::band(low_mm, high_mm)).value(),
                {{from_us}, {to_us}}};
    }
    [[nodiscard]] std::string wkt() const {
        return fmt::format("POLYGON(({} {},{} {},{} {},{} {},{} {}))", x[0], y[0], x[1], y[1], x[2], y[2], x[3], y[3], x[0], y[0]);
    }
};

struct Workload {
    std::string name;
    bool hubs = false;
    double length_low_m, length_high_m, width_low_m, width_high_m;
    double minutes_low, minutes_high;
    double height_high_m;
};

inline const std::vector<Workload> workloads{{"sparse", false, 500, 4'000, 100, 500, 10, 60, 600},
                                             {"syria", true, 1'000, 20'000, 200, 1'500, 10, 90, 600},
                                             {"dense", true, 5'000, 30'000, 500, 3'000, 30, 180, 1'500}};

class Maker {
public:
    Maker(const Workload& workload, std::uint64_t seed) : w_(workload), random_(seed) {}

    Item next() {
        Item item;
        const auto [lat, lon] = place();
        const double bearing = between(0, 360) * radians;
        const double length = between(w_.length_low_m, w_.length_high_m);
        const double half = between(w_.width_low_m, w_.width_high_m) / 2;
        const double per_lat = 1 / 111'000.0;
        const double per_lon = per_lat / std::cos(lat * radians);
        const double end_lat = lat + length * std::cos(bearing) * per_lat;
        const double end_lon = lon + length * std::sin(bearing) * per_lon;
        item.a = std::move(LatLon::from_degrees(lat, lon)).value();
        item.b = std::move(LatLon::from_degrees(end_lat, end_lon)).value();
        item.half_width_mm = std::lround(half * 1000);
        for (int i = 0; i < 4; ++i) {
            const double along = i == 0 || i == 3 ? -half : length + half;
            const double aside = i < 2 ? -half : half;
            item.y[i] = lat + (along * std::cos(bearing) - aside * std::sin(bearing)) * per_lat;
            item.x[i] = lon + (along * std::sin(bearing) + aside * std::cos(bearing)) * per_lon;
        }
        const double base = between(0, 1) < 0.4 ? 0 : between(0, 6'000);
        item.low_mm = std::lround(base * 1000);
        item.high_mm = item.low_mm + std::lround(between(50, w_.height_high_m) * 1000);
        item.from_us = static_cast<std::int64_t>(between(0, 24 * 60)) * minute_us + 1'488'000'000'000'000;
        item.to_us = item.from_us + static_cast<std::int64_t>(between(w_.minutes_low, w_.minutes_high) * 60) * 1'000'000;
        return item;
    }

private:
    double between(double low, double high) { return std::uniform_real_distribution(low, high)(random_); }
    std::pair<double, double> place() {
        static constexpr double hubs[8][2] = {{33.51, 36.29}, {36.2, 37.15},  {34.73, 36.71}, {35.13, 36.75},
                                              {35.52, 35.79}, {35.93, 36.63}, {36.5, 40.75},  {35.34, 40.14}};
        if (!w_.hubs) return {between(30, 38), between(34, 44)};
        if (between(0, 1) >= 0.7) return {between(32.4, 37.2), between(35.8, 42.2)};
        const auto& hub = hubs[std::uniform_int_distribution(0, 7)(random_)];
        return {std::normal_distribution(hub[0], 0.25)(random_), std::normal_distribution(hub[1], 0.3)(random_)};
    }
    const Workload& w_;
    std::mt19937_64 random_;
};

inline std::vector<Item> made(const Workload& workload, std::size_t count, std::uint64_t seed) {
    Maker maker(workload, seed);
    std::vector<Item> items;
    for (std::size_t i = 0; i < count; ++i) items.push_back(maker.next());
    return items;
}

}  // namespace truce::planned
