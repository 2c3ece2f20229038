#include "truce/examine/docket.hpp"

#include <gtest/gtest.h>

#include "truce/examine/invented_case.hpp"

namespace truce {
namespace {

using namespace invented_case;
using K = StepKind;

class Docket_ : public ::testing::Test {
protected:
    CaseRules rules_ = rules();
    Docket docket_;
    int count_ = 0;

    std::string take(const std::string& who, StepBody b) {
        if (const CaseFile* file = docket_.find(b.case_id)) b = composed(*file, std::move(b), who);
        const std::string id = fmt::format("d{:03}", ++count_);
        const auto done = docket_.apply(rules_, {id, who, who, hour(opened + count_), std::move(b)});
        return done ? id : done.error().id;
    }
    std::string open_case(const std::string& incident, std::vector<std::string> accused = {"south"}) {
        StepBody b = opening();
        b.incident = incident;
        b.accused = std::move(accused);
        return take("alpha", b);
    }
    std::string in(const std::string& case_id, const std::string& who, K kind, const std::string& about = "") {
        StepBody b = filled(kind);
        b.case_id = case_id;
        b.about = about;
        return take(who, std::move(b));
    }
    void all_find(const std::string& case_id, const std::string& finding) {
        for (const char* who : {"alpha", "beta", "gamma"}) {
            StepBody b = filled(K::finding_signed);
            b.case_id = case_id;
            b.finding = finding;
            ASSERT_TRUE(take(who, b).starts_with("d"));
        }
    }
    std::string merge(const std::string& case_id, const std::string& into) {
        StepBody b = filled(K::link_merged);
        b.case_id = case_id;
        b.into = into;
        return take("alpha", b);
    }
};

TEST_F(Docket_, an_incident_has_one_case) {
    const std::string id = open_case("i/1");
    EXPECT_EQ(open_case("i/1"), "case.exists");
    EXPECT_EQ(docket_.of_incident("i/1")->id(), id);
    EXPECT_EQ(docket_.of_incident("i/2"), nullptr);
    EXPECT_EQ(in("d999", "alpha", K::notice_given), "step.member") << "it does not know the phase either";
    StepBody b = filled(K::notice_given);
    b.case_id = "d999";
    b.phase = "d999";
    EXPECT_EQ(take("alpha", b), "case.unknown");
}

TEST_F(Docket_, a_merged_incidents_id_leads_on_and_comes_back_by_a_split) {
    const std::string first = open_case("i/1");
    const std::string second = open_case("i/2");
    const std::string third = open_case("i/3");
    const std::string merged = merge(first, "i/2");
    EXPECT_EQ(docket_.resolved("i/1"), "i/2");
    EXPECT_EQ(docket_.of_incident("i/1")->id(), second);
    EXPECT_EQ(open_case("i/1"), "case.exists") << "ids are never used again";
    EXPECT_EQ(merge(second, "i/1"), "case.merge_circle");
    EXPECT_EQ(merge(second, "i/2"), "case.merge_circle");
    merge(second, "i/3");
    EXPECT_EQ(docket_.resolved("i/1"), "i/3");
    EXPECT_EQ(merge(third, "i/1"), "case.merge_circle");
    in(first, "beta", K::link_split, merged);
    EXPECT_EQ(docket_.resolved("i/1"), "i/1");
    EXPECT_EQ(docket_.resolved("i/2"), "i/3");
    EXPECT_EQ(in(first, "beta", K::link_split, merged), "case.settled");
}

TEST_F(Docket_, after_a_split_it_is_merged_anew_and_never_the_other_way_round) {
    const std::string first = open_case("i/1");
    const std::string second = open_case("i/2");
    const std::string link = in(first, "alpha", K::link_proposed);
    StepBody b = filled(K::link_merged);
    b.case_id = first;
    b.into = "i/2";
    b.about = in(first, "beta", K::link_split, link);
    EXPECT_EQ(take("alpha", b), "case.about") << "the split of a link is not the split of a merge";
    b.about.clear();
    const std::string merged = take("alpha", b);
    EXPECT_EQ(merge(first, "i/3"), "case.merged");
    const std::string split = in(first, "beta", K::link_split, merged);
    EXPECT_EQ(merge(second, "i/1"), "case.merge_circle") << "in another order of the record there would be a circle";
    ASSERT_TRUE(merge(first, "i/3").starts_with("d"));
    EXPECT_EQ(docket_.resolved("i/1"), "i/3");
    EXPECT_EQ(docket_.find(first)->merge()->body.about, split) << "it names the split, so it comes after it in every order";
    EXPECT_EQ(docket_.of_incident("i/1"), nullptr) << "nobody has opened a case about i/3";
    EXPECT_EQ(open_case("i/1"), "case.exists");
}

TEST_F(Docket_, a_link_is_proposed_accepted_disputed_and_split) {
    const std::string id = open_case("i/1");
    const std::string link = in(id, "alpha", K::link_proposed);
    const auto state = [&] { return links(*docket_.find(id)).front().state; };
    EXPECT_EQ(state(), Link::State::proposed);
    in(id, "alpha", K::link_accepted, link);
    EXPECT_EQ(state(), Link::State::proposed) << "its proposer's own word is not another's";
    in(id, "beta", K::link_accepted, link);
    EXPECT_EQ(state(), Link::State::accepted);
    in(id, "gamma", K::link_disputed, link);
    EXPECT_EQ(state(), Link::State::disputed);
    EXPECT_EQ(links(*docket_.find(id)).front().disputed_by, std::vector<std::string>{"gamma"});
    EXPECT_TRUE(in(id, "gamma", K::link_accepted, link).starts_with("d")) << "who disputed can come round";
    EXPECT_EQ(state(), Link::State::accepted);
    in(id, "beta", K::link_split, link);
    EXPECT_EQ(state(), Link::State::split);
    EXPECT_EQ(docket_.find(id)->steps().size(), 7U) << "all of it stays in the file";
}

TEST_F(Docket_, only_agreed_violations_make_a_history_and_it_stands_beside_the_hours_watched) {
    Terms t = terms();
    std::erase_if(t.actors, [](const Actor& one) { return one.id == "former"; });
    rules_ = {std::make_shared<const Profile>(profile()), t};
    const std::string agreed = open_case("i/1");
    all_find(agreed, "confirmed");
    const std::string cleared = open_case("i/2");
    all_find(cleared, "not-confirmed");
    const std::string disputed = open_case("i/3");
    all_find(disputed, "confirmed");
    StepBody b = filled(K::finding_signed);
    b.case_id = disputed;
    b.finding = "not-confirmed";
    take("beta", b);
    const std::string shared = open_case("i/4", {"north", "south"});
    all_find(shared, "confirmed");
    const std::string merged = open_case("i/5");
    all_find(merged, "confirmed");
    merge(merged, "i/1");
    const Interval period = hours(0, 200);
    const Persistence history = persistence(docket_, rules_, "south", period, 60 * hour_us);
    EXPECT_EQ(history.cases, std::vector<std::string>{agreed});
    EXPECT_EQ(history.shared, std::vector<std::string>{shared});
    EXPECT_EQ(history.watched_us, 60 * hour_us);
    EXPECT_EQ(history.unwatched_us, 140 * hour_us);
    EXPECT_TRUE(persistence(docket_, rules_, "south", hours(101, 200), 0).cases.empty()) << "by when it happened";
    EXPECT_TRUE(persistence(docket_, rules_, "alpha", period, 0).cases.empty());
}

}  // namespace
}  // namespace truce
