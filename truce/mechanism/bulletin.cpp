#include "truce/publish/bulletin.hpp"
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "truce/base/json.hpp"
#include "truce/mechanism/account.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/published.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/mechanism/talks_handler.hpp"
#include "truce/publish/disclosure.hpp"
#include "truce/publish/examined.hpp"
#include "truce/publish/movement_news.hpp"
#include "truce/publish/render.hpp"
#include "truce/publish/talks_news.hpp"

namespace truce {
namespace {

/// Whose changes are named one by one, of each kind; more are counted only.
constexpr std::size_t named_changes_max = 20;

/// What every register's records did since the log had `from` entries, whatever their days.
Result<std::vector<BulletinInput::Changes>> changes_since(Database& db, const Landed& landed, std::uint64_t from, const Profile& profile,
                                                          const std::optional<Instant>& as_of) {
    const PublicDisclosure disclosure(profile);
    std::map<std::string, BulletinInput::Changes> by_register;
    std::string register_id;
    std::string source_id;
    Instant ended;
    TRUCE_TRY(for_each_version(db, landed, {}, [&](RegisterReport&& version) -> Result<void> {
        const bool first = version.report.register_id != register_id || version.report.source_id != source_id;
        register_id = version.report.register_id;
        source_id = version.report.source_id;
        // A withdrawal says no time of its own: what it takes back does.
        ended = first ? version.report.when.to : std::max(ended, version.report.when.to);
        if (version.item.entry < from) return {};
        const Register* reg = profile.find_register(register_id);
        if (reg == nullptr || !disclosure.tells(*reg, ended, as_of)) return {};
        BulletinInput::Changes& changes = by_register[register_id];
        changes.register_id = register_id;
        const auto count = [&](std::size_t& n, std::vector<std::string>& ids) {
            if (++n <= named_changes_max && reg->published) ids.push_back(source_id);
        };
        if (version.report.action == ReportAction::withdrawn) {
            count(changes.withdrawn, changes.withdrawn_ids);
        } else if (first) {
            count(changes.added, changes.added_ids);
        } else {
            count(changes.changed, changes.changed_ids);
        }
        return {};
    }));
    std::vector<BulletinInput::Changes> out;
    for (auto& [id, changes] : by_register) out.push_back(std::move(changes));
    return out;
}

/// The case files of the period, as they stood at that size, and the status of the case to which each report of it belongs.
Result<void> add_cases(BulletinInput& input, Database& db, const Documents& documents, std::uint64_t as_of, const Interval& period) {
    CaseQuery query;
    query.as_of = as_of;
    query.happened = period;
    TRUCE_ASSIGN(const std::vector<CaseRow> rows, case_rows(db, query));
    std::vector<CaseFile> files;
    for (const CaseRow& row : rows) {
        TRUCE_ASSIGN(CaseFile file, load_case(db, row.id, as_of));
        files.push_back(std::move(file));
    }
    std::vector<const CaseFile*> cases;
    for (const CaseFile& file : files) cases.push_back(&file);
    add_examined(input, cases, case_rules(documents), period);
    return {};
}

/// Loads the content of the items at `rows`.
template <typename Record, typename Read>
Result<std::vector<Record>> load(Database& db, const std::vector<std::int64_t>& rows, Read read) {
    std::vector<Record> out;
    ItemCache items(db);
    for (const std::int64_t row : rows) {
        TRUCE_ASSIGN(const Body* const body, items.at_row(row));
        TRUCE_ASSIGN(Record record, read(part_texts(*body)));
        out.push_back(std::move(record));
    }
    return out;
}

}  // namespace

Result<BulletinInput> account_input(const Mechanism& mechanism, const AccountOf& of, std::uint64_t as_of,
                                    const std::optional<std::string>& reading) {
    Database& db = mechanism.db();
    const LogReader log(db);
    BulletinInput input;
    TRUCE_ASSIGN(input.proof.checkpoint, log.checkpoint_at(as_of));
    TRUCE_ASSIGN(const NoteKey key, log.checkpoint_key());
    TRUCE_ASSIGN(const Checkpoint checkpoint, open_checkpoint(input.proof.checkpoint, key));
    input.proof.origin = checkpoint.origin;
    input.proof.size = checkpoint.size;
    input.proof.root = checkpoint.root.hex();
    input.proof.command = "truce record verify DIR";
    input.proof.evaluator = TRUCE_VERSION;
    // The clock of the record at that size: whatever is disclosed with a delay is told by it.
    TRUCE_ASSIGN(const StoredEntry last, log.entry(as_of - 1));
    input.as_of = last.recorded_at;

    const Documents& documents = of.documents;
    TRUCE_ASSIGN(const Documents::Signed* const signed_terms, documents.reading(reading));
    input.profile = documents.profile;
    input.terms = signed_terms->terms;
    input.proof.reading_digest = signed_terms->digest.hex();
    input.day = of.first;
    input.last_day = of.last;
    const Interval bounds = documents.profile->days.bounds(of.first, of.last);
    const auto within = [&](const Report& report) { return report.first_day <= of.last && of.first <= report.last_day; };
    // The whole register is judged, because what happened before is part of a judgement.
    TRUCE_ASSIGN(auto judged, mechanism.judge_register(as_of, signed_terms->terms->reading.id, std::nullopt));
    for (JudgedIncident& incident : judged) {
        const Report& report = incident.current.report;
        if (within(report)) input.reports.push_back({incident.id, std::move(incident.current.report), incident.verdict});
    }
    TRUCE_TRY(add_cases(input, db, documents, as_of, bounds));
    TRUCE_ASSIGN(const Coordination coordination, load_coordination(db, documents, as_of));
    input.movements = movements_fared(coordination, *documents.roles().terms, bounds);
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, as_of));
    RegisterQuery looks_of;
    if (of.first == of.last) looks_of.day = of.first;
    TRUCE_ASSIGN(const auto looks, current_reports(db, landed, looks_of));
    for (const RegisterReport& look : looks) {
        if (look.report.nothing_observed && within(look.report)) input.reports.push_back({"", look.report, {}});
    }
    for (Day day = of.first; day <= of.last; day = day.next()) {
        TRUCE_ASSIGN(const auto counted, count_rows(db, landed, day));
        TRUCE_ASSIGN(auto counts, load<PublishedCount>(db, counted, [](const PartTexts& parts) { return count_from_part(parts.public_); }));
        std::ranges::move(counts, std::back_inserter(input.counts));
    }
    TRUCE_ASSIGN(const auto watched, watch_rows(db, landed, bounds));
    TRUCE_ASSIGN(input.watches, load<Watch>(db, watched, [](const PartTexts& parts) { return watch_from_parts(parts); }));
    TRUCE_ASSIGN(input.watching_known, any_watch(db, landed));
    return input;
}

