#include "truce/talks/contact.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "truce/talks/invented_talks.hpp"

namespace truce {
namespace {

using namespace invented_talks;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using K = TalkKind;

constexpr std::int64_t minute_us = std::int64_t{60} * 1'000'000;

class HotlineTest : public ::testing::Test {
protected:
    const TalkRules rules_ = rules();
    Table table_{rules_};

    static bool is_id(const std::string& word) { return word.starts_with("s"); }
    static Interval moment(Instant t) { return {t, {t.us + 1}}; }

    std::string call(const std::string& who, std::vector<std::string> to, std::vector<std::string> issues) {
        TalkBody b = body(K::contact_opened);
        b.to = std::move(to);
        b.agenda = std::move(issues);
        return table_.take(who, std::move(b));
    }
    std::string answer(const std::string& who, const std::string& contact) { return table_.take(who, about(K::contact_answered, contact)); }
    std::string close(const std::string& who, const std::string& contact, Containment word) {
        TalkBody b = about(K::contact_closed, contact);
        b.containment = word;
        return table_.take(who, std::move(b));
    }
    Hotline hotline() const { return hotline_of(table_.talks(), table_.now()); }
};

TEST_F(HotlineTest, is_answered_by_those_called_and_closed_by_those_concerned_and_by_nobody_else) {
    const std::string contact = call("alpha", {"north"}, {"shelling at the ford"});
    ASSERT_TRUE(is_id(contact));
    EXPECT_EQ(answer("alpha", contact), "talks.not_addressee") << "its caller";
    EXPECT_EQ(answer("south", contact), "talks.not_addressee");
    EXPECT_THAT(table_.last().remedy, HasSubstr("north"));
    EXPECT_EQ(close("south", contact, Containment::contained), "talks.not_concerned");
    EXPECT_EQ(close("beta", contact, Containment::contained), "talks.not_concerned");
    EXPECT_EQ(answer("office", contact), "talks.role") << "it may read contacts, and says nothing in them";
    EXPECT_EQ(call("stranger", {"north"}, {"x"}), "talks.not_participant");
    ASSERT_TRUE(is_id(answer("north", contact)));
    ASSERT_TRUE(is_id(close("alpha", contact, Containment::contained)));
    EXPECT_EQ(answer("north", contact), "talks.contact_over");
    EXPECT_THAT(table_.last().what, HasSubstr("alpha"));
    EXPECT_TRUE(is_id(close("north", contact, Containment::contained))) << "each side says its own word";
}

TEST_F(HotlineTest, takes_one_answer_of_each_and_a_newer_one_names_the_one_it_replaces) {
    const std::string contact = call("alpha", {"north", "south"}, {"x"});
    const std::string first = answer("north", contact);
    TalkBody again = about(K::contact_answered, contact);
    again.text = "the unit was asked";
    again.replaces = "s99";
    EXPECT_EQ(table_.take("north", again), "talks.replaces");
    again.replaces.clear();
    const std::string second = table_.take("north", again);
    ASSERT_TRUE(is_id(second));
    EXPECT_EQ(table_.talks().find(second)->body.replaces, first);
    const ContactView view = hotline().contacts.at(0);
    ASSERT_EQ(view.answers.size(), 1U);
    EXPECT_EQ(view.answers[0].text, "the unit was asked");
    EXPECT_THAT(view.silent, ElementsAre("south"));
}

TEST_F(HotlineTest, refuses_calls_to_oneself_to_nobody_and_from_the_future) {
    EXPECT_EQ(call("alpha", {"alpha"}, {"x"}), "talks.own_call");
    EXPECT_EQ(call("alpha", {"nobody-known"}, {"x"}), "talks.unknown");
    EXPECT_EQ(call("alpha", {}, {"x"}), "talks.member");
    EXPECT_EQ(call("alpha", {"north"}, {}), "talks.member") << "an issue at least";
    TalkBody later = body(K::contact_opened);
    later.to = {"north"};
    later.agenda = {"x"};
    later.when = hours(5'000, 5'001);
    EXPECT_EQ(table_.take("alpha", later), "talks.future");
    EXPECT_EQ(table_.take("north", about(K::contact_answered, "s77")), "talks.about");
    const std::string round = table_.take("alpha", K::round_called);
    EXPECT_EQ(answer("north", round), "talks.about") << "a round is no contact";
    const std::string contact = call("alpha", {"north"}, {"x"});
    TalkBody early = about(K::contact_answered, contact);
    early.when = moment(hour(1));
    EXPECT_EQ(table_.take("north", early), "talks.before");
    TalkBody closed = about(K::contact_closed, contact);
    closed.containment = Containment::contained;
    closed.when = moment(hour(1));
    EXPECT_EQ(table_.take("north", closed), "talks.before");
    TalkBody open_end = about(K::contact_closed, contact);
    EXPECT_EQ(table_.take("north", open_end), "talks.member") << "contained or not";
}

TEST_F(HotlineTest, belongs_to_no_round_and_is_for_those_concerned_only) {
    const std::string round = table_.take("alpha", K::round_called);
    TalkBody in_round = filled(K::contact_opened);
    in_round.round = round;
    EXPECT_EQ(table_.take("alpha", in_round), "talks.member");
    const auto body_for = [](TalkAudience audience) {
        TalkBody b = filled(K::contact_opened);
        b.audience = audience;
        return b;
    };
    EXPECT_EQ(check_talk(body_for(TalkAudience::public_)).error().id, "talks.member");
    EXPECT_EQ(check_talk(body_for(TalkAudience::mechanism)).error().id, "talks.member");
    TalkBody document = filled(K::document_tabled);
    document.audience = TalkAudience::concerned;
    EXPECT_EQ(check_talk(document).error().id, "talks.member");
}

TEST_F(HotlineTest, says_how_long_each_was_open_and_how_long_it_waited) {
    const std::string first = call("alpha", {"north"}, {"shelling at the ford", "the road"});
    const Instant called = table_.now();
    TalkBody answered = about(K::contact_answered, first);
    answered.when = moment({called.us + 4 * minute_us});
    ASSERT_TRUE(is_id(table_.take("north", answered)));
    TalkBody closed = about(K::contact_closed, first);
    closed.containment = Containment::contained;
    closed.when = moment({called.us + 30 * minute_us});
    ASSERT_TRUE(is_id(table_.take("north", closed)));
    const std::string second = call("beta", {"south"}, {"the road"});
    const Instant called_again = table_.now();

    const Hotline then = hotline_of(table_.talks(), {called_again.us + 90 * minute_us});
    ASSERT_EQ(then.contacts.size(), 2U);
    EXPECT_EQ(then.issues, 2U) << "the road is one issue in two contacts";
    EXPECT_EQ(then.unanswered, 1U);
    EXPECT_EQ(then.open, 1U);
    const ContactView& one = then.contacts[0];
    EXPECT_EQ(one.phase, ContactPhase::closed);
    EXPECT_EQ(one.open_us, 30 * minute_us);
    EXPECT_EQ(one.waited_us, 4 * minute_us);
    EXPECT_EQ(one.containment, Containment::contained);
    const ContactView& other = then.contacts[1];
    EXPECT_EQ(other.phase, ContactPhase::unanswered);
    EXPECT_EQ(other.open_us, 90 * minute_us);
    EXPECT_EQ(other.waited_us, 90 * minute_us);
    EXPECT_THAT(other.silent, ElementsAre("south"));

    // The first as it stood two minutes after the call, before anybody had answered.
    const ContactView early = hotline_of(table_.talks(), {called.us + 2 * minute_us}).contacts.at(0);
    EXPECT_EQ(early.phase, ContactPhase::unanswered);
    EXPECT_EQ(early.open_us, 2 * minute_us);
    EXPECT_FALSE(early.containment);
    EXPECT_EQ(hotline_of(table_.talks(), then.contacts[1].opened.value(), Interval{called_again, {called_again.us + 1}}).contacts.size(),
              1U);
    EXPECT_THAT(hotline_of(table_.talks(), table_.now(), Interval{hour(1), hour(2)}).contacts, IsEmpty());
}

TEST_F(HotlineTest, keeps_differing_words_on_whether_it_was_contained_beside_each_other) {
    const std::string contact = call("north", {"alpha"}, {"the bridge"});
    ASSERT_TRUE(is_id(answer("alpha", contact)));
    ASSERT_TRUE(is_id(close("alpha", contact, Containment::contained)));
    EXPECT_EQ(hotline().contacts.at(0).containment, Containment::contained);
    ASSERT_TRUE(is_id(close("north", contact, Containment::not_contained)));
    const ContactView view = hotline().contacts.at(0);
    EXPECT_FALSE(view.containment);
    ASSERT_EQ(view.ends.size(), 2U);
    EXPECT_EQ(view.ends[0].by, "alpha");
    EXPECT_EQ(view.ends[0].containment, Containment::contained);
    EXPECT_EQ(view.ends[1].containment, Containment::not_contained);
    EXPECT_EQ(view.closed, view.ends[0].at) << "open until the first of them closed it";
}

TEST_F(HotlineTest, is_seen_by_those_concerned_and_by_whom_the_profile_lets_read_it) {
    const std::string contact = call("alpha", {"north"}, {"the bridge"});
    ASSERT_TRUE(is_id(answer("north", contact)));
    const auto seen = [&](const std::string& viewer) {
        return hotline_of(seen_by(table_.talks(), rules_, viewer, table_.now()), table_.now()).contacts.size();
    };
    for (const char* viewer : {"alpha", "north", "office"}) EXPECT_EQ(seen(viewer), 1U) << viewer;
    for (const char* viewer : {"", "beta", "gamma", "south", "stranger"}) EXPECT_EQ(seen(viewer), 0U) << viewer;
}

TEST_F(HotlineTest, reported_contacts_of_others_count_with_what_is_stated_and_no_more) {
    TalkBody reported = filled(K::contact_opened);
    reported.reported = Reported{{}, std::nullopt, "press release of the mission"};
    const std::string contact = table_.take("alpha", reported);
    ASSERT_TRUE(is_id(contact));
    const ContactView view = hotline().contacts.at(0);
    EXPECT_EQ(view.caller, "");
    EXPECT_TRUE(view.reported);
    EXPECT_FALSE(view.opened);
    EXPECT_FALSE(view.open_us) << "since when is not stated";
    EXPECT_EQ(table_.take("alpha",
                          [&] {
                              TalkBody b = about(K::contact_answered, contact);
                              b.reported = Reported{{}, std::nullopt, "the same"};
                              return b;
                          }()),
              "talks.speaker");
}

}  // namespace
}  // namespace truce
