/// The kinds of step in the talks, and what holds for each: one closed table.
///
/// As for case files (examine/step_kinds.hpp), who may take which step is the profile's; here stands what follows from a step's
/// meaning in every mechanism: that only the one who was invited answers, that nobody signs what is not open for signature.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace truce {

enum class TalkKind : std::uint8_t {
    round_called,
    round_proposed,
    round_answered,
    round_set,
    round_cancelled,
    round_closed,
    session_planned,
    minutes_filed,
    minutes_dissented,
    invitation_sent,
    invitation_answered,
    delegation_listed,
    delegation_accredited,
    delegation_questioned,
    delegation_withdrawn,
    document_tabled,
    document_amended,
    document_withdrawn,
    position_taken,
    document_opened,
    document_signed,
    document_extended,
    commitment_recorded,
    commitment_reported,
    commitment_assessed,
    endorsement_noted,
    statement_quoted,
    communique_issued,
    contact_opened,
    contact_answered,
    contact_closed,
};

/// What a step's body may hold besides its kind, audience and round (talk_step.hpp says what each is).
enum class TalkMember : std::uint8_t {
    about,
    to,
    name,
    text,
    title,
    texts,
    when,
    due,
    place,
    host,
    like,
    tracks,
    seats,
    track,
    members,
    access,
    manner,
    languages,
    interpreting,
    agenda,
    role,
    level,
    choice,
    reservation,
    answers,
    people,
    clauses,
    clause,
    stance,
    character,
    signatories,
    digest,
    owed,
    shown_by,
    outcome,
    evidence,
    body,
    verb,
    object,
    speaker,
    quote,
    language,
    source,
    containment,
};

struct TalkUse {
    TalkMember member;
    bool required;
};

/// Whose voice a step needs, besides the role's permission.
enum class TalkVoice : std::uint8_t {
    anyone,     ///< whoever may
    invited,    ///< one to whom the invitation it is about was sent
    sender,     ///< the delegation's own side: one who accepted the invitation it is about
    other,      ///< anyone but the one whose step it is about
    author,     ///< the one whose step it is about
    member,     ///< a member of the session it is about
    signatory,  ///< one of those for whom the document was opened
    debtor,     ///< one of those who owe it
    addressee,  ///< one of those whom the contact was made with
    concerned,  ///< its caller or one of its addressees
};

/// Of some things there is one at a time for each speaker; a newer one names the one it replaces, and the old one stays.
enum class TalkSlot : std::uint8_t {
    none,
    about,  ///< one per thing it is about
    round,  ///< one per round, whoever takes it
};

struct TalkRow {
    TalkKind kind;
    std::string_view name;    ///< kind of entry, and the word of the profile: "round.called"
    std::string_view phrase;  ///< in words: "aldmere [calls the round]"
    std::span<const TalkUse> members;
    std::span<const TalkKind> about;  ///< what it can be about; empty: it is about no step
    TalkVoice voice;
    TalkSlot slot;
    bool open;  ///< an open kind of entry: public for ever; others say their audience
    bool late;  ///< also after the round was closed or cancelled
    std::string_view says;
    bool concerned = false;  ///< of the hotline: read by its caller, its addressees, and those whom the profile lets read contacts
};

/// All kinds, in the order of the enumeration.
std::span<const TalkRow> talk_rows();
const TalkRow& row_of(TalkKind kind);
/// nullptr if there is no such kind.
const TalkRow* find_talk(std::string_view name);
bool allows(const TalkRow& row, TalkMember member);
bool requires_(const TalkRow& row, TalkMember member);

/// The word in a role's list that lets it record what others are reported to have done; no kind of step.
inline constexpr std::string_view report_permission = "step.reported";

/// Likewise, of contacts on the hotline between others: lets it read them.
inline constexpr std::string_view contact_permission = "contact.read";

/// Kinds that the profile may put under a rule of decision.
[[nodiscard]] bool decided_by_rule(TalkKind kind);

/// Kinds of which neighbours by other speakers that do not name each other may change places without changing any view but the
/// order in which steps are listed. All except those that end or settle something.
[[nodiscard]] bool commutes(TalkKind kind);

}  // namespace truce
