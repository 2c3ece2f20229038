/// Three-valued truth: what can be said when some of what decides is not known.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace truce {

/// Strong Kleene logic, ordered no < unknown < yes: AND is the least, OR the greatest of its operands.
/// `unknown` means that both answers remain possible; learning more may turn it into either, and never
/// turns yes into no or no into yes.
enum class Truth : std::uint8_t { no, unknown, yes };

constexpr Truth and_(Truth a, Truth b) { return std::min(a, b); }
constexpr Truth or_(Truth a, Truth b) { return std::max(a, b); }
constexpr Truth not_(Truth a) { return a == Truth::unknown ? a : (a == Truth::yes ? Truth::no : Truth::yes); }
constexpr Truth truth_of(bool value) { return value ? Truth::yes : Truth::no; }

/// "no", "unknown", "yes".
constexpr std::string_view name_of(Truth value) {
    return value == Truth::unknown ? std::string_view("unknown") : (value == Truth::yes ? std::string_view("yes") : std::string_view("no"));
}

}  // namespace truce
