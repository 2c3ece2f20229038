/// What travels over HTTP, apart from how it travels: requests, responses, the handler between them, and the few
/// things about URLs that handlers and clients need. server.hpp and client.hpp carry them; beast.cpp is the only file
/// that knows the library behind both.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/result.hpp"

namespace truce {

enum class HttpMethod : std::uint8_t { get, head, post, put, delete_, options, other };

/// "GET", "HEAD" ...; "?" for `other`.
std::string_view name_of(HttpMethod method);

/// In the order in which they were sent. Names are lower case; values have no white space at either end.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// The first header of that (lower-case) name.
std::optional<std::string_view> find_header(const HttpHeaders& headers, std::string_view name);

struct HttpRequest {
    HttpMethod method = HttpMethod::get;
    std::string path = "/";  ///< begins with "/", percent-encoded as it was sent; only printable ASCII
    std::string query;       ///< what follows the first "?", as it was sent; "" also if there is none
    HttpHeaders headers;
    std::string body;
    std::string remote;  ///< address of the peer, without port: "127.0.0.1", "::1"; a client leaves it empty
};

/// A body that goes on for as long as both sides want: events, for one reader. Whoever has news pushes from any thread; the server sends
/// when the reader takes it. No thread waits in between.
class HttpStream {
public:
    /// The same bytes for many readers at once. False if the reader is gone, or so slow that more than `waiting_max` bytes would
    /// wait: it is cut off then, and comes back if it wants.
    bool push(std::shared_ptr<const std::string> bytes);
    /// Nothing more will come: what waits is still sent.
    void finish();
    [[nodiscard]] bool is_gone() const { return gone_; }

    static constexpr std::size_t waiting_max = std::size_t{256} << 10U;

    // For the server.
    /// What waits, in order, taken away; nullptr where there is nothing.
    std::shared_ptr<const std::string> take();
    [[nodiscard]] bool is_finished() const;
    /// `wake` is called, under no lock of the caller's, after each push and at the end.
    void attach(std::function<void()> wake);
    /// Returns once no call of `wake` runs or will.
    void detach();

private:
    mutable std::mutex mutex_;
    std::deque<std::shared_ptr<const std::string>> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::function<void()> wake_;
    bool finished_ = false;
    std::atomic<bool> gone_{false};
};

/// A body that is made piece by piece while it goes out: the next one when the reader has taken the one before, so that no more than one
/// is in memory, however long the whole is and however slowly it is read. No thread waits in between.
class HttpPieces {
public:
    HttpPieces() = default;
    virtual ~HttpPieces() = default;
    HttpPieces(const HttpPieces&) = delete;
    HttpPieces& operator=(const HttpPieces&) = delete;

    /// The next one; empty: there is no more. Made by handler threads, as work of the request's kind, one after the other. After an error
    /// nothing more is asked for, and the connection is cut off, so that its reader sees that the body is not whole.
    virtual Result<std::string> next() = 0;
};

struct HttpResponse {
    unsigned status = 200;
    /// The server adds Content-Length or Transfer-Encoding, Connection and Date, and nothing else.
    HttpHeaders headers;
    std::string body;
    /// Instead of `body`, if set: the same bytes for many answers at once without a copy.
    std::shared_ptr<const std::string> shared_body;
    /// Instead of both.
    std::shared_ptr<HttpPieces> pieces;
    /// Instead of all: what is pushed goes out until the stream is finished or the connection ends. The connection carries nothing
    /// after it.
    std::shared_ptr<HttpStream> stream;

    [[nodiscard]] std::string_view body_view() const { return shared_body ? std::string_view(*shared_body) : std::string_view(body); }
};

/// What it takes to answer a request, by which it is decided on which thread that is done (handler_threads.hpp).
enum class HttpWork : std::uint8_t {
    ready,    ///< nothing: its bytes are there. The thread that read the request answers, which must not wait
    brief,    ///< some milliseconds of computing
    waiting,  ///< for the disk, or for others
    lengthy,  ///< seconds of computing
};

/// Answers a request. Called by several threads at once. A HEAD request is answered as its GET would be: the server
/// leaves the body out.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

/// `text` as text/plain in UTF-8, with Cache-Control: no-store unless it is a 200.
HttpResponse http_text(unsigned status, std::string_view text);

/// The status in Errc's table in base/result.hpp.
unsigned http_status(Errc code);

/// That status, and the error as text.
HttpResponse http_refusal(const Error& error);

/// The answer to a method that a resource does not have: 405 with the methods it has.
HttpResponse http_method_not_allowed(std::string_view allowed);

/// Answers 304 without a body where the request shows in If-None-Match that it has what `response` would bring, which is a 200 with an
/// ETag. Tags are compared as weak ones, as RFC 9110 wants for GET; "*" is had by everybody.
HttpResponse if_none_match(const HttpRequest& request, HttpResponse response);

/// The standard words after a status: "Not Found"; "" if there are none.
std::string_view http_reason(unsigned status);

/// "%41b" -> "Ab". Errors: http.percent (invalid) for a percent sign without two hexadecimal digits.
Result<std::string> percent_decode(std::string_view text);
/// Everything but A-Z a-z 0-9 - . _ ~ becomes %XX.
std::string percent_encode(std::string_view bytes);

/// "a=1&b=x+y" -> pairs, decoded ("+" is a blank), in order; a name without "=" has the value "". At most 256.
/// Errors: http.percent, http.query (more than 256).
Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);

/// Where a client connects to.
struct HttpUrl {
    std::string host;  ///< a name or an address; an IPv6 address without brackets
    std::uint16_t port = 80;
    std::string prefix;  ///< the path without a slash at its end: "" or "/a/b"
    bool tls = false;    ///< https

    /// As it stands in the Host header: with brackets where they belong, the port unless it is the scheme's own, 80 or 443.
    [[nodiscard]] std::string authority() const;
    /// "https://example.org:8443": scheme and authority.
    [[nodiscard]] std::string origin() const;
    friend bool operator==(const HttpUrl&, const HttpUrl&) = default;
};

/// Reads "http://host[:port][/path][/]" and the same with https. Errors: http.url (another scheme, user names, query, fragment, an empty
/// host, a port that is none).
Result<HttpUrl> parse_http_url(std::string_view url);

}  // namespace truce
