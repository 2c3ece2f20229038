#include "truce/base/bytes.hpp"

#include <simdjson.h>
#include <sodium.h>

namespace truce {
namespace {

const unsigned char* data(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

template <typename Unsigned>
void append_big_endian(std::string& out, Unsigned value) {
    for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8) {
        out += static_cast<char>(static_cast<unsigned char>(value >> shift));
    }
}

Error not_base64() { return {Errc::invalid, "bytes.base64", "not canonical base64", "", ""}; }

}  // namespace

std::string to_hex(std::string_view bytes) {
    std::string out(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), data(bytes), bytes.size());
    out.pop_back();
    return out;
}

Result<std::string> from_hex(std::string_view hex) {
    std::string out(hex.size() / 2, '\0');
    std::size_t written = 0;
    const bool lower = hex.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (!lower || hex.size() % 2 != 0 ||
        sodium_hex2bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), hex.data(), hex.size(), nullptr, &written, nullptr) != 0) {
        return Error{Errc::invalid, "bytes.hex", "not lower-case hexadecimal of whole bytes", "", ""};
    }
    return out;
}

std::string to_base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), data(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
    return out;
}

Result<std::string> from_base64(std::string_view text) {
    std::string out(text.size() / 4 * 3 + 3, '\0');
    std::size_t written = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr, &written, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text.data() + text.size()) {
        return not_base64();
    }
    out.resize(written);
    // libsodium 1.0.18 takes some bytes from 0x80 up for letters: a signature would then have many spellings.
    if (to_base64(out) != text) return not_base64();
    return out;
}

bool is_utf8(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

void append_u16(std::string& out, std::uint16_t value) { append_big_endian(out, value); }
void append_u32(std::string& out, std::uint32_t value) { append_big_endian(out, value); }
void append_u64(std::string& out, std::uint64_t value) { append_big_endian(out, value); }

}  // namespace truce
