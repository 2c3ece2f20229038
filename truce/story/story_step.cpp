// One line of a story: who does what. The words of its clauses are the table below; docs/formats/scenario.md shows it, too.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "truce/story/story.hpp"

namespace truce {
namespace {

Error wrong(std::string_view id, std::string what, std::string remedy) {
    return {Errc::invalid, "story." + std::string(id), std::move(what), "", std::move(remedy)};
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> split(std::string_view text, std::string_view by) {
    std::vector<std::string> parts;
    for (std::size_t from = 0;;) {
        const std::size_t at = text.find(by, from);
        parts.emplace_back(trimmed(text.substr(from, at - from)));
        if (at == std::string_view::npos) return parts;
        from = at + by.size();
    }
}

/// "a and b" -> a, b, ascending.
std::vector<std::string> several(std::string_view text, std::string_view by = " and ") {
    std::vector<std::string> parts = split(text, by);
    std::ranges::sort(parts);
    return parts;
}

/// A decimal with at most `digits` places as an integer scaled by 10^digits.
Result<std::int64_t> scaled(std::string_view text, int digits) {
    const bool negative = text.starts_with('-');
    const std::string_view number = negative ? text.substr(1) : text;
    const std::size_t point = std::min(number.find('.'), number.size());
    std::string all(number.substr(0, point));
    std::string_view fraction = point < number.size() ? number.substr(point + 1) : std::string_view();
    if (fraction.size() > static_cast<std::size_t>(digits))
        return wrong("value", fmt::format("\"{}\" is too exact", text), fmt::format("Give at most {} decimals", digits));
    all += fraction;
    all.append(static_cast<std::size_t>(digits) - fraction.size(), '0');
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(all.data(), all.data() + all.size(), value);
    if (fault != std::errc() || end != all.data() + all.size())
        return wrong("value", fmt::format("\"{}\" is no number", text), "Write it in digits");
    return negative ? -value : value;
}

/// A place of the map, "B", or "-18.10 -27.24".
Result<LatLon> point(const std::vector<std::string>& words, const StoryFrame& frame) {
    if (words.size() == 1) {
        const auto found = frame.points.find(words[0]);
        if (found != frame.points.end()) return found->second;
        return wrong("value", fmt::format("{} is not on the map", words[0]), "Put it on the map at the head of the story");
    }
    TRUCE_ASSIGN(const std::int64_t lat, scaled(words[0], 7));
    TRUCE_ASSIGN(const std::int64_t lon, scaled(words[1], 7));
    return LatLon::create(lat, lon);
}

/// "within 2 km of -18.10 -27.24", "within 2 km of B" or "EX-CE or EX-NW".
Result<Region> region(std::string_view text, const StoryFrame& frame) {
    if (!text.starts_with("within ")) return Region::areas(several(text, " or "));
    const auto parts = split(text, " ");
    if ((parts.size() != 5 && parts.size() != 6) || parts[2] != "km" || parts[3] != "of") {
        return wrong("value", fmt::format("\"{}\" is no place", text),
                     "Write \"within 2 km of -18.10 -27.24\", \"within 2 km of B\" or names of areas joined by \" or \"");
    }
    TRUCE_ASSIGN(const std::int64_t radius_mm, scaled(parts[1], 6));
    TRUCE_ASSIGN(const LatLon centre, point({parts.begin() + 4, parts.end()}, frame));
    if (radius_mm < 0 || radius_mm > region_radius_mm_max)
        return wrong("value", fmt::format("{} km is no radius", parts[1]), "Give a radius of at most 2,000 km");
    return Region::circle(centre, radius_mm);
}

Result<Interval> interval(std::string_view text, std::int32_t offset_s) {
    const auto bounds = split(text, " to ");
    if (bounds.size() != 2)
        return wrong("value", fmt::format("\"{}\" is no period", text), "Write \"2023-06-08 09:00 to 2023-06-08 10:00\"");
    TRUCE_ASSIGN(const Instant from, parse_story_time(bounds[0], offset_s));
    TRUCE_ASSIGN(const Instant to, parse_story_time(bounds[1], offset_s));
    if (!(from < to)) return wrong("value", fmt::format("\"{}\" ends before it begins", text), "Write the earlier time first");
    return Interval{from, to};
}

/// "actor is northern-guard or ashen-circle", "rounds_heard is 3 to 5", "when is ... to ...", "where is ...".
Result<void> read_fact(StepBody& b, std::string_view text, const StoryFrame& frame) {
    const std::size_t is = text.find(" is ");
    if (is == std::string_view::npos)
        return wrong("value", fmt::format("\"{}\" says nothing of a fact", text), "Write \"that actor is northern-guard\"");
    b.attribute = trimmed(text.substr(0, is));
    const std::string_view value = trimmed(text.substr(is + 4));
    if (b.attribute == "when") {
        TRUCE_ASSIGN(b.when, interval(value, frame.offset_s));
    } else if (b.attribute == "where") {
        TRUCE_ASSIGN(b.where, region(value, frame));
    } else if (value.find_first_not_of("0123456789 to") == std::string_view::npos) {
        const auto bounds = split(value, " to ");
        TRUCE_ASSIGN(const std::int64_t low, scaled(bounds.front(), 0));
        TRUCE_ASSIGN(const std::int64_t high, scaled(bounds.back(), 0));
        b.range = std::pair(low, high);
    } else {
        b.values = several(value, " or ");
    }
    return {};
}

Result<void> read_confidence(StepBody& b, std::string_view text) {
    for (const auto word : {Confidence::certain, Confidence::highly_probable, Confidence::probable, Confidence::possible}) {
        std::string spoken(name_of(word));
        std::ranges::replace(spoken, '_', ' ');
        if (spoken == text) b.confidence = word;
    }
    if (b.confidence) return {};
    return wrong("value", fmt::format("\"{}\" does not say how sure", text), "Write certain, highly probable, probable or possible");
}

/// What "of" names depends on the step: "opens the case, of a-0607", "signs the finding, of confirmed".
Result<void> read_of(StepBody& b, std::string_view text) {
    switch (b.kind) {
        case StepKind::case_opened: b.incident = text; return {};
        case StepKind::finding_signed: b.finding = text; return {};
        case StepKind::sanction_proposed: b.sanction = text; return {};
        default: return wrong("word", fmt::format("{} has no \"of\"", row_of(b.kind).name), "Leave it out");
    }
}

Relay& relay_of(StepBody& b) {
    if (!b.relay) b.relay.emplace();
    return *b.relay;
}

struct Word {
    std::string_view word;
    Result<void> (*read)(StoryStep& step, std::string_view value, const StoryFrame& frame);
};

template <std::string StepBody::* field>
Result<void> put(StoryStep& step, std::string_view value, const StoryFrame&) {
    step.body.*field = value;
    return {};
}
template <std::vector<std::string> StepBody::* field>
Result<void> put_list(StoryStep& step, std::string_view value, const StoryFrame&) {
    step.body.*field = several(value);
    return {};
}
template <Choice choice>
Result<void> choose(StoryStep& step, std::string_view, const StoryFrame&) {
    step.body.choice = choice;
    return {};
}
template <Manner manner>
Result<void> in_manner(StoryStep& step, std::string_view, const StoryFrame&) {
    step.body.manner = manner;
    return {};
}

/// Longer ones first where one begins another.
constexpr std::array words{
    Word{"attributed to ", put_list<&StepBody::accused>},
    Word{"to ", put_list<&StepBody::to>},
    Word{"about ", put<&StepBody::about>},
    Word{"of ", [](StoryStep& s, std::string_view v, const StoryFrame&) { return read_of(s.body, v); }},
    Word{"happened ",
         [](StoryStep& s, std::string_view v, const StoryFrame& frame) -> Result<void> {
             TRUCE_ASSIGN(s.body.when, interval(v, frame.offset_s));
             return {};
         }},
    Word{"at ",
         [](StoryStep& s, std::string_view v, const StoryFrame& frame) -> Result<void> {
             TRUCE_ASSIGN(s.body.where, region(v, frame));
             return {};
         }},
    Word{"that ", [](StoryStep& s, std::string_view v, const StoryFrame& frame) { return read_fact(s.body, v, frame); }},
    Word{"as ", [](StoryStep& s, std::string_view v, const StoryFrame&) { return read_confidence(s.body, v); }},
    Word{"from ", put<&StepBody::source>},
    Word{"jointly", in_manner<Manner::jointly>},
    Word{"separately", in_manner<Manner::separately>},
    Word{"approving", choose<Choice::approve>},
    Word{"objecting", choose<Choice::object>},
    Word{"abstaining", choose<Choice::abstain>},
    Word{"on behalf of ",
         [](StoryStep& s, std::string_view v, const StoryFrame&) -> Result<void> {
             relay_of(s.body).of = v;
             return {};
         }},
    Word{"by ",
         [](StoryStep& s, std::string_view v, const StoryFrame&) -> Result<void> {
             relay_of(s.body).medium = "by " + std::string(v);
             return {};
         }},
    Word{"on ", put<&StepBody::on>},
    Word{"for ",
         [](StoryStep& s, std::string_view v, const StoryFrame& frame) -> Result<void> {
             TRUCE_ASSIGN(s.body.term, interval(v, frame.offset_s));
             return {};
         }},
    Word{"up to ", put<&StepBody::forum>},
    Word{"report ", put<&StepBody::report>},
    Word{"into ", put<&StepBody::into>},
    Word{"with ", put_list<&StepBody::evidence>},
    Word{"having seen ", put_list<&StepBody::seen>},
    Word{"counting ", put_list<&StepBody::votes>},
    Word{"replacing ", put<&StepBody::replaces>},
    Word{"knowing ", put<&StepBody::phase>},
    Word{"in ",
         [](StoryStep& s, std::string_view v, const StoryFrame&) -> Result<void> {
             s.case_label = v;
             return {};
         }},
};

/// The kind whose phrase the text begins with; the longest if several do.
const StepRow* phrase_of(std::string_view text) {
    const StepRow* found = nullptr;
    for (const StepRow& row : step_rows()) {
        if (text.starts_with(row.phrase) && (found == nullptr || row.phrase.size() > found->phrase.size())) found = &row;
    }
    return found;
}

Result<void> read_clause(StoryStep& step, std::string_view clause, const StoryFrame& frame) {
    for (const Word& word : words) {
        const bool bare = !word.word.ends_with(' ');
        if (bare ? clause != word.word : !clause.starts_with(word.word)) continue;
        return word.read(step, trimmed(clause.substr(word.word.size())), frame);
    }
    std::vector<std::string_view> known;
    for (const Word& word : words) known.push_back(trimmed(word.word));
    return wrong("word", fmt::format("\"{}\" begins with no word of a story", clause),
                 fmt::format("Begin a clause with {}", fmt::join(known, ", ")));
}

}  // namespace

Result<Instant> parse_story_time(std::string_view text, std::int32_t offset_s) {
    std::string written(trimmed(text));
    if (written.size() == 10) written += " 00:00";
    if (written.size() == 16) written += ":00";
    auto utc = parse_instant(written + "Z");
    if (!utc) return wrong("value", fmt::format("\"{}\" is no time", text), "Write it as 2023-06-08 09:00");
    return Instant{utc->us - std::int64_t{offset_s} * 1'000'000};
}

Result<StoryStep> parse_story_step(std::string_view text, const StoryFrame& frame) {
    StoryStep step;
    const std::size_t colon = text.find(": ");
    if (colon != std::string_view::npos) step.body.text = trimmed(text.substr(colon + 2));
    std::string_view head = trimmed(text.substr(0, colon));
    const std::size_t blank = head.find(' ');
    step.author = head.substr(0, blank);
    head = blank == std::string_view::npos ? std::string_view() : trimmed(head.substr(blank));
    const StepRow* row = phrase_of(head);
    if (row == nullptr) {
        std::vector<std::string_view> known;
        for (const StepRow& one : step_rows()) known.push_back(one.phrase);
        return wrong("phrase", fmt::format("\"{}\" is no step", head.substr(0, 40)),
                     fmt::format("Say what is done as: {}", fmt::join(known, ", ")));
    }
    step.body.kind = row->kind;
    head = trimmed(head.substr(row->phrase.size()));
    if (head.starts_with('(')) {
        const std::size_t end = head.find(')');
        if (end == std::string_view::npos) return wrong("value", "a label has no end", "Write it as (n1)");
        step.label = head.substr(1, end - 1);
        head = trimmed(head.substr(end + 1));
    }
    if (head.starts_with(',')) head = trimmed(head.substr(1));
    if (head.empty()) return step;
    for (const std::string& clause : split(head, ",")) TRUCE_TRY(read_clause(step, clause, frame));
    return step;
}

namespace {

constexpr std::string_view files = " files the report ";
constexpr std::string_view corrects = " corrects the report ";
constexpr std::string_view withdraws = " withdraws the report ";
constexpr std::string_view numbers = " publishes the numbers of ";

/// "happened T to T", "at PLACE", "that act is mortar": as of a fact, any number of the last.
Result<void> read_report_clause(StoryReport& report, std::string_view clause, const StoryFrame& frame) {
    if (clause.starts_with("happened ")) {
        TRUCE_ASSIGN(report.when, interval(clause.substr(9), frame.offset_s));
        return {};
    }
    if (clause.starts_with("at ")) {
        TRUCE_ASSIGN(report.where, region(clause.substr(3), frame));
        return {};
    }
    if (clause == "of its own side") {
        report.own_side = true;
        return {};
    }
    if (!clause.starts_with("that "))
        return wrong("word", fmt::format("\"{}\" begins with no word of a report", clause),
                     "Begin a clause with happened, at, that or of its own side");
    StepBody fact;
    TRUCE_TRY(read_fact(fact, clause.substr(5), frame));
    if (fact.when || fact.where) return wrong("value", "a report says when and where by itself", "Write \"happened\" and \"at\"");
    report.facts.push_back({fact.attribute, fact.values, fact.range});
    return {};
}

}  // namespace

bool tells_of_report(std::string_view text) {
    const std::string_view deed = text.substr(std::min(text.find(' '), text.size()));
    return deed.starts_with(files) || deed.starts_with(corrects) || deed.starts_with(withdraws);
}

Result<StoryReport> parse_story_report(std::string_view text, const StoryFrame& frame) {
    TRUCE_ASSERT(tells_of_report(text));
    StoryReport report;
    const std::size_t colon = text.find(": ");
    if (colon != std::string_view::npos) report.place = trimmed(text.substr(colon + 2));
    const std::string_view head = text.substr(0, colon);
    const std::size_t blank = head.find(' ');
    report.author = head.substr(0, blank);
    if (head.substr(blank).starts_with(corrects)) report.deed = StoryReport::Deed::corrects;
    if (head.substr(blank).starts_with(withdraws)) report.deed = StoryReport::Deed::withdraws;
    const std::size_t id = head.find(" report ") + 8;
    std::vector<std::string> clauses = split(head.substr(id), ",");
    report.source_id = clauses.front();
    clauses.erase(clauses.begin());
    for (const std::string& clause : clauses) TRUCE_TRY(read_report_clause(report, clause, frame));
    if (report.deed == StoryReport::Deed::withdraws || report.when) return report;
    return wrong("value", fmt::format("the report {} does not say when", report.source_id), "Write \"happened ... to ...\"");
}

bool tells_of_numbers(std::string_view text) { return text.substr(std::min(text.find(' '), text.size())).starts_with(numbers); }

Result<StoryNumbers> parse_story_numbers(std::string_view text) {
    TRUCE_ASSERT(tells_of_numbers(text));
    StoryNumbers told;
    told.author = text.substr(0, text.find(' '));
    const std::string_view head = text.substr(told.author.size() + numbers.size());
    const std::size_t colon = std::min(head.find(": "), head.size());
    TRUCE_ASSIGN(told.day, parse_day(trimmed(head.substr(0, colon))));
    std::vector<std::string> pieces = split(head.substr(std::min(colon + 2, head.size())), ",");
    TRUCE_ASSIGN(told.total, scaled(pieces.front(), 0));
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        const std::size_t blank = std::min(pieces[i].find(' '), pieces[i].size());
        TRUCE_ASSIGN(const std::int64_t number, scaled(trimmed(std::string_view(pieces[i]).substr(blank)), 0));
        told.divisions.emplace_back(pieces[i].substr(0, blank), number);
    }
    return told;
}

}  // namespace truce
