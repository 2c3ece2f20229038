/// Stories: plain text that a lawyer can read and write, and what must come of it. docs/formats/scenario.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/examine/step.hpp"

namespace truce {

/// A step of a story: who does what, when, and under which label later lines name it.
struct StoryStep {
    int line = 0;
    Instant at;
    std::string author;
    std::string label;    ///< its id in the story
    StepBody body;        ///< with labels as ids; what composed() fills in is empty unless the line gives it
    std::string refused;  ///< the code that must refuse it; "" if it must be accepted
};

/// Something that must hold at that point of the story.
struct StoryClaim {
    int line = 0;
    Instant at;
    std::string what;                ///< status, position, due, named, flagged, verdict, pivot, phase, link, count ...
    std::vector<std::string> words;  ///< the rest of the line
};

struct StoryLine {
    std::optional<StoryStep> step;  ///< one of the two
    std::optional<StoryClaim> claim;
};

struct Story {
    std::string title;
    std::string about;                            ///< the paragraph under the title
    std::map<std::string, std::string> settings;  ///< "profile", "terms", "reading of borvik": paths relative to the story
    std::int32_t offset_s = 0;
    std::vector<StoryLine> lines;
};

/// Errors: story.* with file:line as where: story.title, story.day, story.time, story.phrase (no step is called that: the
/// nearest is named), story.word, story.value, story.claim, story.order (times that go back).
Result<Story> parse_story(std::string_view text, std::string_view file);

}  // namespace truce
