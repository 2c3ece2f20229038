#include "truce/interfaces/feature_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/hash.hpp"
#include "truce/base/json.hpp"

namespace truce {

Result<QueryMembers> QueryMembers::parse(std::string_view query) {
    QueryMembers out;
    TRUCE_ASSIGN(out.members_, parse_query(query));
    for (std::size_t i = 0; i < out.members_.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (out.members_[i].first != out.members_[j].first) continue;
            return Error{Errc::invalid, "query.twice", fmt::format("the parameter \"{}\" is given twice", out.members_[i].first), "",
                         "Give it once"};
        }
    }
    out.taken_.assign(out.members_.size(), false);
    return out;
}

std::optional<std::string> QueryMembers::take(std::string_view name) {
    for (std::size_t i = 0; i < members_.size(); ++i) {
        if (members_[i].first != name) continue;
        taken_[i] = true;
        return members_[i].second;
    }
    return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> QueryMembers::rest() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        if (!taken_[i]) out.push_back(members_[i]);
    }
    return out;
}

Result<void> QueryMembers::done(std::string_view known) const {
    const auto left = rest();
    if (left.empty()) return {};
    return Error{Errc::invalid, "query.unknown", fmt::format("there is no parameter \"{}\" here", left.front().first), "",
                 fmt::format("Use {}", known)};
}

std::string QueryMembers::again(std::string_view without) const {
    std::string out;
    for (const auto& [name, value] : members_) {
        if (name == without) continue;
        out += fmt::format("{}{}={}", out.empty() ? "" : "&", percent_encode(name), percent_encode(value));
    }
    return out;
}

HttpResponse answer(const HttpRequest& request, const FeatureSource& source, std::string_view type, std::string body) {
    HttpResponse response;
    const std::string tag = fmt::format("\"{}\"", sha256(body).hex().substr(0, 32));
    response.headers = {{"content-type", std::string(type)},
                        {"etag", tag},
                        {"cache-control", source.onlooker.is_public() ? "public, no-cache" : "private, no-cache"},
                        {"vary", "accept, cookie"}};
    const auto known = find_header(request.headers, "if-none-match");
    if (known && known->find(tag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    response.body = std::move(body);
    return response;
}

HttpResponse refusal(const Error& error) {
    HttpResponse response = http_refusal(error);
    std::string body = fmt::format("{{\"type\":\"about:blank\",\"title\":{},\"status\":{},\"code\":{},\"description\":{},\"detail\":{}",
                                   json_text(http_reason(response.status)), response.status, json_text(error.id), json_text(error.what),
                                   json_text(error.what));
    if (!error.where.empty()) body += ",\"where\":" + json_text(error.where);
    if (!error.remedy.empty()) body += ",\"remedy\":" + json_text(error.remedy);
    response.body = body + "}";
    response.headers = {{"content-type", "application/problem+json"}, {"cache-control", "no-store"}};
    return response;
}

void append_text(std::string& out, std::string_view text) { append_json_string(out, text); }

std::string json_text(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

std::string html_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

void append_degrees(std::string& out, std::int64_t e7) {
    char digits[16];
    char* end = digits + sizeof digits;
    const bool negative = e7 < 0;
    const auto size = static_cast<std::uint64_t>(negative ? -e7 : e7);
    auto fraction = static_cast<std::uint32_t>(size % 10'000'000);
    auto whole = static_cast<std::uint32_t>(size / 10'000'000);
    char* at = end;
    if (fraction != 0) {
        for (int i = 0; i < 7; ++i, fraction /= 10) *--at = static_cast<char>('0' + fraction % 10);
        while (end[-1] == '0') --end;
        *--at = '.';
    }
    do {
        *--at = static_cast<char>('0' + whole % 10);
        whole /= 10;
    } while (whole != 0);
    if (negative) *--at = '-';
    out.append(at, static_cast<std::size_t>(end - at));
}

}  // namespace truce
