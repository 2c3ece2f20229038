#include "truce/serve/answer.hpp"

#include "truce/base/hash.hpp"
#include "truce/base/json.hpp"

namespace truce {

HttpResponse json_bytes(std::string bytes, unsigned status, std::string_view type) {
    HttpResponse response;
    response.status = status;
    response.headers.emplace_back("Content-Type", type);
    if (status == 200) {
        response.headers.emplace_back("Cache-Control", "private, no-cache");
        response.headers.emplace_back("ETag", "\"" + sha256(bytes).hex().substr(0, 32) + "\"");
    } else {
        response.headers.emplace_back("Cache-Control", "no-store");
    }
    response.body = std::move(bytes);
    return response;
}

HttpResponse json_answer(const Json& json, unsigned status, std::string_view type) {
    return json_bytes(boost::json::serialize(json), status, type);
}

HttpResponse refused(const Error& error) {
    const unsigned status = error.id == "http.rate" ? 429 : http_status(error.code);
    HttpResponse response =
        json_answer(Json{{"error", {{"id", error.id}, {"remedy", error.remedy}, {"what", error.what}, {"where", error.where}}}}, status);
    if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "2");
    return response;
}

void add_security_headers(HttpResponse& response, bool is_page) {
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
    response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
    response.headers.emplace_back("X-Frame-Options", "DENY");
    response.headers.emplace_back("Permissions-Policy", "camera=(), microphone=(), payment=(), usb=()");
    response.headers.emplace_back("Content-Security-Policy",
                                  is_page ? "default-src 'self'; img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; "
                                            "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
                                          : "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; "
                                            "base-uri 'none'; form-action 'none'");
}

Json texts_json(const Texts& texts) {
    JsonObject out;
    for (const auto& [language, text] : texts) out[language] = text;
    return Json(std::move(out));
}

Json list_json(const std::vector<std::string>& texts) {
    JsonArray out;
    for (const std::string& one : texts) out.emplace_back(one);
    return Json(std::move(out));
}

}  // namespace truce
