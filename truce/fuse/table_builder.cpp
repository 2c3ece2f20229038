#include "truce/fuse/table_builder.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace truce {
namespace {

enum Part : std::size_t { id, date, enddate, latitude, longitude, source, part_count };
constexpr std::array<std::string_view, part_count> part_names{"id", "date", "enddate", "latitude", "longitude", "data.source"};

bool needed(std::size_t part) { return part == date || part == latitude || part == longitude; }

/// Plain decimals only: no exponent, no "inf", no comma.
std::optional<double> parse_degrees(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

}  // namespace

TableBuilder::TableBuilder(const TableOptions& options) {
    for (std::size_t part = 0; part < part_count; ++part) {
        const auto named = options.columns.find(part_names[part]);
        wanted_.emplace_back(named == options.columns.end() ? std::string(part_names[part]) : named->second);
        must_.push_back(needed(part) || named != options.columns.end());
    }
    for (const auto* columns : {&options.required, &options.optional}) {
        for (const std::string& column : *columns) {
            wanted_.push_back(column);
            must_.push_back(columns == &options.required);
            kept_.push_back(column);
        }
    }
}

void TableBuilder::begin(const TableInput& input) {
    input_ = &input;
    ++file_;
}

std::optional<std::size_t> TableBuilder::source_of(std::size_t line, std::string_view name, ProblemList& problems) {
    if (const auto found = index_.find(name); found != index_.end()) {
        if (known_[found->second].file == file_) return found->second;
        problems.add_value(line, "table.source_twice", "source", name,
                           fmt::format("has reports in {} already", sources_[found->second].file),
                           "Give each source one file, or another name: NAME=FILE");
        return std::nullopt;
    }
    index_.emplace(name, sources_.size());
    SourceTable& table = sources_.emplace_back();
    table.name = name;
    table.file = input_->file.string();
    table.columns = kept_;
    known_.push_back({file_, {}});
    return sources_.size() - 1;
}

bool TableBuilder::filled(std::size_t line, TableValues values, ProblemList& problems) const {
    bool good = true;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        if (values[i] && !(i < part_count && values[i]->empty())) continue;
        if (values[i]) {
            problems.add_value(line, "table.value_missing", wanted_[i], "", "is empty",
                               "Fill it in, or leave the report out: without it reports cannot be compared");
        } else if (must_[i]) {
            problems.add(line, "table.column_missing", fmt::format("there is no {}", wanted_[i]),
                         "Add it, or name the column that holds it: --column PART=COLUMN");
        } else {
            continue;
        }
        good = false;
    }
    return good;
}

bool TableBuilder::days(TableRow& row, TableValues values, ProblemList& problems) const {
    const auto day = [&](std::size_t part, Day& out) {
        const auto parsed = parse_day(*values[part]);
        if (parsed) {
            out = *parsed;
        } else {
            problems.add_value(row.line, "table.day", wanted_[part], *values[part], "is not a day", "Write it as YYYY-MM-DD");
        }
        return parsed.ok();
    };
    if (!day(date, row.start)) return false;
    row.end = row.start;
    if (values[enddate] && !day(enddate, row.end)) return false;
    if (row.start <= row.end) return true;
    problems.add_value(row.line, "table.days_reversed", wanted_[enddate], *values[enddate], fmt::format("is before {}", *values[date]),
                       "Exchange the two days, or correct the one that is wrong");
    return false;
}

bool TableBuilder::degrees(TableRow& row, TableValues values, ProblemList& problems) const {
    bool good = true;
    for (const auto& [part, out] : {std::pair{latitude, &row.latitude_deg}, std::pair{longitude, &row.longitude_deg}}) {
        const auto parsed = parse_degrees(*values[part]);
        if (!parsed || std::abs(*parsed) > 180) {
            problems.add_value(row.line, "table.degrees", wanted_[part], *values[part], "is not a number of degrees",
                               "Write decimal degrees with a point, south and west negative");
            good = false;
        }
        *out = parsed.value_or(0);
    }
    if (!good || std::abs(row.latitude_deg) <= 90) return good;
    if (std::abs(row.longitude_deg) <= 90) {
        problems.add_value(row.line, "table.degrees_swapped", wanted_[latitude], *values[latitude],
                           fmt::format("is beyond 90 beside a {} of {}", wanted_[longitude], *values[longitude]),
                           "Latitude and longitude look exchanged: name them the right way round");
    } else {
        problems.add_value(row.line, "table.degrees", wanted_[latitude], *values[latitude], "is beyond 90 degrees", "Correct it");
    }
    return false;
}

void TableBuilder::take(std::size_t line, TableValues values, ProblemList& problems) {
    if (!filled(line, values, problems)) return;
    const auto place = source_of(line, values[source].value_or(input_->name), problems);
    if (!place) return;
    SourceTable& table = sources_[*place];
    TableRow& row = table.rows.emplace_back();
    row.line = line;
    row.id = values[id] ? std::string(*values[id]) : std::to_string(table.rows.size());
    if (const auto [twin, fresh] = known_[*place].lines.emplace(row.id, line); !fresh) {
        problems.add_value(line, "table.id_twice", wanted_[id], row.id, fmt::format("is also the id of line {}", twin->second),
                           "Give every report of a source its own id");
        return;
    }
    if (!days(row, values, problems) || !degrees(row, values, problems)) return;
    row.values.reserve(kept_.size());
    for (std::size_t i = part_count; i < wanted_.size(); ++i) row.values.emplace_back(values[i].value_or(""));
}

}  // namespace truce
