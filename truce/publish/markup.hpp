/// What pages and their maps share: escaping, and the marks of the classes of verdicts. Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "truce/publish/words.hpp"

namespace truce {

/// Text for HTML and XML, in elements and in quoted attributes: the five special characters become references, characters
/// that XML 1.0 cannot hold become U+FFFD, and so do those that turn the direction of what follows.
[[nodiscard]] std::string escaped(std::string_view text);

/// The same as an element whose direction is its own; as a paragraph, of a class if one is given.
[[nodiscard]] std::string isolated(std::string_view text);
[[nodiscard]] std::string paragraph(std::string_view text, std::string_view css = {});

/// The same text for a terminal or a printer: control characters and those that turn direction become blanks.
[[nodiscard]] std::string plain(std::string_view text);

/// The mark of a class as SVG, about 9 units high, centred at (x, y): a diamond, a square, a bar, a ring.
[[nodiscard]] std::string class_mark(VerdictClass verdict, double x, double y);

/// The page's style sheet.
[[nodiscard]] std::string_view page_style();

}  // namespace truce
