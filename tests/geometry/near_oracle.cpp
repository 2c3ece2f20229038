#include "tests/geometry/near_oracle.hpp"

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/GeodesicLine.hpp>
#include <GeographicLib/Math.hpp>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace truce::oracle {

namespace {

using GeographicLib::Geodesic;
using GeographicLib::GeodesicLine;

struct Place {
    double lat = 0;
    double lon = 0;
};

const Geodesic& earth() { return Geodesic::WGS84(); }

double apart(Place a, Place b) {
    double metres = 0;
    earth().Inverse(a.lat, a.lon, b.lat, b.lon, metres);
    return metres;
}

/// The least of a convex function on 0 .. 1, by golden section until the bracket is that wide.
template <typename Function>
double least(Function f, double width) {
    constexpr double golden = 0.6180339887498949;
    double low = 0;
    double high = 1;
    double t1 = 1 - golden;
    double t2 = golden;
    double f1 = f(t1);
    double f2 = f(t2);
    double best = std::min(f1, f2);
    while (high - low > width) {
        const bool left = f1 < f2;
        (left ? high : low) = left ? t2 : t1;
        (left ? t2 : t1) = left ? t1 : t2;
        (left ? f2 : f1) = left ? f1 : f2;
        const double t = left ? high - (high - low) * golden : low + (high - low) * golden;
        (left ? t1 : t2) = t;
        (left ? f1 : f2) = f(t);
        best = std::min(best, left ? f1 : f2);
    }
    return best;
}

/// An edge: a shortest path, or straight in longitude and latitude.
class Edge {
public:
    Edge(LatLon a, LatLon b, bool straight)
        : from_{a.lat(), a.lon()}, to_{b.lat(), b.lon()}, line_(earth().InverseLine(a.lat(), a.lon(), b.lat(), b.lon(), Geodesic::ALL)) {
        straight_ = straight;
        // Of the straight one: no longer than on a sphere of the largest radius along parallel and meridian.
        const double d_lat = std::abs(to_.lat - from_.lat);
        const double d_lon = std::abs(to_.lon - from_.lon);
        length_ = straight ? (d_lat + d_lon) * std::numbers::pi / 180 * 6.4e6 : line_.Distance();
    }

    [[nodiscard]] double length() const { return length_; }
    [[nodiscard]] Place at(double t) const {
        if (straight_) return {from_.lat + (to_.lat - from_.lat) * t, from_.lon + (to_.lon - from_.lon) * t};
        Place p;
        line_.Position(line_.Distance() * t, p.lat, p.lon);
        return p;
    }

    /// The distance from p to the nearest place of the edge.
    [[nodiscard]] double to(Place p) const {
        const double ends = std::min(apart(p, from_), apart(p, to_));
        if (length_ == 0) return ends;
        return std::min(ends, straight_ ? by_halving(p) : by_foot(p));
    }

private:
    /// The foot of the perpendicular, by turns: Baselga and Martinez-Llario, doi:10.1007/s11200-017-1020-z.
    [[nodiscard]] double by_foot(Place p) const {
        constexpr double radius = 6'371'000;
        double along = line_.Distance() / 2;
        double best = apart(p, at(0.5));
        for (int round = 0; round < 8; ++round) {
            Place x;
            double course = 0;
            line_.Position(along, x.lat, x.lon, course);
            double metres = 0;
            double azimuth = 0;
            double there = 0;
            earth().Inverse(x.lat, x.lon, p.lat, p.lon, metres, azimuth, there);
            best = std::min(best, metres);
            const double turn = (azimuth - course) * std::numbers::pi / 180;
            const double step = radius * std::atan2(std::sin(metres / radius) * std::cos(turn), std::cos(metres / radius));
            const double next = std::clamp(along + step, 0.0, line_.Distance());
            if (std::abs(next - along) < 1e-5) break;
            along = next;
        }
        return best;
    }

    /// Golden section to 10 micrometres.
    [[nodiscard]] double by_halving(Place p) const {
        return least([&](double t) { return apart(p, at(t)); }, 1e-5 / length_);
    }

