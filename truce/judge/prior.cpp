#include "truce/judge/prior.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <mutex>
#include <numbers>
#include <optional>
#include <set>
#include <shared_mutex>
#include <tuple>

#include "truce/judge/premises.hpp"

namespace truce {

namespace {

constexpr std::int64_t day_us = std::int64_t{86'400} * 1'000'000;

/// Number 0 is any name that no incident of the register has.
constexpr std::uint32_t unheard = 0;

/// More than 64 names share bits: then a pair may pass the sieve in vain, and none is lost.
constexpr std::uint64_t bit_of(std::size_t number) { return std::uint64_t{1} << (number % 64); }

}  // namespace

struct PriorIncidents::Nearness {
    std::shared_mutex mutex;
    std::map<std::tuple<std::string, std::string, std::int64_t>, Truth> known;
};

PriorIncidents::PriorIncidents(const CompiledReading& reading, std::span<const Facts> facts, std::span<const Verdict> verdicts)
    : reading_(&reading), facts_(facts), verdicts_(verdicts), nearness_(std::make_shared<Nearness>()) {
    TRUCE_ASSERT(facts.size() == verdicts.size());
    if (!reading.asks_about_responses()) return;
    Premises resolver(reading);
    std::vector<std::pair<std::string, std::int32_t>> names{{"", Premises::unknown_name}};
    const auto number = [&](const std::vector<std::string>& of) {
        for (const std::string& name : of) {
            const auto [known, is_new] = numbers_.try_emplace(name, static_cast<std::uint32_t>(names.size()));
            if (is_new) names.emplace_back(name, resolver.resolve(name));
            side_numbers_.push_back(known->second);
        }
        return side_numbers_.size();
    };
    sides_.reserve(facts.size());
    side_numbers_.reserve(facts.size() * 3);
    for (const Facts& one : facts) {
        SidesPlace place{side_numbers_.size(), 0, 0};
        place.targets = number(one.actors);
        place.end = number(one.targets);
        sides_.push_back(place);
    }
    compare_sides(names);
    shelve();
}

std::uint32_t PriorIncidents::number_of(const std::string& name) const {
    const auto known = numbers_.find(name);
    return known == numbers_.end() ? unheard : known->second;
}

PriorIncidents::Sides PriorIncidents::sides_of(std::size_t index) const {
    const SidesPlace& place = sides_[index];
    const Numbers all(side_numbers_);
    return {all.subspan(place.actors, place.targets - place.actors), all.subspan(place.targets, place.end - place.targets)};
}

void PriorIncidents::shelve() {
    for (std::size_t i = 0; i < facts_.size(); ++i) {
        const Interval& when = facts_[i].when;
        const std::int64_t length = when.to.us - when.from.us;
        const auto level = static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>((length - 1) / day_us)));
        std::vector<Shelf>& shelves = shelves_[facts_[i].finder];
        if (shelves.size() <= level) shelves.resize(level + 1);
        shelves[level].longest_us = std::max(shelves[level].longest_us, length);
        Entry entry = entry_of(facts_[i], i);
        entry.actors = bits_of(sides_of(i).actors);
        entry.targets = bits_of(sides_of(i).targets);
        shelves[level].entries.push_back(entry);
    }
    for (auto& [finder, shelves] : shelves_) {
        for (Shelf& shelf : shelves) {
            std::ranges::sort(shelf.entries, {}, [](const Entry& entry) { return std::pair(entry.when.from, entry.index); });
        }
    }
}

/// Fills same_: for every two names that occur, at every instant at which anything about sides changes.
void PriorIncidents::compare_sides(const std::vector<std::pair<std::string, std::int32_t>>& names) {
    std::set<Instant> changes{Instant::lowest()};
    for (const Edge& edge : reading_->terms().edges) {
        changes.insert(std::max(edge.valid.from, Instant::lowest()));
        changes.insert(std::max(edge.valid.to, Instant::lowest()));
    }
    const std::vector<Instant> starts(changes.begin(), changes.end());
    for (const auto& [a_name, a] : names) {
        std::uint64_t possible = 0;
        for (const auto& [b_name, b] : names) {
            std::vector<Truth> values;
            const bool same_unknown = a == Premises::unknown_name && a_name == b_name && !a_name.empty();
            for (const Instant start : starts) values.push_back(same_unknown ? Truth::yes : same_side(a, b, {start, {start.us + 1}}));
            possible |= std::ranges::all_of(values, [](Truth v) { return v == Truth::no; }) ? 0 : bit_of(same_.size() % names.size());
            same_.emplace_back(starts, std::move(values));
        }
        possible_.push_back(possible);
    }
}

