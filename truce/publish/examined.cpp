#include "truce/publish/examined.hpp"

#include <map>
#include <string>

#include "truce/examine/docket.hpp"
#include "truce/examine/due.hpp"

namespace truce {

void add_examined(BulletinInput& input, std::span<const CaseFile* const> cases, const CaseRules& rules, const Interval& period) {
    std::map<std::string, Status, std::less<>> of_report;
    for (const CaseFile* file : cases) {
        const StepBody& opening = file->opening().body;
        if (!opening.when->overlaps(period)) continue;
        std::vector<Position> positions = file->positions(rules);
        const Status status = status_of(positions);
        of_report[opening.incident] = status;
        for (const Link& link : links(*file)) {
            if (!link.report.empty() && link.state == Link::State::accepted) of_report[link.report] = status;
        }
        BulletinInput::Examined one{file->id(), *opening.when,        opening.where.value_or(Region::anywhere()),
                                    status,     std::move(positions), {}};
        for (const std::string& who : opening.accused) one.may_be_named.emplace_back(who, named_from(*file, rules, who));
        input.cases.push_back(std::move(one));
    }
    for (BulletinInput::JudgedReport& report : input.reports) {
        if (const auto found = of_report.find(report.incident); found != of_report.end()) report.status = found->second;
    }
}

}  // namespace truce
