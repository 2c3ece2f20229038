#include "truce/judge/facts.hpp"

#include <algorithm>
#include <utility>

namespace truce {

Facts facts_of(const Report& report, std::string incident, std::string source, std::int64_t leaf) {
    Facts facts;
    facts.incident = std::move(incident);
    facts.finder = report.register_id;
    facts.when = report.when;
    facts.where = report.where;
    if (!report.act.empty()) facts.acts.assign(1, report.act);
    facts.actors = report.actors;
    facts.targets = report.targets;
    facts.named = report.facts;
    std::ranges::sort(facts.named, {}, &NamedFact::name);
    facts.coding_of_another = true;
    facts.source = std::move(source);
    facts.leaf = leaf;
    return facts;
}

}  // namespace truce
