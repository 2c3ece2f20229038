/// Who is in the way of a planned activity: truce's live volumes beside Boost.Geometry's R-tree, GEOS and PostGIS.
///
///   tools/with-postgres coordinate_bench [--volumes N] [--queries N] [--workload sparse|syria|dense] [--no-peers]
///   coordinate_bench --scaling FILE.svg    from 1,000 to 1,000,000 volumes, beside engines in the process, drawn
///
/// Workloads, from a fixed seed: corridors of one leg over a day.
///   sparse   uniform over 8 x 10 degrees, 0.5-4 km x 0.1-0.5 km, 10-60 min
///   syria    70 % round eight towns, 30 % uniform; 1-20 km x 0.2-1.5 km, 10-90 min
///   dense    as syria, wider and longer, so that a query has more than ten conflicts
/// Each engine finds the candidates with its best index and then compares footprints: truce on the ellipsoid, with round ends;
/// the others in a plane of longitude and latitude, as rectangles, the ends drawn out by the half-width. So truce's
/// conflicts may differ from theirs at corners by a few. PostGIS is asked once per query, over its socket, prepared.
#include <fmt/format.h>
#include <libpq-fe.h>

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include <algorithm>
#include <array>
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <memory>
#include <numbers>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/planned.hpp"
#include "bench/scaling_plot.hpp"
#include "truce/coordinate/live_volumes.hpp"

