/// Compares judge_all() with an outside logic engine: random terms and incidents are translated mechanically to facts for
/// SWI-Prolog, which applies tools/oracle/rules.pl, and every clause's ruling must be the same.
///
///   judge_oracle RULES.pl INCIDENTS SEED [SWIPL]
///
/// What needs geometry is translated as relations computed here from districts, without the geometry module. Exit
/// status 0: no difference; 1: differences, the first of them printed with seed and world; 2: could not run.
#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "truce/judge/invented_random.hpp"
#include "truce/judge/judge.hpp"

namespace truce {

namespace {

using namespace invented;

constexpr int incidents_per_world = 20;
constexpr int worlds_per_run = 250;

struct World {
    Terms terms;
    std::vector<Facts> facts;  ///< by beginning
    RandomWorld random;
};

World make_world(std::uint64_t seed) {
    World world{{}, {}, RandomWorld(seed)};
    world.terms = world.random.terms({.clauses = 4, .exceptions = 4});
    for (int i = 0; i < incidents_per_world; ++i) {
        world.facts.push_back(world.random.facts(fmt::format("i{}", i)));
        if (world.random.one_in(5)) world.facts.back().finder = "other";
    }
    std::ranges::stable_sort(world.facts, {}, [](const Facts& f) { return f.when.from; });
    return world;
}

// ---- translation ------------------------------------------------------------------------------------------------

std::string atom_of(std::string_view name) { return fmt::format("'{}'", name); }

std::string list(const std::vector<std::string>& items) {
    std::string out;
    for (const std::string& item : items) out += (out.empty() ? "" : ",") + atom_of(item);
    return "[" + out + "]";
}

std::string translated(const Condition& condition);

std::string translated(const std::vector<Condition>& conditions) {
    std::string out;
    for (const Condition& one : conditions) out += (out.empty() ? "" : ",") + translated(one);
    return "[" + out + "]";
}

std::string translated(const Atom& atom) {
    static constexpr const char* comparisons[] = {"lt", "le", "gt", "ge"};
    switch (atom.kind) {
        case AtomKind::fact_in: return fmt::format("is({},{})", atom_of(atom.name), list(atom.values));
        case AtomKind::number:
            return fmt::format("num({},{},{})", atom_of(atom.name), comparisons[static_cast<int>(atom.comparison)], atom.number);
        case AtomKind::actor_in: return fmt::format("actor_in({})", atom_of(atom.name));
        case AtomKind::target_in: return fmt::format("target_in({})", atom_of(atom.name));
        case AtomKind::inside: return fmt::format("inside({})", atom_of(atom.name));
        case AtomKind::before: return fmt::format("before({})", atom.from.us);
        case AtomKind::after: return fmt::format("after({})", atom.from.us);
        case AtomKind::during: return fmt::format("during({},{})", atom.from.us, atom.to.us);
        case AtomKind::responds_to: return fmt::format("responds({})", atom.duration_us);
        case AtomKind::within:
        case AtomKind::notified: break;  // the random terms have none
    }
    TRUCE_ASSERT(false);
}

std::string translated(const Condition& condition) {
    switch (condition.op) {
        case Condition::Op::atom: return translated(condition.atom);
        case Condition::Op::all: return "all(" + translated(condition.children) + ")";
        case Condition::Op::any: return "any(" + translated(condition.children) + ")";
        case Condition::Op::negation: return "not(" + translated(condition.children.front()) + ")";
    }
    TRUCE_ASSERT(false);
}

void write_terms(std::ostream& out, int w, const Terms& terms) {
    static constexpr const char* kinds[] = {"participant", "force", "outside_force", "designated_group", "umbrella"};
    static constexpr const char* relations[] = {"signatory_of", "supports", "part_of", "designated_as"};
    static constexpr const char* deontics[] = {"prohibit", "oblige", "permit"};
    for (const Actor& a : terms.actors) out << fmt::format("actor({},{},{}).\n", w, atom_of(a.id), kinds[static_cast<int>(a.kind)]);
    for (const Edge& e : terms.edges) {
        out << fmt::format("edge({},{},{},{},{},{},{}).\n", w, atom_of(e.from), relations[static_cast<int>(e.relation)], atom_of(e.to),
                           e.valid.from.us, e.valid.to.us, e.disputed_by.empty() ? "no" : "yes");
    }
    for (const Instrument& i : terms.instruments) {
        const Version& v = i.versions.front();
        out << fmt::format("version({},{},{},{},{}).\n", w, atom_of(i.id), v.in_force.from.us, v.in_force.to.us,
                           v.approvals.size() == v.approvals_required.size() ? "given" : "missing");
    }
    for (const TermsArea& a : terms.areas) {
        out << fmt::format("area({},{},{},{}).\n", w, atom_of(a.area.id), a.valid.from.us, a.valid.to.us);
    }
    for (const Clause& c : terms.clauses) {
        out << fmt::format("clause({},{},{},{},{},{},{},{},{},{},{},{}).\n", w, atom_of(c.id), deontics[static_cast<int>(c.deontic)],
                           c.text_status == TextStatus::draft ? "draft" : "text", atom_of(c.instrument), list(c.acts), atom_of(c.by),
                           c.against.empty() ? "anyone" : atom_of(c.against), translated(c.where), translated(c.when),
                           c.due ? std::to_string(c.due->us) : "none", c.done_when ? translated(*c.done_when) : "none");
    }
    for (const Exception& x : terms.exceptions) {
        out << fmt::format("exception({},{},{},{},{}).\n", w, atom_of(x.id), list(x.defeats), translated(x.cases), x.priority);
    }
}

/// By sets of districts.
const char* relation(const AreaBlocks& area, const Place& place) {
    if (place.cells.empty()) return "u";
    bool all_inner = area.has_inner;
    bool none_outer = area.has_outer;
    for (const auto& [c, r] : place.cells) {
        all_inner = all_inner && area.inner.has(c, r);
        none_outer = none_outer && !area.outer.has(c, r);
    }
    return all_inner ? "t" : (none_outer ? "f" : "u");
}

/// At most 10 km apart: the middles of two districts are at least 90 km apart and 45 km from any other district.
const char* nearness(const Place& a, const Place& b) {
    if (a.cells.empty() || b.cells.empty()) return "u";
    bool possible = false;
    for (const auto& [ac, ar] : a.cells) {
        for (const auto& [bc, br] : b.cells) {
            const int gap = std::max(std::abs(ac - bc), std::abs(ar - br));
            possible = possible || gap == 0 || (gap == 1 && !a.at_middle && !b.at_middle);
        }
    }
    if (a.at_middle && b.at_middle) return possible ? "t" : "f";
    return possible ? "u" : "f";
}

void write_incidents(std::ostream& out, int w, const World& world) {
    for (const Facts& f : world.facts) {
        std::string named;
        for (const NamedFact& n : f.named) {
            if (!named.empty()) named += ',';
            named += n.range ? fmt::format("{}-range({},{})", atom_of(n.name), n.range->first, n.range->second)
                             : fmt::format("{}-values({})", atom_of(n.name), list(n.values));
        }
        out << fmt::format("incident({},{},{},{},{},{},{},{},[{}]).\n", w, atom_of(f.incident), atom_of(f.finder), f.when.from.us,
                           f.when.to.us, list(f.acts), list(f.actors), list(f.targets), named);
        for (const AreaBlocks& area : world.random.area_blocks()) {
            out << fmt::format("inside({},{},{},{}).\n", w, atom_of(f.incident), atom_of(area.id),
                               relation(area, world.random.place(f.incident)));
        }
        for (const Facts& other : world.facts) {
            out << fmt::format("near({},{},{},{}).\n", w, atom_of(f.incident), atom_of(other.incident),
                               nearness(world.random.place(f.incident), world.random.place(other.incident)));
        }
    }
}

// ---- comparison -------------------------------------------------------------------------------------------------

using Rulings = std::map<std::string, std::string>;  ///< "world incident clause" -> ruling

bool run_prolog(const std::string& swipl, const std::string& rules, const std::filesystem::path& facts, Rulings& out) {
    const std::string command = fmt::format("'{}' -q -g judge_everything -g halt '{}' '{}' 2>&1", swipl, rules, facts.string());
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe) return false;
    char line[512];
    while (std::fgets(line, sizeof line, pipe)) {
        std::istringstream words(line);
        std::string world, incident, clause, ruling, more;
        if (!(words >> world >> incident >> clause >> ruling) || (words >> more)) {
            std::cerr << line;
            continue;
        }
        out[fmt::format("{} {} {}", world, incident, clause)] = ruling;
    }
    return ::pclose(pipe) == 0;
}

bool clears(std::string_view ruling) {
    return ruling == "no_violation" || ruling == "exempt" || ruling == "not_due" || ruling == "cleared";
}

struct Tally {
    std::int64_t compared = 0;
    std::int64_t differences = 0;
    std::int64_t other_reason = 0;
    std::map<std::string, std::int64_t> rulings;
};

/// Collects the questions of a condition with the signs they have once NOT is moved to the atoms.
void signs(const Condition& condition, bool positive, const Clause& clause, const Profile& profile,
           std::set<std::pair<std::string, bool>>& out) {
    if (condition.op == Condition::Op::atom) {
        const AskedLiteral one = asked(condition.atom, clause.instrument, profile);
        out.emplace(one.literal.key, one.positive == positive);
    }
    for (const Condition& child : condition.children) {
        signs(child, condition.op == Condition::Op::negation ? !positive : positive, clause, profile, out);
    }
}

/// Whether a question stands with both signs in one of the conditions: "p AND NOT p" holds never, which a normal
/// form shows and evaluation as written does not.
bool has_both_signs(const Terms& terms, const Clause& clause, const Profile& profile) {
    std::vector<const Condition*> conditions{&clause.where, &clause.when};
    if (clause.done_when) conditions.push_back(&*clause.done_when);
    for (const Exception& exception : terms.exceptions) {
        for (const Condition& one : exception.cases) conditions.push_back(&one);
    }
    return std::ranges::any_of(conditions, [&](const Condition* condition) {
        std::set<std::pair<std::string, bool>> found;
        signs(*condition, true, clause, profile, found);
        return std::ranges::any_of(found, [&](const auto& one) { return found.contains({one.first, !one.second}); });
    });
}

/// Where a question stands in a clause with both signs, it may be cleared for several reasons of which each side sees one.
void compare(const Rulings& theirs, const std::string& key, std::string_view ours, bool entangled, std::uint64_t seed, Tally& tally) {
    ++tally.compared;
    ++tally.rulings[std::string(ours)];
    const auto found = theirs.find(key);
    const std::string_view their = found == theirs.end() ? "nothing" : std::string_view(found->second);
    if (their == ours) return;
    if (entangled && clears(their) && clears(ours)) {
        ++tally.other_reason;
        return;
    }
    if (++tally.differences <= 10) std::cout << fmt::format("seed {} [{}]: truce says {}, the oracle {}\n", seed, key, ours, their);
}

void compare_world(const World& world, int w, std::uint64_t seed, const Rulings& theirs, Tally& tally) {
    static const std::shared_ptr<const Profile> one_profile = profile();
    auto compiled = CompiledReading::compile(std::make_shared<const Terms>(world.terms), one_profile);
    TRUCE_ASSERT(compiled.ok());
    const std::vector<Verdict> verdicts = judge_all(*compiled, world.facts, 1);
    const PriorIncidents prior(*compiled, world.facts, verdicts);
    std::vector<bool> entangled;
    for (std::size_t c = 0; c < world.terms.clauses.size(); ++c) {
        entangled.push_back(!compiled->clauses()[c].mixed.empty() || has_both_signs(world.terms, world.terms.clauses[c], *one_profile));
    }
    for (const Facts& f : world.facts) {
        for (const ClauseVerdict& v : clause_verdicts(*compiled, f, prior)) {
            const std::string key = fmt::format("{} {} {}", w, f.incident, world.terms.clauses[v.clause].id);
            compare(theirs, key, name_of(v.ruling), entangled[v.clause], seed, tally);
        }
    }
}

int run(const std::string& rules, int incidents, std::uint64_t seed, const std::string& swipl) {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / fmt::format("truce-judge-oracle-{}-{}.pl", seed, ::getpid());
    Tally tally;
    const int worlds = (incidents + incidents_per_world - 1) / incidents_per_world;
    for (int first = 0; first < worlds; first += worlds_per_run) {
        std::vector<World> batch;
        {
            std::ofstream out(file);
            out << ":- style_check(-discontiguous).\n";
            for (int w = first; w < std::min(worlds, first + worlds_per_run); ++w) {
                batch.push_back(make_world(seed + static_cast<std::uint64_t>(w)));
                write_terms(out, w, batch.back().terms);
                write_incidents(out, w, batch.back());
            }
        }
        Rulings theirs;
        if (!run_prolog(swipl, rules, file, theirs)) {
            std::cerr << "the oracle did not run: " << swipl << "\n";
            return 2;
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const int w = first + static_cast<int>(i);
            compare_world(batch[i], w, seed + static_cast<std::uint64_t>(w), theirs, tally);
        }
    }
    std::filesystem::remove(file);
    std::cout << fmt::format("{} incidents under {} terms, {} rulings compared: {} differences, {} cleared for another reason\n",
                             worlds * incidents_per_world, worlds, tally.compared, tally.differences, tally.other_reason);
    for (const auto& [ruling, n] : tally.rulings) std::cout << fmt::format("  {:14} {}\n", ruling, n);
    return tally.differences == 0 ? 0 : 1;
}

}  // namespace

}  // namespace truce

int main(int argc, char** argv) {
    if (argc < 4) {
        std::cerr << "usage: judge_oracle RULES.pl INCIDENTS SEED [SWIPL]\n";
        return 2;
    }
    return truce::run(argv[1], std::atoi(argv[2]), std::strtoull(argv[3], nullptr, 10), argc > 4 ? argv[4] : "swipl");
}
