#include "truce/serve/router.hpp"

#include <algorithm>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

std::vector<std::string_view> segments(std::string_view path) {
    std::vector<std::string_view> out;
    for (std::string_view rest = path.substr(1);;) {
        const std::size_t slash = rest.find('/');
        out.push_back(rest.substr(0, slash));
        if (slash == std::string_view::npos) return out;
        rest.remove_prefix(slash + 1);
    }
}

/// What a parameter's segment says; absent if it may not be one.
std::optional<std::string> decoded(std::string_view segment) {
    auto text = percent_decode(segment);
    if (!text || text->empty() || *text == "." || *text == ".." || !is_utf8(*text)) return std::nullopt;
    if (text->find('/') != std::string::npos || text->find('\\') != std::string::npos || text->find('\0') != std::string::npos)
        return std::nullopt;
    return std::move(*text);
}

std::optional<PathParameters> fits(const std::vector<std::string>& wanted, const std::vector<std::string_view>& given) {
    PathParameters out;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::string_view one = wanted[i];
        const bool is_parameter = one.starts_with('{') && one.ends_with('}');
        if (is_parameter && one.ends_with("...}")) {
            std::string rest;
            for (std::size_t j = i; j < given.size(); ++j) {
                const auto text = given[j].empty() ? std::optional<std::string>("") : decoded(given[j]);
                if (!text) return std::nullopt;
                rest += (j > i ? "/" : "") + *text;
            }
            out.emplace_back(one.substr(1, one.size() - 5), std::move(rest));
            return out;
        }
        if (i >= given.size()) return std::nullopt;
        if (!is_parameter && one != given[i]) return std::nullopt;
        if (!is_parameter) continue;
        auto text = decoded(given[i]);
        if (!text) return std::nullopt;
        out.emplace_back(one.substr(1, one.size() - 2), std::move(*text));
    }
    return wanted.size() == given.size() ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::string_view parameter(const PathParameters& parameters, std::string_view name) {
    const auto found = std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
    return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

void Router::add(HttpMethod method, std::string pattern, std::function<HttpResponse(const HttpRequest&, const PathParameters&)> handler,
                 HttpWork work) {
    const std::vector<std::string_view> parts = segments(pattern);
    std::vector<std::string> wanted(parts.begin(), parts.end());
    routes_.push_back({method, std::move(pattern), std::move(handler), work, std::move(wanted)});
}

Router::Match Router::match(const HttpRequest& request) const {
    Match out;
    const HttpMethod method = request.method == HttpMethod::head ? HttpMethod::get : request.method;
    const std::vector<std::string_view> given = segments(request.path);
    for (const Route& route : routes_) {
        auto parameters = fits(route.segments, given);
        if (!parameters) continue;
        if (route.method == method) return {&route, std::move(*parameters), ""};
        out.allowed += (out.allowed.empty() ? "" : ", ") + std::string(name_of(route.method));
        if (route.method == HttpMethod::get) out.allowed += ", HEAD";
    }
    return out;
}

}  // namespace truce
