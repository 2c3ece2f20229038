/// Researchers' tables as sightings: which columns the default method compares, and how they are read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/fuse/sighting.hpp"
#include "truce/fuse/table.hpp"
#include "truce/fuse/taxonomy.hpp"

namespace truce {

/// What a column can say beside id, days and point. Each may be absent from a file, and each value may be empty: then the report
/// says nothing about it.
///   spread       metres, 0 or more: it happened about so near the point
///   precision    or the code that UCDP GED calls where_prec: 1 is 1 km, 2 is 25 km, 3 to 7 are wider
///   act          the type of event
///   actors       the sides, between semicolons; "?" is one more side that the source does not know
///   deaths, deaths_low, deaths_high    whole numbers, 0 or more; the best number counts
///   place, text  words in any script
///   summary      yes or no: several incidents in one report
/// A report without spread and precision is taken to know its village: 1 km.
std::vector<std::string_view> evidence_parts();

/// Which column plays each part; a part that is not named is played by the column of its own name, where there is one.
struct EvidenceColumns {
    std::map<std::string, std::string, std::less<>> of;
    [[nodiscard]] std::string column(std::string_view part) const;
    /// Takes the parts of this method out of `columns`, whose other entries are for read_tables().
    static EvidenceColumns take(std::map<std::string, std::string, std::less<>>& columns);
    /// For TableOptions: columns that were named must be there, the others may.
    [[nodiscard]] std::vector<std::string> required() const;
    [[nodiscard]] std::vector<std::string> optional() const;
};

/// All reports as sightings: tables in their order, each one's rows in theirs. Days are taken as UTC days. Where a taxonomy is
/// given for the column of acts or actors, its finest level is compared instead of the source's own word.
///   problems   receives what is wrong
/// Errors: source.refused, with among `problems` table.number (not a whole number of 0 or more), table.precision (not 1 to 7),
/// table.yes_no, table.category_unknown (the taxonomy does not have it).
Result<std::vector<Sighting>> sightings_of(const std::vector<SourceTable>& tables, const EvidenceColumns& columns,
                                           const std::vector<Taxonomy>& taxonomies, Problems& problems);

}  // namespace truce
