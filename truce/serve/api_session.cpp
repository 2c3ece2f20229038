// Signing in, what waits for whoever is signed in, and events.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

constexpr std::size_t due_most = 500;  ///< that one answer lists; how many there are it says as well

/// A key that may sign now. Errors: entry.unknown_key, entry.revoked_key (both unsigned_).
Result<NoteKey> key_in_use(const Asked& asked, std::string_view name) {
    const auto key = LogReader(asked.mechanism.db()).key(name);
    if (!key && key.error().id != "entry.unknown_key") return key.error();
    if (!key)
        return Error{Errc::unsigned_, "entry.unknown_key", fmt::format("{} is not the name of an enrolled key", name), "key",
                     "Let a key of the institution enrol it"};
    if (key->revoked_at)
        return Error{Errc::unsigned_, "entry.revoked_key", fmt::format("the key {} was revoked", name), "key",
                     "Use a key that its institution enrolled since"};
    return key->key;
}

Result<std::string> text_of(const JsonObject& body, std::string_view name) {
    const Json& value = body.at(name);
    if (value.is_string()) return std::string(value.get_string());
    return Error{Errc::invalid, "body.members", fmt::format("the member \"{}\" is no text", name), "body", "Look at GET /api"};
}

Json signer_json(const NoteKey& key) { return {{"id", to_hex(key.id())}, {"name", key.name}}; }

Result<HttpResponse> challenge(const Asked& asked) {
    TRUCE_ASSIGN(const JsonObject body, asked.body(std::array<std::string_view, 1>{"key"}));
    TRUCE_ASSIGN(const std::string name, text_of(body, "key"));
    TRUCE_ASSIGN(const NoteKey key, key_in_use(asked, name));
    TRUCE_ASSIGN(const std::string origin, LogReader(asked.mechanism.db()).origin());
    const Sessions::Challenge made = asked.service.sessions().challenge(key, origin, asked.service.url_of(asked.request));
    return json_answer(Json{{"expires", made.expires.us}, {"key", signer_json(key)}, {"text", made.text}});
}

std::string cookie(const Asked& asked, std::string_view token, std::int64_t lasts_us) {
    return fmt::format("truce_session={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", token, lasts_us / 1'000'000,
                       asked.service.url_of(asked.request).starts_with("https://") ? "; Secure" : "");
}

