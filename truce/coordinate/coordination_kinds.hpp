/// The kinds of step in coordination, and what each may hold: one closed table.
///
/// The first twelve are the life of one activity (activity_step.hpp has who may take them when); the others ask, declare areas, suspend
/// channels, speak about a conflict, say how movements and monitors fared, and group participants in an area of operations.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace truce {

enum class CoordinationKind : std::uint8_t {
    activity_filed,
    activity_changed,
    activity_taken_up,
    activity_acknowledged,
    consent_given,
    consent_refused,
    consent_withdrawn,
    activity_started,
    activity_strayed,
    activity_returned,
    activity_ended,
    activity_withdrawn,
    activity_asked,
    area_declared,
    area_ended,
    channel_suspended,
    channel_resumed,
    conflict_raised,
    disclosure_proposed,
    disclosure_agreed,
    movement_reported,
    access_requested,
    access_answered,
    access_reported,
    operations_opened,
    operations_joined,
    operations_left,
    operations_closed,
};

/// What a step's body may hold besides form and kind (coordination_body.hpp says what each is).
enum class CoordinationMember : std::uint8_t {
    about,
    activity,
    activity_kind,
    answer,
    area,
    areas,
    conditions,
    contact,
    convoy,
    digest,
    held,
    held_by,
    key,
    keys,
    level,
    name,
    outcome,
    place,
    public_,
    regime,
    seen,
    text,
    to,
    until,
    version,
    volumes,
    when,
    with,
    workflow,
};

struct CoordinationUse {
    CoordinationMember member;
    bool required;
};

/// In which part of the entry it lies.
enum class CoordinationAudience : std::uint8_t {
    mechanism,  ///< whoever takes part
    few,        ///< those whom it concerns (Coordination::may_read): the exact part
};

struct CoordinationRow {
    CoordinationKind kind;
    std::string_view name;    ///< kind of entry, and the word of the profile: "activity.filed"
    std::string_view phrase;  ///< in words: "aldmere [files an activity]"
    std::span<const CoordinationUse> members;
    CoordinationAudience audience;
    std::string_view says;
};

/// All kinds, in the order of the enumeration.
std::span<const CoordinationRow> coordination_rows();
const CoordinationRow& row_of(CoordinationKind kind);
/// nullptr if there is no such kind.
const CoordinationRow* find_coordination(std::string_view name);
bool allows(const CoordinationRow& row, CoordinationMember member);
std::string_view name_of(CoordinationMember member);

/// Whether it is a step in the life of an activity.
bool is_activity_step(CoordinationKind kind);

}  // namespace truce
