#include "truce/base/seal.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <tuple>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

constexpr std::string_view first_line = "truce/sealed/v1\n";
constexpr std::string_view lock_name = "truce/lock/v1";
/// Of content, in one chunk.
constexpr std::size_t chunk_size = std::size_t{64} << 10U;
constexpr std::size_t chunk_more = crypto_secretstream_xchacha20poly1305_ABYTES;
/// A lock that asks for more was not made here; it would keep whoever opens it busy.
constexpr std::uint64_t passes_max = 64;
constexpr std::uint64_t memory_max = std::uint64_t{4} << 30U;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

Error form(std::string_view what) { return {Errc::corrupt, "seal.form", std::string(what), "", "Put the file back as it was written"}; }

Error broken() {
    return {Errc::corrupt, "seal.broken", "the seal does not hold: it was changed, cut short, or belongs elsewhere", "",
            "Put the file back as it was written"};
}

/// The key that opens the lock.
class Lock {
public:
    ~Lock() { sodium_memzero(bytes_.data(), bytes_.size()); }
    Lock() = default;
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

    Result<void> derive(std::string_view passphrase, std::string_view salt, std::uint64_t passes, std::uint64_t memory) {
        if (crypto_pwhash(bytes_.data(), bytes_.size(), passphrase.data(), passphrase.size(), raw(salt), passes,
                          static_cast<std::size_t>(memory), crypto_pwhash_ALG_ARGON2ID13) == 0)
            return {};
        return Error{Errc::io, "seal.memory", fmt::format("a passphrase takes {} MB of memory to try, which are not there", memory >> 20U),
                     "", "Close something else, then try again"};
    }
    [[nodiscard]] const unsigned char* bytes() const { return bytes_.data(); }

private:
    std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES> bytes_{};
};

struct LockedKey {
    std::string key;
    std::string nonce;
    std::string salt;
    std::uint64_t passes = 0;
    std::uint64_t memory = 0;
};

Result<LockedKey> read_locked(std::string_view text) {
    const auto json = parse_canonical(text);
    const JsonObject* object = json ? json->if_object() : nullptr;
    if (object == nullptr || object->size() != 6) return form("not a locked key");
    LockedKey out;
    for (const auto& [name, size, into] : {std::tuple("key", std::size_t{32 + crypto_aead_xchacha20poly1305_ietf_ABYTES}, &out.key),
                                           std::tuple("nonce", std::size_t{crypto_aead_xchacha20poly1305_ietf_NPUBBYTES}, &out.nonce),
                                           std::tuple("salt", std::size_t{crypto_pwhash_SALTBYTES}, &out.salt)}) {
        const Json* value = object->if_contains(name);
        const auto bytes = value != nullptr && value->is_string() ? from_hex(value->get_string()) : Result<std::string>(form(""));
        if (!bytes || bytes->size() != size) return form(fmt::format("the locked key's \"{}\" is not what it should be", name));
        *into = *bytes;
    }
    const Json* kdf = object->if_contains("kdf");
    if (kdf == nullptr || !kdf->is_string() || kdf->get_string() != "argon2id13")
        return form("the key is locked in a way that is not known");
    for (const auto& [name, least, most, into] :
         {std::tuple("passes", std::uint64_t{crypto_pwhash_argon2id_OPSLIMIT_MIN}, passes_max, &out.passes),
          std::tuple("memory", std::uint64_t{crypto_pwhash_argon2id_MEMLIMIT_MIN}, memory_max, &out.memory)}) {
        const Json* value = object->if_contains(name);
        if (value == nullptr || !value->is_int64() || value->get_int64() < static_cast<std::int64_t>(least) ||
            value->get_int64() > static_cast<std::int64_t>(most))
            return form(fmt::format("the locked key's \"{}\" is not what it should be", name));
        *into = static_cast<std::uint64_t>(value->get_int64());
    }
    return out;
}

}  // namespace

SealKey SealKey::generate(Random& random) {
    SealKey key;
    random.fill(key.bytes_);
    return key;
}

SealKey::~SealKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

