#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
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

/// Descriptors that are not connections: the store, one file and some for each reader, the listening socket.
constexpr std::size_t other_files = 1'024;

/// As many connections as are wanted, or as the system lets this process have.
std::size_t connections(std::size_t wanted) {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, std::max<rlim_t>(files.rlim_cur, wanted + other_files));
    (void)::setrlimit(RLIMIT_NOFILE, &files);
    return std::min<std::size_t>(wanted, files.rlim_cur > 2 * other_files ? files.rlim_cur - other_files : files.rlim_cur / 2);
}

/// Filings wait for the disk together, so there are more threads for what waits than processors.
Result<HttpServerOptions> server_options(const ServeOptions& options) {
    HttpServerOptions out;
    out.threads = 80;
    out.connections_max = connections(options.connections);
    out.body_max = std::size_t{4} << 20U;
    if (options.tls_certificate.empty()) return out;
    if (options.tls_key.empty()) {
        return Error{Errc::invalid, "tls.key", "a certificate is named, and no key", "--tls-key", "Name the certificate's private key"};
    }
    out.tls = TlsFiles{options.tls_certificate, options.tls_key};
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
    out.tls = !options.tls_certificate.empty();
    out.loopback_reads_as = options.read_as;
    out.behind_proxy = options.behind_proxy;
    if (options.rate > 0) out.rate = {options.rate, options.rate * 4, out.rate.addresses_max};
    out.uploads.file_bytes_max = options.upload_mib_max << 20U;
    out.uploads.institution_bytes_max = 4 * out.uploads.file_bytes_max;
    out.uploads.total_bytes_max = 16 * out.uploads.file_bytes_max;
    out.attachments.file_bytes_max = out.uploads.file_bytes_max;
    out.attachments.giver_bytes_max = options.attachments_mib_max << 20U;
    if (options.log) out.log = access_log();
    return out;
}

}  // namespace

int serve(const ServeOptions& options) {
    World world;
    auto wanted = service_options(options);
    if (!wanted) return refuse(wanted.error(), options.format);
    auto line = server_options(options);
    if (!line) return refuse(line.error(), options.format);
    const UntilSignal until;
    auto service = Service::open(options.directory, std::move(*wanted), *world.clock, *world.random);
    if (!service) return refuse(service.error(), options.format);
    line->work = [&](const HttpRequest& request) { return (*service)->work(request); };
    auto server = HttpServer::start(options.listen, [&](const HttpRequest& request) { return (*service)->handle(request); }, *line);
    if (!server) return refuse(server.error(), options.format);
    print(fmt::format("{} is served at {}://{}\n", options.directory.string(), line->tls ? "https" : "http", server->address()));
    std::fflush(stdout);
    until.wait(std::chrono::seconds(5), [&] { (*service)->tick(); });
    (*service)->finish();
    server->stop();
    return 0;
}

}  // namespace truce::app
