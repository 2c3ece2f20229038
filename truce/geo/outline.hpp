/// Outlines with few corners, to be drawn instead of what they hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "truce/geo/shape.hpp"

namespace truce {

/// A shape with fewer corners that holds all of the given one, and of which no point is more than `away_mm` from it: a little larger,
/// never smaller. Narrow bays and holes may be filled, pieces may grow together. The given one itself where there is none with fewer
/// corners, where it reaches a pole or the antimeridian, and where away_mm is below 1 m.
///   cost     some milliseconds for some hundred corners: keep the answer
///   source   a buffer of 0.6 away_mm (GEOS, arcs from inside to within 8 %), thinned out within 0.35 away_mm (Douglas and Peucker 1973,
///            doi:10.3138/FM57-6770-U75U-7727), rounded by at most 0.036 away_mm. A thinned line lies within that distance of the line it
///            replaces, so it keeps clear of the shape. That it holds all of it is compared exactly before it is given
std::shared_ptr<const Shape> outline_around(const std::shared_ptr<const Shape>& shape, std::int64_t away_mm);

/// A shape that holds all of the given one and lies within the convex hulls of its polygons, with about `corners`, half as many more for
/// each further polygon, and some more where convex hulls have them: bays are filled, first those that add the least. The given one itself
/// where it has as few.
///   source   GEOS's PolygonHullSimplify, of which the corners are some of the given ones, so that nothing is rounded. That it holds all
///            of the shape is compared exactly before it is given
std::shared_ptr<const Shape> outline_of_few_corners(const std::shared_ptr<const Shape>& shape, std::size_t corners);

}  // namespace truce
