#include "truce/fuse/fused_values.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <tuple>

#include "truce/fuse/spots.hpp"

namespace truce {
namespace {

constexpr double scale_min_m = 500;  // no source knows the place of an event better
constexpr double outlier_scales = 3;
constexpr double outlier_m = 5'000;
constexpr int rounds = 50;

struct Place {
    double x = 0, y = 0, z = 0;  ///< on the unit sphere: no seam at the date line, none at a pole
    double scale_m = 0;
    std::uint32_t index = 0;
    LatLon point;
};

Place place_of(const Sighting& report, std::uint32_t index) {
    const double lat = report.where->lat() * std::numbers::pi / 180;
    const double lon = report.where->lon() * std::numbers::pi / 180;
    return {std::cos(lat) * std::cos(lon),
            std::cos(lat) * std::sin(lon),
            std::sin(lat),
            std::max(scale_min_m, report.spread_m),
            index,
            *report.where};
}

double metres(double x, double y, double z, const Place& p) {
    constexpr double earth_m = 6'371'008.8;
    const double chord = std::sqrt((x - p.x) * (x - p.x) + (y - p.y) * (y - p.y) + (z - p.z) * (z - p.z));
    return 2 * earth_m * std::asin(std::min(1.0, chord / 2));
}

/// The place in the middle: weights fall with distance counted in the report's own scale. Starts at the report that is nearest to
/// the others, so that of two places far apart one is taken and not the desert between them.
void find_place(std::vector<Place> places, FusedValues& out) {
    if (places.empty()) return;
    std::sort(places.begin(), places.end(),
              [](const Place& p, const Place& q) { return std::tie(p.scale_m, p.point) < std::tie(q.scale_m, q.point); });
    const Place* start = &places.front();
    double least = -1;
    for (const Place& p : places) {
        double sum = 0;
        for (const Place& q : places) sum += std::log1p(std::pow(metres(p.x, p.y, p.z, q) / q.scale_m, 2));
        if (least < 0 || sum < least - 1e-9) {
            least = sum;
            start = &p;
        }
    }
    double x = start->x;
    double y = start->y;
    double z = start->z;
    double information = 0;
    double off = 0;
    for (int round = 0; round < rounds; ++round) {
        double sx = 0;
        double sy = 0;
        double sz = 0;
        information = 0;
        off = 0;
        for (const Place& p : places) {
            const double distance = metres(x, y, z, p);
            const double weight = 1 / (p.scale_m * p.scale_m + distance * distance);
            sx += weight * p.x;
            sy += weight * p.y;
            sz += weight * p.z;
            information += weight;
            off += weight * distance * distance;
        }
        const double length = std::sqrt(sx * sx + sy * sy + sz * sz);
        if (length <= 0) break;  // two antipodes: stay at the start
        x = sx / length;
        y = sy / length;
        z = sz / length;
    }
    constexpr double degree = 180 / std::numbers::pi;
    out.where = *LatLon::from_degrees(std::atan2(z, std::hypot(x, y)) * degree, std::atan2(y, x) * degree);
    out.spread_m = std::max(std::sqrt(1 / information), std::sqrt(off / information));
    for (const Place& p : places) {
        const double distance = metres(x, y, z, p);
        if (distance > outlier_m && distance > outlier_scales * p.scale_m) out.outliers.push_back(p.index);
    }
    std::sort(out.outliers.begin(), out.outliers.end());
}

void find_time(const std::vector<Sighting>& reports, FusedValues& out) {
    Interval shared = reports.front().when;
    Interval hull = shared;
    for (const Sighting& report : reports) {
        shared = {std::max(shared.from, report.when.from), std::min(shared.to, report.when.to)};
        hull = {std::min(hull.from, report.when.from), std::max(hull.to, report.when.to)};
    }
    out.when_shared = !shared.empty();
    out.when = out.when_shared ? shared : hull;
}

void find_casualties(const std::vector<Sighting>& reports, FusedValues& out) {
    std::vector<std::int64_t> best;
    for (const Sighting& report : reports) {
        if (!report.casualties) continue;
        const auto [low, middle, high] = *report.casualties;
        best.push_back(middle);
        const auto [least, most] = std::minmax({low, middle, high});
        if (!out.casualties) out.casualties = Casualties{least, 0, most};
        out.casualties->low = std::min(out.casualties->low, least);
        out.casualties->high = std::max(out.casualties->high, most);
    }
    if (best.empty()) return;
    std::sort(best.begin(), best.end());
    out.casualties->best = best[(best.size() - 1) / 2];
}

}  // namespace

FusedValues fused_values(const std::vector<Sighting>& reports) {
    TRUCE_ASSERT(!reports.empty());
    FusedValues out;
    std::vector<Place> places;
    std::set<std::string> acts;
    std::set<std::string> actors;
    std::set<std::string_view> sources;
    for (std::uint32_t i = 0; i < reports.size(); ++i) {
        const Sighting& report = reports[i];
        if (report.where) places.push_back(place_of(report, i));
        if (!report.act.empty()) acts.insert(report.act);
        actors.insert(report.actors.begin(), report.actors.end());
        sources.insert(report.source);
    }
    find_place(std::move(places), out);
    find_time(reports, out);
    find_casualties(reports, out);
    out.acts.assign(acts.begin(), acts.end());
    out.actors.assign(actors.begin(), actors.end());
    out.sources = sources.size();
    return out;
}

}  // namespace truce
