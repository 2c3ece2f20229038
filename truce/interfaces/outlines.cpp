#include "truce/interfaces/outlines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/geo/outline.hpp"
#include "truce/interfaces/feature_source.hpp"

namespace truce {
namespace {

/// Twice the area, positive if the ring turns counter-clockwise with east to the right and north up.
double turn(const Ring& ring) {
    double sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LatLon a = ring[i];
        const LatLon b = ring[(i + 1) % ring.size()];
        sum += static_cast<double>(a.lon_e7) * b.lat_e7 - static_cast<double>(b.lon_e7) * a.lat_e7;
    }
    return sum;
}

void append_ring(std::string& out, const Ring& ring, bool outer, Crs crs) {
    const bool forward = (turn(ring) > 0) == outer;
    out += '[';
    for (std::size_t i = 0; i <= ring.size(); ++i) {
        if (i > 0) out += ',';
        const std::size_t at = i % ring.size();
        append_position(out, ring[forward ? at : (ring.size() - at) % ring.size()], crs);
    }
    out += ']';
}

}  // namespace

void append_position(std::string& out, LatLon at, Crs crs) {
    out += '[';
    if (crs == Crs::epsg3857) {
        const auto [x, y] = in_crs(at, crs);
        fmt::format_to(std::back_inserter(out), "{:.2f},{:.2f}", x, y);
    } else {
        append_degrees(out, crs == Crs::crs84 ? at.lon_e7 : at.lat_e7);
        out += ',';
        append_degrees(out, crs == Crs::crs84 ? at.lat_e7 : at.lon_e7);
    }
    out += ']';
}

void append_polygons(std::string& out, const std::vector<PolygonRings>& polygons, Crs crs) {
    for (std::size_t p = 0; p < polygons.size(); ++p) {
        out += p > 0 ? ",[" : "[";
        for (std::size_t r = 0; r < polygons[p].size(); ++r) {
            if (r > 0) out += ',';
            append_ring(out, polygons[p][r], r == 0, crs);
        }
        out += ']';
    }
}

std::int64_t outline_away_mm(const Shape& area) {
    constexpr std::int64_t away_mm_max = 1'000'000;
    return std::min(away_mm_max, enclosing_circle(area).radius_mm / 100);
}

std::shared_ptr<const std::string> Outlines::exact(std::uint16_t area, Crs crs) {
    auto text = exact_.get({crs, area}, [&]() -> Result<std::shared_ptr<const std::string>> {
        std::string out;
        append_polygons(out, profile_->atlas->divisions()[area].shape->polygons(), crs);
        return std::make_shared<const std::string>(std::move(out));
    });
    TRUCE_ASSERT(text.ok());
    return *text;
}

std::shared_ptr<const Shape> Outlines::shape_around(std::uint16_t area) {
    const auto shape = shapes_.get(area, [&]() -> Result<std::shared_ptr<const std::shared_ptr<const Shape>>> {
        const auto& exact = profile_->atlas->divisions()[area].shape;
        return std::make_shared<const std::shared_ptr<const Shape>>(outline_around(exact, outline_away_mm(*exact)));
    });
    TRUCE_ASSERT(shape.ok());
    return **shape;
}

std::shared_ptr<const std::string> Outlines::around(std::span<const std::uint16_t> areas, Crs crs) {
    TRUCE_ASSERT(!areas.empty());
    auto text = around_.get({crs, {areas.begin(), areas.end()}}, [&]() -> Result<std::shared_ptr<const std::string>> {
        std::vector<std::shared_ptr<const Shape>> shapes;
        for (const std::uint16_t area : areas) shapes.push_back(shape_around(area));
        std::string out;
        if (const auto joined = union_of(shapes)) {
            append_polygons(out, joined->polygons(), crs);
        } else {
            // Side by side they are no valid shape, and are drawn so all the same: nothing of where it may have been is left out.
            for (const auto& shape : shapes) {
                if (!out.empty()) out += ',';
                append_polygons(out, shape->polygons(), crs);
            }
        }
        return std::make_shared<const std::string>(std::move(out));
    });
    TRUCE_ASSERT(text.ok());
    return *text;
}

}  // namespace truce
