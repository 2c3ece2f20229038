/// The fields of truce's own forms, in whichever dress they arrive (CSV column, NDJSON member, GeoJSON property).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/geo/shape.hpp"

namespace truce {

enum class RecordKind : std::uint8_t { report, watch };

/// Fields that hold one value each; then the lists, which CSV writes in one cell.
enum class Field : std::uint8_t {
    source_id,
    action,
    time_from,
    time_to,
    day_from,
    day_to,
    lat,
    lon,
    radius_m,
    observer_lat,
    observer_lon,
    bearing_from,
    bearing_to,
    distance_min_m,
    distance_max_m,
    place,
    act,
    act_as_coded,
    low,
    best,
    high,
    nothing_observed,
    own_side,
    means,
    visibility,
    how_known,
    note,
    areas,
    actors,
    targets,
    facts,
    interruptions,
};
inline constexpr std::size_t field_count = 32;
inline constexpr std::array<std::string_view, field_count> field_names{
    "source_id",
    "action",
    "time_from",
    "time_to",
    "day_from",
    "day_to",
    "lat",
    "lon",
    "radius_m",
    "observer_lat",
    "observer_lon",
    "bearing_from",
    "bearing_to",
    "distance_min_m",
    "distance_max_m",
    "place",
    "act",
    "act_as_coded",
    "low",
    "best",
    "high",
    "nothing_observed",
    "own_side",
    "means",
    "visibility",
    "how_known",
    "note",
    "areas",
    "actors",
    "targets",
    "facts",
    "interruptions",
};

[[nodiscard]] constexpr std::string_view name_of(Field field) { return field_names[static_cast<std::size_t>(field)]; }
[[nodiscard]] std::optional<Field> field_named(std::string_view name);
/// Whether records of that kind have the field.
[[nodiscard]] bool has_field(RecordKind kind, Field field);
/// The columns of that kind's CSV, in the documented order.
[[nodiscard]] std::vector<std::string_view> columns_of(RecordKind kind);

/// One record as it stands in the source, not yet understood. Empty means: not given.
struct RawRecord {
    struct Fact {
        std::string name;
        std::vector<std::string> values;  ///< as written; a number's range as "12..20"
    };
    struct Interruption {
        std::string from, to, reason;
    };

    std::size_t line = 0;  ///< where it starts
    RecordKind kind = RecordKind::report;
    std::array<std::string, field_count> text;  ///< of the fields that hold one value
    std::vector<std::string> areas, actors, targets;
    std::vector<Fact> facts;
    std::vector<Interruption> interruptions;
    std::shared_ptr<const Shape> polygon;  ///< GeoJSON only

    [[nodiscard]] const std::string& operator[](Field field) const { return text[static_cast<std::size_t>(field)]; }
    std::string& operator[](Field field) { return text[static_cast<std::size_t>(field)]; }
    void clear();
    /// Whether the field says anything.
    [[nodiscard]] bool given(Field field) const;
};

/// The lists as CSV writes them: values apart by ";", blanks around them dropped, empty ones refused (false).
///   facts           name=value|value;name=12..20
///   interruptions   from/to reason;from/to reason
bool split_list(std::string_view cell, std::vector<std::string>& out);
bool split_facts(std::string_view cell, std::vector<RawRecord::Fact>& out);
bool split_interruptions(std::string_view cell, std::vector<RawRecord::Interruption>& out);

}  // namespace truce
