#include "truce/publish/text_layout.hpp"

#include <algorithm>

#include "truce/publish/markup.hpp"

namespace truce {
namespace {

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        if (static_cast<unsigned char>(c) > 0x20 && c != 0x7f)
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

std::vector<std::string> broken(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    for (const std::string& word : words_of(text)) {
        if (lines.empty() || text_columns(lines.back()) + 1 + text_columns(word) > width)
            lines.push_back(word);
        else
            lines.back() += " " + word;
    }
    return lines;
}

std::string blanks(std::string_view text, std::size_t width) { return std::string(width - std::min(width, text_columns(text)), ' '); }

}  // namespace

std::size_t text_columns(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string wrapped(std::string_view text, std::string_view indent) {
    std::string out;
    for (const std::string& line : broken(plain(text), text_width - indent.size())) out += std::string(indent) + line + "\n";
    return out;
}

std::string ruled(std::string_view title) {
    const std::string shown = plain(title);
    std::string out = "\n" + shown + " ";
    for (std::size_t n = text_columns(shown) + 1; n < text_width; ++n) out += "\u2500";
    return out + "\n";
}

TextTable::TextTable(std::vector<std::string> heading, std::size_t first_width, std::size_t other_width)
    : heading_(std::move(heading)), first_width_(first_width), other_width_(other_width) {}

void TextTable::add(const std::vector<std::string>& cells) {
    rows_.emplace_back();
    for (const std::string& cell : cells) rows_.back().push_back(plain(cell));
}

std::string TextTable::line(const std::vector<std::string>& cells) const {
    std::string out = "  " + cells.front() + blanks(cells.front(), first_width_);
    for (std::size_t i = 1; i < cells.size(); ++i) out += " " + blanks(cells[i], other_width_ - 1) + cells[i];
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
}

std::string TextTable::text() const {
    std::vector<std::vector<std::string>> titles;
    std::size_t height = 0;
    for (std::size_t i = 0; i < heading_.size(); ++i) {
        titles.push_back(broken(plain(heading_[i]), (i == 0 ? first_width_ : other_width_) - 1));
        height = std::max(height, titles.back().size());
    }
    std::string out;
    for (std::size_t n = 0; n < height; ++n) {
        std::vector<std::string> cells;
        for (const auto& lines : titles) {
            const std::size_t above = height - lines.size();
            cells.push_back(n < above ? "" : lines[n - above]);
        }
        out += line(cells);
    }
    std::string under = "  ";
    for (std::size_t n = 0; n < first_width_ + other_width_ * (heading_.size() - 1); ++n) under += "\u2500";
    out += under + "\n";
    for (const auto& row : rows_) out += line(row);
    return out;
}

}  // namespace truce
