/// Reports onward (publish/onward.hpp), from what a mechanism's record holds at a size of its log: the same size gives the same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/mechanism/mechanism.hpp"
#include "truce/publish/onward.hpp"

namespace truce {

/// The profile's rule of that id. Errors: onward.unknown (not_found), which names those there are.
Result<const Onward*> onward_rule(const Profile& profile, std::string_view id);

/// The report of the period that holds `day`, or of the newest one that may be reported by the record's clock at that size.
/// Errors: onward.unknown; onward.before (not_found: the day is before the first period); onward.early (conflict: the period may not be
/// reported yet); checkpoint.missing, documents.missing, terms.reading_*.
Result<OnwardReport> onward_report(const Mechanism& mechanism, std::string_view id, const std::optional<Day>& day, std::uint64_t as_of,
                                   const std::optional<std::string>& reading);

}  // namespace truce
