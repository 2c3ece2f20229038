#include <algorithm>

#include "truce/ingest/columns.hpp"
#include "truce/ingest/record_reader.hpp"

namespace truce {

Result<void> RecordSink::take(const RawRecord& record) {
    ++summary().rows;
    if (record.kind == RecordKind::report) {
        if (!builder_.build(record, report_)) return {};
        return delivery_.take(record.line, report_);
    }
    if (!builder_.build(record, watch_)) return {};
    return delivery_.take(record.line, watch_);
}

bool RecordCsvReader::header(const CsvRow& row) {
    const auto& required = kind_ == RecordKind::report ? report_columns_required : watch_columns_required;
    if (!match_header(row.line, row.fields, columns_of(kind_), required, problems_)) return false;
    for (const std::string_view name : row.fields) fields_.push_back(*field_named(name));
    record_.kind = kind_;
    return true;
}

Result<void> RecordCsvReader::row(const CsvRow& row) {
    record_.clear();
    record_.line = row.line;
    if (!fill(row)) {
        ++sink_.summary().rows;
        return {};
    }
    return sink_.take(record_);
}

bool RecordCsvReader::fill(const CsvRow& row) {
    bool good = true;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        const std::string_view cell = row.fields[i];
        const auto refuse = [&](std::string_view remedy) {
            problems_.add_value(row.line, "field.list", name_of(fields_[i]), cell, "is not a list of this form", remedy);
            good = false;
        };
        switch (fields_[i]) {
            case Field::areas:
                if (!split_list(cell, record_.areas)) refuse("Write SYR-HL;SYR-ID, without empty items");
                break;
            case Field::actors:
                if (!split_list(cell, record_.actors)) refuse("Write name;name, without empty items");
                break;
            case Field::targets:
                if (!split_list(cell, record_.targets)) refuse("Write name;name, without empty items");
                break;
            case Field::facts:
                if (!split_facts(cell, record_.facts)) refuse("Write name=value|value;name=12..20");
                break;
            case Field::interruptions:
                if (!split_interruptions(cell, record_.interruptions)) refuse("Write from/to reason;from/to reason");
                break;
            default: record_[fields_[i]] = cell;
        }
    }
    return good;
}

}  // namespace truce
