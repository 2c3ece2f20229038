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

namespace {

/// As one shape. They lie side by side where they make no valid one: nothing of where it may have been is left out.
std::vector<std::shared_ptr<const Shape>> joined(std::vector<std::shared_ptr<const Shape>> shapes) {
    if (shapes.size() == 1) return shapes;
    auto one = union_of(shapes);
    return one ? std::vector{std::make_shared<const Shape>(std::move(*one))} : std::move(shapes);
}

std::string written(const std::vector<std::shared_ptr<const Shape>>& shapes, Crs crs) {
    std::string out;
    for (const auto& shape : shapes) {
        if (!out.empty()) out += ',';
        append_polygons(out, shape->polygons(), crs);
    }
    return out;
}

}  // namespace

std::shared_ptr<const std::string> Outlines::exact(std::span<const std::uint16_t> areas, Crs crs) {
    TRUCE_ASSERT(!areas.empty());
    auto text = exact_.get({crs, {areas.begin(), areas.end()}}, [&]() -> Result<std::shared_ptr<const std::string>> {
        std::vector<std::shared_ptr<const Shape>> shapes;
        for (const std::uint16_t area : areas) shapes.push_back(profile_->atlas->divisions()[area].shape);
        return std::make_shared<const std::string>(written(joined(std::move(shapes)), crs));
    });
    TRUCE_ASSERT(text.ok());
    return *text;
}

/// Around one area, by a hundredth of its radius: fewer corners, and decimals, to unite with others.
std::shared_ptr<const Shape> Outlines::thinned(std::uint16_t area) {
    const auto shape = thinned_.get(area, [&]() -> Result<std::shared_ptr<const std::shared_ptr<const Shape>>> {
        const auto& exact = profile_->atlas->divisions()[area].shape;
        return std::make_shared<const std::shared_ptr<const Shape>>(outline_around(exact, enclosing_circle(*exact).radius_mm / 100));
    });
    TRUCE_ASSERT(shape.ok());
    return **shape;
}

std::shared_ptr<const std::string> Outlines::around(std::span<const std::uint16_t> areas, Crs crs) {
    TRUCE_ASSERT(!areas.empty());
    auto text = around_.get({crs, {areas.begin(), areas.end()}}, [&]() -> Result<std::shared_ptr<const std::string>> {
        std::vector<std::shared_ptr<const Shape>> shapes;
        for (const std::uint16_t area : areas) shapes.push_back(thinned(area));
        shapes = joined(std::move(shapes));
        for (auto& shape : shapes) shape = outline_of_few_corners(shape, outline_corners);
        return std::make_shared<const std::string>(written(shapes, crs));
    });
    TRUCE_ASSERT(text.ok());
    return *text;
}

}  // namespace truce
