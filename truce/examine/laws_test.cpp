// What holds of every case file, whatever was said in it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "truce/examine/docket.hpp"
#include "truce/examine/due.hpp"
#include "truce/examine/invented_case.hpp"

namespace truce {
namespace {

using namespace invented_case;
using K = StepKind;

const std::vector<std::string> everybody{"alpha", "beta", "gamma", "late", "north", "south", "office", "forum"};

/// The last step that a step of this kind can be about; "" if there is none.
std::string last_subject(const CaseFile& file, K kind) {
    std::string found;
    for (const Step& step : file.steps()) {
        if (std::ranges::find(row_of(kind).about, step.body.kind) != row_of(kind).about.end()) found = step.id;
    }
    return found;
}

bool needs_subject(K kind) {
    return std::ranges::any_of(row_of(kind).members, [](const MemberUse& use) { return use.member == StepMember::about && use.required; });
}

/// Takes about `length` random steps; those that are refused are left out.
Desk random_desk(const CaseRules& rules, int length) {
    Desk desk(rules);
    for (int i = 0; i < length; ++i) {
        const auto kind = static_cast<K>(*rc::gen::inRange(1, static_cast<int>(step_rows().size())));
        const std::string who = *rc::gen::elementOf(everybody);
        StepBody b = filled(kind);
        if (kind == K::finding_signed) b.finding = *rc::gen::element<std::string>("confirmed", "not-confirmed", "duplicate");
        if (kind == K::vote_cast) {
            b.choice = *rc::gen::element(Choice::approve, Choice::approve, Choice::abstain, Choice::object);
            b.about = last_subject(desk.file(), K::sanction_decided);
        } else if (needs_subject(kind) || *rc::gen::arbitrary<bool>()) {
            if (!row_of(kind).about.empty()) b.about = last_subject(desk.file(), kind);
        }
        if (row_of(kind).relayed && *rc::gen::inRange(0, 4) == 0) {
            b.relay = Relay{who, "by telephone", ""};
            desk.take("office", std::move(b));
        } else {
            desk.take(who, std::move(b));
        }
    }
    return desk;
}

/// What everybody sees of a file, apart from the order in which it lists its steps.
std::string view(const CaseFile& file, const CaseRules& rules) {
    std::string text(name_of(file.status(rules)));
    for (const Position& one : file.positions(rules)) text += fmt::format("|{} {} {}", one.examiner, static_cast<int>(one.kind), one.step);
    text += fmt::format("|{} {}", static_cast<int>(file.phase()), file.phase_step());
    for (const std::string& id : file.unnamed()) text += "|" + id;
    for (const Link& link : links(file)) text += fmt::format("|{} {}", link.step, name_of(link.state));
    return text;
}

/// A random order of the steps that keeps each after those it names and each key's own in their order.
std::vector<Step> another_order(const std::vector<Step>& steps) {
    std::vector<Step> left = steps;
    std::vector<Step> order;
    std::set<std::string> placed;
    while (!left.empty()) {
        std::vector<std::size_t> free;
        std::set<std::string> keys;
        for (std::size_t i = 0; i < left.size(); ++i) {
            const bool first_of_key = keys.insert(left[i].key).second;
            const auto refs = left[i].refs();
            if (first_of_key && std::ranges::all_of(refs, [&](const std::string& id) { return placed.contains(id); })) free.push_back(i);
        }
        const std::size_t next = *rc::gen::elementOf(free);
        placed.insert(left[next].id);
        order.push_back(left[next]);
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(next));
    }
    return order;
}

RC_GTEST_PROP(Laws, any_order_that_keeps_what_is_named_before_it_is_accepted_and_gives_the_same_view, ()) {
    const CaseRules rules = invented_case::rules();
    const Desk desk = random_desk(rules, 30);
    const std::vector<Step>& steps = desk.file().steps();
    std::vector<Step> order = another_order(steps);
    for (std::size_t i = 0; i < order.size(); ++i) order[i].recorded_at = steps[i].recorded_at;
    auto file = CaseFile::open(rules, order.front());
    RC_ASSERT(file.ok());
    for (std::size_t i = 1; i < order.size(); ++i) {
        const auto taken = file->apply(rules, order[i]);
        if (!taken) RC_FAIL(taken.error().text());
    }
    auto expected = links(desk.file());
    auto found = links(*file);
    std::ranges::sort(expected, {}, &Link::step);
    std::ranges::sort(found, {}, &Link::step);
    RC_ASSERT(expected.size() == found.size());
    for (std::size_t i = 0; i < found.size(); ++i) RC_ASSERT(expected[i].state == found[i].state);
    RC_ASSERT(file->status(rules) == desk.status());
    RC_ASSERT(file->positions(rules) == desk.file().positions(rules));
    RC_ASSERT(file->unnamed() == desk.file().unnamed());
    RC_ASSERT(file->phase_step() == desk.file().phase_step());
}

/// Three cases at once; links, merges and splits more often than chance would have them.
std::vector<Step> random_record(const CaseRules& rules, Docket& docket, int length) {
    std::vector<Step> steps;
    std::vector<std::string> cases;
    const auto offer = [&](const std::string& who, StepBody b) {
        Step step{fmt::format("r{:03}", steps.size()), who, who + "/key", hour(opened + static_cast<std::int64_t>(steps.size())),
                  std::move(b)};
        if (!docket.apply(rules, step)) return;
        if (step.body.kind == K::case_opened) cases.push_back(step.id);
        steps.push_back(std::move(step));
    };
    for (int i = 1; i <= 3; ++i) {
        StepBody b = opening();
        b.incident = fmt::format("incident/{}", i);
        offer(*rc::gen::element<std::string>("alpha", "beta", "gamma"), std::move(b));
    }
    for (int i = 0; i < length; ++i) {
        const K kind = *rc::gen::oneOf(
            rc::gen::element(K::link_proposed, K::link_merged, K::link_split, K::link_disputed, K::link_accepted),
            rc::gen::map(rc::gen::inRange(1, static_cast<int>(step_rows().size())), [](int n) { return static_cast<K>(n); }));
        const std::string who = *rc::gen::element<std::string>("alpha", "beta", "gamma", "south");
        const CaseFile& file = *docket.find(*rc::gen::elementOf(cases));
        StepBody b = filled(kind);
        if (kind == K::finding_signed) b.finding = *rc::gen::element<std::string>("confirmed", "not-confirmed");
        if (kind == K::link_merged) {
            b.into = fmt::format("incident/{}", *rc::gen::inRange(1, 5));
        } else if (needs_subject(kind)) {
            b.about = last_subject(file, kind);
        }
        offer(who, composed(file, std::move(b), who));
    }
    return steps;
}

RC_GTEST_PROP(Laws, any_order_of_all_cases_steps_gives_every_case_the_same_status_and_every_incident_the_same_end, ()) {
    const CaseRules rules = invented_case::rules();
    Docket docket;
    const std::vector<Step> steps = random_record(rules, docket, 40);
    std::vector<Step> order = another_order(steps);
    Docket other;
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i].recorded_at = steps[i].recorded_at;
        const auto taken = other.apply(rules, order[i]);
        if (!taken) RC_FAIL(taken.error().text());
    }
    for (const auto& [id, file] : docket.cases()) {
        RC_ASSERT(other.find(id)->positions(rules) == file.positions(rules));
        RC_ASSERT(other.find(id)->phase_step() == file.phase_step());
        RC_ASSERT(other.find(id)->unnamed() == file.unnamed());
    }
    for (int i = 1; i <= 4; ++i) RC_ASSERT(other.resolved(fmt::format("incident/{}", i)) == docket.resolved(fmt::format("incident/{}", i)));
}

