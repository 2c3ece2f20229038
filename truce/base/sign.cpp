#include "truce/base/sign.hpp"

#include <sodium.h>

#include <cstring>

namespace truce {
namespace {

const unsigned char* data(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

Result<PublicKey> public_key_from_bytes(std::string_view bytes) {
    PublicKey key;
    if (bytes.size() != key.bytes.size() || crypto_core_ed25519_is_valid_point(data(bytes)) != 1) {
        return Error{Errc::invalid, "key.public", "not an Ed25519 public key", "", ""};
    }
    std::memcpy(key.bytes.data(), bytes.data(), bytes.size());
    return key;
}

bool signature_holds(const PublicKey& key, std::string_view message, std::string_view signature) {
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(data(signature), data(message), message.size(), key.bytes.data()) == 0;
}

SigningKey SigningKey::generate(Random& random) {
    std::string seed = random.bytes(crypto_sign_SEEDBYTES);
    auto key = from_seed(seed);
    sodium_memzero(seed.data(), seed.size());
    TRUCE_ASSERT(key.ok());
    return std::move(key).value();
}

Result<SigningKey> SigningKey::from_seed(std::string_view seed) {
    if (seed.size() != crypto_sign_SEEDBYTES) return Error{Errc::invalid, "key.seed", "a key's seed has 32 bytes", "", ""};
    SigningKey key;
    TRUCE_ASSERT(crypto_sign_seed_keypair(key.public_.bytes.data(), key.secret_.data(), data(seed)) == 0);
    return key;
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

SigningKey::SigningKey(SigningKey&& other) noexcept : public_(other.public_), secret_(other.secret_) {
    sodium_memzero(other.secret_.data(), other.secret_.size());
}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
    if (this != &other) {
        public_ = other.public_;
        secret_ = other.secret_;
        sodium_memzero(other.secret_.data(), other.secret_.size());
    }
    return *this;
}

std::string SigningKey::sign(std::string_view message) const {
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, data(message), message.size(), secret_.data());
    return signature;
}

std::string SigningKey::seed() const { return {reinterpret_cast<const char*>(secret_.data()), crypto_sign_SEEDBYTES}; }

PrivateKey::PrivateKey(std::unique_ptr<const HeldKey> key) : key_(std::move(key)) { TRUCE_ASSERT(held() != nullptr); }

const HeldKey* PrivateKey::held() const {
    const auto* const held = std::get_if<std::unique_ptr<const HeldKey>>(&key_);
    return held != nullptr ? held->get() : nullptr;
}

const PublicKey& PrivateKey::public_key() const {
    const SigningKey* const own = in_memory();
    return own != nullptr ? own->public_key() : held()->public_key();
}

Result<std::string> PrivateKey::sign(std::string_view message) const {
    if (const SigningKey* const own = in_memory()) return own->sign(message);
    TRUCE_ASSIGN(std::string signature, held()->sign(message));
    if (signature_holds(public_key(), message, signature)) return signature;
    return Error{Errc::corrupt, "key.signature", "what came back is not this key's signature of what was given to be signed", "",
                 "Nothing was used of it; look at whoever holds the key"};
}

}  // namespace truce
