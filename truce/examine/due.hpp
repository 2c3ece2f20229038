/// What is due, to whom, since when. A date only where an instrument sets one; otherwise only since when it is awaited.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "truce/examine/case_file.hpp"

namespace truce {

struct Due {
    std::string from;           ///< the participant from whom it is awaited
    StepKind what;              ///< the kind that would answer
    std::string to;             ///< whoever asked; "" for findings
    std::string about;          ///< the step that asks
    Instant since;              ///< when that was recorded
    std::optional<Instant> by;  ///< absent: no instrument sets a date
    std::string clause;         ///< that sets it
    bool overdue = false;       ///< as_of is at or after `by`
    friend bool operator==(const Due&, const Due&) = default;
};

/// As of an instant, with the steps in the file; oldest first, then by participant. Nothing of a closed case is due.
/// One who declared not to take part owes no finding.
std::vector<Due> due(const CaseFile& file, const CaseRules& rules, Instant as_of);

/// From when on a participant accused in this case may be named in public: so long after the first receipt of a notice
/// by it, or by a guarantor that is responsible for it, as the profile says. A receipt that was filed for somebody counts once
/// it is confirmed. Absent: not yet receipted, or not accused.
std::optional<Instant> named_from(const CaseFile& file, const CaseRules& rules, std::string_view participant);

}  // namespace truce
