/// The bulletin of a day: every register beside the others, each number an interval, no two registers added.
///
/// A bulletin is a pure function of what is given to it; the renderers (render.hpp) are pure functions of a bulletin.
/// Method, with formulas and assumptions: docs/methods/bulletin.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/time.hpp"
#include "truce/ingest/report.hpp"
#include "truce/judge/verdict.hpp"
#include "truce/publish/coincidence.hpp"

namespace truce {

/// At least `certain`, at most `possible`.
struct Range {
    std::int64_t certain = 0;
    std::int64_t possible = 0;
    friend bool operator==(const Range&, const Range&) = default;
    Range& operator+=(const Range& other) {
        certain += other.certain;
        possible += other.possible;
        return *this;
    }
};

/// recorded = violation + exempt + no_violation + undetermined, at both ends.
struct Tally {
    Range recorded;
    Range violation;     ///< a clause would be breached
    Range exempt;        ///< an exception applies, or the actor is surely not bound
    Range no_violation;  ///< otherwise surely none
    Range undetermined;  ///< neither can be said; contradictory rules count here
};

struct BulletinInput {
    std::shared_ptr<const Profile> profile;
    std::shared_ptr<const Terms> terms;
    Day day;
    struct JudgedReport {
        std::string incident;
        Report report;  ///< a current version whose days include `day`
        Verdict verdict;
    };
    std::vector<JudgedReport> reports;   ///< any order; "nothing observed" ones too
    std::vector<PublishedCount> counts;  ///< current ones of `day`
    std::vector<Watch> watches;          ///< current ones that overlap `day`
    bool watching_known = false;         ///< whether any watch was ever filed
    struct Changes {
        std::string register_id;
        std::size_t added = 0;
        std::size_t changed = 0;
        std::size_t withdrawn = 0;
    };
    std::optional<std::vector<Changes>> changes;  ///< since the last published bulletin; absent: none was published
    std::string last_published;                   ///< its day, if there was one
    struct Proof {
        std::string origin;
        std::uint64_t size = 0;
        std::string root;        ///< hex
        std::string checkpoint;  ///< the signed note
        std::string command;     ///< that checks it
    };
    Proof proof;
};

struct DivisionTally {
    std::string division;  ///< id
    Tally tally;
};

struct DivisionCount {
    std::string division;  ///< id; "" if the profile has no such division
    std::string as_named;
    std::int64_t count = 0;
};

/// One register's column.
struct BulletinColumn {
    std::string register_id;
    std::string recorder;
    std::string name;
    std::string unit;
    std::string citation;
    std::string limits;
    RegisterHolds holds = RegisterHolds::reports;

    // Reports.
    Tally total;                           ///< on this day, wherever
    std::vector<DivisionTally> divisions;  ///< by the profile's order; those with possible > 0
    std::optional<Range> casualties;       ///< absent if no report gives any
    std::size_t looks_without_finding = 0;
    std::size_t contradictory = 0;  ///< undetermined because two rules contradict each other

    // Published counts.
    bool published = false;  ///< a total for this day
    std::int64_t count = 0;
    std::vector<DivisionCount> counts;  ///< in the source's order
    bool split_complete = false;        ///< the divisions add up to the total
    struct Confirmation {
        std::string of;  ///< the other register
        std::int64_t count = 0;
    };
    std::vector<Confirmation> confirmations;  ///< "confirmed n of the other's records"
    std::optional<std::int64_t> from_party;   ///< of its own, supplied by a party
    std::vector<std::string> sources;
    std::vector<std::string> notes;
};

struct CoincidenceOfTwo {
    std::string a;  ///< register ids, ascending
    std::string b;
    std::int64_t a_recorded = 0;
    std::int64_t b_recorded = 0;
    Coincidence bound;
};

struct WatchedDivision {
    std::string division;
    std::int64_t watched_us = 0;  ///< of the day's length, by anyone, interruptions taken off
    std::int64_t day_us = 0;
};

/// A mark on the map of the day: a report of a register whose content is public.
struct MapMark {
    std::string register_id;
    std::string incident;
    Region where;
    Verdict verdict;
    bool certain_day = false;
};

struct Bulletin {
    Day day;
    Interval bounds;
    std::string zone;
    std::string mechanism;
    std::string title;
    std::string reading_id;
    std::string reading_title;
    std::string reading_by;
    std::string headline;
    std::vector<BulletinColumn> columns;  ///< by register id
    std::vector<CoincidenceOfTwo> coincidences;
    bool watching_known = false;
    std::vector<WatchedDivision> watched;  ///< every division, if watching is known
    std::vector<MapMark> marks;
    std::optional<std::vector<BulletinInput::Changes>> changes;
    std::string last_published;
    BulletinInput::Proof proof;
    std::shared_ptr<const Profile> profile;  ///< for names and the map
    std::shared_ptr<const Terms> terms;
};

/// Pure. Registers are in ascending order of id, divisions in the profile's order.
Bulletin compose_bulletin(const BulletinInput& input);

}  // namespace truce
