#include "truce/publish/onward.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "truce/publish/disclosure.hpp"

namespace truce {
namespace {

constexpr std::array news_kinds{
    TalkKind::round_called,       TalkKind::round_set,           TalkKind::round_cancelled,     TalkKind::round_closed,
    TalkKind::minutes_filed,      TalkKind::minutes_dissented,   TalkKind::document_tabled,     TalkKind::document_amended,
    TalkKind::document_withdrawn, TalkKind::position_taken,      TalkKind::document_opened,     TalkKind::document_signed,
    TalkKind::document_extended,  TalkKind::commitment_recorded, TalkKind::commitment_reported, TalkKind::commitment_assessed,
    TalkKind::endorsement_noted,  TalkKind::statement_quoted,    TalkKind::communique_issued,
};

/// The title or words of a step, or of what it is about, or of what that is about.
std::string subject_of(const Talks& talks, const Talk& step) {
    const Talk* one = &step;
    for (std::size_t depth = 0; one != nullptr && depth < 4; ++depth) {
        for (const std::string* words : {&one->body.title, &one->body.object, &one->body.text}) {
            if (!words->empty()) return *words;
        }
        one = talks.find(one->body.about);
    }
    const Talk* round = talks.find(step.body.round);
    return round != nullptr ? round->body.title : std::string();
}

std::vector<std::string> who_did(const Talk& step, const TalkRules& rules) {
    if (step.body.kind == TalkKind::endorsement_noted) return {step.body.body};
    if (step.body.kind == TalkKind::statement_quoted) return {step.body.speaker};
    std::vector<std::string> out;
    if (!step.body.reported) return {rules.name_of(step.author)};
    for (const std::string& one : step.body.reported->by) out.push_back(rules.name_of(one));
    return out;
}

/// The days of a register's reports and counts.
class DayByDay {
public:
    DayByDay(const BulletinInput& input, const Bulletin& account) : in_(input), disclosure_(*input.onward) {
        for (Day day = input.day; day <= input.last_day; day = day.next()) {
            days_.push_back({day, {}});
            days_.back().cells.resize(account.columns.size());
        }
        for (std::size_t i = 0; i < account.columns.size(); ++i) {
            const BulletinColumn& column = account.columns[i];
            if (column.counts() != nullptr)
                add_counts(column.register_id, i);
            else if (column.reports()->disclosed)
                add_reports(*input.profile->find_register(column.register_id), i);
        }
    }

    std::vector<OnwardReport::OneDay> take() { return std::move(days_); }

private:
    void add_counts(const std::string& register_id, std::size_t column) {
        for (const PublishedCount& count : in_.counts) {
            if (count.register_id != register_id || !count.day || !count.division.empty() || count.measure != "recorded") continue;
            if (in_.day <= *count.day && *count.day <= in_.last_day) cell(*count.day, column) = count.count;
        }
    }

    void add_reports(const Register& reg, std::size_t column) {
        for (OnwardReport::OneDay& one : days_) one.cells[column] = Range{};
        for (const BulletinInput::JudgedReport& judged : in_.reports) {
            const Report& report = judged.report;
            if (report.register_id != reg.id || report.nothing_observed) continue;
            if (!disclosure_.tells(reg, report.when.to, in_.as_of)) continue;
            const Range one{report.first_day == report.last_day ? 1 : 0, 1};
            const Day last = std::min(report.last_day, in_.last_day);
            for (Day day = std::max(report.first_day, in_.day); day <= last; day = day.next()) std::get<Range>(cell(day, column)) += one;
        }
    }

    OnwardReport::Cell& cell(Day day, std::size_t column) {
        return days_[static_cast<std::size_t>(day.days_since_1970 - in_.day.days_since_1970)].cells[column];
    }

    const BulletinInput& in_;
    PublicDisclosure disclosure_;
    std::vector<OnwardReport::OneDay> days_;
};

OnwardReport::Counts counts_of(const Register& reg, std::size_t column, const BulletinInput& input,
                               const std::vector<OnwardReport::OneDay>& days) {
    OnwardReport::Counts out{reg.id, {}, {}};
    std::set<std::string> sources;
    for (const PublishedCount& count : input.counts) {
        if (count.register_id == reg.id && !count.source.empty()) sources.insert(count.source);
    }
    out.sources.assign(sources.begin(), sources.end());
    for (const OnwardReport::OneDay& one : days) {
        const Texts& unit = reg.unit_at(input.profile->days.bounds(one.day).from);
        if (out.stretches.empty() || out.stretches.back().unit != unit) out.stretches.push_back({unit, one.day, one.day, 0, 0});
        OnwardStretch& stretch = out.stretches.back();
        stretch.last = one.day;
        if (const auto* stated = std::get_if<std::int64_t>(&one.cells[column]); stated != nullptr) {
            ++stretch.days_stated;
            stretch.stated += *stated;
        }
    }
    return out;
}

}  // namespace

std::optional<OnwardPeriod> period_of(const Onward& rule, Day day) {
    if (day < rule.first_day) return std::nullopt;
    const auto days = static_cast<std::int32_t>(rule.days);
    const std::int32_t passed = (day.days_since_1970 - rule.first_day.days_since_1970) / days;
    const Day first = rule.first_day.next(passed * days);
    return OnwardPeriod{first, first.next(days - 1)};
}

Instant due_from(const Onward& rule, const OnwardPeriod& period, const LocalDays& days) {
    return {days.bounds(period.first, period.last).to.us + rule.delay_us};
}

std::optional<OnwardPeriod> newest_period(const Onward& rule, const LocalDays& days, Instant now) {
    // The day that ended so long ago, or a day around it: offsets move by hours.
    const Day day = days.day_of({now.us - rule.delay_us});
    auto period = period_of(rule, day);
    while (period && due_from(rule, *period, days) > now) period = period_of(rule, period->first.next(-1));
    return period;
}

OnwardTalks talks_within(const Talks& seen, const TalkRules& rules, const Interval& period) {
    OnwardTalks out;
    for (const Talk& step : seen.steps()) {
        if (std::ranges::find(news_kinds, step.body.kind) == news_kinds.end()) continue;
        const auto at = step.at();
        if (!at) {
            ++out.undated;
            continue;
        }
        if (!period.contains(*at)) continue;
        const TalkRow& row = row_of(step.body.kind);
        out.steps.insert(std::ranges::upper_bound(out.steps, *at, {}, &OnwardTalk::at),
                         {step.id, std::string(row.name), std::string(row.phrase), *at, who_did(step, rules), subject_of(seen, step),
                          step.body.reported.has_value(), step.body.reported ? step.body.reported->source : std::string()});
    }
    return out;
}

OnwardReport compose_onward(const BulletinInput& input, OnwardTalks talks) {
    TRUCE_ASSERT(input.onward != nullptr);
    OnwardReport out;
    out.to = input.onward->to;
    out.audience = input.onward->audience;
    out.place = input.onward->place;
    out.source = input.onward->source;
    out.account = compose_bulletin(input);
    out.days = DayByDay(input, out.account).take();
    for (std::size_t i = 0; i < out.account.columns.size(); ++i) {
        const BulletinColumn& column = out.account.columns[i];
        if (column.counts() == nullptr) continue;
        out.counts.push_back(counts_of(*input.profile->find_register(column.register_id), i, input, out.days));
    }
    out.talks = std::move(talks);
    return out;
}

}  // namespace truce