    Place from_;
    Place to_;
    GeodesicLine line_;
    bool straight_ = false;
    double length_ = 0;
};

/// The distance to an edge is convex along another one, but for the earth's curvature.
double edges_apart(const Edge& a, const Edge& b) {
    const double ends = std::min(b.to(a.at(0)), b.to(a.at(1)));
    if (a.length() == 0 || ends == 0) return ends;
    return std::min(ends, least([&](double t) { return b.to(a.at(t)); }, 5e-5 / a.length()));
}

struct Rings {
    std::vector<std::vector<LatLon>> rings;
    bool closed = false;
    bool straight = false;
};

Rings rings_of(const Footprint& f) {
    switch (f.kind()) {
        case Footprint::Kind::circle:
        case Footprint::Kind::corridor: return {{f.points()}, false, false};
        case Footprint::Kind::polygon: return {{f.points()}, true, false};
        case Footprint::Kind::area: return {f.shape()->rings(), true, true};
    }
    return {};
}

std::vector<Edge> edges_of(const Rings& figure) {
    std::vector<Edge> edges;
    for (const auto& ring : figure.rings) {
        if (ring.size() == 1) edges.emplace_back(ring[0], ring[0], false);
        for (std::size_t i = 0; i + (figure.closed ? 0 : 1) < ring.size(); ++i)
            edges.emplace_back(ring[i], ring[(i + 1) % ring.size()], figure.straight);
    }
    return edges;
}

/// Whether p lies within edges that are straight in longitude and latitude: crossings of its parallel, counted on that map. Near a pole
/// such an edge bends so much on the ground that steps along it, as below, would cut its corners. A pole is on the map's rim: in no
/// inside, at most on an edge.
bool encloses_on_map(const std::vector<std::vector<LatLon>>& rings, Place p) {
    bool odd = false;
    for (const auto& ring : rings)
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const LatLon a = ring[i];
            const LatLon b = ring[(i + 1) % ring.size()];
            if ((a.lat() <= p.lat) == (b.lat() <= p.lat)) continue;
            if (p.lon < a.lon() + (b.lon() - a.lon()) * ((p.lat - a.lat()) / (b.lat() - a.lat()))) odd = !odd;
        }
    return odd;
}

/// Whether the line of sight from p, following each edge, turns round: the enclosed side, for what fits into a hemisphere.
bool encloses(const std::vector<Edge>& edges, Place p) {
    double turn = 0;
    const auto azimuth_to = [&](Place to) {
        double there = 0;
        double metres = 0;
        double azimuth = 0;
        earth().Inverse(p.lat, p.lon, to.lat, to.lon, metres, azimuth, there);
        return azimuth;
    };
    for (const Edge& edge : edges) {
        constexpr int steps = 16;
        for (int i = 0; i < steps; ++i) {
            const double before = azimuth_to(edge.at(static_cast<double>(i) / steps));
            const double after = azimuth_to(edge.at(static_cast<double>(i + 1) / steps));
            turn += GeographicLib::Math::AngDiff(before, after);
        }
    }
    return std::abs(turn) > 180;
}

bool encloses(const Rings& figure, const std::vector<Edge>& edges, Place p) {
    if (!figure.straight) return encloses(edges, p);
    // The antimeridian has two names.
    return encloses_on_map(figure.rings, p) || (std::abs(p.lon) == 180 && encloses_on_map(figure.rings, {p.lat, -p.lon}));
}

}  // namespace

double cores_apart_m(const Footprint& a, const Footprint& b) {
    const Rings first = rings_of(a);
    const Rings second = rings_of(b);
    const std::vector<Edge> mine = edges_of(first);
    const std::vector<Edge> theirs = edges_of(second);
    struct Candidate {
        const Edge* a;
        const Edge* b;
        double least;
    };
    std::vector<Candidate> candidates;
    double best = 1e12;
    for (const Edge& e : mine) {
        const Place middle = e.at(0.5);
        for (const Edge& f : theirs) {
            const double between = apart(middle, f.at(0.5));
            best = std::min(best, between);
            const double least = between - e.length() / 2 - f.length() / 2;
            if (least < best) candidates.push_back({&e, &f, least});
        }
    }
    std::ranges::sort(candidates, {}, &Candidate::least);
    for (const Candidate& one : candidates) {
        if (one.least > best || best < 1e-5) break;
        best = std::min(best, edges_apart(*one.a, *one.b));
    }
    if (best < 1e-5) return best;
    if (first.closed && encloses(first, mine, theirs.front().at(0))) return 0;
    if (second.closed && encloses(second, theirs, mine.front().at(0))) return 0;
    return best;
}

}  // namespace truce::oracle
