#include <fmt/format.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/fuse/found.hpp"
#include "truce/fuse/fused_values.hpp"

namespace truce {
namespace {

/// The sightings of an incident with their places in the tables.
struct Members {
    std::vector<ReportPlace> places;
    std::vector<Sighting> sightings;
};

class Incidents {
public:
    Incidents(const std::vector<SourceTable>& tables, const std::vector<Sighting>& sightings, const Found& found)
        : tables_(tables), sightings_(sightings), found_(found) {
        for (const SourceTable& table : tables) {
            begin_.push_back(rows_);
            rows_ += table.rows.size();
        }
        TRUCE_ASSERT(rows_ == sightings.size());
    }

    template <typename Visit>
    void each(Visit visit) const {
        for (std::uint32_t i = 0; i < found_.incidents.size(); ++i) {
            Members members;
            for (const ReportPlace place : found_.incidents[i]) {
                members.places.push_back(place);
                members.sightings.push_back(sightings_[begin_[place.source] + place.row]);
            }
            visit(incident_name(tables_, found_, i), members, fused_values(members.sightings));
        }
    }
    [[nodiscard]] std::string name(ReportPlace place) const {
        return tables_[place.source].name + ":" + tables_[place.source].rows[place.row].id;
    }

private:
    const std::vector<SourceTable>& tables_;
    const std::vector<Sighting>& sightings_;
    const Found& found_;
    std::vector<std::size_t> begin_;
    std::size_t rows_ = 0;
};

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ";")); }

/// Collects members of a JSON object; numbers as they are written.
class Line {
public:
    void text(std::string_view name, std::string_view value) {
        key(name);
        append_json_string(out_, value);
    }
    void number(std::string_view name, std::string_view value) {
        key(name);
        out_ += value;
    }
    void texts(std::string_view name, const std::vector<std::string>& values) {
        key(name);
        out_ += '[';
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i > 0) out_ += ',';
            append_json_string(out_, values[i]);
        }
        out_ += ']';
    }
    void key(std::string_view name) {
        out_ += out_.empty() ? '{' : ',';
        append_json_string(out_, name);
        out_ += ':';
    }
    void raw(std::string_view text) { out_ += text; }
    std::string finish() { return std::move(out_) + "}"; }

private:
    std::string out_;
};

void add_casualties(Line& line, const std::optional<Casualties>& casualties) {
    if (!casualties) return;
    line.number("deaths_low", fmt::format("{}", casualties->low));
    line.number("deaths", fmt::format("{}", casualties->best));
    line.number("deaths_high", fmt::format("{}", casualties->high));
}

/// What one source says, as it says it.
std::string report_line(const SourceTable& table, const TableRow& row, const Sighting& sighting) {
    Line line;
    line.text("source", table.name);
    line.text("id", row.id);
    line.text("date", format(row.start));
    line.text("enddate", format(row.end));
    line.number("latitude", fmt::format("{:.7g}", row.latitude_deg));
    line.number("longitude", fmt::format("{:.7g}", row.longitude_deg));
    line.number("spread_m", fmt::format("{:.0f}", sighting.spread_m));
    if (!sighting.act.empty()) line.text("act", sighting.act);
    if (!sighting.actors.empty()) line.texts("actors", sighting.actors);
    add_casualties(line, sighting.casualties);
    return line.finish();
}

}  // namespace

std::string incidents_csv(const std::vector<SourceTable>& tables, const std::vector<Sighting>& sightings, const Found& found) {
    std::string out =
        "incident,reports,sources,members,latitude,longitude,spread_m,outliers,from,to,shared,deaths_low,deaths,deaths_high,acts,"
        "actors\r\n";
    const Incidents incidents(tables, sightings, found);
    incidents.each([&](const std::string& name, const Members& members, const FusedValues& fused) {
        std::vector<std::string> all;
        std::vector<std::string> outliers;
        for (const ReportPlace place : members.places) all.push_back(incidents.name(place));
        for (const std::uint32_t i : fused.outliers) outliers.push_back(incidents.name(members.places[i]));
        const std::string deaths =
            fused.casualties ? fmt::format("{},{},{}", fused.casualties->low, fused.casualties->best, fused.casualties->high) : ",,";
        out += fmt::format("{},{},{},{},{:.5f},{:.5f},{:.0f},{},{},{},{},{},{},{}\r\n", csv_field(name), members.places.size(),
                           fused.sources, csv_field(joined(all)), fused.where->lat(), fused.where->lon(), fused.spread_m,
                           csv_field(joined(outliers)), format(fused.when.from), format(fused.when.to), fused.when_shared ? "yes" : "no",
                           deaths, csv_field(joined(fused.acts)), csv_field(joined(fused.actors)));
    });
    return out;
}

std::string incidents_ndjson(const std::vector<SourceTable>& tables, const std::vector<Sighting>& sightings, const Found& found) {
    std::string out;
    const Incidents incidents(tables, sightings, found);
    incidents.each([&](const std::string& name, const Members& members, const FusedValues& fused) {
        Line line;
        line.text("incident", name);
        line.number("sources", fmt::format("{}", fused.sources));
        line.number("latitude", fmt::format("{:.5f}", fused.where->lat()));
        line.number("longitude", fmt::format("{:.5f}", fused.where->lon()));
        line.number("spread_m", fmt::format("{:.0f}", fused.spread_m));
        line.text("from", format(fused.when.from));
        line.text("to", format(fused.when.to));
        line.number("shared", fused.when_shared ? "true" : "false");
        add_casualties(line, fused.casualties);
        line.texts("acts", fused.acts);
        line.texts("actors", fused.actors);
        std::vector<std::string> outliers;
        for (const std::uint32_t i : fused.outliers) outliers.push_back(incidents.name(members.places[i]));
        if (!outliers.empty()) line.texts("outliers", outliers);
        line.key("reports");
        for (std::size_t i = 0; i < members.places.size(); ++i) {
            const SourceTable& table = tables[members.places[i].source];
            line.raw(i == 0 ? "[" : ",");
            line.raw(report_line(table, table.rows[members.places[i].row], members.sightings[i]));
        }
        line.raw("]");
        out += line.finish() + "\n";
    });
    return out;
}

}  // namespace truce
