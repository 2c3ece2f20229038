/// What single texts of the two files must look like.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "truce/agreement/form.hpp"

namespace truce {

/// What is wrong with a text that stands for a member (or an item of a set); nothing if it is right. Only for text,
/// name, kind, choice and their sets.
struct ScalarFault {
    std::string_view id;
    std::string what;
    std::string remedy;
};
std::optional<ScalarFault> fault_in(std::string_view text, const Member& member);

/// Two or three lower-case letters.
[[nodiscard]] bool is_language(std::string_view text);
/// Not blank, no control characters but line breaks and tabs.
[[nodiscard]] bool is_plain_text(std::string_view text);

/// "choice a, b or c".
std::string listed(std::span<const std::string_view> words);

}  // namespace truce
