#include "truce/coordinate/shift.hpp"

#include <algorithm>

#include "truce/base/json.hpp"

namespace truce {

namespace {

using Counts = std::function<bool(std::string_view)>;

/// One search: may everything be moved so that nothing that counts is in the way?
class Search {
public:
    Search(const LiveVolumes& live, std::string_view kind, const std::vector<Volume>& volumes, std::string_view except,
           const Counts& counts)
        : live_(live), kind_(kind), volumes_(volumes), except_(except), counts_(counts) {}

    template <typename Move>
    [[nodiscard]] bool free_after(Move move) const {
        std::vector<Volume> moved;
        for (const Volume& volume : volumes_) {
            auto one = move(volume);
            if (!one) return false;
            moved.push_back(std::move(one).value());
        }
        return !live_.any_conflict(kind_, moved, except_, [&](std::string_view activity) { return counts_(activity); });
    }

    /// Spans of shifts in time that are taken, closed, from pairs that are near on the ground and in height.
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> taken_in_time(std::int64_t most_us) const {
        std::vector<std::pair<std::int64_t, std::int64_t>> taken;
        std::vector<Conflict> near = live_.conflicts(kind_, volumes_, except_, most_us);
        std::string last;
        std::vector<Volume> others;
        for (const Conflict& one : near) {
            if (!counts_(one.activity)) continue;
            if (one.activity != last) others = live_.volumes_of(last = one.activity);
            const Separations& all = live_.separations();
            const std::int64_t gap = all.between(all.kind(kind_), live_.kind_of(one.activity)).gap_us;
            const Interval& mine = volumes_[one.mine].when;
            const Interval& other = others[one.other].when;
            taken.emplace_back(other.from.us - gap - mine.to.us, other.to.us + gap - mine.from.us);
        }
        std::ranges::sort(taken);
        return taken;
    }

private:
    const LiveVolumes& live_;
    std::string_view kind_;
    const std::vector<Volume>& volumes_;
    std::string_view except_;
    const Counts& counts_;
};

std::int64_t step_up(std::int64_t x, std::int64_t step) { return (x / step + 1) * step; }

/// The smallest multiple of `step` above 0 in no span, up to `most`. `spans` are sorted.
std::optional<std::int64_t> first_free(const std::vector<std::pair<std::int64_t, std::int64_t>>& spans, std::int64_t step,
                                       std::int64_t most) {
    std::int64_t at = step;
    for (const auto& [low, high] : spans) {
        if (high < at) continue;
        if (low > at) break;
        if (high > most) return std::nullopt;
        at = step_up(high, step);
    }
    // A span that begins earlier in the order may reach farther than the ones after it: at only grows, so one pass does.
    return at <= most ? std::optional(at) : std::nullopt;
}

std::vector<std::pair<std::int64_t, std::int64_t>> mirrored(std::vector<std::pair<std::int64_t, std::int64_t>> spans) {
    for (auto& [low, high] : spans) std::tie(low, high) = std::pair(-high, -low);
    std::ranges::sort(spans);
    return spans;
}

template <typename Free>
std::optional<std::int64_t> first_step(std::int64_t step, std::int64_t most, Free free) {
    for (std::int64_t by = step; by <= most; by += step) {
        if (free(by)) return by;
    }
    return std::nullopt;
}

}  // namespace

Result<Volume> moved_in_time(const Volume& volume, std::int64_t by_us) {
    const auto inside = [&](Instant t) { return std::abs(t.us + by_us) <= json_integer_max; };
    if (!inside(volume.when.from) || !inside(volume.when.to))
        return Error{Errc::invalid, "shift.time", "the window would reach beyond any time that can be written", "", "move it less"};
    Volume moved = volume;
    moved.when = {{volume.when.from.us + by_us}, {volume.when.to.us + by_us}};
    return moved;
}

Result<Volume> moved_in_height(const Volume& volume, std::int64_t by_mm) {
    if (volume.height.kind == Height::Kind::surface) return volume;
    TRUCE_ASSIGN(Height height, Height::band(volume.height.low_mm + by_mm, volume.height.high_mm + by_mm));
    return Volume{volume.where, std::move(height), volume.when};
}

Result<Volume> moved_aside(const Volume& volume, std::int64_t distance_mm, std::int64_t bearing_mdeg) {
    const Footprint& where = volume.where;
    std::vector<LatLon> points;
    for (const LatLon p : where.points()) points.push_back(destination(p, bearing_mdeg, distance_mm));
    const auto footprint = [&]() -> Result<Footprint> {
        switch (where.kind()) {
            case Footprint::Kind::circle: return Footprint::circle(points.front(), where.radius_mm());
            case Footprint::Kind::corridor: return Footprint::corridor(std::move(points), where.radius_mm());
            case Footprint::Kind::polygon: return Footprint::polygon(std::move(points));
            case Footprint::Kind::area: break;
        }
        return Error{Errc::invalid, "shift.area", "a named area lies where it lies", "", "draw a polygon instead"};
    }();
    if (!footprint) return footprint.error();
    return Volume{*footprint, volume.height, volume.when};
}

Shifts smallest_shifts(const LiveVolumes& live, std::string_view kind, const std::vector<Volume>& volumes, std::string_view except,
                       const Counts& counts, const ShiftLimits& limits) {
    TRUCE_ASSERT(!volumes.empty());
    const Search search(live, kind, volumes, except, counts);
    Shifts shifts;
    const auto taken = search.taken_in_time(limits.time_us_max);
    shifts.later_us = first_free(taken, limits.time_step_us, limits.time_us_max);
    shifts.earlier_us = first_free(mirrored(taken), limits.time_step_us, limits.time_us_max);
    if (std::ranges::all_of(volumes, [](const Volume& v) { return v.height.kind == Height::Kind::band; })) {
        const auto by = [&](std::int64_t sign) {
            return first_step(limits.height_step_mm, limits.height_mm_max, [&](std::int64_t mm) {
                return search.free_after([&](const Volume& v) { return moved_in_height(v, sign * mm); });
            });
        };
        shifts.higher_mm = by(1);
        shifts.lower_mm = by(-1);
    }
    for (const std::int64_t distance_mm : limits.aside_mm) {
        for (std::int64_t bearing = 0; bearing < 360'000 && !shifts.aside; bearing += 45'000) {
            if (search.free_after([&](const Volume& v) { return moved_aside(v, distance_mm, bearing); }))
                shifts.aside = Shifts::Aside{distance_mm, bearing};
        }
    }
    return shifts;
}

}  // namespace truce
