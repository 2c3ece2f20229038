#include <fmt/format.h>
#include <fmt/ranges.h>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/quantity.hpp"
#include "truce/agreement/sheet.hpp"

namespace truce {
namespace {

class Show {
public:
    Show(const Profile& profile, std::string_view language) : profile_(profile), language_(language) {}

    std::string text() {
        sheet_.heading("Profile " + profile_.id);
        sheet_.entry(profile_.id, in(profile_.title));
        sheet_.line("local days", fmt::format("{}, offsets from time-zone data {}, pinned from {} on", profile_.days.zone(),
                                              profile_.days.tzdata(), profile_.days.format_local(profile_.days.changes().front().from)));
        sheet_.line("points", fmt::format("what a source calls exact is taken to {}", format_quantity(profile_.geocoding_radius_mm, "mm")));
        show_rules();
        show_disclosure();
        show_onward();
        show_findings();
        sheet_.heading("Acts");
        for (const Act& act : profile_.acts) {
            if (act.parent.empty()) show_act(act, 0);
        }
        show_facts();
        sheet_.heading("Registers");
        for (const Register& reg : profile_.registers) show_register(reg);
        sheet_.heading("Divisions");
        for (const Division& division : profile_.divisions) {
            sheet_.line(division.id, fmt::format("{} ({})", in(division.names.texts), fmt::join(division.areas, ", ")));
        }
        return sheet_.take();
    }

private:
    [[nodiscard]] std::string in(const Texts& texts) const { return std::string(text_in(texts, language_)); }

    void show_rules() {
        sheet_.heading("Roles");
        for (const Role& role : profile_.roles) {
            sheet_.entry(role.id, in(role.title));
            sheet_.line("may sign", role.may.empty() ? "nothing" : fmt::format("{}", fmt::join(role.may, ", ")));
        }
        sheet_.heading("Decisions");
        static constexpr std::string_view rules[]{"unanimity of", "any one of", "consensus of", "majority of"};
        for (const Decision& decision : profile_.decisions) {
            sheet_.entry(decision.id, "");
            sheet_.line("rule", fmt::format("{} those who hold the role {}", rules[static_cast<std::size_t>(decision.rule)], decision.of));
            if (decision.quorum > 0) sheet_.line("quorum", fmt::format("{} of them must have said something", decision.quorum));
            sheet_.line("source", decision.source);
        }
        sheet_.heading("Deadlines");
        if (profile_.deadlines.empty()) sheet_.line("none", "no instrument sets one");
        for (const Deadline& deadline : profile_.deadlines) {
            sheet_.line(deadline.id,
                        fmt::format("{} after {} ({})", format_quantity(deadline.within_us, "us"), deadline.starts_with, deadline.clause));
        }
        show_coordination();
        if (profile_.separations.empty()) return;
        sheet_.heading("Separations");
        for (const Separation& one : profile_.separations) {
            sheet_.line(one.between,
                        fmt::format("and {}: {} apart, {} in height, {} in time", one.and_, format_quantity(one.horizontal_mm, "mm"),
                                    format_quantity(one.vertical_mm, "mm"), format_quantity(one.gap_us, "us")));
        }
    }

    void show_coordination() {
        if (!profile_.coordination_levels.empty()) sheet_.heading("Who may learn how much of whose planned activities");
        for (const CoordinationLevel& one : profile_.coordination_levels)
            sheet_.line(one.reader, fmt::format("of {}'s: {}", one.owner, one.level));
        if (!profile_.silences.empty()) sheet_.heading("What silence about an activity means");
        for (const SilenceRule& one : profile_.silences) {
            sheet_.line(one.holder, fmt::format("{} after {} ({})", one.means == SilenceMeans::refuses ? "refuses" : "consents",
                                                format_quantity(one.after_us, "us"), one.source));
        }
        if (profile_.ground)
            sheet_.line("ground",
                        fmt::format("at most {} below and {} above the ellipsoid", format_quantity(profile_.ground->below_mm, "mm"),
                                    format_quantity(profile_.ground->above_mm, "mm")));
    }

