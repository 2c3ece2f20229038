/// Any bytes as an address, as a request's target, and as a query: read or refused; what is encoded is decoded to the same.
#include "fuzz/fuzz.hpp"
#include "truce/http/http.hpp"
#include "truce/http/message.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const std::string_view bytes = view_of(data, size);
    if (const auto url = parse_http_url(bytes)) {
        TRUCE_ASSERT(!url->host.empty() && url->port != 0 && url->host.find('\0') == std::string::npos);
        TRUCE_ASSERT(url->prefix.empty() || (url->prefix.starts_with('/') && !url->prefix.ends_with('/')));
        const auto again = parse_http_url(url->origin() + url->prefix);
        TRUCE_ASSERT(again && again->host == url->host && again->port == url->port && again->prefix == url->prefix);
    }
    HttpRequest request;
    if (split_target(bytes, request)) TRUCE_ASSERT(request.path.starts_with('/') && request.path.find('?') == std::string::npos);
    TRUCE_ASSERT(percent_decode(percent_encode(bytes)).value() == bytes);
    if (const auto members = parse_query(bytes)) TRUCE_ASSERT(members->size() <= 256);
    return 0;
}
