#include "truce/ingest/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace truce {

void Delivery::twice(std::size_t line, std::string_view id, std::size_t before) {
    problems_.add(line, "row.id_twice", fmt::format("source_id {} stands already in line {}", in_quotes(id), before),
                  "Give each record once per file; file a correction in a file of its own");
}

bool Delivery::first_time(std::size_t line, std::string_view kind, std::string_view id) {
    key_.assign(kind);
    key_ += '\n';
    key_ += id;
    const auto [found, fresh] = lines_.try_emplace(key_, static_cast<std::uint32_t>(line));
    if (!fresh) twice(line, id, found->second);
    return fresh;
}

void Delivery::finish() {
    if (!std::is_sorted(numbers_.begin(), numbers_.end())) std::sort(numbers_.begin(), numbers_.end());
    struct Repeat {
        std::size_t line, before;
        std::int64_t number;
    };
    std::vector<Repeat> repeats;
    for (std::size_t i = 1; i < numbers_.size(); ++i) {
        const auto& [number, line] = numbers_[i];
        if (number == numbers_[i - 1].first) repeats.push_back({line, numbers_[i - 1].second, number});
    }
    std::sort(repeats.begin(), repeats.end(), [](const Repeat& a, const Repeat& b) { return a.line < b.line; });
    for (const Repeat& repeat : repeats) twice(repeat.line, std::to_string(repeat.number), repeat.before);
}

Result<void> Delivery::take_known(const Report& report) {
    if (problems_.count() > 0) return {};
    ++summary_.reports;
    for (const std::string& flag : report.flags) ++summary_.flagged[flag];
    return intake_.take(report);
}

Result<void> Delivery::take(std::size_t line, const Report& report) {
    if (!first_time(line, "", report.source_id)) return {};
    return take_known(report);
}

Result<void> Delivery::take(std::size_t line, const Watch& watch) {
    if (!first_time(line, "watch", watch.source_id) || problems_.count() > 0) return {};
    ++summary_.watches;
    return intake_.take(watch);
}

Result<void> Delivery::take(std::size_t line, const PublishedCount& count) {
    if (!first_time(line, count.register_id, count.source_id) || problems_.count() > 0) return {};
    ++summary_.counts;
    return intake_.take(count);
}

}  // namespace truce
