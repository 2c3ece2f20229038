/// How long a register in memory takes to start from a mechanism's folder: live_start DIR. `truce import` of a file by generate_ged fills
/// one.
#include <fmt/format.h>

#include <chrono>

#include "truce/base/random.hpp"
#include "truce/mechanism/live.hpp"

namespace {

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

int main(int argc, char** argv) {
    using namespace truce;
    if (argc != 2) return 2;
    const auto clock = system_clock();
    const auto random = system_random();
    const auto mechanism = Mechanism::open(argv[1], OpenFor::reading, *clock, *random);
    if (!mechanism) {
        fmt::print(stderr, "{}\n", mechanism.error().text());
        return 1;
    }
    for (int i = 0; i < 3; ++i) {
        const double start = now_s();
        const auto live = Live::open(*mechanism);
        if (!live) {
            fmt::print(stderr, "{}\n", live.error().text());
            return 1;
        }
        fmt::print("{} versions in memory after {:.2f} s\n", (*live)->now().live->versions(), now_s() - start);
    }
    return 0;
}
