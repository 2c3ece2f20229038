#include "truce/desk/line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

constexpr std::size_t words_max = 1'000;
constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
constexpr std::chrono::minutes recording_max{10};

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

/// What the server says of sending, and not of what was signed: under an id of its own, so that none is taken for what the desk found.
Error of_server(Error error) {
    if (is_line_down(error)) return error;
    error.id = "server." + error.id;
    return error;
}

HttpRequest json_request(std::string path, const Json& json) {
    HttpRequest request;
    request.method = HttpMethod::post;
    request.path = std::move(path);
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = boost::json::serialize(json);
    return request;
}

/// A number of an answer; 0 where there is none.
std::uint64_t number_in(const HttpResponse& response, std::string_view member) {
    const auto json = parse_json(response.body_view());
    const JsonObject* object = json ? json->if_object() : nullptr;
    const Json* value = object != nullptr ? object->if_contains(member) : nullptr;
    return value != nullptr && value->is_int64() && value->get_int64() > 0 ? static_cast<std::uint64_t>(value->get_int64()) : 0;
}

std::string member_text(const JsonObject& object, std::string_view member) {
    const Json* value = object.if_contains(member);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

Result<void> check_challenge(std::string_view text, const LineSpeaker& speaker) {
    const Error other{Errc::corrupt, "line.challenge",
                      "what the server gives to be signed is no challenge for this key, this log and this server", "",
                      "Nothing was signed; ask whoever keeps the server what it calls itself (truce serve --url), and name it so here"};
    constexpr std::string_view first = "truce/session/v1\n";
    if (!text.starts_with(first) || !text.ends_with('\n') || std::ranges::count(text, '\n') != 2) return other;
    const auto json = parse_canonical(text.substr(first.size(), text.size() - first.size() - 1));
    const JsonObject* object = json ? json->if_object() : nullptr;
    if (object == nullptr || object->size() != 6 || !object->contains("at") || !object->contains("expires") || !object->contains("nonce"))
        return other;
    const bool is_here = std::ranges::find(speaker.servers, member_text(*object, "server")) != speaker.servers.end();
    if (!is_here || member_text(*object, "key") != speaker.key.public_key().name || member_text(*object, "log") != speaker.log)
        return other;
    return {};
}

bool is_line_down(const Error& error) {
    return error.id == "line.busy" || error.id == "line.not_truce" || error.id.starts_with("http.") || error.id.starts_with("tls.");
}

Result<DeskLine> DeskLine::create(std::string_view url, const HttpClientOptions& options) {
    TRUCE_ASSIGN(HttpClient client, HttpClient::create(url, options));
    HttpClientOptions waiting = options;
    waiting.exchange_timeout = recording_max;
    TRUCE_ASSIGN(HttpClient patient, HttpClient::create(url, waiting));
    return DeskLine(std::move(client), std::move(patient));
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

Result<void> DeskLine::sign_in(const LineSpeaker& speaker) {
    cookie_.clear();
    TRUCE_ASSIGN(const HttpResponse asked,
                 client_.exchange(json_request("/api/session/challenge", Json{{"key", speaker.key.public_key().name}})));
    if (asked.status != 200) return of_server(refusal_of(asked, client_.url().origin()));
    const auto json = parse_json(asked.body_view());
    const std::string text = json && json->is_object() ? member_text(json->get_object(), "text") : std::string();
    TRUCE_TRY(check_challenge(text, speaker));
    TRUCE_ASSIGN(const std::string note, sign_note(text, speaker.key));
    TRUCE_ASSIGN(const HttpResponse begun, client_.exchange(json_request("/api/session", Json{{"note", note}})));
    if (begun.status != 200) return of_server(refusal_of(begun, client_.url().origin()));
    const std::string_view cookie = find_header(begun.headers, "set-cookie").value_or("");
    cookie_ = cookie.substr(0, cookie.find(';'));
    return {};
}

Result<HttpResponse> DeskLine::ask(HttpClient& client, const HttpRequest& request, const LineSpeaker& speaker) {
    const auto as_signed_in = [&] {
        HttpRequest one = request;
        one.headers.emplace_back("Cookie", cookie_);
        return client.exchange(one);
    };
    if (cookie_.empty()) TRUCE_TRY(sign_in(speaker));
    auto response = as_signed_in();
    if (!response || response->status != 401) return response;
    TRUCE_TRY(sign_in(speaker));
    return as_signed_in();
}

/// Goes on where the server says that it stands.
Result<void> DeskLine::send(const LineFile& file, const LineSpeaker& speaker) {
    HttpRequest request;
    request.path = "/api/uploads/" + file.digest.hex();
    TRUCE_ASSIGN(const HttpResponse before, ask(client_, request, speaker));
    if (before.status != 200 && before.status != 404) return of_server(refusal_of(before, client_.url().origin()));
    std::uint64_t held = before.status == 200 ? number_in(before, "held") : 0;
    request.method = HttpMethod::put;
    request.headers.emplace_back("Content-Type", "application/octet-stream");
    while (held < file.bytes) {
        request.query = fmt::format("bytes={}&from={}", file.bytes, held);
        TRUCE_ASSIGN(request.body, file.piece(held, static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, file.bytes - held))));
        TRUCE_ASSIGN(const HttpResponse response, ask(client_, request, speaker));
        if (response.status != 200) return of_server(refusal_of(response, client_.url().origin()));
        const std::uint64_t now = number_in(response, "held");
        if (now <= held || now > file.bytes)
            return Error{Errc::io, "line.not_truce", "the server does not take the file's pieces in order", client_.url().origin(),
                         "Check the address"};
        held = now;
    }
    return {};
}