SealKey::SealKey(SealKey&& other) noexcept : bytes_(other.bytes_) { sodium_memzero(other.bytes_.data(), other.bytes_.size()); }

SealKey& SealKey::operator=(SealKey&& other) noexcept {
    if (this != &other) {
        bytes_ = other.bytes_;
        sodium_memzero(other.bytes_.data(), other.bytes_.size());
    }
    return *this;
}

std::string SealKey::seal(std::string_view content, std::string_view name) const {
    crypto_secretstream_xchacha20poly1305_state state;
    std::string out(first_line);
    out.resize(first_line.size() + crypto_secretstream_xchacha20poly1305_HEADERBYTES);
    // The library draws the header itself: a nonce that comes twice would give the content away.
    crypto_secretstream_xchacha20poly1305_init_push(&state, raw(out) + first_line.size(), bytes_.data());
    bool last = false;
    while (!last) {
        const std::string_view chunk = content.substr(0, chunk_size);
        content.remove_prefix(chunk.size());
        last = content.empty();
        const std::size_t at = out.size();
        out.resize(at + chunk.size() + chunk_more);
        crypto_secretstream_xchacha20poly1305_push(
            &state, raw(out) + at, nullptr, raw(chunk), chunk.size(), raw(name), name.size(),
            last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    }
    sodium_memzero(&state, sizeof(state));
    return out;
}

Result<std::string> SealKey::open(std::string_view sealed, std::string_view name) const {
    constexpr std::size_t head = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
    if (!sealed.starts_with(first_line) || sealed.size() < first_line.size() + head + chunk_more) return form("not sealed by truce");
    sealed.remove_prefix(first_line.size());
    crypto_secretstream_xchacha20poly1305_state state;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state, raw(sealed), bytes_.data()) != 0) return broken();
    sealed.remove_prefix(head);
    std::string out;
    out.reserve(sealed.size());
    unsigned char tag = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    while (!sealed.empty()) {
        const std::string_view chunk = sealed.substr(0, chunk_size + chunk_more);
        sealed.remove_prefix(chunk.size());
        if (chunk.size() < chunk_more || tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE) return broken();
        const std::size_t at = out.size();
        out.resize(at + chunk.size() - chunk_more);
        if (crypto_secretstream_xchacha20poly1305_pull(&state, raw(out) + at, nullptr, &tag, raw(chunk), chunk.size(), raw(name),
                                                       name.size()) != 0)
            return broken();
    }
    sodium_memzero(&state, sizeof(state));
    if (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) return broken();
    return out;
}

Result<std::string> SealKey::locked(std::string_view passphrase, const LockCost& cost, Random& random) const {
    TRUCE_ASSERT(cost.passes <= passes_max && cost.memory <= memory_max);
    const std::string salt = random.bytes(crypto_pwhash_SALTBYTES);
    const std::string nonce = random.bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    Lock lock;
    TRUCE_TRY(lock.derive(passphrase, salt, cost.passes, cost.memory));
    std::string key(bytes_.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(key), nullptr, bytes_.data(), bytes_.size(), raw(lock_name), lock_name.size(), nullptr,
                                               raw(nonce), lock.bytes());
    return canonical(Json{{"kdf", "argon2id13"},
                          {"key", to_hex(key)},
                          {"memory", static_cast<std::int64_t>(cost.memory)},
                          {"nonce", to_hex(nonce)},
                          {"passes", static_cast<std::int64_t>(cost.passes)},
                          {"salt", to_hex(salt)}});
}

Result<SealKey> SealKey::unlock(std::string_view locked, std::string_view passphrase) {
    TRUCE_ASSIGN(const LockedKey kept, read_locked(locked));
    Lock lock;
    TRUCE_TRY(lock.derive(passphrase, kept.salt, kept.passes, kept.memory));
    SealKey key;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(key.bytes_.data(), nullptr, nullptr, raw(kept.key), kept.key.size(), raw(lock_name),
                                                   lock_name.size(), raw(kept.nonce), lock.bytes()) != 0)
        return Error{Errc::forbidden, "seal.passphrase", "this is not the passphrase", "", "Try again; nobody can recover it"};
    return key;
}

}  // namespace truce
