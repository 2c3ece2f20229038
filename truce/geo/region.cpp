#include "truce/geo/region.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "truce/geo/geos.hpp"
#include "truce/geo/metric.hpp"

namespace truce {

namespace {

constexpr std::int32_t full_turn_mdeg = 360'000;

Error bad_bearing(std::int64_t value) {
    return {Errc::invalid, "region.bearing", fmt::format("bearing {} is outside 0..359999 thousandths of a degree", value), "",
            "give bearings clockwise from true north; 0 to 360000 means all round"};
}

Error bad_distance(const Sector& s) {
    return {
        Errc::invalid, "region.distance",
        fmt::format("the distances {} to {} mm are not ascending within 0..{}", s.distance_min_mm, s.distance_max_mm, region_radius_mm_max),
        "", "give the least distance first; whoever is less sure than 2,000 km knows nothing of the place"};
}

/// Clockwise from `from` to `to`, 0 .. full turn.
std::int64_t width_of(const Sector& s) {
    if (s.bearing_from_mdeg == 0 && s.bearing_to_mdeg == full_turn_mdeg) return full_turn_mdeg;
    return (std::int64_t{s.bearing_to_mdeg} - s.bearing_from_mdeg + full_turn_mdeg) % full_turn_mdeg;
}

bool can_be_outlined(const Sector& s) {
    const Reach reach = reach_of(plane(s.observer), static_cast<double>(s.distance_max_mm) / 1000 * 1.02 + 1000);
    const double top =
        std::abs(static_cast<double>(s.observer.lat_e7)) + latitude_reach(static_cast<double>(s.distance_max_mm) / 1000 + 1000);
    return !reach.polar && !reach.wraps && top < 75 * units_per_degree;
}

/// The sector's outline before it is grown: arcs in steps of at most 2 degrees, radii in pieces of at most 10 km.
/// Outer vertices are pushed out so that the chords between them do not cut the arc.
std::vector<LatLon> sketch(const Sector& s, std::int64_t width) {
    constexpr std::int64_t widening = 200;  // so that a single bearing has an area to grow
    constexpr std::int64_t step = 2'000;
    constexpr std::int64_t piece_mm = 10'000'000;
    const bool disc = width > 350'000;
    const std::int64_t from = s.bearing_from_mdeg - (disc ? 0 : widening);
    const std::int64_t turn = disc ? full_turn_mdeg : width + 2 * widening;
    const std::int64_t far = s.distance_max_mm + s.distance_max_mm / 1000 + 5'000;  // 1 / cos(1 degree) < 1.0002
    const std::int64_t near = disc ? 0 : std::max<std::int64_t>(0, s.distance_min_mm - s.distance_min_mm / 1000 - 5'000);
    const std::int64_t steps = std::max<std::int64_t>(1, (turn + step - 1) / step);
    const std::int64_t pieces = std::max<std::int64_t>(1, (far - near + piece_mm - 1) / piece_mm);
    std::vector<LatLon> ring;
    for (std::int64_t i = 0; i < (disc ? steps : steps + 1); ++i) ring.push_back(destination(s.observer, from + turn * i / steps, far));
    if (disc) return ring;
    const auto radius = [&](std::int64_t bearing, bool inward) {
        for (std::int64_t i = 1; i < pieces; ++i)
            ring.push_back(destination(s.observer, bearing, near + (far - near) * (inward ? pieces - i : i) / pieces));
    };
    radius(from + turn, true);
    if (near == 0) {
        ring.push_back(s.observer);
    } else {
        for (std::int64_t i = steps; i >= 0; --i) ring.push_back(destination(s.observer, from + turn * i / steps, near));
    }
    radius(from, false);
    return ring;
}

}  // namespace

bool operator==(const Region& a, const Region& b) {
    const bool same_polygon = a.polygon == b.polygon || (a.polygon != nullptr && b.polygon != nullptr && *a.polygon == *b.polygon);
    return a.kind == b.kind && a.centre == b.centre && a.radius_mm == b.radius_mm && a.ids == b.ids && same_polygon && a.sector == b.sector;
}

Region Region::circle(LatLon centre, std::int64_t radius_mm) {
    TRUCE_ASSERT(radius_mm >= 0 && radius_mm <= region_radius_mm_max);
    Region region;
    region.kind = Kind::circle;
    region.centre = centre;
    region.radius_mm = radius_mm;
    return region;
}

Region Region::areas(std::vector<std::string> ids) {
    Region region;
    if (ids.empty()) return region;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    region.kind = Kind::areas;
    region.ids = std::move(ids);
    return region;
}

Region Region::in(std::shared_ptr<const Polygon> polygon) {
    TRUCE_ASSERT(polygon != nullptr);
    Region region;
    region.kind = Kind::polygon;
    region.polygon = std::move(polygon);
    return region;
}

Result<Region> Region::seen(const Sector& sector) {
    TRUCE_TRY(LatLon::create(sector.observer.lat_e7, sector.observer.lon_e7));
    const bool all_round = sector.bearing_from_mdeg == 0 && sector.bearing_to_mdeg == full_turn_mdeg;
    for (const std::int32_t bearing : {sector.bearing_from_mdeg, sector.bearing_to_mdeg})
        if (!all_round && (bearing < 0 || bearing >= full_turn_mdeg)) return bad_bearing(bearing);
    if (sector.distance_min_mm < 0 || sector.distance_min_mm > sector.distance_max_mm || sector.distance_max_mm > region_radius_mm_max)
        return bad_distance(sector);
    Region region;
    region.kind = Kind::sector;
    region.sector = sector;
    return region;
}

/// The sketch differs from the sector only by its edges, which are straight in longitude and latitude instead
/// of on the arc or the geodesic. The sagitta of a piece of length L is below L^2 tan(latitude) / (8 R): with the
/// pieces above and latitudes below 75 degrees, less than 0.1 % of the far distance; growing by 0.2 % of it and
/// 5 m covers that, measured in the plane at the observer's latitude, which can shrink it by at most a half there.
std::shared_ptr<const Polygon> outline(const Sector& sector) {
    if (!can_be_outlined(sector)) return nullptr;
    const Plane origin = plane(sector.observer);
    const Scale scale = band_between(origin.y, origin.y).high;
    std::vector<Plane> ring;
    for (const LatLon p : sketch(sector, width_of(sector)))
        ring.push_back({(plane(p).x - origin.x) * scale.x, (plane(p).y - origin.y) * scale.y});
    const double margin_m = 5 + static_cast<double>(sector.distance_max_mm) / 1000 * 0.002;
    // Rounded to the grid, vertices that lie close together can make a ring touch itself. A little larger, they fall elsewhere.
    for (const double more : {1.0, 1.1, 1.2, 1.3, 1.4}) {
        std::vector<PolygonRings> polygons;
        for (const auto& grown : geos::buffer(ring, margin_m * more)) {
            Ring vertices;
            for (const Plane p : grown) {
                const LatLon vertex{static_cast<std::int32_t>(std::lround(origin.y + p.y / scale.y)),
                                    static_cast<std::int32_t>(std::lround(origin.x + p.x / scale.x))};
                if (vertices.empty() || vertices.back() != vertex) vertices.push_back(vertex);
            }
            polygons.push_back({std::move(vertices)});
        }
        if (auto shape = Polygon::create(std::move(polygons))) return std::make_shared<const Polygon>(std::move(shape).value());
    }
    return nullptr;  // saying nothing about the place is sound
}

std::string in_words(const Region& region) {
    const auto km = [](std::int64_t mm) { return fmt::format("{:g} km", static_cast<double>(mm) / 1e6); };
    const auto degrees = [](std::int32_t mdeg) { return fmt::format("{:g}", mdeg / 1000.0); };
    switch (region.kind) {
        case Region::Kind::unknown: return "anywhere";
        case Region::Kind::circle:
            if (region.radius_mm == 0) return "at " + format(region.centre);
            return fmt::format("within {} of {}", km(region.radius_mm), format(region.centre));
        case Region::Kind::areas: return fmt::format("in {}", fmt::join(region.ids, " or "));
        case Region::Kind::polygon: {
            const Box& box = region.polygon->box();
            return fmt::format("in a polygon between {} and {}", format(box.low), format(box.high));
        }
        case Region::Kind::sector: {
            const Sector& s = region.sector;
            return fmt::format("{} to {} from {}, bearing {} to {} degrees", km(s.distance_min_mm), km(s.distance_max_mm),
                               format(s.observer), degrees(s.bearing_from_mdeg), degrees(s.bearing_to_mdeg));
        }
    }
    TRUCE_ASSERT(false);
}

}  // namespace truce
