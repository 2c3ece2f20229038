#include "truce/fuse/grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace truce {

namespace {

/// Angles are taken in single precision, which is several times faster and wrong by less than 4e-7.
constexpr double angle_slack = 1e-6;

}  // namespace

Grid::Grid(double reach_km) : delta_(std::max(reach_km, 0.01) / earth_km * (1 + 1e-4) + angle_slack) {
    bands_ = static_cast<std::uint32_t>(std::max(1.0, std::floor(std::numbers::pi / delta_)));
    height_ = std::numbers::pi / bands_;
    first_.resize(bands_ + 1);
    for (std::uint32_t band = 0; band < bands_; ++band) {
        reach_.push_back(longitude_reach(band));
        const double count = std::max(1.0, std::floor(2 * std::numbers::pi / reach_.back()));
        first_[band + 1] = first_[band] + static_cast<std::uint32_t>(count);
        width_.push_back(2 * std::numbers::pi / count);
    }
}

std::uint32_t Grid::cell(const Spot& spot) const {
    const std::uint32_t row = band(spot);
    double lon = std::atan2(spot.y, spot.x);
    if (lon < 0) lon += 2 * std::numbers::pi;
    const auto column = static_cast<std::uint32_t>(lon / width_[row]);
    return first_[row] + std::min(column, first_[row + 1] - first_[row] - 1);
}

std::uint32_t Grid::band_of_cell(std::uint32_t cell) const {
    return static_cast<std::uint32_t>(std::upper_bound(first_.begin(), first_.end(), cell) - first_.begin()) - 1;
}

Grid::Ranges Grid::neighbours(std::uint32_t cell, std::uint32_t row, std::uint32_t other) const {
    const std::uint32_t columns = first_[other + 1] - first_[other];
    const auto at = [&](std::int64_t column) { return first_[other] + static_cast<std::uint32_t>(column); };
    const double reach = std::max(reach_[row], reach_[other]) + angle_slack;
    const double low = (cell - first_[row]) * width_[row] - reach;
    const double high = low + width_[row] + 2 * reach;
    if (high - low + width_[other] >= 2 * std::numbers::pi) return {{{{at(0), at(columns)}}}, 1};
    const auto from = static_cast<std::int64_t>(std::floor(low / width_[other]));
    const auto to = static_cast<std::int64_t>(std::floor(high / width_[other])) + 1;
    if (to - from >= columns) return {{{{at(0), at(columns)}}}, 1};
    if (from < 0) return {{{{at(0), at(to)}, {at(from + columns), at(columns)}}}, 2};
    if (to > columns) return {{{{at(0), at(to - columns)}, {at(from), at(columns)}}}, 2};
    return {{{{at(from), at(to)}}}, 1};
}

std::uint32_t Grid::band(const Spot& spot) const {
    // Not by asin(z), which loses hundreds of metres near a pole.
    const double lat = std::atan2(spot.z, std::sqrt(spot.x * spot.x + spot.y * spot.y)) + std::numbers::pi / 2;
    return std::min(static_cast<std::uint32_t>(std::max(lat, 0.0) / height_), bands_ - 1);
}

double Grid::longitude_reach(std::uint32_t band) const {
    const double south = std::abs(band * height_ - std::numbers::pi / 2);
    const double north = std::abs((band + 1) * height_ - std::numbers::pi / 2);
    const double cosine = std::cos(std::max(south, north) + 1e-7);
    const double sine = std::sin(std::min(delta_, std::numbers::pi / 2));
    return cosine <= sine ? 2 * std::numbers::pi : std::asin(sine / cosine);
}

}  // namespace truce
