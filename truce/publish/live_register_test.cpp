#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <thread>

#include "truce/publish/cell.hpp"
#include "truce/publish/invented.hpp"
#include "truce/publish/live_register.hpp"

namespace truce {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t hour_us = 3'600'000'000;
constexpr std::int64_t day_us = 24 * hour_us;

/// The invented profile with disclosures for everybody, ticks of twelve hours, and two acts.
std::shared_ptr<const Profile> profile_of(std::vector<Disclosure> disclosures) {
    Profile profile = invented::profile_value();
    profile.registers.push_back(invented::reports_register("alpha-centre", "alpha", false));
    profile.registers.push_back(invented::reports_register("beta-centre", "beta", false));
    profile.disclosures = std::move(disclosures);
    profile.publication.tick_us = 12 * hour_us;
    profile.acts = {{"act", "", invented::english_text("act"), {}, {}, {}},
                    {"fire", "act", invented::english_text("fire"), {}, {}, {}},
                    {"shelling", "fire", invented::english_text("shelling"), {}, {}, {}}};
    return std::make_shared<const Profile>(std::move(profile));
}

std::vector<Disclosure> defaults() {
    return {{"public", PlaceDetail::division, 72 * hour_us},
            {"mechanism", PlaceDetail::district, 0},
            {"party_concerned", PlaceDetail::cell_5km, 24 * hour_us},
            {"finder", PlaceDetail::exact, 0}};
}

std::shared_ptr<const Terms> terms_of() {
    Terms terms = invented::terms_value();
    for (Actor& actor : terms.actors) actor.roles.push_back({"guarantor", {Instant::lowest(), Instant::highest()}, "accord"});
    const auto force = [&](std::string id) {
        Actor out;
        out.id = std::move(id);
        out.kind = ActorKind::force;
        out.names.texts = invented::english_text(out.id);
        terms.actors.push_back(std::move(out));
    };
    force("alpha-guard");
    force("beta-militia");
    terms.edges.push_back({"alpha-guard", Relation::part_of, "alpha", {Instant::lowest(), Instant::highest()}, "accord", "alpha", {}});
    terms.edges.push_back(
        {"beta-militia", Relation::supports, "beta", {Instant::lowest(), Instant::highest()}, "press", "gamma", {"beta"}});
    return std::make_shared<const Terms>(std::move(terms));
}

/// A version as it was filed, with everything in it: what the naive filter looks at.
struct Filed {
    std::uint32_t entry = 0;
    std::uint32_t n = 0;
    Instant recorded_at;
    Report report;
};

std::string joined(const std::vector<std::string>& items) {
    std::string out;
    for (const std::string& item : items) out += (out.empty() ? "" : "\x1f") + item;
    return out;
}

void add(LiveRegister& live, const Filed& filed) {
    const Report& r = filed.report;
    const std::string areas = joined(r.areas);
    const std::string actors = joined(r.actors);
    const std::string targets = joined(r.targets);
    LiveReport report;
    report.entry = filed.entry;
    report.n = filed.n;
    report.recorded_at = filed.recorded_at;
    report.register_id = r.register_id;
    report.source_id = r.source_id;
    report.withdrawn = r.action == ReportAction::withdrawn;
    report.when = r.when;
    report.first_day = r.first_day;
    report.last_day = r.last_day;
    report.where = &r.where;
    report.place = r.place;
    report.areas = areas;
    report.area_certain = r.area_certain;
    report.outside = r.outside;
    report.act = r.act;
    report.actors = actors;
    report.targets = targets;
    report.casualties = r.casualties;
    report.nothing_observed = r.nothing_observed;
    const auto added = live.add(report);
    ASSERT_TRUE(added.ok()) << added.error().text();
}

/// The newest version of every record below `size`, by register and source id, with its first version's key.
struct Current {
    Filed filed;
    std::uint64_t key = 0;
};
std::vector<Current> current_at(const std::vector<Filed>& all, std::uint64_t size) {
    std::map<std::pair<std::string, std::string>, Current> last;
    for (const Filed& filed : all) {
        if (filed.entry >= size) break;
        const auto [at, added] = last.try_emplace({filed.report.register_id, filed.report.source_id});
        if (added) at->second.key = std::uint64_t{filed.entry} << 32U | filed.n;
        at->second.filed = filed;
    }
    std::vector<Current> out;
    for (auto& [name, current] : last) {
        if (current.filed.report.action != ReportAction::withdrawn) out.push_back(std::move(current));
    }
    return out;
}

class Invention {
public:
    explicit Invention(unsigned seed) : random_(seed) {}

