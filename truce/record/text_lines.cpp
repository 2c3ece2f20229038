#include "truce/record/text_lines.hpp"

#include <charconv>

#include "truce/base/bytes.hpp"

namespace truce {

std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    return value;
}

std::optional<Digest> parse_hash_line(std::string_view line) {
    const auto bytes = from_base64(line);
    if (!bytes) return std::nullopt;
    auto digest = digest_from_bytes(*bytes);
    if (!digest) return std::nullopt;
    return *digest;
}

}  // namespace truce
