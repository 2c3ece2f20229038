#include "truce/judge/judge.hpp"
#include "truce/publish/bulletin.hpp"
#include "truce/publish/examined.hpp"
#include "truce/publish/render.hpp"
#include "truce/story/play.hpp"

namespace truce {

std::string story_bulletin(Day day, Instant t, const Stage& stage, const Played& played) {
    const CompiledReading& reading = stage.reading_of("", t);
    const std::vector<Report> reports = played.registers.current();
    std::vector<Facts> facts;
    for (const Report& report : reports) facts.push_back(facts_of(report, report.source_id, report.source_id, 0));
    const std::vector<Verdict> verdicts = judge_all(reading, facts, 1);
    BulletinInput input;
    input.profile = stage.profile;
    input.terms = std::make_shared<const Terms>(reading.terms());
    input.day = day;
    input.as_of = t;
    for (std::size_t i = 0; i < reports.size(); ++i) {
        if (reports[i].first_day <= day && day <= reports[i].last_day)
            input.reports.push_back({reports[i].source_id, reports[i], verdicts[i]});
    }
    input.counts = played.registers.numbers_of(day);
    std::vector<const CaseFile*> cases;
    for (const auto& [id, file] : played.docket.cases()) cases.push_back(&file);
    add_examined(input, cases, *stage.rules, stage.profile->days.bounds(day));
    return to_text(compose_bulletin(input));
}

}  // namespace truce
