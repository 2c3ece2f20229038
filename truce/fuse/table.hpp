/// A researcher's tables: one row a report, with an id, days, a point and any further columns, from CSV or NDJSON.
///
/// Nothing here knows a mechanism's terms: it is what the stand-alone `truce fuse` reads. docs/formats/fuse.md says it for
/// people. A file is taken as a whole or not at all; every problem names the line, the column, the value and the remedy.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"

namespace truce {

/// One report. Days are local calendar days, both inclusive, start <= end. WGS 84 degrees as the source wrote them, within
/// +-90 and +-180.
struct TableRow {
    std::size_t line = 0;  ///< of its file, from 1
    std::string id;        ///< unique within the source; the number of the row in its source, from 1, where it has no id
    Day start;
    Day end;
    double latitude_deg = 0;
    double longitude_deg = 0;
    std::vector<std::string> values;  ///< of SourceTable::columns; "" where the source leaves it empty or has no such column
};

/// All reports of one source, in the order of its file.
struct SourceTable {
    std::string name;
    std::string file;                  ///< for messages
    std::vector<std::string> columns;  ///< TableOptions::required, then TableOptions::optional
    std::vector<TableRow> rows;

    /// Where a column stands in `values`; columns.size() if it is absent.
    [[nodiscard]] std::size_t column(std::string_view name) const;
};

enum class TableForm : std::uint8_t { csv, ndjson };

/// One file to read.
struct TableInput {
    std::string name;  ///< of the source, for rows that have no member or column `data.source`
    Path file;
    TableForm form = TableForm::csv;
};

struct TableOptions {
    /// Which column plays a part: keys are among id, date, enddate, latitude, longitude, data.source. A part that is not
    /// named is played by the column of its own name. Absent: ids are row numbers, enddate is date, all rows are
    /// TableInput::name's; the others must be there.
    std::map<std::string, std::string, std::less<>> columns;
    std::vector<std::string> required;  ///< further columns, which every file must have
    std::vector<std::string> optional;  ///< further columns to keep where a file has them
    std::size_t problems_max = 20;
};

/// Reads all files and groups the rows by source, sources in order of first appearance. All other columns are ignored.
///   problems   receives what is wrong, at most options.problems_max for each file
/// Errors: source.refused, with among `problems` those of read_csv, ndjson.* for the form of lines, and
///   table.column_missing      a column or member that must be there is not
///   table.column_twice        it stands twice
///   table.part_unknown        options.columns names a part that does not exist
///   table.value_missing       a part is empty: reports without day or place cannot be compared here
///   table.day                 not YYYY-MM-DD
///   table.days_reversed       enddate before date
///   table.degrees             not a plain decimal number within its bounds
///   table.degrees_swapped     a latitude beyond 90 beside a longitude within it
///   table.id_twice            two rows of one source share an id (both lines are named)
///   table.no_rows             a file holds no report
///   table.source_twice        two files are given for one source
Result<std::vector<SourceTable>> read_tables(const std::vector<TableInput>& inputs, const TableOptions& options, Problems& problems);

/// Refuses sources whose points lie where the others' would if latitude and longitude were exchanged: fewer than half of its
/// points fall into the box around all points of the others (1 degree wider), and all of them would if they were exchanged.
/// Sources of fewer than five reports are not looked at. Errors: table.sources_swapped, naming the source.
Result<void> check_swapped(const std::vector<SourceTable>& sources);

/// "csv" or "ndjson" by the file's ending (.csv; .ndjson, .jsonl), NDJSON for "-".
/// Errors: table.form_unknown.
Result<TableForm> table_form(const Path& file);

}  // namespace truce
