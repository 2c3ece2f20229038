#include "truce/judge/prior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "truce/judge/premises.hpp"

namespace truce {

namespace {

constexpr std::int64_t brief_us_max = std::int64_t{2} * 86'400 * 1'000'000;

}  // namespace

PriorIncidents::PriorIncidents(const CompiledReading& reading, std::span<const Facts> facts, std::span<const Verdict> verdicts)
    : reading_(&reading), facts_(facts), verdicts_(verdicts) {
    TRUCE_ASSERT(facts.size() == verdicts.size());
    if (!reading.asks_about_responses()) return;
    Premises names(reading);
    actors_.resize(facts.size());
    targets_.resize(facts.size());
    for (std::size_t i = 0; i < facts.size(); ++i) {
        for (const std::string& name : facts[i].actors) actors_[i].push_back(names.resolve(name));
        for (const std::string& name : facts[i].targets) targets_[i].push_back(names.resolve(name));
        Shelf& shelf = shelves_[facts[i].finder];
        const bool brief = facts[i].when.to.us - facts[i].when.from.us <= brief_us_max;
        (brief ? shelf.brief : shelf.lasting).push_back(entry_of(facts[i], i));
    }
    for (auto& [finder, shelf] : shelves_) {
        const auto earlier = [](const Entry& a, const Entry& b) {
            return std::pair(a.when.from, a.index) < std::pair(b.when.from, b.index);
        };
        std::ranges::sort(shelf.brief, earlier);
        std::ranges::sort(shelf.lasting, earlier);
    }
}

PriorIncidents::Entry PriorIncidents::entry_of(const Facts& facts, std::size_t index) const {
    Entry entry;
    entry.when = facts.when;
    entry.index = index;
    entry.reach_mm = -1;
    if (facts.where.kind == Region::Kind::circle) {
        entry.centre = facts.where.centre;
        entry.reach_mm = facts.where.radius_mm;
    } else if (facts.where.kind == Region::Kind::sector) {
        entry.centre = facts.where.sector.observer;
        entry.reach_mm = facts.where.sector.distance_max_mm;
    } else if (facts.where.kind == Region::Kind::polygon) {
        const Circle circle = enclosing_circle(*facts.where.polygon);
        entry.centre = circle.centre;
        entry.reach_mm = circle.radius_mm;
    }
    return entry;
}

/// Only a sieve: one degree of latitude is at least 110.5 km everywhere on the ellipsoid. Never false if they may be near.
bool PriorIncidents::may_be_near(const Entry& a, const Entry& b, std::int64_t distance_mm) {
    if (a.reach_mm < 0 || b.reach_mm < 0) return true;
    const std::int64_t reach_e7 = (a.reach_mm + b.reach_mm + distance_mm) / 11 + 1;  // 11 mm per 1e-7 degree
    return std::abs(static_cast<std::int64_t>(a.centre.lat_e7) - b.centre.lat_e7) <= reach_e7;
}

Truth PriorIncidents::same_side(std::int32_t a, const std::string& a_name, std::int32_t b, const std::string& b_name,
                                const Interval& when) const {
    if (a == Premises::civilians || b == Premises::civilians) return truth_of(a == b);
    if (a == Premises::unknown_name || b == Premises::unknown_name) return a_name == b_name ? Truth::yes : Truth::unknown;
    const auto& sides = reading_->sides();
    const auto belongs = [&](std::int32_t who, std::int32_t to) {
        return Premises::belongs(sides[static_cast<std::size_t>(to)], who, when);
    };
    const Truth direct = or_(belongs(a, b), belongs(b, a));
    if (a == b) {
        // The same umbrella twice need not mean the same of its members.
        const bool umbrella = reading_->terms().actors[static_cast<std::size_t>(a)].kind == ActorKind::umbrella;
        return umbrella ? Truth::unknown : Truth::yes;
    }
    if (direct != Truth::no) return direct;
    for (std::size_t c = 0; c < sides.size(); ++c) {
        if (reading_->terms().actors[c].kind == ActorKind::umbrella) continue;  // joins nobody
        const auto whole = static_cast<std::int32_t>(c);
        // Two parts of one side: whether one answers for the other is for a person to say.
        if (and_(belongs(a, whole), belongs(b, whole)) != Truth::no) return Truth::unknown;
    }
    return Truth::no;
}

Truth PriorIncidents::same_sides(const std::vector<std::int32_t>& a, const std::vector<std::string>& a_names,
                                 const std::vector<std::int32_t>& b, const std::vector<std::string>& b_names, const Interval& when) const {
    if (a.empty() || b.empty()) return Truth::unknown;
    Truth low = Truth::yes;
    Truth high = Truth::no;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) {
            const Truth same = same_side(a[i], a_names[i], b[j], b_names[j], when);
            low = and_(low, same);
            high = or_(high, same);
            if (low != high && high == Truth::yes) return Truth::unknown;
        }
    }
    return low == high ? low : Truth::unknown;
}

