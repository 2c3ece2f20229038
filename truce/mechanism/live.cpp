#include "truce/mechanism/live.hpp"

#include <algorithm>
#include <tuple>

#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/record/erasure.hpp"

namespace truce {
namespace {

/// Reports and the names of their entries, of entries in [from, below).
Result<void> add_reports(Database& db, LiveRegister& live, std::uint64_t from, std::uint64_t below) {
    TRUCE_TRY(db.query("SELECT idx, id FROM log_entry WHERE idx >= $1 AND idx < $2 AND kind = 'reports.filed' ORDER BY idx",
                       {Value(static_cast<std::int64_t>(from)), Value(static_cast<std::int64_t>(below))},
                       [&](const Row& row) -> Result<void> {
                           live.name_entry(static_cast<std::uint32_t>(row.integer(0)), std::string(row.text(1)));
                           return {};
                       }));
    return for_each_filed(db, from, below, [&](const LiveReport& report) { return live.add(report); });
}

struct Recorded {
    bool steps = false;
    bool reports = false;
    bool anew = false;  ///< something that changes what was there
    Live::Followed followed = Live::Followed::nothing_to_judge;
};

Result<Recorded> recorded_since(Database& db, std::uint64_t from, std::uint64_t below) {
    Recorded found;
    TRUCE_TRY(db.query("SELECT DISTINCT kind FROM log_entry WHERE idx >= $1 AND idx < $2",
                       {Value(static_cast<std::int64_t>(from)), Value(static_cast<std::int64_t>(below))},
                       [&](const Row& row) -> Result<void> {
                           const std::string_view kind = row.text(0);
                           // Planned activities are facts for no verdict.
                           if (!is_coordination(kind) && kind != "log.clock") found.followed = Live::Followed::to_be_judged;
                           found.steps = found.steps || is_step(kind);
                           found.reports = found.reports || kind == "reports.filed";
                           found.anew = found.anew || kind == erasure_kind || kind == confirmation_kind || kind == "profile.signed" ||
                                        kind == "terms.signed";
                           return {};
                       }));
    return found;
}

}  // namespace

void LiveCases::set_due(const CaseFile& file, const CaseRules& rules) {
    std::vector<std::string>& owing = owing_[file.id()];
    for (const std::string& who : owing) due_[who].erase(file.id());
    owing.clear();
    for (Due& one : truce::due(file, rules, Instant::highest())) {
        owing.push_back(one.from);
        due_[one.from][file.id()].push_back(std::move(one));
    }
}

std::vector<LiveCases::Awaited> LiveCases::due(std::string_view from, Instant as_of) const {
    std::vector<Awaited> all;
    const auto found = due_.find(from);
    if (found == due_.end()) return all;
    for (const auto& [id, dues] : found->second) {
        for (const Due& one : dues) {
            all.push_back({id, one});
            all.back().due.overdue = one.by && *one.by <= as_of;
        }
    }
    std::ranges::sort(all, {}, [](const Awaited& one) {
        return std::tuple(one.due.by.value_or(Instant::highest()), one.due.since, std::string_view(one.case_id),
                          std::string_view(one.due.about));
    });
    return all;
}

void LiveCases::set(LiveRegister& live, const CaseFile& file, const CaseRules& rules) {
    set_due(file, rules);
    LiveCase one;
    one.id = file.id();
    one.status = file.status(rules);
    one.leaning = leaning(file.positions(rules));
    one.closed = file.phase() == CaseFile::Phase::closed;
    std::vector<std::string> now{file.opening().body.incident};
    for (const Link& link : links(file)) {
        if (!link.report.empty() && link.state == Link::State::accepted) now.push_back(link.report);
    }
    std::vector<std::string>& before = incidents_[one.id];
    std::vector<std::string> changed = before;
    for (const std::string& incident : before) about_[incident].erase(one.id);
    for (const std::string& incident : now) about_[incident].insert_or_assign(one.id, one);
    changed.insert(changed.end(), now.begin(), now.end());
    before = std::move(now);
    for (const std::string& incident : changed) {
        const auto found = about_.find(incident);
        if (found == about_.end()) continue;
        live.set_case(incident, found->second.empty() ? std::nullopt : std::optional(found->second.rbegin()->second));
        if (found->second.empty()) about_.erase(found);
    }
}

Result<void> Live::follow_cases(Database& db, LiveRegister& live, std::uint64_t from, std::uint64_t below) {
    TRUCE_ASSIGN(const std::vector<std::string> changed, cases_with_steps(db, from, below));
    for (const std::string& id : changed) {
        TRUCE_ASSIGN(const CaseFile file, load_case(db, id, below));
        const std::lock_guard lock(mutex_);
        cases_.set(live, file, *rules_);
    }
    return {};
}

Result<std::unique_ptr<Live>> Live::open(const Mechanism& mechanism) {
    std::unique_ptr<Live> live(new Live);
    TRUCE_ASSIGN(const std::uint64_t size, mechanism.size());
    TRUCE_TRY(live->load(mechanism, size));
    return live;
}

Result<void> Live::load(const Mechanism& mechanism, std::uint64_t size) {
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(size));
    CaseRules rules = case_rules(documents);
    LiveCases cases;
    TRUCE_ASSIGN(auto live, fill(mechanism.db(), size, documents.profile, rules, cases));
    rules_.emplace(std::move(rules));
    const std::lock_guard lock(mutex_);
    cases_ = std::move(cases);
    live_ = std::move(live);
    profile_ = documents.profile;
    terms_ = documents.roles().terms;
    profile_digest_ = documents.profile_digest;
    return {};
}

