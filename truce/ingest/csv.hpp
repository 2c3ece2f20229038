/// CSV files (RFC 4180, strict), row by row, by libcsv.
///
/// Comma, double quote, a quote inside a quoted field doubled; rows end in LF or CRLF; blanks belong to the
/// field. Refused: a quote inside an unquoted field, anything between a closing quote and the comma, a
/// quoted field that does not end, a CR without LF outside quotes, an empty line, a row with more or fewer
/// fields than the header, a field beyond 1 MiB, a row beyond 16 MiB or 4,096 fields, NUL bytes and bytes that are not UTF-8.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/ingest/problem_list.hpp"

namespace truce {

inline constexpr std::size_t csv_field_max = std::size_t{1} << 20U;

struct CsvRow {
    std::size_t line = 0;                      ///< physical line on which the row starts, from 1
    std::span<const std::string_view> fields;  ///< as many as the header has; valid during the call
};

class CsvHandler {
public:
    CsvHandler() = default;
    virtual ~CsvHandler() = default;
    CsvHandler(const CsvHandler&) = delete;
    CsvHandler& operator=(const CsvHandler&) = delete;

    /// The first row. False: the header is refused (said in the problem list), do not go on.
    virtual bool header(const CsvRow& row) = 0;
    /// Every further row. An error stops the reading.
    virtual Result<void> row(const CsvRow& row) = 0;
};

/// Problems of the file's form go into `problems`; after one that breaks the row structure reading ends.
/// Ids: csv.syntax, csv.unfinished_quote, csv.carriage_return, csv.empty_line, csv.column_count,
/// csv.field_too_large, csv.row_too_large, csv.empty, csv.no_rows, text.nul, text.utf8.
/// Errors: those of TextSource and of the handler.
Result<void> read_csv(const Path& file, CsvHandler& handler, ProblemList& problems);

}  // namespace truce
