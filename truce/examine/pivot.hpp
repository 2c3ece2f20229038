/// The pivot: on what two finders part.
///
/// "You differ on clause c1's area, not on what happened": if the facts of A, read as B reads the terms, give B's
/// verdict, the readings are the pivot, named by the clauses that differ. Otherwise it is the smallest set of facts
/// which, copied from B to A, gives A the ruling of B, found by trying all sets of up to three over the facts that differ,
/// with the judge as the oracle. Nothing is averaged and nobody is told to be wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "truce/judge/judge.hpp"

namespace truce {

struct Pivot {
    enum class Kind : std::uint8_t {
        none,     ///< both come to the same ruling
        facts,    ///< `facts`: the first that differ and change the ruling
        reading,  ///< `clauses`: those whose readings differ and change the ruling
        both,     ///< readings and facts differ, and neither alone explains it: `facts` under the other's reading
        wide,     ///< more than three facts would have to change; `facts` are all that differ
    };
    Kind kind = Kind::none;
    std::vector<std::string> facts;    ///< when, where, act, actor, target or a fact's name; ascending
    std::vector<std::string> clauses;  ///< "c1-force: where"; ascending
    Ruling ruling_a = Ruling::no_rule;
    Ruling ruling_b = Ruling::no_rule;
    friend bool operator==(const Pivot&, const Pivot&) = default;
};

inline constexpr std::size_t pivot_facts_max = 3;

/// Names of the facts on which two finders differ, ascending.
std::vector<std::string> differing_facts(const Facts& a, const Facts& b);
/// `a` with the named facts as `b` has them.
Facts with_facts_of(Facts a, const Facts& b, const std::vector<std::string>& names);

/// Of several smallest sets the first in alphabetical order. Symmetric in kind `none` and `reading` only: which facts
/// would change A's ruling can differ from those that would change B's. The prior incidents of each must outlive the call.
Pivot pivot(const CompiledReading& reading_a, const Facts& a, const CompiledReading& reading_b, const Facts& b,
            const PriorIncidents& prior_a = {}, const PriorIncidents& prior_b = {});

/// One sentence: "aldmere and borvik part on target_composition".
std::string in_words(const Pivot& pivot, std::string_view a, std::string_view b);

}  // namespace truce
