#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/keys.hpp"

namespace truce {

Result<Submitted> Mechanism::submit(Submission submission) {
    TRUCE_ASSERT(state_->log.has_value());
    Log& log = *state_->log;
    TRUCE_ASSIGN(const Entry entry, parse_entry(submission.note));
    if (batch_promise(submission.body)) {
        return Error{Errc::invalid, "submit.batch", "it announces a batch, whose items do not come this way", entry.header.id,
                     "File it with `truce import`, or by pouch"};
    }
    const auto key = LogReader(db()).key(entry.key_name);
    if (!key) return at(entry.header.id, key.error());
    TRUCE_ASSIGN(const CheckedSubmission checked, CheckedSubmission::check(std::move(submission), key->key));

    Handlers handlers(db(), CaseState::tables);
    TRUCE_ASSIGN(Commit commit, log.begin());
    const Instant now = commit.recorded_at();
    const Fold fold = [&](Database&, const CheckedSubmission& it, std::uint64_t index) -> Result<void> {
        TRUCE_TRY(handlers.check(it.entry(), it.kind(), it.submission().body, whole_record, now));
        return handlers.fold(it.entry(), it.kind(), it.submission().body, index, now);
    };
    Submitted done;
    TRUCE_ASSIGN(done.receipt, commit.append(checked, fold));
    if (commit.empty()) {
        done.checkpoint = log.checkpoint();
        return done;
    }
    const bool erases = checked.kind() == erasure_kind;
    if (erases) {
        TRUCE_ASSIGN(const ErasureTarget target, erasure_of(checked.submission().body));
        TRUCE_TRY(follow_erasure(db(), target));
    }
    TRUCE_ASSIGN(done.checkpoint, commit.finish());
    if (erases) TRUCE_TRY(sweep_attachments(db(), attachments()));
    return done;
}

}  // namespace truce
