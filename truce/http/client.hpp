/// The asking side of HTTP/1.1, plain or over TLS, one exchange at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/http/http.hpp"

namespace truce {

struct HttpClientOptions {
    /// From resolving the name to the open connection.
    std::chrono::milliseconds connect_timeout{5'000};
    /// From there to the last byte of the answer.
    std::chrono::milliseconds exchange_timeout{30'000};
    /// Largest answer, also after decompression.
    std::size_t body_max = std::size_t{64} << 20U;
    std::size_t header_max = std::size_t{64} << 10U;
    /// Of an https server: authorities, in PEM, one of which must stand behind its certificate; absent: those of this machine.
    std::optional<Path> authorities;
};

/// A server, and the connection to it that is kept between exchanges. For one thread at a time. Nothing is connected
/// before the first exchange. Redirects are not followed: whoever is asked answers. Over TLS, 1.2 or 1.3, the certificate must be good for
/// the URL's host at this moment, and rest on an authority that is trusted; otherwise nothing is sent.
///
/// Errors of all exchanges (any status that was received is an answer, not an error):
///   http.connect    io         no connection: name unknown, refused, unreachable
///   http.timeout    io         connected or answered too late
///   tls.untrusted   unsigned_  the server's certificate is not one to be trusted, and why
///   tls.handshake   io         no agreement on TLS: what answers there may speak plain HTTP
///   http.broken     io         the connection ended before the answer did
///   http.response   corrupt    the answer is not HTTP, or its compression is broken
///   http.too_large  too_large  the answer is larger than allowed
class HttpClient {
public:
    /// Errors: those of parse_http_url; tls.authorities (invalid: the file is not to be read, or has no certificate in it).
    static Result<HttpClient> create(std::string_view url, const HttpClientOptions& options = {});

    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;
    ~HttpClient();

    /// `request.path` is appended to the URL's own path; Host, Content-Length, User-Agent and Accept-Encoding are
    /// added. An answer that is compressed with gzip is given back uncompressed. A request other than GET and HEAD is
    /// never sent twice; those are sent again, once, where a kept connection turns out to be closed.
    Result<HttpResponse> exchange(const HttpRequest& request);
    Result<HttpResponse> get(std::string_view path);
    Result<HttpResponse> post(std::string_view path, std::string_view content_type, std::string body);

    [[nodiscard]] const HttpUrl& url() const;

private:
    struct State;
    explicit HttpClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// One GET on a connection of its own. Errors: as HttpClient.
Result<HttpResponse> http_get(std::string_view url, const HttpClientOptions& options = {});

}  // namespace truce
