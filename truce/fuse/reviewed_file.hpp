/// A file of what people decided about links of researchers' tables.
#pragma once

#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/fuse/fuse.hpp"
#include "truce/fuse/table.hpp"

namespace truce {

/// Reads CSV with the columns source_a, id_a, source_b, id_b and same (yes or no), and author and reason where it has them; all
/// others are ignored, so a file of links with a column `same` added will do. Rows with an empty `same` are not decided yet.
/// Errors: source.refused, with among `problems` those of read_csv, reviewed.column_missing, reviewed.same (neither yes nor no),
/// and reviewed.unknown (no such report in the tables).
Result<std::vector<LinkDecision>> read_reviewed(const Path& file, const std::vector<SourceTable>& tables, Problems& problems);

}  // namespace truce
