/// What can be asked of an incident by name, and what is written of it under that name: one list for GeoJSON, CSV, CQL2 and the
/// descriptions that clients read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "truce/publish/live_register.hpp"

namespace truce {

enum class PropertyType : std::uint8_t { text, texts, integer, boolean, instant, date, interval };

enum class Property : std::uint8_t {
    id,
    reg,
    source_id,
    time,
    time_from,
    time_to,
    first_day,
    last_day,
    act,
    act_as_coded,
    actors,
    targets,
    casualties_low,
    casualties_best,
    casualties_high,
    areas,
    area_certain,
    outside,
    detail,
    place,
    radius_m,
    nothing_observed,
    own_side,
    corrected,
    verdict,
    case_id,
    case_status,
    case_leaning,
    recorded_at
};

struct PropertyRow {
    Property property;
    std::string_view name;
    PropertyType type;
    std::string_view title;
    std::string_view hxl;  ///< tag of the CSV column; "" if it has none
};

/// All but `time`, which is the interval of time_from and time_to and can only be asked for, in the order in which they are written.
std::span<const PropertyRow> written_properties();
/// nullptr if there is none of that name.
const PropertyRow* find_property(std::string_view name);

/// Nothing where it is not known or not told. Texts live as long as the incident's view; `scratch` holds what is made for them.
using PropertyValue =
    std::variant<std::monostate, std::string_view, const std::vector<std::string>*, std::int64_t, bool, Instant, Day, Interval>;
struct PropertyScratch {
    std::string text;
    std::vector<std::string> texts;
};
PropertyValue value_of(const LiveIncident& incident, Property property, const Profile& profile, PropertyScratch& scratch);

}  // namespace truce