    std::int64_t upto(std::int64_t n) { return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n + 1)); }
    template <typename T>
    const T& one_of(const std::vector<T>& items) {
        return items[static_cast<std::size_t>(upto(static_cast<std::int64_t>(items.size()) - 1))];
    }

    Region region() {
        const LatLon at{static_cast<std::int32_t>(325'000'000 + upto(30'000'000)),
                        static_cast<std::int32_t>(355'000'000 + upto(40'000'000))};
        switch (upto(39)) {
            case 0: return Region::anywhere();
            case 1: return Region::areas({one_of<std::string>({"W", "M1", "M2", "E"})});
            case 2: return Region::point(at);
            case 3: {
                const LatLon east{at.lat_e7, at.lon_e7 + 2'000'000};
                const LatLon north{at.lat_e7 + 1'000'000, at.lon_e7};
                return Region::in(std::make_shared<const Polygon>(Shape::create({{{at, east, north}}}).value()));
            }
            case 4: return Region::seen({at, 45'000, 80'000, 2'000'000, 9'000'000}).value();
            case 5:
            case 6:
            case 7: return Region::areas({one_of<std::string>({"W", "M1", "M2", "E"})});
            default: return Region::circle(at, upto(30'000'000));
        }
    }

    Filed filed(const Profile& profile, std::uint32_t entry, std::uint32_t n, Instant at) {
        Filed out{entry, n, at, {}};
        Report& r = out.report;
        r.register_id = one_of<std::string>({"codings", "patrols", "alpha-centre", "beta-centre"});
        r.source_id = std::to_string(upto(3000));
        r.action = upto(9) == 0 ? ReportAction::withdrawn : ReportAction::filed;
        if (r.action == ReportAction::withdrawn) return out;
        r.when.from = {at.us - upto(10 * day_us)};
        r.when.to = {r.when.from.us + 1 + upto(upto(3) == 0 ? 100 * day_us : 2 * day_us)};
        r.first_day = profile.days.day_of(r.when.from);
        r.last_day = profile.days.day_of({r.when.to.us - 1});
        r.where = region();
        if (r.where.kind != Region::Kind::unknown) {
            const Atlas::Placement placement = profile.atlas->place(r.where);
            for (const std::uint16_t index : placement.touched) r.areas.push_back(profile.atlas->id(index));
            r.area_certain = placement.certain;
            r.outside = placement.touched.empty();
        }
        r.place = "secret village";
        r.act = one_of<std::string>({"act", "fire", "shelling"});
        for (std::int64_t i = upto(2); i > 0; --i)
            r.actors.push_back(one_of<std::string>({"alpha", "alpha-guard", "beta-militia", "gamma", "somebody"}));
        for (std::int64_t i = upto(1); i > 0; --i) r.targets.push_back(one_of<std::string>({"beta", "civilians", "alpha"}));
        r.nothing_observed = upto(19) == 0;
        return out;
    }

private:
    std::mt19937_64 random_;
};

struct World {
    std::shared_ptr<const Profile> profile;
    std::shared_ptr<const Terms> terms = terms_of();
    std::vector<Filed> all;
    std::unique_ptr<LiveRegister> live;
    Instant start = parse_instant("2017-02-20T00:00:00Z").value();
    Instant end;
    std::uint64_t size = 0;

    World(unsigned seed, std::vector<Disclosure> disclosures, std::uint32_t entries = 60, std::uint32_t items = 150)
        : profile(profile_of(std::move(disclosures))), live(std::make_unique<LiveRegister>(profile)) {
        Invention invention(seed);
        end = start;
        for (std::uint32_t entry = 3; entry < 3 + 2 * entries; entry += 2) {
            end.us += invention.upto(6 * hour_us);
            live->name_entry(entry, "entry-" + std::to_string(entry));
            for (std::uint32_t n = 0; n < items; ++n) {
                all.push_back(invention.filed(*profile, entry, n, end));
                add(*live, all.back());
            }
            size = entry + 1;
            live->settle(size);
        }
    }

    std::vector<Onlooker> audiences() const {
        std::vector<Onlooker> out;
        for (const std::int64_t later : {std::int64_t{0}, 11 * hour_us, 60 * hour_us, 300 * hour_us}) {
            out.push_back(Onlooker::public_at(profile, {end.us + later - 100 * hour_us}));
            out.push_back(Onlooker::public_at(profile, {end.us + later}));
            for (const char* const id : {"alpha", "beta", "mediator"}) {
                out.push_back(Onlooker::participant(profile, terms, id, {end.us + later}).value());
            }
        }
        return out;
    }
};

/// How finely the documents say a record may be shown, told again in other words than onlooker.cpp.
Fineness permitted(const World& world, const Onlooker& audience, const Filed& filed) {
    const Report& r = filed.report;
    const Register& reg = *world.profile->find_register(r.register_id);
    const Instant now = audience.recorded_before();
    if (filed.recorded_at.us >= now.us) return Fineness::hidden;
    if (reg.published) return Fineness::exact;
    if (audience.is_public()) return r.when.to.us + 72 * hour_us <= now.us ? Fineness::division : Fineness::hidden;
    if (reg.recorder == audience.id()) return Fineness::exact;
    const auto about = [&](const std::string& name) {
        return name == audience.id() || (name == "alpha-guard" && audience.id() == "alpha");
    };
    const bool named = std::ranges::any_of(r.actors, about) || std::ranges::any_of(r.targets, about);
    return named && filed.recorded_at.us + 24 * hour_us < now.us ? Fineness::cell : Fineness::area;
}

