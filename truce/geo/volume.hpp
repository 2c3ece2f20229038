/// Volumes: a footprint, a band of heights and a window of time, and whether two of them may conflict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/geo/atlas.hpp"
#include "truce/geo/footprint.hpp"

namespace truce {

/// Heights as somebody gave them, before they became metres above the ellipsoid.
struct StatedHeight {
    enum class Datum : std::uint8_t { amsl, agl };
    Datum datum = Datum::amsl;  ///< above mean sea level; above the ground
    std::int64_t low_mm = 0;
    std::int64_t high_mm = 0;
    std::string by;  ///< what it was converted with: the geoid's file and digest, or whose heights of the ground
    friend bool operator==(const StatedHeight&, const StatedHeight&) = default;
};

/// Closed. Millimetres above the WGS 84 ellipsoid, or on the ground.
struct Height {
    enum class Kind : std::uint8_t {
        band,     ///< from low_mm to high_mm above the ellipsoid
        surface,  ///< from the ground to high_mm above it; low_mm is 0
    };
    Kind kind = Kind::surface;
    std::int64_t low_mm = 0;
    std::int64_t high_mm = 0;
    std::optional<StatedHeight> stated;  ///< band only
    friend bool operator==(const Height&, const Height&) = default;

    /// Errors: height.order (low above high), height.range (not within -8,000,000 .. 100,000,000 mm).
    static Result<Height> band(std::int64_t low_mm, std::int64_t high_mm);
    /// Errors: height.range (not within 0 .. 10,000,000 mm).
    static Result<Height> surface(std::int64_t above_ground_mm);
};

/// Between which heights above the ellipsoid all ground lies where a mechanism works. What is on the surface may be anywhere in
/// between. Without knowing better: everywhere on earth, -600 m to 9,000 m.
struct Ground {
    std::int64_t low_mm = -600'000;
    std::int64_t high_mm = 9'000'000;
    friend bool operator==(const Ground&, const Ground&) = default;
};

/// Not merged with others, however near. The window is half-open as everywhere, [from, to), and taken as closed in conflict checks.
/// Instant::highest() as `to`: until further notice.
struct Volume {
    Footprint where;
    Height height;
    Interval when;
    friend bool operator==(const Volume&, const Volume&) = default;
};

/// How much two things must be apart. All of it at once: they conflict only if they are too near on the ground and in height and in time.
struct Clearance {
    std::int64_t horizontal_mm = 0;  ///< 0 .. 1,000,000,000
    std::int64_t vertical_mm = 0;    ///< 0 .. 100,000,000
    std::int64_t gap_us = 0;         ///< >= 0
    friend bool operator==(const Clearance&, const Clearance&) = default;
};

/// The closed interval of heights above the ellipsoid that it may take, in millimetres.
struct HeightRange {
    std::int64_t low_mm = 0;
    std::int64_t high_mm = 0;
};
inline HeightRange range_of(const Height& height, const Ground& ground) {
    if (height.kind == Height::Kind::band) return {height.low_mm, height.high_mm};
    return {ground.low_mm, ground.high_mm + height.high_mm};
}

/// Whether the windows, both closed, come within gap_us of each other. Exact; sums beyond Instant's ends stay there.
bool windows_near(const Interval& a, const Interval& b, std::int64_t gap_us);

/// Whether two volumes come nearer than they should; touching counts.
///   false   surely not. Never wrong: see may_be_near
///   true    they do, or it is open within near_margin_m on the ground, or because a height of the ground is not known
/// Two surface volumes are always at one height.
[[nodiscard]] bool may_conflict(const Volume& a, const Volume& b, const Clearance& clearance, const Ground& ground);

/// Canonical JSON; a footprint's form is footprint.hpp's, docs/formats/activities.md has all of it.
///   {"footprint":{..},"from":us,"height":{"high_mm":..,"kind":"surface"},"to":us}
///   "height":{"high_mm":..,"kind":"band","low_mm":..,"stated":{"by":"..","datum":"amsl","high_mm":..,"low_mm":..}}
Json to_json(const Volume& volume);
/// Errors: volume.json naming the member; volume.area (not_found: the gazetteer does not have it; conflict: it is drawn otherwise
/// there); volume.window (empty); those of Footprint and Height.
Result<Volume> volume_from_json(const Json& value, const Gazetteer& gazetteer);

std::string in_words(const Height& height);

}  // namespace truce
