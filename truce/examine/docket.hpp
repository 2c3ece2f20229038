/// All case files of a mechanism: steps in the record's order go to their cases; incidents are merged and split by links.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "truce/examine/case_file.hpp"

namespace truce {

class Docket {
public:
    /// A step of any case. Errors: those of CaseFile; case.unknown (not_found) if it names no case in the docket; case.exists
    /// (conflict) if its incident has a case; case.merge_circle (conflict) if the incident into which one is merged leads back,
    /// or ever did: two merges in opposite directions would mean other things in another order of the record.
    Result<void> apply(const CaseRules& rules, Step step);
    [[nodiscard]] Result<void> admits(const CaseRules& rules, const Step& step) const;

    /// A file of steps that were admitted before (CaseFile::recalled). Errors: case.step_twice (conflict: it is here already);
    /// case.merge_circle (conflict: with it an incident would lead back to itself; the docket is as it was).
    Result<void> adopt(CaseFile file);

    /// nullptr if there is none.
    [[nodiscard]] const CaseFile* find(std::string_view case_id) const;
    /// The case of what an incident leads to; nullptr if that has none.
    [[nodiscard]] const CaseFile* of_incident(std::string_view incident) const;
    /// What an incident's id leads to: itself, or what it was merged into and not split from again.
    [[nodiscard]] std::string resolved(std::string_view incident) const;
    /// By id.
    [[nodiscard]] const std::map<std::string, CaseFile, std::less<>>& cases() const { return cases_; }

private:
    /// Whether merges, undone ones as well, lead from one incident to the other; true of one and the same.
    [[nodiscard]] bool ever_led(const std::string& from, std::string_view to) const;

    std::map<std::string, CaseFile, std::less<>> cases_;
    std::map<std::string, std::string, std::less<>> by_incident_;
};

/// How a report's link to an incident stands.
struct Link {
    enum class State : std::uint8_t { proposed, accepted, disputed, split };
    std::string step;      ///< link.proposed or link.merged
    std::string report;    ///< "" for a merge
    std::string incident;  ///< to which the report belongs, or into which the incident is merged
    std::vector<std::string> accepted_by;
    std::vector<std::string> disputed_by;
    State state = State::proposed;
};
std::string_view name_of(Link::State state);

/// Oldest first. Disputed as soon as somebody disputes it, accepted if somebody else than its proposer accepts it and nobody
/// disputes; a split undoes it and stays in the file. A merge stands when it was signed, under the profile's rule if it has one.
std::vector<Link> links(const CaseFile& file);

/// The history of one participant: only cases in which the examiners agree on a violation and that are not merged into
/// another count, and they only propose a point for an agenda. `watched_us` is the caller's: a count without the hours
/// watched says nothing.
struct Persistence {
    std::vector<std::string> cases;   ///< agreed violations attributed to it alone, ascending
    std::vector<std::string> shared;  ///< likewise, attributed to it among others
    std::int64_t watched_us = 0;
    std::int64_t unwatched_us = 0;
};
Persistence persistence(const Docket& docket, const CaseRules& rules, std::string_view participant, const Interval& period,
                        std::int64_t watched_us);

}  // namespace truce
