/// Hashed tables of text that are asked with views of text.
#pragma once

#include <functional>
#include <string_view>

namespace truce {

/// For std::unordered_map<std::string, T, TextHash, std::equal_to<>>.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

}  // namespace truce
