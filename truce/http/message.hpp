/// The bytes around a body: what server and client write before it, and what may stand there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/http/http.hpp"

namespace truce {

/// Whether every name is a token (RFC 9110) and no value has control characters: nothing in it can begin a line.
[[nodiscard]] bool are_headers_sound(const HttpHeaders& headers);

/// Takes a request's target apart: "/path?query", or the same behind "http://host". False if it is neither, or has
/// anything but printable ASCII.
[[nodiscard]] bool split_target(std::string_view target, HttpRequest& out);

/// "Sat, 25 Feb 2017 12:00:00 GMT".
std::string http_date(Instant instant);

enum class Connection : std::uint8_t { keep, close };

/// How whoever reads a body knows where it ends, if it is made in pieces.
enum class Ends : std::uint8_t { by_chunks, with_connection };

/// Status line, the response's headers, Date, Content-Length (none for 204, 304, pieces and streams), Transfer-Encoding where there are
/// pieces that end by chunks, Connection, empty line. Precondition: are_headers_sound(response.headers).
std::string response_head(const HttpResponse& response, Connection after, Instant now, Ends ends = Ends::with_connection);

/// Request line to empty line. Precondition: are_headers_sound, and split_target accepts the target.
std::string request_head(const HttpUrl& url, const HttpRequest& request);

}  // namespace truce
