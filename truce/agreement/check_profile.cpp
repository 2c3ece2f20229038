#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "truce/agreement/profile_reader.hpp"
#include "truce/agreement/quantity.hpp"

namespace truce {
namespace {

/// A year and a day.
constexpr std::int64_t onward_days_max = 366;

class Checker {
public:
    Checker(const Profile& profile, Complaints& complaints) : profile_(profile), complaints_(complaints) {}

    void check() {
        unique("role", profile_.roles);
        unique("decision", profile_.decisions);
        unique("deadline", profile_.deadlines);
        unique("onward", profile_.onward);
        unique("finding", profile_.findings);
        unique("act", profile_.acts);
        unique("fact", profile_.facts);
        unique("register", profile_.registers);
        unique("division", profile_.divisions);
        check_rules();
        check_onward();
        check_acts();
        check_facts();
        check_registers();
        check_coordination();
        check_names("register", profile_.registers);
        check_names("division", profile_.divisions);
        check_division_areas();
    }

private:
    void add(const std::string& path, std::string_view id, std::string what, std::string remedy) {
        complaints_.add(path, id, std::move(what), std::move(remedy));
    }

    template <typename Things>
    void unique(std::string_view key, const Things& things) {
        std::set<std::string_view> taken;
        for (std::size_t i = 0; i < things.size(); ++i) {
            if (things[i].id.empty() || taken.insert(things[i].id).second) continue;
            add(fmt::format("{}[{}].id", key, i), "profile.id_twice", fmt::format("the {} \"{}\" is given twice", key, things[i].id),
                "Give each its own id");
        }
    }

    void need_role(const std::string& path, const std::string& role) {
        if (role.empty() || std::ranges::find(profile_.roles, role, &Role::id) != profile_.roles.end()) return;
        std::vector<std::string_view> known;
        for (const Role& one : profile_.roles) known.push_back(one.id);
        add(path, "profile.unknown_role", fmt::format("there is no role \"{}\"", role),
            did_you_mean(role, known) + "Add [[role]] with that id, or correct it");
    }

    void check_rules() {
        need_role("examiners", profile_.examiners);
        for (std::size_t i = 0; i < profile_.decisions.size(); ++i) need_role(fmt::format("decision[{}].of", i), profile_.decisions[i].of);
        std::set<std::string_view> audiences;
        for (std::size_t i = 0; i < profile_.disclosures.size(); ++i) {
            const std::string& audience = profile_.disclosures[i].audience;
            if (audience.empty() || audiences.insert(audience).second) continue;
            add(fmt::format("disclosure[{}].audience", i), "profile.audience_twice", fmt::format("two disclosures are for {}", audience),
                "Keep the stricter one");
        }
        if (!profile_.disclosures.empty() && !audiences.contains("public")) {
            add("disclosure", "profile.no_public", "it is not said what the public sees", "Add [[disclosure]] with audience = \"public\"");
        }
        if (profile_.publication.tick_us == 0 && !profile_.roles.empty()) {
            add("publication.tick", "profile.tick", "the publication clock stands still", "Give a tick such as \"12 h\"");
        }
        for (std::size_t i = 0; i < profile_.deadlines.size(); ++i) {
            if (profile_.deadlines[i].within_us > 0) continue;
            add(fmt::format("deadline[{}].within", i), "profile.deadline", "a deadline of nothing can never be met",
                "Give its length, or leave the deadline out");
        }
    }

    /// What goes onward to everybody is nothing that the public is not told anyway.
    void check_onward() {
        const auto told = std::ranges::find(profile_.disclosures, "public", &Disclosure::audience);
        for (std::size_t i = 0; i < profile_.onward.size(); ++i) {
            const Onward& one = profile_.onward[i];
            const std::string path = fmt::format("onward[{}]", i);
            if (one.days < 1 || one.days > onward_days_max)
                add(path + ".days", "profile.onward_days", fmt::format("a period of {} days", one.days),
                    fmt::format("Give between 1 and {}", onward_days_max));
            if (one.audience != "public" || told == profile_.disclosures.end()) continue;
            if (one.delay_us < told->delay_us)
                add(path + ".delay", "profile.onward_public", "the public would be told earlier than its disclosure says",
                    fmt::format("Give at least {}", format_quantity(told->delay_us, "us")));
            if (one.place != PlaceDetail::none && told->place == PlaceDetail::none)
                add(path + ".place", "profile.onward_public", "the public would be told places that its disclosure leaves out",
                    "Give place = \"none\"");
        }
    }

    // ---- coordination -----------------------------------------------------------------------------------------

