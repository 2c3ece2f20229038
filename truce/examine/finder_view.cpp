#include "truce/examine/finder_view.hpp"

#include <algorithm>

namespace truce {
namespace {

bool has_asserted(const CaseFile& file, std::string_view finder) {
    return std::ranges::any_of(file.steps(),
                               [&](const Step& step) { return step.body.kind == StepKind::fact_asserted && step.speaker() == finder; });
}

}  // namespace

FinderView::FinderView(const Docket& docket, std::string_view finder, const CompiledReading& reading, const OwnReports& own_reports)
    : finder_(finder), reading_(reading), facts_(std::make_unique<std::vector<Facts>>()) {
    for (const auto& [id, file] : docket.cases()) {
        std::optional<Facts> reported = own_reports ? own_reports(file) : std::nullopt;
        if (reported) reported_.emplace(id, std::move(*reported));
        if (reported_.contains(id) || has_asserted(file, finder)) facts_->push_back(facts(file));
    }
    verdicts_ = std::make_unique<std::vector<Verdict>>(judge_all(reading, *facts_, 1));
    prior_ = std::make_unique<PriorIncidents>(reading, *facts_, *verdicts_);
}

Facts FinderView::facts(const CaseFile& file) const {
    const auto reported = reported_.find(file.id());
    return facts_of(file, finder_, reported == reported_.end() ? nullptr : &reported->second);
}

}  // namespace truce
