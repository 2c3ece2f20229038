#include <algorithm>

#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/copy.hpp"

namespace truce {
namespace {

/// What this mechanism demands of an entry that comes by pouch: the same as of one that is filed here.
class PouchRules {
public:
    explicit PouchRules(Database& db) : db_(db), handlers_(db, CaseState::tables) {}

    Result<void> check(const Entry& entry, std::string_view kind, const Body& body, Instant recorded_at) {
        recorded_at_ = recorded_at;
        return handlers_.check(entry, kind, body, whole_record, recorded_at);
    }

    Result<void> check_item(const Entry& entry, std::string_view kind, const Body& item) {
        TRUCE_ASSIGN(const Documents* const documents, handlers_.in_force().at(whole_record));
        const PartTexts parts = part_texts(item);
        TRUCE_ASSIGN(const std::string register_id, register_of(kind, parts));
        const Register* reg = documents->profile->find_register(register_id);
        if (reg == nullptr)
            return Error{Errc::not_found, "filing.register", "the profile has no register \"" + register_id + "\"", entry.header.id, ""};
        return check_recorder(*reg, entry.header.author);
    }

    Result<void> fold(std::string_view kind, std::int64_t row, const Body& item) {
        if (!writer_) {
            TRUCE_ASSIGN(RegisterWriter writer, RegisterWriter::open(db_));
            writer_.emplace(std::move(writer));
        }
        return fold_item(*writer_, kind, row, item);
    }

    Result<void> appended(const Entry& entry, std::string_view kind, const Body& body) {
        if (writer_) TRUCE_TRY(writer_->finish());
        writer_.reset();
        TRUCE_ASSIGN(const std::uint64_t index, LogReader(db_).index_of(entry.header.id));
        TRUCE_TRY(handlers_.fold(entry, kind, body, index, recorded_at_));
        if (kind != erasure_kind) return {};
        TRUCE_ASSIGN(const ErasureTarget target, erasure_of(body));
        return follow_erasure(db_, target);
    }

private:
    static Result<std::string> register_of(std::string_view kind, const PartTexts& parts) {
        if (kind == "reports.filed") {
            TRUCE_ASSIGN(const Report report, report_from_parts(parts));
            return report.register_id;
        }
        if (kind == "watches.filed") {
            TRUCE_ASSIGN(const Watch watch, watch_from_parts(parts));
            return watch.register_id;
        }
        TRUCE_ASSIGN(const PublishedCount count, count_from_part(parts.public_));
        return count.register_id;
    }

    Database& db_;
    Handlers handlers_;
    Instant recorded_at_;  ///< of the entry checked last
    std::optional<RegisterWriter> writer_;
};

bool holds_a_role(const Documents& documents, std::string_view institution, Instant when) {
    return std::any_of(documents.readings.begin(), documents.readings.end(), [&](const Documents::Signed& reading) {
        const Actor* actor = reading.terms->actor(institution);
        return actor != nullptr &&
               std::any_of(actor->roles.begin(), actor->roles.end(), [&](const DatedRole& role) { return role.valid.contains(when); });
    });
}

std::int64_t delay_for_members(const Profile& profile) {
    for (const Disclosure& disclosure : profile.disclosures) {
        if (disclosure.audience == "mechanism") return disclosure.delay_us;
    }
    return 0;
}

}  // namespace

Result<ReceiveOutcome> Mechanism::receive(const Pouch& filing) {
    TRUCE_ASSERT(state_->log.has_value());
    PouchRules rules(db());
    ReceiveHooks hooks;
    hooks.check = [&](const Entry& entry, std::string_view kind, const Body& body, Instant at) {
        return rules.check(entry, kind, body, at);
    };
    hooks.check_item = [&](const Entry& entry, std::string_view kind, const Body& item) { return rules.check_item(entry, kind, item); };
    hooks.item = [&](std::string_view kind, std::int64_t row, const Body& item) { return rules.fold(kind, row, item); };
    hooks.appended = [&](const Entry& entry, std::string_view kind, const Body& body) { return rules.appended(entry, kind, body); };
    TRUCE_ASSIGN(ReceiveOutcome outcome, receive_filing(*state_->log, db(), filing, hooks));
    TRUCE_TRY(sweep_attachments(db(), attachments()));
    return outcome;
}

Result<std::string> Mechanism::answer(std::uint64_t base, std::string_view institution, std::uint64_t until) const {
    const Instant now = state_->clock.now();
    TRUCE_ASSIGN(const Documents documents, this->documents(whole_record));
    const bool member = holds_a_role(documents, institution, now);
    const std::int64_t delay = delay_for_members(*documents.profile);
    const Entitled entitled = [&](const Entry& entry, const StoredEntry& stored, Audience audience) {
        if (audience == Audience::public_ || entry.header.author == institution) return true;
        return audience == Audience::mechanism && member && stored.recorded_at.us + delay <= now.us;
    };
    TRUCE_ASSIGN(const std::vector<PouchRefusal> refusals, refusals_for(db(), institution));
    return answer_pouch(db(), base, until, entitled, refusals);
}

}  // namespace truce
