/// What one finder accepts in a case, as the judge takes it, and whether its finding follows from that.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/examine/case_file.hpp"
#include "truce/judge/facts.hpp"
#include "truce/judge/judge.hpp"

namespace truce {

/// The facts the finder has asserted, each in its last version. What it has not asserted is taken from `base` (its own
/// register's report, say), else unknown; the time is then the opening's.
///   order   of asserted_by the file's steps does not matter
Facts facts_of(const CaseFile& file, std::string_view finder, const Facts* base = nullptr);

/// A finding that says other than what its finder's own facts give under the reading.
struct Contradiction {
    std::string examiner;
    std::string step;
    std::string finding;
    Ruling ruling = Ruling::no_rule;
    friend bool operator==(const Contradiction&, const Contradiction&) = default;
};

/// Whether a finding that means this contradicts a ruling: violation against no_violation, exempt, not_due or no_rule;
/// no violation against violation. Undetermined and conflict contradict nothing, nor does a finding that means neither.
[[nodiscard]] bool contradicts(FindingMeans means, Ruling ruling);

/// All of them, by examiner. `ruling_of` says what an examiner's own facts give under its own reading; it is asked of those
/// who have concluded. It is a flag and refuses nothing: an examiner may know what it has not put into the file.
std::vector<Contradiction> contradictions(const CaseFile& file, const CaseRules& rules,
                                          const std::function<Ruling(const std::string& examiner)>& ruling_of);

}  // namespace truce