namespace truce {
namespace {

using namespace planned;
namespace bg = boost::geometry;
/// Processor time of this thread, which other work on the machine does not lengthen; what a server answers is timed by the wall clock.
enum class Clock : std::uint8_t { processor, wall };

double now_s(Clock clock) {
    timespec now{};
    ::clock_gettime(clock == Clock::processor ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Outcome {
    double build_s = 0;
    double first_us = 0;      ///< a query, the first time that each is asked
    double per_query_us = 0;  ///< then
    double p99_us = 0;
    double conflicts = 0;  ///< per query
};

/// All in turn: once for the first time; three times as a server is asked, by who has just been read (`read`, not timed), some at once; and
/// once each by itself, for to read a thread's clock takes longer than a query may.
Outcome timed(Clock clock, std::size_t queries, const std::function<void(std::size_t)>& read,
              const std::function<std::size_t(std::size_t)>& ask) {
    constexpr std::size_t at_once = 256;
    Outcome outcome;
    double first_s = 0;
    double seconds = 0;
    std::size_t conflicts = 0;
    const auto block = [&](std::size_t first, double& took) {
        const std::size_t end = std::min(first + at_once, queries);
        const double start = now_s(clock);
        for (std::size_t i = first; i < end; ++i) conflicts += ask(i);
        took += now_s(clock) - start;
    };
    for (std::size_t first = 0; first < queries; first += at_once) block(first, first_s);
    for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t first = 0; first < queries; first += at_once) {
            for (std::size_t i = first; i < std::min(first + at_once, queries); ++i) read(i);
            block(first, seconds);
        }
    outcome.first_us = first_s / static_cast<double>(queries) * 1e6;
    outcome.per_query_us = seconds / static_cast<double>(queries * 3) * 1e6;
    outcome.conflicts = static_cast<double>(conflicts) / static_cast<double>(queries * 4);
    std::vector<double> each;
    for (std::size_t i = 0; i < queries; ++i) {
        const double one = now_s(clock);
        ask(i);
        each.push_back(now_s(clock) - one);
    }
    std::ranges::sort(each);
    outcome.p99_us = each[queries * 99 / 100] * 1e6;
    return outcome;
}

Outcome ask_truce(const std::vector<Item>& items, const std::vector<Item>& queries) {
    std::vector<Volume> volumes;
    for (const Item& item : items) volumes.push_back(item.volume());
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < items.size(); ++i) ids.push_back(fmt::format("{:08}", i));
    const double start = now_s(Clock::processor);
    LiveVolumes live(std::make_shared<const Separations>(), {});
    for (std::size_t i = 0; i < items.size(); ++i) live.put(ids[i], "movement", {volumes[i]});
    const double build = now_s(Clock::processor) - start;
    std::vector<std::vector<Volume>> asked;
    for (const Item& item : queries) asked.push_back({item.volume()});
    volatile std::int32_t seen = 0;
    const auto read = [&](std::size_t i) {
        seen = extent_of(asked[i].front(), asked[i].front().where.state().parts.front(), {}, {}).time_low_s;
    };
    Outcome outcome =
        timed(Clock::processor, queries.size(), read, [&](std::size_t i) { return live.conflicts("movement", asked[i]).size(); });
    outcome.build_s = build;
    return outcome;
}

// ---- Boost.Geometry: a 4-D R-tree of floats, then polygons in the plane ------------------------------------------------

using Point4 = bg::model::point<float, 4, bg::cs::cartesian>;
using Box4 = bg::model::box<Point4>;
using Flat = bg::model::polygon<bg::model::d2::point_xy<double>>;

float down(double x) { return std::nextafter(static_cast<float>(x), -1e30F); }
float up(double x) { return std::nextafter(static_cast<float>(x), 1e30F); }
double relative_s(std::int64_t t) { return static_cast<double>(t - 1'488'000'000'000'000) / 1e6; }

Box4 box_of(const Item& i) {
    Box4 box;
    bg::set<0>(box.min_corner(), down(i.x_low()));
    bg::set<1>(box.min_corner(), down(i.y_low()));
    bg::set<2>(box.min_corner(), down(static_cast<double>(i.low_mm) / 1000));
    bg::set<3>(box.min_corner(), down(relative_s(i.from_us)));
    bg::set<0>(box.max_corner(), up(i.x_high()));
    bg::set<1>(box.max_corner(), up(i.y_high()));
    bg::set<2>(box.max_corner(), up(static_cast<double>(i.high_mm) / 1000));
    bg::set<3>(box.max_corner(), up(relative_s(i.to_us)));
    return box;
}

Flat flat_of(const Item& item) {
    Flat polygon;
    for (const int i : {0, 3, 2, 1, 0}) bg::append(polygon.outer(), bg::model::d2::point_xy<double>(item.x[i], item.y[i]));
    bg::correct(polygon);
    return polygon;
}

bool in_time_and_height(const Item& a, const Item& b) {
    return a.from_us <= b.to_us && b.from_us <= a.to_us && a.low_mm <= b.high_mm && b.low_mm <= a.high_mm;
}

/// Two convex rectangles, by separating axes: the cheapest exact test in the plane.
bool rectangles_meet(const Item& a, const Item& b) {
    for (const Item* one : {&a, &b})
        for (int i = 0; i < 4; ++i) {
            const double nx = one->y[(i + 1) % 4] - one->y[i];
            const double ny = one->x[i] - one->x[(i + 1) % 4];
            double a_low = 1e30, a_high = -1e30, b_low = 1e30, b_high = -1e30;
            for (int k = 0; k < 4; ++k) {
                const double pa = a.x[k] * nx + a.y[k] * ny;
                const double pb = b.x[k] * nx + b.y[k] * ny;
                a_low = std::min(a_low, pa), a_high = std::max(a_high, pa);
                b_low = std::min(b_low, pb), b_high = std::max(b_high, pb);
            }
            if (a_high < b_low || b_high < a_low) return false;
        }
    return true;
}

std::pair<Outcome, Outcome> ask_boost(const std::vector<Item>& items, const std::vector<Item>& queries) {
    using Value = std::pair<Box4, std::uint32_t>;
    std::vector<Flat> flat;
    for (const Item& item : items) flat.push_back(flat_of(item));
    const double start = now_s(Clock::processor);
    bg::index::rtree<Value, bg::index::rstar<16>> tree;
    for (std::size_t i = 0; i < items.size(); ++i) tree.insert({box_of(items[i]), static_cast<std::uint32_t>(i)});
    const double build = now_s(Clock::processor) - start;
    std::vector<Flat> asked;
    for (const Item& item : queries) asked.push_back(flat_of(item));
    volatile double seen = 0;
    const auto read = [&](std::size_t q) { seen = bg::area(asked[q]) + queries[q].x_low() + static_cast<double>(queries[q].to_us); };
    const auto with = [&](const auto& exact) {
        Outcome outcome = timed(Clock::processor, queries.size(), read, [&](std::size_t q) {
            std::vector<std::uint32_t> found;
            const Box4 box = box_of(queries[q]);
            for (auto hit = tree.qbegin(bg::index::intersects(box)); hit != tree.qend(); ++hit)
                if (in_time_and_height(items[hit->second], queries[q]) && exact(hit->second, q)) found.push_back(hit->second);
            std::ranges::sort(found);
            return found.size();
        });
        outcome.build_s = build;
        return outcome;
    };
    return {with([&](std::uint32_t i, std::size_t q) { return bg::intersects(flat[i], asked[q]); }),
            with([&](std::uint32_t i, std::size_t q) { return rectangles_meet(items[i], queries[q]); })};
}

// ---- GEOS: an STRtree in the plane, then prepared geometries --------------------------------------------------------------

Outcome ask_geos(const std::vector<Item>& items, const std::vector<Item>& queries) {
    GEOSContextHandle_t geos = GEOS_init_r();
    const auto geometry = [&](const Item& item) {
        GEOSCoordSequence* ring = GEOSCoordSeq_create_r(geos, 5, 2);
        for (unsigned i = 0; i < 5; ++i) GEOSCoordSeq_setXY_r(geos, ring, i, item.x[i % 4], item.y[i % 4]);
        return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, ring), nullptr, 0);
    };
    std::vector<GEOSGeometry*> shapes;
    for (const Item& item : items) shapes.push_back(geometry(item));
    std::vector<GEOSGeometry*> asked;
    for (const Item& item : queries) asked.push_back(geometry(item));
    const double start = now_s(Clock::processor);
    GEOSSTRtree* tree = GEOSSTRtree_create_r(geos, 10);
    for (std::size_t i = 0; i < shapes.size(); ++i) GEOSSTRtree_insert_r(geos, tree, shapes[i], reinterpret_cast<void*>(i));
    GEOSSTRtree_query_r(geos, tree, shapes.front(), [](void*, void*) {}, nullptr);  // the first query builds it
    const double build = now_s(Clock::processor) - start;
    struct Search {
        const std::vector<Item>* items;
        const std::vector<GEOSGeometry*>* shapes;
        const Item* query;
        const GEOSPreparedGeometry* prepared;
        GEOSContextHandle_t geos;
        std::vector<std::size_t> found;
    };
    volatile double seen = 0;
    const auto read = [&](std::size_t q) {
        double area = 0;
        GEOSArea_r(geos, asked[q], &area);
        seen = area + static_cast<double>(queries[q].to_us);
    };
    Outcome outcome = timed(Clock::processor, queries.size(), read, [&](std::size_t q) {
        Search search{&items, &shapes, &queries[q], GEOSPrepare_r(geos, asked[q]), geos, {}};
        GEOSSTRtree_query_r(
            geos, tree, asked[q],
            [](void* item, void* data) {
                auto& s = *static_cast<Search*>(data);
                const auto i = reinterpret_cast<std::size_t>(item);
                if (in_time_and_height((*s.items)[i], *s.query) && GEOSPreparedIntersects_r(s.geos, s.prepared, (*s.shapes)[i]) == 1)
                    s.found.push_back(i);
            },
            &search);
        GEOSPreparedGeom_destroy_r(geos, search.prepared);
        std::ranges::sort(search.found);
        return search.found.size();
    });
    outcome.build_s = build;
    GEOSSTRtree_destroy_r(geos, tree);
    for (GEOSGeometry* one : shapes) GEOSGeom_destroy_r(geos, one);
    for (GEOSGeometry* one : asked) GEOSGeom_destroy_r(geos, one);
    GEOS_finish_r(geos);
    return outcome;
}

// ---- PostGIS: GiST over footprint, time range and height range ------------------------------------------------------------------

class Postgis {
public:
    explicit Postgis(const std::string& connection) : connection_(PQconnectdb(connection.c_str()), &PQfinish) {
        if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
    void run(const std::string& sql) {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection_.get(), sql.c_str()), &PQclear);
        const ExecStatusType status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
            throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
    void copy(const std::string& rows) {
        run("copy v from stdin");
        PQputCopyData(connection_.get(), rows.data(), static_cast<int>(rows.size()));
        PQputCopyEnd(connection_.get(), nullptr);
        while (PGresult* result = PQgetResult(connection_.get())) PQclear(result);
    }
    void prepare(const std::string& sql) { PQclear(PQprepare(connection_.get(), "q", sql.c_str(), 0, nullptr)); }
    std::size_t ask(const std::vector<std::string>& values) {
        std::vector<const char*> pointers;
        for (const std::string& value : values) pointers.push_back(value.c_str());
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(
            PQexecPrepared(connection_.get(), "q", static_cast<int>(pointers.size()), pointers.data(), nullptr, nullptr, 1), &PQclear);
        if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
        return static_cast<std::size_t>(PQntuples(result.get()));
    }

private:
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

std::string box3(const Item& i, bool height) {
    const double z_low = height ? static_cast<double>(i.low_mm) / 1000 : 0;
    const double z_high = height ? static_cast<double>(i.high_mm) / 1000 : 0;
    return fmt::format("LINESTRING ZM({} {} {} {},{} {} {} {})", i.x_low(), i.y_low(), z_low, relative_s(i.from_us), i.x_high(), i.y_high(),
                       z_high, relative_s(i.to_us));
}

/// Two indexes, each alone: ranges beside the footprint, and one 4-D box. The caller reports the faster.
std::pair<Outcome, Outcome> ask_postgis(const std::string& connection, const std::vector<Item>& items, const std::vector<Item>& queries) {
    Postgis db(connection);
    for (const char* sql :
         {"create extension if not exists postgis", "drop table if exists v",
          "create unlogged table v (id int primary key, g geometry, b geometry, tr int8range, ar int8range)", "set jit = off"})
        db.run(sql);
    std::string rows;
    for (std::size_t i = 0; i < items.size(); ++i)
        rows += fmt::format("{}\t{}\t{}\t[{},{}]\t[{},{}]\n", i, items[i].wkt(), box3(items[i], true), items[i].from_us, items[i].to_us,
                            items[i].low_mm, items[i].high_mm);
    db.copy(rows);
    const std::size_t count = std::min<std::size_t>(queries.size(), 4'000);
    const auto measure = [&](const char* index, const char* sql, const std::function<std::vector<std::string>(const Item&)>& values) {
        const double start = now_s(Clock::wall);
        db.run(index);
        const double build = now_s(Clock::wall) - start;
        db.run("vacuum analyze v");
        db.run("deallocate all");
        db.prepare(sql);
        std::vector<std::vector<std::string>> asked;
        for (std::size_t q = 0; q < count; ++q) asked.push_back(values(queries[q]));
        Outcome outcome = timed(Clock::wall, count, [](std::size_t) {}, [&](std::size_t q) { return db.ask(asked[q]); });
        outcome.build_s = build;
        db.run("drop index v_best");
        return outcome;
    };
    const auto range = [](std::int64_t low, std::int64_t high) { return fmt::format("[{},{}]", low, high); };
    return {
        measure(
            "create index v_best on v using gist (g, tr, ar)",
            "select id from v where g && $1::geometry and tr && $2::int8range and ar && $3::int8range and st_intersects(g, $1::geometry)",
            [&](const Item& q) -> std::vector<std::string> { return {q.wkt(), range(q.from_us, q.to_us), range(q.low_mm, q.high_mm)}; }),
        measure(
            "create index v_best on v using gist (b gist_geometry_ops_nd)",
            "select id from v where b &&& $4::geometry and tr && $2::int8range and ar && $3::int8range and st_intersects(g, $1::geometry)",
            [&](const Item& q) -> std::vector<std::string> {
                return {q.wkt(), range(q.from_us, q.to_us), range(q.low_mm, q.high_mm), box3(q, true)};
            })};
}

void show(const char* name, const Outcome& outcome, const Outcome& ours) {
    fmt::print(
        "  {:<34} build {:>7.3f} s, {:>9.2f} us a query, the first time {:>9.2f} (99 of 100 below {:>9.2f}), {:>6.2f} conflicts, truce is "
        "{:>6.1f} x, the first time {:>6.1f} x\n",
        name, outcome.build_s, outcome.per_query_us, outcome.first_us, outcome.p99_us, outcome.conflicts,
        outcome.per_query_us / ours.per_query_us, outcome.first_us / ours.first_us);
}

void run(const Workload& workload, std::size_t volumes, std::size_t queries, const std::string& postgis, bool peers) {
    const std::vector<Item> items = made(workload, volumes, 1);
    const std::vector<Item> asked = made(workload, queries, 2);
    fmt::print("{}: {} live volumes, {} queries\n", workload.name, volumes, queries);
    const Outcome first = ask_truce(items, asked);
    show("truce", first, first);
    if (!peers) return;
    const auto [boost_polygons, boost_axes] = ask_boost(items, asked);
    const Outcome geos = ask_geos(items, asked);
    const Outcome second = ask_truce(items, asked);
    show("truce again", second, second);
    Outcome ours;
    ours.first_us = (first.first_us + second.first_us) / 2;
    ours.per_query_us = (first.per_query_us + second.per_query_us) / 2;
    show("Boost R-tree, Boost's intersects", boost_polygons, ours);
    show("Boost R-tree, separating axes", boost_axes, ours);
    show("GEOS STRtree, prepared", geos, ours);
    if (postgis.empty()) return;
    const auto [ranges, nd] = ask_postgis(postgis, items, asked);
    show("PostGIS gist(g, time, height)", ranges, ours);
    show("PostGIS 4-D gist", nd, ours);
}

/// The whole workload in the same country and the same day, more and more of it.
void scale(const std::string& file) {
    constexpr std::size_t queries = 2'000;
    constexpr std::array sizes{std::size_t{1'000}, std::size_t{10'000}, std::size_t{100'000}, std::size_t{1'000'000}};
    constexpr std::array colours{"#2e7d5b", "#3b6ea5", "#a5523b"};
    std::vector<ScalingLine> lines;
    for (std::size_t w = 0; w < workloads.size(); ++w) {
        const std::string& name = workloads[w].name;
        const std::size_t first = lines.size();
        for (const auto& [engine, dashes] : {std::pair{"truce", ""}, {"R-tree", "6 3"}, {"GEOS", "2 3"}})
            lines.push_back({fmt::format("{}, {}", name, engine), colours[w], dashes, {}});
        const std::vector<Item> all = made(workloads[w], sizes.back(), 1);
        const std::vector<Item> asked = made(workloads[w], queries, 2);
        for (const std::size_t size : sizes) {
            const std::vector<Item> items(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
            const std::array outcomes{ask_truce(items, asked), ask_boost(items, asked).second, ask_geos(items, asked)};
            fmt::print(
                "{:<7} {:>9} volumes {:>8.2f} conflicts  truce {:>8.2f} us, built in {:.2f} s  R-tree {:>9.2f} us  GEOS {:>9.2f} us\n",
                name, size, outcomes[0].conflicts, outcomes[0].per_query_us, outcomes[0].build_s, outcomes[1].per_query_us,
                outcomes[2].per_query_us);
            std::fflush(stdout);
            for (std::size_t e = 0; e < outcomes.size(); ++e)
                lines[first + e].points.emplace_back(static_cast<double>(size), outcomes[e].per_query_us);
        }
    }
    std::ofstream(file) << ScalingPlot(3, 6, -1, 4).svg("How long a query takes as there are more volumes", lines);
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    std::size_t volumes = 100'000;
    std::size_t queries = 20'000;
    const char* served = std::getenv("TRUCE_TEST_POSTGRES");  // tools/with-postgres
    std::string postgis = served == nullptr ? "" : served;
    std::string only;
    bool peers = true;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--no-peers") peers = false;
        if (i + 1 >= argc) continue;
        if (word == "--scaling") {
            truce::scale(argv[i + 1]);
            return 0;
        }
        if (word == "--volumes") volumes = std::stoul(argv[i + 1]);
        if (word == "--queries") queries = std::stoul(argv[i + 1]);
        if (word == "--workload") only = argv[i + 1];
    }
    for (const auto& workload : truce::planned::workloads)
        if (only.empty() || only == workload.name) truce::run(workload, volumes, queries, postgis, peers);
    return 0;
}