/// The boxes of the areas a record may be told to lie in.
std::vector<Box> area_boxes(const World& world, const Report& r, bool divisions) {
    std::vector<Box> out;
    for (const Division& division : world.profile->divisions) {
        const bool touched =
            std::ranges::any_of(division.areas, [&](const std::string& id) { return std::ranges::find(r.areas, id) != r.areas.end(); });
        for (const std::string& id : division.areas) {
            const bool own = std::ranges::find(r.areas, id) != r.areas.end();
            if (divisions ? touched : own) out.push_back(world.profile->atlas->shape(id)->box());
        }
    }
    return out;
}

bool overlap_inside(const Box& a, const Box& b) {
    return a.low.lat_e7 < b.high.lat_e7 && b.low.lat_e7 < a.high.lat_e7 && a.low.lon_e7 < b.high.lon_e7 && b.low.lon_e7 < a.high.lon_e7;
}

/// Whether a record matches a box, looking only at what may be shown of it: the areas of the invention are squares.
bool touches(const World& world, const Filed& filed, Fineness detail, const Box& box) {
    const Report& r = filed.report;
    const bool has_point =
        r.where.kind == Region::Kind::circle || r.where.kind == Region::Kind::polygon || r.where.kind == Region::Kind::sector;
    if (detail <= Fineness::placeless) return false;
    if (detail >= Fineness::cell && has_point) {
        std::shared_ptr<const Shape> shape;
        if (r.where.kind == Region::Kind::polygon) shape = r.where.polygon;
        if (r.where.kind == Region::Kind::sector) shape = outline(r.where.sector);
        Circle around{r.where.centre, r.where.radius_mm};
        if (shape) around = enclosing_circle(*shape);
        if (detail == Fineness::cell) {
            const Box cell = cell_box(around.centre, around.radius_mm);
            return cell.low.lat_e7 <= box.high.lat_e7 && box.low.lat_e7 <= cell.high.lat_e7 && cell.low.lon_e7 <= box.high.lon_e7 &&
                   box.low.lon_e7 <= cell.high.lon_e7;
        }
        if (shape) {
            const Ring ring{box.low, {box.low.lat_e7, box.high.lon_e7}, box.high, {box.high.lat_e7, box.low.lon_e7}};
            return overlap(*shape, Shape::create({{ring}}).value()) != Overlap::apart;
        }
        const LatLon near{std::clamp(around.centre.lat_e7, box.low.lat_e7, box.high.lat_e7),
                          std::clamp(around.centre.lon_e7, box.low.lon_e7, box.high.lon_e7)};
        return distance_mm(near, around.centre) <= around.radius_mm + around.radius_mm / 1000 + (around.radius_mm > 0 ? 1000 : 0);
    }
    const auto boxes = area_boxes(world, r, detail == Fineness::division);
    return std::ranges::any_of(boxes, [&](const Box& area) { return overlap_inside(area, box); });
}

std::vector<std::string> ids(const std::vector<LiveIncident>& rows) {
    std::vector<std::string> out;
    for (const LiveIncident& row : rows) out.push_back(row.id());
    return out;
}

std::uint64_t entries_before(const World& world, Instant t) {
    std::uint64_t size = 0;
    for (const Filed& filed : world.all) {
        if (filed.recorded_at < t) size = std::uint64_t{filed.entry} + 1;
    }
    return size;
}

/// Every row that a query should give, in order, found by looking at all of them.
std::vector<std::string> naive(const World& world, const Onlooker& audience, const Box* box, const std::optional<Interval>& when,
                               TimeOrder order, bool reports) {
    std::vector<std::pair<TimeKey, std::string>> found;
    for (const Current& current : current_at(world.all, entries_before(world, audience.recorded_before()))) {
        const Fineness detail = permitted(world, audience, current.filed);
        if (detail == Fineness::hidden || (current.filed.report.nothing_observed && !reports)) continue;
        if (when && !current.filed.report.when.overlaps(*when)) continue;
        if (box != nullptr && !touches(world, current.filed, detail, *box)) continue;
        found.push_back({{current.filed.report.when.from.us, current.key},
                         "entry-" + std::to_string(current.key >> 32U) + "/" + std::to_string(current.key & 0xFFFFFFFFU)});
    }
    std::ranges::sort(found);
    if (order == TimeOrder::latest_first) std::ranges::reverse(found);
    std::vector<std::string> out;
    for (const auto& [key, id] : found) out.push_back(id);
    return out;
}

