/// Ed25519 signatures (RFC 8032), by libsodium.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

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

/// A private key that never comes here: whoever holds it signs with it.
class HeldKey {
public:
    HeldKey() = default;
    virtual ~HeldKey() = default;
    HeldKey(const HeldKey&) = delete;
    HeldKey& operator=(const HeldKey&) = delete;

    [[nodiscard]] virtual const PublicKey& public_key() const = 0;
    /// What the holder says is the signature of these bytes, unchecked. From any thread. Errors: the holder's.
    [[nodiscard]] virtual Result<std::string> sign(std::string_view message) const = 0;
    /// The line by which it is found again under `name`. Nothing in it is secret.
    [[nodiscard]] virtual std::string line(std::string_view name) const = 0;
};

/// A private key that can sign, wherever it lies.
class PrivateKey {
public:
    PrivateKey(SigningKey key) : key_(std::move(key)) {}  // NOLINT: implicit on purpose
    /// Precondition: not null.
    PrivateKey(std::unique_ptr<const HeldKey> key);  // NOLINT: implicit on purpose

    [[nodiscard]] const PublicKey& public_key() const;
    /// 64 bytes, which hold: what another holder signed is checked here. A key in memory signs always.
    /// Errors: those of HeldKey::sign; key.signature (corrupt: what came back is not this key's signature of these bytes).
    [[nodiscard]] Result<std::string> sign(std::string_view message) const;
    /// Null where somebody else holds it.
    [[nodiscard]] const SigningKey* in_memory() const { return std::get_if<SigningKey>(&key_); }
    /// Null where it is in memory.
    [[nodiscard]] const HeldKey* held() const;

private:
    std::variant<SigningKey, std::unique_ptr<const HeldKey>> key_;
};

}  // namespace truce
