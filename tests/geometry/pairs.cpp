/// Pairs of footprints that just touch, or just do not, beside an independent answer.
///
///   pairs [COUNT [SEED]]
///
/// For each pair the oracle finds how far apart it is, d. The pair must be called near where the limit is d + 0.1 mm, and must
/// not where it is d less near_margin_m: by may_be_near, and by the index of live volumes, to the millimetre. What legs say
/// quickly is asked at limits from 1 km below d to 1 km above it. Prints how often each kind of pair came up; exit status 1 if anything
/// was missed or called near beyond the margin.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numbers>
#include <optional>
#include <random>

#include "tests/geometry/near_oracle.hpp"
#include "truce/base/json.hpp"
#include "truce/coordinate/live_volumes.hpp"
#include "truce/geo/metric.hpp"

namespace truce {
namespace {

class Draw {
public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}
    double between(double low, double high) { return std::uniform_real_distribution(low, high)(random_); }
    double log_between(double low, double high) { return std::exp(between(std::log(low), std::log(high))); }
    int whole(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }
    bool one_in(int n) { return whole(1, n) == 1; }

private:
    std::mt19937_64 random_;
};

LatLon rounded(double lat, double lon) {
    while (lon > 180) lon -= 360;
    while (lon < -180) lon += 360;
    return {static_cast<std::int32_t>(std::lround(lat * 1e7)), static_cast<std::int32_t>(std::lround(lon * 1e7))};
}

constexpr std::array<const char*, 6> place_names{"a pole", "89.999 degrees", "antimeridian", "Syria", "equator", "anywhere"};

LatLon place(Draw& draw, std::size_t kind) {
    const double sign = draw.one_in(2) ? 1 : -1;
    switch (kind) {
        case 0:
            return draw.one_in(3) ? rounded(sign * 90, draw.between(-180, 180))
                                  : rounded(sign * draw.between(88, 90), draw.between(-180, 180));
        case 1: return rounded(sign * 89.999, draw.between(-180, 180));
        case 2: return rounded(draw.between(-80, 80), sign * draw.between(179.9, 180));
        case 3: return rounded(draw.between(32.4, 37.2), draw.between(35.8, 42.2));
        case 4: return rounded(draw.between(-0.01, 0.01), draw.between(-180, 180));
        default: return rounded(std::asin(draw.between(-1, 1)) * 180 / std::numbers::pi, draw.between(-180, 180));
    }
}

LatLon moved(LatLon from, double bearing, double metres) {
    return destination(from, std::lround(bearing * 1000), std::lround(metres * 1000));
}

/// Corners round a centre, in their order; a sliver is squeezed across one bearing. Nothing if they cross.
std::optional<Footprint> star(Draw& draw, LatLon centre, double size_m, int corners, double squeeze) {
    const double turn = draw.between(0, 360);
    Ring ring;
    for (int i = 0; i < corners; ++i) {
        const double angle = (i + draw.between(0, 0.9)) * 2 * std::numbers::pi / corners;
        const double far = size_m * draw.between(0.3, 1);
        const double along = far * std::cos(angle);
        const double aside = far * std::sin(angle) * squeeze;
        const LatLon p = moved(centre, turn + std::atan2(aside, along) * 180 / std::numbers::pi, std::hypot(along, aside));
        if (ring.empty() || p != ring.back()) ring.push_back(p);
    }
    auto polygon = Footprint::polygon(std::move(ring));
    if (!polygon) return std::nullopt;
    return std::move(polygon).value();
}

std::optional<Footprint> map_rectangle(Draw& draw, LatLon centre, double size_m) {
    const double high = std::min(size_m / 111'000, 20.0);
    const double wide = high / std::max(0.05, std::cos(centre.lat() * std::numbers::pi / 180));
    const double south = std::max(-90.0, centre.lat() - high * draw.between(0.01, 1));
    const double north = std::min(90.0, centre.lat() + high * draw.between(0.01, 1));
    const double west = std::max(-180.0, centre.lon() - wide * draw.between(0.01, 1));
    const double east = std::min(180.0, centre.lon() + wide * draw.between(0.01, 1));
    const LatLon top_east = draw.one_in(2) ? rounded(north, east) : rounded((north + south) / 2, east);
    auto shape = Shape::create({{{rounded(south, west), rounded(south, east), top_east, rounded(north, west)}}});
    if (!shape) return std::nullopt;
    auto area = Footprint::area("made", std::make_shared<const Shape>(std::move(shape).value()));
    if (!area) return std::nullopt;
    return std::move(area).value();
}

constexpr std::array<const char*, 6> figure_names{"point", "corridor", "polygon", "sliver", "area", "10,000 corners"};

std::optional<Footprint> figure(Draw& draw, std::size_t kind, LatLon at, double size_m) {
    switch (kind) {
        case 0: return std::move(Footprint::circle(at, 0)).value();
        case 1: {
            std::vector<LatLon> way{at};
            for (int i = draw.whole(1, 3); i > 0; --i)
                way.push_back(draw.one_in(20) ? way.back() : moved(way.back(), draw.between(0, 360), size_m));
            return std::move(Footprint::corridor(std::move(way), 0)).value();
        }
        case 2: return star(draw, at, size_m, draw.whole(3, 9), 1);
        case 3: return star(draw, at, std::max(size_m, 300.0), draw.whole(3, 6), draw.log_between(1e-4, 1e-2));
        case 4: return map_rectangle(draw, at, size_m);
        default: return star(draw, at, std::max(size_m, 5'000.0), 10'000, 1);
    }
}

/// The same core with a radius, where its kind has one.
Footprint grown(const Footprint& core, std::int64_t radius_mm) {
    if (core.kind() == Footprint::Kind::circle) return std::move(Footprint::circle(core.points().front(), radius_mm)).value();
    if (core.kind() == Footprint::Kind::corridor) return std::move(Footprint::corridor(core.points(), radius_mm)).value();
    return core;
}

struct Counts {
    std::int64_t pairs = 0;
    std::int64_t meeting = 0;
    std::int64_t missed = 0;
    std::int64_t beyond_margin = 0;
    std::int64_t false_at_half = 0;  ///< called near half a metre outside
    std::int64_t quick = 0;          ///< asked of legs three metres beside the limit or more
    std::int64_t open = 0;           ///< of those left open
};

/// The engine's own answer: an index with one, asked with the other. The limit in millimetres.
bool engine_near(const Footprint& a, const Footprint& b, std::int64_t horizontal_mm) {
    auto separations = Separations::create({{"a", "b", horizontal_mm, 0, 0}});
    LiveVolumes live(std::make_shared<const Separations>(std::move(separations).value()), {});
    const auto volume = [](const Footprint& where) { return Volume{where, std::move(Height::surface(0)).value(), {{0}, {1}}}; };
    live.put("other", "b", {volume(b)});
    return !live.conflicts("a", {volume(a)}).empty();
}

/// What the parts of two footprints say together.
Nearness legs_say(const Footprint& a, const Footprint& b, double metres) {
    bool all_apart = true;
    for (const Footprint::Part& p : a.state().parts) {
        const LegView view(p.leg);
        for (const Footprint::Part& q : b.state().parts) {
            const Nearness one = view.to(q.leg, metres);
            if (one == Nearness::near) return one;
            all_apart = all_apart && one == Nearness::apart;
        }
    }
    return all_apart ? Nearness::apart : Nearness::open;
}

class Trial {
public:
    explicit Trial(std::uint64_t seed) : draw_(seed) {}

    int run(std::int64_t count) {
        while (all_.pairs < count) one();
        for (const auto& [name, counts] : by_name_) fmt::print("{:<32} {:>8} pairs, {:>7} meet\n", name, counts.pairs, counts.meeting);
        fmt::print(
            "{} pairs: {} missed, {} called near beyond the margin; of those apart by more than half a metre {} called near without need\n",
            all_.pairs, all_.missed, all_.beyond_margin, all_.false_at_half);
        fmt::print("legs and points asked {} times 3 m or more beside their limit: {} left open\n", all_.quick, all_.open);
        return all_.missed == 0 && all_.beyond_margin == 0 ? 0 : 1;
    }

private:
    void one() {
        const auto where = static_cast<std::size_t>(draw_.whole(0, place_names.size() - 1));
        const auto kind = [&] {
            if (draw_.one_in(20'000)) return std::size_t{5};
            return static_cast<std::size_t>(draw_.one_in(10) ? 4 : draw_.whole(0, 3));
        };
        const std::size_t first_kind = kind();
        const std::size_t second_kind = first_kind == 5 ? static_cast<std::size_t>(draw_.whole(0, 4)) : kind();
        const LatLon at = place(draw_, where);
        const double size_m = draw_.log_between(0.1, 200'000);
        const double other_m = draw_.one_in(2) ? size_m * draw_.between(0.2, 2) : draw_.log_between(0.1, 200'000);
        const LatLon there =
            draw_.one_in(3) ? at : moved(at, draw_.between(0, 360), std::max(size_m, other_m) * draw_.log_between(0.01, 10));
        const auto a = figure(draw_, first_kind, at, size_m);
        const auto b = figure(draw_, second_kind, there, other_m);
        if (!a || !b) return;
        const double apart = oracle::cores_apart_m(*a, *b);
        ++all_.pairs;
        for (Counts* counts :
             {&by_name_[fmt::format("at: {}", place_names[where])], &by_name_[fmt::format("first: {}", figure_names[first_kind])]}) {
            ++counts->pairs;
            if (apart < 1e-4) ++counts->meeting;
        }
        compare(*a, *b, apart);
    }

    void compare(const Footprint& core_a, const Footprint& core_b, double apart) {
        // Part of the limit is the figures' own radius.
        const double share = draw_.between(0, 1) * std::min(apart, 900'000.0);
        const auto radius = [&](const Footprint& core) {
            return core.kind() == Footprint::Kind::polygon || core.kind() == Footprint::Kind::area
                       ? 0
                       : static_cast<std::int64_t>(share / 2 * 1000);
        };
        const Footprint a = grown(core_a, radius(core_a));
        const Footprint b = grown(core_b, radius(core_b));
        const double own = static_cast<double>(a.radius_mm() + b.radius_mm()) / 1000;
        const auto near_at = [&](double limit) { return may_be_near(a, b, std::max(0.0, limit - own)); };
        if (apart + 1e-4 - own > 1'000'000) return;
        if (!near_at(apart + 1e-4) || !may_be_near(b, a, std::max(0.0, apart + 1e-4 - own))) report("missed", a, b, apart, all_.missed);
        const double margin = near_margin_m(apart);
        if (apart - margin > own && near_at(apart - margin - 1e-3)) report("beyond the margin", a, b, apart, all_.beyond_margin);
        if (apart - 0.5 > own && near_at(apart - 0.5)) ++all_.false_at_half;
        ask_engine(a, b, apart, own);
        ask_legs(a, b, apart, own);
    }

    void ask_engine(const Footprint& a, const Footprint& b, double apart, double own) {
        const auto millimetres = [&](double limit) { return std::ceil(std::max(0.0, limit - own) * 1000); };
        const double touching = millimetres(apart + 1e-4);
        if (touching > 1e9) return;
        if (!engine_near(a, b, static_cast<std::int64_t>(touching))) report("missed by the engine", a, b, apart, all_.missed);
        const double outside = apart - near_margin_m(apart) - 2e-3;
        if (outside > own && engine_near(a, b, static_cast<std::int64_t>(millimetres(outside))))
            report("beyond the margin of the engine", a, b, apart, all_.beyond_margin);
    }

    void ask_legs(const Footprint& a, const Footprint& b, double apart, double own) {
        for (const double beside : {1e-4, 0.01, 0.1, 0.3, 1.0, 3.0, 30.0, 1'000.0}) {
            for (const double limit : {apart - beside, apart + beside}) {
                if (limit < own || limit - own > 1'000'000) continue;
                const Nearness says = legs_say(a, b, limit - own);
                if (says == Nearness::apart && limit > apart) report("missed by legs", a, b, apart, all_.missed);
                if (says == Nearness::near && limit < apart) report("called near by legs", a, b, apart, all_.beyond_margin);
                if (beside < 3 || a.kind() > Footprint::Kind::corridor || b.kind() > Footprint::Kind::corridor) continue;
                ++all_.quick;
                all_.open += says == Nearness::open ? 1 : 0;
            }
        }
    }

    static void report(const char* what, const Footprint& a, const Footprint& b, double apart, std::int64_t& count) {
        if (++count > 10) return;
        fmt::print("{}: {:.6f} m apart\n", what, apart);
        for (const Footprint& f : {a, b}) {
            fmt::print("    {}\n", boost::json::serialize(to_json(f)).substr(0, 400));
            if (f.kind() != Footprint::Kind::area) continue;
            for (const Ring& ring : f.shape()->rings())
                for (const LatLon p : ring) fmt::print("        {}\n", format(p));
        }
    }

    Draw draw_;
    Counts all_;
    std::map<std::string, Counts> by_name_;
};

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    const std::int64_t count = argc > 1 ? std::atoll(argv[1]) : 20'000;
    const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    fmt::print("seed {}\n", seed);
    return truce::Trial(seed).run(count);
}
