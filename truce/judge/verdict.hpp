/// Verdicts: what a reading of the terms says about an incident given one finder's facts. Computed, never typed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/truth.hpp"

namespace truce {

enum class Ruling : std::uint8_t {
    no_rule,       ///< the clause cannot speak: draft text, an approval missing, never in force, or it only permits
    not_due,       ///< an obligation before its date
    no_violation,  ///< an element surely fails, or the obligation surely is met, or every possible value of the
                   ///< unknown facts leads to no violation
    exempt,        ///< an exception applies for certain: named
    undetermined,  ///< neither can be said: what is missing or not shown is named
    conflict,      ///< two rules of equal priority contradict each other: both named
    violation,
};
/// "no_rule", "not_due", ...
std::string_view name_of(Ruling ruling);

/// Why a ruling is undetermined, for display; never changes it.
enum class Undetermined : std::uint8_t { no, facts_missing, exception_not_shown, exception_not_disproved };
std::string_view name_of(Undetermined undetermined);

/// What one clause says.
struct ClauseVerdict {
    std::uint16_t clause = 0;  ///< index into Terms::clauses
    Ruling ruling = Ruling::no_rule;
    Undetermined undetermined = Undetermined::no;
    std::int16_t exception = -1;  ///< index into Terms::exceptions: the one that applies, is not shown or not disproved;
                                  ///< in a conflict the one that another exception contradicts, -1 if a permit does
    std::int16_t against = -1;    ///< conflicts only: the exception to `exception`, else the permitting clause
    bool reconstructed = false;   ///< the clause's text is reconstructed
    bool if_accepted = false;     ///< rests on a reported approval or on another register's coding
    bool actor_exempt = false;    ///< no violation for one reason only: the actor is surely not bound by the clause
    friend bool operator==(const ClauseVerdict&, const ClauseVerdict&) = default;
};

/// What the whole reading says: the gravest of its clauses' rulings, in the order
/// violation > conflict > undetermined > exempt > no_violation > not_due > no_rule. Among equals the one
/// that rests on less (not on an acceptance, not on a reconstructed text), among undetermined ones
/// the one that lacks an exception only, then the smallest clause id: the order in the file decides nothing.
struct Verdict {
    Ruling ruling = Ruling::no_rule;
    Undetermined undetermined = Undetermined::no;
    std::int16_t clause = -1;    ///< index of the clause that decided, -1 if no clause speaks
    bool reconstructed = false;  ///< the deciding clause's text is reconstructed
    bool if_accepted = false;    ///< rests on a reported approval or on another register's coding
    bool actor_exempt = false;   ///< as the clause's
    friend bool operator==(const Verdict&, const Verdict&) = default;
};

}  // namespace truce
