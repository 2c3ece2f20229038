#include "truce/geo/cube.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

namespace truce {

namespace {

constexpr double unit = face_unit;

struct Rectangle {
    double u_low = 1e9, u_high = -1e9, v_low = 1e9, v_high = -1e9;
};

/// The coordinates as a face has them.
Vec3 on_face(Vec3 p, int face) {
    const double sign = face < 3 ? 1 : -1;
    switch (face % 3) {
        case 0: return {p.y, p.z, p.x * sign};
        case 1: return {p.z, p.x, p.y * sign};
        default: return {p.x, p.y, p.z * sign};
    }
}

/// Of the core; nothing if part of it is not well in front of the face.
std::optional<Rectangle> core_on(std::span<const Piece> pieces, int face) {
    Rectangle box;
    const auto take = [&](Vec3 p) {
        const Vec3 q = on_face(p, face);
        if (q.z < 0.3 * earth_polar_m) return false;
        const double over = 1 / q.z;
        const double u = q.x * over;
        const double v = q.y * over;
        box = {std::min(box.u_low, u), std::max(box.u_high, u), std::min(box.v_low, v), std::max(box.v_high, v)};
        return true;
    };
    if (!take(pieces.front().a)) return std::nullopt;
    for (const Piece& piece : pieces) {
        if (!take(piece.b)) return std::nullopt;  // in rings, and at joints, every other end is some piece's b
    }
    return box;
}

/// Widened by `metres` on the ground: if moving by the angle e from anywhere in the box changes u and v by e K at most as long as
/// they change by no more than some d, and e K <= d, then it changes them by e K.
bool widen(Rectangle& box, double metres) {
    const double angle = metres / earth_polar_m * (1 + 1e-9);
    const double u = std::max(std::abs(box.u_low), std::abs(box.u_high));
    const double v = std::max(std::abs(box.v_low), std::abs(box.v_high));
    const double allowed = 2 * angle * (1 + u * u + v * v);
    const double change = angle * (1 + (u + allowed) * (u + allowed) + (v + allowed) * (v + allowed));
    if (change > allowed) return false;
    box = {box.u_low - change, box.u_high + change, box.v_low - change, box.v_high + change};
    return true;
}

/// Of the ball in space that holds everything: quotients of intervals.
Rectangle ball_on(Vec3 middle, double ball_m, int face) {
    const Vec3 q = on_face(middle, face);
    const double near_w = std::max(q.z - ball_m, 1.0);
    const double far_w = q.z + ball_m;
    const auto low = [&](double x) { return (x - ball_m) / (x - ball_m < 0 ? near_w : far_w); };
    const auto high = [&](double x) { return (x + ball_m) / (x + ball_m < 0 ? far_w : near_w); };
    return {low(q.x), high(q.x), low(q.y), high(q.y)};
}

std::int32_t floor_of(double x) {
    const double scaled = std::clamp(x, -1.0, 1.0) * unit;
    const auto whole = static_cast<std::int32_t>(scaled);  // towards zero
    return whole - (static_cast<double>(whole) > scaled ? 1 : 0);
}
std::int32_t ceil_of(double x) { return -floor_of(-x); }

FaceBox rounded(int face, const Rectangle& box) {
    return {face, floor_of(box.u_low), ceil_of(box.u_high), floor_of(box.v_low), ceil_of(box.v_high)};
}

/// Pieces with what they enclose, and a ball in space that holds all of it.
struct Core {
    std::span<const Piece> pieces;
    Vec3 middle;
    double ball_m = 0;
};

Core core_of(const Footprint::State& s) { return {{s.pieces.data(), s.pieces.size()}, s.middle, s.ball_m}; }
Core core_of(const Footprint::State& s, const Footprint::Part& part) {
    if (part.count == s.pieces.size()) return core_of(s);
    const Vec3 middle = (part.leg.a + part.leg.b) * 0.5;
    return {{s.pieces.data() + part.first, part.count}, middle, length(part.leg.b - middle) + part.leg.sag_m + 1e-3};
}

/// Of everything at most margin_m from the core.
FaceBoxes boxes_of(const Core& core, double margin_m) {
    const double ball_m = core.ball_m + margin_m;
    FaceBoxes boxes;
    const std::array<double, 6> over{core.middle.x, core.middle.y, core.middle.z, -core.middle.x, -core.middle.y, -core.middle.z};
    for (int face = 0; face < 6; ++face) {
        // A point of the ground on this face has w >= |p| / sqrt 3.
        if (over[static_cast<std::size_t>(face)] + ball_m < 0.577 * earth_polar_m) continue;
        auto box = core_on(core.pieces, face);
        if (!box || !widen(*box, margin_m)) box = ball_on(core.middle, ball_m, face);
        if (box->u_low > 1 || box->u_high < -1 || box->v_low > 1 || box->v_high < -1) continue;
        boxes.push_back(rounded(face, *box));
    }
    return boxes;
}

}  // namespace

FaceBoxes faces_of(const Footprint& footprint, double metres) {
    const Footprint::State& s = footprint.state();
    return boxes_of(core_of(s), s.radius_m + metres + face_bends_m);
}

FaceBoxes faces_round(const Footprint& footprint, const Footprint::Part& part, double metres) {
    return boxes_of(core_of(footprint.state(), part), metres);
}

/// widen() bends upward with the angle: below its chord from none to what is alone.
Footprint::OnFace only_face_of(const Footprint::State& state, const Footprint::Part& part) {
    constexpr float for_rounding = 1 + 1e-6F;
    const Core core = core_of(state, part);
    for (double alone_m = 300'000; alone_m > 100; alone_m /= 3) {
        const FaceBoxes boxes = boxes_of(core, alone_m);
        if (boxes.size() != 1) continue;
        const int face = boxes.front().face;
        const auto box = core_on(core.pieces, face);
        auto wide = box;
        if (!box || !widen(*wide, alone_m)) continue;
        const double u = std::max(std::abs(box->u_low), std::abs(box->u_high));
        const double v = std::max(std::abs(box->v_low), std::abs(box->v_high));
        const double wider = unit / earth_polar_m * (1 + u * u + v * v);
        const double widest = (wide->u_high - box->u_high) * unit / alone_m;
        const FaceBox known = rounded(face, *box);
        return {face,
                static_cast<float>(alone_m * (1 - 1e-6)),
                known.u_low,
                known.u_high,
                known.v_low,
                known.v_high,
                static_cast<float>(wider) * for_rounding,
                static_cast<float>((widest - wider) / alone_m) * for_rounding};
    }
    return {};
}

}  // namespace truce
