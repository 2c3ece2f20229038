#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "truce/agreement/terms_reader.hpp"

namespace truce {
namespace {

class Checker {
public:
    Checker(const Terms& terms, const Profile& profile, const TermsPaths& paths, Complaints& complaints)
        : terms_(terms), profile_(profile), paths_(paths), complaints_(complaints) {}

    void check() {
        check_ids();
        check_names();
        check_reading();
        for (std::size_t i = 0; i < terms_.instruments.size(); ++i)
            check_instrument(terms_.instruments[i], fmt::format("instrument[{}]", i));
        for (std::size_t i = 0; i < terms_.actors.size(); ++i) check_actor(terms_.actors[i], paths_.actors[i]);
        for (std::size_t i = 0; i < terms_.edges.size(); ++i) check_edge(i, fmt::format("edge[{}]", i));
        for (std::size_t i = 0; i < terms_.clauses.size(); ++i) check_clause(terms_.clauses[i], fmt::format("clause[{}]", i));
        for (std::size_t i = 0; i < terms_.exceptions.size(); ++i) check_exception(terms_.exceptions[i], fmt::format("exception[{}]", i));
        check_cycles();
        check_permits();
    }

private:
    void add(const std::string& path, std::string_view id, std::string what, std::string remedy) {
        complaints_.add(path, id, std::move(what), std::move(remedy));
    }

    // ---- ids and references -----------------------------------------------------------------------------------

    void take_id(std::map<std::string, std::string>& taken, const std::string& id, const std::string& path) {
        if (id.empty()) return;
        const auto [first, fresh] = taken.emplace(id, path);
        if (!fresh)
            add(path + ".id", "terms.id_twice", fmt::format("the id \"{}\" is given twice, also to {}", id, first->second),
                "Give each its own id");
    }

    void check_ids() {
        std::map<std::string, std::string> instruments;
        std::map<std::string, std::string> actors;
        std::map<std::string, std::string> areas;
        std::map<std::string, std::string> rules;
        for (std::size_t i = 0; i < terms_.instruments.size(); ++i)
            take_id(instruments, terms_.instruments[i].id, fmt::format("instrument[{}]", i));
        for (std::size_t i = 0; i < terms_.actors.size(); ++i) take_id(actors, terms_.actors[i].id, paths_.actors[i]);
        for (std::size_t i = 0; i < terms_.areas.size(); ++i) take_id(areas, terms_.areas[i].area.id, fmt::format("area[{}]", i));
        for (std::size_t i = 0; i < terms_.clauses.size(); ++i) take_id(rules, terms_.clauses[i].id, fmt::format("clause[{}]", i));
        for (std::size_t i = 0; i < terms_.exceptions.size(); ++i) take_id(rules, terms_.exceptions[i].id, fmt::format("exception[{}]", i));
    }

    template <typename Things, typename IdOf>
    void unknown(const std::string& path, std::string_view id, std::string_view kind, std::string_view word, const Things& things,
                 IdOf id_of, std::string_view remedy) {
        std::vector<std::string_view> known;
        for (const auto& thing : things) known.push_back(id_of(thing));
        add(path, id, fmt::format("there is no {} \"{}\"", kind, word), fmt::format("{}{}", did_you_mean(word, known), remedy));
    }

    bool need_actor(const std::string& path, std::string_view id) {
        if (id.empty() || terms_.actor(id) != nullptr) return true;
        unknown(
            path, "terms.unknown_actor", "actor", id, terms_.actors, [](const Actor& a) -> std::string_view { return a.id; },
            "Add it as a participant, force, outside_force, designated_group or umbrella, or correct the id");
        return false;
    }

    void need_participant(const std::string& path, std::string_view id) {
        if (!need_actor(path, id) || id.empty()) return;
        if (terms_.actor(id)->kind == ActorKind::participant) return;
        add(path, "terms.not_a_participant", fmt::format("{} is not a participant", id), "Name a [[participant]]");
    }

    void need_instrument(const std::string& path, std::string_view id) {
        if (id.empty() || terms_.instrument(id) != nullptr) return;
        unknown(
            path, "terms.unknown_instrument", "instrument", id, terms_.instruments,
            [](const Instrument& i) -> std::string_view { return i.id; }, "Add [[instrument]] with that id, or correct it");
    }

    // ---- actors -----------------------------------------------------------------------------------------------

    /// No name stands for two actors, and none is a reserved word.
    void check_names() {
        std::map<std::string, std::size_t> owners;
        for (std::size_t i = 0; i < terms_.actors.size(); ++i) {
            const Actor& actor = terms_.actors[i];
            std::vector<std::string> names{actor.id};
            for (const auto& [language, text] : actor.names.texts) names.push_back(text);
            names.insert(names.end(), actor.names.aliases.begin(), actor.names.aliases.end());
            for (const std::string& name : names) check_name(owners, i, name);
        }
    }

