/// Answers made smaller for those who take them so: zstd (RFC 8878), else gzip (RFC 1952) by zlib.
#pragma once

#include <string>
#include <string_view>

#include "truce/http/http.hpp"

namespace truce {

std::string gzip(std::string_view bytes, int effort);
/// One frame.
std::string zstd(std::string_view bytes, int effort);

/// Whether the request's Accept-Encoding takes a coding: named, or gzip also as "*", with a weight above 0.
[[nodiscard]] bool takes(const HttpRequest& request, std::string_view coding);

/// Compresses 200s of at least 1,024 bytes that are text, JSON, XML, JavaScript or SVG, for requests that take it; the ETag of such an
/// answer becomes a weak one. Whatever may come either way says so in Vary. Pieces are compressed as they are made, whatever their sum. A
/// stream, and what has a Content-Encoding, stays as it is.
HttpResponse compressed(const HttpRequest& request, HttpResponse response);

}  // namespace truce
