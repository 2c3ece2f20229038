#include "truce/http/rate_limit.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace truce {

std::string subscriber_of(const std::string& address) {
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return address;
    constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(mapped.begin(), mapped.end(), bytes.begin()))
        return fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
    std::fill(bytes.begin() + 8, bytes.end(), 0);
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (inet_ntop(AF_INET6, bytes.data(), text.data(), text.size()) == nullptr) return address;
    return std::string(text.data()) + "/64";
}

bool RateLimit::allows(const std::string& address, Instant now) {
    const std::string who = subscriber_of(address);
    const std::lock_guard lock(mutex_);
    const auto [found, is_new] = buckets_.try_emplace(who);
    Bucket& bucket = found->second;
    if (is_new) {
        by_use_.push_front(&found->first);
        bucket = {options_.burst, now.us, by_use_.begin()};
    } else {
        by_use_.splice(by_use_.begin(), by_use_, bucket.turn);
        const std::int64_t passed = std::max<std::int64_t>(0, now.us - bucket.at_us);
        bucket.tokens = std::min(options_.burst, bucket.tokens + static_cast<double>(passed) / 1e6 * options_.per_s);
        bucket.at_us = std::max(bucket.at_us, now.us);
    }
    const bool allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    if (buckets_.size() > options_.addresses_max) {
        const auto oldest = buckets_.find(*by_use_.back());
        by_use_.pop_back();
        buckets_.erase(oldest);
    }
    return allowed;
}

}  // namespace truce
