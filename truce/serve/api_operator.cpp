// For whoever runs the server: is it alive, can it answer, how is it doing.
#include "truce/base/json.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

HttpResponse no_store(HttpResponse response) {
    std::erase_if(response.headers, [](const auto& one) { return one.first == "Cache-Control" || one.first == "ETag"; });
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Result<HttpResponse> alive(const Asked&) { return no_store(json_answer(Json{{"ok", true}})); }

Result<HttpResponse> ready(const Asked& asked) {
    TRUCE_ASSIGN([[maybe_unused]] const std::uint64_t size, asked.mechanism.size());
    return no_store(json_answer(Json{{"ok", true}}));
}

/// Of this machine alone: how much is filed, and when, the public is to hear at its ticks.
Result<HttpResponse> metrics(const Asked& asked) {
    if (!asked.service.is_from_here(asked.request))
        return Error{Errc::not_found, "http.path", "there is nothing of that name for you", asked.request.path,
                     "Ask on the server's own machine"};
    TRUCE_ASSIGN(const std::uint64_t size, asked.mechanism.size());
    HttpResponse response;
    response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}};
    response.body = asked.service.metrics().text({{"truce_record_size", size},
                                                  {"truce_sessions", asked.service.sessions().count()},
                                                  {"truce_event_streams", asked.service.events().count()},
                                                  {"truce_filings_waiting", asked.service.filings_waiting()}});
    return response;
}

}  // namespace

void add_operator_routes(Service& service) {
    service.route(HttpMethod::get, "/healthz", {}, alive);
    service.route(HttpMethod::get, "/readyz", {}, ready);
    service.route(HttpMethod::get, "/metrics", {}, metrics);
}

}  // namespace truce
