#include "truce/ingest/text_members.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#include "truce/base/json.hpp"

namespace truce {
namespace {

constexpr std::uint64_t ones = 0x0101010101010101U;

/// The high bit of each byte of x that is zero; perhaps also of bytes above such a one, never below it.
constexpr std::uint64_t zero_bytes(std::uint64_t x) { return (x - ones) & ~x; }

/// How many bytes at the start of `text` JSON writes as they are: no control character, quote or backslash.
/// Eight at a time (Lamport 1975, doi:10.1145/360933.360994); the lowest mark is always true.
std::size_t plain_length(std::string_view text) {
    static_assert(std::endian::native == std::endian::little);
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t x = 0;
        std::memcpy(&x, text.data() + i, 8);
        const std::uint64_t control = (x - ones * 0x20U) & ~x;
        const std::uint64_t marks = (control | zero_bytes(x ^ (ones * '"')) | zero_bytes(x ^ (ones * '\\'))) & (ones * 0x80U);
        if (marks != 0) return i + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }
    for (; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == '"' || c == '\\') break;
    }
    return i;
}

char* copy(char* to, std::string_view text) {
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

/// Writes the inside of a JSON string and moves `to` past it. `to` has room for twice the text. False, with `to`
/// somewhere within that room, if the text holds a control character.
bool copy_escaped(char*& to, std::string_view text) {
    for (;;) {
        const std::size_t plain = plain_length(text);
        to = copy(to, text.substr(0, plain));
        if (plain == text.size()) return true;
        const char c = text[plain];
        if (c != '"' && c != '\\') return false;
        *to++ = '\\';
        *to++ = c;
        text.remove_prefix(plain + 1);
    }
}

void append_slowly(std::string& out, std::span<const std::pair<std::string_view, std::string_view>> members, bool first) {
    for (const auto& [name, value] : members) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, name);
        out += ':';
        append_json_string(out, value);
    }
}

}  // namespace

void append_text_members(std::string& out, std::span<const std::pair<std::string_view, std::string_view>> members) {
    std::size_t room = 0;
    for (const auto& [name, value] : members) room += name.size() + 2 * value.size() + 6;
    const std::size_t start = out.size();
    out.resize(start + room);
    char* to = out.data() + start;
    for (std::size_t i = 0; i < members.size(); ++i) {
        char* const member = to;
        if (i > 0) *to++ = ',';
        *to++ = '"';
        to = copy(to, members[i].first);
        to = copy(to, "\":\"");
        if (!copy_escaped(to, members[i].second)) {
            // Control characters grow sixfold and are rare: this member and the rest the slow way.
            out.resize(static_cast<std::size_t>(member - out.data()));
            append_slowly(out, members.subspan(i), i == 0);
            return;
        }
        *to++ = '"';
    }
    out.resize(static_cast<std::size_t>(to - out.data()));
}

}  // namespace truce
