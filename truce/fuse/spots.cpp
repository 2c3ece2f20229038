#include "truce/fuse/spots.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>

#include "truce/base/prefetch.hpp"
#include "truce/fuse/grid.hpp"

namespace truce {
namespace {

constexpr std::int64_t minute_us = 60'000'000;
constexpr std::int32_t day_min = 1440;

/// Squared chord on the unit sphere for a way of `km` along it, a little more, so that rounding never loses a pair whose
/// distance_km is within the reach.
float chord_square(double km) {
    const double half = std::min(km / earth_km / 2, std::numbers::pi / 2);
    const double chord = 2 * std::sin(half);
    return static_cast<float>(chord * chord);
}

float square(const Spot& a, const Spot& b) {
    const float dx = a.x - b.x;
    const float dy = a.y - b.y;
    const float dz = a.z - b.z;
    return dx * dx + dy * dy + dz * dz;
}

std::int32_t floor_minutes(Instant t) {
    const std::int64_t minutes = t.us / minute_us - (t.us % minute_us < 0 ? 1 : 0);
    return static_cast<std::int32_t>(minutes);
}

/// Spots by (cell, start), with the places where cells begin.
struct Sorted {
    struct Cell {
        std::uint32_t number = 0;
        std::uint32_t begin = 0;
        std::int64_t longest_min = 0;  ///< of its spots
    };
    std::vector<Spot> spots;
    std::vector<Cell> cells;  ///< those that hold something, ascending, and one past the end

    /// Puts a spot of this cell behind all others.
    void add(const Spot& spot, std::uint32_t number) {
        if (cells.empty() || cells.back().number != number) cells.push_back({number, static_cast<std::uint32_t>(spots.size()), 0});
        cells.back().longest_min = std::max(cells.back().longest_min, std::int64_t{spot.to_min} - spot.from_min);
        spots.push_back(spot);
    }
    void end(std::uint32_t cells_in_all) { cells.push_back({cells_in_all, static_cast<std::uint32_t>(spots.size()), 0}); }
};

/// Least-significant-digit radix sort of (key, index), 11 bits at a time, stable.
struct Keyed {
    std::uint64_t key = 0;
    std::uint32_t index = 0;
};
void radix_sort(std::vector<Keyed>& keyed, std::uint64_t key_max) {
    constexpr unsigned digit = 11;
    std::vector<Keyed> other(keyed.size());
    for (unsigned shift = 0; shift < 64 && (key_max >> shift) != 0; shift += digit) {
        std::array<std::uint32_t, (1U << digit) + 1> begin{};
        for (const Keyed& k : keyed) ++begin[((k.key >> shift) & ((1U << digit) - 1)) + 1];
        for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
        for (const Keyed& k : keyed) other[begin[(k.key >> shift) & ((1U << digit) - 1)]++] = k;
        keyed.swap(other);
    }
}

Sorted sort_by_cell(const std::vector<Spot>& spots, const Grid& grid) {
    std::int32_t earliest = std::numeric_limits<std::int32_t>::max();
    std::int32_t latest = std::numeric_limits<std::int32_t>::min();
    for (const Spot& spot : spots) {
        earliest = std::min(earliest, spot.from_min);
        latest = std::max(latest, spot.from_min);
    }
    unsigned time_bits = 0;
    while (!spots.empty() && ((std::int64_t{latest} - earliest) >> time_bits) != 0) ++time_bits;
    std::vector<Keyed> keyed(spots.size());
    std::uint64_t key_max = 0;
    for (std::uint32_t i = 0; i < spots.size(); ++i) {
        const auto since = static_cast<std::uint64_t>(std::int64_t{spots[i].from_min} - earliest);
        keyed[i] = {(std::uint64_t{grid.cell(spots[i])} << time_bits) | since, i};
        key_max = std::max(key_max, keyed[i].key);
    }
    radix_sort(keyed, key_max);
    Sorted sorted;
    sorted.spots.reserve(spots.size());
    constexpr std::size_t ahead = 16;  // each spot comes from anywhere in memory: ask for it some steps before
    for (std::size_t i = 0; i < keyed.size(); ++i) {
        if (i + ahead < keyed.size()) prefetch_line(&spots[keyed[i + ahead].index]);
        sorted.add(spots[keyed[i].index], static_cast<std::uint32_t>(keyed[i].key >> time_bits));
    }
    sorted.end(grid.cells());
    return sorted;
}

class Join {
public:
    Join(const CandidateOptions& options, const CandidateSink& sink, std::uint64_t& tests) : options_(options), sink_(sink), tests_(tests) {
        for (std::size_t i = 0; i < 3; ++i) reach_[i] = chord_square(options.reach_km[i]);
        lot_.reserve(lot_size);
    }
    ~Join() { flush(); }
    Join(const Join&) = delete;
    Join& operator=(const Join&) = delete;

