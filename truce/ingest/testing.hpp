/// For tests and benchmarks of what reads sources: a small profile made in code, and an intake that keeps all.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/base/file.hpp"
#include "truce/ingest/intake.hpp"

namespace truce::testing_support {

inline Division division(std::string id, std::vector<std::string> areas, std::vector<std::string> aliases) {
    Division d;
    d.id = std::move(id);
    d.names.texts["en"] = d.id;
    d.names.aliases = std::move(aliases);
    d.areas = std::move(areas);
    return d;
}

/// The governorates of Syria under the names that GED and the bulletins use; Damascus and its countryside are
/// one division, as in the bulletins.
inline std::vector<Division> syrian_divisions() {
    return {division("aleppo", {"SYR-HL"}, {"Aleppo", "Aleppo Governorate"}),
            division("damascus", {"SYR-DI", "SYR-RD"}, {"Damascus", "Damascus Governorate", "Rif Dimashq Governorate"}),
            division("daraa", {"SYR-DR"}, {"Daraa", "Daraa Governorate"}),
            division("deir-ez-zor", {"SYR-DY"}, {"Deir ez Zor Governorate"}),
            division("hama", {"SYR-HM"}, {"Hama", "Hamah Governorate"}),
            division("hasakah", {"SYR-HA"}, {"Al Hasakah Governorate"}),
            division("homs", {"SYR-HI"}, {"Homs", "Homs Governorate"}),
            division("idlib", {"SYR-ID"}, {"Idlib", "Idlib Governorate"}),
            division("latakia", {"SYR-LA"}, {"Latakia", "Latakia Governorate"}),
            division("quneitra", {"SYR-QU"}, {"Quneitra", "Quneitra Governorate"}),
            division("raqqa", {"SYR-RA"}, {"Ar Raqqah Governorate"}),
            division("suwayda", {"SYR-SU"}, {"Suwayda", "As Suwayda Governorate"}),
            division("tartus", {"SYR-TA"}, {"Tartus Governorate"})};
}

inline Register a_register(std::string id, RegisterHolds holds, std::string code, bool published) {
    Register reg;
    reg.id = std::move(id);
    reg.recorder = reg.id;
    reg.holds = holds;
    reg.code = std::move(code);
    reg.unit["en"] = "record of " + reg.id;
    reg.published = published;
    return reg;
}

/// Registers: ged (published), field (not published), counts of RU, TR and JOINT. Acts: use_of_force over
/// shelling (UCDP has no code for it). Facts: target_composition and calibre (mm). Geocoding radius 1 km.
inline Profile syrian_profile(const std::string& atlas_geojson) {
    auto days = LocalDays::from_tzdata("Asia/Damascus", *parse_day("2016-01-01"), *parse_day("2022-01-01"));
    TRUCE_ASSERT(days.ok());
    Profile profile;
    profile.id = "test";
    profile.days = std::move(days).value();
    profile.acts = {Act{"use_of_force", "", {{"en", "use of force"}}, {"1", "2", "3"}, {}, {}},
                    Act{"shelling", "use_of_force", {{"en", "shelling"}}, {}, {}, {}}};
    profile.facts = {FactKind{"calibre", {{"en", "calibre"}}, {}, "mm"},
                     FactKind{"target_composition", {{"en", "who was there"}}, {"mixed", "only_designated", "only_protected"}, ""}};
    profile.registers = {a_register("ged", RegisterHolds::reports, "", true), a_register("field", RegisterHolds::reports, "", false),
                         a_register("ru-counts", RegisterHolds::counts, "RU", true),
                         a_register("tr-counts", RegisterHolds::counts, "TR", true),
                         a_register("joint-counts", RegisterHolds::counts, "JOINT", true)};
    profile.divisions = syrian_divisions();
    profile.geocoding_radius_mm = 1'000'000;
    auto atlas = Atlas::from_geojson(atlas_geojson, "shapeISO", "shapeName");
    TRUCE_ASSERT(atlas.ok());
    profile.atlas = std::make_shared<const Atlas>(std::move(atlas).value());
    return profile;
}

class KeepingIntake : public Intake {
public:
    Result<void> take(const Report& report) override {
        reports.push_back(report);
        return {};
    }
    Result<void> take(const Watch& watch) override {
        watches.push_back(watch);
        return {};
    }
    Result<void> take(const PublishedCount& count) override {
        counts.push_back(count);
        return {};
    }
    std::vector<Report> reports;
    std::vector<Watch> watches;
    std::vector<PublishedCount> counts;
};

}  // namespace truce::testing_support