TEST(LiveRegister, every_audience_gets_what_a_look_at_every_row_gives) {
    for (unsigned seed = 1; seed <= 1; ++seed) {
        const World world(seed, defaults());
        Invention invention(seed + 100);
        std::size_t rows = 0;
        for (const Onlooker& audience : world.audiences()) {
            const LiveView view(*world.live, audience);
            for (int i = 0; i < 8; ++i) {
                SCOPED_TRACE(audience.name() + " at " + format(audience.recorded_before()) + ", seed " + std::to_string(seed));
                LiveQuery query;
                Box box{{static_cast<std::int32_t>(325'000'000 + invention.upto(30'000'000)),
                         static_cast<std::int32_t>(355'000'000 + invention.upto(40'000'000))},
                        {}};
                box.high = {static_cast<std::int32_t>(box.low.lat_e7 + 1 + invention.upto(8'000'000)),
                            static_cast<std::int32_t>(box.low.lon_e7 + 1 + invention.upto(8'000'000))};
                const bool with_box = invention.upto(3) > 0;
                if (with_box) query.zone = Zone::box(box).value();
                if (invention.upto(1) == 0) {
                    query.when = Interval{{world.start.us + invention.upto(20 * day_us) - 10 * day_us}, {}};
                    query.when->to = {query.when->from.us + 1 + invention.upto(5 * day_us)};
                }
                query.reports = invention.upto(1) == 0;
                query.order = invention.upto(1) == 0 ? TimeOrder::earliest_first : TimeOrder::latest_first;
                const auto expected = naive(world, audience, with_box ? &box : nullptr, query.when, query.order, query.reports);
                std::vector<std::string> got;
                const auto limit = static_cast<std::size_t>(1 + invention.upto(60));
                for (;;) {
                    const LivePage page = view.page(query, limit).value();
                    for (const std::string& id : ids(page.incidents)) got.push_back(id);
                    if (!page.next) break;
                    ASSERT_EQ(page.incidents.size(), limit);
                    query.after = parse_cursor(to_text(*page.next)).value();
                }
                ASSERT_EQ(got, expected);
                query.after.reset();
                EXPECT_EQ(view.count(query).value().possible, static_cast<std::int64_t>(expected.size()));
                EXPECT_EQ(view.matching(query).value(), expected.size());
                query.keep = [](const LiveIncident& row) { return truth_of(row.areas.size() == 1); };
                EXPECT_EQ(static_cast<std::int64_t>(view.matching(query).value()), view.count(query).value().possible);
                rows += expected.size();
            }
        }
        EXPECT_GT(rows, 3'000U);
    }
}

TEST(LiveRegister, nobody_sees_more_of_a_row_than_is_permitted) {
    const World world(7, defaults());
    for (const Onlooker& audience : world.audiences()) {
        std::map<std::uint64_t, Filed> current;
        for (const Current& one : current_at(world.all, entries_before(world, audience.recorded_before()))) current[one.key] = one.filed;
        const LiveView view(*world.live, audience);
        LiveQuery query;
        query.reports = true;
        ASSERT_TRUE(view.each(query,
                              [&](const LiveIncident& row) {
                                  const Filed& filed = current.at(std::uint64_t{row.entry} << 32U | row.n);
                                  const Fineness detail = permitted(world, audience, filed);
                                  EXPECT_NE(detail, Fineness::hidden);
                                  EXPECT_LE(row.detail, detail);
                                  if (detail < Fineness::exact) {
                                      EXPECT_TRUE(row.place_name.empty());
                                      EXPECT_NE(row.place.kind, ShownPlace::Kind::circle);
                                      EXPECT_NE(row.place.kind, ShownPlace::Kind::shape);
                                  }
                                  if (detail < Fineness::cell) EXPECT_NE(row.place.kind, ShownPlace::Kind::box);
                                  if (audience.is_public()) {
                                      EXPECT_FALSE(row.recorded_at);
                                      EXPECT_EQ(row.the_case, nullptr);
                                      if (!row.reg->published) {
                                          EXPECT_EQ(row.actors, nullptr);
                                          EXPECT_EQ(row.targets, nullptr);
                                          EXPECT_TRUE(row.source_id.empty());
                                      }
                                  }
                                  return true;
                              })
                        .ok());
    }
}

/// Two registers that differ only in what an audience may not see are the same to it, whatever it asks.
TEST(LiveRegister, what_may_not_be_seen_changes_nothing_that_can_be_asked) {
    for (unsigned seed = 1; seed <= 2; ++seed) {
        const World one(seed, defaults());
        World other(seed, defaults());
        const Onlooker audience = Onlooker::public_at(one.profile, {one.end.us + 40 * hour_us});
        // The other one: guarded rows elsewhere in the same areas, by others, and others instead of what is hidden still.
        LiveRegister moved(other.profile);
        Invention invention(seed + 50);
        for (std::uint32_t i = 0; i < other.all.size(); ++i) {
            Filed filed = other.all[i];
            if (i == 0 || other.all[i - 1].entry != filed.entry) moved.name_entry(filed.entry, "entry-" + std::to_string(filed.entry));
            Report& r = filed.report;
            if (r.register_id != "codings" && r.action == ReportAction::filed) {
                r.where = r.where.kind == Region::Kind::unknown ? r.where : invention.region();
                r.place = "another village";
                r.actors = {"gamma"};
                const bool hidden = permitted(one, audience, filed) == Fineness::hidden;
                if (hidden) r.act = "act";
                if (hidden && r.when.to.us + 72 * hour_us > audience.recorded_before().us) r.casualties = Casualties{1, 2, 3};
            }
            add(moved, filed);
            moved.settle(std::uint64_t{filed.entry} + 1);
        }
        const LiveView a(*one.live, audience);
        const LiveView b(moved, audience);
        ASSERT_EQ(a.as_of(), b.as_of());
        for (int i = 0; i < 20; ++i) {
            LiveQuery query;
            const Box box{{static_cast<std::int32_t>(325'000'000 + invention.upto(30'000'000)),
                           static_cast<std::int32_t>(355'000'000 + invention.upto(40'000'000))},
                          {360'000'000, 400'000'000}};
            if (i % 3 != 0) query.zone = Zone::box(box).value();
            query.order = i % 2 == 0 ? TimeOrder::earliest_first : TimeOrder::latest_first;
            const LivePage from_a = a.page(query, 25).value();
            const LivePage from_b = b.page(query, 25).value();
            ASSERT_EQ(ids(from_a.incidents), ids(from_b.incidents));
            ASSERT_EQ(from_a.next, from_b.next);
            ASSERT_EQ(a.count(query).value(), b.count(query).value());
            const LiveGrouping by{true, true, true, true};
            const auto groups_a = a.count(query, by).value();
            const auto groups_b = b.count(query, by).value();
            ASSERT_EQ(groups_a.size(), groups_b.size());
            for (auto x = groups_a.begin(), y = groups_b.begin(); x != groups_a.end(); ++x, ++y) ASSERT_EQ(x->second, y->second);
        }
    }
}

TEST(LiveRegister, pages_asked_one_after_the_other_show_one_size_of_the_log_while_it_grows) {
    World world(11, defaults(), 20, 60);
    const auto audience = [&] { return Onlooker::participant(world.profile, world.terms, "mediator", {world.end.us + hour_us}).value(); };
    LiveQuery query;
    const auto expected = naive(world, audience(), nullptr, std::nullopt, query.order, false);
    std::vector<std::string> got;
    Invention invention(12);
    std::uint32_t entry = 1000;
    for (;;) {
        {
            const LiveView view(*world.live, audience());
            const LivePage page = view.page(query, 37).value();
            for (const std::string& id : ids(page.incidents)) got.push_back(id);
            if (!page.next) break;
            query.after = page.next;
        }
        world.live->name_entry(entry, "entry-" + std::to_string(entry));
        for (std::uint32_t n = 0; n < 30; ++n) {
            Filed filed = invention.filed(*world.profile, entry, n, world.end);
            world.all.push_back(filed);
            add(*world.live, filed);
        }
        world.live->settle(++entry);
    }
    EXPECT_EQ(got, expected);
    query.after.reset();
    EXPECT_NE(LiveView(*world.live, audience()).count(query).value().possible, static_cast<std::int64_t>(expected.size()));
}

TEST(LiveRegister, the_public_sees_a_correction_at_the_next_tick_and_not_before) {
    const auto profile = profile_of(defaults());
    LiveRegister live(profile);
    const Instant start = parse_instant("2017-02-20T00:00:00Z").value();
    const auto filed = [&](std::uint32_t entry, std::int64_t hours, std::string act) {
        Filed out{entry, 0, {start.us + hours * hour_us}, {}};
        out.report.register_id = "codings";
        out.report.source_id = "1";
        out.report.when = {start, {start.us + 1}};
        out.report.first_day = out.report.last_day = profile->days.day_of(start);
        out.report.act = std::move(act);
        return out;
    };
    live.name_entry(1, "first");
    live.name_entry(2, "second");
    add(live, filed(1, 1, "fire"));
    live.settle(2);
    add(live, filed(2, 13, "shelling"));
    live.settle(3);
    const auto seen = [&](std::int64_t hours) {
        const LiveView view(live, Onlooker::public_at(profile, {start.us + hours * hour_us}));
        const auto page = view.page({}, 10).value();
        return page.incidents.empty() ? std::string() : page.incidents.front().id() + " " + page.incidents.front().act->id;
    };
    EXPECT_EQ(seen(11), "");
    EXPECT_EQ(seen(12), "first/0 fire");
    EXPECT_EQ(seen(23), "first/0 fire");
    EXPECT_EQ(seen(24), "first/0 shelling");
}

TEST(LiveRegister, a_page_of_another_size_is_refused_and_so_is_what_is_no_mark) {
    const World world(3, defaults(), 3, 10);
    const LiveView view(*world.live, Onlooker::participant(world.profile, world.terms, "alpha", {world.end.us + 1}).value());
    LiveQuery query;
    query.after = LiveCursor{1'000'000, {}};
    EXPECT_EQ(view.page(query, 1).error().id, "live.cursor");
    for (const char* const text : {"", "1", "1_2_3", "1_2_3_4_5", "a_b_c_d", "1_2_3_4294967296", "-1_2_3_4"}) {
        EXPECT_EQ(parse_cursor(text).error().id, "live.cursor") << text;
    }
    query.after.reset();
    query.ruling = Ruling::violation;
    EXPECT_EQ(view.page(query, 1).error().id, "live.no_verdicts");
}

/// One verdict for everything that is current then.
std::shared_ptr<const LiveJudged> judged(const LiveRegister& live, std::uint64_t size, Ruling ruling) {
    const LiveFacts facts = live.facts({size, 0, {}, {}});
    LiveJudged out{"joint-reading", size, {}};
    out.by_row.resize(facts.rows_in_all);
    for (const std::uint32_t row : facts.rows) out.by_row[row].emplace().ruling = ruling;
    return std::make_shared<const LiveJudged>(std::move(out));
}

TEST(LiveRegister, the_public_sees_the_newest_verdicts_that_rest_on_nothing_after_the_tick) {
    const World world(5, defaults(), 10, 30);
    const auto set = [&](std::uint64_t size, Ruling ruling) { world.live->set_judged(judged(*world.live, size, ruling)); };
    const Onlooker early = Onlooker::public_at(world.profile, {world.end.us});
    const std::uint64_t told = entries_before(world, early.recorded_before());
    ASSERT_LT(told, world.size);
    set(told, Ruling::violation);
    set(world.size, Ruling::no_violation);
    const auto rulings = [&](const Onlooker& onlooker, Ruling ruling) {
        const LiveView view(*world.live, onlooker);
        LiveQuery query;
        query.ruling = ruling;
        return view.count(query).value().possible;
    };
    const Onlooker member = Onlooker::participant(world.profile, world.terms, "alpha", {world.end.us + 1}).value();
    EXPECT_GT(rulings(early, Ruling::violation), 0);
    EXPECT_EQ(rulings(early, Ruling::no_violation), 0);
    EXPECT_EQ(rulings(member, Ruling::violation), 0);
    EXPECT_GT(rulings(member, Ruling::no_violation), 0);
    EXPECT_GT(rulings(Onlooker::public_at(world.profile, {world.end.us + 12 * hour_us}), Ruling::no_violation), 0);
}

TEST(LiveRegister, who_goes_on_at_a_moment_is_shown_what_was_shown_then_whatever_came_since) {
    const World world(7, defaults(), 20, 60);
    const auto live = std::make_unique<LiveRegister>(world.profile);
    std::size_t next = 0;
    const auto take_in = [&](std::uint64_t below) {
        for (; next < world.all.size() && world.all[next].entry < below; ++next) {
            live->name_entry(world.all[next].entry, "entry-" + std::to_string(world.all[next].entry));
            add(*live, world.all[next]);
        }
        live->settle(below);
    };
    const Onlooker member = Onlooker::participant(world.profile, world.terms, "alpha", {world.end.us + 1}).value();
    const std::uint64_t size = world.size / 2;
    take_in(size);
    live->set_judged(judged(*live, size, Ruling::violation));
    const std::string about = LiveView(*live, member).page({}, 1).value().incidents.at(0).id();
    live->set_case(about, LiveCase{"case-1", Status::open, FindingMeans::none, false});
    const auto told = [](const LiveIncident& row) {
        return std::tuple(row.id(), row.versions, row.verdict ? row.verdict->ruling : Ruling::no_rule,
                          row.the_case != nullptr ? row.the_case->status : Status::disputed);
    };
    std::vector<decltype(told(LiveIncident{}))> whole;
    LiveMoment moment;
    {
        const LiveView view(*live, member);
        moment = view.moment();
        const LivePage page = view.page({}, world.all.size()).value();
        for (const LiveIncident& row : page.incidents) whole.push_back(told(row));
    }
    ASSERT_GT(whole.size(), 20U);
    EXPECT_EQ(moment.as_of, size);
    std::vector<decltype(told(LiveIncident{}))> pieces;
    LiveQuery query;
    for (std::uint64_t now = size;; now = std::min(now + 3, world.size)) {
        // Between two pieces incidents come and are replaced, are judged otherwise, and their cases go on.
        take_in(now);
        live->set_judged(judged(*live, now, Ruling::no_violation));
        live->set_case(about, LiveCase{"case-1", Status::agreed, FindingMeans::none, true});
        const LiveView view(*live, member, moment);
        EXPECT_EQ(view.as_of(), size);
        EXPECT_EQ(view.verdicts_of(), size);
        const LivePage page = view.page(query, 7).value();
        for (const LiveIncident& row : page.incidents) pieces.push_back(told(row));
        query.after = page.next;
        if (!page.next) break;
    }
    EXPECT_EQ(next, world.all.size());
    EXPECT_EQ(pieces, whole);
    live->set_case(about, std::nullopt);
    EXPECT_EQ(told(LiveView(*live, member, moment).find(about).value()), whole.front());
}

TEST(LiveRegister, tallies_every_row_as_a_page_shows_it) {
    const World world(6, defaults(), 20, 60);
    world.live->set_judged(judged(*world.live, world.size, Ruling::violation));
    const LiveView view(*world.live, Onlooker::participant(world.profile, world.terms, "alpha", {world.end.us + 1}).value());
    for (const bool by_index : {false, true}) {
        LiveQuery query;
        if (by_index) query.when = Interval{world.start, world.end};
        const auto told = [](const LiveIncident& row) {
            return std::tuple(row.id(), row.versions, row.verdict ? row.verdict->ruling : Ruling::no_rule);
        };
        std::multiset<decltype(told(LiveIncident{}))> tallied;
        ASSERT_TRUE(view.tally(query, [&](const LiveIncident& row, Truth) { tallied.insert(told(row)); }));
        std::multiset<decltype(told(LiveIncident{}))> shown;
        const LivePage page = view.page(query, world.all.size()).value();
        for (const LiveIncident& row : page.incidents) shown.insert(told(row));
        EXPECT_EQ(tallied, shown);
        EXPECT_TRUE(std::ranges::any_of(tallied, [](const auto& one) { return std::get<2>(one) == Ruling::violation; }));
    }
}

TEST(LiveRegister, gives_the_facts_of_every_incident_as_they_were_filed) {
    const World world(6, defaults(), 20, 60);
    for (const std::uint64_t size : {std::uint64_t{9}, std::uint64_t{20}, world.size}) {
        std::map<std::string, Facts> expected;
        for (const Current& one : current_at(world.all, size)) {
            if (one.filed.report.nothing_observed) continue;
            const auto id = [](std::uint64_t entry, std::uint64_t n) { return "entry-" + std::to_string(entry) + "/" + std::to_string(n); };
            const std::string incident = id(one.key >> 32U, one.key & 0xFFFFFFFFU);
            expected[incident] = facts_of(one.filed.report, incident, id(one.filed.entry, one.filed.n), one.filed.entry);
        }
        const LiveFacts all = world.live->facts({size, 0, {}, {}});
        ASSERT_EQ(all.facts.size(), expected.size());
        for (const Facts& facts : all.facts) {
            const auto found = expected.find(facts.incident);
            ASSERT_NE(found, expected.end()) << facts.incident;
            const Facts& e = found->second;
            EXPECT_EQ(std::tie(facts.finder, facts.when, facts.acts, facts.actors, facts.targets, facts.named, facts.source, facts.leaf),
                      std::tie(e.finder, e.when, e.acts, e.actors, e.targets, e.named, e.source, e.leaf));
            EXPECT_TRUE(facts.where == e.where) << facts.incident;
        }
        const Interval when{world.start, {world.start.us + day_us}};
        const LiveFacts some = world.live->facts({size, 0, when, "patrols"});
        EXPECT_EQ(some.facts.size(), static_cast<std::size_t>(std::ranges::count_if(expected, [&](const auto& one) {
                      return one.second.finder == "patrols" && one.second.when.overlaps(when);
                  })));
        const LiveFacts late = world.live->facts({size, 9, {}, {}});
        EXPECT_EQ(late.facts.size(),
                  static_cast<std::size_t>(std::ranges::count_if(expected, [](const auto& one) { return one.second.leaf >= 9; })));
    }
}

TEST(LiveRegister, tells_when_what_changed_between_two_sizes_happened) {
    const World world(6, defaults(), 20, 60);
    const auto changed = world.live->changed(9, 21);
    std::map<std::string, std::multiset<std::int64_t>> expected;
    const auto before = current_at(world.all, 9);
    for (const Filed& filed : world.all) {
        if (filed.entry < 9 || filed.entry >= 21 || filed.report.when.empty()) continue;
        expected[filed.report.register_id].insert(filed.report.when.from.us);
    }
    for (const Current& one : before) {
        const bool went = std::ranges::any_of(world.all, [&](const Filed& later) {
            return later.entry >= 9 && later.entry < 21 && later.report.register_id == one.filed.report.register_id &&
                   later.report.source_id == one.filed.report.source_id;
        });
        if (went) expected[one.filed.report.register_id].insert(one.filed.report.when.from.us);
    }
    std::map<std::string, std::multiset<std::int64_t>> got;
    for (const auto& [reg, whens] : changed) {
        for (const Interval& when : whens) got[reg].insert(when.from.us);
    }
    EXPECT_EQ(got, expected);
    EXPECT_TRUE(world.live->changed(21, 21).empty());
}

TEST(LiveRegister, pages_in_the_order_of_the_record_hold_every_row_once_either_way) {
    const World world(7, defaults(), 15, 40);
    for (const Onlooker& audience : world.audiences()) {
        std::vector<std::string> forwards;
        for (const TimeOrder order : {TimeOrder::earliest_first, TimeOrder::latest_first}) {
            const LiveView view(*world.live, audience);
            LiveQuery query;
            query.sort = LiveSort::recorded;
            query.order = order;
            std::vector<std::string> ids;
            std::vector<std::int64_t> entries;
            do {
                const LivePage page = view.page(query, 7).value();
                for (const LiveIncident& row : page.incidents) ids.push_back(row.id());
                query.after = page.next;
                if (page.next) entries.push_back(page.next->key.from_us);
            } while (query.after);
            EXPECT_EQ(ids.size(), static_cast<std::size_t>(view.count({}).value().possible));
            if (order == TimeOrder::earliest_first) {
                EXPECT_TRUE(std::ranges::is_sorted(entries));
                forwards = ids;
            } else {
                std::ranges::reverse(ids);
                EXPECT_EQ(ids, forwards);
                EXPECT_TRUE(std::ranges::is_sorted(entries, std::greater<>()));
            }
        }
    }
}

TEST(LiveRegister, takes_reports_in_while_readers_never_leave_it_alone) {
    World world(10, defaults(), 10, 40);
    const Onlooker member = Onlooker::participant(world.profile, world.terms, "alpha", {world.end.us + 1}).value();
    std::atomic<bool> done{false};
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i) {
        readers.emplace_back([&] {
            while (!done) {
                const LiveView view(*world.live, member);
                (void)view.page({}, 50);
            }
        });
    }
    Invention invention(11);
    for (std::uint32_t n = 0; n < 300; ++n) add(*world.live, invention.filed(*world.profile, 1'000, n, world.end));
    world.live->settle(1'001);
    done = true;  // only now: a writer that readers keep out would never come here
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(world.live->size(), 1'001U);
}

TEST(LiveRegister, a_page_leaves_out_as_many_rows_as_it_is_told_to) {
    const World world(8, defaults(), 10, 40);
    const Onlooker member = Onlooker::participant(world.profile, world.terms, "alpha", {world.end.us + 1}).value();
    const LiveView view(*world.live, member);
    const LivePage all = view.page({}, 1'000).value();
    LiveQuery query;
    query.skip = 25;
    const LivePage page = view.page(query, 10).value();
    ASSERT_EQ(page.incidents.size(), 10U);
    for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(page.incidents[i].id(), all.incidents[25 + i].id());
    query.skip = 100'000;
    EXPECT_TRUE(view.page(query, 10).value().incidents.empty());
}

TEST(Onlooker, an_outsider_is_shown_its_own_register_as_it_was_filed_and_else_what_the_public_is) {
    const World world(9, defaults(), 10, 60);
    const Instant now{world.end.us + 11 * hour_us};
    const Onlooker outsider = Onlooker::outsider(world.profile, "alpha", now);
    EXPECT_NE(outsider.name(), Onlooker::public_at(world.profile, now).name());
    const LiveView theirs(*world.live, outsider, judged(*world.live, world.size, Ruling::violation));
    const LiveView everybodys(*world.live, Onlooker::public_at(world.profile, now), judged(*world.live, world.size, Ruling::violation));
    std::size_t own = 0;
    EXPECT_TRUE(theirs
                    .each({},
                          [&](const LiveIncident& row) {
                              if (row.reg->recorder == "alpha") {
                                  ++own;
                                  EXPECT_EQ(row.detail, Fineness::exact);
                                  EXPECT_NE(row.actors, nullptr);
                              } else {
                                  const auto same = everybodys.find(row.id());
                                  EXPECT_TRUE(same && same->detail == row.detail && (same->actors == nullptr) == (row.actors == nullptr));
                              }
                              return true;
                          })
                    .ok());
    EXPECT_GT(own, 0U);
}

TEST(Onlooker, somebody_without_a_role_is_refused) {
    const auto profile = profile_of(defaults());
    const auto refused = Onlooker::participant(profile, terms_of(), "stranger", {});
    EXPECT_EQ(refused.error().id, "onlooker.no_role");
    EXPECT_EQ(Onlooker::participant(profile, terms_of(), "alpha-guard", {}).error().id, "onlooker.no_role");
}

TEST(Cell, says_no_more_of_a_place_than_its_cell_and_holds_all_of_it) {
    Invention invention(1);
    for (int i = 0; i < 20'000; ++i) {
        const LatLon at{static_cast<std::int32_t>(invention.upto(1'600'000'000) - 800'000'000),
                        static_cast<std::int32_t>(invention.upto(3'600'000'000) - 1'800'000'000)};
        const std::int64_t radius_mm = invention.upto(60'000'000);
        const Box box = cell_box(at, radius_mm);
        for (const std::int64_t bearing : {0, 45'000, 90'000, 135'000, 180'000, 225'000, 270'000, 315'000}) {
            const LatLon p = destination(at, bearing, radius_mm);
            ASSERT_GE(p.lat_e7, box.low.lat_e7);
            ASSERT_LE(p.lat_e7, box.high.lat_e7);
            if (box.high.lon_e7 - std::int64_t{box.low.lon_e7} == 3'600'000'000) continue;
            ASSERT_GE(p.lon_e7, box.low.lon_e7) << format(at) << " " << radius_mm;
            ASSERT_LE(p.lon_e7, box.high.lon_e7) << format(at) << " " << radius_mm;
        }
        // Every other place of the cell with that radius has the same box, so the box does not say which it was.
        const Box cell = cell_box(at, 0);
        ASSERT_GE(distance_mm(cell.low, {cell.low.lat_e7, cell.high.lon_e7}), 4'900'000 * (std::abs(at.lat_e7) < 600'000'000 ? 1 : 0));
        const LatLon elsewhere{
            static_cast<std::int32_t>(cell.low.lat_e7 + invention.upto(cell.high.lat_e7 - cell.low.lat_e7 - 1)),
            static_cast<std::int32_t>(cell.low.lon_e7 + 1 + invention.upto(std::int64_t{cell.high.lon_e7} - cell.low.lon_e7 - 3))};
        ASSERT_EQ(cell_box(elsewhere, radius_mm), box) << format(at) << " / " << format(elsewhere);
    }
}

}  // namespace
}  // namespace truce
