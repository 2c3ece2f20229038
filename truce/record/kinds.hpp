/// The kinds of entry and what holds for each. docs/formats/record.md shows the same table; a test compares them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace truce {

/// Open entries say kind, time and references in the clear; guarded ones only inside their body.
enum class EntryForm : std::uint8_t { open, guarded };
/// Whether two neighbouring entries of such kinds may change places without changing any view.
enum class Order : std::uint8_t { matters, commutes };
enum class Erasure : std::uint8_t { never, allowed };

struct Kind {
    std::string_view name;
    EntryForm form;
    Order order;
    Erasure erasure;
    std::string_view says;
};

/// All kinds, ascending by name.
std::span<const Kind> kinds();
/// Nullptr if there is no such kind.
const Kind* find_kind(std::string_view name);

}  // namespace truce
