#include "truce/http/http.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace truce {
namespace {

constexpr std::string_view text_type = "text/plain; charset=utf-8";

}  // namespace

unsigned http_status(Errc code) {
    switch (code) {
        case Errc::invalid: return 400;
        case Errc::unsigned_: return 401;
        case Errc::forbidden: return 403;
        case Errc::not_found: return 404;
        case Errc::conflict: return 409;
        case Errc::too_large: return 413;
        case Errc::busy: return 503;
        case Errc::io: return 507;
        case Errc::corrupt: return 500;
    }
    return 500;
}

std::string_view name_of(HttpMethod method) {
    switch (method) {
        case HttpMethod::get: return "GET";
        case HttpMethod::head: return "HEAD";
        case HttpMethod::post: return "POST";
        case HttpMethod::put: return "PUT";
        case HttpMethod::delete_: return "DELETE";
        case HttpMethod::options: return "OPTIONS";
        case HttpMethod::other: return "?";
    }
    return "?";
}

std::optional<std::string_view> find_header(const HttpHeaders& headers, std::string_view name) {
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
    if (found == headers.end()) return std::nullopt;
    return found->second;
}

HttpResponse http_text(unsigned status, std::string_view text) {
    HttpResponse response;
    response.status = status;
    response.headers.emplace_back("Content-Type", text_type);
    if (status != 200) response.headers.emplace_back("Cache-Control", "no-store");
    response.body = text;
    return response;
}

HttpResponse http_refusal(const Error& error) { return http_text(http_status(error.code), error.text() + "\n"); }

HttpResponse http_method_not_allowed(std::string_view allowed) {
    HttpResponse response = http_text(405, fmt::format("this can be asked with {} only\n", allowed));
    response.headers.emplace_back("Allow", allowed);
    return response;
}

HttpResponse if_none_match(const HttpRequest& request, HttpResponse response) {
    const auto opaque = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
    const auto etag =
        std::find_if(response.headers.begin(), response.headers.end(), [](const auto& header) { return header.first == "ETag"; });
    const auto asked = find_header(request.headers, "if-none-match");
    if (response.status != 200 || !asked || etag == response.headers.end()) return response;
    bool has = *asked == "*";
    for (std::string_view rest = *asked; !has && !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        std::string_view one = rest.substr(0, comma);
        while (one.starts_with(' ')) one.remove_prefix(1);
        while (one.ends_with(' ')) one.remove_suffix(1);
        has = !one.empty() && opaque(one) == opaque(etag->second);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    if (!has) return response;
    response.status = 304;
    response.body.clear();
    response.shared_body.reset();
    std::erase_if(response.headers,
                  [](const auto& header) { return header.first == "Content-Type" || header.first == "Content-Encoding"; });
    return response;
}

std::string_view http_reason(unsigned status) {
    switch (status) {
        case 100: return "Continue";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Entity";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 507: return "Insufficient Storage";
        default: return "";
    }
}

}  // namespace truce
