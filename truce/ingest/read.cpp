#include "truce/ingest/read.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "truce/base/json.hpp"
#include "truce/ingest/counts.hpp"
#include "truce/ingest/delivery.hpp"
#include "truce/ingest/ged.hpp"
#include "truce/ingest/record_reader.hpp"

namespace truce {
namespace {

struct FormatName {
    SourceFormat format;
    std::string_view name;
};
constexpr std::array format_names{FormatName{SourceFormat::ged_csv, "ged"},
                                  FormatName{SourceFormat::truce_csv, "csv"},
                                  FormatName{SourceFormat::truce_ndjson, "ndjson"},
                                  FormatName{SourceFormat::geojson, "geojson"},
                                  FormatName{SourceFormat::published_counts, "counts"},
                                  FormatName{SourceFormat::watches_csv, "watches"}};

std::string all_names() {
    std::vector<std::string_view> names;
    for (const FormatName& f : format_names) names.push_back(f.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

Error unsure(std::string_view name, std::string_view why) {
    return {Errc::invalid, "source.format_unsure", fmt::format("its format cannot be told: {}", why), std::string(name),
            fmt::format("Name the format: one of {}", all_names())};
}

/// The names in a header line; good enough to tell formats apart, reading it is for the reader.
std::vector<std::string_view> header_names(std::string_view line) {
    std::vector<std::string_view> names;
    if (line.ends_with('\r')) line.remove_suffix(1);
    for (;;) {
        const std::size_t comma = line.find(',');
        std::string_view name = line.substr(0, comma);
        if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
        names.push_back(name);
        if (comma == std::string_view::npos) return names;
        line.remove_prefix(comma + 1);
    }
}

template <typename Wanted>
bool has_all(const std::vector<std::string_view>& names, const Wanted& wanted) {
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); });
}

Result<SourceFormat> guess_table(std::string_view header, std::string_view name) {
    const auto names = header_names(header);
    std::vector<SourceFormat> fits;
    if (has_all(names, std::array<std::string_view, 3>{"type_of_violence", "where_prec", "date_start"}))
        fits.push_back(SourceFormat::ged_csv);
    if (has_all(names, std::array<std::string_view, 4>{"date", "side", "province", "count"}))
        fits.push_back(SourceFormat::published_counts);
    if (has_all(names, report_columns_required)) fits.push_back(SourceFormat::truce_csv);
    if (has_all(names, watch_columns_required)) fits.push_back(SourceFormat::watches_csv);
    if (fits.empty()) return unsure(name, fmt::format("the first line {} is no known header", in_quotes(header)));
    if (fits.size() > 1) return unsure(name, "its header fits more than one format");
    return fits.front();
}

Result<SourceFormat> guess_json(std::string_view start, std::string_view name) {
    const std::size_t first_end = std::min(start.find('\n'), start.size());
    const std::string_view first = start.substr(0, first_end);
    const bool collection = start.find("\"FeatureCollection\"") != std::string_view::npos;
    const bool record = first.find("\"source_id\"") != std::string_view::npos && first.find("\"kind\"") != std::string_view::npos;
    if (collection && record && first.find("\"features\"") == std::string_view::npos) return unsure(name, "it could be GeoJSON or NDJSON");
    if (collection) return SourceFormat::geojson;
    if (record) return SourceFormat::truce_ndjson;
    return unsure(name, "it is JSON, but neither a FeatureCollection nor records with \"kind\" and \"source_id\" on its first line");
}

bool is_json(SourceFormat format) { return format == SourceFormat::truce_ndjson || format == SourceFormat::geojson; }

}  // namespace

std::string_view name_of(SourceFormat format) {
    const auto found = std::find_if(format_names.begin(), format_names.end(), [&](const FormatName& f) { return f.format == format; });
    TRUCE_ASSERT(found != format_names.end());
    return found->name;
}

Result<SourceFormat> source_format_from(std::string_view name) {
    const auto found = std::find_if(format_names.begin(), format_names.end(), [&](const FormatName& f) { return f.name == name; });
    if (found != format_names.end()) return found->format;
    return Error{Errc::invalid, "source.format_unknown", fmt::format("{} is not a format", in_quotes(name)), "",
                 fmt::format("Use one of {}", all_names())};
}

Result<SourceFormat> guess_format(std::string_view start, std::string_view name) {
    if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
    if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff")) return unsure(name, "it is UTF-16, not UTF-8");
    const std::size_t first = start.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return unsure(name, "it is empty");
    auto guess = start[first] == '{' ? guess_json(start.substr(first), name) : guess_table(start.substr(0, start.find('\n')), name);
    if (!guess) return guess;
    const bool json_ending = name.ends_with(".json") || name.ends_with(".ndjson") || name.ends_with(".geojson") || name.ends_with(".jsonl");
    if ((is_json(*guess) && name.ends_with(".csv")) || (!is_json(*guess) && json_ending)) {
        return unsure(name, fmt::format("its content is {}, its name ends otherwise", name_of(*guess)));
    }
    return guess;
}

Result<ReadSummary> read_source(const Path& file, SourceFormat format, const Profile& profile, const Register& reg,
                                const ReadOptions& options, Intake& intake, Problems& problems) {
    if (format != SourceFormat::published_counts && reg.holds != RegisterHolds::reports) {
        return Error{Errc::invalid, "source.register", fmt::format("register {} holds counts, not reports", reg.id), file.string(),
                     "Name a register of reports"};
    }
    ProblemList list(file.string(), problems, options.problems_max);
    Delivery delivery(intake, list);
    RecordSink sink(profile, reg, delivery, list);
    const auto read = [&]() -> Result<void> {
        switch (format) {
            case SourceFormat::ged_csv: {
                GedReader reader(profile, reg, options, delivery, list);
                return read_csv(file, reader, list);
            }
            case SourceFormat::published_counts: {
                CountsReader reader(profile, delivery, list);
                return read_csv(file, reader, list);
            }
            case SourceFormat::truce_csv:
            case SourceFormat::watches_csv: {
                RecordCsvReader reader(format == SourceFormat::truce_csv ? RecordKind::report : RecordKind::watch, sink, list);
                return read_csv(file, reader, list);
            }
            case SourceFormat::truce_ndjson: return read_ndjson_records(file, sink, list);
            case SourceFormat::geojson: return read_geojson_records(file, sink, list);
        }
        return {};
    };
    if (auto result = read(); !result) {
        // The one thing wrong with a file that is found before its lines are: said like the others.
        if (result.error().id != "text.encoding") return std::move(result).error();
        list.add(1, result.error().id, result.error().what, result.error().remedy);
    }
    delivery.finish();
    if (list.count() > 0) return list.refusal();
    return std::move(delivery.summary());
}

}  // namespace truce
