/// The map of a bulletin's day as SVG. Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "truce/publish/bulletin.hpp"

namespace truce {

/// How a verdict is drawn: one class, one colour, one shape.
enum class MarkClass : std::uint8_t { violation, undetermined, exempt, no_violation };
MarkClass mark_class(const Verdict& verdict);
std::string_view name_of(MarkClass mark);
/// An SVG symbol of about 9 pixels at (x, y).
std::string symbol(MarkClass mark, double x, double y);

/// Text with &, <, >, " and ' made harmless.
std::string escaped(std::string_view text);

/// One <svg> element with title and description.
std::string day_map(const Bulletin& bulletin);

}  // namespace truce
