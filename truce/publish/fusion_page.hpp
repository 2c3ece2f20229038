/// A page of what fusion found among researchers' tables: one file, no script, nothing from the network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/fuse/found.hpp"
#include "truce/fuse/table.hpp"

namespace truce {

/// How many links the page lists, the most doubtful first, and how many reports its map draws; beyond it the page says so.
inline constexpr std::size_t fusion_page_links_max = 300;
inline constexpr std::size_t fusion_page_reports_max = 20'000;

/// XHTML with a map of reports and links, the overlap of the sources, the distribution of scores and the links to look at, the
/// most doubtful first. Works with a keyboard, on a small screen, in print, and with names in any script and direction.
///   settings   one line for people: how it was found
///   returns    the same bytes for the same input
std::string fusion_page(const std::vector<SourceTable>& tables, const Found& found, std::string_view settings);

}  // namespace truce