    void check_name(std::map<std::string, std::size_t>& owners, std::size_t i, const std::string& name) {
        if (name.empty()) return;
        if (is_reserved_actor(folded(name))) {
            return add(paths_.actors[i], "terms.reserved", fmt::format("\"{}\" stands for a set of actors and can be nobody's name", name),
                       "Choose another name");
        }
        const auto [owner, fresh] = owners.emplace(folded(name), i);
        if (fresh || owner->second == i || terms_.actors[owner->second].id == terms_.actors[i].id) return;
        add(paths_.actors[i], "terms.ambiguous_name",
            fmt::format("\"{}\" names both {} and {}", name, terms_.actors[owner->second].id, terms_.actors[i].id),
            "Leave it out of one of them: a source's word must lead to one actor");
    }

    void check_reading() {
        const Reading& reading = terms_.reading;
        if (reading.id.empty()) return;
        if (reading.joint && !reading.by.empty()) {
            add("reading.by", "terms.reading_by", "a joint reading is nobody's own", "Leave by out, or joint");
        } else if (!reading.joint && reading.by.empty()) {
            add("reading", "terms.reading_by", "it is not said whose reading it is", "Add by, or joint = true");
        } else if (!reading.joint) {
            need_participant("reading.by", reading.by);
        }
    }

    void check_actor(const Actor& actor, const std::string& path) {
        for (std::size_t i = 0; i < actor.roles.size(); ++i) {
            const std::string& role = actor.roles[i].role;
            if (role.empty() || std::ranges::find(profile_.roles, role, &Role::id) != profile_.roles.end()) continue;
            unknown(
                fmt::format("{}.roles[{}].role", path, i), "terms.unknown_role", "role", role, profile_.roles,
                [](const Role& r) -> std::string_view { return r.id; }, "Use a role of the profile, or add it there");
        }
        for (std::size_t i = 0; i < actor.guarantors.size(); ++i) {
            const std::string& guarantor = actor.guarantors[i].first;
            need_participant(fmt::format("{}.guarantors[{}].guarantor", path, i), guarantor);
        }
    }

    void check_edge(std::size_t index, const std::string& path) {
        const Edge& edge = terms_.edges[index];
        const bool from_known = need_actor(path + ".from", edge.from);
        if (edge.relation == Relation::signatory_of) {
            need_instrument(path + ".to", edge.to);
        } else if (need_actor(path + ".to", edge.to) && from_known) {
            check_actor_edge(edge, path);
        }
        for (std::size_t i = 0; i < index; ++i) {
            const Edge& other = terms_.edges[i];
            if (edge.from.empty() || other.from != edge.from || other.relation != edge.relation || other.to != edge.to ||
                other.asserted_by != edge.asserted_by || !other.valid.overlaps(edge.valid)) {
                continue;
            }
            add(path, "terms.edge_twice",
                fmt::format("{} claims the same of {} and {} twice for one time", edge.asserted_by, edge.from, edge.to),
                "Leave one out, or part their intervals");
        }
    }

    void check_actor_edge(const Edge& edge, const std::string& path) {
        if (edge.from.empty() || edge.to.empty()) return;
        if (edge.from == edge.to)
            return add(path + ".to", "terms.edge_to_itself", fmt::format("{} leads to itself", edge.from), "Correct from or to");
        if (edge.relation != Relation::designated_as) return;
        if (terms_.actor(edge.to)->kind != ActorKind::designated_group) {
            add(path + ".to", "terms.not_designated", fmt::format("{} is not a designated group", edge.to), "Name a [[designated_group]]");
        } else if (terms_.actor(edge.from)->kind == ActorKind::participant && edge.disputed_by.empty()) {
            add(path, "terms.designated_participant",
                fmt::format("participant {} is said to be designated, and nobody disputes it", edge.from),
                "A designated group is never a participant: remove one of the two, or name who disputes it");
        }
    }

    // ---- instruments ------------------------------------------------------------------------------------------

    [[nodiscard]] const std::string& version_path(const Instrument& instrument, const Version& version) const {
        return paths_.versions.at({instrument.id, version.n});
    }

    /// Whether it is well said where the instrument stands: if not, nothing is concluded from it.
    [[nodiscard]] bool is_sound(const Instrument& instrument) const {
        const auto index = std::ranges::find(terms_.instruments, instrument.id, &Instrument::id) - terms_.instruments.begin();
        if (complaints_.about(fmt::format("instrument[{}]", index))) return false;
        return std::ranges::none_of(instrument.versions,
                                    [&](const Version& version) { return complaints_.about(version_path(instrument, version)); });
    }

