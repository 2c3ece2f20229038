/// What was read, as canonical JSON by audience, and back.
///
/// A report is one object. A register whose content is public files it whole as the public part; any other
/// files the same members split over three parts, so that the parts together are the object:
///   mechanism    what the examiners work with: who, what, when, which areas, how many, named facts
///   exact        the exact place: where, place, original
///   provenance   means, how_known, note
/// Every part also carries "form". Docs: docs/formats/reports-csv.md.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/ingest/report.hpp"

namespace truce {

inline constexpr std::string_view report_form = "truce/report/1";
inline constexpr std::string_view watch_form = "truce/watch/1";
inline constexpr std::string_view count_form = "truce/count/1";

enum class PartsAre : std::uint8_t { public_, split };

/// What a report says besides the fields of Report. Views, valid during the call.
struct Particulars {
    std::string_view means;
    std::string_view how_known;
    std::string_view note;
    /// The source's own columns, ascending by name, empty ones left out; values as the source wrote them.
    std::span<const std::pair<std::string_view, std::string_view>> original;
};

/// Whether the parts can carry it: microseconds within +-(2^53-1), which is 1684-07-28 to 2255-06-05.
[[nodiscard]] bool is_writable(const Interval& when);

/// Writes the parts of `report` from its fields. Precondition: valid UTF-8, is_writable(when);
/// the readers see to both.
void write_parts(Report& report, const Particulars& particulars, PartsAre parts);
/// Watch::means is part of the watch; particulars.means and .original are not used.
void write_parts(Watch& watch, const Particulars& particulars, PartsAre parts);
void write_part(PublishedCount& count);

/// A report's parts as a reader holds them; "" where a part does not exist, is sealed or was erased.
struct PartTexts {
    std::string_view public_;
    std::string_view mechanism;
    std::string_view exact;
    std::string_view provenance;
};

/// The report that has these parts. Law: the parts of an accepted report give that report.
/// Without the exact part `where` is the areas named, or anywhere; without the provenance part nothing is
/// missing from Report. Errors: part.form, part.member (unknown, missing, of the wrong type or in the wrong
/// part; the member is named), part.sealed (not_found: neither public nor mechanism part is there), json.*.
Result<Report> report_from_parts(const PartTexts& parts);
/// Likewise; without the provenance part `means` is "".
Result<Watch> watch_from_parts(const PartTexts& parts);
Result<PublishedCount> count_from_part(std::string_view public_part);

/// The articles a GED report cites, as the source lists them ("SOHR,2017-02-25,headline"); empty for others.
/// Errors: json.*.
Result<std::vector<std::string>> cited_articles(std::string_view part_with_original);

}  // namespace truce
