/// A report: one register entry, what one recorder says. Immutable; corrected by a later one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "truce/base/time.hpp"
#include "truce/geo/region.hpp"

namespace truce {

enum class ReportAction : std::uint8_t {
    filed,      ///< a new record, or a new version of one the register already holds
    withdrawn,  ///< the recorder took it back; earlier versions stay
};

/// Whole persons; low <= best <= high is what one expects and not what every source holds to.
struct Casualties {
    std::int64_t low = 0;
    std::int64_t best = 0;
    std::int64_t high = 0;
    friend bool operator==(const Casualties&, const Casualties&) = default;
};

/// One possible value set of a named fact as this recorder gives it.
struct NamedFact {
    std::string name;
    std::vector<std::string> values;                             ///< ascending; several: one of them, unknown which
    std::optional<std::pair<std::int64_t, std::int64_t>> range;  ///< numbers: closed range in the fact's unit
    friend bool operator==(const NamedFact&, const NamedFact&) = default;
};

/// Of a withdrawal only register_id, source_id, action and the parts have a meaning; `when` is then empty.
struct Report {
    std::string register_id;
    std::string source_id;  ///< the register's own id of the record; unique within it
    ReportAction action = ReportAction::filed;

    Interval when;  ///< it happened somewhere within
    Day first_day;  ///< the local days as the source counts them, both inclusive
    Day last_day;
    Region where;
    std::string place;               ///< as the source names it; may be empty
    std::vector<std::string> areas;  ///< atlas ids that `where` possibly touches, ascending; empty: anywhere, or `outside`
    bool area_certain = false;       ///< the whole of `where` surely lies in the single area named
    bool outside = false;            ///< `where` surely lies in no area of the atlas; `areas` is then empty

    std::string act;                  ///< an act of the profile; the root if the source does not say
    std::string act_as_coded;         ///< the source's own code, kept
    std::vector<std::string> actors;  ///< possible actors as the source names them; empty: unknown
    std::vector<std::string> targets;
    std::optional<Casualties> casualties;
    bool nothing_observed = false;  ///< a look that found nothing: never an incident
    bool own_side = false;          ///< about the recorder's own side
    std::vector<NamedFact> facts;
    std::vector<std::string> flags;  ///< what is odd about the record, stable ids ("ged.best_below_low")

    /// The parts by audience, canonical JSON; "" where there is none. Everything above derives from them.
    std::string part_public;
    std::string part_mechanism;
    std::string part_exact;
    std::string part_provenance;

    friend bool operator==(const Report&, const Report&) = default;
};

/// Who looked where, from when to when, with what, and what interrupted it. Withdrawals as in Report.
struct Watch {
    std::string register_id;
    std::string source_id;
    ReportAction action = ReportAction::filed;
    Interval when;
    Region where;
    std::vector<std::string> areas;                               ///< atlas ids that surely lie wholly inside `where`, ascending
    std::string means;                                            ///< e.g. patrol, post, camera, uav, acoustic
    std::string visibility;                                       ///< as stated; may be empty
    std::vector<std::pair<Interval, std::string>> interruptions;  ///< inside `when`, ascending, apart, with the reason
    std::string part_public, part_mechanism, part_exact, part_provenance;

    friend bool operator==(const Watch&, const Watch&) = default;
};

/// A number that a register published for a day and a division, kept as a count, never as incidents.
struct PublishedCount {
    std::string register_id;
    std::string source_id;   ///< "<day, or line-N if undated>/<division or total>/<measure>[/<about>]"
    std::optional<Day> day;  ///< absent: the bulletin is undated
    std::string division;    ///< "" for the total
    std::string division_as_named;
    std::string measure;        ///< recorded, confirmed_of_other, from_party
    std::string about;          ///< for confirmed_of_other: the other register
    std::string side_as_coded;  ///< how the file names the column of numbers: "RU", "RU_CONFIRMS_TR"
    std::int64_t count = 0;
    std::string unit;    ///< as the register's unit at that time
    std::string source;  ///< address
    std::string basis;   ///< how the day is known
    std::string note;
    std::string part_public;

    friend bool operator==(const PublishedCount&, const PublishedCount&) = default;
};

}  // namespace truce
