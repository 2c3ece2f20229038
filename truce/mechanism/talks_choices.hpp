/// What one may do next in the talks as it sees them: for its page, so that nobody has to know the table of kinds by heart. What a step
/// needs beyond that (talks.hpp) is said when it is composed.
#pragma once

#include <string>
#include <vector>

#include "truce/talks/talks.hpp"

namespace truce {

struct TalkChoice {
    TalkKind kind = TalkKind::round_called;
    std::vector<std::string> about;   ///< steps that it can be about, in the record's order; empty: about none
    std::vector<std::string> awaits;  ///< of those, the ones that await it: not answered yet, not its own to answer
};

/// In the order of the kinds; those that it can sign and that are about something which is here.
///   seen   the talks as `who` may see them (seen_by); reported steps are not among the choices
///   who    a participant; none: nothing
std::vector<TalkChoice> talk_choices(const Talks& seen, const TalkRules& rules, const std::string& who, Instant now);

}  // namespace truce
