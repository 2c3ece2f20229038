/// The bulletin of a day: every register beside the others, each number an interval, no two registers added.
///
/// A bulletin is a pure function of what is given to it; the renderers (render.hpp) are pure functions of a bulletin.
/// It is what the public reads: what the profile does not disclose to the public never enters a Bulletin.
/// Method, with formulas and assumptions: docs/methods/bulletin.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/time.hpp"
#include "truce/examine/status.hpp"
#include "truce/geo/shape.hpp"
#include "truce/ingest/report.hpp"
#include "truce/judge/verdict.hpp"
#include "truce/publish/coincidence.hpp"
#include "truce/publish/range.hpp"
#include "truce/publish/watching.hpp"

namespace truce {

// ---- what goes in -------------------------------------------------------------------------------------------

/// What somebody undertook in the talks, one debtor of it.
struct BulletinCommitment {
    std::string id;      ///< of the step that recorded it
    std::string debtor;  ///< id
    std::string name;    ///< of the debtor, in English
    std::string text;
    Instant due;
    std::string due_local;
    bool overdue = false;   ///< at the end of the day; else it is due on that day
    bool reported = false;  ///< recorded by another than those it is said of
};

/// How a movement or a monitors' patrol fared, as the one who moved says; only what it lets everybody read.
struct BulletinMovement {
    std::string id;                      ///< of the step that reports it
    bool patrol = false;                 ///< requested as access for monitors; else a planned movement
    std::string by;                      ///< who moved, id
    std::string name;                    ///< in English
    std::string outcome;                 ///< facilitated, delayed, impeded, denied, cancelled
    std::vector<std::string> divisions;  ///< ids, in the profile's order
    std::int64_t held_us = 0;
};

struct BulletinInput {
    std::shared_ptr<const Profile> profile;  ///< never null, like `terms`
    std::shared_ptr<const Terms> terms;
    Day day;
    /// Of an account that goes onward (onward.hpp): the rule by which, and the last day that it is of. Else nullptr.
    const Onward* onward = nullptr;
    Day last_day{};
    /// The record's clock at its size. Absent: it cannot be said that a delay is over, so whatever the
    /// profile discloses with a delay is left out.
    std::optional<Instant> as_of;
    struct JudgedReport {
        std::string incident;
        Report report;  ///< a current version of whose days one is accounted for
        Verdict verdict;
        std::optional<Status> status{};  ///< of the case of its incident; absent: there is none
    };
    /// A case file about an incident of the day, as it stood at the record's size.
    struct Examined {
        std::string id;
        Interval happened;
        Region where;  ///< a region, or the areas of one
        Status status = Status::open;
        std::vector<Position> positions;                                             ///< by examiner
        std::vector<std::pair<std::string, std::optional<Instant>>> may_be_named{};  ///< each accused: from when on
    };
    std::vector<Examined> cases{};
    std::vector<BulletinCommitment> commitments{};  ///< of the talks, that everybody may read; due on the day or overdue at its end
    std::vector<BulletinMovement> movements{};      ///< held on the day, or reported on it without a time; in the record's order
    std::vector<JudgedReport> reports;              ///< any order; "nothing observed" ones too
    std::vector<PublishedCount> counts;             ///< current ones of the day or days, any order
    std::vector<Watch> watches;                     ///< current ones that overlap them, any order
    bool watching_known = false;                    ///< whether any watch was ever filed
    /// Of one register's records; only of what disclosure.hpp lets the public be told.
    struct Changes {
        std::string register_id;
        std::size_t added = 0;
        std::size_t changed = 0;
        std::size_t withdrawn = 0;
        /// Source ids of the first ones of each, up to the caller's limit; empty if not asked for.
        std::vector<std::string> added_ids, changed_ids, withdrawn_ids;
    };
    std::optional<std::vector<Changes>> changes;  ///< since the last published bulletin; absent: none was published
    std::string last_published;                   ///< its day, if there was one
    struct Proof {
        std::string origin;
        std::uint64_t size = 0;
        std::string root;            ///< hex
        std::string checkpoint;      ///< the signed note
        std::string command;         ///< that checks it
        std::string evaluator;       ///< version of the judge, "" if not given
        std::string reading_digest;  ///< SHA-256 of the reading's canonical JSON, hex, "" if not given
    };
    Proof proof;
};

// ---- what comes out -----------------------------------------------------------------------------------------

/// Law: at each end, recorded = violation + exempt + no_violation + undetermined; certain <= possible everywhere.
/// The rest are marks: how many of the same records have something said about them besides.
struct Tally {
    Range recorded;
    Range violation;      ///< a clause would be breached
    Range exempt;         ///< an exception applies, or the actor is surely not bound
    Range no_violation;   ///< otherwise surely none
    Range undetermined;   ///< neither can be said; contradictory rules count here
    Range contradictory;  ///< of undetermined: two rules contradict each other
    Range no_rule;        ///< of no_violation: no clause in force speaks about it, or it is not due yet
    Range if_accepted;    ///< of recorded: the verdict rests on a coding or an approval that nobody has accepted
    Range reconstructed;  ///< of recorded: the verdict rests on a clause whose words are reconstructed
    Range own_side;       ///< of recorded: the recorder says it of its own side
    Range agreed;         ///< of recorded: its case's guarantors all conclude the same
    Range disputed;       ///< of recorded: they conclude differently
    Range one_sided;      ///< of recorded: some have concluded, all the same, and some not
    Range open;           ///< of recorded: there is a case, and nobody has concluded
    friend bool operator==(const Tally&, const Tally&) = default;
};

/// A row of the bulletin.
struct BulletinDivision {
    std::string id;
    Texts names;
    std::vector<std::shared_ptr<const Shape>> areas;     ///< as the atlas has them
    std::vector<std::shared_ptr<const Shape>> outlines;  ///< the areas as one piece; the areas themselves if they make none
};

/// A record of a register whose content is public.
struct PublicRecord {
    std::string register_id;
    std::string source_id;
    std::string place;
    Region where;
    std::vector<std::size_t> divisions;  ///< possible ones, indexes into Bulletin::divisions
    bool surely_there = false;           ///< in the single division named
    Day first_day;
    Day last_day;
    Verdict verdict;
    std::optional<Range> deaths;
};

/// A case file of the day. Who is accused is said only from the instant on that the profile sets.
struct BulletinCase {
    std::string id;
    std::vector<std::size_t> divisions;  ///< possible ones, indexes into Bulletin::divisions; empty: outside, or not told to the public
    Status status = Status::open;
    struct Stand {
        std::string examiner;
        Texts names;
        Position::Kind kind = Position::Kind::none;
        std::string finding;  ///< id in the profile
        Texts title;          ///< of the finding
    };
    std::vector<Stand> stands;  ///< by examiner
    std::vector<std::pair<std::string, Texts>> named;
};

struct ReportsColumn {
    Tally total;                   ///< on this day, wherever
    std::vector<Tally> divisions;  ///< parallel to Bulletin::divisions; empty if the public is not told places
    Range elsewhere;               ///< surely outside every division
    std::optional<Range> deaths;   ///< as the register codes them; absent if no record states any
    Range deaths_unstated;         ///< records that state none
    Range looks;                   ///< looks that found nothing; never incidents, in no other number
    std::int64_t delay_us = 0;     ///< records enter so long after what they describe has surely ended
    bool disclosed = true;         ///< false: the profile tells the public nothing of this register
};

struct DivisionCount {
    std::string division;  ///< id
    std::string as_named;
    std::int64_t count = 0;
};

/// Published numbers: kept as counts, never judged, because no records behind them are public.
struct CountsColumn {
    std::optional<std::int64_t> count;     ///< the total published for this day; absent: not stated
    std::vector<DivisionCount> divisions;  ///< the stated ones, by the profile's order
    SplitState split = SplitState::not_stated;
    struct Confirmation {
        std::string of;  ///< the other register
        std::int64_t count = 0;
    };
    std::vector<Confirmation> confirmations;  ///< "confirmed n of the other's records", by register
    std::optional<std::int64_t> from_party;   ///< of its own, supplied by a party
    std::vector<std::string> sources;         ///< addresses, ascending
    std::vector<std::string> bases;           ///< how the day is known, where it was not simply stated; ascending
    std::vector<std::string> notes;           ///< of those who compiled the numbers; ascending

