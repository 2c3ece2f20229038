#include "truce/desk/line.hpp"

#include <fmt/format.h>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

constexpr std::size_t words_max = 1'000;

Errc code_of(unsigned status) {
    for (const Errc code : {Errc::invalid, Errc::unsigned_, Errc::forbidden, Errc::not_found, Errc::conflict, Errc::too_large}) {
        if (http_status(code) == status) return code;
    }
    return Errc::invalid;
}

/// Refusals of the interface are JSON; those of /bodies, which mirrors give too, are text: "what [id]", then the remedy.
Error refusal_of(const HttpResponse& response, const std::string& where) {
    const std::string_view body = response.body_view();
    if (response.status == 429 || response.status >= 500)
        return {Errc::busy, "line.busy", fmt::format("the server answers {}", response.status), where, "It is asked again by itself"};
    const auto json = parse_json(body);
    const JsonObject* object = json ? json->if_object() : nullptr;
    const Json* inside = object != nullptr ? object->if_contains("error") : nullptr;
    if (inside != nullptr && inside->is_object()) {
        const auto text = [&](std::string_view name) {
            const Json* value = inside->get_object().if_contains(name);
            return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
        };
        return {code_of(response.status), text("id"), text("what"), text("where"), text("remedy")};
    }
    const std::string_view line = body.substr(0, body.find('\n'));
    const std::size_t open = line.rfind('[');
    const std::size_t close = line.rfind(']');
    if (!is_utf8(body) || open == std::string_view::npos || close == std::string_view::npos || close < open + 2)
        return {Errc::io, "line.not_truce", fmt::format("what answers {} there is no truce", response.status), where, "Check the address"};
    return {code_of(response.status), std::string(line.substr(open + 1, close - open - 1)), std::string(line.substr(0, words_max)), where,
            ""};
}

}  // namespace

bool is_line_down(const Error& error) {
    return error.id == "line.busy" || error.id == "line.not_truce" || error.id.starts_with("http.") || error.id.starts_with("tls.");
}

Result<DeskLine> DeskLine::create(std::string_view url, const HttpClientOptions& options) {
    TRUCE_ASSIGN(HttpClient client, HttpClient::create(url, options));
    return DeskLine(std::move(client));
}

Result<std::string> DeskLine::bodies(const std::string& request) {
    TRUCE_ASSIGN(HttpResponse response, client_.post("/bodies", "text/plain; charset=utf-8", request));
    if (response.status == 200) return std::string(response.body_view());
    return refusal_of(response, client_.url().origin());
}

Result<void> DeskLine::hand_in(const Submission& submission, const std::vector<Body>& items) {
    JsonObject json{{"body", parts_json(submission.body)}, {"note", submission.note}};
    if (!items.empty()) {
        JsonArray all;
        for (const Body& item : items) all.push_back(parts_json(item));
        json["items"] = std::move(all);
    }
    TRUCE_ASSIGN(HttpResponse response, client_.post("/api/entries", "application/json", boost::json::serialize(json)));
    if (response.status == 200 || response.status == 201) return {};
    return refusal_of(response, client_.url().origin());
}

Result<std::string> DeskLine::checkpoint() {
    TRUCE_ASSIGN(HttpResponse response, client_.get("/checkpoint"));
    if (response.status == 200) return std::string(response.body_view());
    return refusal_of(response, client_.url().origin());
}

}  // namespace truce
