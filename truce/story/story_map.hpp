/// The small map at the head of a story: rows of squares in which letters name places.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/geo/point.hpp"

namespace truce {

/// Reads
///
///     2 km a square, top left at -18.00 -28.80
///     . . A .
///     . B . .
///
/// Each square is that wide and high; a square is a point or a letter or digit; blanks are free. The first row is the northernmost. A
/// letter stands for the middle of its square: so many squares south of the top left corner, then so many east, each along a geodesic.
/// Errors: story.map (no such first line, a row of another length, another character, a letter twice, a square of more than 100 km).
Result<std::map<std::string, LatLon, std::less<>>> parse_story_map(std::string_view text);

}  // namespace truce
