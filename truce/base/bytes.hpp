/// Bytes are std::string and std::string_view throughout; text is bytes that are valid UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "truce/base/result.hpp"

namespace truce {

std::string to_hex(std::string_view bytes);
/// Lower case only, even length. Errors: bytes.hex.
Result<std::string> from_hex(std::string_view hex);

/// Standard alphabet with padding (RFC 4648 section 4).
std::string to_base64(std::string_view bytes);
/// Refuses blanks, missing padding and non-zero trailing bits. Errors: bytes.base64.
Result<std::string> from_base64(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view bytes);

/// Appends an unsigned integer, most significant byte first.
void append_u16(std::string& out, std::uint16_t value);
void append_u32(std::string& out, std::uint32_t value);
void append_u64(std::string& out, std::uint64_t value);

}  // namespace truce
