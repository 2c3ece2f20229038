/// Random terms and incidents of the invented country, the same for the same seed; see invented.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "truce/judge/invented.hpp"

namespace truce::invented {

/// What an area is, in districts, for programs that compute its relations in another way.
struct AreaBlocks {
    std::string id;
    Block inner, outer;
    bool has_inner = false, has_outer = false;
};

/// Where an incident happened, in districts.
struct Place {
    Region region;
    std::vector<std::pair<int, int>> cells;  ///< empty: anywhere
    bool at_middle = false;                  ///< within 1 km of the middle of its one district
};

class RandomWorld {
public:
    explicit RandomWorld(std::uint64_t seed) : random_(seed) {}

    /// Between 1 and n.
    int upto(int n) { return std::uniform_int_distribution<int>(1, n)(random_); }
    bool one_in(int n) { return upto(n) == 1; }
    template <typename T>
    const T& any_of(const std::vector<T>& from) {
        return from[static_cast<std::size_t>(upto(static_cast<int>(from.size())) - 1)];
    }
    template <typename T>
    void shuffle(std::vector<T>& values) {
        std::ranges::shuffle(values, random_);
    }

    struct Options {
        int clauses = 4;
        int exceptions = 4;
        bool permits = true;
        bool responses = true;
        bool geometry = true;
    };

