/// Facts: what one finder accepts about an incident, each as the set of values it may have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/base/time.hpp"
#include "truce/geo/region.hpp"
#include "truce/ingest/report.hpp"

namespace truce {

/// The name under which people who belong to no side are given as actor or target, in any case of letters.
/// They are never bound and never designated.
inline constexpr std::string_view civilians_name = "civilians";

/// The named fact that says whom an act hit: only_designated, mixed or only_protected. Where the finder did not
/// state it, the target narrows it (docs/methods/judging.md): a target that surely is not designated
/// excludes only_designated, one that surely is excludes only_protected. The target alone never
/// shows only_designated, because who else was there is a fact of its own.
inline constexpr std::string_view target_composition_name = "target_composition";

/// The named fact behind notified(KIND) is this followed by KIND, with the values yes and no.
inline constexpr std::string_view notified_prefix = "notified_";

/// The facts of one incident as one finder (a register, a guarantor, the UN) accepts them.
/// Every attribute is a set of possible values; the truth is one of them, nobody knows which.
struct Facts {
    std::string incident;  ///< stable id
    std::string finder;    ///< register or participant
    Interval when;         ///< it happened at one instant of it; never empty
    Region where;
    std::vector<std::string> acts;     ///< possible acts of the profile; empty: unknown
    std::vector<std::string> actors;   ///< possible actors as named by the finder; empty: unknown
    std::vector<std::string> targets;  ///< likewise
    std::vector<NamedFact> named;      ///< ascending by name, each name once; a name that is missing, or one of
                                       ///< whose values is "unknown", is unknown
    bool coding_of_another = false;    ///< these are a register's codes that no examiner has accepted
    std::string source;                ///< report id (entry/n) or entry id the facts came from
    std::int64_t leaf = -1;            ///< log position of that entry
};

/// The facts as the report's own register codes them: coding_of_another is set.
Facts facts_of(const Report& report, std::string incident, std::string source, std::int64_t leaf);

}  // namespace truce
