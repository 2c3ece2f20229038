/// The terms as written, as trees over a reading's literals: what explanations are filled from.
///
/// Made once per reading, from the conditions themselves and not from the normal forms that judge() evaluates.
#pragma once

#include <cstdint>
#include <vector>

#include "truce/judge/reading.hpp"

namespace truce {

/// A question or what joins some; in an outline the values mean nothing yet.
struct ExplainedNode {
    enum class Op : std::uint8_t {
        literal,    ///< one question, perhaps negated
        all,        ///< AND of the children
        any,        ///< OR
        negation,   ///< NOT of the one child
        exception,  ///< its cases, one child; then the exceptions against it that are not of lower priority
        permit,     ///< a permitting clause: its elements, then the exceptions to it
    };
    Op op = Op::all;
    Truth value = Truth::yes;
    std::uint16_t literal = 0;
    bool positive = true;
    std::int16_t rule = -1;                                      ///< index of the exception or of the permit
    CompiledTerm::Element element = CompiledTerm::Element::act;  ///< children of a clause and of a permit
    std::vector<ExplainedNode> children;
};

/// One clause. Empty where the clause yields no verdict.
struct ClauseOutline {
    std::vector<ExplainedNode> elements;
    std::vector<ExplainedNode> met;         ///< done_when, of an obligation that has one
    std::vector<ExplainedNode> exceptions;  ///< in the order in which judge() names them
    std::vector<ExplainedNode> permits;     ///< of a prohibition
};

/// Of all clauses in the order of the terms. Every literal that the terms ask must have its number in `reading`.
std::vector<ClauseOutline> outline(const CompiledReading& reading);

}  // namespace truce