    /// All pairs inside one array, each once.
    bool within(const Sorted& all, const Grid& grid) {
        for_cells(all, all, grid, Half::upper, [&](const Spots& p, const Spots& q, bool same) {
            if (same)
                inside(p.spots);
            else
                across(p, q);
        });
        return tests_ <= options_.tests_max;
    }
    /// All pairs with one end in `some` and the other in `all`.
    bool between(const Sorted& some, const Sorted& all, const Grid& grid) {
        for_cells(some, all, grid, Half::both, [&](const Spots& p, const Spots& q, bool) { across(p, q); });
        return tests_ <= options_.tests_max;
    }

private:
    static constexpr std::size_t lot_size = 4096;
    enum class Half : std::uint8_t { upper, both };
    enum class Ties : std::uint8_t { taken, left };
    struct Spots {
        std::span<const Spot> spots;
        std::int64_t longest_min;
    };

    static Spots cell_of(const Sorted& sorted, std::size_t i) {
        const Sorted::Cell& cell = sorted.cells[i];
        return {std::span(sorted.spots).subspan(cell.begin, sorted.cells[i + 1].begin - cell.begin), cell.longest_min};
    }

    /// Calls visit(P, Q, same) for every cell P of `some` and neighbouring cell Q of `all`; with Half::upper only Q >= P.
    template <typename Visit>
    void for_cells(const Sorted& some, const Sorted& all, const Grid& grid, Half half, Visit visit) {
        std::array<std::size_t, 6> hint{};
        for (std::size_t i = 0; i + 1 < some.cells.size() && tests_ <= options_.tests_max; ++i) {
            const std::uint32_t number = some.cells[i].number;
            const std::uint32_t row = grid.band_of_cell(number);
            const std::uint32_t first = half == Half::upper || row == 0 ? row : row - 1;
            const std::uint32_t last = std::min(row + 1, grid.bands() - 1);
            for (std::uint32_t other = first; other <= last; ++other) {
                const auto ranges = grid.neighbours(number, row, other);
                for (std::size_t r = 0; r < ranges.count; ++r) {
                    const auto [from, to] = ranges.range[r];
                    std::size_t& at = hint[(other + 1 - row) * 2 + r];
                    seek(all.cells, half == Half::upper ? std::max(from, number) : from, at);
                    for (std::size_t q = at; all.cells[q].number < to; ++q) {
                        visit(cell_of(some, i), cell_of(all, q), half == Half::upper && all.cells[q].number == number);
                    }
                }
            }
        }
    }

    /// Moves `at` to the first cell of that number or above. It mostly lies a few cells on.
    static void seek(const std::vector<Sorted::Cell>& cells, std::uint32_t number, std::size_t& at) {
        if (at > 0 && cells[at - 1].number >= number) at = 0;
        std::size_t step = 1;
        std::size_t high = at;
        while (high < cells.size() && cells[high].number < number) {
            at = high + 1;
            high += step;
            step *= 2;
        }
        high = std::min(high, cells.size());
        const auto below = [](const Sorted::Cell& cell, std::uint32_t n) { return cell.number < n; };
        at = static_cast<std::size_t>(std::lower_bound(cells.begin() + static_cast<std::ptrdiff_t>(at),
                                                       cells.begin() + static_cast<std::ptrdiff_t>(high), number, below) -
                                      cells.begin());
    }

