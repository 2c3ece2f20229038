/// Disjunctive normal form over literals, with the laws that hold in strong Kleene logic.
///
/// De Morgan, distribution and absorption preserve the three-valued value. Conjunctions that hold a literal and its
/// opposite are dropped, which does not: `p AND NOT p` becomes false where Kleene's logic says unknown. That is
/// wanted, because it holds whatever p turns out to be. So a form is `yes` or `no` wherever Kleene's logic is,
/// and sometimes where that is `unknown` although every completion agrees; never against a completion.
#pragma once

#include <cstdint>
#include <vector>

#include "truce/base/result.hpp"

namespace truce {

/// A literal's index and its sign in one number.
struct Signed {
    std::uint16_t literal = 0;
    bool positive = true;
    friend auto operator<=>(const Signed&, const Signed&) = default;
};

/// All of them hold: ascending by literal, each literal once. Empty: always true.
using Conjunction = std::vector<Signed>;
/// One of them holds: ascending, none a part of another. Empty: never true.
using Dnf = std::vector<Conjunction>;

inline Dnf always() { return {Conjunction{}}; }
inline Dnf never() { return {}; }
inline Dnf literal(Signed one) { return {Conjunction{one}}; }

/// More conjunctions than this in one form are refused: no agreement needs them.
inline constexpr std::size_t conjunctions_max = 512;

/// Errors (all): reading.too_entangled beyond conjunctions_max.
Result<Dnf> either(const Dnf& a, const Dnf& b);
Result<Dnf> both(const Dnf& a, const Dnf& b);
Result<Dnf> negation(const Dnf& a);

}  // namespace truce
