/// Where two readings of the terms say different things: what two finders differ on when it is not what happened.
#pragma once

#include <string>
#include <vector>

#include "truce/agreement/terms.hpp"

namespace truce {

/// One line per difference that can change a verdict, "<rule>: <what>", ascending. Texts and sources do not count.
///   "c1-force: where"           an element of a clause: acts, by, against, where, when, due, done when, deontic,
///                               text status, instrument
///   "c1-force: only in one"     a clause that one reading has
///   "x1-pocket: cases"          an exception: cases, priority, what it defeats
///   "pocket: line"              an area's line or period
///   "lull-accord: in force"     a version's period or its approvals
///   "ridge-company: belongs to" claims about an actor
std::vector<std::string> differences(const Terms& a, const Terms& b);

/// The rules of `a` and `b`, by what names they have in differences(), whose difference concerns this clause: its own, its
/// exceptions', its areas' and its instrument's; belonging concerns every clause.
std::vector<std::string> differences_of_clause(const Terms& a, const Terms& b, const std::string& clause);

}  // namespace truce