    void check_instrument(const Instrument& instrument, const std::string& path) {
        if (!is_sound(instrument)) return;
        const bool draft = instrument.status == InstrumentStatus::draft;
        bool ever_in_force = false;
        for (std::size_t i = 0; i < instrument.versions.size(); ++i) {
            const Version& version = instrument.versions[i];
            check_version(instrument, version);
            ever_in_force |= !version.in_force.empty();
            for (std::size_t j = 0; j < i; ++j) {
                if (!version.in_force.overlaps(instrument.versions[j].in_force)) continue;
                add(version_path(instrument, version) + ".in_force", "terms.versions_overlap",
                    fmt::format("versions {} and {} of {} are in force at one time", instrument.versions[j].n, version.n, instrument.id),
                    "End the earlier one where the later one begins");
            }
        }
        if (instrument.id.empty() || draft) return;
        if (instrument.versions.empty() && paths_.stray_versions) return;
        if (instrument.versions.empty()) {
            add(path, "terms.no_version", fmt::format("instrument {} has no version", instrument.id),
                "Add [[version]] with instrument and n");
        } else if (!ever_in_force && instrument.status != InstrumentStatus::signed_) {
            add(path + ".status", "terms.never_in_force", fmt::format("it is not said when {} is in force", instrument.id),
                "Add in_force to its version, or give its status as signed");
        } else if (instrument.status == InstrumentStatus::lapsed && instrument.versions.back().in_force.to == Instant::highest()) {
            add(path + ".status", "terms.lapsed_without_end",
                fmt::format("{} has lapsed, but its version {} has no end", instrument.id, instrument.versions.back().n),
                "Give the end of in_force");
        }
    }

    void check_version(const Instrument& instrument, const Version& version) {
        const std::string& path = version_path(instrument, version);
        if (version.n < 1) add(path + ".n", "terms.version_number", "versions are numbered from 1", "Write n = 1");
        if (instrument.status == InstrumentStatus::draft && !version.in_force.empty()) {
            add(path + ".in_force", "terms.draft_in_force", fmt::format("{} is a draft and cannot be in force", instrument.id),
                "Leave in_force out");
        }
        if (instrument.status == InstrumentStatus::draft && !version.approvals_required.empty()) {
            add(path + ".approvals_required", "terms.draft_approvals",
                fmt::format("{} is a draft: nobody's approval makes it more", instrument.id),
                "Leave approvals_required out, or change the status");
        }
        for (std::size_t i = 0; i < version.approvals_required.size(); ++i)
            need_participant(path + ".approvals_required", version.approvals_required[i]);
        for (std::size_t i = 0; i < version.approvals.size(); ++i) {
            need_participant(fmt::format("{}.approvals[{}]", path, i), version.approvals[i].participant);
        }
        const bool has_clause = std::ranges::any_of(terms_.clauses, [&](const Clause& clause) {
            return clause.instrument == instrument.id && clause.version == version.n && clause.text_status != TextStatus::draft;
        });
        if (has_clause && version.approvals_required.empty() && instrument.status != InstrumentStatus::draft) {
            add(path, "terms.no_approvals_required",
                fmt::format("it is not said whose approval version {} of {} needs", version.n, instrument.id), "Add approvals_required");
        }
    }

    // ---- clauses ----------------------------------------------------------------------------------------------

    void need_set(const std::string& path, const std::string& set, std::initializer_list<std::string_view> words) {
        if (set.empty() || std::ranges::find(words, set) != words.end()) return;
        if (!is_reserved_actor(set)) return void(need_actor(path, set));
        add(path, "terms.set", fmt::format("\"{}\" cannot stand here", set),
            fmt::format("Use {} or an actor's id", fmt::join(words, ", ")));
    }

