#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/health.hpp"

namespace truce::app {
namespace {

Result<Health> measured(const Mechanism& mechanism, const HealthOptions& options, std::uint64_t as_of) {
    const auto first = parse_day(options.first_day);
    if (!first) return at("--from-day", first.error());
    const auto last = parse_day(options.last_day);
    if (!last) return at("--to-day", last.error());
    if (*last < *first)
        return Error{Errc::invalid, "health.period", fmt::format("{} is before {}", options.last_day, options.first_day), "--to-day",
                     "Give the earlier day first"};
    return health_of(mechanism, *first, *last, as_of);
}

}  // namespace

int health(const HealthOptions& options) {
    World world;
    const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto size = mechanism->size();
    if (!size) return refuse(size.error(), options.format);
    const std::uint64_t as_of = options.as_of.value_or(*size);
    const auto documents = mechanism->documents(as_of);
    if (!documents) return refuse(documents.error(), options.format);
    const auto health = measured(*mechanism, options, as_of);
    if (!health) return refuse(health.error(), options.format);
    print(options.format == Format::json ? to_json(*health, *documents->profile) + "\n" : to_text(*health, *documents->profile));
    return 0;
}

}  // namespace truce::app
