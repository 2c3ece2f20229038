/// The front page of what a mechanism has published: every bulletin, newest day first, with all its forms and corrections.
/// Pure, self-contained, without scripts; its links are relative, so the folder can lie anywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/names.hpp"
#include "truce/base/time.hpp"
#include "truce/publish/phrases.hpp"

namespace truce {

/// One publication of a day's bulletin.
struct Edition {
    std::uint64_t size = 0;  ///< of the log it was computed from
    Instant published;
    std::string institution;            ///< whose key published it, as its id
    std::string digest;                 ///< SHA-256 of its canonical JSON, hexadecimal, as the record has it
    bool at_hand = true;                ///< false: another version of the program made it, and its files are not here
    std::vector<std::string> headline;  ///< empty if it is not at hand
};

struct FrontDay {
    Day day;
    std::vector<Edition> editions;  ///< oldest first; at least one
};

struct FrontPage {
    Texts title;         ///< of the mechanism
    std::string origin;  ///< of the log
    std::uint64_t size = 0;
    std::optional<Instant> next_tick;  ///< when this may move again
    std::vector<FrontDay> days;        ///< any order
};

/// Where the files of an edition lie, relative to the front page: "bulletins/2017-02-25/117.html".
std::string edition_path(Day day, std::uint64_t size, std::string_view extension);
/// Of a day's newest edition: "bulletins/2017-02-25.html".
std::string day_path(Day day, std::string_view extension);

/// "Bulletin of Saturday, 25 February 2017".
std::string bulletin_title(Day day, const Phrases& phrases = english());

/// Well-formed as XML, too.
std::string to_html(const FrontPage& page, const Phrases& phrases = english());

}  // namespace truce
