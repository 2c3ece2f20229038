/// The kinds of step in the case file of an incident, and what holds for each: one closed table.
///
/// Who may take which step is not here: that is the mechanism's own decision and stands in its profile, as the kinds
/// that each role may sign. Here stands what follows from the step's meaning in every mechanism: that only the one
/// who was asked can answer, that a finding is an examiner's, that a reply may come after a case was closed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace truce {

enum class StepKind : std::uint8_t {
    case_opened,
    notice_given,
    notice_received,
    information_requested,
    information_given,
    examination_proposed,
    examination_joined,
    fact_asserted,
    finding_signed,
    finding_declined,
    reply_given,
    demand_made,
    demand_answered,
    measure_reported,
    sanction_proposed,
    sanction_decided,
    sanction_applied,
    sanction_lifted,
    case_escalated,
    case_closed,
    case_reopened,
    link_proposed,
    link_accepted,
    link_disputed,
    link_merged,
    link_split,
    correction_noted,
    withdrawal_noted,
    opinion_recorded,
    vote_cast,
    step_confirmed,
};

/// What a step's body may hold besides its kind, case and phase (step.hpp says what each is).
enum class StepMember : std::uint8_t {
    about,
    to,
    text,
    incident,
    accused,
    when,
    where,
    attribute,
    values,
    range,
    confidence,
    source,
    finding,
    verdict,
    manner,
    seen,
    choice,
    on,
    votes,
    sanction,
    term,
    forum,
    report,
    into,
    evidence,
};

struct MemberUse {
    StepMember member;
    bool required;
};

/// Whose voice a step needs, besides the role's permission.
enum class Voice : std::uint8_t {
    anyone,     ///< whoever may
    addressee,  ///< one of those to whom the step it is about was addressed
    accused,    ///< one of those to whom the act is attributed in the case's opening
    examiner,   ///< one who held the profile's examining role at the incident's time
    speaker,    ///< the one on whose behalf the step it is about was filed
};

/// Of some things there is one at a time for each speaker: a newer one names the one it replaces, and the old one
/// stays in the file.
enum class Slot : std::uint8_t {
    none,
    position,  ///< a finding, or that one takes no part: one per case
    fact,      ///< one per attribute
    vote,      ///< one per thing decided
    stance,    ///< accepts or disputes: one per link
    answer,    ///< one per step answered
};

/// From whom an answer is awaited.
enum class Awaited : std::uint8_t { nobody, addressees, examiners, deciders };

struct StepRow {
    StepKind kind;
    std::string_view name;    ///< kind of entry, and the word of the profile: "notice.given"
    std::string_view phrase;  ///< in stories: "aldmere [gives notice] ..."
    std::span<const MemberUse> members;
    std::span<const StepKind> about;  ///< what it can be about; empty: it is about no step
    Voice voice;
    bool late;     ///< also while the case is closed
    bool relayed;  ///< may be filed on behalf of somebody who has no line
    Slot slot;
    Awaited awaits;
    std::optional<StepKind> answered_by;  ///< what is awaited
    std::string_view says;
};

/// All kinds, in the order of the enumeration.
std::span<const StepRow> step_rows();
const StepRow& row_of(StepKind kind);
/// nullptr if there is no such kind.
const StepRow* find_step(std::string_view name);

/// The word in a role's list that lets it file for somebody who has no line; no kind of step.
inline constexpr std::string_view relay_permission = "step.relayed";

/// Kinds that the profile may put under a rule of decision: those whose body names votes. Such a step settles its
/// subject: the step it is about, else the phase.
[[nodiscard]] bool decides(StepKind kind);

/// Kinds whose neighbours of such kinds, by other speakers, may change places without changing any view but the
/// order in which the file lists them. All except those that change the case's phase or settle something.
[[nodiscard]] bool commutes(StepKind kind);

}  // namespace truce
