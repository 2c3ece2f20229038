/// The cells of five kilometres in which places are told where the exact ones may not be.
#pragma once

#include <cstdint>

#include "truce/geo/shape.hpp"

namespace truce {

/// Rows of cells are 0.045 degrees high (about 5 km), counted from the equator; a row's cells are as many whole parts of 360 degrees as
/// are at least 5 km wide on its side nearer to the equator. So a cell depends on nothing but the place.
///
/// What is told of a place with an uncertainty of `radius_mm`: the cell of its middle, widened on each side by as many cells as hold the
/// radius. The box surely holds the whole region, and says of its middle no more than the cell: two places of one cell whose radii
/// need equally many cells give the same box. Beyond latitude +-85 the row's whole width.
Box cell_box(LatLon middle, std::int64_t radius_mm);

}  // namespace truce
