#include "truce/examine/decision.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace truce {
namespace {

bool meets(DecisionRule rule, const VoteTally& tally, std::size_t members, bool silence_ended) {
    switch (rule) {
        case DecisionRule::unanimity: return tally.approve.size() == members;
        case DecisionRule::any_one: return !tally.approve.empty();
        case DecisionRule::consensus: return !tally.approve.empty() && tally.object.empty() && (tally.silent.empty() || silence_ended);
        case DecisionRule::majority: return tally.approve.size() * 2 > members;
    }
    return false;
}

}  // namespace

VoteTally tally(const Decision& decision, const std::vector<std::string>& members, const std::map<std::string, Choice>& choices,
                bool silence_ended) {
    VoteTally counted;
    for (const std::string& member : members) {
        const auto said = choices.find(member);
        if (said == choices.end()) {
            counted.silent.push_back(member);
        } else if (said->second == Choice::approve) {
            counted.approve.push_back(member);
        } else {
            (said->second == Choice::object ? counted.object : counted.abstain).push_back(member);
        }
    }
    for (auto* list : {&counted.approve, &counted.object, &counted.abstain, &counted.silent}) std::ranges::sort(*list);
    const std::size_t spoke = members.size() - counted.silent.size();
    counted.quorate = spoke >= static_cast<std::size_t>(decision.quorum);
    counted.decided = !members.empty() && counted.quorate && meets(decision.rule, counted, members.size(), silence_ended);
    return counted;
}

std::string in_words(const Decision& decision, const VoteTally& tally) {
    static constexpr std::string_view rules[]{"unanimity", "any one", "consensus", "majority"};
    std::string text = fmt::format("{} of {}", rules[static_cast<std::size_t>(decision.rule)], decision.of);
    if (decision.quorum > 0) text += fmt::format(", quorum {}", decision.quorum);
    text += ": ";
    std::vector<std::string> said;
    for (const std::string& one : tally.approve) said.push_back(one + " approves");
    for (const std::string& one : tally.object) said.push_back(one + " objects");
    for (const std::string& one : tally.abstain) said.push_back(one + " abstains");
    for (const std::string& one : tally.silent) said.push_back(one + " has not said anything");
    if (said.empty()) return text + "nobody holds that role";
    return text + fmt::format("{}", fmt::join(said, ", "));
}

}  // namespace truce
