#include "truce/fuse/tables.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace truce {
namespace {

constexpr double pair_weight = 8;
constexpr double shipped_weight = 4;
constexpr double curve_weight = 20;
/// Of the place's curve, so much is left to what all pairs of sources show: tails are always heavier than one thinks.
constexpr double tail = 0.03;
constexpr std::size_t distances = place_bounds_km.size() + 1;
constexpr double bits_max = 12;

using Shares = std::array<double, level_count>;

template <typename Visit>
void for_fields(Visit visit) {
    for (std::size_t f = 0; f < field_count; ++f) visit(static_cast<EvidenceField>(f), field_begin[f], field_levels[f]);
}

/// Counts plus `weight` times a distribution, as shares within each field.
Shares shares(const LevelCounts& counts, const Shares& prior, double weight) {
    Shares out{};
    for_fields([&](EvidenceField, std::size_t begin, std::size_t count) {
        double total = 0;
        for (std::size_t i = begin; i < begin + count; ++i) total += counts.seen[i] + weight * prior[i];
        for (std::size_t i = begin; i < begin + count; ++i) out[i] = (counts.seen[i] + weight * prior[i]) / total;
    });
    return out;
}

/// Shares that have the shipped model's bits: u even, m in proportion to 2^bits.
void shipped_shares(Shares& m, Shares& u) {
    const LevelTable bits = shipped_model().pooled;
    for_fields([&](EvidenceField, std::size_t begin, std::size_t count) {
        double total = 0;
        for (std::size_t i = begin; i < begin + count; ++i) {
            u[i] = 1.0 / static_cast<double>(count);
            m[i] = std::exp2(bits[i] / 1000.0);
            total += m[i];
        }
        for (std::size_t i = begin; i < begin + count; ++i) m[i] /= total;
    });
}

/// Both kinds of negatives as one distribution per field. Rivals count as they are; the shifted, which are many and weak, fill
/// the levels that rivals seldom reach.
LevelCounts negatives(const LevelCounts& rivals, const LevelCounts& shifted) {
    LevelCounts out = rivals;
    for_fields([&](EvidenceField, std::size_t begin, std::size_t count) {
        const auto total = [&](const LevelCounts& c) {
            return std::accumulate(c.seen.begin() + static_cast<std::ptrdiff_t>(begin),
                                   c.seen.begin() + static_cast<std::ptrdiff_t>(begin + count), 0.0);
        };
        const double n = total(rivals);
        const double far = total(shifted);
        if (far <= 0) return;
        // Shifted pairs are many and weak: together they stand for as much as a quarter of the rivals, and at least 20 pairs.
        const double weight = std::max(20.0, n / 4) / far;
        for (std::size_t i = begin; i < begin + count; ++i) out.seen[i] += std::min(weight, 1.0) * shifted.seen[i];
    });
    return out;
}

/// Makes values fall, weighted least squares (pool adjacent violators).
void make_fall(std::span<double> values, std::span<const double> weights) {
    struct Block {
        double value;
        double weight;
        std::size_t size;
    };
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < values.size(); ++i) {
        blocks.push_back({values[i], weights[i], 1});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].value < blocks.back().value) {
            const Block last = blocks.back();
            blocks.pop_back();
            Block& into = blocks.back();
            into.value = (into.value * into.weight + last.value * last.weight) / (into.weight + last.weight);
            into.weight += last.weight;
            into.size += last.size;
        }
    }
    std::size_t at = 0;
    for (const Block& block : blocks) {
        for (std::size_t i = 0; i < block.size; ++i) values[at++] = block.value;
    }
}

