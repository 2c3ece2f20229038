#include "truce/story/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "truce/story/story_map.hpp"

namespace truce {
namespace {

Error wrong(std::string_view id, std::string what, std::string remedy) {
    return {Errc::invalid, "story." + std::string(id), std::move(what), "", std::move(remedy)};
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

bool is_shape(std::string_view text, std::string_view shape) {
    return text.size() >= shape.size() && std::equal(shape.begin(), shape.end(), text.begin(), [](char s, char c) {
               return s == '0' ? std::isdigit(static_cast<unsigned char>(c)) != 0 : s == c;
           });
}

bool is_day(std::string_view line) { return line.size() == 10 && is_shape(line, "0000-00-00"); }
bool is_step(std::string_view line) { return line.size() > 6 && is_shape(line, "00:00 "); }
bool is_claim(std::string_view line) { return line.starts_with("then "); }
bool is_refusal(std::string_view line) { return line.starts_with("is refused: "); }

/// Logical lines with the number of their first physical one: what is indented further and begins nothing of its own
/// goes on the line before; the rows of a map stay rows.
struct Line {
    int number;
    std::string text;
};

std::vector<Line> logical_lines(std::string_view text) {
    std::vector<Line> lines;
    std::istringstream in{std::string(text)};
    int number = 0;
    bool after_blank = true;
    for (std::string raw; std::getline(in, raw);) {
        ++number;
        const std::string line = trimmed(raw);
        if (line.starts_with("--")) continue;
        const bool own = is_day(line) || is_step(line) || is_claim(line) || is_refusal(line);
        if (!own && !line.empty() && !after_blank && raw.front() == ' ') {
            lines.back().text += (lines.back().text.starts_with("map: ") ? '\n' : ' ') + line;
        } else {
            lines.push_back({number, line});
        }
        after_blank = line.empty();
    }
    return lines;
}

class Parser {
public:
    Result<Story> parse(std::string_view text, std::string_view file) {
        for (const Line& line : logical_lines(text)) {
            auto read = read_line(line);
            if (read) continue;
            return at(fmt::format("{}:{}", file, line.number), std::move(read).error());
        }
        if (story_.title.empty()) return at(file, wrong("title", "the story has no title", "Begin with \"# Title\""));
        return std::move(story_);
    }

private:
    Result<void> read_line(const Line& line) {
        const std::string& text = line.text;
        if (text.empty()) return {};
        if (story_.title.empty()) {
            if (!text.starts_with("# ")) return wrong("title", "the story does not begin with its title", "Begin with \"# Title\"");
            story_.title = text.substr(2);
            return {};
        }
        if (is_day(text)) return read_day(text);
        if (is_step(text)) return read_step(line);
        if (is_claim(text)) return read_claim(line);
        if (is_refusal(text)) return read_refusal(text);
        if (day_.empty()) return read_head(text);
        return wrong("phrase", fmt::format("\"{}\" begins neither a day, a step nor a claim", text.substr(0, 40)),
                     "Begin with a day, a time, \"then\" or \"is refused:\"");
    }

    /// Settings, and the paragraph that says what the story is about.
    Result<void> read_head(const std::string& text) {
        const std::size_t colon = text.find(": ");
        const std::string key = colon == std::string::npos ? std::string() : text.substr(0, colon);
        const bool setting = key == "clock" || key == "map" || key == "profile" || key == "terms" || key.starts_with("terms from ") ||
                             key.starts_with("reading of ");
        if (!setting) {
            if (!story_.about.empty()) story_.about += ' ';
            story_.about += text;
            return {};
        }
        if (key == "map") {
            TRUCE_ASSIGN(story_.frame.points, parse_story_map(text.substr(colon + 2)));
            return {};
        }
        if (key != "clock") {
            story_.settings.emplace_back(key, trimmed(text.substr(colon + 2)));
            return {};
        }
        const std::string offset = trimmed(text.substr(colon + 2));
        const bool form =
            offset.size() == 6 && is_shape(std::string_view(offset).substr(1), "00:00") && (offset[0] == '+' || offset[0] == '-');
        if (!form) return wrong("setting", fmt::format("\"{}\" is no offset", offset), "Write the clock as -02:00");
        const int seconds = (std::stoi(offset.substr(1, 2)) * 60 + std::stoi(offset.substr(4, 2))) * 60;
        story_.frame.offset_s = offset[0] == '-' ? -seconds : seconds;
        return {};
    }

    Result<void> read_day(const std::string& text) {
        TRUCE_ASSIGN(const Instant start, parse_story_time(text, story_.frame.offset_s));
        if (start < now_) return wrong("order", fmt::format("{} is before the line above", text), "Tell the story in the order of time");
        day_ = text;
        return {};
    }

    Result<void> read_step(const Line& line) {
        if (day_.empty()) return wrong("order", "a time without a day", "Write the day above, as 2023-06-08");
        TRUCE_ASSIGN(const Instant t, parse_story_time(day_ + " " + line.text.substr(0, 5), story_.frame.offset_s));
        if (t < now_)
            return wrong("order", fmt::format("{} is before the line above", line.text.substr(0, 5)),
                         "Tell the story in the order of time");
        now_ = t;
        const std::string_view told = std::string_view(line.text).substr(6);
        if (tells_of_report(told)) {
            TRUCE_ASSIGN(StoryReport report, parse_story_report(told, story_.frame));
            report.line = line.number;
            report.at = t;
            story_.lines.emplace_back(std::move(report));
            return {};
        }
        if (tells_of_numbers(told)) {
            TRUCE_ASSIGN(StoryNumbers numbers, parse_story_numbers(told));
            numbers.line = line.number;
            numbers.at = t;
            story_.lines.emplace_back(std::move(numbers));
            return {};
        }
        TRUCE_ASSIGN(StoryStep step, parse_story_step(told, story_.frame));
        step.line = line.number;
        step.at = t;
        if (step.label.empty()) step.label = fmt::format("line-{}", line.number);
        story_.lines.emplace_back(std::move(step));
        return {};
    }

    Result<void> read_refusal(const std::string& text) {
        StoryStep* step = story_.lines.empty() ? nullptr : std::get_if<StoryStep>(&story_.lines.back());
        if (step == nullptr) return wrong("phrase", "nothing is refused here", "Write it under the step that is refused");
        step->refused = trimmed(text.substr(text.find(':') + 1));
        return {};
    }

    Result<void> read_claim(const Line& line) {
        StoryClaim claim{line.number, now_, {}, line.text};
        std::istringstream in(line.text.substr(5));
        for (std::string word; in >> word;) claim.words.push_back(word);
        if (claim.words.size() > 3 && claim.words[0] == "at") {
            TRUCE_ASSIGN(claim.at, parse_story_time(claim.words[1] + " " + claim.words[2], story_.frame.offset_s));
            claim.words.erase(claim.words.begin(), claim.words.begin() + 3);
        }
        story_.lines.emplace_back(std::move(claim));
        return {};
    }

    Story story_;
    std::string day_;
    Instant now_ = Instant::lowest();
};

}  // namespace

Result<Story> parse_story(std::string_view text, std::string_view file) { return Parser().parse(text, file); }

}  // namespace truce
