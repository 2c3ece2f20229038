/// Any bytes as a request's query, read as the interface reads it: refused, or each value of the form that it is asked for.
#include "truce/serve/query.hpp"

#include <array>

#include "fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    static constexpr std::array<std::string_view, 7> names{"bbox", "datetime", "day", "limit", "q", "register", "after"};
    const auto query = Query::read(view_of(data, size), names);
    if (!query) {
        TRUCE_ASSERT(query.error().code == Errc::invalid && !query.error().id.empty());
        return 0;
    }
    if (const auto box = query->box("bbox"); box && *box) {
        const auto& [low, high] = **box;
        TRUCE_ASSERT(low.lat_e7 <= high.lat_e7 && low.lon_e7 <= high.lon_e7);
        TRUCE_ASSERT(low.lat_e7 >= -900'000'000 && high.lat_e7 <= 900'000'000 && low.lon_e7 >= -1'800'000'000 &&
                     high.lon_e7 <= 1'800'000'000);
    }
    if (const auto when = query->interval("datetime"); when && *when) TRUCE_ASSERT((*when)->from <= (*when)->to);
    if (const auto day = query->day("day"); day && *day) TRUCE_ASSERT(parse_day(format(**day)).value() == **day);
    if (const auto limit = query->number("limit", 1, 1'000); limit && *limit) TRUCE_ASSERT(**limit >= 1 && **limit <= 1'000);
    for (const std::string& one : query->list("register")) TRUCE_ASSERT(!one.empty() && one.find(',') == std::string::npos);
    if (const auto text = query->text("q")) TRUCE_ASSERT(!text->empty() && text->find('\0') == std::string::npos);
    return 0;
}
