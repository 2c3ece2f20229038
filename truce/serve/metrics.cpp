#include "truce/serve/metrics.hpp"

#include <fmt/format.h>

#include <array>

namespace truce {
namespace {

constexpr std::array bounds_s{0.001, 0.005, 0.02, 0.1, 0.5, 2.0};

}  // namespace

void Metrics::answered(const std::string& route, const std::string& method, unsigned status, std::chrono::microseconds took) {
    const double seconds = static_cast<double>(took.count()) / 1e6;
    const std::lock_guard lock(mutex_);
    Route& one = routes_[{route, method}];
    one.buckets.resize(bounds_s.size());
    ++one.by_status[status];
    ++one.count;
    one.seconds += seconds;
    for (std::size_t i = 0; i < bounds_s.size(); ++i) one.buckets[i] += seconds <= bounds_s[i] ? 1U : 0U;
}

std::string Metrics::text(const std::vector<std::pair<std::string, std::uint64_t>>& gauges) const {
    std::string out;
    for (const auto& [name, value] : gauges) out += fmt::format("# TYPE {0} gauge\n{0} {1}\n", name, value);
    const std::lock_guard lock(mutex_);
    out += "# TYPE truce_answers_total counter\n";
    for (const auto& [key, one] : routes_) {
        for (const auto& [status, n] : one.by_status)
            out += fmt::format("truce_answers_total{{route=\"{}\",method=\"{}\",status=\"{}\"}} {}\n", key.first, key.second, status, n);
    }
    out += "# TYPE truce_answer_seconds histogram\n";
    for (const auto& [key, one] : routes_) {
        const std::string labels = fmt::format("route=\"{}\",method=\"{}\"", key.first, key.second);
        for (std::size_t i = 0; i < bounds_s.size(); ++i)
            out += fmt::format("truce_answer_seconds_bucket{{{},le=\"{}\"}} {}\n", labels, bounds_s[i], one.buckets[i]);
        out += fmt::format("truce_answer_seconds_bucket{{{},le=\"+Inf\"}} {}\n", labels, one.count);
        out +=
            fmt::format("truce_answer_seconds_sum{{{}}} {}\ntruce_answer_seconds_count{{{}}} {}\n", labels, one.seconds, labels, one.count);
    }
    return out;
}

}  // namespace truce
