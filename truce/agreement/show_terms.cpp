#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/sheet.hpp"
#include "truce/agreement/terms.hpp"

namespace truce {
namespace {

std::string_view word_for(InstrumentStatus status) {
    static constexpr std::string_view words[]{"draft, never in force", "signed", "in force", "extended", "lapsed"};
    return words[static_cast<std::size_t>(status)];
}

std::string_view mark_of(TextStatus status) {
    static constexpr std::string_view marks[]{"", "[RECONSTRUCTED] ", "[DRAFT] "};
    return marks[static_cast<std::size_t>(status)];
}

std::string_view word_for(ActorKind kind) {
    static constexpr std::string_view words[]{"participant", "force", "outside force: belongs to none",
                                              "designated group: never a participant",
                                              "umbrella: a word for a set whose members are not named; nothing follows from it"};
    return words[static_cast<std::size_t>(kind)];
}

std::string set_in_words(std::string_view set) {
    if (set.empty() || set == "anyone") return "anyone";
    if (set == "bound") return "those bound by the instrument";
    if (set == "bound_or_supporting") return "those bound by the instrument and those supporting them";
    if (set == "designated") return "designated groups";
    return std::string(set);
}

class Show {
public:
    Show(const Terms& terms, const Profile& profile, std::string_view language) : terms_(terms), profile_(profile), language_(language) {}

    std::string text() {
        show_reading();
        sheet_.heading("Instruments");
        for (const Instrument& instrument : terms_.instruments) show_instrument(instrument);
        sheet_.heading("Clauses");
        for (const Clause& clause : terms_.clauses) show_clause(clause);
        if (!terms_.exceptions.empty()) sheet_.heading("Exceptions");
        for (const Exception& exception : terms_.exceptions) show_exception(exception);
        if (!terms_.areas.empty()) sheet_.heading("Areas");
        for (const TermsArea& area : terms_.areas) show_area(area);
        sheet_.heading("Actors");
        for (const Actor& actor : terms_.actors) show_actor(actor);
        return sheet_.take();
    }

private:
    [[nodiscard]] std::string local(Instant t) const { return profile_.days.format_local(t); }
    [[nodiscard]] std::string in(const Texts& texts) const { return std::string(text_in(texts, language_)); }

    [[nodiscard]] std::string span(const Interval& interval) const {
        if (interval.empty()) return "never, or not known when";
        const std::string from = interval.from == Instant::lowest() ? "since ever" : "from " + local(interval.from);
        return from + (interval.to == Instant::highest() ? ", without end" : " until before " + local(interval.to));
    }

    /// As in_words, but with local times.
    [[nodiscard]] std::string words(const Atom& atom) const {
        switch (atom.kind) {
            case AtomKind::before: return "it happened before " + local(atom.from);
            case AtomKind::after: return "it happened at or after " + local(atom.from);
            case AtomKind::during: return fmt::format("it happened at or after {} and before {}", local(atom.from), local(atom.to));
            default: return in_words(atom);
        }
    }

    [[nodiscard]] std::string words(const Condition& condition) const {
        if (condition.op == Condition::Op::atom) return words(condition.atom);
        if (condition.op == Condition::Op::negation) return "it is not so that " + operand(condition.children.front());
        std::vector<std::string> parts;
        for (const Condition& child : condition.children) parts.push_back(operand(child));
        return fmt::format("{}", fmt::join(parts, condition.op == Condition::Op::all ? ", and " : ", or "));
    }

    [[nodiscard]] std::string operand(const Condition& child) const {
        return child.children.size() > 1 ? fmt::format("({})", words(child)) : words(child);
    }

    void show_reading() {
        const Reading& reading = terms_.reading;
        sheet_.heading("Reading " + reading.id);
        sheet_.entry(reading.id, in(reading.title));
        if (reading.joint) {
            sheet_.line("whose", "joint: every participant whose approval is required signed this reading");
        } else {
            const Actor* by = terms_.actor(reading.by);
            sheet_.line("whose", fmt::format("{} ({}) alone; others may read the instruments otherwise",
                                             by != nullptr ? in(by->names.texts) : "", reading.by));
        }
        sheet_.line("times", fmt::format("local times of {}, with their offset from UTC", profile_.days.zone()));
        const auto marked = std::ranges::any_of(terms_.clauses, [](const Clause& c) { return c.text_status != TextStatus::published; });
        if (marked) {
            sheet_.line("marks",
                        "[RECONSTRUCTED]: rebuilt from accounts of a text that was not seen. [DRAFT]: never agreed, yields no verdict.");
        }
    }

    void show_instrument(const Instrument& instrument) {
        sheet_.entry(instrument.id, in(instrument.title));
        sheet_.line("status", word_for(instrument.status));
        sheet_.line("source", instrument.source);
        if (!instrument.authentic_languages.empty())
            sheet_.line("authentic in", fmt::format("{}", fmt::join(instrument.authentic_languages, ", ")));
        sheet_.line("note", instrument.note);
        for (const Version& version : instrument.versions) show_version(version);
        for (const Edge& edge : terms_.edges) {
            if (edge.relation == Relation::signatory_of && edge.to == instrument.id) sheet_.line("accepted by", claim(edge, edge.from));
        }
    }

