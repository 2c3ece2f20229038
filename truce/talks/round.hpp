/// A round as it stands: its format, who is invited, what was answered, who comes; what is missing for it to be ready; and who has had
/// a voice over all rounds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/talks/talks.hpp"

namespace truce {

enum class RoundPhase : std::uint8_t { called, set, cancelled, closed };
std::string_view name_of(RoundPhase phase);

struct Proposal {
    std::string step;
    std::string by;
    Interval when;
    std::string place;
    std::string host;
    std::vector<std::string> approve, object, abstain, silent;  ///< of those who decide, ascending
    bool agreed = false;                                        ///< a round.set rests on it
    bool reported = false;                                      ///< who agreed to it is then not known here
};

/// One who is invited.
struct Invited {
    std::string step;  ///< the invitation
    std::string who;
    std::string name;
    std::string role;
    std::string level;   ///< as invited; "" if it is not stated
    std::string source;  ///< of a report, or of the seat; may be empty
    std::optional<Instant> sent;
    std::optional<Choice> answer;  ///< absent: none yet
    std::string answered_level;
    std::string reservation;
    std::optional<Instant> answered_at;
    std::string list;  ///< standing list; "" if none
    std::size_t people = 0;
    bool people_sealed = false;
    std::optional<Instant> listed_at;
    std::string list_fault;                  ///< "" if it is complete
    std::vector<std::string> accredited_by;  ///< of that list, ascending
    std::vector<std::string> questioned;     ///< "who: why"
    std::string withdrawn;                   ///< why; "" if it is not
    bool reported = false;
};

struct SessionView {
    std::string id;    ///< the first plan's: it stays
    std::string plan;  ///< the plan as it stands
    TalkBody body;
    std::vector<std::string> minutes;  ///< steps
    std::vector<std::string> dissents;
};

struct RoundView {
    std::string id;
    std::string title;
    std::string called_by;
    std::optional<Instant> called_at;
    RoundPhase phase = RoundPhase::called;
    std::vector<Seat> seats;
    std::string like;
    std::vector<std::string> tracks;
    std::vector<std::string> agenda;
    std::optional<SessionManner> manner;
    std::optional<SessionAccess> access;
    std::optional<Interval> when;  ///< as set
    std::string place;
    std::string host;
    std::int64_t sequence = 0;  ///< how often date or place were changed after they were first set, and cancelling
    Instant changed;            ///< the last change of what a calendar shows
    std::vector<Proposal> proposals;
    std::vector<Invited> invited;  ///< by role in the profile's order, then by id
    std::vector<SessionView> sessions;
    std::string ended;  ///< why it was cancelled, or with what it was closed
    bool reported = false;
    std::string source;  ///< of a report
};
/// Precondition: `call` is a round.called step of these talks.
RoundView round_of(const Talks& talks, const TalkRules& rules, const Talk& call, Instant now);
/// In the order in which they were called.
std::vector<RoundView> rounds_of(const Talks& talks, const TalkRules& rules, Instant now);

/// One thing that a round still needs.
struct Missing {
    enum class What : std::uint8_t { date, answer, list, complete_list, accreditation, invitation, host, agenda, sessions, interpreting };
    What what = What::date;
    std::vector<std::string> from;  ///< from whom, ascending
    std::optional<Instant> since;
    std::optional<Instant> by;  ///< absent: no date is stated
    bool overdue = false;
    std::string note;
    std::string about;                 ///< step; may be empty
    std::vector<std::string> of = {};  ///< whom or what: who is not invited, whose list waits, languages without interpreting
};
std::string_view name_of(Missing::What what);
/// What keeps the round from being ready; empty if it is, or if it is over.
std::vector<Missing> missing_of(const RoundView& round, const TalkRules& rules, Instant now);

/// Where one has had a voice.
struct RoundVoice {
    std::string round;
    std::string title;
    std::string role;
    std::string state;   ///< "accredited", "accepted", "invited", "declined", "withdrawn"
    std::string manner;  ///< "direct", "shuttled", or "" if the format does not say
};
struct Representation {
    std::string who;
    std::vector<RoundVoice> rounds;
    bool voice = false;  ///< it accepted at least one invitation and did not withdraw
};
/// Every party by the terms and everybody who was ever invited, ascending.
///   roles   whose holders are listed even if they were never invited; usually the profile's parties
std::vector<Representation> representation_of(const Talks& talks, const TalkRules& rules, const std::vector<std::string>& roles,
                                              Instant now);

}  // namespace truce
