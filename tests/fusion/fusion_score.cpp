/// Scores the default engine on simulated observers: how well, how surely, how fast. Prints one line a set.
///
///   fusion_score GED.csv JANUARY-FOLDER
#include <chrono>
#include <cstdio>

#include "tests/fusion/observers.hpp"
#include "truce/fuse/fuse.hpp"

int main(int argc, char** argv) {
    using namespace truce;
    if (argc < 3) return 2;
    auto run = [](const char* name, const observers::Set& set) {
        auto t0 = std::chrono::steady_clock::now();
        auto l = learn(set.sightings, {}, {});
        if (!l) {
            std::printf("%s\n", l.error().text().c_str());
            return 0.0;
        }
        auto f = fuse(set.sightings, l->model, {}, {});
        if (!f) {
            std::printf("%s\n", f.error().text().c_str());
            return 0.0;
        }
        auto t1 = std::chrono::steady_clock::now();
        std::vector<std::uint32_t> g;
        for (auto& p : f->placements) g.push_back(p.incident);
        auto s = observers::score(g, set.gold);
        std::printf(
            "%s n=%zu cand=%zu links=%zu P %.3f R %.3f F1 %.3f  B3 %.3f thr %.1f cal %.2f %.1f est: false %.3f found %.3f rounds %d  "
            "%.3fs\n",
            name, set.sightings.size(), l->candidates, l->links, s.precision, s.recall, s.f1, s.b3_f1, l->model.threshold / 1000.0,
            l->model.calibration.slope, l->model.calibration.offset / 1000.0, l->false_share, l->found_share, l->rounds,
            std::chrono::duration<double>(t1 - t0).count());
        return s.f1;
    };
    auto jan = observers::read_january(argv[2]);
    if (!jan) {
        std::printf("%s\n", jan.error().text().c_str());
        return 1;
    }
    run("january", *jan);
    auto events = observers::read_events(argv[1], *parse_day("2016-12-30"), *parse_day("2017-01-31"));
    if (!events) {
        std::printf("%s\n", events.error().text().c_str());
        return 1;
    }
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) sum += run("seed", observers::simulate(*events, seed, observers::Noise::january));
    std::printf("mean %.4f over %zu events\n", sum / 20, events->size());
}
