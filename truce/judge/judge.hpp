/// Judging: an incident's facts, as one finder accepts them, meet a reading of the terms. Start here.
///
/// For a clause with elements E and exceptions X1..Xn, in strong Kleene logic (docs/methods/judging.md):
///
///     violation = E AND NOT X1 AND ... AND NOT Xn
///
/// The ruling is the one to which every completion of the unknown literals leads, if there is one, else
/// undetermined. So learning a fact may turn undetermined into a verdict and never one verdict into its
/// opposite; widening an uncertain time or place never makes a verdict. Literals are completed independently
/// of each other: that two of them cannot both hold is not used (sound; it can only miss a no violation).
///
/// Everything here is a pure function of its arguments; the same on any number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "truce/judge/facts.hpp"
#include "truce/judge/premises.hpp"
#include "truce/judge/prior.hpp"
#include "truce/judge/reading.hpp"
#include "truce/judge/verdict.hpp"

namespace truce {

/// What the whole reading says. Preconditions (all functions): facts.when is not empty, facts.named ascends by name.
Verdict judge(const CompiledReading& reading, const Facts& facts, const PriorIncidents& prior = {});

/// What each clause says, in the order of the terms.
std::vector<ClauseVerdict> clause_verdicts(const CompiledReading& reading, const Facts& facts, const PriorIncidents& prior = {});

/// Re-judges a register, each incident with all the others of the same finder as its prior ones. The result does not
/// depend on `threads` (>= 1) nor, incident by incident, on the order of the facts.
std::vector<Verdict> judge_all(const CompiledReading& reading, std::span<const Facts> facts, unsigned threads);

/// The gravest of the clauses' rulings; see Verdict. Empty or all silent: no_rule.
Verdict gravest(const CompiledReading& reading, std::span<const ClauseVerdict> verdicts);

/// One clause, with the premises loaded.
ClauseVerdict rule(std::uint16_t clause, Premises& premises);
/// The same, but questions about earlier incidents answered as in `answers`, a copy of the premises' planes.
ClauseVerdict rule(std::uint16_t clause, Premises& premises, const Planes& answers);
/// The same from all answers at once: it must be given every literal the clause asks.
ClauseVerdict rule(const CompiledReading& reading, std::uint16_t clause, const Planes& answers, bool coding_of_another);

}  // namespace truce
