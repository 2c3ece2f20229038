#include "truce/examine/reliability.hpp"

#include <algorithm>
#include <cmath>

#include "truce/base/result.hpp"

namespace truce {
namespace {

/// Values 0 .. n-1 of the sorted distinct ratings, and how often each value and each ordered pair occurs.
struct Coincidences {
    std::vector<std::int64_t> values;
    std::vector<double> totals;              ///< n_v
    std::vector<std::vector<double>> pairs;  ///< o_vw
    std::size_t pairable = 0;
    std::size_t units = 0;
};

std::vector<std::int64_t> given(const Ratings& unit) {
    std::vector<std::int64_t> found;
    for (const auto& rating : unit) {
        if (rating) found.push_back(*rating);
    }
    return found;
}

Coincidences coincidences(std::span<const Ratings> units) {
    Coincidences c;
    for (const Ratings& unit : units) {
        const std::vector<std::int64_t> ratings = given(unit);
        if (ratings.size() >= 2) c.values.insert(c.values.end(), ratings.begin(), ratings.end());
    }
    std::ranges::sort(c.values);
    const auto [first, last] = std::ranges::unique(c.values);
    c.values.erase(first, last);
    c.totals.assign(c.values.size(), 0);
    c.pairs.assign(c.values.size(), std::vector<double>(c.values.size()));
    const auto place = [&](std::int64_t value) {
        return static_cast<std::size_t>(std::ranges::lower_bound(c.values, value) - c.values.begin());
    };
    for (const Ratings& unit : units) {
        const std::vector<std::int64_t> ratings = given(unit);
        if (ratings.size() < 2) continue;
        ++c.units;
        c.pairable += ratings.size();
        for (std::size_t i = 0; i < ratings.size(); ++i) {
            c.totals[place(ratings[i])] += 1;
            for (std::size_t j = 0; j < ratings.size(); ++j) {
                if (i != j) c.pairs[place(ratings[i])][place(ratings[j])] += 1.0 / static_cast<double>(ratings.size() - 1);
            }
        }
    }
    return c;
}

double square(double x) { return x * x; }

double difference(const Coincidences& c, std::size_t v, std::size_t w, MeasurementScale scale) {
    if (v == w) return 0;
    const auto a = static_cast<double>(c.values[v]);
    const auto b = static_cast<double>(c.values[w]);
    switch (scale) {
        case MeasurementScale::nominal: return 1;
        case MeasurementScale::interval: return square(a - b);
        case MeasurementScale::ratio: return a + b == 0 ? 0 : square((a - b) / (a + b));
        case MeasurementScale::ordinal: {
            double between = -(c.totals[v] + c.totals[w]) / 2;
            for (std::size_t g = std::min(v, w); g <= std::max(v, w); ++g) between += c.totals[g];
            return square(between);
        }
    }
    return 0;
}

}  // namespace

Alpha krippendorff(std::span<const Ratings> units, MeasurementScale scale) {
    const Coincidences c = coincidences(units);
    double observed = 0;
    double expected = 0;
    for (std::size_t v = 0; v < c.values.size(); ++v) {
        for (std::size_t w = 0; w < c.values.size(); ++w) {
            const double weight = difference(c, v, w, scale);
            observed += c.pairs[v][w] * weight;
            expected += c.totals[v] * c.totals[w] * weight;
        }
    }
    Alpha alpha{{}, c.pairable, c.units};
    if (expected > 0) alpha.value = 1 - static_cast<double>(c.pairable - 1) * observed / expected;
    return alpha;
}

std::int64_t PairTable::total() const {
    std::int64_t sum = 0;
    for (const auto& row : counts) {
        for (const std::int64_t n : row) sum += n;
    }
    return sum;
}

PairTable PairTable::of(const Ratings& rows, const Ratings& columns, std::size_t categories) {
    TRUCE_ASSERT(rows.size() == columns.size());
    PairTable table{std::vector<std::vector<std::int64_t>>(categories, std::vector<std::int64_t>(categories))};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!rows[i] || !columns[i]) continue;
        TRUCE_ASSERT(*rows[i] >= 0 && *columns[i] >= 0);
        ++table.counts.at(static_cast<std::size_t>(*rows[i])).at(static_cast<std::size_t>(*columns[i]));
    }
    return table;
}

