#include "truce/fuse/incident_ids.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <set>

#include "truce/base/json.hpp"

namespace truce {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = IdChange::Kind;

const SightingId a{"A", "1"}, b{"B", "1"}, c{"C", "1"}, d{"D", "1"};

std::vector<Kind> kinds(const std::vector<IdChange>& changes) {
    std::vector<Kind> out;
    for (const IdChange& change : changes) out.push_back(change.kind);
    return out;
}

TEST(IncidentIds, a_merge_keeps_the_oldest_id_and_redirects_the_others_for_ever) {
    IncidentIds ids;
    ids.regroup({{b}});
    ids.regroup({{a}});
    ids.regroup({{c}});
    EXPECT_THAT(kinds(ids.regroup({{a, b}})), ElementsAre(Kind::merged));
    EXPECT_EQ(ids.resolve("A:1"), "B:1");
    ids.regroup({{a, b, c}});
    EXPECT_EQ(ids.resolve("C:1"), "B:1");
    EXPECT_THAT(ids.members("B:1"), ElementsAre(a, b, c));
    EXPECT_THAT(ids.members("A:1"), IsEmpty());
    EXPECT_EQ(ids.resolve("never"), "");
}

TEST(IncidentIds, a_split_leaves_the_id_with_most_reports_and_among_equals_with_the_oldest) {
    IncidentIds ids;
    ids.regroup({{b}});
    ids.regroup({{a, b, c}});
    EXPECT_THAT(kinds(ids.regroup({{b}, {a, c}})), ElementsAre(Kind::split));
    EXPECT_EQ(ids.of(a), "B:1");
    EXPECT_EQ(ids.of(b), "B:1/2");  // B:1 names an incident already
    ids.regroup({{a}, {c}});
    EXPECT_EQ(ids.of(a), "B:1");
    EXPECT_EQ(ids.of(c), "C:1");
}

TEST(IncidentIds, never_come_back_after_a_merge_is_undone) {
    IncidentIds ids;
    ids.regroup({{a}});
    ids.regroup({{b}});
    ids.regroup({{a, b}});
    ids.regroup({{a}, {b}});
    EXPECT_EQ(ids.of(a), "A:1");
    EXPECT_EQ(ids.of(b), "B:1/2");
    EXPECT_EQ(ids.resolve("B:1"), "A:1");
}

TEST(IncidentIds, of_a_withdrawn_report_still_resolves) {
    IncidentIds ids;
    ids.regroup({{a}});
    EXPECT_THAT(kinds(ids.regroup({}, {a})), ElementsAre(Kind::left));
    EXPECT_EQ(ids.of(a), "");
    EXPECT_EQ(ids.resolve("A:1"), "A:1");
    EXPECT_THAT(kinds(ids.regroup({}, {d})), IsEmpty());
}

TEST(IncidentIds, of_a_report_that_was_revised_stays) {
    IncidentIds ids;
    ids.regroup({{a}});
    ids.regroup({}, {a});
    EXPECT_THAT(kinds(ids.regroup({{a}})), ElementsAre(Kind::joined));
    EXPECT_EQ(ids.of(a), "A:1");
    EXPECT_EQ(ids.minted(), 1U);
}

TEST(IncidentIds, refuse_changes_that_do_not_fit) {
    IncidentIds ids;
    ids.regroup({{a}});
    EXPECT_EQ(ids.apply({Kind::minted, "A:1", "", {b}}).error().code, Errc::conflict);
    EXPECT_FALSE(ids.apply({Kind::merged, "A:1", "X", {}}).ok());
    EXPECT_FALSE(ids.apply({Kind::merged, "A:1", "A:1", {}}).ok());
    EXPECT_FALSE(ids.apply({Kind::split, "B:1", "A:1", {b}}).ok());
    EXPECT_FALSE(ids.apply({Kind::left, "A:1", "", {b}}).ok());
    EXPECT_FALSE(ids.apply({Kind::joined, "A:1", "", {a}}).ok());
    EXPECT_EQ(ids.of(a), "A:1");
    for (const char* wrong : {R"({"id":"x"})", R"({"id":"x","kind":"merged"})", R"({"id":"x","kind":"minted"})", "[]",
                              R"({"id":"x","kind":"minted","reports":[{"id":"1"}]})"}) {
        EXPECT_EQ(id_change_from_json(*parse_json(wrong)).error().id, "fuse.id_change") << wrong;
    }
}

/// Reports 0..n-1 put into groups at random, again and again; some withdrawn.
RC_GTEST_PROP(IncidentIds, replay_exactly_and_whatever_was_published_resolves, (std::uint32_t seed)) {
    std::mt19937 numbers(seed);
    IncidentIds ids;
    IncidentIds replayed;
    std::set<std::string> published;
    const auto report = [](unsigned i) { return SightingId{std::string(1, static_cast<char>('A' + i % 3)), std::to_string(i)}; };
    for (int step = 0; step < 12; ++step) {
        std::map<unsigned, std::vector<SightingId>> groups;
        std::vector<SightingId> withdrawn;
        for (unsigned i = 0; i < 8; ++i) {
            const unsigned where = numbers() % 5;
            if (where == 0) {
                withdrawn.push_back(report(i));
            } else {
                groups[where].push_back(report(i));
            }
        }
        std::vector<std::vector<SightingId>> given;
        for (auto& [where, members] : groups) given.push_back(members);
        for (const IdChange& change : ids.regroup(given, withdrawn)) {
            const auto bytes = canonical(to_json(change));
            const auto back = id_change_from_json(*parse_canonical(*bytes));
            RC_ASSERT(back.ok() && *back == change);
            RC_ASSERT(replayed.apply(*back).ok());
            if (change.kind == Kind::minted || change.kind == Kind::split) RC_ASSERT(published.insert(change.id).second);
        }
        RC_ASSERT(replayed == ids);
        for (const auto& members : given) {
            for (const SightingId& member : members) RC_ASSERT(ids.of(member) == ids.of(members.front()));
            RC_ASSERT(ids.members(ids.of(members.front())).size() == members.size());
        }
        for (const SightingId& gone : withdrawn) RC_ASSERT(ids.of(gone).empty());
        for (const std::string& id : published) RC_ASSERT(!ids.resolve(id).empty());
    }
    RC_ASSERT(ids.minted() == published.size());
}

}  // namespace
}  // namespace truce
