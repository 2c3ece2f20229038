#include "truce/mechanism/live.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/checkout.hpp"
#include "truce/mechanism/case_fixture_test.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/handlers.hpp"

namespace truce {
namespace {

class LiveTest : public testing::CaseTest {
protected:
    void file(Mechanism& mechanism, const std::string& source, const std::string& register_id, const std::string& institution) {
        FilingRequest request;
        request.file = Path(checkout) / "examples/exercise/data" / source;
        request.register_id = register_id;
        Problems problems;
        ASSERT_TRUE(mechanism.file(request, key(institution), problems).ok());
    }
    /// Every incident that borvik sees with a case, and how that stands.
    std::set<std::string> shown(const Live& live) {
        std::set<std::string> out;
        const Live::Now now = live.now();
        // Later than any delay of the profile.
        const Onlooker borvik = now.onlooker("borvik", {clock_.now().us + 240 * hour_us}).value();
        const LiveView view(*now.live, borvik);
        const auto done = view.each({}, [&](const LiveIncident& row) {
            if (row.the_case != nullptr)
                out.insert(fmt::format("{} {} {} {} {}", row.id(), row.the_case->id, name_of(row.the_case->status),
                                       static_cast<int>(row.the_case->leaning), row.the_case->closed));
            return true;
        });
        EXPECT_TRUE(done.ok());
        return out;
    }
    static constexpr const char* everybody[]{"aldmere", "borvik", "castane", "northern-council"};
    static std::string line(const std::string& case_id, const Due& one) {
        return fmt::format("{} {} {} {} {}", case_id, one.from, row_of(one.what).name, one.about, one.overdue);
    }
    std::multiset<std::string> awaited(const Live& live) {
        std::multiset<std::string> out;
        for (const char* who : everybody) {
            for (const auto& [id, one] : live.due(who, clock_.now())) out.insert(line(id, one));
        }
        return out;
    }
    std::multiset<std::string> awaited_by_files(const Mechanism& mechanism) {
        std::multiset<std::string> out;
        const CaseRules rules = case_rules(mechanism.documents(whole_record).value());
        const Docket docket = load_docket(mechanism.db()).value();
        for (const auto& [id, file] : docket.cases()) {
            for (const Due& one : due(file, rules, clock_.now())) out.insert(line(id, one));
        }
        return out;
    }
};

TEST_F(LiveTest, what_is_followed_step_by_step_is_what_is_read_anew) {
    Mechanism mechanism = open();
    file(mechanism, "borvik.csv", "borvik-centre", "borvik");
    const auto live = Live::open(mechanism).value();
    EXPECT_TRUE(shown(*live).empty());
    const auto follows = [&](const std::string& done) {
        EXPECT_TRUE(is_id(done)) << done;
        ASSERT_TRUE(live->follow(mechanism).ok());
        const auto anew = Live::open(mechanism).value();
        EXPECT_EQ(shown(*live), shown(*anew)) << done;
        EXPECT_EQ(awaited(*live), awaited(*anew)) << done;
        EXPECT_EQ(awaited(*live), awaited_by_files(mechanism)) << done;
    };
    const std::string first = find_incident(mechanism.db(), "borvik-centre:B-0616-1").value();
    follows(open_case(mechanism, "borvik", first));
    EXPECT_EQ(shown(*live).size(), 1U);
    follows(take(mechanism, "borvik", finding("confirmed")));
    follows(take(mechanism, "aldmere", finding("not-confirmed")));

    // A case about a report that is filed only afterwards shows once it is there; so does a link to one.
    const std::string second = open_case(mechanism, "castane", "incident/2");
    follows(second);
    file(mechanism, "aldmere.csv", "aldmere-centre", "aldmere");
    ASSERT_TRUE(live->follow(mechanism).ok());
    StepBody link = body(StepKind::link_proposed);
    link.report = find_incident(mechanism.db(), "aldmere-centre:A-0616-1").value();
    const std::string claim = take(mechanism, "castane", link, second);
    follows(claim);
    StepBody accepted;
    accepted.kind = StepKind::link_accepted;
    accepted.about = claim;
    follows(take(mechanism, "aldmere", accepted, second));
    EXPECT_EQ(shown(*live).size(), 2U);
    StepBody split = body(StepKind::link_split);
    split.about = claim;
    follows(take(mechanism, "aldmere", split, second));
    EXPECT_EQ(shown(*live).size(), 1U) << "a link that is undone leads nowhere";

    // What a date is set for comes first, and is overdue when that has come.
    follows(take(mechanism, "borvik", notice({"northern-council"}), first));
    StepBody asked = body(StepKind::information_requested);
    asked.to = {"northern-council"};
    follows(take(mechanism, "borvik", asked, first));
    const auto before = live->due("northern-council", clock_.now());
    ASSERT_FALSE(before.empty());
    EXPECT_FALSE(before.front().due.overdue);
    ASSERT_TRUE(before.front().due.by);
    EXPECT_TRUE(live->due("northern-council", *before.front().due.by).front().due.overdue);
    EXPECT_TRUE(std::ranges::is_sorted(before, {}, [](const auto& one) { return one.due.by.value_or(Instant::highest()); }));
    EXPECT_TRUE(live->due("nobody", clock_.now()).empty());
}

}  // namespace
}  // namespace truce