std::uint64_t PriorIncidents::bits_of(Numbers numbers) const {
    std::uint64_t bits = numbers.empty() ? ~std::uint64_t{0} : 0;
    for (const std::uint32_t number : numbers) bits |= bit_of(number);
    return bits;
}

std::uint64_t PriorIncidents::possible_bits(Numbers numbers) const {
    std::uint64_t bits = numbers.empty() ? ~std::uint64_t{0} : 0;
    for (const std::uint32_t number : numbers) bits |= possible_[number];
    return bits;
}

PriorIncidents::Asking PriorIncidents::asking(const Facts& facts, std::int64_t duration_us, std::int64_t distance_mm) const {
    Asking out;
    out.facts = &facts;
    out.self = entry_of(facts, 0);
    const std::less<> before;
    const bool registered = !before(&facts, facts_.data()) && before(&facts, facts_.data() + facts_.size());
    if (registered) {
        out.sides = sides_of(static_cast<std::size_t>(&facts - facts_.data()));
    } else {
        for (const auto* names : {&facts.actors, &facts.targets}) {
            for (const std::string& name : *names) out.own_numbers.push_back(number_of(name));
        }
        const Numbers all(out.own_numbers);
        out.sides = {all.first(facts.actors.size()), all.subspan(facts.actors.size())};
    }
    out.may_have_hit = possible_bits(out.sides.targets);
    out.may_have_been = possible_bits(out.sides.actors);
    out.duration_us = duration_us;
    out.distance_mm = distance_mm;
    return out;
}

