/// Ed25519 signatures (RFC 8032), by libsodium.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"

namespace truce {

struct PublicKey {
    std::array<std::uint8_t, 32> bytes{};
    friend auto operator<=>(const PublicKey&, const PublicKey&) = default;
    [[nodiscard]] std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
};

/// Errors: key.public unless 32 bytes that are a point of the curve's main subgroup.
Result<PublicKey> public_key_from_bytes(std::string_view bytes);

/// Whether `signature` (64 bytes) is `key`'s on `message`. Wrong sizes are simply false.
[[nodiscard]] bool signature_holds(const PublicKey& key, std::string_view message, std::string_view signature);

/// A private key. Its seed is wiped when it goes; it is never printed.
class SigningKey {
public:
    static SigningKey generate(Random& random);
    /// Errors: key.seed unless 32 bytes.
    static Result<SigningKey> from_seed(std::string_view seed);

    ~SigningKey();
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    SigningKey(const SigningKey&) = delete;
    SigningKey& operator=(const SigningKey&) = delete;

    [[nodiscard]] const PublicKey& public_key() const { return public_; }
    /// 64 bytes.
    [[nodiscard]] std::string sign(std::string_view message) const;
    /// The 32 bytes to keep in a key file.
    [[nodiscard]] std::string seed() const;

private:
    SigningKey() = default;
    PublicKey public_;
    std::array<std::uint8_t, 64> secret_{};
};

}  // namespace truce
