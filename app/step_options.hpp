/// What the options of steps say: words, moments, intervals, lists.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"

namespace truce::app {

/// In order, each once.
std::vector<std::string> sorted_once(std::vector<std::string> list);

/// Reads the options of one family of steps. An option that was not given is an empty text.
struct StepOptions {
    std::string_view error_id;  ///< of every refusal (invalid), which names the option

    [[nodiscard]] Error wrong(std::string_view option, std::string what, std::string remedy) const;

    /// The one of the first `count` words whose name_of() the text is; `out` stays as it is where there is none to read.
    template <typename Word>
    Result<void> word(std::string_view option, const std::string& text, std::size_t count, std::optional<Word>& out) const {
        if (text.empty()) return {};
        std::string known;
        for (std::size_t i = 0; i < count; ++i) {
            const Word word = static_cast<Word>(i);
            if (name_of(word) == text) {
                out = word;
                return {};
            }
            known += (known.empty() ? "" : ", ") + std::string(name_of(word));
        }
        return wrong(option, fmt::format("\"{}\" is not one of its words", text), "Use one of " + known);
    }

    /// [from, until); none where neither is given. Errors: one end is missing; those of parse_instant.
    [[nodiscard]] Result<std::optional<Interval>> interval(std::string_view option, const std::string& from,
                                                           const std::string& until) const;
};

/// Errors: those of parse_instant, at the option.
Result<Instant> instant_of(std::string_view option, const std::string& text);
/// None where it was not given.
Result<std::optional<Instant>> instant_if_given(std::string_view option, const std::string& text);

}  // namespace truce::app
