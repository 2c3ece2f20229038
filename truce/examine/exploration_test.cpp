// The life of a case, explored from the code itself: every state that three desks can bring about, each with every move.
//
// A small world: two guarantors and the accused; each thing that can be said without end (a notice, a reply, a proposal) is said at most
// once, and a case is closed at most twice. Within that, every state is reached and none is left out: the exploration goes on until
// nothing new appears. What must hold is a list of laws over states and moves. So that the laws are known to catch what they are
// for, each is also tried on rules with a fault, and must find it.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "truce/examine/docket.hpp"
#include "truce/examine/invented_case.hpp"

namespace truce {

/// Writes into a file what its rules would refuse: for rules with a fault.
class Unruled {
public:
    static void note(CaseFile& file, Step step) { file.note(std::move(step)); }
    /// The same file as if a step had never been in it.
    static CaseFile without(const CaseFile& file, std::string_view id) {
        CaseFile rest;
        for (const Step& step : file.steps()) {
            if (step.id != id) rest.note(step);
        }
        return rest;
    }
};

namespace {

using namespace invented_case;
using K = StepKind;

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

/// How often the world lets a kind be said; what stands in a slot needs no bound.
std::size_t most(K kind) {
    switch (kind) {
        case K::notice_given:
        case K::reply_given:
        case K::sanction_proposed:
        case K::case_escalated: return 1;
        case K::case_closed:
        case K::case_reopened: return 2;
        default: return 1'000;
    }
}

/// Two guarantors only, so that a sanction can be decided.
CaseRules small_rules(Profile p = profile()) {
    Terms t = terms();
    std::erase_if(t.actors, [](const Actor& one) { return one.id != "alpha" && one.id != "beta" && one.id != "south"; });
    return {std::make_shared<const Profile>(std::move(p)), t};
}

std::string last_of(const CaseFile& file, K kind) {
    const auto found = std::ranges::find(file.steps().rbegin(), file.steps().rend(), kind, [](const Step& one) { return one.body.kind; });
    return found == file.steps().rend() ? std::string() : found->id;
}

/// As the mover's desk composes it.
Step composed_move(const CaseFile& file, const Move& move) {
    StepBody b = filled(move.kind);
    if (move.kind == K::notice_given || move.kind == K::sanction_proposed) b.to = {"south"};
    if (move.kind == K::finding_signed) b.finding = move.finding;
    if (move.kind == K::vote_cast) b.choice = move.choice;
    if (move.kind == K::notice_received) b.about = last_of(file, K::notice_given);
    if (move.kind == K::vote_cast || move.kind == K::sanction_decided) b.about = last_of(file, K::sanction_proposed);
    if (move.kind == K::sanction_lifted) b.about = last_of(file, K::sanction_decided);
    const auto count = static_cast<std::int64_t>(file.steps().size());
    return {fmt::format("s{:02}", count + 1), move.who, move.who, hour(opened + count), composed(file, std::move(b), move.who)};
}

using Transition = std::function<Result<CaseFile>(const CaseFile&, const CaseRules&, const Move&)>;

Result<CaseFile> by_the_rules(const CaseFile& file, const CaseRules& rules, const Move& move) {
    CaseFile next = file;
    TRUCE_TRY(next.apply(rules, composed_move(file, move)));
    return next;
}

/// What matters to what can follow, without ids: the phases gone through, and what stands.
std::string state_of(const CaseFile& file, const CaseRules& rules) {
    std::multiset<std::string> standing;
    std::string phases;
    for (const Step& step : file.steps()) {
        const K kind = step.body.kind;
        if (kind == K::case_opened || kind == K::case_reopened) phases += "o";
        if (kind == K::case_closed) phases += "c";
        const bool slotted = row_of(kind).slot != Slot::none;
        if (slotted && file.standing(step.body, step.speaker()) != step.id) continue;
        const std::string choice = step.body.choice ? std::string(name_of(*step.body.choice)) : std::string();
        const bool done = file.settled(K::sanction_decided, step.id) || file.settled(K::sanction_lifted, step.id);
        standing.insert(fmt::format("{} {} {} {} {}", step.speaker(), row_of(kind).name, step.body.finding, choice, done));
    }
    std::string text = fmt::format("{} {}", phases, name_of(file.status(rules)));
    if (file.settled(K::case_escalated, file.phase_step())) text += " referred";
    for (const std::string& one : standing) text += "|" + one;
    return text;
}

/// What must hold of every state and every move from it; each law with its name.
struct Explored {
    std::map<std::string, CaseFile> states;
    std::size_t moves = 0;
    std::map<std::string, std::string> broken;  ///< law -> where it was first seen not to hold
};

class Explorer {
public:
    Explorer(const CaseRules& rules, Transition transition) : rules_(rules), transition_(std::move(transition)) {}