    void inside(std::span<const Spot> p) {
        for (std::size_t i = 0; i < p.size(); ++i) {
            const std::int64_t until = std::int64_t{p[i].to_min} + options_.gap_min;
            for (std::size_t j = i + 1; j < p.size() && p[j].from_min <= until; ++j) test(p[i], p[j]);
        }
    }
    /// Pairs of p in P and q in another cell Q. Among short spots one sweep looks both ways in time; a long one would make it look
    /// at everything that starts within its length, so that two sweeps, each looking ahead, are less work.
    void across(const Spots& p, const Spots& q) {
        if (q.longest_min > options_.gap_min) {
            later(p.spots, q.spots, Ties::taken);
            later(q.spots, p.spots, Ties::left);
            return;
        }
        std::size_t begin = 0;
        for (const Spot& one : p.spots) {
            const std::int64_t from = std::int64_t{one.from_min} - options_.gap_min;
            while (begin < q.spots.size() && q.spots[begin].from_min < from - q.longest_min) ++begin;
            const std::int64_t until = std::int64_t{one.to_min} + options_.gap_min;
            for (std::size_t j = begin; j < q.spots.size() && q.spots[j].from_min <= until; ++j) {
                if (q.spots[j].to_min >= from) test(one, q.spots[j]);
            }
        }
    }
    /// Pairs of p in P and q in Q where q starts later than p, or at the same minute if ties are taken.
    void later(std::span<const Spot> ps, std::span<const Spot> qs, Ties ties) {
        std::size_t begin = 0;
        for (const Spot& p : ps) {
            while (begin < qs.size() && (ties == Ties::taken ? qs[begin].from_min < p.from_min : qs[begin].from_min <= p.from_min)) ++begin;
            if (begin == qs.size()) return;
            const std::int64_t until = std::int64_t{p.to_min} + options_.gap_min;
            for (std::size_t j = begin; j < qs.size() && qs[j].from_min <= until; ++j) test(p, qs[j]);
        }
    }
    void test(const Spot& a, const Spot& b) {
        ++tests_;
        const float reach = reach_[static_cast<std::size_t>(std::max(a.precision, b.precision))];
        if (square(a, b) > reach || (a.kind == b.kind) != (options_.kinds == Kinds::same)) return;
        lot_.push_back({a.index, b.index});
        if (lot_.size() == lot_size) flush();
    }
    void flush() {
        if (!lot_.empty()) sink_(lot_);
        lot_.clear();
    }

