#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/keys.hpp"

namespace truce {

Result<std::vector<Submitted>> Mechanism::submit_as_one(std::vector<Submission> submissions) {
    TRUCE_ASSERT(state_->log.has_value());
    if (submissions.empty()) return Error{Errc::invalid, "submit.none", "there is nothing to record", "", "Give one entry at least"};
    Log& log = *state_->log;
    std::vector<CheckedSubmission> checked;
    for (Submission& one : submissions) {
        TRUCE_ASSIGN(const Entry entry, parse_entry(one.note));
        const auto key = LogReader(db()).key(entry.key_name);
        if (!key) return at(entry.header.id, key.error());
        const bool batch = batch_promise(one.body).has_value();
        TRUCE_ASSIGN(CheckedSubmission it, CheckedSubmission::check(std::move(one), key->key));
        if (batch || it.kind() == erasure_kind)
            return Error{Errc::invalid, "submit.batch", "it does not come together with others", entry.header.id, "Hand it in by itself"};
        checked.push_back(std::move(it));
    }
    Handlers handlers(db(), CaseState::tables);
    TRUCE_ASSIGN(Commit commit, log.begin());
    const Instant now = commit.recorded_at();
    const Fold fold = [&](Database&, const CheckedSubmission& it, std::uint64_t index) -> Result<void> {
        TRUCE_TRY(handlers.check(it.entry(), it.kind(), it.submission().body, whole_record, now));
        return handlers.fold(it.entry(), it.kind(), it.submission().body, index, now);
    };
    std::vector<Submitted> done;
    for (const CheckedSubmission& it : checked) {
        auto receipt = commit.append(it, fold);
        if (!receipt) return at(it.entry().header.id, receipt.error());
        done.push_back({std::move(*receipt), {}});
    }
    Checkpoint checkpoint = log.checkpoint();
    if (!commit.empty()) {
        TRUCE_ASSIGN(checkpoint, commit.finish());
    }
    for (Submitted& one : done) one.checkpoint = checkpoint;
    return done;
}

}  // namespace truce