    void check_clause(const Clause& clause, const std::string& path) {
        check_clause_version(clause, path);
        if (!clause.quote.empty() && clause.text_status != TextStatus::published) {
            add(path + ".quote", "terms.quote_not_published", fmt::format("clause {} is not published, so nobody can quote it", clause.id),
                "Say it in your own words in summary, and leave quote out");
        }
        for (std::size_t i = 0; i < clause.acts.size(); ++i) {
            if (profile_.act(clause.acts[i]) != nullptr) continue;
            unknown(
                path + ".acts", "terms.unknown_act", "act", clause.acts[i], profile_.acts,
                [](const Act& a) -> std::string_view { return a.id; }, "Use an act of the profile, or add it there");
        }
        need_set(path + ".by", clause.by, {"bound", "bound_or_supporting", "anyone"});
        need_set(path + ".against", clause.against, {"bound", "bound_or_supporting", "designated", "civilians"});
        check_condition(clause.where, path + ".where");
        check_condition(clause.when, path + ".when");
        if (clause.done_when) check_condition(*clause.done_when, path + ".done_when");
        const bool obliges = clause.deontic == Deontic::oblige;
        if (obliges && !clause.done_when) {
            add(path, "terms.obligation", fmt::format("clause {} demands something and does not say when it is done", clause.id),
                "Add done_when");
        }
        if (!obliges && (clause.due || clause.done_when)) {
            add(path + (clause.due ? ".due" : ".done_when"), "terms.obligation",
                fmt::format("clause {} demands nothing, so nothing can be due or done", clause.id),
                "Leave due and done_when out, or write deontic = \"oblige\"");
        }
    }

    void check_clause_version(const Clause& clause, const std::string& path) {
        const Instrument* instrument = terms_.instrument(clause.instrument);
        if (instrument == nullptr) return need_instrument(path + ".instrument", clause.instrument);
        if (!paths_.versions.contains({clause.instrument, clause.version}) && !paths_.stray_versions) {
            add(path, "terms.unknown_version", fmt::format("{} has no version {}", clause.instrument, clause.version),
                "Add [[version]], or correct version");
        }
        if (instrument->status == InstrumentStatus::draft && clause.text_status != TextStatus::draft && is_sound(*instrument)) {
            add(path + ".text_status", "terms.draft_clause",
                fmt::format("clause {} belongs to the draft {}, so it is one", clause.id, clause.instrument),
                "Write text_status = \"draft\"");
        }
    }

    void check_exception(const Exception& exception, const std::string& path) {
        for (const std::string& defeated : exception.defeats) {
            const Exception* other = terms_.exception(defeated);
            if (other == nullptr && terms_.clause(defeated) == nullptr) {
                std::vector<std::string_view> known;
                for (const Clause& clause : terms_.clauses) known.push_back(clause.id);
                for (const Exception& one : terms_.exceptions) known.push_back(one.id);
                add(path + ".defeats", "terms.unknown_rule", fmt::format("there is no clause or exception \"{}\"", defeated),
                    did_you_mean(defeated, known) + "Correct it");
            } else if (other != nullptr && other != &exception) {
                check_priority(exception, *other, path);
            }
        }
        for (const Condition& one : exception.cases) check_condition(one, path + ".when");
    }

    void check_priority(const Exception& exception, const Exception& defeated, const std::string& path) {
        const std::string other = fmt::format("exception[{}].priority", &defeated - terms_.exceptions.data());
        if (exception.priority > defeated.priority || complaints_.about(path + ".priority") || complaints_.about(other)) return;
        if (exception.priority == defeated.priority) {
            add(path + ".priority", "terms.conflict",
                fmt::format("exceptions {} and {} contradict each other and have the same priority {}", exception.id, defeated.id,
                            exception.priority),
                fmt::format("Give {} the higher priority", exception.id));
        } else {
            add(path + ".priority", "terms.no_effect",
                fmt::format("{} has a lower priority than {}, so it can never defeat it", exception.id, defeated.id),
                "Give it a higher one, or take it out of defeats");
        }
    }

    void check_cycles() {
        std::set<std::string> done;
        for (std::size_t i = 0; i < terms_.exceptions.size(); ++i) {
            std::vector<std::string> chain;
            follow(terms_.exceptions[i].id, chain, done);
        }
    }

    void follow(const std::string& id, std::vector<std::string>& chain, std::set<std::string>& done) {
        const auto seen = std::ranges::find(chain, id);
        if (seen != chain.end()) {
            const std::string circle = fmt::format("{} defeats {}", fmt::join(seen, chain.end(), " defeats "), id);
            const auto index = std::ranges::find(terms_.exceptions, id, &Exception::id) - terms_.exceptions.begin();
            return add(fmt::format("exception[{}].defeats", index), "terms.cycle",
                       fmt::format("exceptions defeat each other in a circle: {}", circle), "Take one of them out");
        }
        const Exception* exception = terms_.exception(id);
        if (exception == nullptr || done.contains(id)) return;
        chain.push_back(id);
        for (const std::string& defeated : exception->defeats) follow(defeated, chain, done);
        chain.pop_back();
        done.insert(id);
    }

