#include "truce/judge/membership.hpp"

#include <gtest/gtest.h>

#include "truce/judge/invented.hpp"

namespace truce {

using namespace invented;

namespace {

Truth of(const Terms& t, ActorSet::Kind kind, const std::string& name, const std::string& who, Interval when = hours(100, 101)) {
    const std::vector<Timeline> all = timelines(t, {kind, name});
    const auto index = static_cast<std::size_t>(t.actor(who) - t.actors.data());
    return all[index].during(when);
}

Truth bound(const Terms& t, const std::string& who, Interval when = hours(100, 101)) {
    return of(t, ActorSet::Kind::bound, "accord", who, when);
}

}  // namespace

TEST(Timeline, an_interval_across_a_change_is_unknown_and_one_that_ends_at_it_is_not) {
    const Timeline line({Instant::lowest(), at(10), at(20)}, {Truth::no, Truth::yes, Truth::yes});
    EXPECT_EQ(line.during(hours(0, 10)), Truth::no);
    EXPECT_EQ(line.during(hours(10, 30)), Truth::yes);
    EXPECT_EQ(line.during({at(9), {at(10).us + 1}}), Truth::unknown);
}

TEST(Membership, a_signature_binds_from_its_day_on) {
    Terms t = terms();
    t.edges.push_back(edge("stranger", Relation::signatory_of, "accord", hours(100, 200)));
    EXPECT_EQ(bound(t, "stranger", hours(99, 100)), Truth::no);
    EXPECT_EQ(bound(t, "stranger", hours(99, 101)), Truth::unknown);
    EXPECT_EQ(bound(t, "stranger", hours(150, 151)), Truth::yes);
    EXPECT_EQ(bound(t, "stranger", hours(200, 201)), Truth::no);
}

TEST(Membership, parts_are_bound_and_supporters_only_in_the_wider_set) {
    const Terms t = terms();
    EXPECT_EQ(bound(t, "reb_unit"), Truth::yes);
    EXPECT_EQ(bound(t, "ally"), Truth::no);
    EXPECT_EQ(of(t, ActorSet::Kind::bound_or_supporting, "accord", "ally"), Truth::yes);
    EXPECT_EQ(of(t, ActorSet::Kind::bound_or_supporting, "accord", "stranger"), Truth::no);
    EXPECT_EQ(of(t, ActorSet::Kind::bound, "another", "gov"), Truth::no);
}

TEST(Membership, a_disputed_claim_is_unknown_and_an_undisputed_one_beside_it_settles_it) {
    Terms t = terms();
    EXPECT_EQ(bound(t, "contested"), Truth::unknown);
    t.edges.push_back(edge("contested", Relation::signatory_of, "accord"));
    EXPECT_EQ(bound(t, "contested"), Truth::yes);
}

TEST(Membership, a_designated_group_is_not_bound_even_if_it_signed_and_a_disputed_one_is_open) {
    Terms t = terms();
    t.edges.push_back(edge("black", Relation::signatory_of, "accord"));
    EXPECT_EQ(bound(t, "black"), Truth::no);
    EXPECT_EQ(bound(t, "grey"), Truth::unknown);
    EXPECT_EQ(of(t, ActorSet::Kind::designated, "", "grey"), Truth::unknown);
    EXPECT_EQ(of(t, ActorSet::Kind::designated, "", "black"), Truth::yes);
    EXPECT_EQ(of(t, ActorSet::Kind::designated, "", "gov"), Truth::no);
    EXPECT_EQ(of(t, ActorSet::Kind::id, "black", "grey"), Truth::unknown);
}

TEST(Membership, parts_of_each_other_end_without_binding_anyone) {
    Terms t = terms();
    t.edges.push_back(edge("stranger", Relation::part_of, "contested"));
    t.edges.push_back(edge("contested", Relation::part_of, "stranger"));
    EXPECT_EQ(bound(t, "stranger"), Truth::unknown);  // through the disputed signature
    t.edges.erase(t.edges.begin() + 4);               // the disputed signature
    EXPECT_EQ(bound(t, "stranger"), Truth::no);
}

TEST(Membership, nothing_follows_from_an_umbrella) {
    const Terms t = terms();
    EXPECT_EQ(bound(t, "insurgents"), Truth::unknown);
    EXPECT_EQ(of(t, ActorSet::Kind::designated, "", "insurgents"), Truth::unknown);
    EXPECT_EQ(of(t, ActorSet::Kind::id, "gov", "insurgents"), Truth::unknown);
    EXPECT_EQ(of(t, ActorSet::Kind::id, "insurgents", "insurgents"), Truth::yes);
    EXPECT_EQ(of(t, ActorSet::Kind::id, "insurgents", "reb"), Truth::unknown);
}

TEST(DisputedClaims, are_found_along_the_chain_and_only_while_they_are_valid) {
    Terms t = terms();
    t.edges.push_back(edge("reb_unit", Relation::supports, "contested", hours(50, 150)));
    const auto claims = disputed_claims(t, "reb_unit", hours(100, 101));
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0]->from, "contested");
    EXPECT_TRUE(disputed_claims(t, "reb_unit", hours(10, 11)).empty());
}

}  // namespace truce
