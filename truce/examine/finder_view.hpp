/// All cases as one finder sees them: its facts of each, judged together, so that one can answer another.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "truce/examine/docket.hpp"
#include "truce/examine/finder.hpp"

namespace truce {

/// A case in which the finder has asserted nothing is not in its register: no other answers it. It may be asked about all
/// the same, and is then judged with the others as its prior ones. The reading and the docket must outlive the view.
class FinderView {
public:
    FinderView(const Docket& docket, std::string_view finder, const CompiledReading& reading);

    [[nodiscard]] const CompiledReading& reading() const { return reading_; }
    [[nodiscard]] const PriorIncidents& prior() const { return *prior_; }
    [[nodiscard]] Facts facts(const CaseFile& file) const { return facts_of(file, finder_); }
    [[nodiscard]] Verdict verdict(const CaseFile& file) const { return judge(reading_, facts(file), *prior_); }
    [[nodiscard]] std::vector<ClauseVerdict> clauses(const CaseFile& file) const { return clause_verdicts(reading_, facts(file), *prior_); }

private:
    std::string finder_;
    const CompiledReading& reading_;
    std::unique_ptr<std::vector<Facts>> facts_;
    std::unique_ptr<std::vector<Verdict>> verdicts_;
    std::unique_ptr<PriorIncidents> prior_;
};

}  // namespace truce
