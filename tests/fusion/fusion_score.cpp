/// Scores the default engine on simulated observers. This program alone reads the truth (the column `gold`).
///
///   fusion_score --ged GED.csv [--january FOLDER] [--seeds N] [--first SEED] [--from DAY] [--to DAY] [--noise NAME] [--at-least F1]
///                [--plot FILE.svg]
///
/// One line a set, then the mean with its spread, then a table of how often a link of a stated probability is right. Each set is
/// learnt from without its truth and fused with what was learnt. With --at-least, a lower mean of F1 ends with status 1; with --plot,
/// the last table is drawn, too.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "tests/fusion/observers.hpp"
#include "truce/fuse/fuse.hpp"

namespace truce {
namespace {

using observers::Noise;

struct Options {
    std::map<std::string, std::string> given;
    [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const {
        const auto at = given.find(name);
        return at == given.end() ? otherwise : at->second;
    }
};

Noise noise_of(const std::string& name) {
    const std::map<std::string, Noise> names{{"january", Noise::january},
                                             {"heavy", Noise::heavy},
                                             {"no-tolls", Noise::no_tolls},
                                             {"no-sides", Noise::no_sides},
                                             {"copies", Noise::copies}};
    const auto at = names.find(name);
    if (at != names.end()) return at->second;
    std::fprintf(stderr, "fusion_score: there is no noise \"%s\"\n", name.c_str());
    std::exit(2);
}

/// How often what is said to be so likely is so, in tenths; over all links of all sets.
struct Reliability {
    struct Step {
        double said = 0;
        double right = 0;
        std::size_t links = 0;
    };
    std::array<Step, 10> steps{};
    double loss_bits = 0;
    std::size_t links = 0;

