/// The grid for one reach: bands of latitude as high as the reach, each cut into cells at least as wide, so that whatever lies
/// within the reach of a spot lies in its cell or one beside it. Holds at the antimeridian and at the poles.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "truce/fuse/spots.hpp"

namespace truce {

/// Radius of the sphere that distances are counted on.
inline constexpr double earth_km = 6371.0088;

/// The grid for one reach: bands of latitude as high as the reach, each cut into cells at least as wide, so that whatever lies
/// within the reach of a spot lies in its cell or one beside it. Holds at the antimeridian and at the poles.
class Grid {
public:
    /// A reach below 10 m counts as 10 m.
    explicit Grid(double reach_km);

    /// Cells are numbered along the bands, from south to north: 0 .. cells()-1.
    [[nodiscard]] std::uint32_t cell(const Spot& spot) const;
    [[nodiscard]] std::uint32_t band_of_cell(std::uint32_t cell) const;
    [[nodiscard]] std::uint32_t bands() const { return bands_; }
    [[nodiscard]] std::uint32_t cells() const { return first_.back(); }

    /// Ranges [from, to) of cell numbers in the band `other` that may hold neighbours of `cell` of the band `row`; two where they
    /// pass the meridian at which the counting starts. `other` is row or next to it.
    struct Ranges {
        std::array<std::pair<std::uint32_t, std::uint32_t>, 2> range{};
        std::size_t count = 0;
    };
    [[nodiscard]] Ranges neighbours(std::uint32_t cell, std::uint32_t row, std::uint32_t other) const;

private:
    [[nodiscard]] std::uint32_t band(const Spot& spot) const;
    /// How far apart in longitude two points within the reach can be if one lies in this band.
    [[nodiscard]] double longitude_reach(std::uint32_t band) const;

    double delta_;
    double height_ = 0;
    std::uint32_t bands_ = 0;
    std::vector<std::uint32_t> first_;
    std::vector<double> width_;
    std::vector<double> reach_;  ///< of each band, in longitude
};

}  // namespace truce
