/// Decompression of what a server sent with Content-Encoding: gzip, by zlib.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"

namespace truce {

/// One gzip stream or several joined (RFC 1952), nothing after them.
/// Errors: http.response (corrupt: broken or cut off), http.too_large beyond `limit` bytes.
Result<std::string> gunzip(std::string_view compressed, std::size_t limit);

}  // namespace truce
