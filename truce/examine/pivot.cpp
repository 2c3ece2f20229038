#include "truce/examine/pivot.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

#include "truce/examine/terms_difference.hpp"

namespace truce {
namespace {

const NamedFact* named(const Facts& facts, std::string_view name) {
    const auto found = std::ranges::find(facts.named, name, &NamedFact::name);
    return found == facts.named.end() ? nullptr : &*found;
}

bool same_fact(const NamedFact* a, const NamedFact* b) { return a == nullptr || b == nullptr ? a == b : *a == *b; }

void copy_named(Facts& to, const Facts& from, const std::string& name) {
    std::erase_if(to.named, [&](const NamedFact& one) { return one.name == name; });
    if (const NamedFact* fact = named(from, name)) to.named.insert(std::ranges::upper_bound(to.named, name, {}, &NamedFact::name), *fact);
}

/// Tries the sets of `size` names in alphabetical order; calls `try_set` until it says yes.
template <typename TrySet>
bool each_set(const std::vector<std::string>& names, std::size_t size, std::size_t from, std::vector<std::string>& chosen, TrySet try_set) {
    if (chosen.size() == size) return try_set(chosen);
    for (std::size_t i = from; i < names.size(); ++i) {
        chosen.push_back(names[i]);
        if (each_set(names, size, i + 1, chosen, try_set)) return true;
        chosen.pop_back();
    }
    return false;
}

/// The smallest set of facts which, copied from b to a, gives the wanted ruling.
std::optional<std::vector<std::string>> smallest(const CompiledReading& reading, const Facts& a, const Facts& b,
                                                 const PriorIncidents& prior, Ruling wanted) {
    const std::vector<std::string> differing = differing_facts(a, b);
    for (std::size_t size = 1; size <= std::min(pivot_facts_max, differing.size()); ++size) {
        std::vector<std::string> chosen;
        const bool found = each_set(differing, size, 0, chosen, [&](const std::vector<std::string>& names) {
            return judge(reading, with_facts_of(a, b, names), prior).ruling == wanted;
        });
        if (found) return chosen;
    }
    return std::nullopt;
}

std::vector<std::string> clauses_apart(const CompiledReading& reading_a, const CompiledReading& reading_b, const Facts& facts,
                                       const PriorIncidents& prior_a, const PriorIncidents& prior_b) {
    std::set<std::string> lines;
    for (const auto& [reading, prior] : {std::pair(&reading_a, &prior_a), std::pair(&reading_b, &prior_b)}) {
        const Verdict verdict = judge(*reading, facts, *prior);
        if (verdict.clause < 0) continue;
        const std::string& clause = reading->terms().clauses[static_cast<std::size_t>(verdict.clause)].id;
        for (std::string& line : differences_of_clause(reading_a.terms(), reading_b.terms(), clause)) lines.insert(std::move(line));
    }
    return {lines.begin(), lines.end()};
}

}  // namespace

std::vector<std::string> differing_facts(const Facts& a, const Facts& b) {
    std::set<std::string> names;
    if (a.when != b.when) names.insert("when");
    if (!(a.where == b.where)) names.insert("where");
    if (a.acts != b.acts) names.insert("act");
    if (a.actors != b.actors) names.insert("actor");
    if (a.targets != b.targets) names.insert("target");
    for (const Facts* facts : {&a, &b}) {
        for (const NamedFact& one : facts->named) {
            if (!same_fact(named(a, one.name), named(b, one.name))) names.insert(one.name);
        }
    }
    return {names.begin(), names.end()};
}

Facts with_facts_of(Facts a, const Facts& b, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (name == "when") {
            a.when = b.when;
        } else if (name == "where") {
            a.where = b.where;
        } else if (name == "act") {
            a.acts = b.acts;
        } else if (name == "actor") {
            a.actors = b.actors;
        } else if (name == "target") {
            a.targets = b.targets;
        } else {
            copy_named(a, b, name);
        }
    }
    return a;
}

Pivot pivot(const CompiledReading& reading_a, const Facts& a, const CompiledReading& reading_b, const Facts& b,
            const PriorIncidents& prior_a, const PriorIncidents& prior_b) {
    Pivot found;
    found.ruling_a = judge(reading_a, a, prior_a).ruling;
    found.ruling_b = judge(reading_b, b, prior_b).ruling;
    if (found.ruling_a == found.ruling_b) return found;

    if (judge(reading_b, a, prior_a).ruling == found.ruling_b) {
        found.kind = Pivot::Kind::reading;
        found.clauses = clauses_apart(reading_a, reading_b, a, prior_a, prior_a);
        return found;
    }
    if (auto facts = smallest(reading_a, a, b, prior_a, found.ruling_b)) {
        found.kind = Pivot::Kind::facts;
        found.facts = std::move(*facts);
        return found;
    }
    if (auto facts = smallest(reading_b, a, b, prior_a, found.ruling_b)) {
        found.kind = Pivot::Kind::both;
        found.facts = std::move(*facts);
        found.clauses = clauses_apart(reading_a, reading_b, b, prior_b, prior_b);
        return found;
    }
    found.kind = Pivot::Kind::wide;
    found.facts = differing_facts(a, b);
    return found;
}

std::string in_words(const Pivot& pivot, std::string_view a, std::string_view b) {
    switch (pivot.kind) {
        case Pivot::Kind::none: return fmt::format("{} and {} come to the same", a, b);
        case Pivot::Kind::facts: return fmt::format("{} and {} part on {}", a, b, fmt::join(pivot.facts, ", "));
        case Pivot::Kind::reading:
            return fmt::format("{} and {} differ on the terms ({}), not on what happened", a, b, fmt::join(pivot.clauses, ", "));
        case Pivot::Kind::both:
            return fmt::format("{} and {} differ on the terms ({}) and part on {}", a, b, fmt::join(pivot.clauses, ", "),
                               fmt::join(pivot.facts, ", "));
        case Pivot::Kind::wide:
            return fmt::format("{} and {} differ on more than {} facts: {}", a, b, pivot_facts_max, fmt::join(pivot.facts, ", "));
    }
    return {};
}

}  // namespace truce
