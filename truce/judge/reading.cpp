#include "truce/judge/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "truce/judge/facts.hpp"

namespace truce {

std::int32_t CompiledReading::find_literal(std::string_view key) const {
    const auto found = std::ranges::lower_bound(literals_, key, {}, &Literal::key);
    return found != literals_.end() && found->key == key ? static_cast<std::int32_t>(found - literals_.begin()) : -1;
}

std::int32_t CompiledReading::act_index(const std::string& id) const {
    const auto found = act_index_.find(id);
    return found == act_index_.end() ? -1 : found->second;
}

namespace {

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

AskedLiteral asked_member(Literal::Kind kind, std::string_view set, std::string_view instrument) {
    AskedLiteral result;
    result.literal.kind = kind;
    result.literal.set = set;
    if (set == "bound" || set == "bound_or_supporting") result.literal.instrument = instrument;
    result.literal.key = fmt::format("{}:{}@{}", kind == Literal::Kind::actor ? "actor" : "target", set, result.literal.instrument);
    return result;
}

/// Keeps of a set of values and its complement the smaller one, of two equally small the later one.
AskedLiteral asked_fact(const Atom& atom, const Profile& profile) {
    AskedLiteral result;
    result.literal.kind = Literal::Kind::fact;
    result.literal.atom = atom;
    std::vector<std::string>& values = result.literal.atom.values;
    std::erase(values, "unknown");
    if (const FactKind* kind = profile.fact(atom.name)) {
        std::vector<std::string> declared = kind->values;
        std::erase(declared, "unknown");
        std::ranges::sort(declared);
        std::vector<std::string> opposite;
        std::ranges::set_difference(declared, values, std::back_inserter(opposite));
        const bool covered = std::ranges::includes(declared, values);
        if (covered && !opposite.empty() && std::pair(opposite.size(), values) < std::pair(values.size(), opposite)) {
            values = std::move(opposite);
            result.positive = false;
        }
    }
    result.literal.key = fmt::format("fact:{} in {{{}}}", atom.name, joined(values));
    return result;
}

AskedLiteral asked_notified(const Atom& atom) {
    AskedLiteral result;
    result.literal.kind = Literal::Kind::fact;
    result.literal.atom = atom;
    result.literal.atom.kind = AtomKind::fact_in;
    result.literal.atom.name = std::string(notified_prefix) + atom.name;
    result.literal.atom.values = {"yes"};
    result.literal.key = fmt::format("fact:{} in {{yes}}", result.literal.atom.name);
    return result;
}

AskedLiteral asked_number(const Atom& atom) {
    AskedLiteral result;
    result.literal.kind = Literal::Kind::number;
    result.literal.atom = atom;
    // Whole numbers: n <= b is n < b + 1.
    const bool or_equal = atom.comparison == Comparison::less_or_equal || atom.comparison == Comparison::greater;
    result.positive = atom.comparison == Comparison::less || atom.comparison == Comparison::less_or_equal;
    result.literal.atom.comparison = Comparison::less;
    if (or_equal) ++result.literal.atom.number;
    result.literal.key = fmt::format("number:{} < {}", atom.name, result.literal.atom.number);
    return result;
}

AskedLiteral plain(Literal::Kind kind, const Atom& atom, std::string key) {
    AskedLiteral result;
    result.literal.kind = kind;
    result.literal.atom = atom;
    result.literal.key = std::move(key);
    return result;
}

}  // namespace

AskedLiteral asked(const Atom& atom, std::string_view instrument, const Profile& profile) {
    switch (atom.kind) {
        case AtomKind::fact_in: return asked_fact(atom, profile);
        case AtomKind::number: return asked_number(atom);
        case AtomKind::actor_in: return asked_actor(atom.name, instrument);
        case AtomKind::target_in: return asked_target(atom.name, instrument);
        case AtomKind::inside: return plain(Literal::Kind::inside, atom, "inside:" + atom.name);
        case AtomKind::within: return plain(Literal::Kind::within, atom, fmt::format("within:{}:{}", atom.name, atom.distance_mm));
        case AtomKind::before: return plain(Literal::Kind::before, atom, fmt::format("before:{}", atom.from.us));
        case AtomKind::after: {
            // It happened at one instant, so at or after it is exactly not before it.
            AskedLiteral result = plain(Literal::Kind::before, atom, fmt::format("before:{}", atom.from.us));
            result.literal.atom.kind = AtomKind::before;
            result.positive = false;
            return result;
        }
        case AtomKind::during: {
            AskedLiteral result = plain(Literal::Kind::during, atom, fmt::format("during:{}:{}", atom.from.us, atom.to.us));
            result.literal.interval = {atom.from, atom.to};
            return result;
        }
        case AtomKind::responds_to:
            return plain(Literal::Kind::responds_to, atom, fmt::format("responds_to:{}:{}", atom.duration_us, atom.distance_mm));
        case AtomKind::notified: return asked_notified(atom);
    }
    TRUCE_ASSERT(false);
}

AskedLiteral asked_acts(const std::vector<std::string>& acts) {
    AskedLiteral result;
    std::vector<std::string> sorted = acts;
    std::ranges::sort(sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    result.literal.kind = Literal::Kind::act;
    result.literal.set = joined(sorted);
    result.literal.key = "act:" + result.literal.set;
    return result;
}

AskedLiteral asked_actor(std::string_view set, std::string_view instrument) { return asked_member(Literal::Kind::actor, set, instrument); }

AskedLiteral asked_target(std::string_view set, std::string_view instrument) {
    return asked_member(Literal::Kind::target, set, instrument);
}

AskedLiteral asked_in_force(const Instrument& instrument, const Version& version) {
    AskedLiteral result;
    result.literal.kind = Literal::Kind::in_force;
    result.literal.key = fmt::format("in_force:{}:{}", instrument.id, version.n);
    result.literal.instrument = instrument.id;
    result.literal.interval = version.in_force;
    return result;
}

}  // namespace truce