    /// Depth first, from the opening, until nothing new appears, or until `until` is seen not to hold.
    Explored explore(std::string_view until = "") {
        visit(CaseFile::open(rules_, {"s01", "alpha", "alpha", hour(opened), opening()}).value());
        while (!left_.empty() && !found_.broken.contains(std::string(until))) {
            const CaseFile file = std::move(left_.back());
            left_.pop_back();
            check_state(file);
            check_moves(file);
        }
        return std::move(found_);
    }

private:
    void visit(CaseFile file) {
        const auto [at, is_new] = found_.states.try_emplace(state_of(file, rules_), file);
        if (is_new) left_.push_back(std::move(file));
    }
    void must(bool holds, const char* law, const CaseFile& file) {
        if (!holds) found_.broken.try_emplace(law, state_of(file, rules_));
    }

    void check_moves(const CaseFile& file) {
        bool closes = false;
        bool reopens = false;
        bool replies = false;
        for (const Move& move : moves) {
            const auto said = std::ranges::count(file.steps(), move.kind, [](const Step& one) { return one.body.kind; });
            const auto next = transition_(file, rules_, move);
            if (!next) continue;
            closes |= move.kind == K::case_closed;
            reopens |= move.kind == K::case_reopened;
            replies |= move.kind == K::reply_given;
            check_move(file, *next, move);
            ++found_.moves;
            if (static_cast<std::size_t>(said) < most(move.kind)) visit(*next);
        }
        must(file.phase() == CaseFile::Phase::open ? closes : reopens, "a case can be closed and reopened", file);
        must(replies, "the accused can reply", file);
    }

    void check_move(const CaseFile& file, const CaseFile& next, const Move& move) {
        must(next.steps().size() == file.steps().size() + 1, "a step is added and none goes", file);
        for (const Step& step : file.steps()) {
            const Step* after = next.find(step.id);
            must(after != nullptr && after->body == step.body, "what was said stays as it was said", file);
        }
        const bool phase_changes = move.kind == K::case_closed || move.kind == K::case_reopened;
        const bool speaks = row_of(move.kind).slot == Slot::position;
        must(speaks || next.status(rules_) == file.status(rules_), "only findings change the status", file);
        must(phase_changes == (next.phase() != file.phase()), "only closing and reopening change the phase", file);
    }

    void check_state(const CaseFile& file) {
        std::set<std::string> named;
        for (std::size_t i = 0; i < file.steps().size(); ++i) {
            const Step& step = file.steps()[i];
            const auto refs = step.refs();
            named.insert(refs.begin(), refs.end());
            if (step.body.kind == K::case_closed) {
                must(!step.body.text.empty(), "a case is closed with a reason", file);
                for (std::size_t before = 0; before < i; ++before)
                    must(named.contains(file.steps()[before].id), "who closes has seen every reply", file);
            }
            if (step.body.kind == K::sanction_decided) {
                must(step.body.votes.size() == 2, "all vote on a sanction", file);
                for (const std::string& vote : step.body.votes)
                    must(file.find(vote)->body.choice == Choice::approve, "no sanction against an objection", file);
            }
        }
    }

