#include "truce/story/registers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/examine/docket.hpp"

namespace truce {
namespace {

Error wrong(std::string what, std::string remedy) { return {Errc::invalid, "story.register", std::move(what), "", std::move(remedy)}; }

const Register* register_of(const Profile& profile, std::string_view recorder, RegisterHolds holds = RegisterHolds::reports) {
    const auto found =
        std::ranges::find_if(profile.registers, [&](const Register& one) { return one.recorder == recorder && one.holds == holds; });
    return found == profile.registers.end() ? nullptr : &*found;
}

Result<void> put_fact(Report& report, const NamedFact& fact, const Profile& profile) {
    if (fact.name == "actor") {
        report.actors = fact.values;
    } else if (fact.name == "target") {
        report.targets = fact.values;
    } else if (fact.name != "act") {
        report.facts.push_back(fact);
    } else if (fact.values.size() == 1 && profile.act(fact.values.front()) != nullptr) {
        report.act = fact.values.front();
    } else {
        return wrong(fmt::format("report {} does not code one act of the profile", report.source_id), "A report codes one act");
    }
    return {};
}

}  // namespace

Result<Report> StoryRegisters::report_of(const StoryReport& told, const std::string& register_id) const {
    Report report;
    report.register_id = register_id;
    report.source_id = told.source_id;
    report.when = *told.when;
    report.first_day = profile_->days.day_of(report.when.from);
    report.last_day = profile_->days.day_of(Instant{report.when.to.us - 1});
    report.where = told.where;
    report.place = told.place;
    report.own_side = told.own_side;
    const Atlas::Placement placement = profile_->atlas->place(report.where);
    if (report.where.kind != Region::Kind::unknown) {
        for (const std::uint16_t index : placement.touched) report.areas.push_back(profile_->atlas->id(index));
        report.area_certain = placement.certain;
        report.outside = placement.touched.empty();
    }
    report.act = std::ranges::find(profile_->acts, std::string(), &Act::parent)->id;
    for (const NamedFact& fact : told.facts) TRUCE_TRY(put_fact(report, fact, *profile_));
    std::ranges::sort(report.facts, {}, &NamedFact::name);
    return report;
}

Result<void> StoryRegisters::take(const StoryReport& told) {
    const Register* own = register_of(*profile_, told.author);
    if (own == nullptr)
        return wrong(fmt::format("{} keeps no register of reports by the profile", told.author), "Let one that keeps one file it");
    const std::pair key{own->id, told.source_id};
    const bool held = reports_.contains(key);
    if (told.deed == StoryReport::Deed::files ? held : !held)
        return wrong(fmt::format("{} {} report {}", own->id, held ? "holds already" : "does not hold", told.source_id),
                     "File it first, then correct or withdraw it");
    if (told.deed == StoryReport::Deed::withdraws) {
        reports_.erase(key);
        return {};
    }
    TRUCE_ASSIGN(Report report, report_of(told, own->id));
    reports_.insert_or_assign(key, std::move(report));
    return {};
}

Result<void> StoryRegisters::take(const StoryNumbers& told) {
    const Register* own = register_of(*profile_, told.author, RegisterHolds::counts);
    if (own == nullptr)
        return wrong(fmt::format("{} publishes no numbers by the profile", told.author), "Let one that publishes some do it");
    std::vector<PublishedCount> counts;
    const auto count = [&](const std::string& division, std::int64_t number) {
        PublishedCount one;
        one.register_id = own->id;
        one.source_id = fmt::format("{}/{}/recorded", format(told.day), division.empty() ? "total" : division);
        one.day = told.day;
        one.division = division;
        one.division_as_named = division;
        one.measure = "recorded";
        one.side_as_coded = own->code;
        one.count = number;
        one.unit = text_in(own->unit, "en");
        one.basis = "stated";
        counts.push_back(std::move(one));
    };
    count("", told.total);
    for (const auto& [division, number] : told.divisions) {
        if (profile_->division(division) == nullptr)
            return wrong(fmt::format("{} is no division of the profile", division), "Name one as the profile does");
        count(division, number);
    }
    numbers_.insert_or_assign({own->id, told.day}, std::move(counts));
    return {};
}

std::vector<PublishedCount> StoryRegisters::numbers_of(Day day) const {
    std::vector<PublishedCount> all;
    for (const auto& [key, counts] : numbers_) {
        if (key.second == day) all.insert(all.end(), counts.begin(), counts.end());
    }
    return all;
}

std::vector<Report> StoryRegisters::current() const {
    std::vector<Report> all;
    for (const auto& [key, report] : reports_) all.push_back(report);
    return all;
}

std::optional<Facts> StoryRegisters::own_facts(const CaseFile& file, std::string_view finder) const {
    const Register* own = register_of(*profile_, finder);
    if (own == nullptr) return std::nullopt;
    std::vector<std::string> named{file.opening().body.incident};
    for (const Link& link : links(file)) {
        const bool stands = link.state == Link::State::accepted || link.state == Link::State::proposed;
        if (stands && !link.report.empty()) named.push_back(link.report);
    }
    for (const std::string& id : named) {
        const auto found = reports_.find({own->id, id});
        if (found == reports_.end()) continue;
        Facts facts = truce::facts_of(found->second, file.opening().body.incident, id, 0);
        facts.finder = finder;
        return facts;
    }
    return std::nullopt;
}

}  // namespace truce
