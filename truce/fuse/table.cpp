#include "truce/fuse/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "truce/fuse/table_builder.hpp"
#include "truce/ingest/csv.hpp"

namespace truce {
namespace {

class CsvTable : public CsvHandler {
public:
    CsvTable(TableBuilder& builder, ProblemList& problems) : builder_(builder), problems_(problems), places_(builder.wanted().size()) {}

    bool header(const CsvRow& row) override {
        for (std::size_t i = 0; i < places_.size(); ++i) {
            const std::string& name = builder_.wanted()[i];
            const auto found = std::ranges::find(row.fields, name);
            if (found == row.fields.end()) {
                if (builder_.must(i)) missing(row, name);
                continue;
            }
            places_[i] = static_cast<std::size_t>(found - row.fields.begin());
            if (std::find(found + 1, row.fields.end(), name) != row.fields.end()) {
                problems_.add(row.line, "table.column_twice", fmt::format("the column {} stands twice", in_quotes(name)),
                              "Rename one of them");
            }
        }
        return problems_.count() == 0;
    }

    Result<void> row(const CsvRow& row) override {
        values_.assign(places_.size(), std::nullopt);
        for (std::size_t i = 0; i < places_.size(); ++i) {
            if (places_[i]) values_[i] = row.fields[*places_[i]];
        }
        builder_.take(row.line, values_, problems_);
        return {};
    }

private:
    void missing(const CsvRow& row, const std::string& name) {
        std::string there;
        for (const std::string_view field : row.fields.first(std::min<std::size_t>(row.fields.size(), 12))) {
            there += (there.empty() ? "" : ", ") + std::string(field);
        }
        problems_.add(row.line, "table.column_missing",
                      fmt::format("there is no column {}; there are {}", in_quotes(name), in_quotes(there)),
                      "Add it, or name the column that holds it: --column PART=COLUMN");
    }

    TableBuilder& builder_;
    ProblemList& problems_;
    std::vector<std::optional<std::size_t>> places_;
    std::vector<std::optional<std::string_view>> values_;
};

Result<void> check_options(const std::vector<TableInput>& inputs, const TableOptions& options) {
    static constexpr std::array<std::string_view, 6> parts{"id", "date", "enddate", "latitude", "longitude", "data.source"};
    for (const auto& [part, column] : options.columns) {
        if (std::ranges::find(parts, part) != parts.end()) continue;
        return Error{Errc::invalid, "table.part_unknown", fmt::format("{} is not a part that a column can play", in_quotes(part)), "",
                     "Name one of id, date, enddate, latitude, longitude, data.source"};
    }
    std::set<std::string_view> names;
    for (const TableInput& input : inputs) {
        if (names.insert(input.name).second) continue;
        return Error{Errc::invalid, "table.source_twice", fmt::format("two files are given for the source {}", in_quotes(input.name)),
                     input.file.string(), "Name the sources apart: NAME=FILE"};
    }
    return {};
}

std::size_t row_count(const std::vector<SourceTable>& sources) {
    std::size_t rows = 0;
    for (const SourceTable& source : sources) rows += source.rows.size();
    return rows;
}

/// The smallest box around points, in degrees; not aware of the date line, where exchanged columns show in other ways.
struct Box {
    double south = 90, north = -90, west = 180, east = -180;

    void add(const SourceTable& source) {
        for (const TableRow& row : source.rows) {
            south = std::min(south, row.latitude_deg - 1);
            north = std::max(north, row.latitude_deg + 1);
            west = std::min(west, row.longitude_deg - 1);
            east = std::max(east, row.longitude_deg + 1);
        }
    }
    [[nodiscard]] bool holds(double latitude, double longitude) const {
        return south <= latitude && latitude <= north && west <= longitude && longitude <= east;
    }
};

bool looks_swapped(const SourceTable& source, const Box& others) {
    constexpr std::size_t rows_min = 5;
    if (source.rows.size() < rows_min) return false;
    std::size_t as_given = 0;
    for (const TableRow& row : source.rows) {
        if (others.holds(row.latitude_deg, row.longitude_deg)) ++as_given;
        if (!others.holds(row.longitude_deg, row.latitude_deg)) return false;
    }
    return 2 * as_given < source.rows.size();
}

}  // namespace

std::size_t SourceTable::column(std::string_view column_name) const {
    return static_cast<std::size_t>(std::ranges::find(columns, column_name) - columns.begin());
}

Result<std::vector<SourceTable>> read_tables(const std::vector<TableInput>& inputs, const TableOptions& options, Problems& problems) {
    TRUCE_TRY(check_options(inputs, options));
    TableBuilder builder(options);
    std::optional<Error> refusal;
    for (const TableInput& input : inputs) {
        ProblemList list(input.file.string(), problems, options.problems_max);
        builder.begin(input);
        if (input.form == TableForm::csv) {
            CsvTable handler(builder, list);
            TRUCE_TRY(read_csv(input.file, handler, list));
        } else {
            TRUCE_TRY(read_ndjson_table(input.file, builder, list));
        }
        if (list.count() > 0 && !refusal) refusal = list.refusal();
    }
    if (refusal) return *refusal;
    auto sources = std::move(builder).finish();
    TRUCE_ASSERT(inputs.empty() || row_count(sources) > 0);
    return sources;
}

Result<void> check_swapped(const std::vector<SourceTable>& sources) {
    for (const SourceTable& source : sources) {
        Box others;
        for (const SourceTable& other : sources) {
            if (&other != &source) others.add(other);
        }
        if (!looks_swapped(source, others)) continue;
        return Error{Errc::invalid, "table.sources_swapped",
                     fmt::format("most reports of {} lie far from all others, and all would lie among them with latitude and longitude "
                                 "exchanged",
                                 in_quotes(source.name)),
                     source.file, "Name the two columns the right way round; if the places are right, pass --far-apart"};
    }
    return {};
}

Result<TableForm> table_form(const Path& file) {
    const std::string ending = file.extension().string();
    if (ending == ".csv") return TableForm::csv;
    if (ending == ".ndjson" || ending == ".jsonl" || file == "-") return TableForm::ndjson;
    return Error{Errc::invalid, "table.form_unknown", fmt::format("the ending {} names no form of table", in_quotes(ending)), file.string(),
                 "Name the file .csv, .ndjson or .jsonl"};
}

}  // namespace truce