PriorIncidents::Entry PriorIncidents::entry_of(const Facts& facts, std::size_t index) {
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

/// Only a sieve, never false if they may be near: 1e-7 degree of latitude is at least 11 mm, of longitude at least 11 mm
/// times the cosine of the highest latitude that a path of this length from `a` can reach.
bool PriorIncidents::may_be_near(const Entry& a, const Entry& b, std::int64_t distance_mm) {
    if (a.reach_mm < 0 || b.reach_mm < 0) return true;
    const std::int64_t reach_e7 = (a.reach_mm + b.reach_mm + distance_mm) / 11 + 1;
    if (std::abs(static_cast<std::int64_t>(a.centre.lat_e7) - b.centre.lat_e7) > reach_e7) return false;
    const double highest = (std::abs(static_cast<double>(a.centre.lat_e7)) + static_cast<double>(reach_e7)) * 1e-7;
    if (highest > 85) return true;
    std::int64_t apart = std::abs(static_cast<std::int64_t>(a.centre.lon_e7) - b.centre.lon_e7);
    apart = std::min(apart, std::int64_t{3'600'000'000} - apart);
    return static_cast<double>(apart) * std::cos(highest * std::numbers::pi / 180) <= static_cast<double>(reach_e7);
}

/// At an instant, of two names that the terms resolve to these.
Truth PriorIncidents::same_side(std::int32_t a, std::int32_t b, const Interval& when) const {
    if (a == Premises::civilians || b == Premises::civilians) return truth_of(a == b);
    if (a == Premises::unknown_name || b == Premises::unknown_name) return Truth::unknown;
    const std::vector<Actor>& actors = reading_->terms().actors;
    // The same umbrella twice need not mean the same of its members.
    if (a == b) return actors[static_cast<std::size_t>(a)].kind == ActorKind::umbrella ? Truth::unknown : Truth::yes;
    const auto& wholes = reading_->sides();
    const Truth direct = or_(Premises::belongs(wholes[static_cast<std::size_t>(b)], a, when),
                             Premises::belongs(wholes[static_cast<std::size_t>(a)], b, when));
    if (direct != Truth::no) return direct;
    for (std::size_t c = 0; c < actors.size(); ++c) {
        if (actors[c].kind == ActorKind::umbrella) continue;  // joins nobody
        // Two parts of one side: whether one answers for the other is for a person to say.
        if (and_(Premises::belongs(wholes[c], a, when), Premises::belongs(wholes[c], b, when)) != Truth::no) return Truth::unknown;
    }
    return Truth::no;
}

Truth PriorIncidents::same_sides(Numbers a, Numbers b, const Interval& when) const {
    if (a.empty() || b.empty()) return Truth::unknown;
    const std::size_t numbers = numbers_.size() + 1;
    Truth low = Truth::yes;
    Truth high = Truth::no;
    for (const std::uint32_t one : a) {
        for (const std::uint32_t other : b) {
            const Truth same = same_[one * numbers + other].during(when);
            low = and_(low, same);
            high = or_(high, same);
        }
    }
    return low == high ? low : Truth::unknown;
}

/// As within(), which may take a millisecond for two areas of many vertices. Of several areas one is the place, so it
/// is yes or no if it is for each pair.
Truth PriorIncidents::near(const Region& a, const Region& b, std::int64_t distance_mm) const {
    if (a.kind != Region::Kind::areas || b.kind != Region::Kind::areas) return within(a, b, distance_mm, reading_->gazetteer());
    Truth low = Truth::yes;
    Truth high = Truth::no;
    for (const std::string& one : a.ids) {
        for (const std::string& other : b.ids) {
            const std::tuple key(std::min(one, other), std::max(one, other), distance_mm);
            std::optional<Truth> found;
            {
                const std::shared_lock lock(nearness_->mutex);
                const auto known = nearness_->known.find(key);
                if (known != nearness_->known.end()) found = known->second;
            }
            if (!found) {
                found = within(Region::areas({one}), Region::areas({other}), distance_mm, reading_->gazetteer());
                const std::unique_lock lock(nearness_->mutex);
                nearness_->known.emplace(key, *found);
            }
            low = and_(low, *found);
            high = or_(high, *found);
        }
    }
    return low == high ? low : Truth::unknown;
}

Truth PriorIncidents::without_verdict(const Asking& asking, const Entry& other) const {
    const Entry& self = asking.self;
    // Both happened at an instant of their half-open intervals, in whole microseconds.
    if (other.when.from.us + 1 >= self.when.to.us) return Truth::no;
    if (self.when.from.us - (other.when.to.us - 1) > asking.duration_us) return Truth::no;
    if ((other.actors & asking.may_have_hit) == 0 || (other.targets & asking.may_have_been) == 0) return Truth::no;
    if (!may_be_near(self, other, asking.distance_mm)) return Truth::no;
    const Facts& before = facts_[other.index];
    if (before.incident == asking.facts->incident) return Truth::no;
    Truth value = asking.surely_soon_after(other) ? Truth::yes : Truth::unknown;
    value = and_(value, same_sides(sides_of(other.index).actors, asking.sides.targets, before.when));
    if (value == Truth::no) return value;
    value = and_(value, same_sides(sides_of(other.index).targets, asking.sides.actors, before.when));
    if (value == Truth::no) return value;
    return and_(value, near(before.where, asking.facts->where, asking.distance_mm));
}

bool PriorIncidents::Asking::surely_soon_after(const Entry& other) const {
    return (self.when.to.us - 1) - other.when.from.us <= duration_us;
}

bool PriorIncidents::Asking::may_surely_answer(const Entry& other) const {
    if (!surely_soon_after(other)) return false;
    return self.reach_mm < 0 || other.reach_mm < 0 || self.reach_mm + other.reach_mm <= distance_mm;
}

bool PriorIncidents::Asking::may_surely_answer() const {
    return self.when.to.us - self.when.from.us <= duration_us && self.reach_mm <= distance_mm;
}

PriorIncidents::Candidates PriorIncidents::candidates(const Facts& facts, std::int64_t duration_us, std::int64_t distance_mm) const {
    Candidates out;
    const auto found = shelves_.find(facts.finder);
    if (found == shelves_.end()) return out;
    const Asking one = asking(facts, duration_us, distance_mm);
    const Instant begins = facts.when.from;
    const auto starting = [](const Shelf& shelf, std::int64_t from_us) {
        return std::ranges::lower_bound(shelf.entries, Instant{from_us}, {}, [](const Entry& entry) { return entry.when.from; });
    };
    // One that may have come first or not makes the answer unknown at least, whatever its verdict.
    for (const Shelf& shelf : found->second) {
        auto other = starting(shelf, begins.us - shelf.longest_us);
        for (; out.floor == Truth::no && other != shelf.entries.end() && other->when.from < facts.when.to; ++other) {
            if (other->when.to <= begins || without_verdict(one, *other) == Truth::no) continue;
            out.floor = Truth::unknown;
            out.floor_index = other->index;
        }
    }
    // Then only what may turn out to be yes can add to that.
    if (out.floor == Truth::unknown && !one.may_surely_answer()) return out;
    for (const Shelf& shelf : found->second) {
        const std::int64_t back = std::min(duration_us, begins.us - Instant::lowest().us);
        for (auto other = starting(shelf, begins.us - back - shelf.longest_us); other != shelf.entries.end() && other->when.from < begins;
             ++other) {
            if (other->when.to > begins || (out.floor == Truth::unknown && !one.may_surely_answer(*other))) continue;
            const Truth value = without_verdict(one, *other);
            if (value != Truth::no) out.surely_before.push_back({other->index, value});
        }
    }
    std::ranges::sort(out.surely_before, {}, [this](const Candidate& c) { return std::pair(facts_[c.index].when.from, c.index); });
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

PriorIncidents::Answer PriorIncidents::find(const Facts& asking, std::int64_t duration_us, std::int64_t distance_mm) const {
    if (facts_.empty()) return {};
    return answer(candidates(asking, duration_us, distance_mm), verdicts_);
}

}  // namespace truce
