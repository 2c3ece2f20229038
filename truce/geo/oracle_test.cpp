// Shape's circle tests beside an independent answer: GEOS says on which side the centre is, and the distance to the
// boundary is found by walking along it and measuring with GeographicLib.
#include <gtest/gtest.h>

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include <GeographicLib/Geodesic.hpp>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

#include "truce/base/file.hpp"
#include "truce/geo/area.hpp"

namespace truce {
namespace {

/// A polygon as GEOS sees it, in degrees.
class Oracle {
public:
    explicit Oracle(const Shape& shape) : rings_(shape.rings()), context_(GEOS_init_r()) {
        std::vector<GEOSGeometry*> parts;
        for (const PolygonRings& rings : shape.polygons()) {
            std::vector<GEOSGeometry*> holes;
            for (std::size_t i = 1; i < rings.size(); ++i) holes.push_back(ring(rings[i]));
            parts.push_back(GEOSGeom_createPolygon_r(context_, ring(rings.front()), holes.data(), static_cast<unsigned>(holes.size())));
        }
        geometry_ = GEOSGeom_createCollection_r(context_, GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size()));
        prepared_ = GEOSPrepare_r(context_, geometry_);
    }
    ~Oracle() {
        GEOSPreparedGeom_destroy_r(context_, prepared_);
        GEOSGeom_destroy_r(context_, geometry_);
        GEOS_finish_r(context_);
    }
    Oracle(const Oracle&) = delete;
    Oracle& operator=(const Oracle&) = delete;

    Shape::Side side(LatLon p) const {
        GEOSGeometry* point = GEOSGeom_createPointFromXY_r(context_, p.lon_e7, p.lat_e7);
        const bool touches = GEOSPreparedIntersects_r(context_, prepared_, point) == 1;
        const bool within = GEOSPreparedContains_r(context_, prepared_, point) == 1;
        GEOSGeom_destroy_r(context_, point);
        return within ? Shape::Side::inside : (touches ? Shape::Side::boundary : Shape::Side::outside);
    }

    /// The distance from p to the nearest of the boundary's points, in metres: found from samples and then between
    /// the neighbours of the best ones, so never less than the true distance and nearly always within a millimetre.
    double boundary_m(LatLon p) const {
        double best = 1e9;
        std::vector<Nearest> edges;
        for (const Ring& ring : rings_) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                const LatLon a = ring[i];
                const LatLon b = ring[(i + 1) % ring.size()];
                edges.push_back(sampled(p, {a, b, 1e9, static_cast<double>(distance_mm(a, b)) / 1000, 0.5, 0.5}));
                best = std::min(best, edges.back().metres);
            }
        }
        for (Nearest& edge : edges) {
            if (edge.metres - edge.length > best) continue;
            for (int round = 0; round < 13; ++round) edge = sampled(p, edge);
            best = std::min(best, edge.metres);
        }
        return best;
    }

private:
    GEOSGeometry* ring(const Ring& ring) const {
        GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(context_, static_cast<unsigned>(ring.size() + 1), 2);
        for (unsigned i = 0; i <= ring.size(); ++i) {
            const LatLon p = ring[i % ring.size()];
            GEOSCoordSeq_setXY_r(context_, sequence, i, p.lon_e7, p.lat_e7);
        }
        return GEOSGeom_createLinearRing_r(context_, sequence);
    }

    static double at(LatLon p, LatLon a, LatLon b, double t) {
        double metres = 0;
        GeographicLib::Geodesic::WGS84().Inverse(p.lat(), p.lon(), a.lat() + t * (b.lat() - a.lat()), a.lon() + t * (b.lon() - a.lon()),
                                                 metres);
        return metres;
    }

    /// The nearest sample of an edge, and the stretch of it to look at next: t +- half.
    struct Nearest {
        LatLon a, b;
        double metres, length, t, half;
    };

    /// Nine samples of the stretch; the next one is an eighth to each side of the best.
    static Nearest sampled(LatLon p, Nearest edge) {
        const double low = std::max(0.0, edge.t - edge.half);
        const double high = std::min(1.0, edge.t + edge.half);
        for (int k = 0; k <= 8; ++k) {
            const double t = low + (high - low) * k / 8;
            const double metres = at(p, edge.a, edge.b, t);
            if (metres >= edge.metres) continue;
            edge.metres = metres;
            edge.t = t;
        }
        edge.half = (high - low) / 8;
        return edge;
    }

    std::vector<Ring> rings_;
    GEOSContextHandle_t context_;
    GEOSGeometry* geometry_ = nullptr;
    const GEOSPreparedGeometry* prepared_ = nullptr;
};

