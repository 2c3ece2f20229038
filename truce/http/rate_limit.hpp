/// A limit on how often one address may ask.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <string>

#include "truce/base/random.hpp"

namespace truce {

/// Token buckets, one per address: `burst` requests at once, `per_s` a second from then on. An IPv6 address counts as its /64, because
/// that is what one subscriber has. Memory is bounded: beyond `addresses_max` the bucket that was not used longest goes, and with it a debt
/// of at most `burst`. Any thread.
class RateLimit {
public:
    struct Options {
        double per_s = 50;
        double burst = 200;
        std::size_t addresses_max = 65'536;
    };
    explicit RateLimit(const Options& options) : options_(options) {}

    /// Takes a token, if there is one. Time never runs backwards here: an earlier `now` counts as the last one.
    [[nodiscard]] bool allows(const std::string& address, Instant now);

private:
    struct Bucket {
        double tokens = 0;
        std::int64_t at_us = 0;
        std::list<const std::string*>::iterator turn;
    };
    const Options options_;
    std::mutex mutex_;
    std::map<std::string, Bucket, std::less<>> buckets_;
    std::list<const std::string*> by_use_;  ///< keys of buckets_, the one used last in front
};

/// "2001:db8:1:2:3:4:5:6" -> "2001:db8:1:2::/64"; an IPv4 address, also a mapped one, as itself.
std::string subscriber_of(const std::string& address);

}  // namespace truce