    const CandidateOptions& options_;
    const CandidateSink& sink_;
    std::uint64_t& tests_;
    std::array<float, 3> reach_{};
    std::vector<Candidate> lot_;
};

/// Takes those that last too long out; their indexes, ascending.
std::vector<std::uint32_t> take_too_long(std::vector<Spot>& spots, const CandidateOptions& options) {
    std::vector<std::uint32_t> out;
    std::erase_if(spots, [&](const Spot& spot) {
        const bool too_long = std::int64_t{spot.to_min} - spot.from_min > options.length_max_min;
        if (too_long) out.push_back(spot.index);
        return too_long;
    });
    std::sort(out.begin(), out.end());
    return out;
}

/// The indexes of those in crowded cells, ascending.
std::vector<std::uint32_t> crowded_of(const Sorted& sorted, const CandidateOptions& options) {
    std::vector<std::uint32_t> out;
    for (std::size_t c = 0; c + 1 < sorted.cells.size(); ++c) {
        const std::uint32_t cell_end = sorted.cells[c + 1].begin;
        if (cell_end - sorted.cells[c].begin <= options.crowd_max) continue;
        for (std::uint32_t i = sorted.cells[c].begin; i < cell_end;) {
            std::uint32_t end = i + 1;
            while (end < cell_end && start_day(sorted.spots[end]) == start_day(sorted.spots[i])) ++end;
            if (end - i > options.crowd_max) {
                for (std::uint32_t j = i; j < end; ++j) out.push_back(sorted.spots[j].index);
            }
            i = end;
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

/// Those that `keep` takes, in the same cells and order.
template <typename Keep>
Sorted only(const Sorted& sorted, Keep keep) {
    Sorted out;
    for (std::size_t c = 0; c + 1 < sorted.cells.size(); ++c) {
        for (std::uint32_t i = sorted.cells[c].begin; i < sorted.cells[c + 1].begin; ++i) {
            if (keep(sorted.spots[i])) out.add(sorted.spots[i], sorted.cells[c].number);
        }
    }
    out.end(sorted.cells.back().number);
    return out;
}

}  // namespace

std::int32_t start_day(const Spot& spot) { return spot.from_min / day_min - (spot.from_min % day_min < 0 ? 1 : 0); }

Precision precision_of(double spread_m) {
    if (spread_m <= 6'000) return Precision::near;
    return spread_m <= 30'000 ? Precision::town : Precision::wide;
}

Spot spot_of(const Sighting& sighting, std::uint32_t index, std::uint32_t kind) {
    TRUCE_ASSERT(sighting.where.has_value());
    const double lat = sighting.where->lat() * std::numbers::pi / 180;
    const double lon = sighting.where->lon() * std::numbers::pi / 180;
    Spot spot;
    spot.x = static_cast<float>(std::cos(lat) * std::cos(lon));
    spot.y = static_cast<float>(std::cos(lat) * std::sin(lon));
    spot.z = static_cast<float>(std::sin(lat));
    spot.from_min = floor_minutes(sighting.when.from);
    spot.to_min = floor_minutes({sighting.when.to.us - 1}) + 1;
    spot.index = index;
    spot.kind = kind;
    spot.precision = precision_of(sighting.spread_m);
    return spot;
}

double distance_km(const Spot& a, const Spot& b) {
    const double chord = std::sqrt(static_cast<double>(square(a, b)));
    return 2 * earth_km * std::asin(std::min(1.0, chord / 2));
}

bool is_candidate(const Spot& a, const Spot& b, const CandidateOptions& options) {
    const double reach = options.reach_km[static_cast<std::size_t>(std::max(a.precision, b.precision))];
    if (square(a, b) > chord_square(reach) || (a.kind == b.kind) != (options.kinds == Kinds::same)) return false;
    const auto too_long = [&](const Spot& s) { return std::int64_t{s.to_min} - s.from_min > options.length_max_min; };
    if (too_long(a) || too_long(b)) return false;
    const auto& [earlier, later] = a.from_min <= b.from_min ? std::tie(a, b) : std::tie(b, a);
    return later.from_min <= std::int64_t{earlier.to_min} + options.gap_min;
}

Result<LeftOut> for_each_candidate(std::vector<Spot> spots, const CandidateOptions& options, const CandidateSink& sink) {
    LeftOut out;
    out.too_long = take_too_long(spots, options);
    // Crowds are counted on the grid of the finest class, which thereby is sorted already.
    const Grid finest(options.reach_km[0]);
    Sorted all = sort_by_cell(spots, finest);
    spots = {};
    out.crowded = crowded_of(all, options);
    const auto of_class = [](Precision precision) { return [precision](const Spot& spot) { return spot.precision == precision; }; };
    if (!out.crowded.empty())
        all = only(all, [&](const Spot& spot) { return !std::binary_search(out.crowded.begin(), out.crowded.end(), spot.index); });
    std::uint64_t tests = 0;
    bool complete = true;
    {
        Join join(options, sink, tests);
        const bool one_class = std::ranges::all_of(all.spots, of_class(Precision::near));
        complete = one_class ? join.within(all, finest) : join.within(only(all, of_class(Precision::near)), finest);
        if (one_class) all = {};
    }
    // One grid for each wider reach: the spots of its class with each other and with those of the finer classes.
    for (std::size_t layer = 1; layer < 3 && complete; ++layer) {
        const auto precision = static_cast<Precision>(layer);
        std::vector<Spot> own;
        std::vector<Spot> finer;
        for (const Spot& spot : all.spots) {
            if (spot.precision == precision) own.push_back(spot);
            if (spot.precision < precision) finer.push_back(spot);
        }
        if (own.empty()) continue;
        const Grid grid(options.reach_km[layer]);
        const Sorted sorted = sort_by_cell(own, grid);
        Join join(options, sink, tests);
        complete = join.within(sorted, grid);
        if (complete && !finer.empty()) complete = join.between(sorted, sort_by_cell(finer, grid), grid);
    }
    if (!complete) {
        return Error{Errc::too_large, "fuse.too_many_candidates",
                     "more than " + std::to_string(options.tests_max) + " pairs of reports lie near each other", "",
                     "split the input by time or country, or look for a source that puts everything on one place"};
    }
    return out;
}

}  // namespace truce