    void check_coordination() {
        std::set<std::pair<std::string_view, std::string_view>> pairs;
        for (std::size_t i = 0; i < profile_.separations.size(); ++i) {
            const Separation& one = profile_.separations[i];
            if (pairs.emplace(std::min(one.between, one.and_), std::max(one.between, one.and_)).second) continue;
            add(fmt::format("separation[{}]", i), "profile.separation_twice",
                fmt::format("{} and {} have two separations", one.between, one.and_), "Give one for each pair");
        }
        pairs.clear();
        for (std::size_t i = 0; i < profile_.coordination_levels.size(); ++i) {
            const CoordinationLevel& one = profile_.coordination_levels[i];
            const std::string path = fmt::format("coordination_level[{}]", i);
            if (one.owner == one.reader && !one.owner.empty())
                add(path, "profile.level_own", fmt::format("{} is both owner and reader", one.owner),
                    "Leave it out: everybody sees its own activities");
            else if (!pairs.emplace(one.owner, one.reader).second)
                add(path, "profile.level_twice", fmt::format("{} has two levels for {}", one.reader, one.owner), "Keep the lower one");
        }
        std::set<std::string_view> holders;
        for (std::size_t i = 0; i < profile_.silences.size(); ++i) {
            if (holders.insert(profile_.silences[i].holder).second) continue;
            add(fmt::format("silence[{}].holder", i), "profile.silence_twice",
                fmt::format("the silence of {} means two things", profile_.silences[i].holder), "Keep one");
        }
    }

    // ---- vocabulary -------------------------------------------------------------------------------------------

    /// A tree: one root, parents that exist, no circle.
    void check_acts() {
        std::vector<std::string> roots;
        for (std::size_t i = 0; i < profile_.acts.size(); ++i) {
            const Act& act = profile_.acts[i];
            if (act.id.empty()) continue;
            if (act.parent.empty()) {
                roots.push_back(act.id);
                if (roots.size() > 1) {
                    add(fmt::format("act[{}]", i), "profile.acts_roots",
                        fmt::format("acts {} have no parent; a tree has one root", fmt::join(roots, " and ")), "Give all but one a parent");
                }
            } else if (profile_.act(act.parent) == nullptr) {
                std::vector<std::string_view> known;
                for (const Act& one : profile_.acts) known.push_back(one.id);
                add(fmt::format("act[{}].parent", i), "profile.unknown_act", fmt::format("there is no act \"{}\"", act.parent),
                    did_you_mean(act.parent, known) + "Add [[act]] with that id, or correct it");
            } else if (in_circle(act)) {
                add(fmt::format("act[{}].parent", i), "profile.acts_circle", fmt::format("act {} is a kind of itself", act.id),
                    "Correct a parent on the way up");
            }
        }
        if (roots.empty() && !profile_.acts.empty()) {
            add("act", "profile.acts_roots", "no act is the root: all have a parent", "Leave parent out of the most general one");
        }
    }

    [[nodiscard]] bool in_circle(const Act& act) const {
        const Act* above = profile_.act(act.parent);
        for (std::size_t steps = 0; above != nullptr && steps <= profile_.acts.size(); ++steps) {
            if (above->id == act.id) return true;
            above = profile_.act(above->parent);
        }
        return false;
    }

    void check_facts() {
        for (std::size_t i = 0; i < profile_.facts.size(); ++i) {
            const FactKind& fact = profile_.facts[i];
            const std::string path = fmt::format("fact[{}]", i);
            if (is_condition_word(fact.id)) {
                add(path + ".id", "profile.fact_word", fmt::format("\"{}\" is a word of the condition language", fact.id),
                    "Choose another id");
            }
            if (!fact.values.empty() && !fact.unit.empty()) {
                add(path + ".unit", "profile.fact_unit", fmt::format("fact {} has values and a unit", fact.id),
                    "Leave one of them out: a number has no list of values");
            }
            if (fact.values.size() == 1) {
                add(path + ".values", "profile.fact_values", fmt::format("fact {} has one value, so there is nothing to find", fact.id),
                    "Add the others");
            }
            if (std::ranges::find(fact.values, "unknown") != fact.values.end()) {
                add(path + ".values", "profile.fact_unknown",
                    fmt::format("\"unknown\" is no value of fact {}: every fact can be unknown", fact.id), "Leave it out");
            }
            if (fact.unit == "us" || fact.unit == "mm" || fact.unit.empty()) continue;
            if (const auto base = base_unit(fact.unit)) {
                add(path + ".unit", "profile.fact_unit", fmt::format("fact {} is in {}, which is not the base unit", fact.id, fact.unit),
                    fmt::format("Write unit = \"{}\"", *base));
            }
        }
    }

    // ---- registers --------------------------------------------------------------------------------------------

