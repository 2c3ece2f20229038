/// Stories: plain text that a lawyer can read and write, and what must come of it. docs/formats/scenario.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/examine/step.hpp"

namespace truce {

/// A step of a story: who does what, when, and under which label later lines name it.
struct StoryStep {
    int line = 0;
    Instant at;
    std::string author;
    std::string label;       ///< its id in the story; given by the line's number where the line gives none
    std::string case_label;  ///< "" for the case that was opened last
    StepBody body;           ///< with labels as ids; what composed() fills in is empty unless the line gives it
    std::string refused;     ///< the code that must refuse it; "" if it must be accepted
};

/// Something that must hold at that point of the story.
struct StoryClaim {
    int line = 0;
    Instant at;  ///< of the line before, or of its own "at"
    std::vector<std::string> words;
    std::string text;  ///< as written
};

using StoryLine = std::variant<StoryStep, StoryClaim>;

struct Story {
    std::string title;
    std::string about;                                          ///< the paragraph under the title
    std::vector<std::pair<std::string, std::string>> settings;  ///< "profile", "terms", "terms from 2023-06-20", "reading of borvik"
    std::int32_t offset_s = 0;                                  ///< local time minus UTC, of all times in the story
    std::vector<StoryLine> lines;
};

/// Errors: story.title, story.setting, story.order (a time that goes back, or no day yet), story.phrase (no step is called
/// that), story.word (a clause that this step does not have), story.value; `where` is "<file>:<line>", what and remedy
/// name what is meant.
Result<Story> parse_story(std::string_view text, std::string_view file);

/// A step's line without its time, "aldmere gives notice (n1), to borvik: in words"; of a story with this offset.
/// Errors: story.phrase, story.word, story.value.
Result<StoryStep> parse_story_step(std::string_view text, std::int32_t offset_s);

/// "2023-06-08 09:00" or "2023-06-08" in local time of that offset. Errors: story.value.
Result<Instant> parse_story_time(std::string_view text, std::int32_t offset_s);

}  // namespace truce
