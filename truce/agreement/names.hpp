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

/// What two spellings of one name have in common: Unicode case folding, white space folded to single blanks,
/// none at the ends. Precondition: valid UTF-8.
[[nodiscard]] std::string folded(std::string_view text);

struct Names {
    Texts texts;
    /// Transliterations and codes as sources write them; matched whole, case-insensitively, after
    /// white space is folded. No alias stands for two things within one reading.
    std::vector<std::string> aliases;
};

/// Whether `name` is one of the texts or aliases, folded. `name_folded` is folded(name).
[[nodiscard]] bool has_name(const Names& names, std::string_view name_folded);

}  // namespace truce
