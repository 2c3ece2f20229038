/// A step of the talks in words: what a desk shows before it signs, and what lists show afterwards.
#pragma once

#include <string>

#include "truce/talks/talks.hpp"

namespace truce {

/// One line: "aldmere invites northern-council as party". A reported step says so, with its source.
std::string talk_headline(const Talk& step, const Talks& talks, const TalkRules& rules);

/// Everything it says, one matter a line, each ending in a line feed; indented by `indent` blanks.
std::string talk_details(const Talk& step, const Talks& talks, const TalkRules& rules, std::size_t indent);

/// "2017-02-15T00:00+02:00 to 2017-02-16T00:00+02:00" in the profile's zone.
std::string interval_in_zone(const Interval& interval, const TalkRules& rules);

/// "accepts with reservation": the word as people read it.
std::string spaced(std::string_view word);

}  // namespace truce
