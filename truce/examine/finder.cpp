#include "truce/examine/finder.hpp"

#include <algorithm>

namespace truce {
namespace {

void put_named(Facts& facts, NamedFact fact) {
    std::erase_if(facts.named, [&](const NamedFact& one) { return one.name == fact.name; });
    facts.named.insert(std::ranges::upper_bound(facts.named, fact.name, {}, &NamedFact::name), std::move(fact));
}

void accept(Facts& facts, const StepBody& said) {
    if (said.attribute == "when") {
        facts.when = *said.when;
    } else if (said.attribute == "where") {
        facts.where = *said.where;
    } else if (said.attribute == "act") {
        facts.acts = said.values;
    } else if (said.attribute == "actor") {
        facts.actors = said.values;
    } else if (said.attribute == "target") {
        facts.targets = said.values;
    } else {
        put_named(facts, {said.attribute, said.values, said.range});
    }
}

}  // namespace

Facts facts_of(const CaseFile& file, std::string_view finder, const Facts* base) {
    Facts facts;
    if (base != nullptr) {
        facts = *base;
        facts.coding_of_another = false;
    } else {
        facts.when = *file.opening().body.when;
    }
    facts.incident = file.opening().body.incident;
    facts.finder = finder;
    facts.source = file.id();
    for (const Step& step : file.steps()) {
        const bool stands =
            step.body.kind == StepKind::fact_asserted && step.speaker() == finder && file.standing(step.body, finder) == step.id;
        if (stands) accept(facts, step.body);
    }
    return facts;
}

bool contradicts(FindingMeans means, Ruling ruling) {
    switch (ruling) {
        case Ruling::violation: return means == FindingMeans::no_violation;
        case Ruling::no_rule:
        case Ruling::not_due:
        case Ruling::no_violation:
        case Ruling::exempt: return means == FindingMeans::violation;
        case Ruling::undetermined:
        case Ruling::conflict: return false;
    }
    return false;
}

std::vector<Contradiction> contradictions(const CaseFile& file, const CaseRules& rules,
                                          const std::function<Ruling(const std::string& examiner)>& ruling_of) {
    std::vector<Contradiction> found;
    for (const Position& one : file.positions(rules)) {
        if (one.kind != Position::Kind::finding || one.means == FindingMeans::none) continue;
        const Ruling ruling = ruling_of(one.examiner);
        if (contradicts(one.means, ruling)) found.push_back({one.examiner, one.step, one.finding, ruling});
    }
    return found;
}

}  // namespace truce
