#include "truce/examine/case_file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace truce {
namespace {

/// The slot of a speaker that such a body would take: "aldmere|fact|where". Empty if its kind has none.
std::string slot_key(const StepBody& body, std::string_view speaker) {
    switch (row_of(body.kind).slot) {
        case Slot::none: return {};
        case Slot::position: return fmt::format("{}|position", speaker);
        case Slot::fact: return fmt::format("{}|fact|{}", speaker, body.attribute);
        case Slot::vote: return fmt::format("{}|vote|{}|{}", speaker, body.on, body.about);
        case Slot::stance: return fmt::format("{}|stance|{}", speaker, body.about);
        case Slot::answer: return fmt::format("{}|{}|{}", speaker, row_of(body.kind).name, body.about);
    }
    return {};
}

/// Kinds that end their subject: nothing more of this kind, nor a vote on it, is taken about it.
bool settles(StepKind kind) { return decides(kind) || kind == StepKind::step_confirmed; }

}  // namespace

const Step* CaseFile::find(std::string_view id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &steps_[found->second];
}

std::vector<Position> CaseFile::positions(const CaseRules& rules) const {
    std::vector<Position> all;
    for (std::string& examiner : rules.examiners(*opening().body.when)) {
        Position one;
        const auto standing = slots_.find(fmt::format("{}|position", examiner));
        one.examiner = std::move(examiner);
        if (standing != slots_.end()) {
            const Step& step = *find(standing->second);
            one.step = step.id;
            one.kind = step.body.kind == StepKind::finding_signed ? Position::Kind::finding : Position::Kind::declined;
            one.finding = step.body.finding;
            const FindingKind* finding = rules.finding(one.finding);
            if (finding != nullptr) one.means = finding->means;
        }
        all.push_back(std::move(one));
    }
    return all;
}

Status CaseFile::status(const CaseRules& rules) const { return status_of(positions(rules)); }

std::vector<std::string> CaseFile::unnamed() const { return unnamed_; }

std::string CaseFile::standing(const StepBody& body, std::string_view speaker) const {
    const auto found = slots_.find(slot_key(body, speaker));
    return found == slots_.end() ? std::string() : found->second;
}

std::vector<const Step*> CaseFile::votes(std::string_view on, std::string_view subject) const {
    std::vector<const Step*> standing_votes;
    for (const Step& step : steps_) {
        if (step.body.kind != StepKind::vote_cast || step.body.on != on || subject_of(step.body) != subject) continue;
        if (standing(step.body, step.speaker()) == step.id) standing_votes.push_back(&step);
    }
    std::ranges::sort(standing_votes, {}, [](const Step* step) { return std::string_view(step->id); });
    return standing_votes;
}

const std::string& CaseFile::subject_of(const StepBody& body) const { return body.about.empty() ? body.phase : body.about; }

VoteTally CaseFile::tally_of(const CaseRules& rules, StepKind kind, std::string_view subject, Instant t) const {
    const Decision* decision = rules.decision(row_of(kind).name);
    TRUCE_ASSERT(decision != nullptr);
    std::map<std::string, Choice> choices;
    for (const Step* vote : votes(row_of(kind).name, subject)) choices[vote->speaker()] = *vote->body.choice;
    bool silence_ended = false;
    if (const Step* asked = find(subject)) {
        const Deadline* deadline = rules.deadline(row_of(asked->body.kind).name);
        silence_ended = deadline != nullptr && asked->recorded_at.us + deadline->within_us <= t.us;
    }
    return tally(*decision, rules.holders(decision->of, t), choices, silence_ended);
}

bool CaseFile::settled(StepKind kind, std::string_view subject) const {
    return std::ranges::any_of(settled_, [&](const auto& one) { return one.first == kind && one.second == subject; });
}

const Step* CaseFile::merge() const {
    const auto last =
        std::ranges::find(steps_.rbegin(), steps_.rend(), StepKind::link_merged, [](const Step& one) { return one.body.kind; });
    return last == steps_.rend() || settled(StepKind::link_split, last->id) ? nullptr : &*last;
}

const Step* CaseFile::split_of_last_merge() const {
    const Step* split = nullptr;
    for (const Step& step : steps_) {
        const bool undoes_merge = step.body.kind == StepKind::link_split && find(step.body.about)->body.kind == StepKind::link_merged;
        if (undoes_merge) split = &step;
    }
    return split;
}

bool CaseFile::confirmed(const Step& step) const { return !step.body.relay || settled(StepKind::step_confirmed, step.id); }

Result<void> CaseFile::apply(const CaseRules& rules, Step step) {
    TRUCE_TRY(admits(rules, step));
    note(std::move(step));
    return {};
}

CaseFile CaseFile::recalled(std::vector<Step> steps) {
    TRUCE_ASSERT(!steps.empty() && steps.front().body.kind == StepKind::case_opened);
    CaseFile file;
    file.steps_.reserve(steps.size());
    for (Step& step : steps) file.note(std::move(step));
    return file;
}

void CaseFile::note(Step step) {
    const StepKind kind = step.body.kind;
    if (const std::string slot = slot_key(step.body, step.speaker()); !slot.empty()) slots_[slot] = step.id;
    if (settles(kind)) settled_.emplace_back(kind, subject_of(step.body));
    for (const std::string& named : step.refs()) std::erase(unnamed_, named);
    unnamed_.insert(std::ranges::lower_bound(unnamed_, step.id), step.id);
    const bool opens = kind == StepKind::case_opened || kind == StepKind::case_reopened;
    if (opens || kind == StepKind::case_closed) {
        phase_ = opens ? Phase::open : Phase::closed;
        phase_step_ = step.id;
    }
    index_.emplace(step.id, steps_.size());
    steps_.push_back(std::move(step));
}

StepBody composed(const CaseFile& file, StepBody body, std::string_view speaker) {
    if (body.kind == StepKind::case_opened) return body;
    if (body.case_id.empty()) body.case_id = file.id();
    if (body.phase.empty()) body.phase = file.phase_step();
    if (body.replaces.empty()) body.replaces = file.standing(body, speaker);
    if (body.kind == StepKind::link_merged && body.about.empty() && file.split_of_last_merge() != nullptr)
        body.about = file.split_of_last_merge()->id;
    if (decides(body.kind) && body.votes.empty()) {
        for (const Step* vote : file.votes(row_of(body.kind).name, file.subject_of(body))) body.votes.push_back(vote->id);
    }
    const bool changes_phase = body.kind == StepKind::case_closed || body.kind == StepKind::case_reopened;
    if (changes_phase && body.seen.empty()) {
        body.seen = file.unnamed();
        std::erase_if(body.seen,
                      [&](const std::string& id) { return id == body.phase || std::ranges::find(body.votes, id) != body.votes.end(); });
    }
    return body;
}

}  // namespace truce
