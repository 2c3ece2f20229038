#include "truce/http/message.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace truce {
namespace {

constexpr std::array<bool, 256> token_chars = [] {
    std::array<bool, 256> out{};
    for (unsigned char c = 0; c < 128; ++c) {
        out[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
    }
    return out;
}();

bool is_token_char(char c) { return token_chars[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char); }

bool is_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || c == '\t';
    });
}

void append_headers(std::string& out, const HttpHeaders& headers) {
    for (const auto& [name, value] : headers) {
        out += name;
        out += ": ";
        out += value;
        out += "\r\n";
    }
}

}  // namespace

bool are_headers_sound(const HttpHeaders& headers) {
    return std::all_of(headers.begin(), headers.end(),
                       [](const auto& header) { return is_token(header.first) && is_value(header.second); });
}

bool split_target(std::string_view target, HttpRequest& out) {
    const bool printable = std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
    if (!printable) return false;
    if (target.starts_with("http://")) {  // a proxy's form, which every server has to take (RFC 9112, 3.2.2)
        target.remove_prefix(7);
        target.remove_prefix(std::min(target.find('/'), target.size()));
        if (target.empty()) target = "/";
    }
    if (!target.starts_with('/')) return false;
    const std::size_t mark = std::min(target.find('?'), target.size());
    out.path = target.substr(0, mark);
    out.query = target.substr(std::min(mark + 1, target.size()));
    return true;
}

std::string http_date(Instant instant) {
    const std::int64_t seconds = instant.us >= 0 ? instant.us / 1'000'000 : (instant.us - 999'999) / 1'000'000;
    // Many answers go out in a second.
    thread_local std::pair<std::int64_t, std::string> last{seconds - 1, ""};
    if (last.first != seconds)
        last = {seconds, fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(static_cast<std::time_t>(seconds)))};
    return last.second;
}

std::string response_head(const HttpResponse& response, Connection after, Instant now, Ends ends) {
    TRUCE_ASSERT(are_headers_sound(response.headers));
    std::string out = fmt::format("HTTP/1.1 {} {}\r\n", response.status, http_reason(response.status));
    append_headers(out, response.headers);
    out += fmt::format("Date: {}\r\n", http_date(now));
    if (response.pieces && ends == Ends::by_chunks) out += "Transfer-Encoding: chunked\r\n";
    if (response.status != 204 && response.status != 304 && !response.stream && !response.pieces)
        out += fmt::format("Content-Length: {}\r\n", response.body_view().size());
    out += after == Connection::keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return out;
}

std::string request_head(const HttpUrl& url, const HttpRequest& request) {
    TRUCE_ASSERT(are_headers_sound(request.headers));
    std::string out =
        fmt::format("{} {}{}{}{} HTTP/1.1\r\nHost: {}\r\nUser-Agent: truce\r\nAccept-Encoding: gzip, identity\r\n", name_of(request.method),
                    url.prefix, request.path, request.query.empty() ? "" : "?", request.query, url.authority());
    append_headers(out, request.headers);
    if (!request.body.empty() || request.method == HttpMethod::post || request.method == HttpMethod::put)
        out += fmt::format("Content-Length: {}\r\n", request.body.size());
    out += "\r\n";
    return out;
}

}  // namespace truce
