/// Content that only who knows a passphrase can read, by libsodium alone:
///
///   passphrase ── Argon2id, with a salt ──▶ a lock ── XChaCha20-Poly1305 ──▶ the key that content is sealed with
///   content ── secretstream (XChaCha20-Poly1305) of that key, in chunks, bound to the content's name ──▶ sealed bytes
///
/// So another passphrase needs only the key locked anew, and a sealed file can be neither changed, cut short, nor put in the place of
/// another unnoticed. That all of it was put back to an earlier day cannot be seen here. docs/formats/desk.md has the bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"

namespace truce {

/// What trying one passphrase costs: the one who knows it once, the one who guesses each time.
struct LockCost {
    std::uint64_t passes = 3;
    std::size_t memory = std::size_t{256} << 20U;  ///< bytes
};

/// 32 random bytes, wiped when they go.
class SealKey {
public:
    static SealKey generate(Random& random);

    ~SealKey();
    SealKey(SealKey&&) noexcept;
    SealKey& operator=(SealKey&&) noexcept;
    SealKey(const SealKey&) = delete;
    SealKey& operator=(const SealKey&) = delete;

    /// Sealed bytes, of which no two are alike. `name` must be said again to open them.
    [[nodiscard]] std::string seal(std::string_view content, std::string_view name) const;
    /// Errors: seal.form (corrupt: not sealed bytes), seal.broken (corrupt: another key or name, or they were changed or cut short).
    [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view name) const;

    /// The key locked with a passphrase, as canonical JSON. Errors: seal.memory (io: this machine has not so much).
    [[nodiscard]] Result<std::string> locked(std::string_view passphrase, const LockCost& cost, Random& random) const;
    /// Errors: seal.form (corrupt), seal.passphrase (forbidden: not this one), seal.memory.
    static Result<SealKey> unlock(std::string_view locked, std::string_view passphrase);

private:
    SealKey() = default;
    std::array<std::uint8_t, 32> bytes_{};
};

}  // namespace truce
