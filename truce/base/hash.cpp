#include "truce/base/hash.hpp"

#include <openssl/evp.h>

#include <cstring>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

const EVP_MD* algorithm() {
    static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    TRUCE_ASSERT(md != nullptr);
    return md;
}

}  // namespace

struct Sha256::Context {
    EVP_MD_CTX* evp = EVP_MD_CTX_new();
    Context() { restart(); }
    ~Context() { EVP_MD_CTX_free(evp); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    void restart() const { TRUCE_ASSERT(EVP_DigestInit_ex2(evp, algorithm(), nullptr) == 1); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(std::string_view bytes) {
    TRUCE_ASSERT(EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()) == 1);
    return *this;
}

Sha256& Sha256::update(std::uint8_t byte) { return update({reinterpret_cast<const char*>(&byte), 1}); }

Digest Sha256::finish() {
    Digest out;
    TRUCE_ASSERT(EVP_DigestFinal_ex(context_->evp, out.bytes.data(), nullptr) == 1);
    context_->restart();
    return out;
}

Digest sha256(std::string_view bytes) {
    thread_local Sha256 hasher;
    return hasher.update(bytes).finish();
}

std::string Digest::hex() const { return to_hex(view()); }

Result<Digest> digest_from_bytes(std::string_view bytes) {
    Digest out;
    if (bytes.size() != out.bytes.size()) return Error{Errc::invalid, "digest.size", "a digest has 32 bytes", "", ""};
    std::memcpy(out.bytes.data(), bytes.data(), bytes.size());
    return out;
}

Result<Digest> digest_from_hex(std::string_view hex) {
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != 32) {
        return Error{Errc::invalid, "digest.hex", "a digest has 64 lower-case hexadecimal digits", "", ""};
    }
    return digest_from_bytes(*bytes);
}

}  // namespace truce
