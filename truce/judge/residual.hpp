/// What would settle an undetermined ruling: the least that could clear, and the least that could convict.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "truce/judge/premises.hpp"
#include "truce/judge/reading.hpp"

namespace truce {

/// Unknown literals, ascending. A set *could clear* if some answers to exactly these make the ruling no_violation,
/// exempt or not_due whatever else is unknown; it *could convict* if some make it violation.
struct Residual {
    /// A smallest set that could clear, of several the first in the order of the literals; absent if none.
    std::optional<std::vector<std::uint16_t>> clear;
    std::optional<std::vector<std::uint16_t>> convict;
};

/// Of one clause, all of whose literals are answered in `answers` as far as they are known.
///
/// To clear is to make one term that exempts or fails true: the term with the fewest unknown literals. Where
/// literals occur with both signs, fewer may do (completion.hpp), so smaller sets are tried. To convict is to
/// make every term false by one literal each: a smallest hitting set, found by iterative deepening.
Residual residual(const CompiledReading& reading, std::uint16_t clause, const Planes& answers);

}  // namespace truce
