#include "truce/ingest/delivery.hpp"

#include <fmt/format.h>

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

bool Delivery::first_time(std::size_t line, std::int64_t number) {
    const auto [found, fresh] = lines_of_numbers_.try_emplace(number, static_cast<std::uint32_t>(line));
    if (!fresh) twice(line, std::to_string(number), found->second);
    return fresh;
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
