/// An invented mechanism for tests: three guarantors, two parties, a mediator's office, an observer, one who has left.
/// Nothing outside tests and bench/ includes this.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "truce/examine/case_file.hpp"

namespace truce::invented_case {

inline constexpr std::int64_t hour_us = std::int64_t{3600} * 1'000'000;
inline Instant hour(std::int64_t n) { return {1'700'000'000'000'000 + n * hour_us}; }
inline Interval hours(std::int64_t from, std::int64_t to) { return {hour(from), hour(to)}; }
inline Interval ever() { return {Instant::lowest(), Instant::highest()}; }

/// The incidents of tests happened in hour 100; cases are opened at hour 110.
inline constexpr std::int64_t happened = 100;
inline constexpr std::int64_t opened = 110;

inline std::vector<std::string> names_of(std::initializer_list<StepKind> kinds) {
    std::vector<std::string> names;
    for (const StepKind kind : kinds) names.emplace_back(row_of(kind).name);
    return names;
}

/// Guarantors may take every step; the others what is theirs.
inline Profile profile() {
    using K = StepKind;
    Profile p;
    p.id = "invented";
    p.examiners = "guarantor";
    p.atlas = std::make_shared<const Atlas>();
    std::vector<std::string> all{std::string(relay_permission)};
    for (const StepRow& row : step_rows()) all.emplace_back(row.name);
    p.roles.push_back({"guarantor", {{"en", "Guarantor"}}, all});
    p.roles.push_back({"party",
                       {{"en", "Party"}},
                       names_of({K::notice_received, K::information_given, K::reply_given, K::demand_answered, K::measure_reported,
                                 K::opinion_recorded, K::link_disputed, K::step_confirmed})});
    std::vector<std::string> office =
        names_of({K::notice_given, K::information_requested, K::information_given, K::fact_asserted, K::opinion_recorded, K::vote_cast});
    office.emplace_back(relay_permission);
    p.roles.push_back({"mediator", {{"en", "Mediator"}}, office});
    p.roles.push_back({"observer", {{"en", "Observer"}}, names_of({K::opinion_recorded})});
    p.decisions.push_back({"sanction.decided", DecisionRule::unanimity, "guarantor", "article 1", 0});
    p.decisions.push_back({"case.escalated", DecisionRule::any_one, "guarantor", "article 2", 0});
    p.deadlines.push_back({"answer", "information.requested", 48 * hour_us, "article 3"});
    p.findings = {{"confirmed", {{"en", "confirmed"}}, FindingMeans::violation},
                  {"not-confirmed", {{"en", "not confirmed"}}, FindingMeans::no_violation},
                  {"target-exempt", {{"en", "the target was exempt"}}, FindingMeans::no_violation},
                  {"duplicate", {{"en", "duplicate"}}, FindingMeans::none},
                  {"no-answer", {{"en", "no answer"}}, FindingMeans::none}};
    p.acts.push_back({"conduct", "", {{"en", "conduct"}}, {}, {}, {}});
    p.acts.push_back({"mortar", "conduct", {{"en", "mortar fire"}}, {}, {}, {}});
    p.facts.push_back({"target_composition", {{"en", "who was there"}}, {"mixed", "only_designated"}, ""});
    p.facts.push_back({"calibre", {{"en", "calibre"}}, {}, "mm"});
    p.publication = {12 * hour_us, 72 * hour_us};
    return p;
}

inline Actor participant(std::string id, std::vector<DatedRole> roles, std::vector<std::pair<std::string, Interval>> guarantors = {}) {
    Actor actor;
    actor.id = std::move(id);
    actor.roles = std::move(roles);
    actor.guarantors = std::move(guarantors);
    return actor;
}

/// gamma was an observer and has been a guarantor since hour 90; former was a guarantor until hour 105; late is one
/// from hour 105 on.
inline Terms terms() {
    Terms t;
    t.actors = {
        participant("alpha", {{"guarantor", ever(), "1"}}),
        participant("beta", {{"guarantor", ever(), "1"}}),
        participant("gamma", {{"observer", {Instant::lowest(), hour(90)}, "1"}, {"guarantor", {hour(90), Instant::highest()}, "2"}}),
        participant("former", {{"guarantor", {Instant::lowest(), hour(105)}, "1"}}),
        participant("late", {{"guarantor", {hour(105), Instant::highest()}, "1"}}),
        participant("north", {{"party", ever(), "1"}}, {{"alpha", ever()}}),
        participant("south", {{"party", ever(), "1"}}, {{"beta", ever()}}),
        participant("office", {{"mediator", ever(), "1"}}),
        participant("forum", {{"observer", ever(), "1"}})};
    return t;
}

inline CaseRules rules(Profile p = profile()) { return {std::make_shared<const Profile>(std::move(p)), terms()}; }

inline StepBody body(StepKind kind) {
    StepBody b;
    b.kind = kind;
    return b;
}

/// South is accused of it.
inline StepBody opening() {
    StepBody b = body(StepKind::case_opened);
    b.incident = "incident/1";
    b.when = hours(happened, happened + 1);
    b.accused = {"south"};
    b.text = "mortar fire";
    return b;
}

/// A body of the kind with every member it needs; what it is about is left to the caller.
inline StepBody filled(StepKind kind) {
    if (kind == StepKind::case_opened) return opening();
    StepBody b = body(kind);
    for (const MemberUse& use : row_of(kind).members) {
        if (!use.required) continue;
        switch (use.member) {
            case StepMember::to: b.to = {"north", "south"}; break;
            case StepMember::text: b.text = "in words"; break;
            case StepMember::attribute: b.attribute = "target_composition"; break;
            case StepMember::confidence: b.confidence = Confidence::probable; break;
            case StepMember::source: b.source = "entry/7"; break;
            case StepMember::finding: b.finding = "confirmed"; break;
            case StepMember::manner: b.manner = Manner::jointly; break;
            case StepMember::choice: b.choice = Choice::approve; break;
            case StepMember::on: b.on = "sanction.decided"; break;
            case StepMember::sanction: b.sanction = "exclusion"; break;
            case StepMember::forum: b.forum = "the joint group"; break;
            case StepMember::report: b.report = "entry/9"; break;
            case StepMember::into: b.into = "incident/2"; break;
            case StepMember::evidence: b.evidence = {"entry/11"}; break;
            default: break;
        }
    }
    if (kind == StepKind::fact_asserted) b.values = {"mixed"};
    return b;
}

/// A case file that is written into: ids and times are given in order.
class Desk {
public:
    explicit Desk(const CaseRules& rules, StepBody first = opening(), const std::string& author = "alpha")
        : rules_(rules), file_(CaseFile::open(rules, step(author, std::move(first))).value()) {}

    Step step(const std::string& author, StepBody b) {
        ++count_;
        if (time_ < hour(opened + count_)) time_ = hour(opened + count_);
        return {fmt::format("s{}", count_), author, author + "/key", time_, std::move(b)};
    }
    /// Composed as a desk would, then offered; the id of the step, or the code of its refusal.
    std::string take(const std::string& author, StepBody b) {
        const std::string speaker = b.relay ? b.relay->of : author;
        Step next = step(author, composed(file_, std::move(b), speaker));
        std::string id = next.id;
        auto done = file_.apply(rules_, std::move(next));
        return done ? id : done.error().id;
    }
    std::string take(const std::string& author, StepKind kind, const std::string& about = "") {
        StepBody b = filled(kind);
        b.about = about;
        return take(author, std::move(b));
    }
    std::string find(const std::string& author, const std::string& finding) {
        StepBody b = filled(StepKind::finding_signed);
        b.finding = finding;
        return take(author, std::move(b));
    }
    std::string vote(const std::string& author, const std::string& about, Choice choice, const std::string& on = "sanction.decided") {
        StepBody b = filled(StepKind::vote_cast);
        b.on = on;
        b.about = about;
        b.choice = choice;
        return take(author, std::move(b));
    }
    void wait_until(Instant t) { time_ = t; }
    [[nodiscard]] const CaseFile& file() const { return file_; }
    [[nodiscard]] const CaseRules& rules() const { return rules_; }
    [[nodiscard]] Status status() const { return file_.status(rules_); }

private:
    const CaseRules& rules_;
    std::int64_t count_ = 0;
    Instant time_;
    CaseFile file_;
};

}  // namespace truce::invented_case
