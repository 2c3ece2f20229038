/// From degrees to the units of a map, and where in a piece of land a label fits. Private to this folder.
#pragma once

#include <string>
#include <vector>

#include "truce/geo/shape.hpp"

namespace truce {

struct MapPoint {
    double x = 0;
    double y = 0;
};

/// Equirectangular at the middle latitude of what is shown: over a country, distances are true within a few per cent.
class Projection {
public:
    /// Fits the shapes into `width` units with `margin` on each side. Precondition: at least one shape.
    Projection(const std::vector<std::shared_ptr<const Shape>>& shapes, double width, double margin);

    [[nodiscard]] MapPoint of(LatLon at) const;
    [[nodiscard]] double units(std::int64_t mm) const;
    [[nodiscard]] double height() const { return height_; }

    /// SVG path data, in tenths of a unit; neighbours keep their common line, because a vertex is rounded the same way in both.
    [[nodiscard]] std::string path(const Shape& shape) const;

    /// A point well inside: as far as possible from the boundary and from `others`, to about a fortieth of the size.
    [[nodiscard]] MapPoint label_point(const std::vector<std::shared_ptr<const Shape>>& shapes, const std::vector<MapPoint>& others) const;

private:
    [[nodiscard]] LatLon back(MapPoint at) const;

    double margin_;
    double shrink_ = 1;  ///< of a degree of longitude
    double scale_ = 1;   ///< units per degree of latitude
    double west_ = 0;
    double north_ = 0;
    double height_ = 0;
};

}  // namespace truce
