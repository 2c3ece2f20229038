#include "truce/examine/roster.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/examine/step_kinds.hpp"

namespace truce {

CaseRules::CaseRules(std::shared_ptr<const Profile> profile, const Terms& terms) : profile_(std::move(profile)) {
    for (const Actor& actor : terms.actors) {
        if (actor.kind == ActorKind::participant) participants_.push_back({actor.id, actor.roles, actor.guarantors});
    }
    std::ranges::sort(participants_, {}, &Participant::id);
}

const CaseRules::Participant* CaseRules::find(std::string_view id) const {
    const auto found = std::ranges::lower_bound(participants_, id, {}, &Participant::id);
    return found != participants_.end() && found->id == id ? &*found : nullptr;
}

bool CaseRules::takes_part(std::string_view participant) const { return find(participant) != nullptr; }

std::vector<std::string> CaseRules::roles_of(std::string_view participant, Instant t) const {
    std::vector<std::string> held;
    const Participant* one = find(participant);
    if (one == nullptr) return held;
    for (const DatedRole& role : one->roles) {
        if (role.valid.contains(t)) held.push_back(role.role);
    }
    return held;
}

std::vector<std::string> CaseRules::holders(std::string_view role, Instant t) const {
    std::vector<std::string> found;
    for (const Participant& one : participants_) {
        if (std::ranges::any_of(one.roles, [&](const DatedRole& held) { return held.role == role && held.valid.contains(t); })) {
            found.push_back(one.id);
        }
    }
    return found;
}

std::vector<std::string> CaseRules::examiners(const Interval& when) const {
    std::vector<std::string> found;
    for (const Participant& one : participants_) {
        if (std::ranges::any_of(one.roles,
                                [&](const DatedRole& held) { return held.role == profile_->examiners && held.valid.overlaps(when); })) {
            found.push_back(one.id);
        }
    }
    return found;
}

std::vector<std::string> CaseRules::guarantors_of(std::string_view party, Instant t) const {
    std::vector<std::string> found;
    const Participant* one = find(party);
    if (one == nullptr) return found;
    for (const auto& [guarantor, valid] : one->guarantors) {
        if (valid.contains(t)) found.push_back(guarantor);
    }
    std::ranges::sort(found);
    return found;
}

std::vector<std::string> CaseRules::participants() const {
    std::vector<std::string> all;
    for (const Participant& one : participants_) all.push_back(one.id);
    return all;
}

bool CaseRules::may(std::string_view participant, std::string_view kind, Instant t) const {
    const Participant* one = find(participant);
    if (one == nullptr) return false;
    return std::ranges::any_of(one->roles, [&](const DatedRole& held) {
        if (!held.valid.contains(t)) return false;
        const auto role = std::ranges::find(profile_->roles, held.role, &Role::id);
        return role != profile_->roles.end() && std::ranges::find(role->may, kind) != role->may.end();
    });
}

std::vector<std::string> CaseRules::roles_that_may(std::string_view kind) const {
    std::vector<std::string> found;
    for (const Role& role : profile_->roles) {
        if (std::ranges::find(role.may, kind) != role.may.end()) found.push_back(role.id);
    }
    return found;
}

const Decision* CaseRules::decision(std::string_view kind) const {
    const auto found = std::ranges::find(profile_->decisions, kind, &Decision::id);
    return found == profile_->decisions.end() ? nullptr : &*found;
}

const Deadline* CaseRules::deadline(std::string_view starts_with) const {
    const auto found = std::ranges::find(profile_->deadlines, starts_with, &Deadline::starts_with);
    return found == profile_->deadlines.end() ? nullptr : &*found;
}

const FindingKind* CaseRules::finding(std::string_view id) const {
    const auto found = std::ranges::find(profile_->findings, id, &FindingKind::id);
    return found == profile_->findings.end() ? nullptr : &*found;
}

std::string CaseRules::permission_table() const {
    std::size_t width = relay_permission.size();
    for (const StepRow& row : step_rows()) width = std::max(width, row.name.size());
    std::string table(width, ' ');
    for (const Role& role : profile_->roles) table += fmt::format("  {}", role.id);
    table += '\n';
    const auto line = [&](std::string_view name) {
        table += fmt::format("{:<{}}", name, width);
        for (const Role& role : profile_->roles) {
            const bool allowed = std::ranges::find(role.may, name) != role.may.end();
            table += fmt::format("  {:<{}}", allowed ? "yes" : "-", role.id.size());
        }
        table.erase(table.find_last_not_of(' ') + 1);
        table += '\n';
    };
    for (const StepRow& row : step_rows()) line(row.name);
    line(relay_permission);
    return table;
}

Result<void> CaseRules::check_signer(std::string_view topic, std::string_view participant, std::string_view kind, Instant t) const {
    const auto refused = [&](std::string_view id, std::string what, std::string remedy) {
        return Error{Errc::forbidden, fmt::format("{}.{}", topic, id), std::move(what), "", std::move(remedy)};
    };
    if (!takes_part(participant))
        return refused("not_participant", fmt::format("{} takes no part by the terms", participant), "Let a participant take this step");
    const std::vector<std::string> roles = roles_of(participant, t);
    if (roles.empty())
        return refused("no_role", fmt::format("{} holds no role at {}", participant, format(t)),
                       "Let one take this step who holds a role now");
    if (may(participant, kind, t)) return {};
    const std::vector<std::string> others = roles_that_may(kind);
    return refused("role", fmt::format("{} is {} and may not sign {}", participant, fmt::join(roles, " and "), kind),
                   others.empty() ? "The profile lets no role sign this" : fmt::format("Let a {} sign it", fmt::join(others, " or ")));
}

}  // namespace truce