    /// A permit and a prohibition of the same conduct: clauses have no priority, so nothing could decide.
    void check_permits() {
        for (const Clause& permit : terms_.clauses) {
            if (permit.deontic != Deontic::permit) continue;
            for (std::size_t i = 0; i < terms_.clauses.size(); ++i) {
                const Clause& other = terms_.clauses[i];
                if (other.deontic != Deontic::prohibit || !same_conduct(permit, other)) continue;
                add(fmt::format("clause[{}]", i), "terms.conflict",
                    fmt::format("clause {} forbids what clause {} allows", other.id, permit.id),
                    "State what is allowed as an exception to what is forbidden");
            }
        }
    }

    [[nodiscard]] bool same_conduct(const Clause& a, const Clause& b) const {
        if (a.acts != b.acts || a.by != b.by || a.against != b.against || a.where != b.where || a.when != b.when) return false;
        if (a.instrument != b.instrument && (a.by == "bound" || a.by == "bound_or_supporting")) return false;
        const Interval* first = in_force(a);
        const Interval* second = in_force(b);
        return first != nullptr && second != nullptr && first->overlaps(*second);
    }

    [[nodiscard]] const Interval* in_force(const Clause& clause) const {
        const Instrument* instrument = terms_.instrument(clause.instrument);
        if (instrument == nullptr) return nullptr;
        const auto version = std::ranges::find(instrument->versions, clause.version, &Version::n);
        return version == instrument->versions.end() ? nullptr : &version->in_force;
    }

    // ---- conditions -------------------------------------------------------------------------------------------

    void check_condition(const Condition& condition, const std::string& path) {
        for (const Atom* atom : atoms_of(condition)) check_atom(*atom, path);
    }

    void check_atom(const Atom& atom, const std::string& path) {
        switch (atom.kind) {
            case AtomKind::fact_in: return check_fact(atom, path);
            case AtomKind::number: return check_number(atom, path);
            case AtomKind::actor_in:
            case AtomKind::target_in: return need_set(path, atom.name, {"bound", "bound_or_supporting", "designated", "civilians"});
            case AtomKind::inside:
            case AtomKind::within:
                if (terms_.area(atom.name) != nullptr) return;
                return unknown(
                    path, "terms.unknown_area", "area", atom.name, terms_.areas,
                    [](const TermsArea& a) -> std::string_view { return a.area.id; }, "Add [[area]] with that id, or correct it");
            case AtomKind::before:
            case AtomKind::after:
            case AtomKind::during:
            case AtomKind::responds_to:
            case AtomKind::notified: return;
        }
    }

    const FactKind* need_fact(const Atom& atom, const std::string& path) {
        const FactKind* fact = profile_.fact(atom.name);
        if (fact == nullptr) {
            unknown(
                path, "terms.unknown_fact", "fact", atom.name, profile_.facts, [](const FactKind& f) -> std::string_view { return f.id; },
                "Use a fact of the profile, or add it there");
        }
        return fact;
    }

    void check_fact(const Atom& atom, const std::string& path) {
        const FactKind* fact = need_fact(atom, path);
        if (fact == nullptr) return;
        if (fact->values.empty()) {
            return add(path, "terms.fact_is_number", fmt::format("the fact {} is a number", atom.name), "Compare it with <, <=, > or >=");
        }
        for (const std::string& value : atom.values) {
            if (std::ranges::find(fact->values, value) != fact->values.end()) continue;
            unknown(
                path, "terms.unknown_value", fmt::format("value of {}", atom.name), value, fact->values,
                [](const std::string& v) -> std::string_view { return v; },
                fmt::format("Its values are {}", fmt::join(fact->values, ", ")));
        }
    }

    void check_number(const Atom& atom, const std::string& path) {
        const FactKind* fact = need_fact(atom, path);
        if (fact == nullptr) return;
        if (!fact->values.empty()) {
            add(path, "terms.fact_is_no_number", fmt::format("the fact {} is not a number", atom.name),
                fmt::format("Write {} is {}", atom.name, fmt::join(fact->values, " or ")));
        } else if (fact->unit != atom.unit) {
            const auto word = [](const std::string& unit) { return unit.empty() ? std::string("no unit") : unit; };
            add(path, "terms.unit", fmt::format("the fact {} is in {}, the condition in {}", atom.name, word(fact->unit), word(atom.unit)),
                "Write the number in a unit of the same kind");
        }
    }

    const Terms& terms_;
    const Profile& profile_;
    const TermsPaths& paths_;
    Complaints& complaints_;
};

}  // namespace

void check_terms(const Terms& terms, const Profile& profile, const TermsPaths& paths, Complaints& complaints) {
    Checker(terms, profile, paths, complaints).check();
}

}  // namespace truce
