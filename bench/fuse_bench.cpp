/// Measures fusion. Prints one JSON object a run; bench/fuse.py calls it beside PostgreSQL.
///
///   fuse_bench points COUNT FILE           writes COUNT sparse points as CSV: type, minute, x, y, z (km from the earth's middle)
///   fuse_bench pairs COUNT                 generates the candidates of the same points: 10 km, 2 days, of one type
///   fuse_bench fuse COUNT sparse|ged GED   learns from and fuses about COUNT reports of three sources over two years
///   fuse_bench late COUNT sparse|ged GED   loads all but 2,000 of them, adds these one by one, compares with the batch
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numbers>
#include <string>

#include "tests/fusion/observers.hpp"
#include "truce/fuse/fuse.hpp"
#include "truce/fuse/grid.hpp"
#include "truce/fuse/live_fusion.hpp"

namespace truce {
namespace {

class Clock {
public:
    [[nodiscard]] double wall() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_).count(); }
    [[nodiscard]] double cpu() const { return cpu_now() - cpu_; }

private:
    static double cpu_now() {
        timespec now{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
    }
    std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
    double cpu_ = cpu_now();
};

double peak_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

[[noreturn]] void stop(const Error& error) {
    std::fprintf(stderr, "fuse_bench: %s\n", error.text().c_str());
    std::exit(1);
}

/// SplitMix64, so that every machine measures the same points.
class Numbers {
public:
    double uniform() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
    }
    double normal() { return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(2 * std::numbers::pi * uniform()); }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }

private:
    std::uint64_t state_ = 17;
};

constexpr double south = 32.3, north = 37.3, west = 35.7, east = 42.4;
constexpr int days = 730;

/// Points evenly over a country and two years, two types.
std::vector<Spot> sparse_points(std::size_t count) {
    Numbers numbers;
    std::vector<Spot> spots;
    for (std::uint32_t i = 0; i < count; ++i) {
        Sighting sighting;
        sighting.where = *LatLon::from_degrees(south + (north - south) * numbers.uniform(), west + (east - west) * numbers.uniform());
        const auto minute = static_cast<std::int64_t>(numbers.uniform() * days * 1440);
        sighting.when = {{minute * 60'000'000}, {(minute + 1) * 60'000'000}};
        spots.push_back(spot_of(sighting, i, static_cast<std::uint32_t>(numbers.below(2))));
    }
    return spots;
}

int write_points(std::size_t count, const char* file) {
    std::FILE* out = std::fopen(file, "w");
    if (out == nullptr) return 1;
    for (const Spot& s : sparse_points(count))
        std::fprintf(out, "%u,%d,%.6f,%.6f,%.6f\n", s.kind, s.from_min, s.x * earth_km, s.y * earth_km, s.z * earth_km);
    return std::fclose(out) == 0 ? 0 : 1;
}

int pairs(std::size_t count) {
    CandidateOptions options;
    options.reach_km = {10, 10, 10};
    options.gap_min = 2 * 1440 - 1;  // spots last a minute: starts are at most two days apart
    options.kinds = Kinds::same;
    const auto spots = sparse_points(count);
    std::uint64_t found = 0;
    double wall = 0;
    double cpu = 0;
    constexpr int runs = 5;  // the best of five: the machine is shared
    for (int run = 0; run < runs; ++run) {
        auto given = spots;
        found = 0;
        const Clock clock;
        const auto done = for_each_candidate(std::move(given), options, [&](std::span<const Candidate> lot) { found += lot.size(); });
        if (!done) stop(done.error());
        if (run == 0 || clock.wall() < wall) wall = clock.wall();
        if (run == 0 || clock.cpu() < cpu) cpu = clock.cpu();
    }
    std::printf("{\"points\":%zu,\"pairs\":%llu,\"seconds\":%.4f,\"cpu\":%.4f}\n", count, static_cast<unsigned long long>(found), wall,
                cpu);
    return 0;
}

