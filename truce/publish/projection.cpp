#include "truce/publish/projection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

namespace truce {
namespace {

constexpr double mm_per_degree = 111'320'000;

Box box_of(const std::vector<std::shared_ptr<const Shape>>& shapes) {
    Box all = shapes.front()->box();
    for (const auto& shape : shapes) {
        const Box& box = shape->box();
        all.low = {std::min(all.low.lat_e7, box.low.lat_e7), std::min(all.low.lon_e7, box.low.lon_e7)};
        all.high = {std::max(all.high.lat_e7, box.high.lat_e7), std::max(all.high.lon_e7, box.high.lon_e7)};
    }
    return all;
}

double square_distance(MapPoint p, MapPoint a, MapPoint b) {
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length = dx * dx + dy * dy;
    const double t = length == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0);
    return std::pow(p.x - a.x - t * dx, 2) + std::pow(p.y - a.y - t * dy, 2);
}

}  // namespace

Projection::Projection(const std::vector<std::shared_ptr<const Shape>>& shapes, double width, double margin) : margin_(margin) {
    const Box all = box_of(shapes);
    const double middle = (all.low.lat() + all.high.lat()) / 2;
    shrink_ = std::cos(middle * std::numbers::pi / 180);
    scale_ = (width - 2 * margin) / std::max((all.high.lon() - all.low.lon()) * shrink_, 1e-6);
    west_ = all.low.lon();
    north_ = all.high.lat();
    height_ = std::ceil((all.high.lat() - all.low.lat()) * scale_ + 2 * margin);
}

MapPoint Projection::of(LatLon at) const {
    return {margin_ + (at.lon() - west_) * shrink_ * scale_, margin_ + (north_ - at.lat()) * scale_};
}

double Projection::units(std::int64_t mm) const { return static_cast<double>(mm) / mm_per_degree * scale_; }

LatLon Projection::back(MapPoint at) const {
    const double lat = std::clamp(north_ - (at.y - margin_) / scale_, -90.0, 90.0);
    const double lon = std::clamp(west_ + (at.x - margin_) / (shrink_ * scale_), -180.0, 180.0);
    return {static_cast<std::int32_t>(std::lround(lat * 1e7)), static_cast<std::int32_t>(std::lround(lon * 1e7))};
}

std::string Projection::path(const Shape& shape) const {
    std::string out;
    for (const Ring& ring : shape.rings()) {
        std::string last;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const MapPoint point = of(ring[i]);
            std::string here = fmt::format("{:.1f} {:.1f}", point.x, point.y);
            if (here == last) continue;
            out += (i == 0 ? "M" : "L") + here;
            last = std::move(here);
        }
        out += "Z";
    }
    return out;
}

MapPoint Projection::label_point(const std::vector<std::shared_ptr<const Shape>>& shapes, const std::vector<MapPoint>& others) const {
    const Box box = box_of(shapes);
    const MapPoint corner = of({box.high.lat_e7, box.low.lon_e7});
    const MapPoint opposite = of({box.low.lat_e7, box.high.lon_e7});
    constexpr int steps = 40;
    MapPoint best{(corner.x + opposite.x) / 2, (corner.y + opposite.y) / 2};
    double best_distance = -1;
    for (int row = 1; row < steps; ++row) {
        for (int column = 1; column < steps; ++column) {
            const MapPoint at{corner.x + (opposite.x - corner.x) * column / steps, corner.y + (opposite.y - corner.y) * row / steps};
            double distance = 1e18;
            for (const MapPoint& other : others) distance = std::min(distance, std::pow(at.x - other.x, 2) + std::pow(at.y - other.y, 2));
            if (distance <= best_distance) continue;
            const bool within = std::ranges::any_of(shapes, [&](const auto& s) { return s->side(back(at)) == Shape::Side::inside; });
            if (!within) continue;
            for (const auto& shape : shapes) {
                for (const Ring& ring : shape->rings()) {
                    for (std::size_t i = 0; i < ring.size() && distance > best_distance; ++i)
                        distance = std::min(distance, square_distance(at, of(ring[i]), of(ring[(i + 1) % ring.size()])));
                }
            }
            if (distance <= best_distance) continue;
            best_distance = distance;
            best = at;
        }
    }
    return best;
}

}  // namespace truce