/// Whether the second of two neighbours could have come first: other keys, commuting kinds, and it does not name the other.
bool free_to_swap(const Step& a, const Step& b) {
    const auto named = b.refs();
    return commutes(a.body.kind) && commutes(b.body.kind) && a.key != b.key && std::ranges::find(named, a.id) == named.end();
}

RC_GTEST_PROP(Laws, steps_of_commuting_kinds_are_permuted_freely, ()) {
    const CaseRules rules = invented_case::rules();
    const Desk desk = random_desk(rules, 25);
    std::vector<Step> order = desk.file().steps();
    std::size_t swaps = 0;
    for (int i = 0; i < 100; ++i) {
        const auto at = static_cast<std::size_t>(*rc::gen::inRange(1, static_cast<int>(order.size())));
        if (at + 1 >= order.size() || !free_to_swap(order[at], order[at + 1])) continue;
        std::swap(order[at], order[at + 1]);
        std::swap(order[at].recorded_at, order[at + 1].recorded_at);
        ++swaps;
    }
    RC_CLASSIFY(swaps > 5, "more than five places changed");
    CaseFile file = CaseFile::open(rules, order.front()).value();
    for (std::size_t i = 1; i < order.size(); ++i) RC_ASSERT(file.apply(rules, order[i]).ok());
    RC_ASSERT(file.status(rules) == desk.status());
    RC_ASSERT(file.unnamed() == desk.file().unnamed());
    RC_ASSERT(file.positions(rules) == desk.file().positions(rules));
    const Instant end = order.back().recorded_at;
    const auto who_owes = [&](const CaseFile& of) {
        std::set<std::string> all;
        for (const Due& one : due(of, rules, end)) all.insert(one.from + one.about);
        return all;
    };
    RC_ASSERT(who_owes(file) == who_owes(desk.file()));
}

