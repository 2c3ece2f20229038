#include "truce/publish/cell.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace truce {
namespace {

constexpr std::int64_t row_e7 = 450'000;
constexpr std::int64_t circle_e7 = 3'600'000'000;
constexpr std::int64_t half_circle_e7 = 1'800'000'000;
constexpr std::int64_t quarter_circle_e7 = 900'000'000;
/// A degree of longitude is at least this long at the equator, one of latitude at least this long anywhere.
constexpr double lon_degree_mm = 111'319'000;
constexpr double lat_degree_mm = 110'570'000;
constexpr double cell_mm = 5'000'000;
constexpr std::int64_t last_row = 1888;  // 84.96 degrees

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// Cosine of the latitude of a row's side that is nearer to the equator, and of the farther one.
double cosine_of(std::int64_t row, bool nearer) {
    const std::int64_t low = std::min(std::abs(row), std::abs(row + 1));
    const std::int64_t side = nearer ? low : low + 1;
    return std::cos(static_cast<double>(side * row_e7) * 1e-7 * std::numbers::pi / 180);
}

std::int32_t clamped(std::int64_t x, std::int64_t limit) { return static_cast<std::int32_t>(std::clamp(x, -limit, limit)); }

}  // namespace

Box cell_box(LatLon middle, std::int64_t radius_mm) {
    const std::int64_t row = floor_div(middle.lat_e7, row_e7);
    const auto rows =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(radius_mm) / (lat_degree_mm * 1e-7 * static_cast<double>(row_e7))));
    const std::int64_t low_row = row - rows;
    const std::int64_t high_row = row + rows;
    Box box{{clamped(low_row * row_e7, quarter_circle_e7), -1'800'000'000},
            {clamped((high_row + 1) * row_e7, quarter_circle_e7), 1'800'000'000}};
    if (std::max(std::abs(low_row), std::abs(high_row + 1)) > last_row) return box;
    const auto cells = static_cast<std::int64_t>(360 * lon_degree_mm * cosine_of(row, true) / cell_mm);
    // As wide as the radius is long where the box comes nearest to a pole.
    const double narrowest = std::min(cosine_of(low_row, false), cosine_of(high_row, false));
    const double cell_width_mm = 360.0 / static_cast<double>(cells) * lon_degree_mm * narrowest;
    const auto columns = static_cast<std::int64_t>(std::ceil(static_cast<double>(radius_mm) / cell_width_mm));
    const std::int64_t column = (middle.lon_e7 + half_circle_e7) * cells / circle_e7;
    const std::int64_t west = column - columns;
    const std::int64_t east = column + columns + 1;
    if (west < 0 || east > cells) return box;
    box.low.lon_e7 = static_cast<std::int32_t>(floor_div(west * circle_e7, cells) - half_circle_e7);
    box.high.lon_e7 = static_cast<std::int32_t>(-floor_div(-east * circle_e7, cells) - half_circle_e7);
    return box;
}

}  // namespace truce
