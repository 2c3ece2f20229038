#include "truce/fuse/competition.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>

namespace truce {
namespace {

/// Links are first taken down to here, so that there is something to choose from.
constexpr Millibits lowest_threshold = -4'000;
constexpr std::size_t experiments_min = 10;

struct Scores {
    std::vector<Millibits> linked;  ///< of pairs in one group, falling
    std::vector<Millibits> rivals;  ///< best free rival of each report that has a partner, falling; only those that have one
    double experiments = 0;
    double places = 0;  ///< (report, other source) where a candidate is at all
};

Scores gather(const std::vector<std::uint32_t>& sources, const std::vector<ScoredLink>& links, Millibits absent) {
    const auto group = partition(sources, links, {}, {lowest_threshold, absent});
    const std::size_t source_count = sources.empty() ? 0 : 1 + *std::max_element(sources.begin(), sources.end());
    constexpr Millibits none = std::numeric_limits<Millibits>::min();
    std::vector<bool> in_group(sources.size() * source_count);  // by group and source
    std::vector<bool> candidate(in_group.size());               // by node and source
    std::vector<Millibits> best(in_group.size(), none);         // by node and source: best free rival
    for (std::uint32_t n = 0; n < sources.size(); ++n) in_group[group[n] * source_count + sources[n]] = true;
    const auto has = [&](std::uint32_t node, std::uint32_t source) -> bool { return in_group[group[node] * source_count + source]; };
    Scores scores;
    const auto meet = [&](std::uint32_t a, std::uint32_t b, Millibits score) {
        const std::size_t place = a * source_count + sources[b];
        candidate[place] = true;
        if (has(a, sources[b]) && group[a] != group[b] && !has(b, sources[a])) best[place] = std::max(best[place], score);
    };
    for (const ScoredLink& link : links) {
        if (group[link.a] == group[link.b]) scores.linked.push_back(link.score);
        meet(link.a, link.b, link.score);
        meet(link.b, link.a, link.score);
    }
    std::copy_if(best.begin(), best.end(), std::back_inserter(scores.rivals), [](Millibits score) { return score != none; });
    scores.places = static_cast<double>(std::count(candidate.begin(), candidate.end(), true));
    scores.experiments = 2 * static_cast<double>(scores.linked.size());
    std::sort(scores.linked.begin(), scores.linked.end(), std::greater<>());
    std::sort(scores.rivals.begin(), scores.rivals.end(), std::greater<>());
    return scores;
}

double at_least(const std::vector<Millibits>& falling, Millibits score) {
    return static_cast<double>(std::upper_bound(falling.begin(), falling.end(), score, std::greater<>()) - falling.begin());
}

/// Wrong links among those of at least that score.
double wrong(const Scores& scores, Millibits score) {
    const double links = at_least(scores.linked, score);
    const double share = std::min(0.9, at_least(scores.rivals, score) / scores.experiments);
    return std::clamp(share * (scores.places - 2 * links) / (2 * (1 - share)), 0.0, links);
}

/// Logistic curve through the shares of right links in steps of a bit, by weighted least squares on the log-odds.
Calibration curve(const Scores& scores) {
    double n = 0;
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    for (Millibits low = lowest_threshold; low < 16'000; low += 1'000) {
        const double links = at_least(scores.linked, low) - at_least(scores.linked, low + 1'000);
        if (links < 1) continue;
        const double bad = std::clamp(wrong(scores, low) - wrong(scores, low + 1'000), 0.0, links);
        const double odds = std::log2((links - bad + 0.5) / (bad + 0.5));
        const double weight = 1 / (1 / (links - bad + 0.5) + 1 / (bad + 0.5));
        const double x = low / 1000.0 + 0.5;
        n += weight;
        sx += weight * x;
        sy += weight * odds;
        sxx += weight * x * x;
        sxy += weight * x * odds;
    }
    const double spread = n * sxx - sx * sx;
    const double slope = spread > 1e-9 ? std::clamp((n * sxy - sx * sy) / spread, 0.2, 1.5) : 0.6;
    const double offset = n > 0 ? (sy - slope * sx) / n : 0;
    return {slope, static_cast<Millibits>(std::lround(std::clamp(offset, -20.0, 20.0) * 1000))};
}

}  // namespace

Competition compete(const std::vector<std::uint32_t>& sources, const std::vector<ScoredLink>& links, Millibits absent) {
    const Scores scores = gather(sources, links, absent);
    const Model shipped = shipped_model();
    Competition out{shipped.threshold, shipped.calibration, 0, 0};
    if (scores.linked.size() < experiments_min) return out;
    double most = 0;
    for (const Millibits score : scores.linked) most = std::max(most, at_least(scores.linked, score) - wrong(scores, score));
    double best = -1;
    for (const Millibits score : scores.linked) {
        const double taken = at_least(scores.linked, score);
        const double right = taken - wrong(scores, score);
        const double f1 = 2 * right / (taken + most);
        if (f1 <= best) continue;
        best = f1;
        out.threshold = score;
        out.false_share = 1 - right / taken;
        out.found_share = most > 0 ? right / most : 0;
    }
    out.calibration = curve(scores);
    return out;
}

}  // namespace truce
