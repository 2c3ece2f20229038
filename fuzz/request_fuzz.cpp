/// Any bytes as a request to a server of the exercise: a line with method and target, then the body. It is asked by one whom the server
/// knows and by the public. Every answer is one of the contract's: no 500, errors in their one shape, headers without line ends, and
/// of no refusal any word that stands in a private key, unless the request brought it.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "fuzz/fuzz.hpp"
#include "tests/checkout.hpp"
#include "truce/base/json.hpp"
#include "truce/http/message.hpp"
#include "truce/serve/service.hpp"

namespace {

using namespace truce;

struct World {
    std::unique_ptr<Random> random = seeded_random(2023);
    ManualClock clock{parse_instant("2023-06-17T08:00:00Z").value()};
    Path folder = std::filesystem::temp_directory_path() / fmt::format("truce-request-fuzz-{}", ::getpid());
    std::unique_ptr<Service> service = served();

    ~World() {
        service.reset();
        std::filesystem::remove_all(folder);
    }
    std::unique_ptr<Service> served() {
        const Path example = Path(checkout) / "examples/exercise";
        std::filesystem::create_directories(folder);
        const FoundingRequest request{example / "terms.toml", example / "profile.toml", {}, {"mediator-office", "borvik"},
                                      "sqlite:truce.db",      folder / "head",          {}};
        Problems problems;
        TRUCE_ASSERT(found_mechanism(folder / "m", request, clock, *random, problems).ok());
        clock.set({clock.now().us + 1'000'000});
        ServiceOptions options;
        options.loopback_reads_as = "borvik";
        options.rate = {1e9, 1e9, options.rate.addresses_max};
        return Service::open(folder / "m", std::move(options), clock, *random).value();
    }
};

HttpMethod method_of(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, HttpMethod>, 6> methods{{{"DELETE", HttpMethod::delete_},
                                                                                     {"GET", HttpMethod::get},
                                                                                     {"HEAD", HttpMethod::head},
                                                                                     {"OPTIONS", HttpMethod::options},
                                                                                     {"POST", HttpMethod::post},
                                                                                     {"PUT", HttpMethod::put}}};
    for (const auto& [name, method] : methods) {
        if (word == name) return method;
    }
    return HttpMethod::other;
}

bool holds_key_word(std::string_view text) { return text.find("PRIVATE+KEY") != std::string_view::npos; }

void check(const HttpRequest& request, const HttpResponse& response) {
    TRUCE_ASSERT(response.status >= 200 && response.status <= 503 && response.status != 500);
    TRUCE_ASSERT(are_headers_sound(response.headers));
    if (response.status >= 400 && request.path.starts_with("/api/") && !request.path.starts_with("/api/export.")) {
        const auto json = parse_json(response.body_view());
        TRUCE_ASSERT(json && json->is_object() && json->at("error").as_object().size() == 4);
        TRUCE_ASSERT(!json->at("error").at("id").as_string().empty());
    }
    const std::string_view type = find_header(response.headers, "content-type").value_or("");
    if (!response.stream && (type.starts_with("application/json") || type.starts_with("application/geo+json")))
        TRUCE_ASSERT(parse_json(response.body_view()).ok() || response.body_view().empty());
    if (response.status >= 400 && !holds_key_word(request.path) && !holds_key_word(request.query) && !holds_key_word(request.body))
        TRUCE_ASSERT(!holds_key_word(response.body_view()));
    if (response.stream) response.stream->finish();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static World world;
    const std::string_view bytes = view_of(data, size);
    const std::size_t line = std::min(bytes.find('\n'), bytes.size());
    const std::size_t blank = bytes.substr(0, line).find(' ');
    if (blank == std::string_view::npos) return 0;
    HttpRequest request;
    if (!split_target(bytes.substr(blank + 1, line - blank - 1), request)) return 0;
    request.method = method_of(bytes.substr(0, blank));
    request.headers = {{"host", "truce.example.org"}, {"content-type", "application/json"}};
    request.body = bytes.substr(std::min(line + 1, bytes.size()));
    for (const char* const remote : {"127.0.0.1", "192.0.2.1"}) {
        request.remote = remote;
        check(request, world.service->handle(request));
    }
    return 0;
}
