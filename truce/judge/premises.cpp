#include "truce/judge/premises.hpp"

#include <algorithm>
#include <bit>

namespace truce {

namespace {

/// TRUE if every candidate is, FALSE if none, else UNKNOWN; nobody named: UNKNOWN.
class Unanimity {
public:
    void add(Truth value) {
        low_ = and_(low_, value);
        high_ = or_(high_, value);
        any_ = true;
    }
    [[nodiscard]] Truth result() const { return any_ && low_ == high_ ? low_ : Truth::unknown; }

private:
    Truth low_ = Truth::yes;
    Truth high_ = Truth::no;
    bool any_ = false;
};

bool equal_without_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return lower(x) == lower(y);
    });
}

}  // namespace

Premises::Premises(const CompiledReading& reading)
    : reading_(reading), planes_(reading.words()), pending_(reading.words()), states_(reading.conjunctions()) {}

void Premises::load(const Facts& facts, const PriorIncidents& prior) {
    TRUCE_ASSERT(!facts.when.empty());
    facts_ = &facts;
    prior_ = &prior;
    std::ranges::fill(planes_.yes, 0);
    std::ranges::fill(planes_.no, 0);
    std::ranges::fill(pending_, ~std::uint64_t{0});
    std::ranges::fill(states_, not_looked_at);
    rested_on_responses_ = false;
    acts_.clear();
    actors_.clear();
    targets_.clear();
    for (const std::string& act : facts.acts) acts_.push_back(reading_.act_index(act));
    for (const std::string& name : facts.actors) actors_.push_back(resolve(name));
    for (const std::string& name : facts.targets) targets_.push_back(resolve(name));
}

std::int32_t Premises::resolve(const std::string& name) {
    const auto known = names_.find(name);
    if (known != names_.end()) return known->second;
    std::int32_t who = unknown_name;
    if (const Actor* actor = reading_.terms().actor_named(name)) {
        who = static_cast<std::int32_t>(actor - reading_.terms().actors.data());
    } else if (equal_without_case(name, civilians_name)) {
        who = civilians;
    }
    names_.emplace(name, who);
    return who;
}

Truth Premises::belongs(const std::vector<Timeline>& set, std::int32_t who, const Interval& when) {
    if (who == civilians) return Truth::no;
    return who == unknown_name ? Truth::unknown : set[static_cast<std::size_t>(who)].during(when);
}

Truth Premises::value(std::uint16_t literal) {
    const std::uint64_t bit = std::uint64_t{1} << (literal % 64U);
    std::uint64_t& pending = pending_[literal / 64U];
    if ((pending & bit) != 0) {
        pending &= ~bit;
        planes_.set(literal, find(reading_.literals()[literal]));
    }
    return planes_[literal];
}

Truth Premises::find(const CompiledTerm& term) {
    // What is known already may settle it before anything dear is asked.
    for (std::uint32_t i = term.first; i < term.last; ++i) {
        const MaskWord& mask = reading_.masks()[i];
        if (((mask.positive & planes_.no[mask.word]) | (mask.negative & planes_.yes[mask.word])) != 0) return Truth::no;
    }
    Truth result = Truth::yes;
    for (const Signed& one : term.literals) {
        const Truth found = value(one.literal);
        result = and_(result, one.positive ? found : not_(found));
        if (result == Truth::no) break;
    }
    return result;
}

Truth Premises::find(const Literal& literal) {
    const CompiledReading::Tables& tables = reading_.tables();
    switch (literal.kind) {
        case Literal::Kind::act: return act_covered(tables.acts[literal.table]);
        case Literal::Kind::actor: return all_belong(actors_, tables.sets[literal.table], literal.set == civilians_name);
        case Literal::Kind::target: return all_belong(targets_, tables.sets[literal.table], literal.set == civilians_name);
        case Literal::Kind::in_force:
        case Literal::Kind::during: return during(literal.interval);
        case Literal::Kind::before: return during({Instant::lowest(), literal.atom.from});
        case Literal::Kind::fact: return fact_in(literal);
        case Literal::Kind::number: return number_below(literal.atom);
        case Literal::Kind::inside: {
            const Truth valid = during(literal.interval);
            return valid == Truth::no ? valid : and_(valid, tables.areas[literal.table](facts_->where));
        }
        case Literal::Kind::within: {
            const Truth valid = during(literal.interval);
            if (valid == Truth::no) return valid;
            const Area& area = reading_.terms().areas[literal.table].area;
            return and_(valid, within(facts_->where, area, literal.atom.distance_mm, reading_.gazetteer()));
        }
        case Literal::Kind::responds_to:
            if (responses_open_) return Truth::unknown;
            return prior_->find(*facts_, literal.atom.duration_us, literal.atom.distance_mm).value;
    }
    TRUCE_ASSERT(false);
}

