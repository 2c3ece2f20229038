/// The profile: how a mechanism works, as data: roles, decision rules, deadlines, disclosure, publication,
/// the vocabulary of acts and facts, the registers it reads, its divisions and the bounds of its local days.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/names.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/file.hpp"
#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/geo/atlas.hpp"

namespace truce {

struct Role {
    std::string id;
    Texts title;
    std::vector<std::string> may;  ///< kinds of entry (record/kinds.hpp), ascending
};

enum class DecisionRule : std::uint8_t { unanimity, any_one, consensus, majority };

struct Decision {
    std::string id;  ///< e.g. terms.amended, round.called
    DecisionRule rule = DecisionRule::unanimity;
    std::string of;  ///< role
    std::string source;
    std::int64_t quorum = 0;  ///< members who must have said something; 0: the instrument has no quorum
};

/// Only where an instrument has it: `clause` names it.
struct Deadline {
    std::string id;
    std::string starts_with;  ///< kind of entry
    std::int64_t within_us = 0;
    std::string clause;
};

/// How near together two kinds of planned activity may come.
struct Separation {
    std::string between;
    std::string and_;
    std::int64_t horizontal_mm = 0;
    std::int64_t vertical_mm = 0;
    std::int64_t gap_us = 0;
};

/// How much one participant may learn of another's planned activities; where none is given, the least.
struct CoordinationLevel {
    std::string owner;
    std::string reader;
    std::string level;  ///< review, shift, overlap, full
};

/// What it means that a holder of areas says nothing about an activity in them. An instrument's words; without any, nothing.
enum class SilenceMeans : std::uint8_t { refuses, consents };
struct SilenceRule {
    std::string holder;
    SilenceMeans means = SilenceMeans::refuses;
    std::int64_t after_us = 0;
    std::string source;
};

/// Between which heights, relative to the WGS 84 ellipsoid, all ground of the country lies. Absent: anywhere on earth.
struct GroundBounds {
    std::int64_t below_mm = 0;  ///< the lowest lies so far below the ellipsoid
    std::int64_t above_mm = 0;  ///< the highest so far above it
};

enum class PlaceDetail : std::uint8_t { exact, cell_5km, district, division, none };

struct Disclosure {
    std::string audience;  ///< public, mechanism, party_concerned, finder
    PlaceDetail place = PlaceDetail::division;
    std::int64_t delay_us = 0;
};

/// A report that goes onward, period by period, to a body outside the mechanism or to the public.
struct Onward {
    std::string id;
    Texts to;                                   ///< to whom
    std::string audience;                       ///< public, mechanism: which steps of the talks it draws on, and who may read it here
    PlaceDetail place = PlaceDetail::division;  ///< division, none: of records of registers that are not public
    std::int64_t delay_us = 0;                  ///< after the end of a period, and of what a record describes
    Day first_day;                              ///< of the first period
    std::int64_t days = 0;                      ///< local days in a period
    std::string source;                         ///< why it is sent
};

struct Publication {
    std::int64_t tick_us = 0;        ///< the public mirror advances at multiples of it
    std::int64_t name_after_us = 0;  ///< a suspected party is named at the earliest so long after a receipted notice
};

/// From a kind of finding to what it counts as.
enum class FindingMeans : std::uint8_t { violation, no_violation, none };
struct FindingKind {
    std::string id;
    Texts title;
    FindingMeans means = FindingMeans::none;
};

/// Conduct on the ground. `parent` is "" for the root only; an act is covered by every act above it.
struct Act {
    std::string id;
    std::string parent;
    Texts title;
    std::vector<std::string> ucdp;   ///< type_of_violence values that say no more than this
    std::vector<std::string> acled;  ///< sub-events
    std::vector<std::string> osce;   ///< "observation/weapon class"
};

/// A fact that a person finds and the terms may ask for.
struct FactKind {
    std::string id;
    Texts title;
    std::vector<std::string> values;  ///< closed list, e.g. yes, no; empty for a number
    std::string unit;                 ///< numbers only: "", mm, us, persons ...
};

enum class RegisterHolds : std::uint8_t { reports, counts };

/// What one record of a register is during a period, where that is known.
struct DatedUnit {
    Interval valid;
    Texts unit;
    std::string source;
};

/// A register: who recorded, what a number of it counts, and whether its content is public anyway.
struct Register {
    std::string id;
    std::string recorder;  ///< participant's id, or an outside body's name as its own id
    Names names;
    RegisterHolds holds = RegisterHolds::reports;
    std::string format;      ///< ged, truce, published_counts: how its files are written
    std::string code;        ///< how a published_counts file names it (its `side`), "" if unused
    Texts unit;              ///< what one record is: "violation as recorded", "event with at least one direct death"
    bool published = false;  ///< true: the whole report goes into the public part
    std::string citation;
    std::string licence;
    std::string limits;            ///< what it cannot show, said wherever it is used
    std::vector<DatedUnit> units;  ///< ascending, without overlap; outside them `unit` holds

    [[nodiscard]] const Texts& unit_at(Instant t) const;
};

/// A row of the bulletin: one or several areas of the atlas, so that sources which divide the country
/// differently can stand side by side. Every area of the atlas belongs to exactly one division.
struct Division {
    std::string id;
    Names names;
    std::vector<std::string> areas;  ///< atlas ids
};

struct Profile {
    std::string id;
    Texts title;
    std::vector<Role> roles;
    std::vector<Decision> decisions;
    std::vector<Deadline> deadlines;
    std::vector<Separation> separations;
    std::vector<CoordinationLevel> coordination_levels;
    std::vector<SilenceRule> silences;
    std::optional<GroundBounds> ground;
    std::vector<Disclosure> disclosures;
    std::vector<Onward> onward;
    Publication publication;
    std::vector<FindingKind> findings;
    std::string examiners;  ///< the role whose findings make the status
    std::vector<Act> acts;
    std::vector<FactKind> facts;
    std::vector<Register> registers;
    std::vector<Division> divisions;
    std::int64_t geocoding_radius_mm = 0;  ///< added to every point that a source calls exact
    LocalDays days;
    std::shared_ptr<const Atlas> atlas;

    [[nodiscard]] const Act* act(std::string_view id) const;
    [[nodiscard]] const FactKind* fact(std::string_view id) const;
    [[nodiscard]] const Register* find_register(std::string_view id) const;
    [[nodiscard]] const Onward* find_onward(std::string_view id) const;
    [[nodiscard]] const Division* division(std::string_view id) const;
    /// By id, name in any language or alias; nullptr if none.
    [[nodiscard]] const Division* division_named(std::string_view name) const;
    /// Whether `below` is `above` or stands below it in the tree of acts.
    [[nodiscard]] bool covers(std::string_view above, std::string_view below) const;
};

struct ProfileDocument {
    std::shared_ptr<const Profile> profile;
    std::string canonical;
    Digest digest;
    std::vector<std::pair<Digest, std::string>> files;  ///< as in TermsDocument
};

/// As read_terms_file.
Result<ProfileDocument> read_profile_file(const Path& file, Problems& problems);
Result<ProfileDocument> profile_from_canonical(std::string_view canonical, std::vector<std::pair<Digest, std::string>> files,
                                               Problems& problems);
std::string show(const Profile& profile, std::string_view language);

/// The table [days] of a profile, as TOML, of these offsets.
std::string days_toml(const LocalDays& days);

}  // namespace truce