    /// Whether anything was published for this day.
    [[nodiscard]] bool published() const { return count.has_value() || !divisions.empty(); }
    /// What was stated for a division: a number, 0 if the complete split leaves nothing for it, else absent.
    [[nodiscard]] std::optional<std::int64_t> of(std::string_view division) const;
};

/// One register's column. Columns are never added.
struct BulletinColumn {
    std::string register_id;
    std::string code;      ///< short, for the map: the register's code, else its id
    std::string recorder;  ///< id
    Texts recorder_names;  ///< of the participant; of an outside body, which has no other name here, the register
    Texts names;
    Texts unit;  ///< what one record is
    std::string citation;
    std::string licence;
    std::string limits;
    std::variant<ReportsColumn, CountsColumn> holds;

    [[nodiscard]] const ReportsColumn* reports() const { return std::get_if<ReportsColumn>(&holds); }
    [[nodiscard]] const CountsColumn* counts() const { return std::get_if<CountsColumn>(&holds); }
};

struct CoincidenceOfTwo {
    std::size_t a = 0;  ///< indexes into Bulletin::columns, a < b; different recorders
    std::size_t b = 0;
    bool units_differ = false;
    Coincidence bound;
};

struct Bulletin {
    Day day;
    Day last_day;        ///< of an account of several days; else `day`
    std::string onward;  ///< the profile's rule by which this goes onward; "": it is a day's bulletin
    Interval bounds;     ///< of the local day or days
    std::string zone;
    std::string local_from, local_to;  ///< the bounds as local time
    std::string mechanism;
    Texts title;
    std::string reading_id;  ///< whose terms judged the records
    Texts reading_title;
    Texts reading_by;                         ///< name of the participant or institution; empty if joint
    std::vector<BulletinDivision> divisions;  ///< in the profile's order
    std::vector<BulletinColumn> columns;      ///< by register id
    std::vector<CoincidenceOfTwo> coincidences;
    bool watching_known = false;
    std::vector<WatchedDivision> watched;         ///< parallel to `divisions` if watching is known, else empty
    std::vector<PublicRecord> records;            ///< by register, then source id; no looks
    std::vector<BulletinCase> cases;              ///< by id
    std::vector<BulletinCommitment> commitments;  ///< by due date
    std::vector<BulletinMovement> movements;      ///< in the record's order
    std::optional<std::vector<BulletinInput::Changes>> changes;
    std::string last_published;
    BulletinInput::Proof proof;

    [[nodiscard]] const BulletinColumn* column(std::string_view register_id) const;
};

/// Pure; the order of the input's lists changes nothing. Records of registers that the profile does not have are left out.
Bulletin compose_bulletin(const BulletinInput& input);

}  // namespace truce
