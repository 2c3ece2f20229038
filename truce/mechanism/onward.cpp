#include "truce/mechanism/onward.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "truce/mechanism/account.hpp"
#include "truce/mechanism/talks_handler.hpp"
#include "truce/publish/talks_news.hpp"

namespace truce {
namespace {

Result<OnwardPeriod> asked_period(const Onward& rule, const std::optional<Day>& day, const LocalDays& days, Instant clock) {
    const auto newest = newest_period(rule, days, clock);
    if (!day && newest) return *newest;
    const auto period = period_of(rule, day.value_or(rule.first_day));
    if (!period) {
        return Error{Errc::not_found, "onward.before", fmt::format("\"{}\" reports from {} on", rule.id, format(rule.first_day)),
                     format(*day), "Name a later day"};
    }
    if (const Instant due = due_from(rule, *period, days); due > clock) {
        return Error{Errc::conflict, "onward.early",
                     fmt::format("\"{}\" reports {} to {} from {} on", rule.id, format(period->first), format(period->last), format(due)),
                     "",
                     newest ? fmt::format("Ask for {} to {}, the newest by the record's clock", format(newest->first), format(newest->last))
                            : "Ask again later"};
    }
    return *period;
}

}  // namespace

Result<const Onward*> onward_rule(const Profile& profile, std::string_view id) {
    if (const Onward* rule = profile.find_onward(id); rule != nullptr) return rule;
    std::vector<std::string_view> known;
    for (const Onward& one : profile.onward) known.push_back(one.id);
    return Error{
        Errc::not_found, "onward.unknown", fmt::format("the profile has no report onward \"{}\"", id), "",
        known.empty() ? "It has none: [[onward]] in the profile says what goes to whom" : fmt::format("It has {}", fmt::join(known, ", "))};
}

Result<OnwardReport> onward_report(const Mechanism& mechanism, std::string_view id, const std::optional<Day>& day, std::uint64_t as_of,
                                   const std::optional<std::string>& reading) {
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
    const Profile& profile = *documents.profile;
    TRUCE_ASSIGN(const Onward* const rule, onward_rule(profile, id));
    TRUCE_ASSIGN(const StoredEntry last, LogReader(mechanism.db()).entry(as_of - 1));
    TRUCE_ASSIGN(const OnwardPeriod period, asked_period(*rule, day, profile.days, last.recorded_at));
    TRUCE_ASSIGN(BulletinInput input, account_input(mechanism, {documents, period.first, period.last}, as_of, reading));
    input.onward = rule;
    input.proof.command = fmt::format("truce onward DIR {} --day {} --as-of {}", rule->id, format(period.first), as_of);
    TRUCE_ASSIGN(const Talks talks, load_talks(mechanism.db(), as_of));
    const TalkRules rules = talk_rules(documents);
    const Talks seen = rule->audience == "mechanism" ? seen_by_every_participant(talks) : seen_by(talks, rules, {}, last.recorded_at);
    const Interval bounds = profile.days.bounds(period.first, period.last);
    input.commitments = commitments_due(seen, rules, bounds);
    return compose_onward(input, talks_within(seen, rules, bounds));
}

}  // namespace truce
