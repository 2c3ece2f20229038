/// Footprints: where on the ground something will be, and whether two of them may come near each other.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/geo/leg.hpp"
#include "truce/geo/shape.hpp"
#include "truce/geo/track.hpp"

namespace truce {

/// A closed set of places on the WGS 84 ellipsoid: all that are at most `radius` from a *core*. Anywhere on earth, poles and
/// antimeridian included. Immutable, cheap to copy.
///   circle    the core is a point
///   corridor  the core is the line through two waypoints or more by shortest paths; the radius is the half-width
///   polygon   the core is what a ring of shortest paths encloses, the smaller side; the radius is 0
///   area      the core is a named Shape, whose edges are straight in longitude and latitude; the radius is 0
class Footprint {
public:
    enum class Kind : std::uint8_t { circle, corridor, polygon, area };

    /// Errors: footprint.radius outside 0 .. footprint_radius_mm_max.
    static Result<Footprint> circle(LatLon centre, std::int64_t radius_mm);
    /// Errors: footprint.radius; footprint.waypoints (fewer than two, or more than footprint_corners_max);
    /// footprint.leg (two neighbours more than 10,000 km apart: give a waypoint between).
    static Result<Footprint> corridor(std::vector<LatLon> waypoints, std::int64_t half_width_mm);
    /// Errors: footprint.corners (fewer than three, too many, or one twice in succession), footprint.too_wide (not within
    /// 2,000 km of its middle), footprint.crossing (edges that cross or touch, found on a plane to 1 mm).
    /// Corners on one line are taken as that line.
    static Result<Footprint> polygon(Ring corners);
    /// Errors: area.id if the id is empty; footprint.too_wide.
    static Result<Footprint> area(std::string id, std::shared_ptr<const Shape> shape);

    [[nodiscard]] Kind kind() const { return state_->kind; }
    /// circle: its centre; corridor: its waypoints; polygon: its corners; area: empty.
    [[nodiscard]] const std::vector<LatLon>& points() const { return state_->points; }
    [[nodiscard]] std::int64_t radius_mm() const { return state_->radius_mm; }
    [[nodiscard]] const std::string& area_id() const { return state_->area_id; }
    [[nodiscard]] const std::shared_ptr<const Shape>& shape() const { return state_->shape; }

    /// By value: kind, points, radius, id and shape.
    friend bool operator==(const Footprint& a, const Footprint& b);

    /// Some pieces in succession, and a ball in space that holds them.
    struct Leaf {
        Vec3 middle;
        double ball_m = 0;
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        float length_m_max = 0;
        float bend_m_max = 0;
    };
    /// Of a binary tree over the leaves: a ball that holds those from `first` on, `count` of them.
    struct Node {
        Vec3 middle;
        double ball_m = 0;
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t right = 0;  ///< its second child; the first follows it. 0: a single leaf
    };
    /// Where the core of a part lies on the only face of cube.hpp that it touches, as nearly every part touches one alone; rounded
    /// outward, in the units of FaceBox.
    struct OnFace {
        std::int32_t face = 0;
        float alone_m = -1;  ///< what is within so many metres of the core is on this face alone; below 0: the core is not, or not surely
        std::int32_t u_low = 0, u_high = 0, v_low = 0, v_high = 0;
        float wider = 0;  ///< what is within m metres of the core is within m (wider + m wider_yet) units of this box
        float wider_yet = 0;
    };
    /// Some pieces in succession of one leg, or everything where the footprint is not made of legs. A footprint is its parts
    /// together: two come near each other if any of their parts do.
    struct Part {
        OnFace on_face;
        Leg leg;
        std::uint32_t first = 0;  ///< pieces
        std::uint32_t count = 0;
    };
    /// The enclosed side of a core, as the projection from the earth's centre onto a plane shows it, where shortest paths are straight.
    struct Interior {
        Vec3 up, right, ahead;
        std::vector<Plane> corners;       ///< of all rings, one after the other, in units of the earth's radius
        std::vector<std::uint32_t> ends;  ///< one past each ring's last corner
        Plane low, high;
        [[nodiscard]] bool holds(Vec3 p) const;
    };
    struct State {
        Kind kind = Kind::circle;
        double radius_m = 0;
        boost::container::small_vector<Part, 1> parts;  ///< here, beside the radius: looked at most often
        Vec3 middle;                                    ///< of the ball that holds the core, its interior included
        double ball_m = 0;
        Pieces pieces;  ///< of the core, or of its boundary
        boost::container::small_vector<Leaf, 1> leaves;
        std::vector<Node> nodes;  ///< empty for a single leaf
        std::unique_ptr<const Interior> interior;
        std::vector<LatLon> points;
        std::int64_t radius_mm = 0;
        std::string area_id;
        std::shared_ptr<const Shape> shape;
    };
    [[nodiscard]] const State& state() const { return *state_; }

private:
    explicit Footprint(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;  ///< never null
};

inline constexpr std::int64_t footprint_radius_mm_max = 1'000'000'000;
inline constexpr std::size_t footprint_corners_max = 10'000;

/// Whether two footprints may come within `metres` of each other, both closed: geodesic distance on the ellipsoid.
///   false   surely not: every point of one is farther than that from every point of the other. Never wrong
///   true    they do, or the margin leaves it open. With d the sum of both radii and `metres`: true without need only if
///           the cores are at most near_margin_m(d) more than d apart
/// metres >= 0, at most 1,000,000. Typical cost 50 to 300 ns; thousands of corners some microseconds.
[[nodiscard]] bool may_be_near(const Footprint& a, const Footprint& b, double metres);

/// 0.2 m + 0.7 d ((d + 60 km) / 12,600 km)^2: 20 cm at 100 m, 22 cm at 1 km, 42 cm at 10 km, 12 m at 100 km. Two circles: 1 mm.
double near_margin_m(double d);

/// Canonical JSON:
///   {"kind":"circle","lat_e7":..,"lon_e7":..,"radius_mm":..}   {"half_width_mm":..,"kind":"corridor","waypoints":[[lat_e7,lon_e7],..]}
///   {"corners":[[lat_e7,lon_e7],..],"kind":"polygon"}          {"area":"SYR-HL","kind":"area","line":"<64 hexadecimal digits>"}
/// An area stands by its id and the digest of its line (SHA-256 of the canonical JSON of Region::in(shape)); a gazetteer has the line
/// itself.
Json to_json(const Footprint& footprint);

/// For people, English: "within 2 km of 36.2 37.15", "a corridor of 500 m either side through 3 waypoints from .. to ..".
std::string in_words(const Footprint& footprint);

}  // namespace truce
