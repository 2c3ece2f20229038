/// A CSV header matched to the columns a format has.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "truce/ingest/problem_list.hpp"

namespace truce {

/// Where each of `known` stands in the header: result[i] is the position of known[i], or no value if it is
/// absent. Names match exactly. Nothing is returned, and the problems say why, if a column is unknown, stands
/// twice, or is one of `required` (a subset of known) and absent.
/// Ids: csv.header_unknown, csv.header_duplicate, csv.header_missing.
std::optional<std::vector<std::optional<std::size_t>>> match_header(std::size_t line, std::span<const std::string_view> header,
                                                                    std::span<const std::string_view> known,
                                                                    std::span<const std::string_view> required, ProblemList& problems);

}  // namespace truce
