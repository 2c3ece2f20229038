#include "truce/agreement/names.hpp"

#include <unicode/unistr.h>

#include <algorithm>

namespace truce {
namespace {

/// Appends a lower-case ASCII text with its white space folded.
void fold_blanks(std::string_view text, std::string& out) {
    for (const char c : text) {
        const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (!blank) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
}

}  // namespace

std::string_view text_in(const Texts& texts, std::string_view language) {
    auto found = texts.find(language);
    if (found == texts.end()) found = texts.find("en");
    return found != texts.end() ? std::string_view(found->second) : std::string_view();
}

std::string folded(std::string_view text) {
    std::string lower;
    if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        lower.reserve(text.size());
        for (const char c : text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else {
        icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
        unicode.findAndReplace(icu::UnicodeString(char16_t{0x00A0}), icu::UnicodeString(u' '));  // no-break space
        unicode.foldCase().toUTF8String(lower);
    }
    std::string out;
    out.reserve(lower.size());
    fold_blanks(lower, out);
    return out;
}

bool has_name(const Names& names, std::string_view name_folded) {
    return std::ranges::any_of(names.texts, [&](const auto& text) { return folded(text.second) == name_folded; }) ||
           std::ranges::any_of(names.aliases, [&](const std::string& alias) { return folded(alias) == name_folded; });
}

}  // namespace truce
