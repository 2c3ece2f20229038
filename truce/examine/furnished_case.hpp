/// A case file of the invented mechanism in which there is one of everything that a step can be about, in every state that a file has.
/// Tests only.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "truce/examine/invented_case.hpp"

namespace truce::invented_case {

/// A guarantor; one that was until the case was opened; one that became one after the incident; the accused; another party; the mediator's
/// office; an observer; one who takes no part.
inline const std::vector<std::string> people{"alpha", "former", "late", "south", "north", "office", "forum", "stranger"};

enum class FileState : std::uint8_t { open, closed, reopened, merged };
inline constexpr std::array file_states{FileState::open, FileState::closed, FileState::reopened, FileState::merged};
inline std::string_view name_of(FileState state) {
    static constexpr std::array<std::string_view, 4> names{"open", "closed", "reopened", "merged"};
    return names.at(static_cast<std::size_t>(state));
}

/// All of it is beta's and addressed to everybody.
inline Desk furnished(const CaseRules& rules, FileState state) {
    Desk desk(rules);
    for (const StepKind kind :
         {StepKind::notice_given, StepKind::information_requested, StepKind::examination_proposed, StepKind::demand_made}) {
        StepBody one = filled(kind);
        one.to = {"alpha", "beta", "former", "forum", "gamma", "late", "office", "south"};
        TRUCE_ASSERT(desk.take("beta", one).starts_with("s"));
    }
    const std::string proposal = desk.take("beta", StepKind::sanction_proposed);
    for (const char* who : {"alpha", "beta", "gamma", "late"}) desk.vote(who, proposal, Choice::approve);
    TRUCE_ASSERT(desk.take("beta", StepKind::sanction_decided, proposal).starts_with("s"));
    desk.take("beta", StepKind::sanction_proposed);
    desk.take("beta", StepKind::link_proposed);
    StepBody relayed = filled(StepKind::reply_given);
    relayed.relay = Relay{"south", "by telephone", ""};
    desk.take("office", relayed);
    if (state == FileState::merged) TRUCE_ASSERT(desk.take("beta", StepKind::link_merged).starts_with("s"));
    if (state == FileState::closed || state == FileState::reopened) TRUCE_ASSERT(desk.take("beta", StepKind::case_closed).starts_with("s"));
    if (state == FileState::reopened) TRUCE_ASSERT(desk.take("beta", StepKind::case_reopened).starts_with("s"));
    return desk;
}

/// What a step of this kind is about in that file: the last that fits; for confirmations the relayed one.
inline std::string subject(const CaseFile& file, StepKind kind) {
    const StepKind fits = kind == StepKind::vote_cast ? StepKind::sanction_decided : kind;
    std::string found;
    for (const Step& step : file.steps()) {
        const bool fitting = std::ranges::find(row_of(fits).about, step.body.kind) != row_of(fits).about.end();
        if (fitting && (kind != StepKind::step_confirmed || step.body.relay)) found = step.id;
    }
    return found;
}

/// The step of this kind as the desk of `who` composes it.
inline Step next_step(Desk& desk, const std::string& who, StepKind kind) {
    StepBody b = filled(kind);
    if (kind == StepKind::case_opened) return desk.step(who, b);
    const bool optional_subject = kind == StepKind::reply_given || kind == StepKind::case_escalated || kind == StepKind::opinion_recorded ||
                                  kind == StepKind::measure_reported || kind == StepKind::link_merged;
    if (!optional_subject) b.about = subject(desk.file(), kind);
    if (!b.to.empty()) b.to = {"beta"};
    return desk.step(who, composed(desk.file(), b, who));
}

}  // namespace truce::invented_case
