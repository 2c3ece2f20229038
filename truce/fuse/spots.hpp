/// Spots and candidates: which sightings lie near enough in space and time to be worth comparing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/fuse/sighting.hpp"

namespace truce {

/// How well the source knows the place, by the spread it states. The bounds follow the classes that event registers use.
enum class Precision : std::uint8_t {
    near,  ///< spread <= 6 km: a village, a quarter
    town,  ///< spread <= 30 km: near a named place
    wide,  ///< more: a district or governorate. Such links are proposed and never joined without a person.
};
Precision precision_of(double spread_m);

/// Where and when, packed: 32 bytes.
///   x, y, z         unit vector on the sphere, single precision (0.5 m on the ground)
///   from_min        minutes since 1970, rounded down
///   to_min          minutes since 1970, rounded up; > from_min
struct Spot {
    float x = 0;
    float y = 0;
    float z = 0;
    std::int32_t from_min = 0;
    std::int32_t to_min = 0;
    std::uint32_t index = 0;  ///< the sighting's place in its array
    std::uint32_t kind = 0;   ///< two spots of one kind are never candidates when CandidateOptions::kinds says so
    Precision precision = Precision::near;
};

/// The UTC day its interval starts on, in days since 1970.
std::int32_t start_day(const Spot& spot);

/// Precondition: check(sighting) is good and it has a place.
Spot spot_of(const Sighting& sighting, std::uint32_t index, std::uint32_t kind);

/// Distance on a sphere of radius 6,371.0088 km, in km; at most 0.6 % off the ellipsoid. Symmetric to the bit.
double distance_km(const Spot& a, const Spot& b);

enum class Kinds : std::uint8_t {
    different,  ///< candidates are of different kinds (kind = source)
    same,       ///< candidates are of one kind (kind = type of event)
};

struct CandidateOptions {
    /// Two spots are candidates within the larger of their classes' reaches, both ends included. Ascending.
    std::array<double, 3> reach_km{15, 25, 40};
    /// And if between the end of one interval and the start of the other there are at most so many minutes.
    std::int32_t gap_min = 2 * 1440;
    Kinds kinds = Kinds::different;
    /// A cell of 15 km (the first reach) with more spots that start on one UTC day is *crowded*: none of them is compared.
    std::size_t crowd_max = 1'000;
    /// Spots that last longer are not compared.
    std::int32_t length_max_min = 62 * 1440;
    /// So many comparisons are made at most.
    std::uint64_t tests_max = 20'000'000'000;
};

/// Two indexes of spots (Spot::index), `a` and `b` in no particular order, each pair once.
struct Candidate {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
};
using CandidateSink = std::function<void(std::span<const Candidate>)>;

/// Why a spot was not compared with anything.
struct LeftOut {
    std::vector<std::uint32_t> crowded;  ///< indexes, ascending
    std::vector<std::uint32_t> too_long;
};

/// Hands every pair of candidates to `sink`, in lots. The set of pairs does not depend on the order of the spots.
/// Cells are as wide as the reach, counted anew on each band of latitude, so that nothing is lost at the antimeridian or a pole.
/// Time about n log n + pairs; memory 64 bytes a spot. Widening a reach or the gap never loses a pair (crowding apart).
/// Errors: fuse.too_many_candidates (too_large) once tests_max is passed.
Result<LeftOut> for_each_candidate(std::vector<Spot> spots, const CandidateOptions& options, const CandidateSink& sink);

/// The same test for one pair, cells and crowding apart.
bool is_candidate(const Spot& a, const Spot& b, const CandidateOptions& options);

}  // namespace truce
