/// The earth on the six faces of a cube: everywhere a plane with corners at (-1, -1) and (1, 1), no pole, no antimeridian.
///
/// A point p in space lies on the face of its longest coordinate w = +-p[k], at u = p[k+1] / w, v = p[k+2] / w, as seen from the
/// earth's centre. Shortest paths are straight there but for 7 mm in 10 km (near.cpp). Moving by an angle e, u and v change by
/// at most e (1 + u^2 + v^2) per step.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>

#include "truce/geo/footprint.hpp"

namespace truce {

/// Part of a face, in units of 2^-30: -2^30 .. 2^30, both ends included.
struct FaceBox {
    std::int32_t face = 0;  ///< 0 .. 5
    std::int32_t u_low = 0;
    std::int32_t u_high = 0;
    std::int32_t v_low = 0;
    std::int32_t v_high = 0;
    friend bool operator==(const FaceBox&, const FaceBox&) = default;
};
using FaceBoxes = boost::container::small_vector<FaceBox, 1>;

/// Boxes that surely hold every point at most `metres` from the footprint: at most one per face.
/// Close to the least such boxes below 300 km; larger figures get those of a box in space.
FaceBoxes faces_of(const Footprint& footprint, double metres);
/// The same for one of its parts: from its on_face, where that says enough, within some 10 ns.
FaceBoxes faces_of(const Footprint& footprint, const Footprint::Part& part, double metres);

/// What a part's on_face is to be: all but on_face itself is there.
Footprint::OnFace only_face_of(const Footprint::State& state, const Footprint::Part& part);

}  // namespace truce
