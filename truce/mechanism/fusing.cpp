#include "truce/mechanism/fusing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/mechanism/link_words.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/keys.hpp"

namespace truce {
namespace {

constexpr std::string_view kind = "link.proposed";

/// What people and desks have said about which report belongs to which case.
struct Said {
    std::map<SightingId, std::set<std::string>> cases;                ///< of reports that are a case's incident or stand linked to it
    std::set<std::pair<SightingId, std::string>> linked;              ///< report and case, whatever became of the link
    std::vector<std::tuple<SightingId, SightingId, bool>> decisions;  ///< same or not the same
};

/// The report that an id "<entry>/<n>" names; nothing where that is no report of a register.
Result<std::optional<SightingId>> report_named(Database& db, std::string_view id) {
    const std::size_t slash = id.find('/');
    std::uint64_t n = 0;
    if (slash == std::string_view::npos) return std::optional<SightingId>();
    const std::string_view digits = id.substr(slash + 1);
    if (std::from_chars(digits.data(), digits.data() + digits.size(), n).ec != std::errc()) return std::optional<SightingId>();
    const auto index = LogReader(db).index_of(id.substr(0, slash));
    if (!index) return std::optional<SightingId>();
    const auto place = find_item(db, *index, n);
    if (!place) return std::optional<SightingId>();
    const auto report = stored_report(db, place->row());
    if (!report) return std::optional<SightingId>();  // erased, or no report
    return std::optional(SightingId{report->register_id, report->source_id});
}

/// Reads every case once.
Result<Said> what_was_said(Database& db, const Docket& docket) {
    Said said;
    for (const auto& [id, file] : docket.cases()) {
        TRUCE_ASSIGN(const auto own, report_named(db, file.opening().body.incident));
        const CaseFile* const leads_to = docket.of_incident(file.opening().body.incident);
        const std::string stands = leads_to != nullptr ? leads_to->id() : id;
        if (own) {
            said.cases[*own].insert(stands);
            said.linked.emplace(*own, stands);
        }
        for (const Link& link : links(file)) {
            const bool merge = link.report.empty();
            TRUCE_ASSIGN(const auto other, report_named(db, merge ? link.incident : link.report));
            if (!other) continue;
            const bool undone = link.state == Link::State::disputed || link.state == Link::State::split;
            if (!merge) said.linked.emplace(*other, stands);
            if (!merge && !undone) said.cases[*other].insert(stands);
            if (own && link.state != Link::State::proposed && *own != *other) said.decisions.emplace_back(*own, *other, !undone);
        }
    }
    return said;
}

/// Without distances: the places themselves are for fewer eyes than a step's text.
std::string text_of(const LinkProposal& link, const LinkEvidence& evidence, std::uint32_t model) {
    LinkWords words;
    words.model = model;
    words.bits = evidence.bits;
    words.beside = fmt::format("{}:{}", link.beside.source, link.beside.id);
    for (std::size_t f = 0; f < field_count; ++f) {
        if (evidence.comparison.level[f] == EvidenceLevels::silent) continue;
        words.fields.emplace_back(name_of(static_cast<EvidenceField>(f)), evidence.parts[f]);
    }
    words.percent = static_cast<std::uint32_t>(std::lround(std::clamp(link.probability, 0.0, 1.0) * 100));
    words.sure = link.outcome == Outcome::join;
    return to_text(words);
}

class Finder {
public:
    Finder(Database& db, const std::vector<Sighting>& sightings, const Fusion& fusion, const Docket& docket, const Said& said)
        : db_(db), sightings_(sightings), fusion_(fusion), docket_(docket), said_(said) {}

    Result<void> look_at(const std::vector<std::uint32_t>& incident, FoundLinks& found) const {
        std::set<std::string> cases;
        std::vector<SightingId> names;
        for (const std::uint32_t i : incident) {
            names.push_back(name(i));
            if (const auto of = said_.cases.find(names.back()); of != said_.cases.end()) cases.insert(of->second.begin(), of->second.end());
        }
        ++found.incidents;
        if (cases.size() != 1) {
            (cases.empty() ? found.without_case : found.several_cases).push_back(std::move(names));
            return {};
        }
        const CaseFile& file = *docket_.find(*cases.begin());
        for (const std::uint32_t i : incident) {
            const Placement& placement = fusion_.placements[i];
            if (said_.linked.contains({name(i), file.id()}) || !placement.best) continue;
            if (file.phase() == CaseFile::Phase::closed) {
                ++found.closed;
                continue;
            }
            TRUCE_ASSIGN(LinkProposal link, proposal(i, *placement.best, file));
            found.proposals.push_back(std::move(link));
        }
        return {};
    }

private:
    [[nodiscard]] SightingId name(std::uint32_t i) const { return {sightings_[i].source, sightings_[i].id}; }

