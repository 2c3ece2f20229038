#include "truce/coordinate/disclosure_level.hpp"

#include <fmt/format.h>

#include <array>

namespace truce {

namespace {

constexpr std::array<std::string_view, 4> names{"review", "shift", "overlap", "full"};

std::pair<std::string, std::string> unordered(std::string_view a, std::string_view b) {
    return a < b ? std::pair(std::string(a), std::string(b)) : std::pair(std::string(b), std::string(a));
}

}  // namespace

std::string_view name_of(DisclosureLevel level) { return names.at(static_cast<std::size_t>(level)); }

Result<DisclosureLevel> disclosure_level(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names.at(i) == name) return static_cast<DisclosureLevel>(i);
    }
    return Error{Errc::invalid, "disclosure.level", fmt::format("there is no level \"{}\"", name.substr(0, 60)), "",
                 "say review, shift, overlap or full"};
}

void DisclosureMatrix::set(std::string_view owner, std::string_view reader, DisclosureLevel level) {
    levels_[{std::string(owner), std::string(reader)}] = level;
}

void DisclosureMatrix::suspend(std::string_view a, std::string_view b) { suspended_[unordered(a, b)] = true; }
void DisclosureMatrix::resume(std::string_view a, std::string_view b) { suspended_.erase(unordered(a, b)); }
bool DisclosureMatrix::suspended(std::string_view a, std::string_view b) const { return suspended_.contains(unordered(a, b)); }

DisclosureLevel DisclosureMatrix::level(std::string_view owner, std::string_view reader) const {
    if (owner == reader) return DisclosureLevel::full;
    if (suspended(owner, reader)) return DisclosureLevel::review;
    const auto found = levels_.find({std::string(owner), std::string(reader)});
    return found == levels_.end() ? DisclosureLevel::review : found->second;
}

}  // namespace truce
