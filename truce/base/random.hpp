/// Randomness and the clock come in as arguments, so that a test can decide them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "truce/base/time.hpp"

namespace truce {

class Random {
public:
    Random() = default;
    virtual ~Random() = default;
    Random(const Random&) = delete;
    Random& operator=(const Random&) = delete;
    virtual void fill(std::span<std::uint8_t> out) = 0;

    std::string bytes(std::size_t n);
};

/// The operating system's generator, by libsodium.
std::unique_ptr<Random> system_random();
/// The same stream for the same seed, for tests and generated data; never for keys or secrets.
std::unique_ptr<Random> seeded_random(std::uint64_t seed);

/// A random UUID, version 4, lower case, with hyphens (RFC 9562).
std::string new_uuid(Random& random);
[[nodiscard]] bool is_uuid(std::string_view text);

class Clock {
public:
    Clock() = default;
    virtual ~Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual Instant now() = 0;
};

std::unique_ptr<Clock> system_clock();

/// Stands still until it is set.
class ManualClock : public Clock {
public:
    explicit ManualClock(Instant start) : now_(start) {}
    Instant now() override { return now_; }
    void set(Instant t) { now_ = t; }

private:
    Instant now_;
};

}  // namespace truce
