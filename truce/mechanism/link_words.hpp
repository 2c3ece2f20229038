/// What a fusion desk says of a link, in the text of its step, and the same read back: an enumeration, figures and names, so that a
/// page can say it in its reader's language. The text is what was signed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/fuse/model.hpp"

namespace truce {

struct LinkWords {
    std::uint32_t model = 0;  ///< number of the frozen model
    Millibits bits = 0;       ///< of the report and the one beside it
    std::string beside;       ///< "REGISTER:ID"
    /// What each field adds, names as name_of(EvidenceField); none where people put the two together.
    std::vector<std::pair<std::string, Millibits>> fields;
    std::uint32_t percent = 0;  ///< how probable it is, at most 100
    bool sure = false;          ///< enough to join without a person, at the share of wrong joins that the desk chose
    friend bool operator==(const LinkWords&, const LinkWords&) = default;
};

/// One line. Bits are said to a tenth.
std::string to_text(const LinkWords& words);

/// Nothing if the text is not of that form. Anybody can write such a text: it is the word of whoever signed it, as a fusion desk's is.
std::optional<LinkWords> read_link_words(std::string_view text);

}  // namespace truce
