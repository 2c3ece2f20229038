/// A step of the talks. Its body is canonical JSON, docs/methods/talks.md.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/examine/step.hpp"
#include "truce/talks/talk_kinds.hpp"

namespace truce {

/// Who may read a step. `session`: only the members of the session that it belongs to. `concerned`: those whom a contact concerns.
enum class TalkAudience : std::uint8_t { public_, mechanism, session, concerned };
enum class SessionAccess : std::uint8_t { open, closed };
enum class SessionManner : std::uint8_t { direct, shuttled };
enum class Stance : std::uint8_t { accepts, accepts_with_reservation, refuses };
enum class Character : std::uint8_t { agreement, memorandum, protocol, joint_statement };
/// What became of a commitment, as one participant sees it.
enum class Fulfilment : std::uint8_t { fulfilled, partly, not_fulfilled, disputed };
/// Whether what a contact was about came to rest, as one of those concerned sees it. Says nothing about who did what.
enum class Containment : std::uint8_t { contained, not_contained };

std::string_view name_of(TalkAudience word);
std::string_view name_of(SessionAccess word);
std::string_view name_of(SessionManner word);
std::string_view name_of(Stance word);
std::string_view name_of(Character word);
std::string_view name_of(Fulfilment word);
std::string_view name_of(Containment word);
std::string_view name_of(TalkMember member);

/// A text by language tag of two or three letters: at least one.
using Tongues = std::map<std::string, std::string, std::less<>>;

/// A place at the table: of a named participant or body, or of every party that signed all of some instruments.
struct Seat {
    std::string who;                    ///< "" if it is by instruments
    std::string name;                   ///< what it is called, if it is no participant by the terms
    std::string role;                   ///< of the profile; in this round, whatever it is elsewhere
    std::string level;                  ///< in words; "" if it is not stated
    std::vector<std::string> eligible;  ///< instruments, ascending; for a seat without `who`
    std::string source;                 ///< how that is known; may be empty
    friend bool operator==(const Seat&, const Seat&) = default;
};

struct Delegate {
    std::string name;
    std::string function;
    bool head = false;
    friend bool operator==(const Delegate&, const Delegate&) = default;
};

struct ClauseText {
    std::string id;
    Tongues text;
    friend bool operator==(const ClauseText&, const ClauseText&) = default;
};

/// One who owes something, and until when it does: the same obligation can have another date for each.
struct Debt {
    std::string who;
    std::optional<Instant> due;  ///< absent: no date is stated
    friend bool operator==(const Debt&, const Debt&) = default;
};

/// The author says what others are reported to have done: nobody is given a record that it did not make.
struct Reported {
    std::vector<std::string> by;  ///< whose act it is, ascending; empty: not stated
    std::optional<Interval> at;   ///< when; absent: not stated
    std::string source;
    friend bool operator==(const Reported&, const Reported&) = default;
};

/// Exactly the members of its kind have a meaning (TalkRow::members); the others keep their defaults.
struct TalkBody {
    TalkKind kind = TalkKind::round_called;
    TalkAudience audience = TalkAudience::mechanism;
    std::string round;     ///< id of the round.called step; "" in that step itself, or if it belongs to no round
    std::string session;   ///< audience `session`: whose members read it; "" in the session's own plan
    std::string replaces;  ///< the earlier step in the same slot; "" if there is none
    std::optional<Reported> reported;

    std::string about;  ///< the step it speaks of
    std::string like;   ///< the round whose format this one takes
    std::string text;
    std::string title;
    std::string name;  ///< of an invited body that is no participant by the terms
    std::string place;
    std::string host;  ///< venue host, in words
    std::string level;
    std::string reservation;
    std::string shown_by;  ///< how fulfilment is shown
    std::string body;      ///< the outside body that endorses
    std::string object;    ///< what it endorses, in words
    std::string speaker;   ///< whose words are quoted
    std::string quote;     ///< verbatim, in `language`
    std::string source;
    std::string track;
    std::string role;
    std::string clause;
    std::string verb;
    std::string language;
    std::string digest;  ///< of the version that is signed; of a reported signature: ""
    std::vector<std::string> to;
    std::vector<std::string> tracks;
    std::vector<std::string> members;
    std::vector<std::string> languages;
    std::vector<std::string> interpreting;
    std::vector<std::string> signatories;
    std::vector<std::string> answers;   ///< every standing answer to the proposal
    std::vector<std::string> evidence;  ///< ids
    std::vector<std::string> agenda;    ///< in its order; of a contact, its issues
    Tongues texts;
    std::optional<Interval> when;
    std::optional<Instant> due;
    std::optional<SessionAccess> access;
    std::optional<SessionManner> manner;
    std::optional<Choice> choice;
    std::optional<Stance> stance;
    std::optional<Character> character;
    std::optional<Fulfilment> outcome;
    std::optional<Containment> containment;
    std::vector<Seat> seats;
    std::vector<Delegate> people;
    std::vector<ClauseText> clauses;
    std::vector<Debt> owed;

    friend bool operator==(const TalkBody&, const TalkBody&) = default;
};

inline constexpr std::string_view talk_form = "truce/talk/1";
/// What stands for a delegate where the part that names the people is sealed.
inline constexpr std::string_view sealed_name = "(sealed)";

/// Canonical JSON without members that have no value. Law: read_talk(canonical(to_json(b))) == b for every b that
/// read_talk accepts.
Json to_json(const TalkBody& body);

/// Reads canonical bytes and only those.
/// Errors: json.*; talks.form (not an object, or another form), talks.kind (no such kind), talks.member (unknown for this kind,
/// missing, of the wrong type, out of order or out of bounds: named, with the remedy).
Result<TalkBody> read_talk(std::string_view bytes);
/// The same of an object that may still lack what follows from the talks: its members in their types, nothing else checked.
Result<TalkBody> draft_talk(const JsonObject& object);
/// The same checks on a value made otherwise.
Result<void> check_talk(const TalkBody& body);

/// A step as the record has it.
struct Talk {
    std::string id;      ///< entry id
    std::string author;  ///< institution whose key signed
    std::string key;     ///< that key's name
    Instant recorded_at;
    TalkBody body;

    /// Whose act it is: the author's, or the one's who is reported to have done it; "" if that is not stated or several did.
    [[nodiscard]] std::string speaker() const;
    /// When it happened: as reported, else when it was recorded. Absent where a report does not state it.
    [[nodiscard]] std::optional<Instant> at() const;
    /// The steps it names, ascending, each once.
    [[nodiscard]] std::vector<std::string> refs() const;
};

/// Whether it had happened by then; true of a report that does not state when.
bool happened_by(const Talk& step, Instant now);

/// SHA-256 of the canonical JSON of clauses and languages: what signatures of a document speak of.
std::string version_digest(const TalkBody& version);

}  // namespace truce
