/// Plain text in columns. Private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace truce {

/// Columns of a terminal or a typewriter.
inline constexpr std::size_t text_width = 100;

/// How many columns UTF-8 text takes where every character takes one.
[[nodiscard]] std::size_t text_columns(std::string_view text);

/// Words broken before `text_width` where a blank allows it; each line after `indent`, each ended. Line ends and other
/// control characters in the text become blanks.
[[nodiscard]] std::string wrapped(std::string_view text, std::string_view indent);

/// "title ───────", preceded by an empty line.
[[nodiscard]] std::string ruled(std::string_view title);

/// First column to the left, the others to the right; the heading broken over as many lines as it needs.
class TextTable {
public:
    TextTable(std::vector<std::string> heading, std::size_t first_width, std::size_t other_width);
    void add(const std::vector<std::string>& cells);
    [[nodiscard]] std::string text() const;

private:
    [[nodiscard]] std::string line(const std::vector<std::string>& cells) const;

    std::vector<std::string> heading_;
    std::size_t first_width_;
    std::size_t other_width_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace truce
