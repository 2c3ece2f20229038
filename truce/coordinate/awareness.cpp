#include "truce/coordinate/awareness.hpp"

#include <algorithm>

namespace truce {

namespace {

Error stale() {
    return {Errc::conflict, "awareness.stale", "something that may be in the way is not among what was seen", "",
            "ask again what is in the way, look at it, then file with the keys or the digest of that answer"};
}

bool is_lower_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

AwarenessKey AwarenessKey::from_secret(std::string_view secret) {
    TRUCE_ASSERT(secret.size() >= 16);
    return {Sha256().update("truce/awareness/key/1\n").update(secret).finish().hex().substr(0, 32)};
}

Result<AwarenessKey> AwarenessKey::parse(std::string_view hex) {
    if (hex.size() == 32 && is_lower_hex(hex)) return AwarenessKey{std::string(hex)};
    return Error{Errc::invalid, "awareness.key", "a key is 32 lower-case hexadecimal digits", "", "give it as the answer had it"};
}

Digest digest_of(std::vector<AwarenessKey> keys) {
    std::ranges::sort(keys);
    const auto [first, last] = std::ranges::unique(keys);
    keys.erase(first, last);
    Sha256 hash;
    hash.update("truce/awareness/1\n");
    for (const AwarenessKey& key : keys) hash.update(key.hex).update("\n");
    return hash.finish();
}

Result<void> check_awareness(const Awareness& presented, const std::vector<AwarenessKey>& required) {
    if (!presented.keys.empty() && !presented.digest.empty())
        return Error{Errc::invalid, "awareness.both", "there are keys and a digest", "", "present one of them"};
    if (!presented.digest.empty() || presented.keys.empty()) {
        const std::string seen = presented.digest.empty() ? digest_of({}).hex() : presented.digest;
        if (seen != digest_of(required).hex()) return stale();
        return {};
    }
    for (const AwarenessKey& key : required) {
        if (std::ranges::find(presented.keys, key) == presented.keys.end()) return stale();
    }
    return {};
}

}  // namespace truce
