/// Readers of truce's own forms: each fills RawRecords and hands them to the builder.
#pragma once

#include <array>
#include <optional>

#include "truce/base/file.hpp"
#include "truce/ingest/csv.hpp"
#include "truce/ingest/delivery.hpp"
#include "truce/ingest/record_builder.hpp"
#include "truce/ingest/record_fields.hpp"

namespace truce {

/// Builds a raw record and delivers what it became. Holds the objects that are used again for each.
class RecordSink {
public:
    RecordSink(const Profile& profile, const Register& reg, Delivery& delivery, ProblemList& problems)
        : builder_(profile, reg, problems), delivery_(delivery) {}

    /// Errors: the intake's.
    Result<void> take(const RawRecord& record);
    ReadSummary& summary() { return delivery_.summary(); }

private:
    RecordBuilder builder_;
    Delivery& delivery_;
    Report report_;
    Watch watch_;
};

/// docs/formats/reports-csv.md and watches.md.
class RecordCsvReader : public CsvHandler {
public:
    RecordCsvReader(RecordKind kind, RecordSink& sink, ProblemList& problems) : kind_(kind), sink_(sink), problems_(problems) {}
    bool header(const CsvRow& row) override;
    Result<void> row(const CsvRow& row) override;

private:
    bool fill(const CsvRow& row);

    RecordKind kind_;
    RecordSink& sink_;
    ProblemList& problems_;
    std::vector<Field> fields_;  ///< of each column of this file
    RawRecord record_;
};

/// Without these a file is not of that kind: they tell reports from watches, too.
inline constexpr std::array<std::string_view, 2> report_columns_required{"source_id", "act"};
inline constexpr std::array<std::string_view, 2> watch_columns_required{"source_id", "interruptions"};

/// docs/formats/reports-ndjson.md. Ids: ndjson.syntax, ndjson.member, ndjson.kind, ndjson.empty_line,
/// ndjson.line_too_large, ndjson.empty, text.nul, text.utf8.
Result<void> read_ndjson_records(const Path& file, RecordSink& sink, ProblemList& problems);

/// docs/formats/reports-geojson.md. Ids: geojson.*, json.*, text.utf8.
Result<void> read_geojson_records(const Path& file, RecordSink& sink, ProblemList& problems);

}  // namespace truce
