#include <fmt/format.h>

#include <mutex>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/until_signal.hpp"
#include "app/world.hpp"
#include "truce/http/server.hpp"
#include "truce/serve/service.hpp"

namespace truce::app {
namespace {

/// The access log: a line of JSON for each answer on standard error, whoever answers.
std::function<void(const std::string&)> access_log() {
    const auto mutex = std::make_shared<std::mutex>();
    return [mutex](const std::string& line) {
        const std::lock_guard lock(*mutex);
        fmt::print(stderr, "{}\n", line);
    };
}

/// Handlers wait for the disk together, so there are more of them than processors.
HttpServerOptions limits() {
    HttpServerOptions out;
    out.threads = 16;
    out.connections_max = 4'096;
    out.body_max = std::size_t{4} << 20U;
    return out;
}

Result<ServiceOptions> service_options(const ServeOptions& options) {
    ServiceOptions out;
    out.url = options.url;
    while (out.url.ends_with('/')) out.url.pop_back();
    if (!out.url.empty() && !out.url.starts_with("https://") && !out.url.starts_with("http://"))
        return Error{Errc::invalid, "serve.url", fmt::format("\"{}\" is no address of a server", options.url), "--url",
                     "Write https://truce.example.org"};
    if (!options.web.empty()) out.pages = options.web;
    if (!options.policy.empty()) {
        TRUCE_ASSIGN(out.policy, read_policy(options.policy));
    }
    out.loopback_reads_as = options.read_as;
    out.behind_proxy = options.behind_proxy;
    if (options.rate > 0) out.rate = {options.rate, options.rate * 4, out.rate.addresses_max};
    if (options.log) out.log = access_log();
    return out;
}

}  // namespace

int serve(const ServeOptions& options) {
    World world;
    auto wanted = service_options(options);
    if (!wanted) return refuse(wanted.error(), options.format);
    const UntilSignal until;
    auto service = Service::open(options.directory, std::move(*wanted), *world.clock, *world.random);
    if (!service) return refuse(service.error(), options.format);
    auto server = HttpServer::start(options.listen, [&](const HttpRequest& request) { return (*service)->handle(request); }, limits());
    if (!server) return refuse(server.error(), options.format);
    print(fmt::format("{} is served at http://{}\n", options.directory.string(), server->address()));
    std::fflush(stdout);
    until.wait(std::chrono::seconds(5), [&] { (*service)->tick(); });
    (*service)->finish();
    server->stop();
    return 0;
}

}  // namespace truce::app
