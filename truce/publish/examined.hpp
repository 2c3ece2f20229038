/// What the bulletin of a day says of case files.
#pragma once

#include <span>

#include "truce/examine/case_file.hpp"
#include "truce/publish/bulletin.hpp"

namespace truce {

/// Puts the cases whose time overlaps the period into `input`, in the order given, and marks each report with the status of the case
/// that is about its incident, or with which an accepted link connects it. Of two such cases the later one in the order counts.
///   cases   as they stood at the record's size, by id; those of other times may be among them. Precondition: none is null.
/// Precondition: `input` has its reports.
void add_examined(BulletinInput& input, std::span<const CaseFile* const> cases, const CaseRules& rules, const Interval& period);

}  // namespace truce
