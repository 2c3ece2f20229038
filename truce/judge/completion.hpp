/// What remains possible for a clause once the unknown literals are completed in every way.
///
/// Three-valued evaluation term by term is exact unless a literal occurs with both signs among a clause's terms:
/// `p` exempts under one exception and `NOT p` under another, so nothing is known and yet nothing is violated. Only for
/// those literals (CompiledClause::mixed, at most mixed_max) all answers are tried; every other unknown literal can
/// be completed to make each term it occurs in false, or each true.
#pragma once

#include "truce/judge/premises.hpp"
#include "truce/judge/reading.hpp"

namespace truce {

struct Outcomes {
    bool violation = false;                     ///< some completion makes every term false
    bool no_violation = false;                  ///< some completion makes a failing, met or exempting term true
    bool conflict = false;                      ///< some completion makes a conflicting term true and all of those false
    const CompiledTerm* conflicting = nullptr;  ///< the first that can be
};

/// Exact. Cost: at most 2^n evaluations per conflicting term and one more time, n the unknown mixed literals.
Outcomes reachable_outcomes(const CompiledReading& reading, const CompiledClause& clause, const Planes& answers);

}  // namespace truce