    [[nodiscard]] Result<LinkProposal> proposal(std::uint32_t i, const LinkEvidence& evidence, const CaseFile& file) const {
        LinkProposal link;
        link.case_id = file.id();
        link.incident = file.opening().body.incident;
        link.name = name(i);
        TRUCE_ASSIGN(link.report, find_incident(db_, fmt::format("{}:{}", link.name.source, link.name.id)));
        link.beside = name(evidence.a == i ? evidence.b : evidence.a);
        link.bits = evidence.bits;
        link.probability = fusion_.placements[i].probability;
        link.outcome = fusion_.placements[i].outcome;
        link.text = text_of(link, evidence, fusion_.model);
        return link;
    }

    Database& db_;
    const std::vector<Sighting>& sightings_;
    const Fusion& fusion_;
    const Docket& docket_;
    const Said& said_;
};

Result<std::vector<Sighting>> sightings_of(Database& db, const Profile& profile, std::uint64_t as_of) {
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, as_of));
    TRUCE_ASSIGN(const auto reports, current_reports(db, landed, {}));
    Gazetteer gazetteer;
    if (profile.atlas) TRUCE_TRY(profile.atlas->add_to(gazetteer));
    std::vector<Sighting> sightings;
    for (const RegisterReport& one : reports) {
        if (auto sighting = sighting_of(one.report, gazetteer)) sightings.push_back(std::move(*sighting));
    }
    return sightings;
}

}  // namespace

Result<FoundLinks> find_links(const Mechanism& mechanism, const Model& model, const FuseOptions& options) {
    Database& db = mechanism.db();
    TRUCE_ASSIGN(const std::uint64_t as_of, mechanism.size());
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
    TRUCE_ASSIGN(const std::vector<Sighting> sightings, sightings_of(db, *documents.profile, as_of));
    std::set<std::string> registers;
    std::set<SightingId> there;
    for (const Sighting& one : sightings) {
        registers.insert(one.source);
        there.insert({one.source, one.id});
    }
    if (registers.size() < 2) {
        return Error{Errc::invalid, "fuse.one_register",
                     registers.empty() ? "no register holds a report of an event"
                                       : fmt::format("only the register {} holds reports", *registers.begin()),
                     "", "Import another register's reports: links are between registers"};
    }
    TRUCE_ASSIGN(const Docket docket, load_docket(db, as_of));
    TRUCE_ASSIGN(const Said said, what_was_said(db, docket));
    std::vector<LinkDecision> decisions;
    for (const auto& [a, b, same] : said.decisions) {
        // What was withdrawn since is not compared any more.
        if (there.contains(a) && there.contains(b)) decisions.push_back({a, b, same, "", ""});
    }
    TRUCE_ASSIGN(const Fusion fusion, fuse(sightings, model, decisions, options));
    FoundLinks found;
    found.model = fusion.model;
    found.reports = sightings.size();
    found.registers = registers.size();
    const Finder finder(db, sightings, fusion, docket, said);
    for (const auto& incident : fusion.incidents) {
        if (incident.size() > 1) TRUCE_TRY(finder.look_at(incident, found));
    }
    return found;
}

Result<void> check_fusion_desk(const Mechanism& mechanism, const NoteKey& key, Instant now) {
    TRUCE_ASSIGN(const EnrolledKey enrolled, LogReader(mechanism.db()).key(key.name));
    if (!enrolled.kinds.empty() && std::ranges::find(enrolled.kinds, kind) == enrolled.kinds.end()) {
        return Error{Errc::forbidden, "fuse.key_kinds", fmt::format("the key {} was not enrolled for {}", key.name, kind), "",
                     "Enrol a key of the fusion desk for it: truce keys enrol --help"};
    }
    TRUCE_ASSIGN(const std::uint64_t as_of, mechanism.size());
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
    return check_role(documents, enrolled.institution, kind, now);
}

Result<std::vector<Receipt>> file_links(Mechanism& mechanism, const std::vector<LinkProposal>& proposals, const NoteSigner& key,
                                        Clock& clock, Random& random, const std::function<void(std::size_t filed)>& filed) {
    TRUCE_TRY(check_fusion_desk(mechanism, key.public_key(), clock.now()));
    std::vector<Receipt> receipts;
    for (const LinkProposal& link : proposals) {
        StepRequest request;
        request.case_word = link.case_id;
        request.step.kind = StepKind::link_proposed;
        request.step.report = link.report;
        request.step.text = link.text;
        TRUCE_ASSIGN(const Desk desk, desk_at_log(mechanism.db(), key.public_key()));
        TRUCE_ASSIGN(ComposedStep composed, compose_step(desk, key.public_key(), std::move(request), clock.now(), random));
        TRUCE_ASSIGN(const Submission submission, sign_step(std::move(composed), key));
        TRUCE_ASSIGN(Submitted done, mechanism.submit(submission));
        receipts.push_back(std::move(done.receipt));
        if (filed) filed(receipts.size());
    }
    return receipts;
}

}  // namespace truce
