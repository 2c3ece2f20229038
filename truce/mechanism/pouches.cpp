#include <algorithm>

#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/entry_rules.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/mechanism/talks_handler.hpp"
#include "truce/record/copy.hpp"

namespace truce {
namespace {

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
    EntryRules rules(db(), &state_->coordination);
    Instant recorded_at;  // of the entry checked last
    ReceiveHooks hooks;
    hooks.check = [&](const Entry& entry, std::string_view kind, const Body& body, Instant at) {
        recorded_at = at;
        return rules.check(entry, kind, body, at);
    };
    hooks.check_item = [&](const Entry& entry, std::string_view kind, const Body& item) { return rules.check_item(entry, kind, item); };
    hooks.item = [&](std::string_view kind, std::int64_t row, const Body& item) { return rules.fold(kind, row, item); };
    hooks.appended = [&](const Entry& entry, std::string_view kind, const Body& body) -> Result<void> {
        TRUCE_ASSIGN(const std::uint64_t index, LogReader(db()).index_of(entry.header.id));
        return rules.appended(entry, kind, body, index, recorded_at);
    };
    TRUCE_ASSIGN(ReceiveOutcome outcome, receive_filing(*state_->log, db(), filing, hooks));
    TRUCE_TRY(sweep_attachments(db(), attachments()));
    return outcome;
}

Result<std::string> Mechanism::answer(std::uint64_t base, std::string_view institution, std::uint64_t until) const {
    const Instant now = state_->clock.now();
    TRUCE_ASSIGN(const Documents documents, this->documents(whole_record));
    const bool member = holds_a_role(documents, institution, now);
    const std::int64_t delay = delay_for_members(*documents.profile);
    // Of the talks, a part for few goes to those who see it: members of a closed session, and those who may accredit a list.
    Talks seen;
    if (member) {
        TRUCE_ASSIGN(const Talks talks, load_talks(db()));
        seen = seen_by(talks, talk_rules(documents), institution, now);
    }
    // Of coordination, to those whom a step concerns.
    std::optional<Coordination> coordination;
    if (member) {
        TRUCE_ASSIGN(coordination, load_coordination(db(), documents));
    }
    const Entitled entitled = [&](const Entry& entry, const StoredEntry& stored, Audience audience) {
        if (audience == Audience::public_ || entry.header.author == institution) return true;
        if (audience == Audience::exact && member && is_talk(stored.kind) && stored.recorded_at.us + delay <= now.us) {
            const Talk* step = seen.find(entry.header.id);
            return step != nullptr && (step->body.people.empty() || step->body.people.front().name != sealed_name);
        }
        if (audience != Audience::mechanism && member && is_coordination(stored.kind) && stored.recorded_at.us + delay <= now.us) {
            const CoordinationStep* step = coordination->find(entry.header.id);
            if (step == nullptr) return false;
            return audience == Audience::provenance ? coordination->may_read_people(*step, institution)
                                                    : coordination->may_read(*step, institution);
        }
        return audience == Audience::mechanism && member && stored.recorded_at.us + delay <= now.us;
    };
    TRUCE_ASSIGN(const std::vector<PouchRefusal> refusals, refusals_for(db(), institution));
    return answer_pouch(db(), base, until, entitled, refusals);
}

}  // namespace truce
