#include "app/step_options.hpp"

#include <algorithm>

namespace truce::app {

std::vector<std::string> sorted_once(std::vector<std::string> list) {
    std::ranges::sort(list);
    const auto twice = std::ranges::unique(list);
    list.erase(twice.begin(), twice.end());
    return list;
}

Error StepOptions::wrong(std::string_view option, std::string what, std::string remedy) const {
    return {Errc::invalid, std::string(error_id), std::move(what), std::string(option), std::move(remedy)};
}

Result<std::optional<Interval>> StepOptions::interval(std::string_view option, const std::string& from, const std::string& until) const {
    if (from.empty() && until.empty()) return std::optional<Interval>();
    if (from.empty() || until.empty()) return wrong(option, "an interval has two ends", "Give both");
    TRUCE_ASSIGN(const Instant begin, instant_of(option, from));
    TRUCE_ASSIGN(const Instant end, instant_of(option, until));
    return std::optional(Interval{begin, end});
}

Result<Instant> instant_of(std::string_view option, const std::string& text) {
    const auto instant = parse_instant(text);
    if (!instant) return at(option, instant.error());
    return *instant;
}

Result<std::optional<Instant>> instant_if_given(std::string_view option, const std::string& text) {
    if (text.empty()) return std::optional<Instant>();
    TRUCE_ASSIGN(const Instant instant, instant_of(option, text));
    return std::optional(instant);
}

}  // namespace truce::app