Kappa cohen(const PairTable& table, Weights weights) {
    Kappa kappa;
    kappa.table = table;
    const std::size_t q = table.counts.size();
    const auto n = static_cast<double>(table.total());
    if (n == 0) return kappa;
    std::vector<double> rows(q);
    std::vector<double> columns(q);
    double agree = 0;
    for (std::size_t i = 0; i < q; ++i) {
        TRUCE_ASSERT(table.counts[i].size() == q);
        for (std::size_t j = 0; j < q; ++j) {
            rows[i] += static_cast<double>(table.counts[i][j]);
            columns[j] += static_cast<double>(table.counts[i][j]);
        }
        agree += static_cast<double>(table.counts[i][i]);
    }
    kappa.observed = agree / n;
    const auto weight = [&](std::size_t i, std::size_t j) {
        if (i == j) return 0.0;
        if (weights == Weights::unweighted) return 1.0;
        const double apart = std::abs(static_cast<double>(i) - static_cast<double>(j)) / static_cast<double>(q - 1);
        return weights == Weights::equal ? apart : square(apart);
    };
    double seen = 0;
    double expected = 0;
    for (std::size_t i = 0; i < q; ++i) {
        for (std::size_t j = 0; j < q; ++j) {
            seen += weight(i, j) * static_cast<double>(table.counts[i][j]) / n;
            expected += weight(i, j) * rows[i] * columns[j] / (n * n);
        }
    }
    if (expected > 0) kappa.value = 1 - seen / expected;
    if (q == 2) {
        const auto a = static_cast<double>(table.counts[0][0]);
        const auto off = static_cast<double>(table.counts[0][1] + table.counts[1][0]);
        const auto d = static_cast<double>(table.counts[1][1]);
        if (2 * a + off > 0) kappa.positive = 2 * a / (2 * a + off);
        if (2 * d + off > 0) kappa.negative = 2 * d / (2 * d + off);
    }
    return kappa;
}

std::optional<double> fleiss(std::span<const std::vector<std::int64_t>> counts) {
    if (counts.empty()) return std::nullopt;
    const auto sum = [](const std::vector<std::int64_t>& row) {
        std::int64_t all = 0;
        for (const std::int64_t c : row) all += c;
        return all;
    };
    const std::int64_t n = sum(counts.front());
    if (n < 2) return std::nullopt;
    std::vector<double> shares(counts.front().size());
    double observed = 0;
    for (const auto& row : counts) {
        if (row.size() != shares.size() || sum(row) != n) return std::nullopt;
        double squares = 0;
        for (std::size_t j = 0; j < row.size(); ++j) {
            squares += square(static_cast<double>(row[j]));
            shares[j] += static_cast<double>(row[j]);
        }
        observed += (squares - static_cast<double>(n)) / static_cast<double>(n * (n - 1));
    }
    const auto units = static_cast<double>(counts.size());
    double expected = 0;
    for (const double share : shares) expected += square(share / (units * static_cast<double>(n)));
    if (expected >= 1) return std::nullopt;
    return (observed / units - expected) / (1 - expected);
}

RegisterOverlap overlap(std::span<const FirstRecords> incidents) {
    RegisterOverlap table;
    for (const FirstRecords& one : incidents) {
        std::set<std::string> holders;
        for (const auto& [register_id, at] : one) holders.insert(register_id);
        if (!holders.empty()) ++table[std::move(holders)];
    }
    return table;
}

std::map<std::string, Delay> first_record_delays(std::span<const FirstRecords> incidents) {
    std::map<std::string, std::vector<std::int64_t>> behind;
    for (const FirstRecords& one : incidents) {
        if (one.size() < 2) continue;
        Instant first = one.begin()->second;
        for (const auto& [register_id, at] : one) first = std::min(first, at);
        for (const auto& [register_id, at] : one) behind[register_id].push_back(at.us - first.us);
    }
    std::map<std::string, Delay> delays;
    for (auto& [register_id, list] : behind) {
        std::ranges::sort(list);
        Delay& delay = delays[register_id];
        delay.held = list.size();
        delay.first = static_cast<std::size_t>(std::ranges::count(list, std::int64_t{0}));
        delay.median_us = list[(list.size() - 1) / 2];
        delay.longest_us = list.back();
    }
    return delays;
}

}  // namespace truce
