#include "truce/agreement/scalars.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/agreement/complaints.hpp"
#include "truce/agreement/condition.hpp"

namespace truce {
namespace {

/// "word.word" of lower-case letters and _.
bool is_kind(std::string_view text) {
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos || point == 0 || point + 1 == text.size() || text.size() > 64) return false;
    return std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '.'; }) &&
           text.find('.', point + 1) == std::string_view::npos;
}

std::optional<ScalarFault> fault_in_choice(std::string_view text, const Member& member) {
    if (std::ranges::find(member.choices, text) != member.choices.end()) return std::nullopt;
    const std::vector<std::string_view> known(member.choices.begin(), member.choices.end());
    return ScalarFault{"form.choice", fmt::format("{} cannot be \"{}\"", member.key, text),
                       fmt::format("{}Use {}", did_you_mean(text, known), listed(member.choices))};
}

}  // namespace

bool is_language(std::string_view text) {
    return (text.size() == 2 || text.size() == 3) && std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_plain_text(std::string_view text) {
    bool visible = false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0x7F || (byte < 0x20 && c != '\n' && c != '\t')) return false;
        visible |= byte > 0x20;
    }
    return visible;
}

std::string listed(std::span<const std::string_view> words) {
    if (words.size() < 2) return std::string(words.empty() ? "" : words.front());
    return fmt::format("{} or {}", fmt::join(words.first(words.size() - 1), ", "), words.back());
}

std::optional<ScalarFault> fault_in(std::string_view text, const Member& member) {
    switch (member.holds) {
        case Holds::choice: return fault_in_choice(text, member);
        case Holds::name:
        case Holds::name_set:
            if (is_name(text)) return std::nullopt;
            return ScalarFault{"form.id", fmt::format("{}: \"{}\" is not an id", member.key, text),
                               "Use 1 to 64 of a-z 0-9 _ -, beginning with a letter or digit"};
        case Holds::kind:
        case Holds::kind_set:
            if (is_kind(text)) return std::nullopt;
            return ScalarFault{"form.kind", fmt::format("{}: \"{}\" is not a kind", member.key, text),
                               "Write it as thing.done, such as terms.signed"};
        default:
            if (is_plain_text(text)) return std::nullopt;
            return ScalarFault{"form.text", fmt::format("{} is blank or has control characters", member.key),
                               "Write a text, or leave the key out"};
    }
}

}  // namespace truce
