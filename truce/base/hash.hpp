/// SHA-256, by OpenSSL with a prefetched algorithm (its one-shot call costs three to four times as much).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"

namespace truce {

/// 32 bytes of SHA-256.
struct Digest {
    std::array<std::uint8_t, 32> bytes{};
    friend auto operator<=>(const Digest&, const Digest&) = default;

    [[nodiscard]] std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
    /// 64 lower-case hexadecimal digits.
    [[nodiscard]] std::string hex() const;
};

/// Errors: digest.size unless exactly 32 bytes.
Result<Digest> digest_from_bytes(std::string_view bytes);
/// Errors: digest.hex unless exactly 64 lower-case hexadecimal digits.
Result<Digest> digest_from_hex(std::string_view hex);

/// A reusable hasher: update any number of times, then finish; it is then as new. Not for two threads.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    Sha256& update(std::string_view bytes);
    Sha256& update(std::uint8_t byte);
    Digest finish();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

Digest sha256(std::string_view bytes);

}  // namespace truce
