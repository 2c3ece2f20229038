/// Stories: plain text that a lawyer can read and write, and what must come of it. docs/formats/scenario.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/examine/step.hpp"
#include "truce/geo/point.hpp"
#include "truce/ingest/report.hpp"

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

/// What a register holds from then on, or takes back. Whose register it is, and which, the profile says.
struct StoryReport {
    int line = 0;
    Instant at;
    std::string author;  ///< the recorder
    std::string source_id;
    enum class Deed : std::uint8_t { files, corrects, withdraws };
    Deed deed = Deed::files;       ///< of a withdrawal nothing below has a meaning
    std::optional<Interval> when;  ///< there is one, unless it is withdrawn
    Region where;                  ///< anywhere unless said
    std::string place;             ///< the words after the colon
    bool own_side = false;         ///< "of its own side"
    std::vector<NamedFact> facts;  ///< act, actor, target among them
};

/// The numbers that a participant publishes of a day, without the incidents behind them.
struct StoryNumbers {
    int line = 0;
    Instant at;
    std::string author;  ///< the recorder
    Day day;
    std::int64_t total = 0;
    std::vector<std::pair<std::string, std::int64_t>> divisions;  ///< ids of the profile's divisions, as written
};

using StoryLine = std::variant<StoryStep, StoryReport, StoryNumbers, StoryClaim>;

/// What gives a story's times and places their meaning.
struct StoryFrame {
    std::int32_t offset_s = 0;                          ///< local time minus UTC
    std::map<std::string, LatLon, std::less<>> points;  ///< the places of its map
};

struct Story {
    std::string title;
    std::string about;                                          ///< the paragraph under the title
    std::vector<std::pair<std::string, std::string>> settings;  ///< "profile", "terms", "terms from 2023-06-20", "reading of borvik"
    StoryFrame frame;
    std::vector<StoryLine> lines;
};

/// Errors: story.title, story.setting, story.map, story.order (a time that goes back, or no day yet), story.phrase (no step is
/// called that), story.word (a clause that this step does not have), story.value; `where` is "<file>:<line>", what and remedy
/// name what is meant.
Result<Story> parse_story(std::string_view text, std::string_view file);

/// A step's line without its time, "aldmere gives notice (n1), to borvik: in words".
/// Errors: story.phrase, story.word, story.value.
Result<StoryStep> parse_story_step(std::string_view text, const StoryFrame& frame);

/// Whether the line tells of a report: "aldmere files the report", "corrects the report", "withdraws the report".
bool tells_of_report(std::string_view text);
/// Such a line without its time, "aldmere files the report a-1, happened T to T, at within 1 km of A, that act is mortar: Corrow".
/// Errors: story.word, story.value.
Result<StoryReport> parse_story_report(std::string_view text, const StoryFrame& frame);

/// Whether the line tells of published numbers: "aldmere publishes the numbers of ...".
bool tells_of_numbers(std::string_view text);
/// Such a line without its time, "aldmere publishes the numbers of 2023-06-16: 4, larkmoor 2, saltreach 1".
/// Errors: story.value.
Result<StoryNumbers> parse_story_numbers(std::string_view text);

/// "2023-06-08 09:00" or "2023-06-08" in local time of that offset. Errors: story.value.
Result<Instant> parse_story_time(std::string_view text, std::int32_t offset_s);

}  // namespace truce
