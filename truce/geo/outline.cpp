#include "truce/geo/outline.hpp"

#include "truce/geo/geos.hpp"

namespace truce {
namespace {

/// Of a unit of latitude or longitude, anywhere (latitude at a pole).
constexpr double unit_mm_max = 11.17;
constexpr std::int64_t away_mm_min = 1'000;

bool has_room(const Box& box, double units) {
    const auto room = static_cast<std::int64_t>(units) + 1;
    return box.low.lat_e7 - room > -900'000'000 && box.high.lat_e7 + room < 900'000'000 && box.low.lon_e7 - room > -1'800'000'000 &&
           box.high.lon_e7 + room < 1'800'000'000;
}

}  // namespace

std::shared_ptr<const Shape> outline_around(const std::shared_ptr<const Shape>& shape, std::int64_t away_mm) {
    if (away_mm < away_mm_min) return shape;
    const double units = static_cast<double>(away_mm) / unit_mm_max;
    if (!has_room(shape->box(), units)) return shape;
    std::int32_t grid = 1;
    while (grid * 10.0 <= units / 20) grid *= 10;
    auto outline = Shape::create(geos::around(shape->polygons(), units * 0.6, units * 0.35, grid));
    if (!outline || outline->vertex_count() >= shape->vertex_count() || overlap(*shape, *outline) != Overlap::covered) return shape;
    return std::make_shared<const Shape>(std::move(*outline));
}

std::shared_ptr<const Shape> outline_of_few_corners(const std::shared_ptr<const Shape>& shape, std::size_t corners) {
    const std::size_t in_all = corners * (shape->polygons().size() + 1) / 2;
    const double part = static_cast<double>(in_all) / static_cast<double>(shape->vertex_count());
    if (part >= 1) return shape;
    auto outline = Shape::create(geos::hull(shape->polygons(), part));
    if (!outline || overlap(*shape, *outline) != Overlap::covered) return shape;
    return std::make_shared<const Shape>(std::move(*outline));
}

}  // namespace truce
