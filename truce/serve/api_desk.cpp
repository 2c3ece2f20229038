// A participant's own desk: how its line is, what waits there, and signing with its key.
#include <array>

#include "truce/base/json.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"
#include "truce/serve/desk_behind.hpp"

namespace truce {
namespace {

Result<DeskBehind*> desk_of(const Asked& asked) {
    if (DeskBehind* const desk = asked.service.desk(); desk != nullptr) return desk;
    return Error{Errc::not_found, "desk.none", "this is the server of a mechanism, not a participant's desk", "",
                 "Sign where your key is, and hand in what was signed: POST /api/entries"};
}

HttpResponse no_store(const Json& json, unsigned status = 200) {
    HttpResponse response = json_answer(json, status);
    std::erase_if(response.headers, [](const auto& one) { return one.first == "Cache-Control" || one.first == "ETag"; });
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Result<HttpResponse> state_of_desk(const Asked& asked) {
    TRUCE_ASSIGN(DeskBehind* const desk, desk_of(asked));
    TRUCE_ASSIGN(const Json json, desk->state());
    return no_store(json);
}

Result<HttpResponse> sign_here(const Asked& asked) {
    TRUCE_ASSIGN(DeskBehind* const desk, desk_of(asked));
    static constexpr std::array<std::string_view, 2> needed{"id", "words"};
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed));
    for (const std::string_view name : needed) {
        if (!body.at(name).is_string()) return Error{Errc::invalid, "body.members", "id and words are texts", "body", "Look at GET /api"};
    }
    TRUCE_ASSIGN(const Json json, desk->sign(body.at("id").get_string(), body.at("words").get_string()));
    return no_store(json, 201);
}

Result<HttpResponse> sign_anew(const Asked& asked) {
    TRUCE_ASSIGN(DeskBehind* const desk, desk_of(asked));
    TRUCE_ASSIGN([[maybe_unused]] const JsonObject body, asked.body({}));
    TRUCE_ASSIGN(const Json json, desk->reissue());
    return no_store(json);
}

}  // namespace

void add_desk_routes(Service& service) {
    service.route(HttpMethod::get, "/api/desk", {}, state_of_desk);
    service.route(HttpMethod::post, "/api/desk/sign", {}, sign_here);
    service.route(HttpMethod::post, "/api/desk/reissue", {}, sign_anew);
}

}  // namespace truce
