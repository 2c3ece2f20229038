/// A number of which only two ends are known.
#pragma once

#include <cstdint>
#include <string>

namespace truce {

/// At least `certain`, at most `possible`, whole and not negative.
struct Range {
    std::int64_t certain = 0;
    std::int64_t possible = 0;
    friend bool operator==(const Range&, const Range&) = default;
    /// Of things that cannot be the same: adds end to end. Never used across registers.
    Range& operator+=(const Range& other) {
        certain += other.certain;
        possible += other.possible;
        return *this;
    }
};

/// "12", or "9–12" (en dash) where the ends differ.
std::string format(const Range& range);

}  // namespace truce
