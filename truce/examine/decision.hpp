/// Decision rules as data: who has said what on one question, and whether that decides it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/examine/step.hpp"

namespace truce {

/// Where a question stands.
struct VoteTally {
    std::vector<std::string> approve;  ///< members, ascending, as the others
    std::vector<std::string> object;
    std::vector<std::string> abstain;
    std::vector<std::string> silent;
    bool quorate = false;
    bool decided = false;
};

/// Counts `choices` (by participant; those of nobody in `members` do not count) under a rule:
///   unanimity   every member approves: silence blocks, because the instrument says so
///   any_one     one member approves
///   consensus   one approves, nobody objects, and nobody is silent unless `silence_ended`, when an instrument's period for
///               objecting has passed: then silence is no objection
///   majority    more than half of all members approve
/// The quorum, where the rule has one, is met by members who said anything, abstentions included.
/// No members: never decided.
VoteTally tally(const Decision& decision, const std::vector<std::string>& members, const std::map<std::string, Choice>& choices,
                bool silence_ended);

/// "unanimity of guarantor: aldmere approves, borvik objects, castane has not said anything".
std::string in_words(const Decision& decision, const VoteTally& tally);

}  // namespace truce
