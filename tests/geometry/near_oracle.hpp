/// An independent answer to how far two footprints are from each other, for tests: by geodesics of GeographicLib alone, step by
/// step along the edges. Slow, and knows nothing of balls, planes or pieces.
#pragma once

#include <vector>

#include "truce/geo/footprint.hpp"

namespace truce::oracle {

/// The geodesic distance of two cores, in metres: 0 where they meet. Never below the true one by more than 1e-6 m, and above
/// it by at most a tenth of a millimetre, for edges up to some hundred km.
double cores_apart_m(const Footprint& a, const Footprint& b);

}  // namespace truce::oracle
