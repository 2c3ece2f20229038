/// The answering side of HTTP/1.1, plain or over TLS (docs/guide/serve.md). Compression and limits by rate are handlers around
/// handlers: compress.hpp, rate_limit.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/http/http.hpp"

namespace truce {

/// PEM files: the certificate with those that it rests on, its own first; its private key, without a passphrase.
struct TlsFiles {
    Path certificate;
    Path key;
};

struct HttpServerOptions {
    /// Absent: plain HTTP. There: nothing but TLS 1.2 or 1.3; who speaks plain HTTP is told so, and closed.
    std::optional<TlsFiles> tls;
    /// Handlers that wait run on these threads, so as many requests wait at once.
    unsigned threads = 4;
    /// Which kind of work a request is; asked by the thread that read it, so it must not wait. Unset: each may wait.
    /// What is brief has threads of its own then, one more than there are processors; of what is lengthy half as many as there are
    /// processors are handled at once, at least two.
    std::function<HttpWork(const HttpRequest&)> work;
    /// Further ones get 503 and are closed.
    std::size_t connections_max = 1'024;
    /// Request line and headers together; beyond: 431.
    std::size_t header_max = std::size_t{16} << 10U;
    /// Beyond: 413.
    std::size_t body_max = std::size_t{1} << 20U;
    /// For the whole request, however slowly it trickles in: 408. A connection on which nothing was sent at all is
    /// closed without a word after the same time.
    std::chrono::milliseconds request_timeout{30'000};
    /// In which a reader must take something of what is sent, however little; then the connection is closed.
    std::chrono::milliseconds response_timeout{60'000};
    /// On a stream that has nothing to say this is sent so often, so that both sides learn that the other is gone.
    std::chrono::milliseconds stream_idle{15'000};
    std::string stream_idle_bytes = ":\n\n";  ///< a comment, of server-sent events
};

/// Answers from start() until it goes. Keep-alive and pipelined requests are answered in order; what is not HTTP gets
/// 400 and the connection is closed; no bytes from outside reach an assertion. Host is required of HTTP/1.1 requests.
/// "Expect: 100-continue" is honoured. Handlers do not throw.
class HttpServer {
public:
    /// `listen` is "ADDRESS:PORT": an IPv4 address, an IPv6 address in brackets; port 0 takes a free one.
    /// Errors: http.listen (invalid: not an address; io: in use, not this machine's, not permitted); tls.certificate, tls.key (invalid).
    static Result<HttpServer> start(std::string_view listen, HttpHandler handler, const HttpServerOptions& options = {});

    HttpServer(HttpServer&&) noexcept;
    HttpServer& operator=(HttpServer&&) noexcept;
    /// As stop().
    ~HttpServer();

    /// "127.0.0.1:43211": what was bound.
    [[nodiscard]] const std::string& address() const;
    [[nodiscard]] std::uint16_t port() const;

    /// Accepts no more, closes idle connections, lets requests that are being handled get their answer for up to
    /// `grace`, then closes everything and waits for the threads. A handler that runs is always waited for.
    void stop(std::chrono::milliseconds grace = std::chrono::milliseconds(5'000));

private:
    struct State;
    explicit HttpServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace truce