    Terms terms(const Options& options) {
        options_ = options;
        Terms t = invented::terms();
        t.instruments = {instrument("accord", hours(0, 150)), instrument("pact", hours(40 + upto(40), 10'000))};
        if (one_in(4)) t.instruments[1].versions[0].approvals[0].kind = ApprovalKind::reported;
        if (one_in(8)) t.instruments[1].versions[0].approvals.pop_back();
        random_edges(t);
        t.areas.clear();
        area_blocks_.clear();
        for (const char* id : {"a", "b", "c"}) t.areas.push_back(random_area(id));
        for (int i = 0; i < options.clauses; ++i) t.clauses.push_back(random_clause(t, fmt::format("c{}", i)));
        for (int i = 0; i < options.exceptions; ++i) t.exceptions.push_back(random_exception(t, i));
        return t;
    }
    [[nodiscard]] const std::vector<AreaBlocks>& area_blocks() const { return area_blocks_; }

    Facts facts(const std::string& incident) {
        Facts f = invented::facts(incident);
        const int start = upto(200);
        f.when = hours(start, start + upto(one_in(3) ? 60 : 4));
        places_[incident] = random_place();
        f.where = places_[incident].region;
        f.acts = some({"use_of_force", "air_strike", "indirect_fire", "mortar", "artillery", "movement"});
        f.actors = some_actors();
        f.targets = some_actors();
        for (const char* name : {"p", "q", "r", "s", "proportionate"}) {
            if (!one_in(3)) state_fact(f, name, {one_in(2) ? "yes" : "no"});
        }
        if (!one_in(3)) state_fact(f, "colour", some({"blue", "green", "red"}));
        if (one_in(2)) state_fact(f, std::string(target_composition_name), some({"mixed", "only_designated", "only_protected"}));
        if (one_in(2)) {
            const int low = 60 + 20 * upto(5);
            state_number(f, "calibre", low, low + 20 * (upto(4) - 1));
        }
        f.coding_of_another = one_in(2);
        return f;
    }
    /// Where the incident that facts() made under this id happened.
    [[nodiscard]] const Place& place(const std::string& incident) const { return places_.at(incident); }

private:
    std::vector<std::string> some(std::vector<std::string> from) {
        shuffle(from);
        from.resize(static_cast<std::size_t>(one_in(2) ? 1 : upto(3)));
        std::ranges::sort(from);
        return from;
    }

    std::vector<std::string> some_actors() {
        if (one_in(10)) return {};
        if (one_in(10)) return {"Civilians"};
        if (one_in(12)) return {"somebody unheard of"};
        return some({"gov", "reb", "reb_unit", "ally", "stranger", "contested", "black", "grey", "insurgents", "civilians"});
    }

    void random_edges(Terms& t) {
        const std::vector<std::string> forces{"reb_unit", "ally", "stranger", "contested", "grey"};
        for (int i = upto(6); i > 0; --i) {
            const Relation relation =
                any_of(std::vector{Relation::signatory_of, Relation::supports, Relation::part_of, Relation::designated_as});
            std::string to = any_of(std::vector<std::string>{"gov", "reb", "ally", "black"});
            if (relation == Relation::signatory_of) to = one_in(2) ? "accord" : "pact";
            if (relation == Relation::designated_as) to = "black";
            const int from = upto(150);
            t.edges.push_back(edge(any_of(forces), relation, to, hours(from, from + upto(100)),
                                   one_in(2) ? std::vector<std::string>{"reb"} : std::vector<std::string>{}));
        }
        for (const char* party : {"gov", "reb"}) {
            if (one_in(2)) t.edges.push_back(edge(party, Relation::signatory_of, "pact"));
        }
    }

    Block random_block(const Block& within) {
        Block b;
        b.column = within.column + upto(within.column_end - within.column) - 1;
        b.row = within.row + upto(within.row_end - within.row) - 1;
        b.column_end = b.column + upto(within.column_end - b.column);
        b.row_end = b.row + upto(within.row_end - b.row);
        return b;
    }

    TermsArea random_area(const std::string& id) {
        AreaBlocks blocks{id, {}, {}, !one_in(3), !one_in(5)};
        blocks.outer = random_block({0, 0, columns, rows});
        blocks.inner = one_in(2) ? blocks.outer : random_block(blocks.outer);
        area_blocks_.push_back(blocks);
        TermsArea result =
            area(id, blocks.has_inner ? shape_of(blocks.inner) : nullptr, blocks.has_outer ? shape_of(blocks.outer) : nullptr);
        if (one_in(4)) result.valid = hours(upto(60), 60 + upto(100));
        return result;
    }

    Condition random_atom() {
        switch (upto(options_.responses ? 12 : 11)) {
            case 1: return is("colour", some({"blue", "green", "red"}));
            case 2: return is(std::string(target_composition_name), {one_in(2) ? "only_designated" : "mixed"});
            case 3: return number("calibre", static_cast<Comparison>(upto(4) - 1), 60 + 20 * upto(6));
            case 4: return named(one_in(2) ? AtomKind::actor_in : AtomKind::target_in, any_of(sets()));
            case 5: return timed(one_in(2) ? AtomKind::before : AtomKind::after, at(upto(200)));
            case 6: {
                const int from = upto(150);
                return timed(AtomKind::during, at(from), at(from + upto(60)));
            }
            case 7:
            case 8: return options_.geometry ? inside_of(any_of(std::vector<std::string>{"a", "b", "c"})) : yes("r");
            case 12: return responds(10 * upto(10), 10);
            default: return is(any_of(std::vector<std::string>{"p", "q", "r", "s"}), {one_in(2) ? "yes" : "no"});
        }
    }

    static std::vector<std::string> sets() { return {"bound", "bound_or_supporting", "designated", "gov", "reb", "black"}; }

    Condition random_condition(int depth) {
        if (depth == 0 || one_in(3)) return one_in(4) ? no(random_atom()) : random_atom();
        std::vector<Condition> children{random_condition(depth - 1), random_condition(depth - 1)};
        Condition c = one_in(2) ? all(std::move(children)) : any(std::move(children));
        return one_in(6) ? no(std::move(c)) : c;
    }

    Clause random_clause(const Terms&, std::string id) {
        const int kind = upto(10);
        Clause c =
            clause(std::move(id), kind == 1 && options_.permits ? Deontic::permit : (kind <= 3 ? Deontic::oblige : Deontic::prohibit));
        c.instrument = one_in(2) ? "accord" : "pact";
        if (one_in(12)) c.text_status = TextStatus::draft;
        if (one_in(6)) c.text_status = TextStatus::reconstructed;
        c.acts = one_in(2) ? std::vector<std::string>{"use_of_force"} : some({"air_strike", "indirect_fire", "mortar", "movement"});
        c.by = any_of(std::vector<std::string>{"bound", "bound_or_supporting", "anyone", "gov"});
        if (one_in(3)) c.against = any_of(std::vector<std::string>{"bound", "bound_or_supporting", "reb", "black"});
        if (options_.geometry && one_in(2)) c.where = inside_of(any_of(std::vector<std::string>{"a", "b", "c"}));
        if (one_in(3)) c.when = random_condition(2);
        if (c.deontic == Deontic::oblige) {
            if (!one_in(4)) c.due = at(upto(200));
            if (one_in(2)) c.done_when = random_condition(1);
        }
        return c;
    }

    Exception random_exception(const Terms& t, int index) {
        std::vector<std::string> defeats;
        // An exception defeats clauses or earlier exceptions, so there is no cycle.
        if (index > 0 && one_in(2)) {
            defeats = {fmt::format("x{}", upto(index) - 1)};
        } else {
            defeats = {any_of(t.clauses).id};
        }
        std::vector<Condition> cases;
        for (int i = upto(2); i > 0; --i) cases.push_back(random_condition(1));
        Exception x = exception(fmt::format("x{}", index), std::move(defeats), std::move(cases), 10 * upto(2));
        x.burden = one_in(2) ? Burden::must_be_shown : Burden::applies_unless_disproved;
        return x;
    }

    Place random_place() {
        Place place;
        const int kind = upto(8);
        if (kind == 1) return place;
        const int column = upto(columns) - 1;
        const int row = upto(rows) - 1;
        if (kind <= 5) {
            place.at_middle = true;
            place.cells = {{column, row}};
            place.region = Region::circle(middle(column, row), kind <= 3 ? 0 : 1'000'000);
            return place;
        }
        std::vector<std::string> ids;
        for (int i = upto(3); i > 0; --i) {
            place.cells.emplace_back(upto(columns) - 1, upto(rows) - 1);
            ids.push_back(cell_id(place.cells.back().first, place.cells.back().second));
        }
        place.region = Region::areas(std::move(ids));
        return place;
    }

    std::mt19937_64 random_;
    Options options_;
    std::vector<AreaBlocks> area_blocks_;
    std::map<std::string, Place> places_;
};

}  // namespace truce::invented
