/// How many conflicts are called that are none: truce's test beside the cell rule of a DSS for drone traffic.
///
///   dss_cells [VOLUMES [QUERIES]]
///
/// The cell rule is that of github.com/interuss/dss: a footprint becomes all S2 cells of level 13 (about 1 km2) that it touches; two
/// volumes conflict if they share a cell and their closed bands and windows overlap. True is what the oracle of tests/geometry finds:
/// geodesics, step by step. A footprint here is a corridor with round ends; as a polygon, the cell rule sees it without its ends.
#include <s2/s2cell_union.h>
#include <s2/s2latlng.h>
#include <s2/s2loop.h>
#include <s2/s2polygon.h>
#include <s2/s2region_coverer.h>

#include <cstdlib>
#include <unordered_map>
#include <unordered_set>

#include "bench/planned.hpp"
#include "tests/geometry/near_oracle.hpp"
#include "truce/coordinate/live_volumes.hpp"

namespace truce {
namespace {

using namespace planned;

std::vector<std::uint64_t> cells_of(const Item& item) {
    std::vector<S2Point> corners;
    for (const std::size_t i : {0U, 1U, 2U, 3U}) corners.push_back(S2LatLng::FromDegrees(item.y[i], item.x[i]).ToPoint());
    auto loop = std::make_unique<S2Loop>(corners);
    loop->Normalize();
    S2RegionCoverer::Options options;
    options.set_fixed_level(13);
    S2RegionCoverer coverer(options);
    std::vector<S2CellId> covering;
    coverer.GetCovering(*loop, &covering);
    std::vector<std::uint64_t> ids;
    for (const S2CellId cell : covering) ids.push_back(cell.id());
    return ids;
}

bool in_time_and_height(const Item& a, const Item& b) {
    return a.from_us <= b.to_us && b.from_us <= a.to_us && a.low_mm <= b.high_mm && b.low_mm <= a.high_mm;
}

void compare(const Workload& workload, std::size_t volumes, std::size_t queries) {
    const std::vector<Item> items = made(workload, volumes, 1);
    const std::vector<Item> asked = made(workload, queries, 2);
    LiveVolumes live(std::make_shared<const Separations>(), {});
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_cell;
    for (std::size_t i = 0; i < items.size(); ++i) {
        live.put(std::to_string(i), "movement", {items[i].volume()});
        for (const std::uint64_t cell : cells_of(items[i])) by_cell[cell].push_back(i);
    }
    std::size_t ours = 0;
    std::size_t ours_true = 0;
    std::size_t cell_rule = 0;
    std::size_t cell_rule_true = 0;
    std::size_t missed_by_cells = 0;
    for (const Item& query : asked) {
        const Volume volume = query.volume();
        std::unordered_set<std::size_t> shared;
        for (const std::uint64_t cell : cells_of(query))
            for (const std::size_t i : by_cell[cell])
                if (in_time_and_height(items[i], query)) shared.insert(i);
        std::unordered_set<std::size_t> true_ones;
        const auto is_true = [&](std::size_t i) {
            const double limit_m = static_cast<double>(items[i].half_width_mm + query.half_width_mm) / 1000;
            return oracle::cores_apart_m(volume.where, items[i].volume().where) <= limit_m;
        };
        for (const Conflict& one : live.conflicts("movement", {volume})) {
            const std::size_t i = std::stoul(std::string(one.activity));
            ++ours;
            if (!is_true(i)) continue;
            ++ours_true;
            if (!shared.contains(i)) ++missed_by_cells;
        }
        cell_rule += shared.size();
        for (const std::size_t i : shared) cell_rule_true += is_true(i) ? 1U : 0U;
    }
    const auto percent = [](std::size_t all, std::size_t real) {
        return real == 0 ? 0.0 : 100.0 * static_cast<double>(all - real) / static_cast<double>(real);
    };
    fmt::print("{}: {} volumes, {} queries, {} true conflicts found by truce\n", workload.name, volumes, queries, ours_true);
    fmt::print("  truce     {:>8} called, {:>7} of them none: {:.2f} % more than there are\n", ours, ours - ours_true,
               percent(ours, ours_true));
    fmt::print("  cell rule {:>8} called, {:>7} of them none: {:.2f} % more than there are; {} true ones missed\n", cell_rule,
               cell_rule - cell_rule_true, percent(cell_rule, cell_rule_true), missed_by_cells);
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    const std::size_t volumes = argc > 1 ? std::stoul(argv[1]) : 100'000;
    const std::size_t queries = argc > 2 ? std::stoul(argv[2]) : 2'000;
    for (const auto& workload : truce::planned::workloads) truce::compare(workload, volumes, queries);
    return 0;
}
