#include "truce/publish/coincidence.hpp"

#include <algorithm>
#include <set>

namespace truce {

std::int64_t Split::placed() const {
    std::int64_t sum = 0;
    for (const auto& [division, n] : by_division) sum += n;
    return sum;
}

SplitState Split::state() const {
    if (!total) return by_division.empty() ? SplitState::not_stated : SplitState::no_total;
    const std::int64_t sum = placed();
    if (sum == *total) return SplitState::complete;
    if (sum > *total) return SplitState::exceeding;
    return by_division.empty() ? SplitState::not_stated : SplitState::partial;
}

std::int64_t Split::records() const { return std::max(total.value_or(0), placed()); }

Coincidence coincidence(const Split& a, const Split& b) {
    const auto of = [](const Split& split, const std::string& division) {
        const auto found = split.by_division.find(division);
        return found == split.by_division.end() ? std::int64_t{0} : found->second;
    };
    std::set<std::string> divisions;
    for (const auto& [division, n] : a.by_division) divisions.insert(division);
    for (const auto& [division, n] : b.by_division) divisions.insert(division);
    std::int64_t within = 0;
    for (const std::string& division : divisions) within += std::min(of(a, division), of(b, division));
    // What has no division can match what found no partner in its own, and then what has none either.
    const std::int64_t a_to_b = std::min(a.unplaced(), b.placed() - within);
    const std::int64_t b_to_a = std::min(b.unplaced(), a.placed() - within);
    const std::int64_t among = std::min(a.unplaced() - a_to_b, b.unplaced() - b_to_a);
    Coincidence out;
    out.at_most = within + a_to_b + b_to_a + among;
    const auto sound = [](SplitState state) { return state != SplitState::exceeding && state != SplitState::no_total; };
    if (out.at_most > 0 && sound(a.state()) && sound(b.state())) out.at_least_distinct = a.records() + b.records() - out.at_most;
    out.complete = a.state() == SplitState::complete && b.state() == SplitState::complete;
    return out;
}

}  // namespace truce
