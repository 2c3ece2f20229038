/// Reading a source: its bytes become reports, watches and published counts. Start here.
///
///   file ─▶ csv / ndjson / geojson (form) ─▶ ged / record builder / counts (meaning) ─▶ parts ─▶ Intake
///
/// A source is taken as a whole or not at all: one wrong value refuses the file, and every problem names the
/// line, the column, the value, what is wrong and what to do. Files are read in pieces: memory does not grow
/// with the file, but for the ids seen so far (about 100 bytes a row; GED 16) and for GeoJSON, which is read
/// whole and limited to 32 MiB.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "truce/agreement/profile.hpp"
#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/ingest/intake.hpp"

namespace truce {

enum class SourceFormat : std::uint8_t {
    ged_csv,           ///< docs/formats/ged.md
    truce_csv,         ///< docs/formats/reports-csv.md
    truce_ndjson,      ///< docs/formats/reports-ndjson.md; reports and watches
    geojson,           ///< docs/formats/reports-geojson.md
    published_counts,  ///< docs/formats/published-counts.md
    watches_csv,       ///< docs/formats/watches.md
};

/// The name used on the command line: ged, csv, ndjson, geojson, counts, watches.
std::string_view name_of(SourceFormat format);
/// Errors: source.format_unknown, listing the names.
Result<SourceFormat> source_format_from(std::string_view name);

/// Which format a file has, by its header line or its first object, never by its name alone.
///   start   the file's first bytes; 64 KiB are enough
///   name    only for the message
/// Errors: source.format_unsure if nothing or more than one thing fits, or the name's ending contradicts.
Result<SourceFormat> guess_format(std::string_view start, std::string_view name);

struct ReadOptions {
    /// GED only: rows that start before `days_from` or end after `days_to` (inclusive) are checked like all
    /// others and then left out.
    std::optional<Day> days_from;
    std::optional<Day> days_to;
    std::size_t problems_max = 20;  ///< so many are listed, the rest counted
};

struct ReadSummary {
    std::size_t rows = 0;  ///< in the file, without the header
    std::size_t reports = 0;
    std::size_t watches = 0;
    std::size_t counts = 0;
    std::size_t left_out = 0;  ///< by ReadOptions
    /// Reports that carry each flag: odd, and taken all the same.
    std::map<std::string, std::size_t, std::less<>> flagged;
};

/// Reads `file` and hands over what it holds, in the order of the file.
///   profile    its acts, facts, divisions, atlas, local days; for published_counts also its registers
///   reg        the register whose records these are; says whether their content is public. For
///              published_counts the registers are found by the codes in the file, and `reg` is not used
///   intake     what it took is void if this returns an error
///   problems   receives what is wrong with the file, at most options.problems_max
/// Errors: source.refused if the file has problems; source.register if `reg` holds counts; those of the file
/// system and of `intake`.
Result<ReadSummary> read_source(const Path& file, SourceFormat format, const Profile& profile, const Register& reg,
                                const ReadOptions& options, Intake& intake, Problems& problems);

}  // namespace truce