void PriorIncidents::weigh(const Premises& asking, const Entry& self, const Entry& other, std::int64_t duration_us,
                           std::int64_t distance_mm, Candidates& out) const {
    const Facts& facts = asking.facts();
    const Facts& before = facts_[other.index];
    if (before.incident == facts.incident) return;
    // Both happened at an instant of their half-open intervals, in whole microseconds.
    if (other.when.from.us + 1 >= self.when.to.us) return;
    if (self.when.from.us - (other.when.to.us - 1) > duration_us) return;
    if (!may_be_near(self, other, distance_mm)) return;
    const bool surely_soon = (self.when.to.us - 1) - other.when.from.us <= duration_us;
    Truth value = truth_of(surely_soon);
    if (value == Truth::no) value = Truth::unknown;  // possibly soon, by the test above
    value = and_(value, same_sides(actors_[other.index], before.actors, asking.targets(), facts.targets, before.when));
    if (value == Truth::no) return;
    value = and_(value, same_sides(targets_[other.index], before.targets, asking.actors(), facts.actors, before.when));
    if (value == Truth::no) return;
    value = and_(value, within(before.where, facts.where, distance_mm, reading_->gazetteer()));
    if (value == Truth::no) return;
    if (other.when.to <= self.when.from) {
        out.surely_before.push_back({other.index, value});
    } else if (out.floor == Truth::no ||
               std::pair(other.when.from, other.index) < std::pair(facts_[out.floor_index].when.from, out.floor_index)) {
        out.floor = Truth::unknown;
        out.floor_index = other.index;
    }
}

PriorIncidents::Candidates PriorIncidents::candidates(const Premises& asking, std::int64_t duration_us, std::int64_t distance_mm) const {
    Candidates out;
    const auto shelf = shelves_.find(asking.facts().finder);
    if (shelf == shelves_.end()) return out;
    const Entry self = entry_of(asking.facts(), 0);
    for (const Entry& other : shelf->second.lasting) weigh(asking, self, other, duration_us, distance_mm, out);
    const auto& brief = shelf->second.brief;
    const Instant first{self.when.from.us - std::min(duration_us, self.when.from.us - Instant::lowest().us) - brief_us_max};
    auto other = std::ranges::lower_bound(brief, first, {}, [](const Entry& entry) { return entry.when.from; });
    for (; other != brief.end() && other->when.from < self.when.to; ++other) weigh(asking, self, *other, duration_us, distance_mm, out);
    std::ranges::sort(out.surely_before, {}, [this](const Candidate& one) { return std::pair(facts_[one.index].when.from, one.index); });
    return out;
}

PriorIncidents::Answer PriorIncidents::answer(const Candidates& candidates, std::span<const Verdict> verdicts) {
    Answer best;
    if (candidates.floor == Truth::unknown) best = {Truth::unknown, {candidates.floor_index}};
    for (const Candidate& one : candidates.surely_before) {
        const Ruling ruling = verdicts[one.index].ruling;
        const bool open = ruling == Ruling::undetermined || ruling == Ruling::conflict;
        const Truth value = and_(one.without_verdict, ruling == Ruling::violation ? Truth::yes : (open ? Truth::unknown : Truth::no));
        if (value > best.value) best = {value, {one.index}};
        if (best.value == Truth::yes) break;
    }
    return best;
}

PriorIncidents::Answer PriorIncidents::find(const Premises& asking, std::int64_t duration_us, std::int64_t distance_mm) const {
    if (facts_.empty()) return {};
    return answer(candidates(asking, duration_us, distance_mm), verdicts_);
}

}  // namespace truce
