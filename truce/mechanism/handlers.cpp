#include "truce/mechanism/handlers.hpp"

#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/step_parts.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/keys.hpp"

namespace truce {
namespace {

bool is_document(std::string_view kind) { return kind == "profile.signed" || kind == "terms.signed"; }

/// A step that is handed in says everything: only later readers may lack a part.
Result<void> check_open(const Body& body) {
    for (const Part& part : body) {
        if (!part.open)
            return Error{Errc::invalid, "step.sealed", "a part of it is sealed", std::string(name_of(part.audience)),
                         "Hand it in with all its parts"};
    }
    return {};
}

}  // namespace

CaseRules case_rules(const Documents& documents) { return {documents.profile, *documents.roles().terms}; }

Result<const Documents*> DocumentsInForce::at(std::uint64_t index) {
    if (!documents_) {
        TRUCE_ASSIGN(documents_, load_documents(*db_, index));
    }
    return &*documents_;
}

Result<const CaseRules*> DocumentsInForce::rules_at(std::uint64_t index) {
    TRUCE_ASSIGN(const Documents* const documents, at(index));
    if (!rules_) rules_.emplace(case_rules(*documents));
    return &*rules_;
}

Result<const TalkRules*> DocumentsInForce::talk_rules_at(std::uint64_t index) {
    TRUCE_ASSIGN(const Documents* const documents, at(index));
    if (!talk_rules_) talk_rules_.emplace(talk_rules(*documents));
    return &*talk_rules_;
}

void DocumentsInForce::changed() {
    documents_.reset();
    rules_.reset();
    talk_rules_.reset();
}

Result<void> Handlers::check(const Entry& entry, std::string_view kind, const Body& body, std::uint64_t index, Instant recorded_at) {
    if (state_ == CaseState::replay && kind.empty()) unseen_ = true;
    if (is_document(kind)) {
        if (state_ == CaseState::replay) {
            in_force_.changed();
            coordination_.documents_changed();
        }
        return check_document(*db_, kind, body, entry.header.author, index, recorded_at);
    }
    if (is_receivable(kind) || kind == confirmation_kind) {
        TRUCE_ASSIGN(const Documents* const documents, in_force_.at(index));
        TRUCE_TRY(state_ == CaseState::replay ? received_.replay(entry, kind, body, *documents, index, recorded_at)
                                              : received_.check(entry, kind, body, *documents, recorded_at));
    }
    if (is_step(kind)) {
        return state_ == CaseState::replay ? replay_step(entry, body, index, recorded_at) : check_step(entry, body, index, recorded_at);
    }
    if (is_talk(kind)) {
        TRUCE_ASSIGN(const TalkRules* const rules, in_force_.talk_rules_at(index));
        return state_ == CaseState::replay ? talks_.replay(entry, *rules, body, index, recorded_at, unseen_)
                                           : talks_.check(entry, *rules, body, recorded_at);
    }
    if (is_coordination(kind)) {
        TRUCE_ASSIGN(const Documents* const documents, in_force_.at(index));
        return state_ == CaseState::replay ? coordination_.replay(entry, *documents, body, index, recorded_at, unseen_)
                                           : coordination_.check(entry, *documents, body, recorded_at);
    }
    if (!needs_role(kind)) return {};
    TRUCE_ASSIGN(const Documents* const documents, in_force_.at(index));
    return check_role(*documents, entry.header.author, kind, recorded_at);
}

Result<void> Handlers::check_step(const Entry& entry, const Body& body, std::uint64_t index, Instant recorded_at) {
    TRUCE_TRY(check_open(body));
    TRUCE_ASSIGN(const CaseRules* const rules, in_force_.rules_at(index));
    TRUCE_TRY(check_step_place(body, rules->profile()));
    TRUCE_ASSIGN(const Step step, step_of(entry.header.id, entry.key_name, recorded_at, body));
    TRUCE_ASSIGN(const Docket docket, load_docket_for(*db_, step.body));
    return docket.admits(*rules, step);
}

Result<void> Handlers::replay_step(const Entry& entry, const Body& body, std::uint64_t index, Instant recorded_at) {
    TRUCE_ASSIGN(const CaseRules* const rules, in_force_.rules_at(index));
    auto step = step_of(entry.header.id, entry.key_name, recorded_at, body);
    if (!step) {
        refused_ = true;
        return std::move(step).error();
    }
    ++steps_;
    // What a reader with fewer parts cannot see may be what allows this step; then nothing is said of it.
    if (unseen_) return compare_step(*db_, index, *step);
    auto allowed = check_step_place(body, rules->profile());
    if (allowed) allowed = docket_.apply(*rules, *step);
    if (!allowed) {
        refused_ = true;
        return allowed;
    }
    return compare_step(*db_, index, *step);
}

Result<void> Handlers::fold(const Entry& entry, std::string_view kind, const Body& body, std::uint64_t index, Instant recorded_at) {
    if (is_document(kind)) in_force_.changed();
    if (state_ == CaseState::replay) return {};
    if (is_filing(kind) || kind == confirmation_kind) return fold_received(*db_, index);
    if (is_talk(kind)) return talks_.fold(entry, body, index, recorded_at);
    if (is_coordination(kind)) {
        TRUCE_ASSIGN(const Documents* const documents, in_force_.at(whole_record));
        return coordination_.fold(entry, *documents, body, index, recorded_at);
    }
    if (!is_step(kind)) return {};
    TRUCE_ASSIGN(const Step step, step_of(entry.header.id, entry.key_name, recorded_at, body));
    return fold_step(*db_, index, step);
}

Result<void> Handlers::finish() {
    if (state_ != CaseState::replay) return {};
    TRUCE_TRY(talks_.finish());
    TRUCE_TRY(received_.finish());
    TRUCE_TRY(coordination_.finish());
    if (refused_) return {};
    TRUCE_ASSIGN(const std::uint64_t stored, count_steps(*db_));
    if (stored != steps_) {
        return Error{Errc::corrupt, "case.view", "the tables of cases have other steps than the record makes", "",
                     "Rebuild them with `truce record refold`"};
    }
    return unseen_ ? Result<void>() : compare_cases(*db_, docket_);
}

}  // namespace truce
