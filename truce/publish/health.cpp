#include "truce/publish/health.hpp"

#include <algorithm>
#include <set>

namespace truce {
namespace {

/// violation 0, no violation 1: the categories of every agreement here.
constexpr std::size_t categories = 2;

std::optional<std::int64_t> rating(const Position& one) {
    if (one.kind != Position::Kind::finding || one.means == FindingMeans::none) return std::nullopt;
    return one.means == FindingMeans::violation ? 0 : 1;
}

/// By examiner, one rating per case; those who were no examiner in a case gave none.
std::map<std::string, Ratings> ratings_of(const std::vector<HealthIncident>& cases) {
    std::map<std::string, Ratings> by_examiner;
    for (const HealthIncident& one : cases) {
        for (const Position& position : one.positions) by_examiner.try_emplace(position.examiner, cases.size());
    }
    for (std::size_t i = 0; i < cases.size(); ++i) {
        for (const Position& position : cases[i].positions) by_examiner[position.examiner][i] = rating(position);
    }
    return by_examiner;
}

void agree(const std::vector<HealthIncident>& cases, Health& health) {
    const auto by_examiner = ratings_of(cases);
    std::vector<Ratings> units(cases.size());
    for (const auto& [examiner, ratings] : by_examiner) {
        for (std::size_t i = 0; i < cases.size(); ++i) units[i].push_back(ratings[i]);
    }
    health.alpha = krippendorff(units, MeasurementScale::nominal);
    for (auto a = by_examiner.begin(); a != by_examiner.end(); ++a) {
        for (auto b = std::next(a); b != by_examiner.end(); ++b)
            health.agreements.push_back({a->first, b->first, cohen(PairTable::of(a->second, b->second, categories))});
    }
}

std::vector<PairOverlap> pairs_of(const std::vector<HealthIncident>& incidents) {
    std::set<std::string> registers;
    for (const HealthIncident& one : incidents) {
        for (const auto& [id, at] : one.recorded) registers.insert(id);
    }
    std::vector<PairOverlap> pairs;
    for (auto a = registers.begin(); a != registers.end(); ++a) {
        for (auto b = std::next(a); b != registers.end(); ++b) {
            PairOverlap pair{*a, *b, 0, 0, 0};
            for (const HealthIncident& one : incidents) {
                const bool in_a = one.recorded.contains(*a);
                const bool in_b = one.recorded.contains(*b);
                pair.both += in_a && in_b ? 1 : 0;
                pair.only_a += in_a && !in_b ? 1 : 0;
                pair.only_b += in_b && !in_a ? 1 : 0;
            }
            pairs.push_back(std::move(pair));
        }
    }
    return pairs;
}

std::vector<Interruption> interruptions_of(const std::vector<Watch>& watches, const Interval& period) {
    std::map<std::pair<std::string, std::string>, Interruption> found;
    for (const Watch& watch : watches) {
        for (const auto& [span, reason] : watch.interruptions) {
            const std::int64_t us = std::min(span.to.us, period.to.us) - std::max(span.from.us, period.from.us);
            if (us <= 0) continue;
            Interruption& one = found[{watch.register_id, reason}];
            one.register_id = watch.register_id;
            one.reason = reason;
            ++one.times;
            one.us += us;
            one.longest_us = std::max(one.longest_us, us);
        }
    }
    std::vector<Interruption> all;
    for (auto& [key, one] : found) all.push_back(std::move(one));
    return all;
}

}  // namespace

Health measure_health(const HealthInput& input) {
    TRUCE_ASSERT(!input.period.empty());
    Health health;
    health.period = input.period;
    health.watched = watched_divisions(*input.profile, input.period, input.watches);
    health.interruptions = interruptions_of(input.watches, input.period);
    std::vector<FirstRecords> records;
    std::vector<HealthIncident> cases;
    for (const HealthIncident& one : input.incidents) {
        records.push_back(one.recorded);
        if (one.positions.empty()) continue;
        cases.push_back(one);
        ++health.statuses[status_of(one.positions)];
    }
    health.overlap = overlap(records);
    health.pairs = pairs_of(input.incidents);
    health.delays = first_record_delays(records);
    agree(cases, health);
    return health;
}

}  // namespace truce
