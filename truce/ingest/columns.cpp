#include "truce/ingest/columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace truce {

std::optional<std::vector<std::optional<std::size_t>>> match_header(std::size_t line, std::span<const std::string_view> header,
                                                                    std::span<const std::string_view> known,
                                                                    std::span<const std::string_view> required, ProblemList& problems) {
    const std::size_t before = problems.count();
    std::vector<std::optional<std::size_t>> places(known.size());
    for (std::size_t i = 0; i < header.size(); ++i) {
        const auto found = std::find(known.begin(), known.end(), header[i]);
        if (found == known.end()) {
            problems.add(line, "csv.header_unknown",
                         fmt::format("column {}: {} is not a column of this format", i + 1, in_quotes(header[i])),
                         fmt::format("Remove it or correct its name; the columns are {}", fmt::join(known, ", ")));
            continue;
        }
        auto& place = places[static_cast<std::size_t>(found - known.begin())];
        if (place) {
            problems.add(line, "csv.header_duplicate",
                         fmt::format("columns {} and {} are both {}", *place + 1, i + 1, in_quotes(header[i])), "Keep one of them");
        }
        place = i;
    }
    for (const std::string_view name : required) {
        if (std::find(header.begin(), header.end(), name) != header.end()) continue;
        problems.add(line, "csv.header_missing", fmt::format("the column {} is missing", in_quotes(name)), "Add it");
    }
    if (problems.count() != before) return std::nullopt;
    return places;
}

}  // namespace truce
