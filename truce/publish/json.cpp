#include "truce/base/json.hpp"

#include <fmt/format.h>

#include "truce/publish/names.hpp"
#include "truce/publish/render.hpp"

namespace truce {
namespace {

Json to_value(const Range& range) { return {{"certain", range.certain}, {"possible", range.possible}}; }

JsonObject to_value(const Tally& tally) {
    return {{"exempt", to_value(tally.exempt)},
            {"no_violation", to_value(tally.no_violation)},
            {"recorded", to_value(tally.recorded)},
            {"undetermined", to_value(tally.undetermined)},
            {"violation", to_value(tally.violation)}};
}

template <typename Strings>
JsonArray strings(const Strings& items) {
    return JsonArray(items.begin(), items.end());
}

void add_reports(JsonObject& out, const Bulletin& bulletin, const BulletinColumn& column) {
    out["total"] = to_value(column.total);
    JsonArray divisions;
    for (const DivisionTally& division : column.divisions) {
        JsonObject row = to_value(division.tally);
        row["division"] = division.division;
        row["name"] = division_name(bulletin, division.division);
        divisions.push_back(std::move(row));
    }
    out["divisions"] = std::move(divisions);
    out["contradictory"] = static_cast<std::int64_t>(column.contradictory);
    out["looks_without_finding"] = static_cast<std::int64_t>(column.looks_without_finding);
    if (column.casualties) out["deaths"] = to_value(*column.casualties);
}

void add_counts(JsonObject& out, const BulletinColumn& column) {
    out["published"] = column.published;
    if (column.published) out["total"] = Json{{"count", column.count}};
    JsonArray divisions;
    for (const DivisionCount& count : column.counts) {
        divisions.push_back(Json{{"count", count.count}, {"division", count.division}, {"division_as_named", count.as_named}});
    }
    out["divisions"] = std::move(divisions);
    out["split_complete"] = column.split_complete;
    JsonArray confirmations;
    for (const auto& confirmed : column.confirmations) confirmations.push_back(Json{{"confirmed", confirmed.count}, {"of", confirmed.of}});
    out["confirmations"] = std::move(confirmations);
    if (column.from_party) out["from_party"] = *column.from_party;
}

Json to_value(const Bulletin& bulletin, const BulletinColumn& column) {
    JsonObject out{{"holds", column.holds == RegisterHolds::reports ? "reports" : "counts"},
                   {"limits", column.limits},
                   {"name", column.name},
                   {"notes", strings(column.notes)},
                   {"recorder", column.recorder},
                   {"register", column.register_id},
                   {"sources", strings(column.sources)},
                   {"unit", column.unit}};
    if (column.holds == RegisterHolds::reports)
        add_reports(out, bulletin, column);
    else
        add_counts(out, column);
    return Json(std::move(out));
}

}  // namespace

std::string to_json(const Bulletin& bulletin) {
    JsonArray columns;
    for (const BulletinColumn& column : bulletin.columns) columns.push_back(to_value(bulletin, column));
    JsonArray coincidences;
    for (const CoincidenceOfTwo& pair : bulletin.coincidences) {
        coincidences.push_back(Json{{"a", pair.a},
                                    {"at_least_distinct", pair.bound.at_least_distinct},
                                    {"at_most", pair.bound.at_most},
                                    {"b", pair.b},
                                    {"complete", pair.bound.complete}});
    }
    JsonObject watching{{"known", bulletin.watching_known}};
    JsonArray watched;
    for (const WatchedDivision& division : bulletin.watched) {
        watched.push_back(Json{{"day_us", division.day_us}, {"division", division.division}, {"watched_us", division.watched_us}});
    }
    watching["divisions"] = std::move(watched);
    JsonObject changes{{"published_before", bulletin.changes.has_value()}};
    if (bulletin.changes) {
        JsonArray registers;
        for (const auto& change : *bulletin.changes) {
            registers.push_back(Json{{"changed", static_cast<std::int64_t>(change.changed)},
                                     {"new", static_cast<std::int64_t>(change.added)},
                                     {"register", change.register_id},
                                     {"withdrawn", static_cast<std::int64_t>(change.withdrawn)}});
        }
        changes["registers"] = std::move(registers);
        changes["since"] = bulletin.last_published;
    }
    const Json out = {
        {"changes", std::move(changes)},
        {"coincidences", std::move(coincidences)},
        {"day", format(bulletin.day)},
        {"format", "truce/bulletin/v1"},
        {"from", bulletin.bounds.from.us},
        {"headline", bulletin.headline},
        {"mechanism", bulletin.mechanism},
        {"proof",
         {{"log", bulletin.proof.origin}, {"root", bulletin.proof.root}, {"size", static_cast<std::int64_t>(bulletin.proof.size)}}},
        {"reading", bulletin.reading_id},
        {"registers", std::move(columns)},
        {"to", bulletin.bounds.to.us},
        {"watching", std::move(watching)},
        {"zone", bulletin.zone}};
    const auto text = canonical(out);
    TRUCE_ASSERT(text.ok());
    return *text;
}

}  // namespace truce