    const CaseRules& rules_;
    Transition transition_;
    std::vector<CaseFile> left_;
    Explored found_;
};

/// Whether the exploration comes upon a state in which the law does not hold.
bool finds(std::string_view law, const CaseRules& rules, Transition transition) {
    return Explorer(rules, std::move(transition)).explore(law).broken.contains(std::string(law));
}

TEST(Exploration, every_state_keeps_every_law) {
    const CaseRules rules = small_rules();
    const Explored found = Explorer(rules, by_the_rules).explore();
    for (const auto& [law, where] : found.broken) ADD_FAILURE() << law << ": not in " << where;
    RecordProperty("states", std::to_string(found.states.size()));
    RecordProperty("moves", std::to_string(found.moves));
    std::size_t closed = 0;
    std::size_t sanctioned = 0;
    for (const auto& [state, file] : found.states) {
        closed += file.phase() == CaseFile::Phase::closed ? 1 : 0;
        sanctioned += last_of(file, K::sanction_decided).empty() ? 0 : 1;
    }
    EXPECT_GT(found.states.size(), 3'000U);
    EXPECT_GT(closed, 500U);
    EXPECT_GT(sanctioned, 500U);
}

// ---- the same laws on rules with a fault ----------------------------------------------------------------------

/// The move as its desk composed it, changed, and taken without a look at the rules where they would refuse it.
template <typename Change>
Transition with_fault(K kind, Change change) {
    return [=](const CaseFile& file, const CaseRules& rules, const Move& move) -> Result<CaseFile> {
        auto next = by_the_rules(file, rules, move);
        if (!next || move.kind != kind) return next;
        CaseFile faulty = file;
        Step step = composed_move(file, move);
        change(step.body);
        Unruled::note(faulty, std::move(step));
        return faulty;
    };
}

TEST(Exploration, a_closing_without_a_reason_is_found) {
    EXPECT_TRUE(finds("a case is closed with a reason", small_rules(), with_fault(K::case_closed, [](StepBody& b) { b.text.clear(); })));
}

TEST(Exploration, a_closing_past_a_reply_is_found) {
    EXPECT_TRUE(finds("who closes has seen every reply", small_rules(), with_fault(K::case_closed, [](StepBody& b) { b.seen.clear(); })));
}

TEST(Exploration, a_reply_lost_to_a_closing_is_found) {
    const auto loses = [](const CaseFile& file, const CaseRules& rules, const Move& move) -> Result<CaseFile> {
        auto next = by_the_rules(file, rules, move);
        const std::string reply = last_of(file, K::reply_given);
        if (!next || move.kind != K::case_closed || reply.empty()) return next;
        return Unruled::without(*next, reply);
    };
    EXPECT_TRUE(finds("what was said stays as it was said", small_rules(), loses));
    EXPECT_TRUE(finds("a step is added and none goes", small_rules(), loses));
}

TEST(Exploration, a_reply_refused_after_the_closing_is_found) {
    const auto deaf = [](const CaseFile& file, const CaseRules& rules, const Move& move) -> Result<CaseFile> {
        if (file.phase() == CaseFile::Phase::closed && move.kind == K::reply_given) return Error{Errc::conflict, "too_late", "", "", ""};
        return by_the_rules(file, rules, move);
    };
    EXPECT_TRUE(finds("the accused can reply", small_rules(), deaf));
}

TEST(Exploration, a_sanction_past_an_objection_is_found) {
    const auto hasty = [](const CaseFile& file, const CaseRules& rules, const Move& move) -> Result<CaseFile> {
        auto next = by_the_rules(file, rules, move);
        if (next || move.kind != K::sanction_decided || next.error().id != "case.undecided") return next;
        CaseFile faulty = file;
        Unruled::note(faulty, composed_move(file, move));
        return faulty;
    };
    EXPECT_TRUE(finds("no sanction against an objection", small_rules(), hasty));
}

TEST(Exploration, a_profile_under_which_no_case_can_be_closed_is_found) {
    Profile p = profile();
    p.decisions.push_back({"case.closed", DecisionRule::majority, "guarantor", "article 5", 3});
    EXPECT_TRUE(finds("a case can be closed and reopened", small_rules(p), by_the_rules)) << "two guarantors, quorum three";
}

TEST(Exploration, a_profile_that_lets_nobody_reopen_is_found) {
    Profile p = profile();
    for (Role& role : p.roles) std::erase(role.may, "case.reopened");
    EXPECT_TRUE(finds("a case can be closed and reopened", small_rules(p), by_the_rules));
}

}  // namespace
}  // namespace truce