/// The Weibull curve 1 - exp(-(d/scale)^shape) through the distances of one precision: its shape holds thin tails as well as the
/// heavy ones of real registers. Least squares on the Weibull plot, each bound weighted by how well it is known. The result are
/// the shares of the levels.
std::array<double, distances> distance_curve(std::span<const double> counts) {
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    double n = 0;
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    double below = 0;
    for (std::size_t i = 0; i + 1 < distances; ++i) {
        below += counts[i];
        const double share = std::clamp(below / all, 0.5 / all, 1 - 0.5 / all);
        const double weight = share * (1 - share);
        const double x = std::log(place_bounds_km[i]);
        const double y = std::log(-std::log(1 - share));
        n += weight;
        sx += weight * x;
        sy += weight * y;
        sxx += weight * x * x;
        sxy += weight * x * y;
    }
    const double shape = std::clamp((n * sxy - sx * sy) / std::max(1e-9, n * sxx - sx * sx), 0.4, 3.0);
    const double offset = (sy - shape * sx) / n;
    std::array<double, distances> shares{};
    double before = 0;
    for (std::size_t i = 0; i < distances; ++i) {
        const double share = i + 1 < distances ? 1 - std::exp(-std::exp(offset + shape * std::log(place_bounds_km[i]))) : 1.0;
        shares[i] = share - before;
        before = share;
    }
    return shares;
}

/// A pair of sources has few pairs at each distance of each precision: lean on a curve through them. Precisions keep their shares.
void smooth_place(const LevelCounts& counts, const Shares& pooled, Shares& m) {
    for (std::size_t begin = 0; begin < 3 * distances; begin += distances) {
        double own = 0;
        double all = 0;
        double kept = 0;
        for (std::size_t i = begin; i < begin + distances; ++i) {
            own += counts.seen[i];
            all += pooled[i];
            kept += m[i];
        }
        std::array<double, distances> seen{};
        for (std::size_t i = 0; i < distances; ++i) seen[i] = counts.seen[begin + i] + pair_weight * pooled[begin + i] / all;
        const auto curve = distance_curve(seen);
        for (std::size_t i = 0; i < distances; ++i) {
            const double expected = (1 - tail) * curve[i] + tail * pooled[begin + i] / all;
            m[begin + i] = kept * (counts.seen[begin + i] + curve_weight * expected) / (own + curve_weight);
        }
    }
}

LevelTable bits(const Shares& m, const Shares& u) {
    std::array<double, level_count> value{};
    std::array<double, level_count> weight{};
    for (std::size_t i = 0; i < level_count; ++i) {
        value[i] = std::clamp(std::log2(m[i] / u[i]), -bits_max, bits_max);
        weight[i] = m[i] + u[i];
    }
    const auto fall = [&](std::size_t begin, std::size_t count) {
        make_fall(std::span(value).subspan(begin, count), std::span<const double>(weight).subspan(begin, count));
    };
    for (std::size_t precision = 0; precision < 3; ++precision) fall(precision * 10, 10);
    fall(field_begin[1], field_levels[1]);
    fall(field_begin[2], field_levels[2]);
    for (std::size_t size = 0; size < 5; ++size) fall(field_begin[5] + size * 6, 6);
    LevelTable table{};
    for (std::size_t i = 0; i < level_count; ++i) table[i] = static_cast<Millibits>(std::lround(value[i] * 1000));
    return table;
}

}  // namespace

void LevelCounts::add(const EvidenceLevels& comparison, double weight) {
    for (std::size_t f = 0; f < field_count; ++f) {
        if (comparison.level[f] != EvidenceLevels::silent) seen[field_begin[f] + comparison.level[f]] += weight;
    }
}

LevelCounts& LevelCounts::operator+=(const LevelCounts& other) {
    for (std::size_t i = 0; i < level_count; ++i) seen[i] += other.seen[i];
    return *this;
}

void fit_tables(const std::vector<LevelCounts>& same, const std::vector<LevelCounts>& rivals, const std::vector<LevelCounts>& shifted,
                std::vector<LevelTable>& tables, LevelTable& pooled) {
    LevelCounts all_same;
    LevelCounts all_negative;
    for (std::size_t p = 0; p < same.size(); ++p) {
        all_same += same[p];
        all_negative += negatives(rivals[p], shifted[p]);
    }
    Shares shipped_m{};
    Shares shipped_u{};
    shipped_shares(shipped_m, shipped_u);
    const Shares m = shares(all_same, shipped_m, shipped_weight);
    const Shares u = shares(all_negative, shipped_u, shipped_weight);
    pooled = bits(m, u);
    tables.resize(same.size());
    for (std::size_t p = 0; p < same.size(); ++p) {
        Shares own = shares(same[p], m, pair_weight);
        smooth_place(same[p], m, own);
        tables[p] = bits(own, shares(negatives(rivals[p], shifted[p]), u, pair_weight));
    }
}

}  // namespace truce