class Draw {
public:
    explicit Draw(unsigned seed) : random_(seed) {}
    double between(double low, double high) { return std::uniform_real_distribution(low, high)(random_); }
    double log_between(double low, double high) { return std::exp(between(std::log(low), std::log(high))); }
    int whole(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }

    LatLon place(int lat_max, int lon_max) {
        return {whole(-lat_max * 10'000'000, lat_max * 10'000'000), whole(-lon_max * 10'000'000, lon_max * 10'000'000)};
    }

    /// A star, a star with a hole, or a sliver, `size` units across; two of them side by side now and then.
    std::vector<PolygonRings> polygons(LatLon centre, double size) {
        switch (whole(0, 3)) {
            case 0: return {{star(centre, size, 0.3)}};
            case 1: return {{star(centre, size, 0.5), star(centre, size * 0.4, 0.3)}};
            case 2: return {{sliver(centre, size)}};
            default:
                return {{star({centre.lat_e7, centre.lon_e7 - static_cast<int>(size * 1.1)}, size, 0.3)},
                        {star({centre.lat_e7, centre.lon_e7 + static_cast<int>(size * 1.1)}, size, 0.3)}};
        }
    }

private:
    Ring star(LatLon centre, double size, double least) {
        Ring ring;
        const int corners = whole(3, 24);
        for (int i = 0; i < corners; ++i) {
            const double angle = 2 * std::numbers::pi * (i + between(0.0, 0.7)) / corners;
            const double radius = size * between(least, 1.0);
            ring.push_back(
                {centre.lat_e7 + static_cast<int>(radius * std::sin(angle)), centre.lon_e7 + static_cast<int>(radius * std::cos(angle))});
        }
        return ring;
    }

    /// A triangle a few units wide.
    Ring sliver(LatLon centre, double size) {
        const double angle = between(0, 2 * std::numbers::pi);
        const LatLon far{centre.lat_e7 + static_cast<int>(size * std::sin(angle)),
                         centre.lon_e7 + static_cast<int>(size * std::cos(angle))};
        return {centre, far, {far.lat_e7 + whole(1, 9), far.lon_e7 - whole(1, 9)}};
    }

    std::mt19937 random_;
};

struct Sample {
    std::shared_ptr<const Shape> shape;
    LatLon centre;
};

/// A shape of 10 m to 1,000 km and a point near it; nothing if the draw is not valid.
std::optional<Sample> draw_sample(Draw& draw) {
    const LatLon middle = draw.place(70, 160);
    const double size = draw.log_between(1e3, 5e7);
    auto shape = Shape::create(draw.polygons(middle, size));
    if (!shape) return std::nullopt;
    const auto off = [&] { return static_cast<std::int32_t>(size * draw.between(-2.5, 2.5)); };
    return Sample{std::make_shared<const Shape>(std::move(shape).value()), {middle.lat_e7 + off(), middle.lon_e7 + off()}};
}

TEST(ShapeOracle, circles_are_never_judged_wrongly_and_seldom_left_open) {
    constexpr unsigned seed = 7;
    RecordProperty("seed", static_cast<int>(seed));
    Draw draw(seed);
    int pairs = 0;
    int claims = 0;
    int crossings = 0;
    while (pairs < 24'000) {
        const auto sample = draw_sample(draw);
        if (!sample) continue;
        const Oracle oracle(*sample->shape);
        for (int i = 0; i < 8; ++i) {
            const LatLon centre{sample->centre.lat_e7 + draw.whole(-100'000, 100'000),
                                sample->centre.lon_e7 + draw.whole(-100'000, 100'000)};
            const double true_m = oracle.boundary_m(centre);
            const double factors[] = {0, 1, 1 - 1e-7, 1 + 1e-7, 1 - 1e-5, 1 - 3e-4, 1 + 3e-4, 0.99, 1.01, draw.log_between(0.01, 100)};
            const double wished = true_m * factors[draw.whole(0, 9)] + (draw.whole(0, 3) == 0 ? draw.between(-1, 1) : 0);
            const auto radius_mm = static_cast<std::int64_t>(std::clamp(wished, 0.0, 1.9e6) * 1000);
            const double radius_m = static_cast<double>(radius_mm) / 1000;
            const Shape::Position position = sample->shape->locate(centre, radius_mm);
            const Shape::Side side = oracle.side(centre);
            ASSERT_EQ(sample->shape->side(centre), side) << "seed " << seed << " pair " << pairs;
            ++pairs;
            if (position == Shape::Position::crossing) {
                ++crossings;
                ASSERT_GT(radius_mm, 0);
                ASSERT_LT(true_m, radius_m + 0.5 + radius_m / 5000 + 0.01) << "left open without need at pair " << pairs;
            } else {
                ++claims;
                ASSERT_EQ(position == Shape::Position::inside, side != Shape::Side::outside) << "pair " << pairs;
                ASSERT_GE(true_m, radius_m) << "claimed wrongly at pair " << pairs << " around " << format(centre);
            }
        }
    }
    EXPECT_GT(claims, 5000);
    EXPECT_GT(crossings, 5000);
}

