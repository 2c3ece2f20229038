#include "truce/examine/docket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace truce {
namespace {

/// The incident into which a case's incident is merged now; "" if it stands for itself.
std::string merged_into(const CaseFile& file) { return file.merge() == nullptr ? std::string() : file.merge()->body.into; }

Link link_of(const CaseFile& file, const Step& claim) {
    Link link{claim.id, claim.body.report, claim.body.into, {}, {}, Link::State::proposed};
    const bool merge = claim.body.kind == StepKind::link_merged;
    if (!merge) link.incident = file.opening().body.incident;
    for (const Step& step : file.steps()) {
        const bool stance = step.body.kind == StepKind::link_accepted || step.body.kind == StepKind::link_disputed;
        if (!stance || step.body.about != claim.id || file.standing(step.body, step.speaker()) != step.id) continue;
        (step.body.kind == StepKind::link_accepted ? link.accepted_by : link.disputed_by).push_back(step.speaker());
    }
    std::ranges::sort(link.accepted_by);
    std::ranges::sort(link.disputed_by);
    const bool by_another = std::ranges::any_of(link.accepted_by, [&](const std::string& who) { return who != claim.speaker(); });
    if (merge || by_another) link.state = Link::State::accepted;
    if (!link.disputed_by.empty()) link.state = Link::State::disputed;
    if (file.settled(StepKind::link_split, claim.id)) link.state = Link::State::split;
    return link;
}

}  // namespace

std::string_view name_of(Link::State state) {
    switch (state) {
        case Link::State::proposed: return "proposed";
        case Link::State::accepted: return "accepted";
        case Link::State::disputed: return "disputed";
        case Link::State::split: return "split";
    }
    return "";
}

std::vector<Link> links(const CaseFile& file) {
    std::vector<Link> all;
    for (const Step& step : file.steps()) {
        if (step.body.kind == StepKind::link_proposed || step.body.kind == StepKind::link_merged) all.push_back(link_of(file, step));
    }
    return all;
}

const CaseFile* Docket::find(std::string_view case_id) const {
    const auto found = cases_.find(case_id);
    return found == cases_.end() ? nullptr : &found->second;
}

std::string Docket::resolved(std::string_view incident) const {
    std::string at(incident);
    // apply() lets no circle come about, so this ends.
    for (;;) {
        const auto owner = by_incident_.find(at);
        if (owner == by_incident_.end()) return at;
        std::string into = merged_into(cases_.at(owner->second));
        if (into.empty()) return at;
        at = std::move(into);
    }
}

bool Docket::ever_led(const std::string& from, std::string_view to) const {
    std::vector<std::string> left{from};
    std::set<std::string> seen;
    while (!left.empty()) {
        const std::string at = std::move(left.back());
        left.pop_back();
        if (at == to) return true;
        const auto owner = by_incident_.find(at);
        if (owner == by_incident_.end() || !seen.insert(at).second) continue;
        for (const Step& step : cases_.at(owner->second).steps()) {
            if (step.body.kind == StepKind::link_merged) left.push_back(step.body.into);
        }
    }
    return false;
}

const CaseFile* Docket::of_incident(std::string_view incident) const {
    const auto found = by_incident_.find(resolved(incident));
    return found == by_incident_.end() ? nullptr : &cases_.at(found->second);
}

Result<void> Docket::admits(const CaseRules& rules, const Step& step) const {
    const StepBody& body = step.body;
    if (body.kind == StepKind::case_opened) {
        if (cases_.contains(step.id))
            return Error{Errc::conflict, "case.step_twice", fmt::format("step {} opened a case already", step.id), step.id,
                         "Sign a new entry: none is taken twice"};
        if (const auto there = by_incident_.find(body.incident); there != by_incident_.end()) {
            return Error{Errc::conflict, "case.exists", fmt::format("incident {} has the case {}", body.incident, there->second), step.id,
                         "Take a step in that case"};
        }
        auto opened = CaseFile::open(rules, step);
        return opened ? Result<void>() : Result<void>(std::move(opened).error());
    }
    TRUCE_TRY(check_step(body));
    const CaseFile* file = find(body.case_id);
    if (file == nullptr)
        return Error{Errc::not_found, "case.unknown", fmt::format("there is no case {}", body.case_id), step.id,
                     "Name the step that opened the case"};
    TRUCE_TRY(file->admits(rules, step));
    if (body.kind == StepKind::link_merged && ever_led(body.into, file->opening().body.incident)) {
        return Error{Errc::conflict, "case.merge_circle", fmt::format("incident {} leads or led back to this one", body.into), step.id,
                     "Merge the other one into this one, in its case"};
    }
    return {};
}

Result<void> Docket::apply(const CaseRules& rules, Step step) {
    TRUCE_TRY(admits(rules, step));
    if (step.body.kind == StepKind::case_opened) {
        std::string incident = step.body.incident;
        std::string id = step.id;
        TRUCE_ASSIGN(CaseFile file, CaseFile::open(rules, std::move(step)));
        by_incident_.insert_or_assign(std::move(incident), id);
        cases_.emplace(std::move(id), std::move(file));
        return {};
    }
    return cases_.find(step.body.case_id)->second.apply(rules, std::move(step));
}

Result<void> Docket::adopt(CaseFile file) {
    const std::string id = file.id();
    const std::string incident = file.opening().body.incident;
    if (cases_.contains(id)) return Error{Errc::conflict, "case.step_twice", fmt::format("case {} is here already", id), id, ""};
    const auto before = by_incident_.find(incident);
    const std::string replaced = before == by_incident_.end() ? std::string() : before->second;
    cases_.emplace(id, std::move(file));
    by_incident_.insert_or_assign(incident, id);
    std::set<std::string> met;
    for (std::string at = incident; !at.empty();) {
        if (!met.insert(at).second) {
            cases_.erase(id);
            if (replaced.empty())
                by_incident_.erase(incident);
            else
                by_incident_.insert_or_assign(incident, replaced);
            return Error{Errc::conflict, "case.merge_circle", fmt::format("incident {} leads back to itself", incident), id,
                         "Verify the record"};
        }
        const auto owner = by_incident_.find(at);
        at = owner == by_incident_.end() ? std::string() : merged_into(cases_.at(owner->second));
    }
    return {};
}

Persistence persistence(const Docket& docket, const CaseRules& rules, std::string_view participant, const Interval& period,
                        std::int64_t watched_us) {
    TRUCE_ASSERT(!period.empty() && 0 <= watched_us && watched_us <= period.to.us - period.from.us);
    Persistence history;
    for (const auto& [id, file] : docket.cases()) {
        const StepBody& opening = file.opening().body;
        if (!period.contains(opening.when->from) || !merged_into(file).empty()) continue;
        if (std::ranges::find(opening.accused, participant) == opening.accused.end()) continue;
        const std::vector<Position> positions = file.positions(rules);
        if (status_of(positions) != Status::agreed || leaning(positions) != FindingMeans::violation) continue;
        (opening.accused.size() == 1 ? history.cases : history.shared).push_back(id);
    }
    history.watched_us = watched_us;
    history.unwatched_us = period.to.us - period.from.us - watched_us;
    return history;
}

}  // namespace truce