RC_GTEST_PROP(Laws, a_refused_step_leaves_everything_as_it_was_and_what_was_said_stays_as_it_was_said, ()) {
    const CaseRules rules = invented_case::rules();
    Desk desk(rules);
    std::vector<std::pair<std::string, StepBody>> said;
    for (int i = 0; i < 25; ++i) {
        const std::string before = view(desk.file(), rules);
        const auto kind = static_cast<K>(*rc::gen::inRange(0, static_cast<int>(step_rows().size())));
        const std::string done = desk.take(*rc::gen::elementOf(everybody), kind, last_subject(desk.file(), kind));
        if (done.starts_with("case.") || done.starts_with("step.")) {
            RC_ASSERT(view(desk.file(), rules) == before);
        } else {
            said.emplace_back(done, desk.file().find(done)->body);
        }
        for (const auto& [id, b] : said) RC_ASSERT(desk.file().find(id)->body == b);
        RC_ASSERT(desk.file().steps().size() == said.size() + 1);
    }
}

RC_GTEST_PROP(Laws, the_status_is_a_function_of_the_standing_findings_alone, ()) {
    const CaseRules rules = invented_case::rules();
    const Desk desk = random_desk(rules, 30);
    std::map<std::string, StepBody> last;
    for (const Step& step : desk.file().steps()) {
        if (row_of(step.body.kind).slot == Slot::position) last[step.author] = step.body;
    }
    Desk bare(rules);
    for (const auto& [who, b] : last) {
        StepBody again = b;
        again.case_id.clear();
        again.phase.clear();
        again.replaces.clear();
        bare.take(who, again);
    }
    RC_ASSERT(bare.status() == desk.status());
}

RC_GTEST_PROP(Laws, another_table_of_the_profile_gives_the_status_that_the_table_says_and_touches_nothing_else, ()) {
    const CaseRules rules = invented_case::rules();
    const Desk desk = random_desk(rules, 25);
    Profile changed = profile();
    for (FindingKind& one : changed.findings)
        one.means = *rc::gen::element(FindingMeans::violation, FindingMeans::no_violation, FindingMeans::none);
    const CaseRules others(std::make_shared<const Profile>(changed), terms());
    // From the steps alone: the last word of each examiner, by the new table.
    std::map<std::string, const Step*> last;
    for (const Step& step : desk.file().steps()) {
        if (row_of(step.body.kind).slot == Slot::position) last[step.speaker()] = &step;
    }
    std::size_t for_it = 0;
    std::size_t against = 0;
    std::size_t silent = 0;
    for (const std::string& examiner : others.examiners(*desk.file().opening().body.when)) {
        const Step* said = last[examiner];
        if (said != nullptr && said->body.kind == K::finding_declined) continue;
        const FindingMeans means = said == nullptr ? FindingMeans::none : others.finding(said->body.finding)->means;
        for_it += means == FindingMeans::violation ? 1 : 0;
        against += means == FindingMeans::no_violation ? 1 : 0;
        silent += means == FindingMeans::none ? 1 : 0;
    }
    Status expected = Status::one_sided;
    if (for_it + against == 0) expected = Status::open;
    if (for_it > 0 && against > 0) expected = Status::disputed;
    if (for_it + against >= 2 && silent == 0 && (for_it == 0 || against == 0)) expected = Status::agreed;
    RC_ASSERT(desk.file().status(others) == expected);
    const auto before = desk.file().positions(rules);
    const auto after = desk.file().positions(others);
    for (std::size_t i = 0; i < before.size(); ++i) RC_ASSERT(before[i].step == after[i].step && before[i].finding == after[i].finding);
}

RC_GTEST_PROP(Laws, whoever_is_overdue_was_asked_has_not_answered_and_had_a_date, ()) {
    const CaseRules rules = invented_case::rules();
    const Desk desk = random_desk(rules, 25);
    for (const Due& one : due(desk.file(), rules, hour(500))) {
        RC_ASSERT(one.overdue == (one.by.has_value() && *one.by <= hour(500)));
        if (!one.by) continue;
        RC_ASSERT(one.what == K::information_given);
        for (const Step& step : desk.file().steps()) RC_ASSERT(!(step.body.about == one.about && step.speaker() == one.from));
    }
}

}  // namespace
}  // namespace truce
