#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/deliver.hpp"
#include "app/output.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/onward.hpp"

namespace truce::app {
namespace {

struct Listed {
    std::shared_ptr<const Profile> profile;
    Instant clock;
};

Result<Listed> listed(const Mechanism& mechanism, std::uint64_t as_of) {
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
    TRUCE_ASSIGN(const StoredEntry last, LogReader(mechanism.db()).entry(as_of - 1));
    return Listed{documents.profile, last.recorded_at};
}

void print_rule(const Onward& rule, const std::optional<OnwardPeriod>& newest) {
    print(fmt::format("{}: to {}, for {}, every {} days from {}\n", rule.id, text_in(rule.to, "en"),
                      rule.audience == "public" ? "everybody" : "the mechanism", rule.days, format(rule.first_day)));
    print(newest ? fmt::format("    newest: {} to {}\n", format(newest->first), format(newest->last))
                 : "    no period may be reported yet\n");
}

JsonObject rule_json(const Onward& rule, const std::optional<OnwardPeriod>& newest) {
    JsonObject out{{"audience", rule.audience}, {"days", rule.days}, {"first_day", format(rule.first_day)}, {"id", rule.id}};
    if (newest) out["newest"] = Json{{"first_day", format(newest->first)}, {"last_day", format(newest->last)}};
    return out;
}

int list(const Mechanism& mechanism, std::uint64_t as_of, Format format) {
    const auto all = listed(mechanism, as_of);
    if (!all) return refuse(all.error(), format);
    for (const Onward& rule : all->profile->onward) {
        const auto newest = newest_period(rule, all->profile->days, all->clock);
        if (format == Format::json)
            print_json(Json(rule_json(rule, newest)));
        else
            print_rule(rule, newest);
    }
    if (all->profile->onward.empty() && format != Format::json) print("the profile has no report that goes onward\n");
    return 0;
}

}  // namespace

int onward(const OnwardOptions& options) {
    World world;
    std::optional<Day> day;
    if (!options.day.empty()) {
        const auto parsed = parse_day(options.day);
        if (!parsed) return refuse(at("--day", parsed.error()), options.format);
        day = *parsed;
    }
    const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto size = mechanism->size();
    if (!size) return refuse(size.error(), options.format);
    const std::uint64_t as_of = options.as_of.value_or(*size);
    if (options.id.empty()) return list(*mechanism, as_of, options.format);
    const auto reading = options.reading.empty() ? std::nullopt : std::optional(options.reading);
    const auto report = onward_report(*mechanism, options.id, day, as_of, reading);
    if (!report) return refuse(report.error(), options.format);
    const std::string text = options.format == Format::html   ? to_html(*report)
                             : options.format == Format::json ? to_json(*report) + "\n"
                                                              : to_text(*report);
    return deliver(text, options.out, options.format);
}

}  // namespace truce::app
