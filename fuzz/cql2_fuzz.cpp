/// Any bytes as a filter in CQL2 text: read or refused at a place in it; what is read decides about every incident, and so does its
/// opposite, the other way round.
#include <string>

#include "fuzz/fuzz.hpp"
#include "truce/interfaces/cql2.hpp"
#include "truce/publish/invented.hpp"

namespace {

struct Incidents {
    std::shared_ptr<const truce::Profile> profile = std::make_shared<const truce::Profile>(truce::invented::profile_value());
    truce::LiveRegister live{profile};
    std::unique_ptr<truce::LiveView> view;

    Incidents() {
        using namespace truce;
        live.name_entry(1, "00000000-0000-4000-8000-000000000001");
        for (std::uint32_t n = 0; n < 6; ++n) {
            const Region where = Region::circle({345'000'000, 365'000'000 + static_cast<std::int32_t>(n) * 3'000'000}, 2'000'000 * n);
            const std::string source = std::to_string(n);
            LiveReport report;
            report.entry = 1;
            report.n = n;
            report.register_id = n < 4 ? "codings" : "patrols";
            report.source_id = source;
            report.when = {{1'488'000'000'000'000 + std::int64_t{n} * 3'600'000'000}, {1'488'090'000'000'000}};
            report.first_day = report.last_day = Day{17222};
            if (n != 2) report.where = &where;
            report.areas = n % 2 == 0 ? "M1\x1fW" : "E";
            report.actors = n == 1 ? ""
                                   : "alpha\x1f"
                                     "beta";
            if (n != 3) report.casualties = Casualties{n, n, n};
            const auto added = live.add(report);
            TRUCE_ASSERT(added.ok());
        }
        live.settle(2);
        view = std::make_unique<LiveView>(live, Onlooker::public_at(profile, {1'500'000'000'000'000}));
    }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    static const Incidents incidents;
    const std::string_view text = view_of(data, size);
    const auto filter = Cql2Filter::parse(text);
    if (!filter) {
        TRUCE_ASSERT(filter.error().id.starts_with("cql2.") && filter.error().where.starts_with("filter"));
        return 0;
    }
    const auto opposite = Cql2Filter::parse("NOT (" + std::string(text) + ")");
    // One level and some bytes more may be too many.
    if (!opposite) {
        TRUCE_ASSERT(opposite.error().id == "cql2.depth" || opposite.error().id == "cql2.size");
        return 0;
    }
    const auto read = incidents.view->each({}, [&](const LiveIncident& incident) {
        TRUCE_ASSERT(opposite->holds(incident, *incidents.profile) == not_(filter->holds(incident, *incidents.profile)));
        return true;
    });
    TRUCE_ASSERT(read.ok());
    return 0;
}
