/// Names in several languages and the other spellings by which sources know the same thing.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace truce {

/// Language tag ("en", "ar", "ru", "tr", "fa") -> text. Never empty in accepted terms; "en" is always there.
using Texts = std::map<std::string, std::string, std::less<>>;

/// The text in `language`, else in English.
[[nodiscard]] std::string_view text_in(const Texts& texts, std::string_view language);

struct Names {
    Texts texts;
    /// Transliterations and codes as sources write them; matched whole, case-insensitively, after
    /// white space is folded. No alias stands for two things within one reading.
    std::vector<std::string> aliases;
};

}  // namespace truce
