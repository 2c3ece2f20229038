#include "truce/interfaces/queryables.hpp"

#include <algorithm>
#include <array>

namespace truce {
namespace {

using enum PropertyType;

constexpr std::array rows{
    PropertyRow{Property::time, "time", interval, "When it may have happened", ""},
    PropertyRow{Property::id, "id", text, "Incident", "#event+id"},
    PropertyRow{Property::reg, "register", text, "Register", "#meta+source"},
    PropertyRow{Property::source_id, "source_id", text, "The register's own id", "#meta+id"},
    PropertyRow{Property::time_from, "time_from", instant, "Not before", "#date+start"},
    PropertyRow{Property::time_to, "time_to", instant, "Before", "#date+end"},
    PropertyRow{Property::first_day, "first_day", date, "First local day", "#date+occurred+start"},
    PropertyRow{Property::last_day, "last_day", date, "Last local day", "#date+occurred+end"},
    PropertyRow{Property::act, "act", text, "Act", "#event+type"},
    PropertyRow{Property::act_as_coded, "act_as_coded", text, "Act as the source codes it", "#event+code"},
    PropertyRow{Property::actors, "actors", texts, "Possible actors, as the source names them", "#group+actor"},
    PropertyRow{Property::targets, "targets", texts, "Possible targets, as the source names them", "#group+target"},
    PropertyRow{Property::casualties_low, "casualties_low", integer, "Deaths, low", "#affected+killed+min"},
    PropertyRow{Property::casualties_best, "casualties_best", integer, "Deaths, best", "#affected+killed"},
    PropertyRow{Property::casualties_high, "casualties_high", integer, "Deaths, high", "#affected+killed+max"},
    PropertyRow{Property::areas, "areas", texts, "Areas in which it may have happened", "#adm1+code"},
    PropertyRow{Property::area_certain, "area_certain", boolean, "Surely in the one area", "#adm1+certain"},
    PropertyRow{Property::outside, "outside", boolean, "Surely in no area", ""},
    PropertyRow{Property::detail, "detail", text, "How finely the place is shown", "#geo+precision"},
    PropertyRow{Property::place, "place", text, "Place as the source names it", "#loc+name"},
    PropertyRow{Property::radius_m, "radius_m", integer, "Radius of uncertainty in metres, rounded up", "#geo+radius"},
    PropertyRow{Property::nothing_observed, "nothing_observed", boolean, "A look that found nothing", ""},
    PropertyRow{Property::own_side, "own_side", boolean, "About the recorder's own side", ""},
    PropertyRow{Property::corrected, "corrected", boolean, "The record had an earlier version", ""},
    PropertyRow{Property::verdict, "verdict", text, "What the chosen reading of the terms says", "#status+verdict"},
    PropertyRow{Property::case_id, "case", text, "Case", "#meta+case"},
    PropertyRow{Property::case_status, "case_status", text, "Status of the case", "#status+case"},
    PropertyRow{Property::case_leaning, "case_leaning", text, "What the findings lean to", ""},
    PropertyRow{Property::recorded_at, "recorded_at", instant, "Recorded", "#date+recorded"},
};

std::string_view word(FindingMeans means) {
    switch (means) {
        case FindingMeans::violation: return "violation";
        case FindingMeans::no_violation: return "no_violation";
        case FindingMeans::none: break;
    }
    return "none";
}

PropertyValue known(std::string_view value) { return value.empty() ? PropertyValue() : PropertyValue(value); }

}  // namespace

std::span<const PropertyRow> written_properties() { return std::span(rows).subspan(1); }

const PropertyRow* find_property(std::string_view name) {
    const auto found = std::ranges::find(rows, name, &PropertyRow::name);
    return found == rows.end() ? nullptr : &*found;
}

PropertyValue value_of(const LiveIncident& incident, Property property, const Profile& profile, PropertyScratch& scratch) {
    const auto list = [](const std::vector<std::string>* names) { return names != nullptr ? PropertyValue(names) : PropertyValue(); };
    const auto deaths = [&](std::int64_t Casualties::* which) {
        return incident.casualties ? PropertyValue((*incident.casualties).*which) : PropertyValue();
    };
    switch (property) {
        case Property::id: scratch.text = incident.id(); return std::string_view(scratch.text);
        case Property::reg: return std::string_view(incident.reg->id);
        case Property::source_id: return known(incident.source_id);
        case Property::time: return incident.when;
        case Property::time_from: return incident.when.from;
        case Property::time_to: return incident.when.to;
        case Property::first_day: return incident.first_day;
        case Property::last_day: return incident.last_day;
        case Property::act: return incident.act != nullptr ? known(incident.act->id) : PropertyValue();
        case Property::act_as_coded: return known(incident.act_as_coded);
        case Property::actors: return list(incident.actors);
        case Property::targets: return list(incident.targets);
        case Property::casualties_low: return deaths(&Casualties::low);
        case Property::casualties_best: return deaths(&Casualties::best);
        case Property::casualties_high: return deaths(&Casualties::high);
        case Property::areas:
            scratch.texts.clear();
            for (const std::uint16_t area : incident.areas) scratch.texts.push_back(profile.atlas->id(area));
            return &scratch.texts;
        case Property::area_certain: return incident.area_certain;
        case Property::outside: return incident.outside;
        case Property::detail: return name_of(incident.detail);
        case Property::place: return known(incident.place_name);
        case Property::radius_m:
            if (incident.place.kind != ShownPlace::Kind::circle) return {};
            return (incident.place.radius_mm + 999) / 1000;
        case Property::nothing_observed: return incident.nothing_observed;
        case Property::own_side: return incident.own_side;
        case Property::corrected: return incident.corrected;
        case Property::verdict: return incident.verdict ? known(name_of(incident.verdict->ruling)) : PropertyValue();
        case Property::case_id: return incident.the_case != nullptr ? known(incident.the_case->id) : PropertyValue();
        case Property::case_status: return incident.the_case != nullptr ? known(name_of(incident.the_case->status)) : PropertyValue();
        case Property::case_leaning: return incident.the_case != nullptr ? known(word(incident.the_case->leaning)) : PropertyValue();
        case Property::recorded_at: return incident.recorded_at ? PropertyValue(*incident.recorded_at) : PropertyValue();
    }
    return {};
}

}  // namespace truce