    void show_version(const Version& version) {
        sheet_.line(fmt::format("version {}", version.n),
                    fmt::format("{}in force {}", version.adopted_at ? fmt::format("adopted {}; ", local(*version.adopted_at)) : "",
                                span(version.in_force)));
        if (!version.approvals_required.empty())
            sheet_.line("needs", fmt::format("the approval of {}", fmt::join(version.approvals_required, ", ")));
        for (const Approval& approval : version.approvals) {
            sheet_.line("approval",
                        fmt::format("{}: {}{}: {}", approval.participant, approval.kind == ApprovalKind::signed_ ? "signed" : "reported",
                                    approval.at ? " " + local(*approval.at) : "", approval.source));
        }
        for (const std::string& required : version.approvals_required) {
            if (std::ranges::find(version.approvals, required, &Approval::participant) == version.approvals.end()) {
                sheet_.line("missing", fmt::format("the approval of {}: no clause yields a verdict without it", required));
            }
        }
    }

    [[nodiscard]] std::string claim(const Edge& edge, std::string_view what) const {
        const std::string disputed = edge.disputed_by.empty() ? "" : fmt::format("; DISPUTED by {}", fmt::join(edge.disputed_by, ", "));
        return fmt::format("{}, {}, says {}{} ({})", what, span(edge.valid), edge.asserted_by, disputed, edge.source);
    }

    void show_clause(const Clause& clause) {
        sheet_.entry(clause.id, fmt::format("{}{}", mark_of(clause.text_status), in(clause.summary)));
        sheet_.line("instrument", fmt::format("{}, version {}", clause.instrument, clause.version));
        static constexpr std::string_view verbs[]{"is forbidden", "is demanded", "is allowed"};
        std::vector<std::string> acts;
        for (const std::string& id : clause.acts) {
            const Act* act = profile_.act(id);
            const bool general = std::ranges::any_of(profile_.acts, [&](const Act& below) { return below.parent == id; });
            acts.push_back((act != nullptr ? in(act->title) : id) + (general ? ", and every act below it" : ""));
        }
        const std::string conduct = acts.empty() ? "any conduct" : fmt::format("{}", fmt::join(acts, "; "));
        if (clause.deontic == Deontic::oblige) {
            sheet_.line("demands", clause.done_when ? fmt::format("that {}", words(*clause.done_when)) : "");
            sheet_.line("due", clause.due ? "overdue from " + local(*clause.due) : "no time limit");
        } else {
            sheet_.line(verbs[static_cast<std::size_t>(clause.deontic)], conduct);
        }
        sheet_.line("by", set_in_words(clause.by));
        sheet_.line("against", set_in_words(clause.against));
        sheet_.line("where", words(clause.where));
        sheet_.line("when", words(clause.when));
        sheet_.line("quote", in(clause.quote));
        sheet_.line("source", clause.source);
        for (const Exception& exception : terms_.exceptions) {
            if (std::ranges::find(exception.defeats, clause.id) != exception.defeats.end()) {
                sheet_.line("except", fmt::format("{}: {}", exception.id, in(exception.summary)));
            }
        }
    }

    void show_exception(const Exception& exception) {
        sheet_.entry(exception.id, in(exception.summary));
        sheet_.line("takes away", fmt::format("{}", fmt::join(exception.defeats, ", ")));
        std::string_view label = "applies if";
        for (const Condition& one : exception.cases) {
            sheet_.line(label, words(one));
            label = "or if";
        }
        sheet_.line("burden",
                    exception.burden == Burden::must_be_shown
                        ? fmt::format("whoever relies on it shows it; while it is open, the verdict reads \"{} not shown\"", exception.id)
                        : fmt::format("it holds unless disproved; while it is open, the verdict reads \"{} not disproved\"", exception.id));
        sheet_.line("priority", fmt::format("{}", exception.priority));
        sheet_.line("source", exception.source);
    }

    void show_area(const TermsArea& area) {
        sheet_.entry(area.area.id, in(area.title));
        static constexpr std::string_view statuses[]{"agreed", "disputed", "line not agreed"};
        sheet_.line("status", statuses[static_cast<std::size_t>(area.status)]);
        sheet_.line("surely",
                    area.area.inner != nullptr ? fmt::format("inside: {:.0f} km2", area.area.inner->area_km2()) : "inside: nothing");
        sheet_.line("possibly", area.area.outer != nullptr ? fmt::format("inside: {:.0f} km2", area.area.outer->area_km2())
                                                           : "inside: anywhere; nobody said where it ends");
        if (area.valid != Interval{Instant::lowest(), Instant::highest()}) sheet_.line("exists", span(area.valid));
        sheet_.line("source", area.source);
    }

    void show_actor(const Actor& actor) {
        sheet_.entry(actor.id, in(actor.names.texts));
        sheet_.line("is", word_for(actor.kind));
        if (!actor.names.aliases.empty()) sheet_.line("also", fmt::format("{}", fmt::join(actor.names.aliases, "; ")));
        for (const DatedRole& role : actor.roles) {
            sheet_.line("role",
                        fmt::format("{}, {}{}", role.role, span(role.valid), role.source.empty() ? "" : fmt::format(" ({})", role.source)));
        }
        for (const auto& [guarantor, valid] : actor.guarantors) sheet_.line("guarantor", fmt::format("{}, {}", guarantor, span(valid)));
        for (const Edge& edge : terms_.edges) {
            if (edge.from != actor.id) continue;
            static constexpr std::string_view labels[]{"accepted", "supports", "part of", "designated"};
            sheet_.line(labels[static_cast<std::size_t>(edge.relation)], claim(edge, edge.to));
        }
        sheet_.line("note", actor.note);
    }

    const Terms& terms_;
    const Profile& profile_;
    std::string_view language_;
    Sheet sheet_;
};

}  // namespace

std::string show(const Terms& terms, const Profile& profile, std::string_view language) { return Show(terms, profile, language).text(); }

}  // namespace truce
