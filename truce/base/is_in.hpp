/// Whether a short list holds something, read from its front.
#pragma once

#include <algorithm>
#include <ranges>

namespace truce {

template <std::ranges::input_range List, typename One>
[[nodiscard]] constexpr bool is_in(const List& list, const One& one) {
    return std::ranges::find(list, one) != std::ranges::end(list);
}

}  // namespace truce
