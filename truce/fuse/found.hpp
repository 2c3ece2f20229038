/// What a method found among researchers' tables, in one form for all methods: for files that others read on, and for the page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "truce/fuse/fuse.hpp"
#include "truce/fuse/meltt.hpp"
#include "truce/fuse/table.hpp"

namespace truce {

/// A report by its place in the tables, both from 0.
struct ReportPlace {
    std::uint32_t source = 0;
    std::uint32_t row = 0;
    friend auto operator<=>(ReportPlace, ReportPlace) = default;
};

/// Two reports that are said to describe one incident.
struct FoundLink {
    ReportPlace a;  ///< of the source that comes first
    ReportPlace b;
    std::uint32_t incident = 0;        ///< in Found::incidents
    std::string outcome;               ///< join, ask where a person should decide, near-miss where it was not taken
    double score = 0;                  ///< the method's own; see Found::score
    double doubt = 0;                  ///< 0, none, to 1: for the order in which people look at links
    double km = 0;                     ///< between the two points
    std::int32_t gap_days = 0;         ///< between the start days, not negative
    std::uint32_t candidates = 0;      ///< of one report in the other's source; 0 where the method does not say
    std::optional<ReportPlace> rival;  ///< the best that was not taken
    double rival_score = 0;            ///< only with `rival`
    std::string reason;                ///< one line for people
};

struct Found {
    std::string method;                               ///< as on the command line
    std::string score;                                ///< what a score means, in a sentence for people
    std::vector<std::vector<ReportPlace>> incidents;  ///< every report in exactly one, ascending; by their first report
    std::vector<FoundLink> links;                     ///< by (incident, a, b)
    std::vector<FoundLink> near_misses;               ///< not taken, and likely enough to be looked at; by (a, b)
    std::size_t flags = 0;                            ///< events that may be part of an episode; meltt only
};

/// `result` is fuse_meltt's of `tables`. A link's doubt is half its score where nothing else was a candidate; else it is at
/// least a half, and 1 where another candidate scores as well or better.
Found found_by_meltt(const std::vector<SourceTable>& tables, const MelttResult& result);

/// `fusion` is of the sightings that sightings_of() made of `tables`, with `model`. A link's score is its evidence in bits, its
/// doubt one less the lower probability of its ends; the reason says what each field counted, and what ran up. Near misses are
/// the strongest candidates of reports that stayed alone although one is likely enough to ask a person.
Found found_by_truce(const std::vector<SourceTable>& tables, const std::vector<Sighting>& sightings, const Fusion& fusion,
                     const Model& model);

/// What the incident is called in files: "<source>:<id>" of its first report.
std::string incident_name(const std::vector<SourceTable>& tables, const Found& found, std::uint32_t incident);

/// One row a link, columns as in docs/formats/fuse.md; CRLF, RFC 4180.
std::string links_csv(const std::vector<SourceTable>& tables, const Found& found);
/// The same, one JSON object a line, with the same names; what is empty in CSV is left out.
std::string links_ndjson(const std::vector<SourceTable>& tables, const Found& found);
/// The near misses in the same columns, outcome near-miss; `incident` is that of the first report.
std::string near_misses_csv(const std::vector<SourceTable>& tables, const Found& found);
std::string near_misses_ndjson(const std::vector<SourceTable>& tables, const Found& found);

/// One row an incident: the values of its reports together (fused_values.hpp), and in NDJSON each report's own beside them, as its
/// source says it. Columns as in docs/formats/fuse.md.
std::string incidents_csv(const std::vector<SourceTable>& tables, const std::vector<Sighting>& sightings, const Found& found);
std::string incidents_ndjson(const std::vector<SourceTable>& tables, const std::vector<Sighting>& sightings, const Found& found);

/// The package's own tables as CSV, for so many sources: reports as numbers of source and row from 1.
struct MelttFiles {
    std::string matches;     ///< data1,event1,data2,event2,...; 0,0 where a source has none
    std::string contenders;  ///< dataset,event,bestmatch_data,... of events only
    std::string unique;      ///< dataset,event,date,enddate,latitude,longitude
    std::string flags;       ///< dataset,event,episodes
};
MelttFiles meltt_files(const MelttResult& result, std::size_t sources);

/// A CSV field, quoted where RFC 4180 asks for it.
std::string csv_field(std::string_view text);

}  // namespace truce
