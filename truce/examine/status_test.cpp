#include "truce/examine/status.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "truce/examine/decision.hpp"

namespace truce {
namespace {

using Kind = Position::Kind;

Position says(FindingMeans means) { return {"x", Kind::finding, means, "f", "s"}; }
const Position guilty = says(FindingMeans::violation);
const Position clear = says(FindingMeans::no_violation);
const Position neither = says(FindingMeans::none);
const Position silent{"x", Kind::none, FindingMeans::none, "", ""};
const Position apart{"x", Kind::declined, FindingMeans::none, "", "s"};

Status of(std::vector<Position> positions) { return status_of(positions); }

TEST(Status_, the_table) {
    EXPECT_EQ(of({}), Status::open);
    EXPECT_EQ(of({silent, silent}), Status::open);
    EXPECT_EQ(of({apart, apart}), Status::open);
    EXPECT_EQ(of({neither, silent}), Status::open);
    EXPECT_EQ(of({guilty, silent}), Status::one_sided);
    EXPECT_EQ(of({guilty, apart}), Status::one_sided) << "one alone agrees with nobody";
    EXPECT_EQ(of({guilty, neither}), Status::one_sided);
    EXPECT_EQ(of({guilty}), Status::one_sided);
    EXPECT_EQ(of({guilty, guilty, silent}), Status::one_sided) << "silence is not agreement";
    EXPECT_EQ(of({guilty, guilty, apart}), Status::agreed) << "who takes no part blocks nothing";
    EXPECT_EQ(of({guilty, guilty}), Status::agreed);
    EXPECT_EQ(of({clear, clear, clear}), Status::agreed);
    EXPECT_EQ(of({guilty, clear}), Status::disputed);
    EXPECT_EQ(of({guilty, clear, silent}), Status::disputed);
}

const std::vector<Position> all{guilty, clear, neither, silent, apart};

/// Calls with every combination of up to four positions.
template <typename With>
void each_combination(With with) {
    std::vector<Position> chosen;
    const auto descend = [&](const auto& self) -> void {
        with(chosen);
        if (chosen.size() == 4) return;
        for (const Position& one : all) {
            chosen.push_back(one);
            self(self);
            chosen.pop_back();
        }
    };
    descend(descend);
}

TEST(Status_, the_order_of_examiners_does_not_matter) {
    each_combination([](std::vector<Position> positions) {
        const Status status = status_of(positions);
        const FindingMeans side = leaning(positions);
        std::ranges::reverse(positions);
        EXPECT_EQ(status_of(positions), status);
        if (positions.size() > 1) std::ranges::rotate(positions, positions.begin() + 1);
        EXPECT_EQ(status_of(positions), status);
        EXPECT_EQ(leaning(positions), side);
    });
}

TEST(Status_, both_sides_are_treated_alike) {
    each_combination([](std::vector<Position> positions) {
        const Status status = status_of(positions);
        for (Position& one : positions) {
            if (one.means == FindingMeans::violation) {
                one.means = FindingMeans::no_violation;
            } else if (one.means == FindingMeans::no_violation) {
                one.means = FindingMeans::violation;
            }
        }
        EXPECT_EQ(status_of(positions), status);
    });
}

TEST(Status_, nobody_agrees_by_silence_and_a_dispute_stays_one_whoever_joins) {
    each_combination([](std::vector<Position> positions) {
        const Status before = status_of(positions);
        positions.push_back(silent);
        EXPECT_NE(status_of(positions), Status::agreed);
        EXPECT_TRUE(before != Status::disputed || status_of(positions) == Status::disputed);
        positions.back() = apart;
        EXPECT_EQ(status_of(positions), before) << "who takes no part changes nothing";
    });
}

TEST(Status_, agreed_leans_to_one_side_and_disputed_to_none) {
    each_combination([](const std::vector<Position>& positions) {
        const Status status = status_of(positions);
        const bool sided = status == Status::agreed || status == Status::one_sided;
        EXPECT_EQ(leaning(positions) != FindingMeans::none, sided);
    });
}

// ---- decisions ----------------------------------------------------------------------------------------------

VoteTally count(DecisionRule rule, std::map<std::string, Choice> choices, bool silence_ended = false, std::int64_t quorum = 0) {
    return tally({"sanction.decided", rule, "guarantor", "1", quorum}, {"a", "b", "c"}, choices, silence_ended);
}

TEST(Decision_, unanimity_wants_every_member) {
    const auto yes = Choice::approve;
    EXPECT_TRUE(count(DecisionRule::unanimity, {{"a", yes}, {"b", yes}, {"c", yes}}).decided);
    EXPECT_FALSE(count(DecisionRule::unanimity, {{"a", yes}, {"b", yes}}).decided);
    EXPECT_FALSE(count(DecisionRule::unanimity, {{"a", yes}, {"b", yes}}, true).decided) << "silence blocks";
    EXPECT_FALSE(count(DecisionRule::unanimity, {{"a", yes}, {"b", yes}, {"c", Choice::abstain}}).decided);
}

TEST(Decision_, any_one_is_enough_and_outsiders_do_not_count) {
    EXPECT_TRUE(count(DecisionRule::any_one, {{"b", Choice::approve}, {"a", Choice::object}}).decided);
    EXPECT_FALSE(count(DecisionRule::any_one, {{"z", Choice::approve}}).decided);
}

TEST(Decision_, in_a_consensus_silence_consents_only_when_its_time_has_passed) {
    const auto yes = Choice::approve;
    EXPECT_FALSE(count(DecisionRule::consensus, {{"a", yes}}).decided);
    EXPECT_TRUE(count(DecisionRule::consensus, {{"a", yes}}, true).decided);
    EXPECT_TRUE(count(DecisionRule::consensus, {{"a", yes}, {"b", Choice::abstain}, {"c", Choice::abstain}}).decided);
    EXPECT_FALSE(count(DecisionRule::consensus, {{"a", yes}, {"b", yes}, {"c", Choice::object}}, true).decided);
    EXPECT_FALSE(count(DecisionRule::consensus, {}, true).decided) << "nobody has asked for it";
}

TEST(Decision_, a_majority_is_of_all_members_and_a_quorum_of_those_who_spoke) {
    const auto yes = Choice::approve;
    EXPECT_TRUE(count(DecisionRule::majority, {{"a", yes}, {"b", yes}}).decided);
    EXPECT_FALSE(count(DecisionRule::majority, {{"a", yes}, {"b", Choice::abstain}}).decided);
    EXPECT_FALSE(count(DecisionRule::majority, {{"a", yes}, {"b", yes}}, false, 3).decided);
    EXPECT_TRUE(count(DecisionRule::majority, {{"a", yes}, {"b", yes}, {"c", Choice::abstain}}, false, 3).decided);
    EXPECT_FALSE(count(DecisionRule::majority, {{"a", yes}, {"b", yes}}, false, 3).quorate);
}

TEST(Decision_, a_body_without_members_decides_nothing) {
    for (const auto rule : {DecisionRule::unanimity, DecisionRule::any_one, DecisionRule::consensus, DecisionRule::majority}) {
        EXPECT_FALSE(tally({"sanction.decided", rule, "guarantor", "1", 0}, {}, {{"a", Choice::approve}}, true).decided);
    }
}

TEST(Decision_, the_words_name_everybody) {
    const Decision decision{"sanction.decided", DecisionRule::unanimity, "guarantor", "1", 0};
    EXPECT_EQ(in_words(decision, count(DecisionRule::unanimity, {{"a", Choice::approve}, {"b", Choice::object}})),
              "unanimity of guarantor: a approves, b objects, c has not said anything");
}

}  // namespace
}  // namespace truce
