/// A step: what one officer does in the case file of an incident. Its body is canonical JSON, docs/methods/case.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/examine/step_kinds.hpp"
#include "truce/geo/region.hpp"

namespace truce {

/// How sure a finder says to be, in words; never a number.
enum class Confidence : std::uint8_t { certain, highly_probable, probable, possible };
enum class Manner : std::uint8_t { jointly, separately };
enum class Choice : std::uint8_t { approve, object, abstain };

/// Filed by another for a participant that has no line: shown as received until that participant confirms it.
struct Relay {
    std::string of;
    std::string medium;  ///< in words: "by telephone", "letter"
    std::string scan;    ///< SHA-256 of what came, 64 hexadecimal digits; empty if nothing was written
    friend bool operator==(const Relay&, const Relay&) = default;
};

/// Exactly the members of its kind have a meaning (StepRow::members); the others keep their defaults.
/// Ids are of steps (entry ids), reports ("<entry>/<n>") or incidents: 1 to 80 of a-z 0-9 / -.
struct StepBody {
    StepKind kind = StepKind::case_opened;
    std::string case_id;   ///< id of the case.opened step; "" in that step itself
    std::string phase;     ///< the step that opened, closed or reopened the case last, as its author knew; "" in case.opened
    std::string replaces;  ///< the speaker's own earlier step in the same slot; "" if it has none
    std::optional<Relay> relay;

    std::string about;                                           ///< the step it answers or speaks of
    std::vector<std::string> to;                                 ///< participants, ascending
    std::string text;                                            ///< in words; the reason where one is needed
    std::string incident;                                        ///< case.opened
    std::vector<std::string> accused;                            ///< participants to whom the act is attributed, ascending; may be empty
    std::optional<Interval> when;                                ///< case.opened: it happened within; fact.asserted: attribute "when"
    std::optional<Region> where;                                 ///< likewise
    std::string attribute;                                       ///< when, where, act, actor, target, or a fact of the profile
    std::vector<std::string> values;                             ///< possible values, ascending
    std::optional<std::pair<std::int64_t, std::int64_t>> range;  ///< possible numbers, closed, in the fact's unit
    std::optional<Confidence> confidence;
    std::string source;   ///< what the fact rests on, in words or an id
    std::string finding;  ///< a finding of the profile
    std::string verdict;  ///< digest of the verdict the finder saw, 64 hexadecimal digits; may be empty
    std::optional<Manner> manner;
    std::vector<std::string> seen;  ///< a change of phase: every step that no other names, ascending
    std::optional<Choice> choice;
    std::string on;                     ///< vote.cast: the kind of step that is decided
    std::vector<std::string> votes;     ///< a decided step: every vote that stands on it, ascending
    std::string sanction;               ///< its kind, an id of the instrument's
    std::optional<Interval> term;       ///< for how long
    std::string forum;                  ///< to whom the case goes up, in words
    std::string report;                 ///< report id
    std::string into;                   ///< incident id
    std::vector<std::string> evidence;  ///< ids of what is new, ascending

    friend bool operator==(const StepBody&, const StepBody&) = default;
};

inline constexpr std::string_view step_form = "truce/step/1";

/// Canonical JSON without members that have no value. Law: read_step(canonical(to_json(b))) == b for every b that
/// read_step accepts.
Json to_json(const StepBody& body);

/// Reads canonical bytes and only those.
/// Errors: json.*; step.form (not an object, or another form), step.kind (no such kind), step.member (unknown for
/// this kind, missing, of the wrong type, out of order or out of bounds: named, with the remedy).
Result<StepBody> read_step(std::string_view bytes);
/// A step on its way to be composed: the same members in the same forms, of which some may still be missing, and lists in any order.
/// Errors: as read_step, except that nothing is said of what is missing or belongs to other kinds.
Result<StepBody> read_step_draft(const Json& value);
/// The same checks on a value made otherwise.
Result<void> check_step(const StepBody& body);

/// A step as the record has it.
struct Step {
    std::string id;      ///< entry id
    std::string author;  ///< institution whose key signed
    std::string key;     ///< that key's name: its steps are ordered among themselves
    Instant recorded_at;
    StepBody body;

    /// Whose words they are: the author's, or the participant's for whom it was filed.
    [[nodiscard]] const std::string& speaker() const { return body.relay ? body.relay->of : author; }
    /// The steps it names, each once, in no particular order: they come before it in every order of the record.
    [[nodiscard]] std::vector<std::string> refs() const;
};

/// "certain", "highly_probable"; "jointly"; "approve".
std::string_view name_of(Confidence confidence);
std::string_view name_of(Manner manner);
std::string_view name_of(Choice choice);
std::string_view name_of(StepMember member);

}  // namespace truce
