/// Awareness: proof that whoever files has seen what is in its way.
///
/// Every version of an activity has a key that nobody can guess. Who asks gets the keys of the conflicting activities that may
/// be disclosed to it, or one digest of them all; a filing presents them. So the record shows who knew of what when it filed, and a
/// change in between is noticed.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"

namespace truce {

/// 128 bits, as 32 lower-case hexadecimal digits.
struct AwarenessKey {
    std::string hex;
    friend auto operator<=>(const AwarenessKey&, const AwarenessKey&) = default;

    /// The same secret gives the same key, so a rebuilt server has the keys it had. It tells nothing of the secret.
    ///   secret   the random secret of the entry's part that holds the volumes, at least 16 bytes
    static AwarenessKey from_secret(std::string_view secret);
    /// Errors: awareness.key.
    static Result<AwarenessKey> parse(std::string_view hex);
};

/// SHA-256 of a fixed word and the keys in ascending order, each once. Of none: that of the word. It does not show how many there are.
Digest digest_of(std::vector<AwarenessKey> keys);

/// What a filing presents: keys in any order, or a digest. Both empty: the digest of no keys.
struct Awareness {
    std::vector<AwarenessKey> keys;
    std::string digest;  ///< 64 hexadecimal digits, or ""
};

/// Errors: awareness.both (invalid: keys and a digest); awareness.stale (conflict): some required key is not presented, or the digest is
/// another. Keys beyond the required ones do no harm. The caller adds what may be said about what changed.
Result<void> check_awareness(const Awareness& presented, const std::vector<AwarenessKey>& required);

}  // namespace truce
