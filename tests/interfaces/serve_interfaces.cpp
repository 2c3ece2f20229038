// serve_interfaces DIR HOURS [INSTITUTION]: answers /ogc, /tiles and /api/export.* from a mechanism's folder until its input ends, as the
// public or an institution will see it so many hours from now. Prints its address first. What `truce serve` does around it is not here.
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "truce/base/random.hpp"
#include "truce/http/server.hpp"
#include "truce/interfaces/export.hpp"
#include "truce/interfaces/ogc.hpp"
#include "truce/interfaces/tiles.hpp"
#include "truce/mechanism/live.hpp"
#include "truce/mechanism/situation.hpp"

namespace truce {
namespace {

Result<void> run(const std::string& directory, std::int64_t hours, const std::string& institution) {
    const auto clock = system_clock();
    const auto random = system_random();
    TRUCE_ASSIGN(const Mechanism mechanism, Mechanism::open(directory, OpenFor::reading, *clock, *random));
    TRUCE_ASSIGN(const auto live, Live::open(mechanism));
    TRUCE_ASSIGN(const std::uint64_t size, mechanism.size());
    TRUCE_ASSIGN(const auto situation, Situation::load(mechanism, *live, size, std::nullopt));
    live->show(situation->live(), situation->judged());
    TileCache cache;
    const auto outlines = std::make_shared<Outlines>(live->now().live->profile());
    const HttpHandler handler = [&](const HttpRequest& request) -> HttpResponse {
        const Live::Now now = live->now();
        const auto onlooker = now.onlooker(institution, {clock->now().us + hours * 3'600'000'000});
        if (!onlooker) return refusal(onlooker.error());
        const auto host = find_header(request.headers, "host");
        const FeatureSource source{now.live, *onlooker, outlines, fmt::format("http://{}", host.value_or("localhost"))};
        if (request.path.starts_with("/tiles")) return tiles(request, source, cache);
        if (request.path.starts_with("/api/export")) return export_answer(request, source, [] { return true; });
        return ogc(request, source);
    };
    TRUCE_ASSIGN(HttpServer server, HttpServer::start("127.0.0.1:0", handler));
    std::cout << "http://" << server.address() << std::endl;
    std::string line;
    while (std::getline(std::cin, line)) {
    }
    return {};
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const auto done = truce::run(argv[1], std::atoll(argv[2]), argc > 3 ? argv[3] : "");
    if (!done) std::cerr << done.error().text() << '\n';
    return done ? 0 : 1;
}
