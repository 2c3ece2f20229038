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

RC_GTEST_PROP(Laws, neighbours_of_commuting_kinds_change_places, ()) {
    const CaseRules rules = invented_case::rules();
    const Desk desk = random_desk(rules, 25);
    const std::vector<Step>& steps = desk.file().steps();
    for (std::size_t at = 1; at + 1 < steps.size(); ++at) {
        const Step& a = steps[at];
        const Step& b = steps[at + 1];
        const auto named = b.refs();
        const bool free = commutes(a.body.kind) && commutes(b.body.kind) && a.key != b.key && std::ranges::find(named, a.id) == named.end();
        if (!free) continue;
        std::vector<Step> order = steps;
        std::swap(order[at], order[at + 1]);
        std::swap(order[at].recorded_at, order[at + 1].recorded_at);
        CaseFile file = CaseFile::open(rules, order.front()).value();
        for (std::size_t i = 1; i < order.size(); ++i) RC_ASSERT(file.apply(rules, order[i]).ok());
        RC_ASSERT(file.status(rules) == desk.status());
        RC_ASSERT(file.unnamed() == desk.file().unnamed());
        RC_ASSERT(file.positions(rules) == desk.file().positions(rules));
    }
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

// ---- every state within some steps --------------------------------------------------------------------------

/// Moves of a small world: what two guarantors and the accused can do, two kinds of finding.
struct Move {
    const char* who;
    K kind;
    const char* finding = "";
    Choice choice = Choice::approve;
};
constexpr Move moves[]{{"alpha", K::notice_given},
                       {"south", K::notice_received},
                       {"south", K::reply_given},
                       {"alpha", K::finding_signed, "confirmed"},
                       {"beta", K::finding_signed, "confirmed"},
                       {"beta", K::finding_signed, "not-confirmed"},
                       {"beta", K::finding_declined},
                       {"alpha", K::sanction_proposed},
                       {"alpha", K::vote_cast},
                       {"beta", K::vote_cast},
                       {"beta", K::vote_cast, "", Choice::object},
                       {"alpha", K::sanction_decided},
                       {"beta", K::sanction_lifted},
                       {"alpha", K::case_escalated},
                       {"alpha", K::case_closed},
                       {"beta", K::case_reopened}};

/// Two guarantors only, so that a sanction can be decided.
CaseRules small_rules() {
    Terms t = terms();
    std::erase_if(t.actors, [](const Actor& one) { return one.id != "alpha" && one.id != "beta" && one.id != "south"; });
    return {std::make_shared<const Profile>(profile()), t};
}

/// A state as it matters to what can follow: the same kinds and speakers standing and unnamed, without ids.
std::string state_of(const CaseFile& file, const CaseRules& rules) {
    std::multiset<std::string> facts;
    for (const Step& step : file.steps()) {
        const bool slotted = row_of(step.body.kind).slot != Slot::none;
        if (slotted && file.standing(step.body, step.speaker()) != step.id) continue;
        const std::string choice = step.body.choice ? std::string(name_of(*step.body.choice)) : std::string();
        const bool done = file.settled(K::sanction_decided, step.id) || file.settled(K::sanction_lifted, step.id);
        facts.insert(fmt::format("{} {} {} {} {}", step.speaker(), row_of(step.body.kind).name, step.body.finding, choice, done));
    }
    std::string text = fmt::format("{} {}", static_cast<int>(file.phase()), name_of(file.status(rules)));
    for (const std::string& fact : facts) text += "|" + fact;
    return text;
}

Result<CaseFile> after(const CaseFile& file, const CaseRules& rules, const Move& move) {
    StepBody b = filled(move.kind);
    if (move.kind == K::notice_given) b.to = {"south"};
    if (move.kind == K::sanction_proposed) b.to = {"south"};
    if (move.kind == K::finding_signed) b.finding = move.finding;
    b.choice = move.kind == K::vote_cast ? std::optional(move.choice) : std::nullopt;
    const K about = move.kind == K::vote_cast ? K::sanction_decided : move.kind;
    if (needs_subject(about)) b.about = last_subject(file, about);
    Step step{fmt::format("s{}", file.steps().size() + 1), move.who, move.who,
              hour(opened + static_cast<std::int64_t>(file.steps().size())), composed(file, std::move(b), move.who)};
    CaseFile next = file;
    TRUCE_TRY(next.apply(rules, std::move(step)));
    return next;
}

/// All different states within `depth` moves.
std::vector<CaseFile> reachable(const CaseRules& rules, int depth) {
    std::vector<CaseFile> all{CaseFile::open(rules, {"s1", "alpha", "alpha", hour(opened), opening()}).value()};
    std::set<std::string> seen{state_of(all.front(), rules)};
    std::size_t from = 0;
    for (int i = 0; i < depth; ++i) {
        const std::size_t to = all.size();
        for (; from < to; ++from) {
            for (const Move& move : moves) {
                auto next = after(all[from], rules, move);
                if (next && seen.insert(state_of(*next, rules)).second) all.push_back(std::move(*next));
            }
        }
    }
    return all;
}

class Exploration : public ::testing::Test {
protected:
    CaseRules rules_ = small_rules();
    std::vector<CaseFile> states_ = reachable(rules_, 5);
};

TEST_F(Exploration, no_state_is_dead_and_every_case_can_be_closed_and_reopened) {
    std::size_t closed = 0;
    for (const CaseFile& file : states_) {
        const bool open = file.phase() == CaseFile::Phase::open;
        closed += open ? 0 : 1;
        auto next = after(file, rules_, {"alpha", open ? K::case_closed : K::case_reopened});
        ASSERT_TRUE(next.ok()) << state_of(file, rules_) << ": " << next.error().text();
        EXPECT_NE(next->phase() == CaseFile::Phase::open, open);
        EXPECT_EQ(next->status(rules_), file.status(rules_)) << "closing decides nothing about what happened";
    }
    EXPECT_GT(states_.size(), 1'000U);
    EXPECT_GT(closed, 100U);
}

TEST_F(Exploration, no_case_is_closed_without_a_reason_or_past_a_step_that_its_closer_has_not_seen) {
    for (const CaseFile& file : states_) {
        std::set<std::string> named;
        for (const Step& step : file.steps()) {
            const auto refs = step.refs();
            named.insert(refs.begin(), refs.end());
            if (step.body.kind != K::case_closed) continue;
            EXPECT_FALSE(step.body.text.empty());
            for (const Step& before : file.steps()) {
                if (&before == &step) break;
                EXPECT_TRUE(named.contains(before.id)) << before.id << " was not seen by " << step.id;
            }
        }
        StepBody b = composed(file, filled(K::case_closed), "alpha");
        b.text.clear();
        EXPECT_EQ(file.admits(rules_, {"sx", "alpha", "alpha", hour(opened + 50), b}).error().id, "step.member");
    }
}

TEST_F(Exploration, in_every_state_the_accused_can_reply_and_its_reply_stays) {
    for (const CaseFile& file : states_) {
        const auto replied = after(file, rules_, {"south", K::reply_given});
        ASSERT_TRUE(replied.ok()) << state_of(file, rules_);
        const std::string reply = replied->steps().back().id;
        for (const Move& move : moves) {
            const auto next = after(*replied, rules_, move);
            if (!next) continue;
            ASSERT_NE(next->find(reply), nullptr);
            if (move.kind == K::case_closed) {
                const auto refs = next->steps().back().refs();
                EXPECT_NE(std::ranges::find(refs, reply), refs.end()) << "a closing names it";
            }
        }
    }
}

TEST_F(Exploration, no_sanction_is_in_force_that_somebody_objects_to) {
    for (const CaseFile& file : states_) {
        for (const Step& step : file.steps()) {
            if (step.body.kind != K::sanction_decided) continue;
            ASSERT_EQ(step.body.votes.size(), 2U);
            for (const std::string& vote : step.body.votes) EXPECT_EQ(file.find(vote)->body.choice, Choice::approve);
        }
    }
}

}  // namespace
}  // namespace truce