    void check_registers() {
        std::map<std::string, std::string> codes;
        for (std::size_t i = 0; i < profile_.registers.size(); ++i) {
            const Register& reg = profile_.registers[i];
            const std::string path = fmt::format("register[{}]", i);
            const bool counts = reg.holds == RegisterHolds::counts;
            if (!reg.format.empty() && counts != (reg.format == "published_counts")) {
                add(path + ".format", "profile.register_format",
                    fmt::format("register {} holds {}, its format is {}", reg.id, counts ? "counts" : "reports", reg.format),
                    "Counts have the format published_counts, reports ged or truce");
            }
            if (counts && reg.code.empty() && !reg.id.empty()) {
                add(path, "profile.register_code", fmt::format("register {} has no code, so no file of counts can name it", reg.id),
                    "Add code");
            }
            if (!reg.code.empty()) {
                const auto [first, fresh] = codes.emplace(reg.code, reg.id);
                if (!fresh)
                    add(path + ".code", "profile.code_twice",
                        fmt::format("registers {} and {} have the code {}", first->second, reg.id, reg.code), "Give each its own");
            }
            for (std::size_t j = 1; j < reg.units.size(); ++j) {
                if (reg.units[j - 1].valid.to <= reg.units[j].valid.from) continue;
                add(fmt::format("{}.units[{}].valid", path, j), "profile.units_order",
                    fmt::format("dated units of {} overlap or do not ascend", reg.id),
                    "Write them from early to late, each beginning where the one before has ended or later");
            }
        }
    }

    // ---- divisions --------------------------------------------------------------------------------------------

    template <typename Things>
    void check_names(std::string_view key, const Things& things) {
        std::map<std::string, std::size_t> owners;
        for (std::size_t i = 0; i < things.size(); ++i) {
            std::vector<std::string> names{things[i].id};
            for (const auto& [language, text] : things[i].names.texts) names.push_back(text);
            names.insert(names.end(), things[i].names.aliases.begin(), things[i].names.aliases.end());
            for (const std::string& name : names) {
                if (name.empty()) continue;
                const auto [owner, fresh] = owners.emplace(folded(name), i);
                if (fresh || owner->second == i || things[owner->second].id == things[i].id) continue;
                add(fmt::format("{}[{}]", key, i), "profile.ambiguous_name",
                    fmt::format("\"{}\" names both {} and {}", name, things[owner->second].id, things[i].id),
                    fmt::format("Leave it out of one of them: a source's word must lead to one {}", key));
            }
        }
    }

    /// Every area of the atlas in exactly one division.
    void check_division_areas() {
        if (profile_.atlas->size() == 0) return;
        std::map<std::string, std::string> owners;
        for (std::size_t i = 0; i < profile_.divisions.size(); ++i) {
            const Division& division = profile_.divisions[i];
            for (std::size_t j = 0; j < division.areas.size(); ++j) {
                const std::string& area = division.areas[j];
                const std::string path = fmt::format("division[{}].areas", i);
                if (!profile_.atlas->find(area)) {
                    add(path, "profile.unknown_area", fmt::format("the atlas has no area \"{}\"", area),
                        fmt::format("Use {}", fmt::join(profile_.atlas->ids(), ", ")));
                    continue;
                }
                const auto [owner, fresh] = owners.emplace(area, division.id);
                if (!fresh)
                    add(path, "profile.area_twice", fmt::format("area {} is in {} and in {}", area, owner->second, division.id),
                        "Leave it in one of them");
            }
        }
        for (const std::string& area : profile_.atlas->ids()) {
            if (owners.contains(area)) continue;
            add("division", "profile.area_in_none", fmt::format("area {} of the atlas is in no division", area),
                "Add it to one: what happens there must be in some row");
        }
    }

    const Profile& profile_;
    Complaints& complaints_;
};

}  // namespace

void check_profile(const Profile& profile, Complaints& complaints) { Checker(profile, complaints).check(); }

void check_against_tzdata(const LocalDays& days, Complaints& complaints) {
    const Instant first = days.changes().front().from;
    const Instant last = days.changes().back().from;
    const auto machine = LocalDays::from_tzdata(days.zone(), days.day_of(first), days.day_of(last));
    if (!machine) return complaints.add("days.zone", machine.error());
    if (machine->tzdata() != days.tzdata()) return;
    const auto in_stretch = [&](const LocalDays& of) {
        std::vector<LocalDays::Change> changes;
        for (const LocalDays::Change& change : of.changes()) {
            if (first < change.from && change.from <= last) changes.push_back(change);
        }
        return changes;
    };
    const auto offset_before = [&](const LocalDays& of) {
        std::int32_t offset = of.changes().front().offset_s;
        for (const LocalDays::Change& change : of.changes()) {
            if (change.from <= first) offset = change.offset_s;
        }
        return offset;
    };
    if (in_stretch(days) == in_stretch(*machine) && offset_before(days) == offset_before(*machine)) return;
    complaints.add(
        "days.offsets", "profile.days_differ",
        fmt::format("the offsets of {} are not those of the time-zone data {}, which this machine has", days.zone(), days.tzdata()),
        fmt::format("Write them with `truce terms days {} {} {}`", days.zone(), format(days.day_of(first)), format(days.day_of(last))));
}

}  // namespace truce
