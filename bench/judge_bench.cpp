/// Re-judging a register: 100,000 incidents as four finders accept them, under 24 clauses with geometry.
///
///   judge_bench [ADM1.geojson] [THREADS] [INCIDENTS]
///
/// Prints, as medians of five runs: loading (reports to facts), judging all, both in one run, and one judgement with
/// its explanation as a tree and as text. Areas are the 14 Syrian governorates (examples/syria-2017/areas) and
/// zones of which only the outer line is agreed; places are points with 1 km or 25 km around them, governorates or
/// unknown, as UCDP GED has them. Everything is made from a fixed seed.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>
#include <thread>

#include "truce/base/file.hpp"
#include "truce/judge/explain.hpp"
#include "truce/judge/invented.hpp"

namespace truce {

namespace {

using namespace invented;
using clock = std::chrono::steady_clock;

constexpr std::size_t runs = 5;
const std::vector<std::string> finders{"one", "two", "three", "four"};

/// Wall-clock and processor time of all threads, in seconds.
struct Cost {
    double wall = 0;
    double processor = 0;
};

double processor_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// `prepare` is not measured.
template <typename Work>
Cost median_of_runs(Work work, const std::function<void()>& prepare = [] {}) {
    std::vector<double> wall;
    std::vector<double> processor;
    for (std::size_t i = 0; i < runs; ++i) {
        prepare();
        const auto start = clock::now();
        const double processor_start = processor_seconds();
        work();
        wall.push_back(std::chrono::duration<double>(clock::now() - start).count());
        processor.push_back(processor_seconds() - processor_start);
    }
    std::ranges::sort(wall);
    std::ranges::sort(processor);
    return {wall[runs / 2], processor[runs / 2]};
}

Profile profile_with(std::shared_ptr<const Atlas> atlas) {
    Profile p = *invented::profile();
    p.atlas = std::move(atlas);
    return p;
}

/// 24 clauses over two instruments; half of them in an area; exceptions for designated groups, self-defence, notified flights.
Terms bench_terms(const Atlas& atlas) {
    Terms t = terms();
    t.instruments.push_back(instrument("pact", hours(2'000, 20'000)));
    for (const char* party : {"gov", "reb"}) t.edges.push_back(edge(party, Relation::signatory_of, "pact", hours(1'000, 20'000)));
    t.areas.clear();
    for (std::size_t i = 0; i < atlas.size(); ++i) {
        const std::shared_ptr<const Shape> shape = atlas.divisions()[i].shape;
        t.areas.push_back(area(fmt::format("a{}", i), i % 3 == 0 ? nullptr : shape, shape));
    }
    const std::vector<std::string> acts{"use_of_force", "air_strike", "indirect_fire", "movement"};
    for (std::size_t i = 0; i < 24; ++i) {
        Clause c = clause(fmt::format("c{:02}", i), i % 8 == 7 ? Deontic::oblige : Deontic::prohibit);
        c.instrument = i % 2 == 0 ? "accord" : "pact";
        c.acts = {acts[i % acts.size()]};
        if (i % 2 == 1)
            c.where = any({inside_of(fmt::format("a{}", i % atlas.size())), inside_of(fmt::format("a{}", (i + 5) % atlas.size()))});
        if (i % 6 == 5) c.against = "bound_or_supporting";
        if (c.deontic == Deontic::oblige) c.due = at(3'000);
        t.clauses.push_back(std::move(c));
    }
    std::vector<std::string> all_ids;
    for (const Clause& c : t.clauses) all_ids.push_back(c.id);
    t.exceptions = {
        exception("designated", all_ids, {all({any({inside_of("a0"), inside_of("a3")}), is("target_composition", {"only_designated"})})}),
        exception("defence", all_ids, {all({responds(6, 10), yes("proportionate")})}),
        exception("notified", all_ids, {named(AtomKind::notified, "flight")}), exception("hostile", {"designated"}, {yes("p")}, 20)};
    return t;
}

/// One finder's report of one incident.
class Reports {
public:
    explicit Reports(const Atlas& atlas) : atlas_(atlas) {}

    Report next(std::size_t incident, const std::string& finder) {
        Report r;
        r.register_id = finder;
        r.source_id = std::to_string(incident);
        const std::int64_t day = upto(400);
        r.when = hours(24 * day, 24 * (day + (one_in(10) ? upto(14) : 1)));
        r.where = place();
        r.act = pick({"use_of_force", "use_of_force", "use_of_force", "mortar", "air_strike", "artillery", "movement"});
        r.actors = one_in(3) ? std::vector<std::string>{"gov", "insurgents"} : std::vector<std::string>{pick(names_)};
        r.targets = {pick(names_)};
        if (one_in(2)) r.facts.push_back({"notified_flight", {"no"}, {}});
        if (one_in(3)) r.facts.push_back({"proportionate", {one_in(2) ? "yes" : "no"}, {}});
        if (one_in(3)) r.facts.push_back({"target_composition", {one_in(3) ? "only_designated" : "mixed"}, {}});
        return r;
    }

private:
    int upto(int n) { return std::uniform_int_distribution<int>(1, n)(random_); }
    bool one_in(int n) { return upto(n) == 1; }
    const std::string& pick(const std::vector<std::string>& from) {
        return from[static_cast<std::size_t>(upto(static_cast<int>(from.size())) - 1)];
    }

    Region place() {
        if (one_in(50)) return Region::anywhere();
        if (one_in(4)) return Region::areas({atlas_.id(static_cast<std::size_t>(upto(static_cast<int>(atlas_.size())) - 1))});
        const LatLon centre{320'000'000 + upto(53) * 1'000'000 + upto(1'000'000), 357'000'000 + upto(66) * 1'000'000 + upto(1'000'000)};
        return Region::circle(centre, one_in(3) ? 25'000'000 : 1'000'000);
    }

    const Atlas& atlas_;
    std::mt19937_64 random_{1};
    std::vector<std::string> names_{"gov", "reb", "reb_unit", "ally", "stranger", "contested", "black", "grey", "insurgents", "Civilians"};
};

/// facts_of for every report, split over threads like the judging.
std::vector<Facts> load(const std::vector<Report>& reports, unsigned threads) {
    std::vector<Facts> facts(reports.size());
    const auto part = [&](unsigned thread) {
        for (std::size_t i = thread; i < reports.size(); i += threads) {
            facts[i] = facts_of(reports[i], reports[i].source_id, "1/" + reports[i].source_id, 1);
        }
    };
    std::vector<std::jthread> others;
    for (unsigned thread = 1; thread < threads; ++thread) others.emplace_back(part, thread);
    part(0);
    others.clear();
    return facts;
}

void print_rulings(const std::vector<Verdict>& verdicts) {
    std::map<std::string_view, std::size_t> counts;
    for (const Verdict& v : verdicts) ++counts[name_of(v.ruling)];
    for (const auto& [ruling, n] : counts) fmt::print("  {:14} {}\n", ruling, n);
}

void measure_one(const CompiledReading& reading, const std::vector<Facts>& facts) {
    const std::size_t sample = std::min<std::size_t>(2'000, facts.size());
    const double us_each = 1e6 / static_cast<double>(sample);
    std::size_t bytes = 0;
    const Cost tree = median_of_runs([&] {
        for (std::size_t i = 0; i < sample; ++i) bytes += explain(reading, facts[i]).clauses.size();
    });
    const Cost text = median_of_runs([&] {
        for (std::size_t i = 0; i < sample; ++i) bytes += sentence(explain(reading, facts[i]), "en").size();
    });
    const Cost full = median_of_runs([&] {
        for (std::size_t i = 0; i < sample; ++i) bytes += to_text(explain(reading, facts[i])).size();
    });
    fmt::print(
        "one judgement explained, all 24 clauses: tree {:.1f} us, with its sentence {:.1f} us, as full text {:.1f} us (checksum {})\n",
        tree.processor * us_each, text.processor * us_each, full.processor * us_each, bytes);
}

int run(const Path& file, unsigned threads, std::size_t incidents) {
    auto text = read_file(file);
    if (!text) return fmt::print(stderr, "{}\n", text.error().text()), 2;
    auto atlas = Atlas::from_geojson(*text, "shapeISO", "shapeName");
    if (!atlas) return fmt::print(stderr, "{}\n", atlas.error().text()), 2;
    const auto shared = std::make_shared<const Atlas>(*atlas);
    const auto reading = CompiledReading::compile(std::make_shared<const Terms>(bench_terms(*shared)),
                                                  std::make_shared<const Profile>(profile_with(shared)));
    if (!reading) return fmt::print(stderr, "{}\n", reading.error().text()), 2;

    std::vector<Report> reports;
    Reports make(*shared);
    for (std::size_t i = 0; i < incidents; ++i) {
        for (const std::string& finder : finders) reports.push_back(make.next(i, finder));
    }
    std::vector<Facts> facts;
    std::vector<Verdict> verdicts;
    const Cost loading = median_of_runs([&] { facts = load(reports, threads); }, [&] { facts = {}; });
    const Cost judging = median_of_runs([&] { verdicts = judge_all(*reading, facts, threads); });
    const Cost both = median_of_runs([&] { verdicts = judge_all(*reading, facts = load(reports, threads), threads); }, [&] { facts = {}; });
    const double evaluations = static_cast<double>(facts.size() * reading->clauses().size());
    fmt::print("{} incidents x {} finders x {} clauses, {} literals, {} threads\n", incidents, finders.size(), reading->clauses().size(),
               reading->literals().size(), threads);
    fmt::print("wall: loading {:.3f} s, judging {:.3f} s, both in one run {:.3f} s\n", loading.wall, judging.wall, both.wall);
    fmt::print(
        "processor, all threads: loading {:.3f} s, judging {:.3f} s, both {:.3f} s; {:.1f} million clause rulings per second and core\n",
        loading.processor, judging.processor, both.processor, evaluations / judging.processor / 1e6);
    print_rulings(verdicts);
    measure_one(*reading, facts);
    return 0;
}

}  // namespace

}  // namespace truce

int main(int argc, char** argv) {
    const truce::Path file = argc > 1 ? argv[1] : "examples/syria-2017/areas/syria_adm1.geojson";
    const auto number = [&](int at, int otherwise) {
        return static_cast<unsigned>(std::max(1, argc > at ? std::atoi(argv[at]) : otherwise));
    };
    return truce::run(file, number(2, 2), number(3, 100'000));
}
