#include "truce/fuse/tables.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace truce {
namespace {

constexpr double pair_weight = 8;
constexpr double shipped_weight = 4;
constexpr double bits_max = 12;

using Shares = std::array<double, level_count>;

template <typename Visit>
void for_fields(Visit visit) {
    for (std::size_t f = 0; f < field_count; ++f) visit(static_cast<Field>(f), field_begin[f], field_levels[f]);
}

/// Counts plus `weight` times a distribution, as shares within each field.
Shares shares(const LevelCounts& counts, const Shares& prior, double weight) {
    Shares out{};
    for_fields([&](Field, std::size_t begin, std::size_t count) {
        double total = 0;
        for (std::size_t i = begin; i < begin + count; ++i) total += counts.seen[i] + weight * prior[i];
        for (std::size_t i = begin; i < begin + count; ++i) out[i] = (counts.seen[i] + weight * prior[i]) / total;
    });
    return out;
}

/// Shares that have the shipped model's bits: u even, m in proportion to 2^bits.
void shipped_shares(Shares& m, Shares& u) {
    const LevelTable bits = shipped_model().pooled;
    for_fields([&](Field, std::size_t begin, std::size_t count) {
        double total = 0;
        for (std::size_t i = begin; i < begin + count; ++i) {
            u[i] = 1.0 / static_cast<double>(count);
            m[i] = std::exp2(bits[i] / 1000.0);
            total += m[i];
        }
        for (std::size_t i = begin; i < begin + count; ++i) m[i] /= total;
    });
}

/// Both kinds of negatives as one distribution per field. The rivals' share falls from near to far levels of place and start;
/// for other fields, which neighbours share because they are neighbours, the rivals count alone as far as there are any.
LevelCounts negatives(const LevelCounts& rivals, const LevelCounts& shifted) {
    LevelCounts out = rivals;
    for_fields([&](Field, std::size_t begin, std::size_t count) {
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

void LevelCounts::add(const Comparison& comparison, double weight) {
    for (std::size_t f = 0; f < field_count; ++f) {
        if (comparison.level[f] != Comparison::silent) seen[field_begin[f] + comparison.level[f]] += weight;
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
        tables[p] = bits(shares(same[p], m, pair_weight), shares(negatives(rivals[p], shifted[p]), u, pair_weight));
    }
}

}  // namespace truce
