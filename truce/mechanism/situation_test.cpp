/// What a situation that goes on from an earlier one says is what one computed anew says.
#include "truce/mechanism/situation.hpp"

#include <fmt/format.h>

#include <fstream>
#include <random>
#include <set>

#include "truce/mechanism/case_fixture_test.hpp"

namespace truce {
namespace {

class SituationTest : public testing::CaseTest {
protected:
    /// Files some of Borvik's records, all of one valley and few days, so that many may be answers to others; some correct or take back
    /// earlier ones.
    void file_some(Mechanism& mechanism, std::mt19937_64& random, int count) {
        const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<std::uint64_t>(n)); };
        const Path file = folder_.path() / fmt::format("reports-{}.csv", ++files_);
        std::ofstream out(file);
        out << "source_id,action,time_from,time_to,lat,lon,radius_m,act,actors,targets,facts\n";
        std::set<int> here;
        for (int i = 0; i < count; ++i) {
            const int id = upto(60);
            if (!here.insert(id).second) continue;  // a record stands once in a file
            if (known_.contains(id) && upto(4) == 0) {
                out << fmt::format("S-{},withdrawn,,,,,,,,,\n", id);
                known_.erase(id);
                continue;
            }
            known_.insert(id);
            const int hour = upto(72);
            const std::string when = fmt::format("2023-06-{:02}T{:02}", 10 + hour / 24, hour % 24);
            const bool by_north = upto(2) == 0;
            out << fmt::format("S-{},,{}:00:00Z,{}:10:00Z,-19.0{},-28.0{},500,mortar,{},{},{}\n", id, when, when, upto(9), upto(9),
                               by_north ? "northern-guard" : "southern-guard", by_north ? "southern-guard" : "northern-guard",
                               upto(3) == 0 ? "" : "proportionate=yes");
        }
        out.close();
        clock_.set({clock_.now().us + 60'000'000});
        Problems problems;
        FilingRequest request;
        request.file = file;
        request.register_id = "borvik-centre";
        const auto done = mechanism.file(request, key("borvik"), problems);
        ASSERT_TRUE(done.ok()) << done.error().text();
    }
    int files_ = 0;
    std::set<int> known_;
};

TEST_F(SituationTest, goes_on_as_if_it_were_computed_anew) {
    std::mt19937_64 random(2023);
    Mechanism mechanism = open();
    file_some(mechanism, random, 40);
    const auto live = Live::open(mechanism).value();
    std::shared_ptr<const Situation> previous = Situation::load(mechanism, *live, mechanism.size().value(), std::nullopt).value();
    std::size_t violations = 0;
    for (int round = 0; round < 12; ++round) {
        file_some(mechanism, random, 1 + round % 4);
        ASSERT_TRUE(live->follow(mechanism).ok());
        const std::uint64_t size = mechanism.size().value();
        const auto next = Situation::load(mechanism, *live, size, std::nullopt, previous.get()).value();
        const auto anew = Situation::load(mechanism, *live, size, std::nullopt).value();
        const LiveFacts facts = next->live()->facts({size, 0, {}, {}});
        ASSERT_FALSE(facts.rows.empty());
        for (std::size_t i = 0; i < facts.rows.size(); ++i) {
            const auto& one = next->judged()->by_row[facts.rows[i]];
            EXPECT_EQ(one, anew->judged()->by_row[facts.rows[i]]) << facts.facts[i].incident;
            ASSERT_TRUE(one.has_value());
            if (one->ruling == Ruling::violation) ++violations;
        }
        previous = next;
    }
    EXPECT_GT(violations, 0U);
}

}  // namespace
}  // namespace truce