    void show_disclosure() {
        sheet_.heading("Who sees what");
        static constexpr std::string_view places[]{"the exact place", "a cell of 5 km", "the district", "the division", "no place"};
        for (const Disclosure& one : profile_.disclosures) {
            sheet_.line(one.audience,
                        fmt::format("{}{}", places[static_cast<std::size_t>(one.place)],
                                    one.delay_us == 0 ? ", at once" : fmt::format(", after {}", format_quantity(one.delay_us, "us"))));
        }
        sheet_.line("public clock", fmt::format("every {}", format_quantity(profile_.publication.tick_us, "us")));
        sheet_.line("names", fmt::format("a suspected party is named {} after a receipted notice, at the earliest",
                                         format_quantity(profile_.publication.name_after_us, "us")));
    }

    void show_onward() {
        if (!profile_.onward.empty()) sheet_.heading("Reports that go onward");
        for (const Onward& one : profile_.onward) {
            sheet_.entry(one.id, in(one.to));
            sheet_.line("period", fmt::format("{} days, the first from {}", one.days, format(one.first_day)));
            sheet_.line("goes", fmt::format("{} after a period, at the earliest", format_quantity(one.delay_us, "us")));
            sheet_.line("says", fmt::format("what {} may read; {}", one.audience == "public" ? "everybody" : "the mechanism",
                                            one.place == PlaceDetail::none ? "no places" : "divisions"));
            sheet_.line("source", one.source);
        }
    }

    void show_findings() {
        sheet_.heading("Findings");
        sheet_.line("made by", fmt::format("those who hold the role {}", profile_.examiners));
        static constexpr std::string_view means[]{"violation", "no violation", "neither"};
        for (const FindingKind& finding : profile_.findings) {
            sheet_.entry(finding.id, in(finding.title));
            sheet_.line("counts as", means[static_cast<std::size_t>(finding.means)]);
        }
    }

    void show_act(const Act& act, std::size_t depth) {
        std::string codes;
        const auto add = [&](std::string_view who, const std::vector<std::string>& values) {
            if (!values.empty()) codes += fmt::format("{}{}: {}", codes.empty() ? "  [" : "; ", who, fmt::join(values, ", "));
        };
        add("UCDP", act.ucdp);
        add("ACLED", act.acled);
        add("OSCE", act.osce);
        sheet_.line(std::string(2 * depth, ' ') + act.id, fmt::format("{}{}{}", in(act.title), codes, codes.empty() ? "" : "]"));
        // The tree is checked; a profile made in code might have a circle.
        if (depth > profile_.acts.size()) return;
        for (const Act& below : profile_.acts) {
            if (below.parent == act.id) show_act(below, depth + 1);
        }
    }

    void show_facts() {
        sheet_.heading("Facts that people find");
        for (const FactKind& fact : profile_.facts) {
            sheet_.entry(fact.id, in(fact.title));
            sheet_.line("values", fact.values.empty() ? fmt::format("a number{}{}", fact.unit.empty() ? "" : ", ", fact.unit)
                                                      : fmt::format("{}", fmt::join(fact.values, ", ")));
        }
    }

    void show_register(const Register& reg) {
        sheet_.entry(reg.id, in(reg.names.texts));
        sheet_.line("recorded by", reg.recorder);
        sheet_.line("holds", fmt::format("{}; one is: {}", reg.holds == RegisterHolds::counts ? "counts only" : "reports", in(reg.unit)));
        for (const DatedUnit& dated : reg.units) {
            sheet_.line("unit", fmt::format("{}, {} to {} ({})", in(dated.unit), profile_.days.format_local(dated.valid.from),
                                            profile_.days.format_local(dated.valid.to), dated.source));
        }
        sheet_.line("published", reg.published ? "yes: its content is public anyway" : "no");
        sheet_.line("cite", reg.citation);
        sheet_.line("licence", reg.licence);
        sheet_.line("limits", reg.limits);
    }

    const Profile& profile_;
    std::string_view language_;
    Sheet sheet_;
};

}  // namespace

std::string show(const Profile& profile, std::string_view language) { return Show(profile, language).text(); }

}  // namespace truce
