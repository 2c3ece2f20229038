/// The map of what fusion found, as SVG. Private to this folder.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "truce/fuse/found.hpp"
#include "truce/fuse/table.hpp"

namespace truce {

/// One <svg> element, equirectangular at the middle latitude, north up: every report as its source's mark, a line for each link,
/// dashed where the doubt is a half or more, and a scale. Reports beyond fusion_page_reports_max are not drawn, with their links.
/// Reports on both sides of the date line are drawn side by side.
std::string fusion_map(const std::vector<SourceTable>& tables, const Found& found);

/// A source's mark as a path around (x, y), `size` from the middle to the edge: five shapes, each in turn.
std::string source_mark(std::size_t source, double x, double y, double size);
/// The class that colours it: colours and shapes repeat in different rhythm, so that 30 sources differ.
std::string source_class(std::size_t source);

}  // namespace truce
