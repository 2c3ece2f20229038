#include <fmt/format.h>

#include <memory>

#include "truce/http/client.hpp"
#include "truce/record/fetch.hpp"

namespace truce {

Result<Fetch> fetch_from_url(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    HttpClientOptions options;
    options.body_max = fetch_size_max;
    TRUCE_ASSIGN(HttpClient client, HttpClient::create(url, options));
    // std::function is copied, the connection is not.
    auto shared = std::make_shared<HttpClient>(std::move(client));
    return Fetch([shared, prefix = std::string(url)](std::string_view path) -> Result<std::string> {
        TRUCE_ASSIGN(HttpResponse response, shared->get(fmt::format("/{}", path)));
        const std::string where = fmt::format("{}/{}", prefix, path);
        if (response.status == 404 || response.status == 410) {
            return Error{Errc::not_found, "fetch.missing", "the server has no such file", where, "Check the address"};
        }
        if (response.status != 200) {
            return Error{Errc::io, "fetch.refused", fmt::format("the server answered {}", response.status), where, "Try again later"};
        }
        return std::string(response.body_view());
    });
}

Result<Fetch> fetch_from(std::string_view place) {
    if (place.starts_with("http://") || place.starts_with("https://")) return fetch_from_url(place);
    return fetch_from_folder(Path(place));
}

}  // namespace truce
