#include "truce/fuse/live_fusion.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "tests/checkout.hpp"
#include "truce/base/json.hpp"
#include "truce/fuse/invented_sightings.hpp"
#include "truce/fuse/table.hpp"

namespace truce {
namespace {

using invented_sightings::any;
using invented_sightings::at;
using invented_sightings::named;
using invented_sightings::shuffled;

std::vector<std::vector<std::string>> names(const LiveFusion& live) {
    std::vector<std::vector<std::string>> out;
    for (const auto& incident : live.incidents()) {
        auto& members = out.emplace_back();
        for (const SightingId& id : incident) members.push_back(id.source + ":" + id.id);
    }
    std::sort(out.begin(), out.end());
    return out;
}

/// The incidents that the register of ids knows.
std::vector<std::vector<std::string>> registered(const LiveFusion& live, const std::vector<Sighting>& sightings) {
    std::set<std::string> ids;
    for (const Sighting& s : sightings) ids.insert(live.ids().of({s.source, s.id}));
    std::vector<std::vector<std::string>> out;
    for (const std::string& id : ids) {
        auto& members = out.emplace_back();
        for (const SightingId& member : live.ids().members(id)) members.push_back(member.source + ":" + member.id);
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<std::vector<std::string>> batch(const std::vector<Sighting>& sightings, const std::vector<LinkDecision>& decisions,
                                            const FuseOptions& options, const Model& model = shipped_model()) {
    return named(sightings, *fuse(sightings, model, decisions, options));
}

RC_GTEST_PROP(LiveFusion, is_that_of_the_batch_after_every_step, ()) {
    FuseOptions options;
    options.candidates.crowd_max = static_cast<std::size_t>(*rc::gen::element(2, 4, 1'000));  // cells close and open again
    auto live = *LiveFusion::create(shipped_model(), options);
    std::vector<Sighting> in;
    std::vector<LinkDecision> decisions;
    IncidentIds replayed;
    const auto took = [&](const Result<std::vector<IdChange>>& changes) {
        RC_ASSERT(changes.ok());
        for (const IdChange& change : *changes) RC_ASSERT(replayed.apply(change).ok());
    };
    for (int step = 0; step < 30; ++step) {
        const int what = *rc::gen::inRange(0, 8);
        if (what < 5 || in.size() < 2) {
            in.push_back(any(step));
            took(live.add(in.back()));
        } else if (what == 5) {
            const auto at = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(in.size())));
            const SightingId gone{in[at].source, in[at].id};
            in.erase(in.begin() + static_cast<std::ptrdiff_t>(at));
            std::erase_if(decisions, [&](const LinkDecision& d) { return d.a == gone || d.b == gone; });
            took(live.withdraw(gone));
        } else if (what == 6 && !decisions.empty()) {
            const LinkDecision decision = *rc::gen::elementOf(decisions);
            std::erase_if(decisions, [&](const LinkDecision& d) {
                return d.same == decision.same && std::minmax(d.a, d.b) == std::minmax(decision.a, decision.b);
            });
            took(live.take_back(decision));
        } else {
            const Sighting& a = *rc::gen::elementOf(in);
            const Sighting& b = *rc::gen::elementOf(in);
            if (a.source == b.source && a.id == b.id) continue;
            decisions.push_back({{a.source, a.id}, {b.source, b.id}, *rc::gen::arbitrary<bool>(), "someone", ""});
            took(live.decide(decisions.back()));
        }
        RC_ASSERT(names(live) == batch(in, decisions, options));
        RC_ASSERT(registered(live, in) == names(live));
        RC_ASSERT(replayed == live.ids());
    }
}

/// The January observers' reports, without the truth about them.
std::vector<Sighting> january() {
    std::vector<Sighting> sightings;
    TableOptions options;
    options.required = {"type_tax", "actor_tax", "fatalities", "wp"};
    std::vector<TableInput> inputs;
    for (const char* name : {"A", "B", "C"})
        inputs.push_back({name, Path(checkout) / "truce/fuse/testdata/january" / (std::string(name) + ".csv"), TableForm::csv});
    Problems problems;
    const auto tables = read_tables(inputs, options, problems);
    EXPECT_TRUE(tables.ok());
    for (const SourceTable& table : *tables) {
        for (const TableRow& row : table.rows) {
            Sighting s = at(table.name, row.id, row.latitude_deg, row.longitude_deg, row.start.days_since_1970);
            s.when = LocalDays().bounds(row.start, row.end);
            s.act = row.values[0];
            s.actors = {row.values[1]};
            const std::int64_t toll = std::stoll(row.values[2]);
            s.casualties = Casualties{toll, toll, toll};
            s.spread_m = row.values[3] == "1" ? 1'000 : row.values[3] == "2" ? 25'000 : 60'000;
            sightings.push_back(s);
        }
    }
    return sightings;
}

TEST(LiveFusion, of_january_in_200_random_orders_ends_in_one_partition) {
    const auto sightings = january();
    const Model model = learn(sightings, {}, {})->model;
    const auto expected = batch(sightings, {}, {}, model);
    ASSERT_GT(sightings.size() - expected.size(), 300U);  // something was joined
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        auto live = *LiveFusion::create(model, {});
        for (const Sighting& sighting : shuffled(sightings, seed)) ASSERT_TRUE(live.add(sighting).ok());
        ASSERT_EQ(names(live), expected) << "order " << seed;
    }
}

TEST(LiveFusion, killed_and_resumed_goes_on_as_if_nothing_had_happened) {
    const auto sightings = shuffled(january(), 5);
    const Model model = learn(sightings, {}, {})->model;
    auto whole = *LiveFusion::create(model, {});
    std::vector<IdChange> written;
    std::vector<std::size_t> lengths;
    for (const Sighting& sighting : sightings) {
        const auto changes = *whole.add(sighting);
        written.insert(written.end(), changes.begin(), changes.end());
        lengths.push_back(written.size());
    }
    for (const std::size_t killed_after : {1U, 100U, 454U, 907U}) {
        // What survives are the model's file, the reports, and the changes of ids that were written.
        auto resumed = *LiveFusion::create(*model_from_json(to_json(model)), {});
        const std::vector<Sighting> before(sightings.begin(), sightings.begin() + static_cast<std::ptrdiff_t>(killed_after));
        std::vector<IdChange> journal(written.begin(), written.begin() + static_cast<std::ptrdiff_t>(lengths[killed_after - 1]));
        const auto loaded = resumed.load(before, journal);
        ASSERT_TRUE(loaded.ok());
        EXPECT_TRUE(loaded->empty());
        for (std::size_t i = killed_after; i < sightings.size(); ++i) {
            const auto changes = *resumed.add(sightings[i]);
            journal.insert(journal.end(), changes.begin(), changes.end());
        }
        EXPECT_EQ(journal, written);
        EXPECT_EQ(resumed.ids(), whole.ids());
        EXPECT_EQ(names(resumed), names(whole));
    }
}

TEST(LiveFusion, refuses_what_does_not_fit) {
    auto live = *LiveFusion::create(shipped_model(), {});
    const Sighting a = at("A", "1", 35, 37, 3);
    ASSERT_TRUE(live.add(a).ok());
    EXPECT_EQ(live.add(a).error().id, "fuse.twice");
    EXPECT_EQ(live.withdraw({"A", "2"}).error().id, "fuse.unknown");
    EXPECT_EQ(live.decide({{"A", "1"}, {"B", "1"}, true, "", ""}).error().id, "fuse.decision");
    ASSERT_TRUE(live.add(at("B", "1", 35, 37, 3)).ok());
    EXPECT_EQ(live.take_back({{"A", "1"}, {"B", "1"}, true, "", ""}).error().id, "fuse.decision_unknown");
    Sighting bad = at("C", "1", 35, 37, 3);
    bad.spread_m = -1;
    EXPECT_EQ(live.add(bad).error().id, "fuse.spread");
    EXPECT_EQ(live.size(), 2U);
    Model wrong = shipped_model();
    wrong.pooled.fill(-1);
    EXPECT_EQ(LiveFusion::create(wrong, {}).error().id, "fuse.model");
}

}  // namespace
}  // namespace truce