HttpResponse never_stored(HttpResponse response) {
    std::erase_if(response.headers, [](const auto& one) { return one.first == "Cache-Control" || one.first == "ETag"; });
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Result<HttpResponse> sign_in(const Asked& asked) {
    TRUCE_ASSIGN(const JsonObject body, asked.body(std::array<std::string_view, 1>{"note"}));
    TRUCE_ASSIGN(const std::string note, text_of(body, "note"));
    TRUCE_ASSIGN(const Note parsed, parse_note(note));
    if (parsed.signatures.size() != 1)
        return Error{Errc::unsigned_, "session.challenge", "a challenge has one signature", "note", "Sign it with the key that it names"};
    TRUCE_ASSIGN(const NoteKey key, key_in_use(asked, parsed.signatures.front().name));
    const auto agent = find_header(asked.request.headers, "user-agent").value_or("");
    auto begun = asked.service.sessions().begin(note, key, agent);
    if (!begun) {
        Error error = std::move(begun).error();
        error.code = Errc::unsigned_;
        return error;
    }
    TRUCE_ASSIGN(const std::uint64_t size, asked.mechanism.size());
    TRUCE_ASSIGN(const auto viewer, asked.service.readers().viewer(asked.mechanism, begun->session.institution, size));
    HttpResponse response = never_stored(json_answer(viewer_json(*viewer, begun->session)));
    response.headers.emplace_back("Set-Cookie", cookie(asked, begun->token, asked.service.options().sessions.lasts_us));
    return response;
}

Result<HttpResponse> sign_out(const Asked& asked) {
    // Whatever the request carries is worth nothing afterwards.
    for (std::string_view rest = find_header(asked.request.headers, "cookie").value_or(""); !rest.empty();) {
        const std::size_t at = rest.find("truce_session=");
        if (at == std::string_view::npos) break;
        rest.remove_prefix(at + std::string_view("truce_session=").size());
        asked.service.sessions().end(rest.substr(0, std::min(rest.find(';'), rest.size())));
    }
    HttpResponse response;
    response.status = 204;
    response.headers = {{"Cache-Control", "no-store"}, {"Set-Cookie", cookie(asked, "", 0)}};
    return response;
}

Result<HttpResponse> me(const Asked& asked) {
    auto viewer = asked.viewer();
    if (!viewer && asked.institution.empty() && viewer.error().id == "publication.not_yet") {
        // The public record has not begun; who one is can be said all the same.
        return json_answer(Json{{"due", JsonArray()},
                                {"due_total", 0},
                                {"keys", JsonArray()},
                                {"may", JsonArray()},
                                {"registers", JsonArray()},
                                {"viewer", {{"as_of", 0}, {"audience", "public"}, {"institution", ""}}}});
    }
    if (!viewer) return viewer.error();
    const Viewer& who = **viewer;
    JsonObject out{{"due", JsonArray()}, {"due_total", 0},           {"keys", JsonArray()},
                   {"may", JsonArray()}, {"registers", JsonArray()}, {"viewer", viewer_json(who, asked.session)}};
    if (asked.service.desk() != nullptr) out["desk"] = true;
    if (who.is_public()) return json_answer(Json(std::move(out)));
    const CaseRules rules = case_rules(who.documents());
    JsonArray may;
    for (const Role& role : who.profile().roles) {
        if (std::ranges::find(who.roles(), role.id) == who.roles().end()) continue;
        for (const std::string& kind : role.may) {
            if (std::ranges::find(may, Json(kind)) == may.end()) may.emplace_back(kind);
        }
    }
    out["may"] = std::move(may);
    JsonArray registers;
    for (const Register& reg : who.profile().registers) {
        if (check_recorder(reg, who.institution())) registers.emplace_back(reg.id);
    }
    out["registers"] = std::move(registers);
    if (const Actor* actor = who.documents().roles().terms->actor(who.institution()); actor != nullptr)
        out["names"] = texts_json(actor->names.texts);
    TRUCE_ASSIGN(const auto keys, LogReader(asked.mechanism.db()).keys());
    JsonArray own;
    for (const EnrolledKey& key : keys) {
        if (key.institution == who.institution() && !key.revoked_at) own.emplace_back(key.key.name);
    }
    out["keys"] = std::move(own);
    if (who.is_member()) {
        const auto awaited = asked.service.live().due(who.institution(), asked.service.clock().now());
        JsonArray first;
        for (const auto& one : awaited | std::views::take(due_most)) first.push_back(due_json(one.due, one.case_id));
        out["due"] = std::move(first);
        out["due_total"] = awaited.size();
        TRUCE_ASSIGN(out["coordination_total"], asked.service.readers().coordination_total(asked.mechanism, who));
    }
    return json_answer(Json(std::move(out)));
}

Result<HttpResponse> events(const Asked& asked) {
    auto viewer = asked.viewer();
    if (!viewer && viewer.error().id != "publication.not_yet") return viewer.error();
    const std::uint64_t size = viewer ? (*viewer)->as_of() : 0;
    const Hears hears = asked.institution.empty() ? Hears::ticks : (*viewer)->is_member() ? Hears::kinds : Hears::sizes;
    HttpResponse response;
    TRUCE_ASSIGN(response.stream, asked.service.events().listen(hears, size, asked.session ? asked.session->expires : Instant::highest()));
    response.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
    return response;
}

}  // namespace

void add_session_routes(Service& service) {
    service.route(HttpMethod::post, "/api/session/challenge", {}, challenge);
    service.route(HttpMethod::post, "/api/session", {}, sign_in);
    service.route(HttpMethod::delete_, "/api/session", {}, sign_out);
    service.route(HttpMethod::get, "/api/me", {}, me);
    service.route(HttpMethod::get, "/api/events", {}, events);
}

}  // namespace truce
