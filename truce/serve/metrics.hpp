/// Numbers about the server for Prometheus; none about who asked.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace truce {

class Metrics {
public:
    /// One answer. `route` is a pattern of the router, never a path: paths name cases and incidents.
    void answered(const std::string& route, const std::string& method, unsigned status, std::chrono::microseconds took);
    /// Text exposition format, with these gauges beside what was counted.
    [[nodiscard]] std::string text(const std::vector<std::pair<std::string, std::uint64_t>>& gauges) const;

private:
    struct Route {
        std::map<unsigned, std::uint64_t> by_status;
        std::vector<std::uint64_t> buckets;
        std::uint64_t count = 0;
        double seconds = 0;
    };
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, Route> routes_;
};

}  // namespace truce