Result<void> DeskLine::hand_in(const Submission& submission, const LineFile& items, const LineSpeaker& speaker) {
    TRUCE_TRY(send(items, speaker));
    const Json json{{"body", parts_json(submission.body)}, {"note", submission.note}, {"upload", items.digest.hex()}};
    TRUCE_ASSIGN(const HttpResponse response, patient_.exchange(json_request("/api/entries", json)));
    if (response.status == 200 || response.status == 201) return {};
    Error error = refusal_of(response, client_.url().origin());
    return error.id.starts_with("upload.") ? of_server(std::move(error)) : error;
}

Result<void> DeskLine::attach(const LineFile& file, const std::string& item, const LineSpeaker& speaker) {
    const HttpRequest request = json_request("/api/attachments", Json{{"item", item}, {"sha256", file.digest.hex()}});
    // What is there already need not be sent.
    TRUCE_ASSIGN(HttpResponse response, ask(client_, request, speaker));
    const std::string refusal = response.status < 300 ? std::string() : refusal_of(response, "").id;
    if (refusal == "upload.unknown" || refusal == "upload.incomplete") {
        TRUCE_TRY(send(file, speaker));
        TRUCE_ASSIGN(response, ask(client_, request, speaker));
    }
    if (response.status == 200 || response.status == 201) return {};
    return of_server(refusal_of(response, client_.url().origin()));
}

Result<std::string> DeskLine::attachment(const Digest& digest, const std::string& item, const LineSpeaker& speaker) {
    HttpRequest request;
    request.path = "/api/attachments/" + digest.hex();
    request.query = "item=" + percent_encode(item);
    TRUCE_ASSIGN(const HttpResponse response, ask(client_, request, speaker));
    if (response.status != 200) return of_server(refusal_of(response, client_.url().origin()));
    if (sha256(response.body_view()) == digest) return std::string(response.body_view());
    return Error{Errc::corrupt, "line.other_bytes", "what the server gives is not the file of that hash", client_.url().origin(),
                 "Do not use it; tell whoever keeps the server"};
}

Result<std::string> DeskLine::checkpoint() {
    TRUCE_ASSIGN(HttpResponse response, client_.get("/checkpoint"));
    if (response.status == 200) return std::string(response.body_view());
    return refusal_of(response, client_.url().origin());
}

}  // namespace truce