Result<std::shared_ptr<LiveRegister>> Live::fill(Database& db, std::uint64_t size, std::shared_ptr<const Profile> profile,
                                                 const CaseRules& rules, LiveCases& cases) {
    auto live = std::make_shared<LiveRegister>(std::move(profile));
    TRUCE_TRY(add_reports(db, *live, 0, size));
    TRUCE_ASSIGN(const Docket docket, load_docket(db, size));
    for (const auto& [id, file] : docket.cases()) cases.set(*live, file, rules);
    live->settle(size);
    return live;
}

Result<std::shared_ptr<LiveRegister>> Live::read(const Mechanism& mechanism, std::uint64_t size) {
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(size));
    LiveCases cases;
    return fill(mechanism.db(), size, documents.profile, case_rules(documents), cases);
}

Result<Live::Followed> Live::follow(const Mechanism& mechanism) {
    TRUCE_ASSIGN(const std::uint64_t size, mechanism.size());
    std::shared_ptr<LiveRegister> live;
    {
        const std::lock_guard lock(mutex_);
        live = live_;
    }
    const std::uint64_t from = live->size();
    if (size <= from) return Followed::nothing_to_judge;
    TRUCE_ASSIGN(const Recorded found, recorded_since(mechanism.db(), from, size));
    // What was added before an error would be added again the next time.
    if (found.anew || (found.reports && !add_reports(mechanism.db(), *live, from, size))) {
        TRUCE_TRY(load(mechanism, size));
        return Followed::to_be_judged;
    }
    if (found.steps) TRUCE_TRY(follow_cases(mechanism.db(), *live, from, size));
    live->settle(size);
    return found.followed;
}

Result<void> Live::read_again(const Mechanism& mechanism) {
    TRUCE_ASSIGN(const std::uint64_t size, mechanism.size());
    return load(mechanism, size);
}

void Live::show(const std::shared_ptr<const LiveRegister>& judged_of, std::shared_ptr<const LiveJudged> judged) {
    const std::lock_guard lock(mutex_);
    if (live_ == judged_of) live_->set_judged(std::move(judged));
}

Live::Now Live::now() const {
    const std::lock_guard lock(mutex_);
    return {live_, profile_, terms_, profile_digest_};
}

std::vector<LiveCases::Awaited> Live::due(std::string_view from, Instant as_of) const {
    const std::lock_guard lock(mutex_);
    return cases_.due(from, as_of);
}

Result<Onlooker> Live::Now::onlooker(std::string_view institution, Instant at) const {
    if (institution.empty()) return Onlooker::public_at(profile, at);
    auto participant = Onlooker::participant(profile, terms, std::string(institution), at);
    if (!participant && participant.error().id == "onlooker.no_role") return Onlooker::outsider(profile, std::string(institution), at);
    return participant;
}

}  // namespace truce
