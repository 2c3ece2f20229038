/// Heights above mean sea level: how high a geoid lies above the WGS 84 ellipsoid, from a grid.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/geo/footprint.hpp"
#include "truce/geo/volume.hpp"

namespace truce {

/// A grid in the GTX form of NOAA's VDatum, as Debian's proj-data has EGM96 at a quarter of a degree (egm96_15.gtx): four big-endian
/// doubles (south, west, step north, step east, in degrees), two 32-bit counts (rows, columns), then metres as 32-bit floats from the
/// south-west corner. It must go round the earth. Immutable.
class Geoid {
public:
    /// Errors: geoid.form (invalid) naming what is wrong.
    static Result<Geoid> from_gtx(std::string_view bytes, std::string name);

    /// Between which heights above the ellipsoid the grid's surface lies anywhere on the footprint: never too narrow for what is
    /// interpolated linearly between its points. Errors: geoid.wide (invalid): the footprint is more than ten degrees across.
    [[nodiscard]] Result<HeightRange> range_over(const Footprint& where) const;
    /// "egm96_15.gtx, sha256 7f…": what a volume says it was converted by.
    [[nodiscard]] const std::string& named() const { return named_; }

private:
    Geoid() = default;
    [[nodiscard]] HeightRange range_in(double south, double north, double west, double east) const;

    double south_ = 0, west_ = 0, step_lat_ = 1, step_lon_ = 1;
    std::int32_t rows_ = 0, columns_ = 0;
    std::vector<float> metres_;
    std::string named_;
};

/// A band above the ellipsoid that surely holds what was stated, with the statement beside it.
/// Errors: those of Height::band and Geoid::range_over.
Result<Height> above_sea(std::int64_t low_mm, std::int64_t high_mm, const Footprint& where, const Geoid& geoid);
///   ground      between which heights above the ellipsoid the ground lies there
///   stated_by   who says so; not empty
Result<Height> above_ground(std::int64_t low_mm, std::int64_t high_mm, const HeightRange& ground, std::string stated_by);

}  // namespace truce
