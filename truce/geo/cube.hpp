/// The earth on the six faces of a cube: everywhere a plane with corners at (-1, -1) and (1, 1), no pole, no antimeridian.
///
/// A point p in space lies on the face of its longest coordinate w = +-p[k], at u = p[k+1] / w, v = p[k+2] / w, as seen from the
/// earth's centre. Shortest paths are straight there but for 7 mm in 10 km (near.cpp). Moving by an angle e, u and v change by
/// at most e (1 + u^2 + v^2) per step.
#pragma once

#include <algorithm>
#include <boost/container/static_vector.hpp>
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
using FaceBoxes = boost::container::static_vector<FaceBox, 6>;
inline constexpr std::int32_t face_unit = 1 << 30;
inline constexpr double face_bends_m = 0.1;  ///< more than shortest paths differ from straight lines on a face

/// Boxes that surely hold every point at most `metres` from the footprint: at most one per face.
/// Close to the least such boxes below 300 km; larger figures get those of a box in space.
FaceBoxes faces_of(const Footprint& footprint, double metres);
/// The same for a part of one, of everything at most `metres` from its core.
FaceBoxes faces_round(const Footprint& footprint, const Footprint::Part& part, double metres);
/// Of everything at most `metres` from a part of it: from its on_face, where that says enough, within some nanoseconds, and then at most a
/// hundredth of the way wider.
inline FaceBoxes faces_of(const Footprint& footprint, const Footprint::Part& part, double metres) {
    const double round_m = footprint.state().radius_m + metres + face_bends_m;
    const Footprint::OnFace& core = part.on_face;
    if (round_m > static_cast<double>(core.alone_m)) return faces_round(footprint, part, round_m);
    const auto m = static_cast<float>(round_m);
    const std::int32_t by = static_cast<std::int32_t>(m * (core.wider + m * core.wider_yet)) + 1;
    FaceBoxes boxes;
    boxes.push_back({core.face, std::max(core.u_low - by, -face_unit), std::min(core.u_high + by, face_unit),
                     std::max(core.v_low - by, -face_unit), std::min(core.v_high + by, face_unit)});
    return boxes;
}

/// What a part's on_face is to be: all but on_face itself is there.
Footprint::OnFace only_face_of(const Footprint::State& state, const Footprint::Part& part);

}  // namespace truce
