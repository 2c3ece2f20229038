/// Facts: what one finder accepts about an incident, each as the set of values it may have.
#pragma once

#include <string>
#include <vector>

#include "truce/base/time.hpp"
#include "truce/geo/region.hpp"
#include "truce/ingest/report.hpp"

namespace truce {

/// The facts of one incident as one finder (a register, a guarantor, the UN) accepts them.
/// Every attribute is a set of possible values; the truth is one of them, nobody knows which.
struct Facts {
    std::string incident;  ///< stable id
    std::string finder;    ///< register or participant
    Interval when;         ///< it happened somewhere within; never empty
    Region where;
    std::vector<std::string> acts;     ///< possible acts of the profile; never empty
    std::vector<std::string> actors;   ///< possible actors as named by the finder; empty: unknown
    std::vector<std::string> targets;  ///< likewise
    std::vector<NamedFact> named;      ///< by name, ascending; a name that is missing is unknown
    bool coding_of_another = false;    ///< these are a register's codes that no examiner has accepted
    std::string source;                ///< report id (entry/n) or entry id the facts came from
    std::int64_t leaf = -1;            ///< log position of that entry
};

/// The facts as the report's own register codes them.
Facts facts_of(const Report& report, std::string incident, std::string source, std::int64_t leaf);

}  // namespace truce
