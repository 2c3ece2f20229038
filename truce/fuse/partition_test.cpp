#include "truce/fuse/partition.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "truce/fuse/invented_sightings.hpp"

namespace truce {
namespace {

using testing::ElementsAre;
using Kind = Constraint::Kind;

struct Case {
    std::vector<std::uint32_t> sources;
    std::vector<ScoredLink> links;
    std::vector<Constraint> constraints;
    Rules rules{1'000, -4'000};
};

Case some_case() {
    Case c;
    const auto n = static_cast<std::uint32_t>(*rc::gen::inRange(1, 14));
    for (std::uint32_t i = 0; i < n; ++i) c.sources.push_back(static_cast<std::uint32_t>(*rc::gen::inRange(0, 4)));
    for (std::uint32_t a = 0; a < n; ++a) {
        for (std::uint32_t b = a + 1; b < n; ++b) {
            if (c.sources[a] != c.sources[b] && *rc::gen::inRange(0, 3) > 0) {
                c.links.push_back({a, b, *rc::gen::inRange(-6, 12) * 1'000});  // few values: many ties
            }
            if (*rc::gen::inRange(0, 15) == 0) c.constraints.push_back({*rc::gen::element(Kind::together, Kind::apart), a, b});
        }
    }
    return c;
}

std::vector<std::uint32_t> solved(const Case& c) { return partition(c.sources, c.links, c.constraints, c.rules); }

RC_GTEST_PROP(Partition, does_not_depend_on_the_order_of_links_and_decisions, (std::uint32_t seed)) {
    Case c = some_case();
    const auto before = solved(c);
    c.links = invented_sightings::shuffled(c.links, seed);
    c.constraints = invented_sightings::shuffled(c.constraints, seed);
    for (ScoredLink& link : c.links) {
        if (seed % 2 == 0) std::swap(link.a, link.b);
    }
    RC_ASSERT(solved(c) == before);
}

RC_GTEST_PROP(Partition, holds_one_report_of_a_source_in_an_incident_and_what_people_decided, ()) {
    const Case c = some_case();
    const auto group = solved(c);
    std::set<std::pair<std::uint32_t, std::uint32_t>> together;
    for (const Constraint& constraint : c.constraints) {
        if (constraint.kind == Kind::apart) RC_ASSERT(group[constraint.a] != group[constraint.b]);
        if (constraint.kind == Kind::together) together.insert({constraint.a, constraint.b});
    }
    if (!together.empty()) return;
    for (std::uint32_t a = 0; a < group.size(); ++a) {
        RC_ASSERT(group[group[a]] == group[a] && group[a] <= a);
        for (std::uint32_t b = 0; b < a; ++b) RC_ASSERT(group[a] != group[b] || c.sources[a] != c.sources[b]);
    }
}

RC_GTEST_PROP(Partition, keeps_apart_nothing_that_people_put_together_without_contradiction, ()) {
    Case c = some_case();
    std::erase_if(c.constraints, [](const Constraint& constraint) { return constraint.kind == Kind::apart; });
    const auto group = solved(c);
    for (const Constraint& constraint : c.constraints) RC_ASSERT(group[constraint.a] == group[constraint.b]);
}

/// Two sources, best links: what minimum-cost assignment finds where one choice is best for both ends.
TEST(Partition, of_two_sources_takes_the_links_that_are_best_at_both_ends) {
    const Case c{{0, 0, 1, 1}, {{0, 2, 9'000}, {0, 3, 8'000}, {1, 2, 8'500}, {1, 3, 2'000}}, {}, {1'000, -4'000}};
    EXPECT_THAT(solved(c), ElementsAre(0, 1, 0, 1));
}

TEST(Partition, lets_a_third_report_in_only_if_it_fits_the_whole_incident) {
    Case c{{0, 1, 2}, {{0, 1, 9'000}, {1, 2, 5'000}}, {}, {1'000, -8'000}};
    EXPECT_THAT(solved(c), ElementsAre(0, 0, 2));  // mean of 5 and -8 is below 1
    c.links.push_back({0, 2, -2'000});
    EXPECT_THAT(solved(c), ElementsAre(0, 0, 0));  // mean of 5 and -2
}

TEST(Partition, of_nothing_is_nothing) { EXPECT_TRUE(partition({}, {}, {}, {}).empty()); }

// ---- live ----------------------------------------------------------------------------------------------------------

/// Plays a history of arrivals, withdrawals and decisions, and after each step compares with the batch.
class History {
public:
    explicit History(const Case& c) : case_(c), live_(c.rules, [this](std::uint32_t a, std::uint32_t b) { return id_[a] < id_[b]; }) {}

    void arrive(std::uint32_t id) {
        std::vector<LivePartition::Edge> edges;
        for (const ScoredLink& link : case_.links) {
            if (link.a != id && link.b != id) continue;
            const auto other = node_.find(link.a == id ? link.b : link.a);
            if (other != node_.end()) edges.push_back({other->second, link.score});
        }
        id_.push_back(id);
        node_[id] = static_cast<std::uint32_t>(live_.size());
        live_.add(case_.sources[id], edges);
    }
    void leave(std::uint32_t id) {
        live_.remove(node_.at(id));
        node_.erase(id);
        std::erase_if(decisions_, [&](const Constraint& c) { return c.a == id || c.b == id; });
    }
    void toggle(const Constraint& c) {
        if (!node_.contains(c.a) || !node_.contains(c.b)) return;
        const Constraint numbered{c.kind, node_.at(c.a), node_.at(c.b)};
        const auto same = [&](const Constraint& other) { return other.kind == c.kind && other.a == c.a && other.b == c.b; };
        const auto at = std::find_if(decisions_.begin(), decisions_.end(), same);
        if (at == decisions_.end()) {
            live_.decide(numbered);
            decisions_.push_back(c);
        } else {
            live_.take_back(numbered);
            decisions_.erase(at);
        }
    }
    [[nodiscard]] bool present(std::uint32_t id) const { return node_.contains(id); }

    /// Whether the live partition is that of the batch over what is present.
    [[nodiscard]] bool agrees() const {
        std::map<std::uint32_t, std::uint32_t> dense;
        Case now;
        now.rules = case_.rules;
        for (const auto& [id, node] : node_) {
            dense[id] = static_cast<std::uint32_t>(dense.size());
            now.sources.push_back(case_.sources[id]);
        }
        for (const ScoredLink& link : case_.links) {
            if (present(link.a) && present(link.b)) now.links.push_back({dense[link.a], dense[link.b], link.score});
        }
        for (const Constraint& c : decisions_) now.constraints.push_back({c.kind, dense[c.a], dense[c.b]});
        const auto group = solved(now);
        for (const auto& [id, node] : node_) {
            std::set<std::uint32_t> expected;
            for (const auto& [other, n] : node_) {
                if (group[dense[other]] == group[dense[id]]) expected.insert(n);
            }
            const auto members = live_.group(node);
            if (!std::equal(members.begin(), members.end(), expected.begin(), expected.end())) return false;
        }
        return true;
    }

private:
    const Case& case_;
    std::vector<std::uint32_t> id_;
    std::map<std::uint32_t, std::uint32_t> node_;
    std::vector<Constraint> decisions_;
    LivePartition live_;
};

RC_GTEST_PROP(LivePartition, is_that_of_the_batch_after_every_arrival_withdrawal_and_decision, (std::uint32_t seed)) {
    const Case c = some_case();
    History history(c);
    std::vector<std::uint32_t> order(c.sources.size());
    std::iota(order.begin(), order.end(), 0U);
    for (const std::uint32_t id : invented_sightings::shuffled(order, seed)) {
        history.arrive(id);
        RC_ASSERT(history.agrees());
    }
    for (int step = 0; step < 25; ++step) {
        const auto id = static_cast<std::uint32_t>(*rc::gen::inRange(0, static_cast<int>(c.sources.size())));
        if (!c.constraints.empty() && *rc::gen::inRange(0, 3) > 0) {
            history.toggle(*rc::gen::elementOf(c.constraints));
        } else if (history.present(id)) {
            history.leave(id);
        } else {
            history.arrive(id);
        }
        RC_ASSERT(history.agrees());
    }
}

RC_GTEST_PROP(LivePartition, loaded_at_once_is_that_of_the_batch, ()) {
    Case c = some_case();
    c.constraints.clear();
    LivePartition live(c.rules, [](std::uint32_t a, std::uint32_t b) { return a < b; });
    live.load(c.sources, c.links);
    const auto group = solved(c);
    for (std::uint32_t n = 0; n < group.size(); ++n) RC_ASSERT(live.group(n).front() == group[n]);
}

}  // namespace
}  // namespace truce
