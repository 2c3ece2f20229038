/// An invented country for tests and benchmarks: a grid of 4 x 3 districts, a few actors, and random terms and incidents.
/// Nothing outside tests, bench/ and tools/ includes this.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/judge/facts.hpp"

namespace truce::invented {

inline constexpr int columns = 4;
inline constexpr int rows = 3;
inline constexpr std::int64_t hour_us = std::int64_t{3600} * 1'000'000;

/// Hours since the beginning of the invented year.
inline Instant at(std::int64_t hours) { return {1'480'000'000'000'000 + hours * hour_us}; }
inline Interval hours(std::int64_t from, std::int64_t to) { return {at(from), at(to)}; }
inline Interval ever() { return {Instant::lowest(), Instant::highest()}; }

inline std::string cell_id(int column, int row) { return fmt::format("d{}{}", column, row); }
/// Middle of a district; districts are one degree wide and high, the south-west one starts at 36 E 33 N.
inline LatLon middle(int column, int row) { return {(33 + row) * 10'000'000 + 5'000'000, (36 + column) * 10'000'000 + 5'000'000}; }

/// The rectangle of districts [column, column_end) x [row, row_end).
struct Block {
    int column = 0, row = 0, column_end = 0, row_end = 0;
    [[nodiscard]] bool has(int c, int r) const { return column <= c && c < column_end && row <= r && r < row_end; }
    [[nodiscard]] bool has(const Block& other) const {
        return column <= other.column && other.column_end <= column_end && row <= other.row && other.row_end <= row_end;
    }
};

inline std::shared_ptr<const Shape> shape_of(const Block& block) {
    const auto vertex = [](int column, int row) { return LatLon{(33 + row) * 10'000'000, (36 + column) * 10'000'000}; };
    Ring ring{vertex(block.column, block.row), vertex(block.column_end, block.row), vertex(block.column_end, block.row_end),
              vertex(block.column, block.row_end)};
    return std::make_shared<const Shape>(Shape::create({{std::move(ring)}}).value());
}

inline std::shared_ptr<const Atlas> atlas() {
    std::string features;
    for (int c = 0; c < columns; ++c) {
        for (int r = 0; r < rows; ++r) {
            if (!features.empty()) features += ',';
            features += fmt::format(
                R"({{"type":"Feature","properties":{{"id":"{}"}},"geometry":{{"type":"Polygon","coordinates":[[[{},{}],[{},{}],[{},{}],[{},{}],[{},{}]]]}}}})",
                cell_id(c, r), 36 + c, 33 + r, 37 + c, 33 + r, 37 + c, 34 + r, 36 + c, 34 + r, 36 + c, 33 + r);
        }
    }
    const std::string text = fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", features);
    return std::make_shared<const Atlas>(Atlas::from_geojson(text, "id").value());
}

inline Texts english(std::string text) { return {{"en", std::move(text)}}; }

inline std::shared_ptr<const Profile> profile() {
    Profile profile;
    profile.id = "invented";
    profile.days = LocalDays::create("UTC", "0", {{Instant::lowest(), 0}}).value();
    const auto act = [&](std::string id, std::string parent) { profile.acts.push_back({id, std::move(parent), english(id), {}, {}, {}}); };
    act("use_of_force", "");
    act("air_strike", "use_of_force");
    act("indirect_fire", "use_of_force");
    act("mortar", "indirect_fire");
    act("artillery", "indirect_fire");
    act("movement", "use_of_force");
    const auto fact = [&](std::string id, std::vector<std::string> values, std::string unit) {
        profile.facts.push_back({id, english(id), std::move(values), std::move(unit)});
    };
    for (const char* id : {"p", "q", "r", "s", "proportionate"}) fact(id, {"no", "yes"}, "");
    fact("colour", {"blue", "green", "red"}, "");
    fact(std::string(target_composition_name), {"mixed", "only_designated", "only_protected", "unknown"}, "");
    fact("calibre", {}, "mm");
    Register reg;
    reg.id = "reg";
    reg.names.texts = english("The Register");
    profile.registers.push_back(reg);
    profile.atlas = atlas();
    return std::make_shared<const Profile>(std::move(profile));
}

// ---- conditions ---------------------------------------------------------------------------------------------

inline Condition atom(Atom a) {
    Condition c;
    c.op = Condition::Op::atom;
    c.atom = std::move(a);
    return c;
}
inline Condition join(Condition::Op op, std::vector<Condition> children) {
    Condition c;
    c.op = op;
    c.children = std::move(children);
    return c;
}
inline Condition all(std::vector<Condition> children) { return join(Condition::Op::all, std::move(children)); }
inline Condition any(std::vector<Condition> children) { return join(Condition::Op::any, std::move(children)); }
inline Condition no(Condition c) { return join(Condition::Op::negation, {std::move(c)}); }

inline Condition is(std::string name, std::vector<std::string> values) {
    Atom a;
    a.kind = AtomKind::fact_in;
    a.name = std::move(name);
    std::ranges::sort(values);
    a.values = std::move(values);
    return atom(a);
}
inline Condition yes(std::string name) { return is(std::move(name), {"yes"}); }
inline Condition named(AtomKind kind, std::string name) {
    Atom a;
    a.kind = kind;
    a.name = std::move(name);
    return atom(a);
}
inline Condition inside_of(std::string area) { return named(AtomKind::inside, std::move(area)); }
inline Condition timed(AtomKind kind, Instant from, Instant to = {}) {
    Atom a;
    a.kind = kind;
    a.from = from;
    a.to = to;
    return atom(a);
}
inline Condition number(std::string name, Comparison comparison, std::int64_t value) {
    Atom a;
    a.kind = AtomKind::number;
    a.name = std::move(name);
    a.comparison = comparison;
    a.number = value;
    return atom(a);
}
inline Condition responds(std::int64_t hours_max, std::int64_t km) {
    Atom a;
    a.kind = AtomKind::responds_to;
    a.duration_us = hours_max * hour_us;
    a.distance_mm = km * 1'000'000;
    return atom(a);
}

// ---- terms --------------------------------------------------------------------------------------------------

inline Actor actor(std::string id, ActorKind kind) {
    Actor a;
    a.names.texts = english("Name of " + id);
    a.id = std::move(id);
    a.kind = kind;
    return a;
}

inline Edge edge(std::string from, Relation relation, std::string to, Interval valid = ever(), std::vector<std::string> disputed_by = {}) {
    return {std::move(from), relation, std::move(to), valid, "source", "claimant", std::move(disputed_by)};
}

inline TermsArea area(std::string id, std::shared_ptr<const Shape> inner, std::shared_ptr<const Shape> outer) {
    TermsArea a;
    a.title = english(id);
    a.valid = ever();
    a.area = Area::create(std::move(id), std::move(inner), std::move(outer)).value();
    return a;
}

inline Clause clause(std::string id, Deontic deontic = Deontic::prohibit) {
    Clause c;
    c.summary = english("summary of " + id);
    c.id = std::move(id);
    c.instrument = "accord";
    c.text_status = TextStatus::published;
    c.source = "annex";
    c.deontic = deontic;
    c.acts = {"use_of_force"};
    c.by = "bound_or_supporting";
    return c;
}

inline Exception exception(std::string id, std::vector<std::string> defeats, std::vector<Condition> cases, std::int64_t priority = 10) {
    Exception x;
    x.summary = english("summary of " + id);
    x.id = std::move(id);
    x.defeats = std::move(defeats);
    x.cases = std::move(cases);
    x.priority = priority;
    return x;
}

inline Instrument instrument(std::string id, Interval in_force) {
    Instrument i;
    i.id = std::move(id);
    i.status = InstrumentStatus::in_force;
    Version v;
    v.in_force = in_force;
    v.approvals_required = {"gov", "reb"};
    v.approvals = {{"gov", ApprovalKind::signed_, "1", {}}, {"reb", ApprovalKind::signed_, "2", {}}};
    i.versions.push_back(std::move(v));
    return i;
}

/// Two parties and those around them; the accord in force from hour 0 to hour 10,000; area "ops" without an agreed
/// line (possibly the west half), area "zone" (the south-west 2 x 2 districts). No clauses.
inline Terms terms() {
    Terms t;
    t.reading = {"joint-reading", true, "", english("joint")};
    t.instruments = {instrument("accord", hours(0, 10'000))};
    t.actors = {actor("gov", ActorKind::participant),        actor("reb", ActorKind::participant),
                actor("reb_unit", ActorKind::force),         actor("ally", ActorKind::force),
                actor("stranger", ActorKind::force),         actor("contested", ActorKind::force),
                actor("black", ActorKind::designated_group), actor("grey", ActorKind::force),
                actor("insurgents", ActorKind::umbrella)};
    t.edges = {edge("gov", Relation::signatory_of, "accord"),
               edge("reb", Relation::signatory_of, "accord"),
               edge("reb_unit", Relation::part_of, "reb"),
               edge("ally", Relation::supports, "gov"),
               edge("contested", Relation::signatory_of, "accord", ever(), {"reb"}),
               edge("grey", Relation::designated_as, "black", ever(), {"reb"}),
               edge("grey", Relation::signatory_of, "accord")};
    t.areas = {area("ops", nullptr, shape_of({0, 0, 2, 3})), area("zone", shape_of({0, 0, 2, 2}), shape_of({0, 0, 2, 2}))};
    return t;
}

/// Hour 100 to 101, in the middle of district (0, 0), by gov against reb; nothing else known.
inline Facts facts(std::string incident = "1") {
    Facts f;
    f.incident = std::move(incident);
    f.finder = "reg";
    f.when = hours(100, 101);
    f.where = Region::point(middle(0, 0));
    f.acts = {"mortar"};
    f.actors = {"gov"};
    f.targets = {"reb"};
    f.source = "12/1";
    f.leaf = 12;
    return f;
}

inline void state_fact(Facts& f, std::string name, std::vector<std::string> values) {
    std::ranges::sort(values);
    std::erase_if(f.named, [&](const NamedFact& one) { return one.name == name; });
    f.named.push_back({std::move(name), std::move(values), {}});
    std::ranges::sort(f.named, {}, &NamedFact::name);
}
inline void state_number(Facts& f, std::string name, std::int64_t low, std::int64_t high) {
    std::erase_if(f.named, [&](const NamedFact& one) { return one.name == name; });
    f.named.push_back({std::move(name), {}, std::pair(low, high)});
    std::ranges::sort(f.named, {}, &NamedFact::name);
}

}  // namespace truce::invented
