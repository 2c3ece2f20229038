/// All cases as one finder sees them: its facts of each, judged together, so that one can answer another.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/examine/docket.hpp"
#include "truce/examine/finder.hpp"

namespace truce {

/// What a finder's own register says of a case, before the finder asserts anything in it; absent if it has no report of it.
using OwnReports = std::function<std::optional<Facts>(const CaseFile& file)>;

/// A case in which the finder has asserted nothing and of which its register has no report is not in its view: no other answers it. It may
/// be asked about all the same, and is then judged with the others as its prior ones. The reading and the docket must outlive the view.
class FinderView {
public:
    FinderView(const Docket& docket, std::string_view finder, const CompiledReading& reading, const OwnReports& own_reports = {});

    [[nodiscard]] const CompiledReading& reading() const { return reading_; }
    [[nodiscard]] const PriorIncidents& prior() const { return *prior_; }
    /// The facts it asserted; what it did not assert is its register's, else unknown.
    [[nodiscard]] Facts facts(const CaseFile& file) const;
    [[nodiscard]] Verdict verdict(const CaseFile& file) const { return judge(reading_, facts(file), *prior_); }
    [[nodiscard]] std::vector<ClauseVerdict> clauses(const CaseFile& file) const { return clause_verdicts(reading_, facts(file), *prior_); }

private:
    std::string finder_;
    const CompiledReading& reading_;
    std::map<std::string, Facts, std::less<>> reported_;  ///< by case
    std::unique_ptr<std::vector<Facts>> facts_;
    std::unique_ptr<std::vector<Verdict>> verdicts_;
    std::unique_ptr<PriorIncidents> prior_;
};

}  // namespace truce
