#include "truce/publish/markup.hpp"

#include <fmt/format.h>

namespace truce {
namespace {

/// Length of a control or direction-turning character at the front of `text`, 0 if there is none. In UTF-8: C0 and DEL in one
/// byte, C1 in two, U+202A..202E and U+2066..2069 in three, the non-characters U+FFFE and U+FFFF in three.
std::size_t unwanted(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
    if (text.size() >= 2 && byte(0) == 0xc2 && byte(1) < 0xa0) return 2;
    if (text.size() < 3) return 0;
    if (byte(0) == 0xe2 && byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae) return 3;
    if (byte(0) == 0xe2 && byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9) return 3;
    return byte(0) == 0xef && byte(1) == 0xbf && byte(2) >= 0xbe ? 3 : 0;
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const char c = text.front();
        std::size_t taken = 1;
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else if (c == '\n' || c == '\t')
            out += c;
        else if (const std::size_t length = unwanted(text); length > 0) {
            out += "\ufffd";
            taken = length;
        } else
            out += c;
        text.remove_prefix(taken);
    }
    return out;
}

std::string isolated(std::string_view text) { return fmt::format("<bdi>{}</bdi>", escaped(text)); }

std::string paragraph(std::string_view text, std::string_view css) {
    return css.empty() ? fmt::format("<p>{}</p>\n", escaped(text)) : fmt::format("<p class=\"{}\">{}</p>\n", css, escaped(text));
}

std::string plain(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = unwanted(text);
        out += length > 0 ? ' ' : text.front();
        text.remove_prefix(length > 0 ? length : 1);
    }
    return out;
}

std::string class_mark(VerdictClass verdict, double x, double y) {
    switch (verdict) {
        case VerdictClass::violation: return fmt::format("<path d=\"M{:.1f} {:.1f}l5 5l-5 5l-5 -5z\"/>", x, y - 5);
        case VerdictClass::exempt: return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"7\" height=\"7\"/>", x - 3.5, y - 3.5);
        case VerdictClass::no_violation: return fmt::format("<path d=\"M{:.1f} {:.1f}h9\"/>", x - 4.5, y);
        case VerdictClass::undetermined: return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.6\"/>", x, y);
    }
    return {};
}

}  // namespace truce
