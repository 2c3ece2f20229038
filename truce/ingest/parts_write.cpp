#include <array>

#include "truce/base/json.hpp"
#include "truce/ingest/parts.hpp"
#include "truce/ingest/text_members.hpp"

namespace truce {
namespace {

using Strings = std::vector<std::string>;

enum class Part : std::uint8_t { mechanism, exact, provenance };

/// Writes the members of one part and passes over those of the others. Members come in ascending order.
class PartWriter {
public:
    /// Writes the whole object.
    PartWriter(std::string& out, std::string_view form) : PartWriter(out, form, true, Part::mechanism) {}
    PartWriter(std::string& out, std::string_view form, Part part) : PartWriter(out, form, false, part) {}

    [[nodiscard]] bool wants(Part part) const { return all_ || part == part_; }

    void text(Part part, std::string_view key, std::string_view value) {
        if (!wants(part) || value.empty()) return;
        json_.key(key).string(value);
        said_ = true;
    }
    /// Written even where empty.
    void always(Part part, std::string_view key, std::string_view value) {
        if (!wants(part)) return;
        json_.key(key).string(value);
        said_ = true;
    }
    void yes(Part part, std::string_view key, bool value) {
        if (!wants(part) || !value) return;
        json_.key(key).boolean(true);
        said_ = true;
    }
    void list(Part part, std::string_view key, const Strings& values) {
        if (!wants(part) || values.empty()) return;
        json_.key(key);
        write(values);
        said_ = true;
    }
    /// The caller writes the member's value next, and only if it is wanted.
    CanonicalWriter& member(std::string_view key) {
        said_ = true;
        return json_.key(key);
    }
    void write(const Strings& values) {
        json_.begin_array();
        for (const std::string& value : values) json_.string(value);
        json_.end_array();
    }
    void form() { json_.key("form").string(form_); }
    CanonicalWriter& json() { return json_; }
    std::string& text() { return out_; }

    /// A part other than the mechanism's that says nothing does not exist.
    void finish() {
        json_.end_object();
        if (!said_) out_.clear();
    }

private:
    PartWriter(std::string& out, std::string_view form, bool all, Part part) : out_(out), form_(form), all_(all), part_(part), json_(out) {
        out_.clear();
        json_.begin_object();
    }