/// Events of two years: evenly over the country, or where GED has its events, 12 km around.
std::vector<observers::Event> events(std::size_t count, bool sparse, const char* ged) {
    const auto real = observers::read_events(ged, *parse_day("2016-01-01"), *parse_day("2019-12-31"));
    if (!real) stop(real.error());
    Numbers numbers;
    std::vector<observers::Event> out;
    for (std::size_t i = 0; i < count; ++i) {
        observers::Event event = (*real)[numbers.below(real->size())];
        event.id = static_cast<std::int64_t>(i);
        const std::int32_t length = event.last.days_since_1970 - event.first.days_since_1970;
        event.first = Day{17'167 + static_cast<std::int32_t>(numbers.below(days))};
        event.last = event.first.next(length);
        if (sparse) {
            event.latitude = south + (north - south) * numbers.uniform();
            event.longitude = west + (east - west) * numbers.uniform();
            event.where_prec = std::min(event.where_prec, 2);
        } else {
            event.latitude += 0.45 * numbers.normal();
            event.longitude += 0.55 * numbers.normal();
        }
        out.push_back(std::move(event));
    }
    return out;
}

observers::Set reports(std::size_t count, bool sparse, const char* ged) {
    return observers::simulate(events(count * 5 / 9, sparse, ged), 1, observers::Noise::january);  // 1.8 reports an event
}

int measure_fuse(std::size_t count, bool sparse, const char* ged) {
    const auto set = reports(count, sparse, ged);
    const double before_mb = peak_mb();
    const Clock clock;
    const auto learnt = learn(set.sightings, {}, {});
    if (!learnt) stop(learnt.error());
    const double learnt_s = clock.wall();
    const auto fused = fuse(set.sightings, learnt->model, {}, {});
    if (!fused) stop(fused.error());
    const double all_s = clock.wall();
    const double cpu_s = clock.cpu();
    std::vector<std::uint32_t> group;
    for (const Placement& placement : fused->placements) group.push_back(placement.incident);
    std::printf(
        "{\"reports\":%zu,\"candidates\":%llu,\"a_report\":%.1f,\"incidents\":%zu,\"learn\":%.3f,\"seconds\":%.3f,\"cpu\":%.3f,"
        "\"peak_mb\":%.0f,\"reports_mb\":%.0f,\"f1\":%.3f}\n",
        set.sightings.size(), static_cast<unsigned long long>(fused->candidates),
        2.0 * static_cast<double>(fused->candidates) / static_cast<double>(set.sightings.size()), fused->incidents.size(), learnt_s, all_s,
        cpu_s, peak_mb(), before_mb, observers::score(group, set.gold).f1);
    return 0;
}

int measure_late(std::size_t count, bool sparse, const char* ged) {
    auto set = reports(count, sparse, ged);
    auto& sightings = set.sightings;
    Numbers numbers;
    for (std::size_t i = sightings.size(); i > 1; --i) std::swap(sightings[i - 1], sightings[numbers.below(i)]);
    const auto learnt = learn(sightings, {}, {});
    if (!learnt) stop(learnt.error());
    const std::size_t late = std::min<std::size_t>(2'000, sightings.size() / 2);
    auto live = LiveFusion::create(learnt->model, {});
    if (!live) stop(live.error());
    const Clock loading;
    if (const auto done = live->load({sightings.begin(), sightings.end() - static_cast<std::ptrdiff_t>(late)}, {}); !done)
        stop(done.error());
    const double load_s = loading.wall();
    std::vector<double> took;
    for (std::size_t i = sightings.size() - late; i < sightings.size(); ++i) {
        const Clock clock;
        if (const auto done = live->add(sightings[i]); !done) stop(done.error());
        took.push_back(clock.wall() * 1000);
    }
    std::sort(took.begin(), took.end());
    const double live_mb = peak_mb();
    const auto fused = fuse(sightings, learnt->model, {}, {});
    if (!fused) stop(fused.error());
    std::vector<std::vector<SightingId>> batch;
    for (const auto& incident : fused->incidents) {
        auto& members = batch.emplace_back();
        for (const std::uint32_t i : incident) members.push_back({sightings[i].source, sightings[i].id});
        std::sort(members.begin(), members.end());
    }
    std::sort(batch.begin(), batch.end());
    std::printf(
        "{\"reports\":%zu,\"late\":%zu,\"load\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"worst_ms\":%.3f,\"equal\":%s,\"peak_mb\":%.0f}\n",
        sightings.size(), late, load_s, took[took.size() / 2], took[took.size() * 99 / 100], took.back(),
        batch == live->incidents() ? "true" : "false", live_mb);
    return 0;
}

int run(int argc, char** argv) {
    const std::string what = argc > 2 ? argv[1] : "";
    const std::size_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
    if (what == "points" && argc == 4) return write_points(count, argv[3]);
    if (what == "pairs" && argc == 3) return pairs(count);
    const std::string density = argc == 5 ? argv[3] : "";
    if (density == "sparse" || density == "ged") {
        if (what == "fuse") return measure_fuse(count, density == "sparse", argv[4]);
        if (what == "late") return measure_late(count, density == "sparse", argv[4]);
    }
    std::fprintf(stderr, "use: fuse_bench points COUNT FILE | pairs COUNT | fuse|late COUNT sparse|ged GED.csv\n");
    return 2;
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) { return truce::run(argc, argv); }