    void add(double probability, bool right) {
        Step& step = steps[std::min<std::size_t>(9, static_cast<std::size_t>(probability * 10))];
        step.said += probability;
        step.right += right ? 1 : 0;
        ++step.links;
        const double p = std::clamp(probability, 0.001, 0.999);
        loss_bits -= std::log2(right ? p : 1 - p);
        ++links;
    }
    void print() const {
        std::printf("\nsaid        links   mean said   right\n");
        for (std::size_t i = 0; i < steps.size(); ++i) {
            if (steps[i].links == 0) continue;
            const auto n = static_cast<double>(steps[i].links);
            std::printf("%.1f - %.1f %8zu %11.3f %7.3f\n", static_cast<double>(i) / 10, static_cast<double>(i + 1) / 10, steps[i].links,
                        steps[i].said / n, steps[i].right / n);
        }
        std::printf("log loss %.3f bits a link over %zu links\n", loss_bits / static_cast<double>(std::max<std::size_t>(1, links)), links);
    }
    /// The table as a drawing: each disc stands where it was said and how often it was right, its area the number of links; on the
    /// line from corner to corner both are the same. SVG, readable on light and dark paper.
    [[nodiscard]] bool draw(const std::string& file) const {
        constexpr double side = 320;
        constexpr double left = 56;
        constexpr double top = 16;
        const auto x = [&](double p) { return left + side * p; };
        const auto y = [&](double p) { return top + side * (1 - p); };
        std::FILE* out = std::fopen(file.c_str(), "w");
        if (out == nullptr) return false;
        std::fprintf(out,
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 392\" font-family=\"sans-serif\" font-size=\"12\" "
                     "fill=\"#666\">\n<title>Probability said, and share that was right</title>\n"
                     "<path d=\"M%.0f %.0fV%.0fH%.0f\" fill=\"none\" stroke=\"#888\"/>\n"
                     "<path d=\"M%.0f %.0fL%.0f %.0f\" fill=\"none\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>\n",
                     x(0), y(1), y(0), x(1), x(0), y(0), x(1), y(1));
        for (const int tenths : {0, 2, 4, 6, 8, 10}) {
            const double at = tenths / 10.0;
            std::fprintf(out, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%.1f</text>", x(at), y(0) + 18, at);
            std::fprintf(out, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"end\">%.1f</text>\n", x(0) - 8, y(at) + 4, at);
        }
        std::size_t most = 1;
        for (const Step& step : steps) most = std::max(most, step.links);
        for (const Step& step : steps) {
            if (step.links == 0) continue;
            const auto n = static_cast<double>(step.links);
            std::fprintf(
                out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"#3b6ea5\" fill-opacity=\"0.8\"><title>%zu links</title></circle>\n",
                x(step.said / n), y(step.right / n), std::max(2.0, 16 * std::sqrt(n / static_cast<double>(most))), step.links);
        }
        std::fprintf(out,
                     "<text x=\"%.0f\" y=\"384\" text-anchor=\"middle\">probability said</text>\n"
                     "<text transform=\"rotate(-90)\" x=\"-%.0f\" y=\"16\" text-anchor=\"middle\">share that was right</text>\n</svg>\n",
                     x(0.5), y(0.5));
        return std::fclose(out) == 0;
    }
};

struct Line {
    observers::Score score;
    double seconds = 0;
    double asked = 0;       ///< share of reports that a person is asked about
    double false_join = 0;  ///< share of reports joined without a person whose strongest link is wrong
};

class Scorer {
public:
    Line run(const std::string& name, const observers::Set& set) {
        const auto begin = std::chrono::steady_clock::now();
        const auto learnt = learn(set.sightings, {}, {});
        if (!learnt) stop(learnt.error());
        const auto fused = fuse(set.sightings, learnt->model, {}, {});
        if (!fused) stop(fused.error());
        Line line;
        line.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        std::vector<std::uint32_t> group;
        for (const Placement& placement : fused->placements) group.push_back(placement.incident);
        line.score = observers::score(group, set.gold);
        look_at_links(set, *fused, line);
        std::printf("%-14s %6zu %8zu %7.3f %6.3f %6.3f  %8.3f  %7.3f %9.3f %8.3f\n", name.c_str(), set.sightings.size(), learnt->candidates,
                    line.score.precision, line.score.recall, line.score.f1, line.score.b3_f1, line.asked, line.false_join, line.seconds);
        return line;
    }
    static void head() { std::printf("set           reports  compared       P      R     F1  B-cubed    asked  wrong-join  seconds\n"); }
    void print_reliability() const { reliability_.print(); }
    [[nodiscard]] bool draw_reliability(const std::string& file) const { return reliability_.draw(file); }

private:
    [[noreturn]] static void stop(const Error& error) {
        std::fprintf(stderr, "fusion_score: %s\n", error.text().c_str());
        std::exit(1);
    }
    void look_at_links(const observers::Set& set, const Fusion& fused, Line& line) {
        std::size_t asked = 0;
        std::size_t joined = 0;
        std::size_t wrong = 0;
        for (const Placement& placement : fused.placements) {
            if (placement.outcome == Outcome::ask) ++asked;
            if (!placement.best) continue;
            const bool right = set.gold[placement.best->a] == set.gold[placement.best->b];
            reliability_.add(placement.probability, right);
            if (placement.outcome != Outcome::join) continue;
            ++joined;
            if (!right) ++wrong;
        }
        const auto share = [](std::size_t part, std::size_t all) {
            return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
        };
        line.asked = share(asked, fused.placements.size());
        line.false_join = share(wrong, joined);
    }
    Reliability reliability_;
};

void print_mean(const char* name, const std::vector<double>& values) {
    double sum = 0;
    double squares = 0;
    for (const double value : values) sum += value;
    const double mean = sum / static_cast<double>(values.size());
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double deviation = values.size() < 2 ? 0 : std::sqrt(squares / static_cast<double>(values.size() - 1));
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    std::printf("%s: mean %.4f, standard deviation %.4f, from %.4f to %.4f, over %zu sets\n", name, mean, deviation, *low, *high,
                values.size());
}

int score(const Options& options) {
    Scorer scorer;
    Scorer::head();
    std::vector<double> f1;
    std::vector<double> b3;
    const auto take = [&](const Line& line) {
        f1.push_back(line.score.f1);
        b3.push_back(line.score.b3_f1);
    };
    if (const std::string folder = options.text("--january", ""); !folder.empty()) {
        const auto january = observers::read_january(folder);
        if (!january) return std::fprintf(stderr, "fusion_score: %s\n", january.error().text().c_str()), 1;
        take(scorer.run("january", *january));
    }
    const auto from = parse_day(options.text("--from", "2016-12-30"));
    const auto to = parse_day(options.text("--to", "2017-01-31"));
    if (!from || !to) return std::fprintf(stderr, "fusion_score: %s\n", (from ? to : from).error().text().c_str()), 2;
    const auto events = observers::read_events(options.text("--ged", ""), *from, *to);
    if (!events) return std::fprintf(stderr, "fusion_score: %s\n", events.error().text().c_str()), 1;
    const std::uint64_t first = std::strtoull(options.text("--first", "1").c_str(), nullptr, 10);
    const std::uint64_t seeds = std::strtoull(options.text("--seeds", "20").c_str(), nullptr, 10);
    const Noise noise = noise_of(options.text("--noise", "january"));
    for (std::uint64_t seed = first; seed < first + seeds; ++seed)
        take(scorer.run("seed " + std::to_string(seed), observers::simulate(*events, seed, noise)));
    if (f1.empty()) return std::fprintf(stderr, "fusion_score: no set was asked for\n"), 2;
    std::printf("\n");
    print_mean("pairwise F1", f1);
    print_mean("B-cubed F1 ", b3);
    scorer.print_reliability();
    if (const std::string plot = options.text("--plot", ""); !plot.empty() && !scorer.draw_reliability(plot))
        return std::fprintf(stderr, "fusion_score: %s cannot be written\n", plot.c_str()), 1;
    double sum = 0;
    for (const double value : f1) sum += value;
    const double least = std::strtod(options.text("--at-least", "0").c_str(), nullptr);
    return sum / static_cast<double>(f1.size()) < least ? 1 : 0;
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    truce::Options options;
    for (int i = 1; i + 1 < argc; i += 2) options.given[argv[i]] = argv[i + 1];
    if (argc % 2 == 0 || !options.given.contains("--ged")) {
        std::fprintf(stderr,
                     "use: fusion_score --ged GED.csv [--january FOLDER] [--seeds N] [--first SEED] [--from DAY] [--to DAY]\n"
                     "                    [--noise january|heavy|no-tolls|no-sides|copies] [--at-least F1] [--plot FILE.svg]\n");
        return 2;
    }
    return truce::score(options);
}
