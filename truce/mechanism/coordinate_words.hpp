/// A step of coordination in words: what a desk shows before it signs, and what lists show afterwards.
#pragma once

#include <span>
#include <string>

#include "truce/coordinate/coordination.hpp"

namespace truce {

/// One line: "isles-forum files an activity: convoy, a notification to aldmere, northern-council".
std::string coordination_headline(const CoordinationStep& step, const Coordination& coordination);

/// Everything it says, one matter a line, each ending in a line feed; indented by `indent` blanks.
std::string coordination_details(const CoordinationStep& step, const Coordination& coordination, std::size_t indent);

/// "within 2 km of 36.2 37.15, on the ground, from 2023-06-20T10:00:00Z to 2023-06-20T12:00:00Z".
std::string in_words(const Volume& volume);

/// What a suspended channel means, for those who suspend it and those who read of it.
std::string_view suspension_in_words();

/// Six characters that two people read to each other to be sure that they speak of the same version of the same activity: of 32 letters and
/// digits that are not mistaken for each other, from the first 30 bits of SHA-256 of the version's id and of its volumes' digest.
std::string read_back_code(const Activity& activity);

/// The notice of an activity, to be printed: what, who, where, when, to whom, who has acknowledged it, and the code to read back.
std::string notice(const Activity& activity, const Coordination& coordination, Instant now);

/// Whom to call, one line each: "    call aldmere: Watch officer, +0000 100 200 (day and night, English)", and that a channel is suspended.
std::string lines_in_words(std::span<const LiaisonLine> lines);

/// An answer to who asked, in words: what may be known of what is in the way, and which shifts would be free of it.
std::string answer_in_words(const Answer& answer);

}  // namespace truce
