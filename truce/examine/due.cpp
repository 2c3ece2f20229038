#include "truce/examine/due.hpp"

#include <algorithm>
#include <tuple>

namespace truce {
namespace {

bool answered(const CaseFile& file, const Step& asked, StepKind what, std::string_view who) {
    return std::ranges::any_of(
        file.steps(), [&](const Step& step) { return step.body.kind == what && step.body.about == asked.id && step.speaker() == who; });
}

/// The members of the body that decides on sanctions, at t; nobody if the profile has no rule.
std::vector<std::string> deciders(const CaseRules& rules, Instant t) {
    const Decision* decision = rules.decision(row_of(StepKind::sanction_decided).name);
    return decision == nullptr ? std::vector<std::string>() : rules.holders(decision->of, t);
}

/// From whom the step's answer is still awaited.
std::vector<std::string> awaited_from(const CaseFile& file, const CaseRules& rules, const Step& asked) {
    const StepRow& row = row_of(asked.body.kind);
    std::vector<std::string> from;
    switch (row.awaits) {
        case Awaited::nobody: return from;
        case Awaited::addressees: from = asked.body.to; break;
        case Awaited::examiners:
            for (const Position& one : file.positions(rules)) {
                if (one.kind == Position::Kind::none) from.push_back(one.examiner);
            }
            return from;
        case Awaited::deciders:
            if (asked.body.kind == StepKind::sanction_proposed && file.settled(StepKind::sanction_decided, asked.id)) return from;
            if (asked.body.kind == StepKind::sanction_decided && file.settled(StepKind::sanction_lifted, asked.id)) return from;
            from = deciders(rules, asked.recorded_at);
            break;
    }
    std::erase_if(from, [&](const std::string& who) { return answered(file, asked, *row.answered_by, who); });
    return from;
}

}  // namespace

std::vector<Due> due(const CaseFile& file, const CaseRules& rules, Instant as_of) {
    std::vector<Due> all;
    if (file.phase() == CaseFile::Phase::closed) return all;
    for (const Step& asked : file.steps()) {
        if (asked.recorded_at > as_of) continue;
        const StepRow& row = row_of(asked.body.kind);
        const Deadline* deadline = rules.deadline(row.name);
        for (std::string& who : awaited_from(file, rules, asked)) {
            Due one{std::move(who), *row.answered_by, {}, asked.id, asked.recorded_at, {}, {}, false};
            if (row.awaits != Awaited::examiners) one.to = asked.speaker();
            if (deadline != nullptr) {
                one.by = Instant{asked.recorded_at.us + deadline->within_us};
                one.clause = deadline->clause;
                one.overdue = *one.by <= as_of;
            }
            all.push_back(std::move(one));
        }
    }
    std::ranges::sort(all, {}, [](const Due& one) { return std::tie(one.since, one.about, one.from); });
    return all;
}

std::optional<Instant> named_from(const CaseFile& file, const CaseRules& rules, std::string_view participant) {
    const auto& accused = file.opening().body.accused;
    if (std::ranges::find(accused, participant) == accused.end()) return std::nullopt;
    for (const Step& step : file.steps()) {
        if (step.body.kind != StepKind::notice_received || !file.confirmed(step)) continue;
        const std::vector<std::string> guarantors = rules.guarantors_of(participant, step.recorded_at);
        const bool reached = step.speaker() == participant || std::ranges::find(guarantors, step.speaker()) != guarantors.end();
        if (reached) return Instant{step.recorded_at.us + rules.profile().publication.name_after_us};
    }
    return std::nullopt;
}

}  // namespace truce
