#include <fmt/format.h>

#include "truce/agreement/fields.hpp"
#include "truce/agreement/form.hpp"
#include "truce/agreement/profile_reader.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

/// Stands in until the offsets are mended, so that the rest can be checked.
LocalDays no_days() {
    auto days = LocalDays::create("UTC", "", {{Instant{0}, 0}});
    TRUCE_ASSERT(days.ok());
    return std::move(days).value();
}

/// A profile that says nothing yet.
Profile empty_profile() {
    return {{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 0, no_days(), std::make_shared<const Atlas>()};
}

Fields table_of(const Fields& root, std::string_view key) {
    static const JsonObject nothing;
    const Json* value = root.find(key);
    return Fields(value != nullptr && value->is_object() ? value->get_object() : nothing);
}

class Reader {
public:
    Reader(const JsonObject& document, GeoFiles& files, Complaints& complaints) : root_(document), files_(files), complaints_(complaints) {}

    Profile read() {
        profile_.id = root_.text("id");
        profile_.title = root_.texts("title");
        profile_.examiners = root_.text("examiners");
        profile_.geocoding_radius_mm = root_.integer("geocoding_radius");
        read_atlas();
        read_days();
        const Fields publication = table_of(root_, "publication");
        profile_.publication = {publication.integer("tick"), publication.integer("name_after")};
        read_rules();
        read_vocabulary();
        for (const Fields& one : root_.objects("register")) read_register(one);
        for (const Fields& one : root_.objects("division")) profile_.divisions.push_back({one.text("id"), one.names(), one.list("areas")});
        return std::move(profile_);
    }

private:
    void read_atlas() {
        const Fields one = table_of(root_, "atlas");
        const std::string reference = one.text("file");
        if (reference.empty()) return;
        const auto text = files_.bytes(reference);
        if (!text) return complaints_.add("atlas.file", text.error());
        auto atlas = Atlas::from_geojson(*text, one.text("id_property"), one.text("name_property"));
        if (!atlas) return complaints_.add("atlas.file", std::move(atlas).error());
        profile_.atlas = std::make_shared<const Atlas>(std::move(atlas).value());
    }

    void read_days() {
        const Fields one = table_of(root_, "days");
        std::vector<LocalDays::Change> changes;
        for (const Fields& change : one.objects("offsets")) {
            const auto from = change.instant("from");
            if (!from || !change.has("offset")) return;  // complained about already
            changes.push_back({*from, static_cast<std::int32_t>(change.integer("offset"))});
        }
        if (changes.empty()) return;
        auto days = LocalDays::create(one.text("zone"), one.text("tzdata"), std::move(changes));
        if (!days) return complaints_.add("days.offsets", std::move(days).error());
        profile_.days = std::move(days).value();
    }

    void read_rules() {
        for (const Fields& one : root_.objects("role")) profile_.roles.push_back({one.text("id"), one.texts("title"), one.list("may")});
        for (const Fields& one : root_.objects("decision")) {
            profile_.decisions.push_back({one.text("id"), one.choice<DecisionRule>("rule", choices::decision_rule), one.text("of"),
                                          one.text("source"), one.integer("quorum")});
        }
        for (const Fields& one : root_.objects("deadline")) {
            profile_.deadlines.push_back({one.text("id"), one.text("starts_with"), one.integer("within"), one.text("clause")});
        }
        for (const Fields& one : root_.objects("separation")) {
            profile_.separations.push_back(
                {one.text("between"), one.text("and"), one.integer("horizontal"), one.integer("vertical"), one.integer("gap")});
        }
        for (const Fields& one : root_.objects("coordination_level"))
            profile_.coordination_levels.push_back({one.text("owner"), one.text("reader"), one.text("level")});
        for (const Fields& one : root_.objects("silence")) {
            profile_.silences.push_back(
                {one.text("holder"), one.choice<SilenceMeans>("means", choices::silence_means), one.integer("after"), one.text("source")});
        }
        if (root_.has("ground")) {
            const Fields ground = table_of(root_, "ground");
            profile_.ground = GroundBounds{ground.integer("below"), ground.integer("above")};
        }
        for (const Fields& one : root_.objects("disclosure")) {
            profile_.disclosures.push_back(
                {one.text("audience"), one.choice<PlaceDetail>("place", choices::place_detail), one.integer("delay")});
        }
        for (const Fields& one : root_.objects("onward")) read_onward(one);
        for (const Fields& one : root_.objects("finding")) {
            profile_.findings.push_back({one.text("id"), one.texts("title"), one.choice<FindingMeans>("means", choices::finding_means)});
        }
    }

    void read_onward(const Fields& one) {
        Onward onward;
        onward.id = one.text("id");
        onward.to = one.texts("to");
        onward.audience = one.text("audience");
        onward.place = one.text("place") == "none" ? PlaceDetail::none : PlaceDetail::division;
        onward.delay_us = one.integer("delay");
        onward.days = one.integer("days");
        onward.source = one.text("source");
        if (auto day = parse_day(one.text("first_day")))
            onward.first_day = *day;
        else if (one.has("first_day"))
            complaints_.add(fmt::format("onward[{}].first_day", profile_.onward.size()), std::move(day).error());
        profile_.onward.push_back(std::move(onward));
    }

    void read_vocabulary() {
        for (const Fields& one : root_.objects("act")) {
            profile_.acts.push_back(
                {one.text("id"), one.text("parent"), one.texts("title"), one.list("ucdp"), one.list("acled"), one.list("osce")});
        }
        for (const Fields& one : root_.objects("fact")) {
            profile_.facts.push_back({one.text("id"), one.texts("title"), one.list("values"), one.text("unit")});
        }
    }

    void read_register(const Fields& one) {
        Register reg;
        reg.id = one.text("id");
        reg.recorder = one.text("recorder");
        reg.names = one.names();
        reg.holds = one.choice<RegisterHolds>("holds", choices::register_holds);
        reg.format = one.text("format");
        reg.code = one.text("code");
        reg.unit = one.texts("unit");
        reg.published = one.boolean("published");
        reg.citation = one.text("citation");
        reg.licence = one.text("licence");
        reg.limits = one.text("limits");
        for (const Fields& dated : one.objects("units")) {
            reg.units.push_back({dated.interval("valid").value_or(Interval{}), dated.texts("unit"), dated.text("source")});
        }
        profile_.registers.push_back(std::move(reg));
    }

    Fields root_;
    GeoFiles& files_;
    Complaints& complaints_;
    Profile profile_ = empty_profile();
};

}  // namespace

Profile read_profile(const JsonObject& document, GeoFiles& files, Complaints& complaints) {
    return Reader(document, files, complaints).read();
}

}  // namespace truce
