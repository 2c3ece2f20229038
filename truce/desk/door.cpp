#include "truce/desk/door.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/hash.hpp"
#include "truce/serve/answer.hpp"

namespace truce {
namespace {

constexpr std::string_view cookie_name = "truce_desk=";
constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view entrance = "desk=";
/// What the pages would keep stays with the desk.
constexpr std::string_view forgetful_worker =
    "self.addEventListener(\"install\", () => self.skipWaiting());\n"
    "self.addEventListener(\"activate\", (event) => event.waitUntil((async () => {\n"
    "  for (const name of await caches.keys()) await caches.delete(name);\n"
    "  await self.registration.unregister();\n"
    "})()));\n";

/// Compared by their hashes: how long that takes tells nothing of the token.
bool is_token(std::string_view said, const Digest& token) { return sha256(said) == token; }

bool shows_token(const HttpRequest& request, const Digest& token) {
    const std::string_view authorization = find_header(request.headers, "authorization").value_or("");
    if (authorization.starts_with(bearer)) return is_token(authorization.substr(bearer.size()), token);
    for (std::string_view rest = find_header(request.headers, "cookie").value_or(""); !rest.empty();) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        std::string_view one = rest.substr(0, end);
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (one.starts_with(cookie_name) && is_token(one.substr(cookie_name.size()), token)) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

HttpResponse turned_away(const Error& error) {
    HttpResponse response = refused(error);
    add_security_headers(response, false);
    return response;
}

}  // namespace

std::string desk_entrance(const std::string& address, const std::string& token) {
    return fmt::format("http://{}/?{}{}", address, entrance, token);
}

HttpHandler desk_door(HttpHandler inside, std::string address, const std::string& token) {
    return [inside = std::move(inside), address = std::move(address), digest = sha256(token)](const HttpRequest& request) -> HttpResponse {
        if (find_header(request.headers, "host").value_or("") != address)
            return turned_away({Errc::forbidden, "desk.host", "the request is for another name than this desk's", "Host",
                                "Open the address that the desk printed"});
        const auto origin = find_header(request.headers, "origin");
        const auto site = find_header(request.headers, "sec-fetch-site");
        if ((origin && *origin != "http://" + address) || (site && *site != "same-origin" && *site != "none"))
            return turned_away(
                {Errc::forbidden, "desk.origin", "the request comes from another page", "Origin", "Use the desk's own pages"});
        if (request.path == "/" && request.query.starts_with(entrance)) {
            const std::string_view said = std::string_view(request.query).substr(entrance.size());
            if (is_token(said, digest)) {
                HttpResponse response = http_text(303, "");
                response.headers.emplace_back("Location", "/");
                response.headers.emplace_back("Set-Cookie", fmt::format("{}{}; Path=/; HttpOnly; SameSite=Strict", cookie_name, said));
                add_security_headers(response, false);
                return response;
            }
        }
        if (!shows_token(request, digest))
            return turned_away({Errc::unsigned_, "desk.token", "this desk does not know who asks", "",
                                "Open the address that it printed when it was started"});
        if (request.path == "/sw.js") {
            HttpResponse response = http_text(200, forgetful_worker);
            std::erase_if(response.headers, [](const auto& one) { return one.first == "Content-Type"; });
            response.headers.emplace_back("Content-Type", "text/javascript; charset=utf-8");
            response.headers.emplace_back("Cache-Control", "no-store");
            add_security_headers(response, true);
            return response;
        }
        return inside(request);
    };
}

}  // namespace truce
