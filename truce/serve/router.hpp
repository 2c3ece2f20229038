/// Which handler answers which path: a small table of patterns.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/http/http.hpp"

namespace truce {

/// What a pattern's "{name}"s stood for, percent-decoded.
using PathParameters = std::vector<std::pair<std::string, std::string>>;

/// "" if there is none of that name.
std::string_view parameter(const PathParameters& parameters, std::string_view name);

struct Route {
    HttpMethod method = HttpMethod::get;
    std::string pattern;  ///< "/api/cases/{id}"; a last "{name...}" takes slashes too, and may be empty
    std::function<HttpResponse(const HttpRequest&, const PathParameters&)> handler;
    HttpWork work = HttpWork::brief;
    std::vector<std::string> segments;  ///< of the pattern, between its slashes
};

class Router {
public:
    void add(HttpMethod method, std::string pattern, std::function<HttpResponse(const HttpRequest&, const PathParameters&)> handler,
             HttpWork work = HttpWork::brief);

    struct Match {
        const Route* route = nullptr;  ///< nullptr: nothing has this path and method
        PathParameters parameters;
        std::string allowed;  ///< methods that the path has, if it has none of the one asked for: "GET, HEAD"
    };
    /// HEAD is answered by GET's route. A path that is not percent-encoding, or decodes to a NUL, a slash or a dot segment inside one
    /// parameter, matches nothing.
    [[nodiscard]] Match match(const HttpRequest& request) const;
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

private:
    std::vector<Route> routes_;
};

}  // namespace truce