Result<Bulletin> Mechanism::bulletin(Day day, std::uint64_t as_of, const std::optional<std::string>& reading) const {
    TRUCE_ASSIGN(const Documents documents, this->documents(as_of));
    TRUCE_ASSIGN(BulletinInput input, account_input(*this, {documents, day, day}, as_of, reading));
    TRUCE_ASSIGN(const Talks talks, load_talks(db(), as_of));
    const TalkRules rules = talk_rules(documents);
    input.commitments = commitments_due(seen_by(talks, rules, {}, *input.as_of), rules, documents.profile->days.bounds(day));
    TRUCE_ASSIGN(const auto before, last_published_bulletin(db(), as_of));
    if (before) {
        input.last_published = format(before->day);
        TRUCE_ASSIGN(const Landed landed, Landed::load(db(), as_of));
        TRUCE_ASSIGN(input.changes, changes_since(db(), landed, before->size, *documents.profile, input.as_of));
    }
    return compose_bulletin(input);
}

Result<Receipt> Mechanism::publish(Day day, const std::optional<std::string>& reading, const NoteSigner& key) {
    TRUCE_ASSERT(state_->log.has_value());
    TRUCE_ASSIGN(const std::uint64_t as_of, size());
    TRUCE_ASSIGN(const Documents documents, this->documents(as_of));
    TRUCE_ASSIGN(const EnrolledKey enrolled, LogReader(db()).key(key.public_key().name));
    TRUCE_TRY(check_role(documents, enrolled.institution, "bulletin.published", state_->clock.now()));
    TRUCE_ASSIGN(const Bulletin composed, bulletin(day, as_of, reading));
    return append_open(*state_->log, db(), key, "bulletin.published", publication_content(composed, as_of), {}, state_->clock,
                       state_->random);
}

Json publication_content(const Bulletin& bulletin, std::uint64_t as_of) {
    return {{"day", format(bulletin.day)},
            {"digest", sha256(to_json(bulletin)).hex()},
            {"kind", "bulletin.published"},
            {"reading", bulletin.reading_id},
            {"size", static_cast<std::int64_t>(as_of)}};
}

}  // namespace truce
