/// What a step of coordination says: the body of its entry, as canonical JSON (docs/formats/coordination.md).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/json.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/coordinate/activity.hpp"
#include "truce/coordinate/coordination_kinds.hpp"
#include "truce/coordinate/disclosure_level.hpp"

namespace truce {

inline constexpr std::string_view coordination_form = "truce/coordination/1";

/// How a movement or a patrol fared, as the one who moved says.
enum class MovementOutcome : std::uint8_t { facilitated, delayed, impeded, denied, cancelled };
enum class AccessAnswer : std::uint8_t { granted, delayed, denied };

std::string_view name_of(MovementOutcome word);
std::string_view name_of(AccessAnswer word);
std::string_view name_of(ConsentArea::Regime word);

/// Who and what moves; only for those to whom it was filed.
struct Convoy {
    std::string call_sign;
    std::string cargo;
    std::string phone;                  ///< satellite phone
    std::vector<std::string> vehicles;  ///< each in words with its plate
    std::vector<std::string> holds;     ///< checkpoints and waypoints where it stops, in their order
    std::optional<Instant> go_by;       ///< until when it is decided whether it goes
    friend bool operator==(const Convoy&, const Convoy&) = default;
    [[nodiscard]] bool empty() const { return *this == Convoy(); }
};

/// Whom to call in an area of operations; only for those who have joined it.
struct Liaison {
    std::string name;   ///< who answers, in words
    std::string line;   ///< telephone, frequency or address
    std::string hours;  ///< when, and in which languages
    friend bool operator==(const Liaison&, const Liaison&) = default;
    [[nodiscard]] bool empty() const { return *this == Liaison(); }
};

/// Exactly the members of its kind have a meaning.
struct CoordinationBody {
    CoordinationKind kind = CoordinationKind::activity_filed;

    std::string about;     ///< the message, proposal or request that it answers
    std::string activity;  ///< id of the step that filed it
    std::string version;   ///< the filed or changed step that its author knew last

    std::string activity_kind;  ///< a word of the profile's separations, or any other
    std::optional<Workflow> workflow;
    std::vector<std::string> to;    ///< ascending: to whom it is filed, who is asked, or who is invited
    std::vector<Volume> volumes;    ///< of an area one, on the surface; an area holds at all heights
    std::string seen;               ///< digest of what was in the way, as the answer had it
    std::vector<std::string> keys;  ///< or the keys, ascending
    std::optional<Convoy> convoy;

    std::string digest;      ///< of the volumes that are answered
    std::string conditions;  ///< in words
    std::optional<Instant> until;

    std::string name;  ///< of an area of operations: its keeper's name for it
    std::optional<Liaison> contact;

    std::string area;  ///< its holder's name for it
    std::optional<ConsentArea::Regime> regime;

    std::string with;  ///< another participant
    std::string key;   ///< the awareness key of the other activity, as an answer had it
    std::optional<DisclosureLevel> level;

    std::optional<MovementOutcome> outcome;
    std::optional<AccessAnswer> answer;
    std::optional<Interval> held;    ///< from when to when it was held up
    std::string held_by;             ///< in words; as the one who was held says
    std::string place;               ///< in words
    std::vector<std::string> areas;  ///< ids of the atlas, ascending
    std::optional<Interval> when;
    bool is_public = false;  ///< outcome, areas and how long are for everybody

    std::string text;

    friend bool operator==(const CoordinationBody&, const CoordinationBody&) = default;
};

/// Members that everybody may read where a step is public; the others stay in its own part.
inline constexpr std::array public_members{CoordinationMember::areas, CoordinationMember::held, CoordinationMember::outcome,
                                           CoordinationMember::public_};

JsonObject to_json(const CoordinationBody& body);
JsonObject to_json(const Liaison& contact);

/// Errors: coordination.form, coordination.kind, coordination.member (invalid, naming it); those of volume_from_json with its place.
/// Law: read_coordination(to_json(b)) == b for every b that check_coordination accepts.
Result<CoordinationBody> read_coordination(const JsonObject& object, const Gazetteer& gazetteer);
/// As read_coordination, of a step that is not finished: whether members are missing or disagree is not looked at.
Result<CoordinationBody> draft_coordination(const JsonObject& object, const Gazetteer& gazetteer);
Result<void> check_coordination(const CoordinationBody& body);

/// A step as the record has it.
struct CoordinationStep {
    std::string id;
    std::string author;
    std::string key_name;
    Instant recorded_at;
    CoordinationBody body;
    AwarenessKey key;  ///< filed and changed: of this version
};

/// Precondition: is_activity_step(step.body.kind).
ActivityStep activity_step_of(const CoordinationStep& step);
/// What it presents of awareness; the keys were checked.
Awareness awareness_of(const CoordinationBody& body);

}  // namespace truce
