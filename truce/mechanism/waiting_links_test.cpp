#include "truce/mechanism/waiting_links.hpp"

#include "truce/mechanism/case_fixture_test.hpp"

namespace truce {
namespace {

using testing::CaseTest;

class WaitingLinksTest : public CaseTest {
protected:
    std::string claim(Mechanism& mechanism, const std::string& institution, const std::string& report, const std::string& text) {
        StepBody link = body(StepKind::link_proposed, text);
        link.report = report;
        return take(mechanism, institution, link);
    }
    static std::string words(std::uint32_t percent, bool sure) {
        return to_text({1, 12'300, "borvik-centre:B-0616-2", {{"place", 4'000}}, percent, sure});
    }
    std::string answer(Mechanism& mechanism, const std::string& institution, StepKind kind, const std::string& about) {
        StepBody step = body(kind);
        step.about = about;
        return take(mechanism, institution, step);
    }
    static std::vector<std::string> steps(const Mechanism& mechanism, std::uint64_t as_of = whole_record) {
        std::vector<std::string> out;
        const auto found = waiting_links(mechanism.db(), as_of);
        EXPECT_TRUE(found.ok());
        for (const WaitingLink& one : *found) out.push_back(one.link.step);
        return out;
    }
};

TEST_F(WaitingLinksTest, the_worst_doubt_comes_first) {
    Mechanism mechanism = open();
    ASSERT_TRUE(is_id(open_case(mechanism)));
    EXPECT_TRUE(steps(mechanism).empty());
    const std::string likely = claim(mechanism, "mediator-office", "incident/2", words(97, true));
    const std::string said = claim(mechanism, "mediator-office", "incident/3", "same village, same ten minutes");
    const std::string unsure = claim(mechanism, "mediator-office", "incident/4", words(60, false));
    const std::string later = claim(mechanism, "mediator-office", "incident/5", words(60, false));
    const std::string worse = claim(mechanism, "mediator-office", "incident/6", words(41, false));
    const std::string disputed = claim(mechanism, "mediator-office", "incident/7", words(99, true));
    ASSERT_TRUE(is_id(answer(mechanism, "aldmere", StepKind::link_disputed, disputed)));
    EXPECT_EQ(steps(mechanism), (std::vector<std::string>{disputed, worse, unsure, later, said, likely}));

    const auto all = waiting_links(mechanism.db(), whole_record).value();
    EXPECT_EQ(all[0].doubt, WaitingLink::Doubt::disputed);
    EXPECT_EQ(all[0].link.disputed_by, std::vector<std::string>{"aldmere"});
    EXPECT_EQ(all[1].evidence->percent, 41U);
    EXPECT_EQ(all[4].claimed_by, "mediator-office");
    EXPECT_EQ(all[4].text, "same village, same ten minutes");
    EXPECT_FALSE(all[4].evidence);
    for (const WaitingLink& one : all) {
        EXPECT_EQ(one.case_id, case_);
        EXPECT_EQ(one.link.incident, "incident/1");
    }
}

TEST_F(WaitingLinksTest, what_was_answered_waits_no_longer_and_as_of_then_it_did) {
    Mechanism mechanism = open();
    ASSERT_TRUE(is_id(open_case(mechanism)));
    const std::string first = claim(mechanism, "mediator-office", "incident/2", "the same");
    const std::string second = claim(mechanism, "borvik", "incident/3", "the same");
    const std::uint64_t before = mechanism.size().value();
    ASSERT_TRUE(is_id(answer(mechanism, "borvik", StepKind::link_accepted, second))) << "one's own word answers nothing";
    EXPECT_EQ(steps(mechanism), (std::vector<std::string>{first, second}));
    ASSERT_TRUE(is_id(answer(mechanism, "aldmere", StepKind::link_accepted, first)));
    EXPECT_EQ(steps(mechanism), std::vector<std::string>{second});
    ASSERT_TRUE(is_id(answer(mechanism, "aldmere", StepKind::link_split, second)));
    EXPECT_TRUE(steps(mechanism).empty());
    EXPECT_EQ(steps(mechanism, before), (std::vector<std::string>{first, second}));
}

TEST_F(WaitingLinksTest, in_a_closed_case_nothing_waits) {
    Mechanism mechanism = open();
    ASSERT_TRUE(is_id(open_case(mechanism)));
    ASSERT_TRUE(is_id(claim(mechanism, "mediator-office", "incident/2", "the same")));
    for (const char* guarantor : {"aldmere", "borvik", "castane"}) {
        StepBody vote = body(StepKind::vote_cast);
        vote.on = "case.closed";
        vote.choice = Choice::approve;
        const std::string cast = take(mechanism, guarantor, vote);
        ASSERT_TRUE(is_id(cast)) << cast;
    }
    const std::string closed = take(mechanism, "borvik", body(StepKind::case_closed));
    ASSERT_TRUE(is_id(closed)) << closed;
    EXPECT_TRUE(steps(mechanism).empty());
}

}  // namespace
}  // namespace truce
