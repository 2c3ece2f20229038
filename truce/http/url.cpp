// What http.hpp says about URLs, by Boost.URL.
#include <fmt/format.h>

#include <algorithm>
#include <boost/url.hpp>

#include "truce/http/http.hpp"

namespace truce {
namespace {

constexpr std::size_t query_members_max = 256;

Error bad_percent(std::string_view text) {
    return {Errc::invalid, "http.percent", fmt::format("a percent sign without two hexadecimal digits in \"{}\"", text), "",
            "Write % itself as %25"};
}

Error bad_url(std::string_view url, std::string_view what) {
    return {Errc::invalid, "http.url", std::string(what), std::string(url), "Write it as https://HOST:PORT/PATH or http://HOST:PORT/PATH"};
}

/// "/a/b/" -> "/a/b", "/" -> "".
std::string without_last_slash(std::string_view path) {
    while (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path);
}

/// Of names, IPv4 and IPv6 addresses. Anything else, percent-encoded in the URL, could end the line of the Host header.
bool is_host_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~:").find(c) != std::string_view::npos;
}

}  // namespace

Result<std::string> percent_decode(std::string_view text) {
    const auto view = boost::urls::make_pct_string_view(text);
    if (!view) return bad_percent(text);
    return view->decode();
}

std::string percent_encode(std::string_view bytes) { return boost::urls::encode(bytes, boost::urls::unreserved_chars); }

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> out;
    const boost::urls::encoding_opts form(true);
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view member = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (member.empty()) continue;
        if (out.size() == query_members_max)
            return Error{Errc::invalid, "http.query", fmt::format("the query has more than {} members", query_members_max), "", ""};
        const std::size_t equals = std::min(member.find('='), member.size());
        const auto name = boost::urls::make_pct_string_view(member.substr(0, equals));
        const auto value = boost::urls::make_pct_string_view(member.substr(std::min(equals + 1, member.size())));
        if (!name || !value) return bad_percent(member);
        out.emplace_back(name->decode(form), value->decode(form));
    }
    return out;
}

std::string HttpUrl::authority() const {
    const std::string name = host.find(':') != std::string::npos ? fmt::format("[{}]", host) : host;
    return port == (tls ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

std::string HttpUrl::origin() const { return fmt::format("{}://{}", tls ? "https" : "http", authority()); }

Result<HttpUrl> parse_http_url(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) return bad_url(url, "is not a URL");
    const bool tls = parsed->scheme_id() == boost::urls::scheme::https;
    if (!tls && parsed->scheme_id() != boost::urls::scheme::http) return bad_url(url, "begins with neither https:// nor http://");
    if (parsed->has_userinfo()) return bad_url(url, "names a user, which is not sent");
    if (parsed->has_query() || parsed->has_fragment()) return bad_url(url, "has a query or a fragment");
    if (parsed->encoded_host().empty()) return bad_url(url, "names no host");
    HttpUrl out;
    out.tls = tls;
    out.port = tls ? 443 : 80;
    out.host = parsed->host_type() == boost::urls::host_type::ipv6 ? std::string(parsed->encoded_host_address()) : parsed->host();
    if (parsed->host_type() == boost::urls::host_type::ipvfuture || !std::ranges::all_of(out.host, is_host_char))
        return bad_url(url, "names a host of a kind that is not known");
    if (parsed->has_port() && !parsed->port().empty()) {
        if (parsed->port_number() == 0) return bad_url(url, "has a port that is none");
        out.port = parsed->port_number();
    }
    const std::string_view path = parsed->encoded_path();
    // The parser takes "http://a:b" for host "a", an empty port and the path "b".
    if (!path.empty() && path.front() != '/') return bad_url(url, "has a port that is none");
    out.prefix = without_last_slash(path);
    return out;
}

}  // namespace truce
