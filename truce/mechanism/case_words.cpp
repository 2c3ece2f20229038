#include "truce/mechanism/case_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace truce {
namespace {

std::string_view means_in_words(FindingMeans means) {
    switch (means) {
        case FindingMeans::violation: return "counts as a violation";
        case FindingMeans::no_violation: return "counts as no violation";
        case FindingMeans::none: return "counts as neither";
    }
    return "";
}

std::string interval_in_words(const Interval& interval) {
    return fmt::format("between {} and {}", format(interval.from), format(interval.to));
}

/// What the step it speaks of was, named by who took it.
std::string about_in_words(const StepBody& body, const CaseFile* file) {
    const Step* about = file != nullptr ? file->find(body.about) : nullptr;
    if (about == nullptr) return fmt::format("step {}", short_id(body.about));
    return fmt::format("{}'s {} of {} [{}]", about->speaker(), row_of(about->body.kind).name, format(about->recorded_at),
                       short_id(body.about));
}

/// What stands after the kind's phrase.
std::string object_of(const StepBody& body, const CaseRules& rules) {
    switch (body.kind) {
        case StepKind::finding_signed: {
            const FindingKind* finding = rules.finding(body.finding);
            if (finding == nullptr) return fmt::format(": {}", body.finding);
            return fmt::format(": {} ({})", text_in(finding->title, "en"), means_in_words(finding->means));
        }
        case StepKind::fact_asserted:
            return fmt::format(": {} is {} ({})", body.attribute, value_in_words(body), name_of(*body.confidence));
        case StepKind::vote_cast: return fmt::format(": {} on {}", name_of(*body.choice), body.on);
        case StepKind::link_proposed: return fmt::format(" the report {} to this incident", body.report);
        case StepKind::link_merged: return fmt::format(" into {}", body.into);
        case StepKind::sanction_proposed: return fmt::format(" {} against {}", body.sanction, fmt::join(body.to, ", "));
        case StepKind::case_escalated: return fmt::format(" to {}", body.forum);
        case StepKind::case_opened: return fmt::format(" of incident {}", body.incident);
        case StepKind::examination_proposed: return fmt::format(", {}, to {}", name_of(*body.manner), fmt::join(body.to, ", "));
        case StepKind::correction_noted:
        case StepKind::withdrawal_noted: return fmt::format(" of report {}", body.report);
        default: return body.to.empty() ? std::string() : fmt::format(" to {}", fmt::join(body.to, ", "));
    }
}

void line(std::string& out, std::size_t indent, std::string_view name, std::string_view value) {
    // A text of several lines keeps them, under each other.
    std::string_view rest = value;
    bool first = true;
    while (first || !rest.empty()) {
        const std::size_t end = rest.find('\n');
        out += fmt::format("{:{}}{:<11} {}\n", "", indent, first ? name : std::string_view(), rest.substr(0, end));
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        first = false;
    }
}

}  // namespace

std::string_view short_id(std::string_view id) { return id.substr(0, 8); }

std::string value_in_words(const StepBody& body) {
    if (body.when) return interval_in_words(*body.when);
    if (body.where) return in_words(*body.where);
    if (body.range)
        return body.range->first == body.range->second ? fmt::format("{}", body.range->first)
                                                       : fmt::format("{} to {}", body.range->first, body.range->second);
    return fmt::format("{}", fmt::join(body.values, " or "));
}

std::string headline(const StepBody& body, std::string_view author, const CaseFile*, const CaseRules& rules) {
    const std::string_view speaker = body.relay ? std::string_view(body.relay->of) : author;
    std::string text = fmt::format("{} {}{}", speaker, row_of(body.kind).phrase, object_of(body, rules));
    if (body.relay) text += fmt::format("; filed for it by {}, {}", author, body.relay->medium);
    return text;
}

std::string details(const StepBody& body, const CaseFile* file, std::size_t indent) {
    std::string out;
    const auto say = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) line(out, indent, name, value);
    };
    if (!body.about.empty()) say("about", about_in_words(body, file));
    if (body.kind == StepKind::case_opened) {
        say("happened", interval_in_words(*body.when));
        if (body.where) say("where", in_words(*body.where));
        say("attributed", body.accused.empty() ? "to nobody yet" : fmt::format("to {}", fmt::join(body.accused, ", ")));
    }
    say("source", body.source);
    say("says", body.text);
    if (body.term) say("term", interval_in_words(*body.term));
    if (!body.evidence.empty()) say("evidence", fmt::format("{}", fmt::join(body.evidence, ", ")));
    if (!body.verdict.empty()) say("verdict", body.verdict);
    if (!body.votes.empty()) say("votes", fmt::format("{} named", body.votes.size()));
    if (!body.seen.empty()) say("seen", fmt::format("{} steps named", body.seen.size()));
    if (body.relay && !body.relay->scan.empty()) say("scan", body.relay->scan);
    if (!body.replaces.empty()) say("replaces", fmt::format("step {}", short_id(body.replaces)));
    return out;
}

std::string duration_in_words(std::int64_t us) {
    constexpr std::int64_t minute = std::int64_t{60} * 1'000'000;
    constexpr std::array<std::pair<std::int64_t, std::string_view>, 3> units{
        {{minute * 60 * 24, "d"}, {minute * 60, "h"}, {minute, "min"}}};
    std::int64_t left = us < 0 ? -us : us;
    std::string out;
    int shown = 0;
    for (const auto& [size, name] : units) {
        const std::int64_t n = left / size;
        left -= n * size;
        if (n == 0 || shown == 2) continue;
        out += fmt::format("{}{} {}", out.empty() ? "" : " ", n, name);
        ++shown;
    }
    return out.empty() ? "less than a minute" : out;
}

}  // namespace truce