Truth Premises::act_covered(const std::vector<Truth>& table) const {
    Unanimity all;
    for (const std::int32_t act : acts_) all.add(act < 0 ? Truth::unknown : table[static_cast<std::size_t>(act)]);
    return all.result();
}

Truth Premises::all_belong(const std::vector<std::int32_t>& candidates, const std::vector<Timeline>& set, bool of_civilians) const {
    Unanimity all;
    for (const std::int32_t who : candidates) {
        all.add(of_civilians && who == civilians ? Truth::yes : belongs(set, who, facts_->when));
    }
    return all.result();
}

Truth Premises::during(const Interval& interval) const {
    if (interval.contains(facts_->when)) return Truth::yes;
    return interval.overlaps(facts_->when) ? Truth::unknown : Truth::no;
}

const NamedFact* Premises::named(const std::string& name) const {
    const auto found = std::ranges::lower_bound(facts_->named, name, {}, &NamedFact::name);
    return found != facts_->named.end() && found->name == name ? &*found : nullptr;
}

Truth Premises::fact_in(const Literal& literal) const {
    const Atom& atom = literal.atom;
    const NamedFact* stated = named(atom.name);
    const bool known = stated && !stated->values.empty() && std::ranges::find(stated->values, "unknown") == stated->values.end();
    if (!known && atom.name == target_composition_name) return composition_in(atom.values);
    const FactKind* kind = reading_.profile().fact(atom.name);
    if (!known && !kind) return Truth::unknown;
    Unanimity all;  // whoever says nothing leaves every declared value possible
    for (const std::string& value : known ? stated->values : kind->values) {
        if (value != "unknown") all.add(truth_of(std::ranges::find(atom.values, value) != atom.values.end()));
    }
    return all.result();
}

Truth Premises::composition_in(const std::vector<std::string>& values) const {
    const auto& designated = reading_.tables().sets[static_cast<std::size_t>(reading_.tables().designated)];
    const Truth target = all_belong(targets_, designated, false);
    Unanimity all;
    const FactKind* kind = reading_.profile().fact(target_composition_name);
    TRUCE_ASSERT(kind);  // compile() refuses a reading that asks for a fact the profile lacks
    for (const std::string& value : kind->values) {
        const bool excluded = value == "unknown" || (value == "only_designated" && target == Truth::no) ||
                              (value == "only_protected" && target == Truth::yes);
        if (!excluded) all.add(truth_of(std::ranges::find(values, value) != values.end()));
    }
    return all.result();
}

Truth Premises::number_below(const Atom& atom) const {
    const NamedFact* stated = named(atom.name);
    if (!stated || !stated->range) return Truth::unknown;
    const auto [low, high] = *stated->range;
    if (high < atom.number) return Truth::yes;
    return low >= atom.number ? Truth::no : Truth::unknown;
}

Truth state(const CompiledReading& reading, const CompiledTerm& term, const Planes& planes) {
    bool unknown = false;
    for (std::uint32_t i = term.first; i < term.last; ++i) {
        const MaskWord& mask = reading.masks()[i];
        const std::uint64_t yes = planes.yes[mask.word];
        const std::uint64_t no = planes.no[mask.word];
        if (((mask.positive & no) | (mask.negative & yes)) != 0) return Truth::no;
        unknown |= ((mask.positive & ~yes) | (mask.negative & ~no)) != 0;
    }
    return unknown ? Truth::unknown : Truth::yes;
}

}  // namespace truce
