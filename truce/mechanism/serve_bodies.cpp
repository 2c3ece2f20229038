#include "truce/mechanism/serve_bodies.hpp"

#include <fmt/format.h>

#include "truce/base/bytes.hpp"
#include "truce/http/client.hpp"

namespace truce {
namespace {

constexpr std::string_view request_type = "text/plain; charset=utf-8";
constexpr std::string_view pouch_type = "application/octet-stream";
constexpr std::size_t refusal_shown_max = 1'000;

/// A server's words, as far as they are text.
std::string words_of(const HttpResponse& response) {
    const std::string_view body = response.body_view();
    return is_utf8(body) ? std::string(body.substr(0, refusal_shown_max)) : std::string("no text");
}

}  // namespace

HttpHandler serve_bodies(const Path& directory, std::shared_ptr<Clock> clock, std::shared_ptr<Random> random) {
    return [directory, clock = std::move(clock), random = std::move(random)](const HttpRequest& request) {
        if (request.method != HttpMethod::post) return http_method_not_allowed("POST");
        auto pouch = answer_body_request(directory, request.body, *clock, *random);
        if (!pouch) return http_refusal(pouch.error());
        HttpResponse response;
        response.headers.emplace_back("Content-Type", pouch_type);
        response.headers.emplace_back("Cache-Control", "no-store");
        response.body = std::move(*pouch);
        return response;
    };
}

AskServer ask_over_http() {
    return [](const std::string& url, const std::string& request) -> Result<std::string> {
        HttpClientOptions options;
        options.body_max = pouch_size_max;
        options.exchange_timeout = std::chrono::minutes(10);
        TRUCE_ASSIGN(HttpClient client, HttpClient::create(url, options));
        TRUCE_ASSIGN(HttpResponse response, client.post("/bodies", request_type, request));
        if (response.status == 200) return std::string(response.body_view());
        return Error{Errc::invalid, "bodies.refused", fmt::format("the server answers {}: {}", response.status, words_of(response)), url,
                     "Do what it says; where it says nothing, ask whoever keeps it"};
    };
}

}  // namespace truce