    std::string& out_;
    std::string_view form_;
    bool all_;
    Part part_;
    bool said_ = false;
    CanonicalWriter json_;
};

void write_interval(CanonicalWriter& json, const Interval& when) {
    json.begin_object().key("from").integer(when.from.us).key("to").integer(when.to.us).end_object();
}

void write_polygon(CanonicalWriter& json, const Polygon& polygon) {
    json.begin_array();
    for (const PolygonRings& rings : polygon.polygons()) {
        json.begin_array();
        for (const Ring& ring : rings) {
            json.begin_array();
            for (const LatLon& at : ring) json.begin_array().integer(at.lat_e7).integer(at.lon_e7).end_array();
            json.end_array();
        }
        json.end_array();
    }
    json.end_array();
}

/// The bytes of canonical(to_json(region)), without the detour through a tree (a test holds them together).
void write_region(PartWriter& out, const Region& region) {
    CanonicalWriter& json = out.json();
    json.begin_object();
    switch (region.kind) {
        case Region::Kind::unknown: json.key("kind").string("unknown"); break;
        case Region::Kind::circle:
            json.key("kind").string("circle").key("lat_e7").integer(region.centre.lat_e7).key("lon_e7").integer(region.centre.lon_e7);
            json.key("radius_mm").integer(region.radius_mm);
            break;
        case Region::Kind::areas:
            json.key("areas");
            out.write(region.ids);
            json.key("kind").string("areas");
            break;
        case Region::Kind::polygon:
            json.key("kind").string("polygon").key("polygons");
            write_polygon(json, *region.polygon);
            break;
        case Region::Kind::sector: {
            const Sector& s = region.sector;
            json.key("bearing_from_mdeg").integer(s.bearing_from_mdeg).key("bearing_to_mdeg").integer(s.bearing_to_mdeg);
            json.key("distance_max_mm").integer(s.distance_max_mm).key("distance_min_mm").integer(s.distance_min_mm);
            json.key("kind").string("sector").key("lat_e7").integer(s.observer.lat_e7).key("lon_e7").integer(s.observer.lon_e7);
            break;
        }
    }
    json.end_object();
}

void write_facts(PartWriter& out, const std::vector<NamedFact>& facts) {
    CanonicalWriter& json = out.member("facts").begin_array();
    for (const NamedFact& fact : facts) {
        json.begin_object().key("name").string(fact.name);
        if (fact.range) json.key("range").begin_array().integer(fact.range->first).integer(fact.range->second).end_array();
        if (!fact.values.empty()) {
            json.key("values");
            out.write(fact.values);
        }
        json.end_object();
    }
    json.end_array();
}

void write_casualties(PartWriter& out, const Casualties& casualties) {
    CanonicalWriter& json = out.member("casualties").begin_object();
    json.key("best").integer(casualties.best).key("high").integer(casualties.high).key("low").integer(casualties.low).end_object();
}

void write_original(PartWriter& out, const Particulars& particulars) {
    out.member("original").begin_object();
    append_text_members(out.text(), particulars.original);
    out.json().end_object();
}

std::string_view word(ReportAction action) { return action == ReportAction::filed ? "filed" : "withdrawn"; }

void write_report(PartWriter& out, const Report& r, const Particulars& more) {
    const bool filed = r.action == ReportAction::filed;
    const bool place_known = filed && r.where.kind != Region::Kind::unknown;
    out.text(Part::mechanism, "act", r.act);
    out.text(Part::mechanism, "act_as_coded", r.act_as_coded);
    out.always(Part::mechanism, "action", word(r.action));
    out.list(Part::mechanism, "actors", r.actors);
    out.yes(Part::mechanism, "area_certain", r.area_certain);
    out.list(Part::mechanism, "areas", r.areas);
    if (r.casualties && out.wants(Part::mechanism)) write_casualties(out, *r.casualties);
    if (filed && out.wants(Part::mechanism)) {
        out.member("day_first").string(format(r.first_day));
        out.member("day_last").string(format(r.last_day));
    }
    if (!r.facts.empty() && out.wants(Part::mechanism)) write_facts(out, r.facts);
    out.list(Part::mechanism, "flags", r.flags);
    out.form();
    out.text(Part::provenance, "how_known", more.how_known);
    out.text(Part::provenance, "means", more.means);
    out.text(Part::provenance, "note", more.note);
    out.yes(Part::mechanism, "nothing_observed", r.nothing_observed);
    if (!more.original.empty() && out.wants(Part::exact)) write_original(out, more);
    out.yes(Part::mechanism, "outside", r.outside);
    out.yes(Part::mechanism, "own_side", r.own_side);
    out.text(Part::exact, "place", r.place);
    out.always(Part::mechanism, "register", r.register_id);
    out.always(Part::mechanism, "source_id", r.source_id);
    out.list(Part::mechanism, "targets", r.targets);
    if (filed && out.wants(Part::mechanism)) write_interval(out.member("when"), r.when);
    if (place_known && out.wants(Part::exact)) {
        out.member("where");
        write_region(out, r.where);
    }
    out.finish();
}

void write_interruptions(PartWriter& out, const Watch& w) {
    CanonicalWriter& json = out.member("interruptions").begin_array();
    for (const auto& [interval, reason] : w.interruptions) {
        json.begin_object().key("from").integer(interval.from.us).key("reason").string(reason);
        json.key("to").integer(interval.to.us).end_object();
    }
    json.end_array();
}

void write_watch(PartWriter& out, const Watch& w, const Particulars& more) {
    const bool filed = w.action == ReportAction::filed;
    out.always(Part::mechanism, "action", word(w.action));
    out.list(Part::mechanism, "areas", w.areas);
    out.form();
    out.text(Part::provenance, "how_known", more.how_known);
    if (!w.interruptions.empty() && out.wants(Part::mechanism)) write_interruptions(out, w);
    out.text(Part::provenance, "means", w.means);
    out.text(Part::provenance, "note", more.note);
    out.always(Part::mechanism, "register", w.register_id);
    out.always(Part::mechanism, "source_id", w.source_id);
    out.text(Part::mechanism, "visibility", w.visibility);
    if (filed && out.wants(Part::mechanism)) write_interval(out.member("when"), w.when);
    if (filed && w.where.kind != Region::Kind::unknown && out.wants(Part::exact)) {
        out.member("where");
        write_region(out, w.where);
    }
    out.finish();
}

/// One function for reports and watches: `write` is called once per part.
template <typename Record, typename Write>
void write_all(Record& record, std::string_view form, PartsAre parts, Write write) {
    record.part_public.clear();
    record.part_mechanism.clear();
    record.part_exact.clear();
    record.part_provenance.clear();
    if (parts == PartsAre::public_) {
        PartWriter out(record.part_public, form);
        write(out);
        return;
    }
    const std::array<std::pair<Part, std::string*>, 3> split{
        {{Part::mechanism, &record.part_mechanism}, {Part::exact, &record.part_exact}, {Part::provenance, &record.part_provenance}}};
    for (const auto& [part, text] : split) {
        PartWriter out(*text, form, part);
        write(out);
    }
}

}  // namespace

bool is_writable(const Interval& when) { return Instant::lowest() < when.from && when.to < Instant::highest(); }

void write_parts(Report& report, const Particulars& particulars, PartsAre parts) {
    write_all(report, report_form, parts, [&](PartWriter& out) { write_report(out, report, particulars); });
}

void write_parts(Watch& watch, const Particulars& particulars, PartsAre parts) {
    write_all(watch, watch_form, parts, [&](PartWriter& out) { write_watch(out, watch, particulars); });
}

void write_part(PublishedCount& count) {
    PartWriter out(count.part_public, count_form);
    out.text(Part::mechanism, "about", count.about);
    out.text(Part::mechanism, "basis", count.basis);
    out.member("count").integer(count.count);
    if (count.day) out.member("day").string(format(*count.day));
    out.text(Part::mechanism, "division", count.division);
    out.text(Part::mechanism, "division_as_named", count.division_as_named);
    out.form();
    out.always(Part::mechanism, "measure", count.measure);
    out.text(Part::mechanism, "note", count.note);
    out.always(Part::mechanism, "register", count.register_id);
    out.text(Part::mechanism, "side_as_coded", count.side_as_coded);
    out.text(Part::mechanism, "source", count.source);
    out.always(Part::mechanism, "source_id", count.source_id);
    out.text(Part::mechanism, "unit", count.unit);
    out.finish();
}

}  // namespace truce
