#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/published.hpp"
#include "truce/record/policy.hpp"

namespace truce::app {
namespace {

JsonArray days_json(const std::vector<Day>& days) {
    JsonArray out;
    for (const Day day : days) out.emplace_back(format(day));
    return out;
}

void print_outcome(const Path& folder, const SiteOutcome& outcome) {
    print(fmt::format("{} shows the log's first {} entries: bulletins of {} days in {} editions, {} computed now\n", folder.string(),
                      grouped(outcome.size), grouped(outcome.days), grouped(outcome.editions), grouped(outcome.computed)));
    for (const Day day : outcome.elsewhere)
        print(fmt::format("    an edition of {} was made by another version of truce and is listed with its digest only\n", format(day)));
    if (outcome.editions == 0)
        print(
            "    no bulletin is public yet: publish one with `truce bulletin DIR --day D --publish --as KEY`; it appears at the next "
            "tick\n");
}

}  // namespace

int publish(const PublishOptions& options) {
    World world;
    auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    SiteRequest request{options.folder, options.url, std::nullopt, {}};
    if (!options.policy.empty()) {
        auto policy = read_policy(options.policy);
        if (!policy) return refuse(policy.error(), options.format);
        request.policy = std::move(*policy);
    }
    ProgressLine line("bulletins");
    request.progress = [&](std::size_t done, std::size_t of) { line.show(fmt::format("{} of {}", done, of)); };
    const auto outcome = write_site(*mechanism, request, world.clock->now());
    if (!outcome) return refuse(outcome.error(), options.format);
    if (options.format == Format::json) {
        print_json(Json{{"computed", static_cast<std::int64_t>(outcome->computed)},
                        {"days", static_cast<std::int64_t>(outcome->days)},
                        {"editions", static_cast<std::int64_t>(outcome->editions)},
                        {"elsewhere", days_json(outcome->elsewhere)},
                        {"size", static_cast<std::int64_t>(outcome->size)}});
        return 0;
    }
    print_outcome(options.folder, *outcome);
    return 0;
}

}  // namespace truce::app
