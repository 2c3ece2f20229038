#include "truce/agreement/sheet.hpp"

#include <algorithm>

namespace truce {
namespace {

constexpr std::size_t line_width = 100;
constexpr std::size_t label_width = 14;
constexpr std::size_t margin = 4;

void pad_to(std::string& out, std::size_t have, std::size_t want) { out.append(want > have ? want - have : 1, ' '); }

}  // namespace

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void Sheet::heading(std::string_view text) {
    if (!out_.empty()) out_ += '\n';
    for (const char c : text) out_ += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    out_ += '\n';
}

void Sheet::entry(std::string_view id, std::string_view title) {
    out_ += '\n';
    out_ += id;
    if (!title.empty()) {
        out_ += "  ";
        out_ += title;
    }
    out_ += '\n';
}

void Sheet::line(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    out_.append(margin, ' ');
    out_ += label;
    pad_to(out_, width_of(label), label_width);
    std::size_t column = margin + std::max(label_width, width_of(label) + 1);
    bool first = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n\t"), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(text.size(), end + 1));
        if (word.empty()) continue;
        const std::size_t width = width_of(word);
        if (!first && column + 1 + width > line_width) {
            out_ += '\n';
            out_.append(margin + label_width, ' ');
            column = margin + label_width;
            first = true;
        }
        if (!first) out_ += ' ';
        out_ += word;
        column += width + (first ? 0 : 1);
        first = false;
    }
    out_ += '\n';
}

}  // namespace truce
