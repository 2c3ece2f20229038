#include "truce/base/random.hpp"

#include <sodium.h>

#include <chrono>
#include <cstring>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

class SystemRandom final : public Random {
public:
    SystemRandom() { TRUCE_ASSERT(sodium_init() >= 0); }
    void fill(std::span<std::uint8_t> out) override { randombytes_buf(out.data(), out.size()); }
};

class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : seed_(seed) {}
    void fill(std::span<std::uint8_t> out) override {
        unsigned char key[randombytes_SEEDBYTES] = {};
        std::memcpy(key, &seed_, sizeof seed_);
        std::memcpy(key + sizeof seed_, &calls_, sizeof calls_);
        ++calls_;
        randombytes_buf_deterministic(out.data(), out.size(), key);
    }

private:
    std::uint64_t seed_;
    std::uint64_t calls_ = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() override {
        using namespace std::chrono;
        return {duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
    }
};

}  // namespace

std::string Random::bytes(std::size_t n) {
    std::string out(n, '\0');
    fill({reinterpret_cast<std::uint8_t*>(out.data()), n});
    return out;
}

std::unique_ptr<Random> system_random() { return std::make_unique<SystemRandom>(); }
std::unique_ptr<Random> seeded_random(std::uint64_t seed) { return std::make_unique<SeededRandom>(seed); }
std::unique_ptr<Clock> system_clock() { return std::make_unique<SystemClock>(); }

std::string new_uuid(Random& random) {
    std::string raw = random.bytes(16);
    raw[6] = static_cast<char>((raw[6] & 0x0f) | 0x40);
    raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
    std::string out = to_hex(raw);
    for (const std::size_t hyphen : {8U, 13U, 18U, 23U}) out.insert(hyphen, 1, '-');
    return out;
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        const bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (hyphen ? text[i] != '-' : !hex) return false;
    }
    return text[14] == '4' && (text[19] == '8' || text[19] == '9' || text[19] == 'a' || text[19] == 'b');
}

}  // namespace truce
