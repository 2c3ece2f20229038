#include "truce/publish/coincidence.hpp"

#include <algorithm>

namespace truce {

std::int64_t Split::unplaced() const {
    std::int64_t left = total;
    for (const auto& [division, n] : by_division) left -= n;
    return std::max<std::int64_t>(left, 0);
}

Coincidence coincidence(const Split& a, const Split& b) {
    std::int64_t within = 0;
    std::int64_t left_a = 0;
    std::int64_t left_b = 0;
    const auto of = [](const Split& split, const std::string& division) {
        const auto found = split.by_division.find(division);
        return found == split.by_division.end() ? std::int64_t{0} : found->second;
    };
    std::map<std::string, bool> divisions;
    for (const auto& [division, n] : a.by_division) divisions[division] = true;
    for (const auto& [division, n] : b.by_division) divisions[division] = true;
    for (const auto& [division, unused] : divisions) {
        const std::int64_t in_a = of(a, division);
        const std::int64_t in_b = of(b, division);
        within += std::min(in_a, in_b);
        left_a += std::max<std::int64_t>(in_a - in_b, 0);
        left_b += std::max<std::int64_t>(in_b - in_a, 0);
    }
    // What has no division can match what is left of the other register, and then each other.
    const std::int64_t a_to_b = std::min(a.unplaced(), left_b);
    const std::int64_t b_to_a = std::min(b.unplaced(), left_a);
    const std::int64_t among = std::min(a.unplaced() - a_to_b, b.unplaced() - b_to_a);
    Coincidence out;
    out.at_most = within + a_to_b + b_to_a + among;
    out.at_least_distinct = a.total + b.total - out.at_most;
    out.complete = a.unplaced() == 0 && b.unplaced() == 0;
    return out;
}

}  // namespace truce