TEST(ShapeOracle, vertices_and_points_on_edges_are_on_the_boundary) {
    Draw draw(11);
    for (int i = 0; i < 2000; ++i) {
        const auto sample = draw_sample(draw);
        if (!sample) continue;
        const Oracle oracle(*sample->shape);
        for (const Ring& ring : sample->shape->rings())
            for (std::size_t k = 0; k < ring.size(); ++k) {
                const LatLon a = ring[k];
                const LatLon b = ring[(k + 1) % ring.size()];
                const LatLon middle{std::midpoint(a.lat_e7, b.lat_e7), std::midpoint(a.lon_e7, b.lon_e7)};
                ASSERT_EQ(sample->shape->side(a), Shape::Side::boundary);
                ASSERT_EQ(sample->shape->side(middle), oracle.side(middle));
                ASSERT_EQ(sample->shape->locate(a, 1), Shape::Position::crossing);
            }
    }
}

TEST(ShapeOracle, what_is_surely_within_reach_is) {
    Draw draw(13);
    int yes = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto sample = draw_sample(draw);
        if (!sample) continue;
        const Oracle oracle(*sample->shape);
        const double true_m = oracle.boundary_m(sample->centre);
        const bool outside = oracle.side(sample->centre) == Shape::Side::outside;
        for (const double factor : {0.5, 0.999, 1 - 1e-6, 1.001, 1.01, 3.0}) {
            const auto limit_mm = static_cast<std::int64_t>(true_m * factor * 1000);
            const bool near = sample->shape->surely_within(sample->centre, limit_mm);
            if (near && outside) {
                ASSERT_LE(true_m, static_cast<double>(limit_mm) / 1000 + 0.002);
            }
            if (!outside || (factor > 1.005 && true_m > 1)) {
                ASSERT_TRUE(near);
            }
            yes += near ? 1 : 0;
        }
    }
    EXPECT_GT(yes, 1000);
}

TEST(ShapeOracle, every_possible_place_agrees_with_a_definite_answer) {
    Draw draw(17);
    int answers[3] = {0, 0, 0};
    for (int i = 0; i < 1500; ++i) {
        const LatLon middle = draw.place(70, 160);
        const double size = draw.log_between(1e4, 3e7);
        auto outer = Shape::create({{Ring{{middle.lat_e7 - static_cast<int>(size), middle.lon_e7 - static_cast<int>(size)},
                                          {middle.lat_e7 - static_cast<int>(size), middle.lon_e7 + static_cast<int>(size)},
                                          {middle.lat_e7 + static_cast<int>(size), middle.lon_e7 + static_cast<int>(size)},
                                          {middle.lat_e7 + static_cast<int>(size), middle.lon_e7 - static_cast<int>(size)}}}});
        auto inner = Shape::create(draw.polygons(middle, size * 0.45));
        if (!outer || !inner) continue;
        const Oracle inner_oracle(*inner);
        const Oracle outer_oracle(*outer);
        const auto area = Area::create("a", std::make_shared<const Shape>(*inner), std::make_shared<const Shape>(*outer));
        ASSERT_TRUE(area.ok()) << area.error().text();
        const double spread = i % 2 == 0 ? 0.4 : 1.5;
        const LatLon centre{middle.lat_e7 + static_cast<int>(size * draw.between(-spread, spread)),
                            middle.lon_e7 + static_cast<int>(size * draw.between(-spread, spread))};
        const auto radius_mm = static_cast<std::int64_t>(size * 11 * draw.log_between(0.001, 1));
        const Truth answer = inside(Region::circle(centre, radius_mm), *area, Gazetteer{});
        ++answers[static_cast<int>(answer)];
        for (int k = 0; k < 40; ++k) {
            constexpr std::int64_t rounding_mm = 20;
            const std::int64_t away =
                k % 2 == 0 ? radius_mm : static_cast<std::int64_t>(static_cast<double>(radius_mm) * draw.between(0, 1));
            const LatLon p = destination(centre, draw.whole(0, 360'000), std::max<std::int64_t>(0, away - rounding_mm));
            if (answer == Truth::yes) {
                ASSERT_NE(inner_oracle.side(p), Shape::Side::outside);
            }
            if (answer == Truth::no) {
                ASSERT_EQ(outer_oracle.side(p), Shape::Side::outside);
            }
        }
    }
    for (const int count : answers) EXPECT_GT(count, 60);
}

}  // namespace
}  // namespace truce
