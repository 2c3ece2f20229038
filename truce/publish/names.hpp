/// Names as the renderers show them. Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "truce/publish/bulletin.hpp"

namespace truce {

std::string_view division_name(const Bulletin& bulletin, std::string_view id);
/// A register's name, for a sentence.
std::string_view column_name(const Bulletin& bulletin, std::string_view register_id);
/// "at most 3 of at least 18 can be the same incidents, if ..." for one pair.
std::string coincidence_sentence(const Bulletin& bulletin, const CoincidenceOfTwo& pair);
/// "14 h of 24 h watched", "not watched".
std::string watched_words(const WatchedDivision& watched);

}  // namespace truce
