#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/entry_rules.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/keys.hpp"

namespace truce {
namespace {

/// That the items are those which the entry promises, each of a kind and register that its author may file.
Result<void> check_items(const SignedFiling& filing) {
    const auto promise = batch_promise(filing.submission.submission().body);
    const std::string& id = filing.submission.entry().header.id;
    if (!promise && filing.items.empty()) return {};
    GrowingTree tree;
    for (const Body& item : filing.items) {
        for (const Part& part : item) {
            if (!part.open)
                return Error{Errc::invalid, "batch.item", "a part of an item is sealed", id, "Hand in every part with its secret"};
        }
        tree.append(item_leaf(body_root(item)));
    }
    if (promise && tree.size() == promise->count && tree.root() == promise->root) return {};
    return Error{Errc::invalid, "batch.root", "its items are not those that were signed", id,
                 promise ? "Hand in the items as they were composed" : "Leave out the items, or announce them"};
}

/// One commit for many filings. What is refused leaves it as it was.
class Submitting {
public:
    Submitting(Database& db, Commit& commit, EntryRules& rules) : db_(db), commit_(commit), rules_(rules) {}

    /// Errors: a refusal, or, where `broken()` is true afterwards, the end of the commit.
    Result<Receipt> append(const SignedFiling& filing) {
        const CheckedSubmission& it = filing.submission;
        const Body& body = it.submission().body;
        bool is_new = false;
        const Fold fold = [&](Database&, const CheckedSubmission&, std::uint64_t) -> Result<void> {
            TRUCE_TRY(rules_.check(it.entry(), it.kind(), body, commit_.recorded_at()));
            for (const Body& item : filing.items) TRUCE_TRY(rules_.check_item(it.entry(), it.kind(), item));
            if (filing.staged) {
                for (const std::string& one : filing.staged->registers) TRUCE_TRY(rules_.check_register(it.entry(), one));
            }
            is_new = true;
            return {};
        };
        TRUCE_ASSIGN(const Receipt receipt, commit_.append(it, fold));
        if (!is_new) return receipt;
        if (auto followed = follow(filing, receipt); !followed) {
            broken_ = true;
            return std::move(followed).error();
        }
        erases_ = erases_ || it.kind() == erasure_kind;
        return receipt;
    }

    [[nodiscard]] bool broken() const { return broken_; }
    [[nodiscard]] bool erases() const { return erases_; }

private:
    Result<void> follow(const SignedFiling& filing, const Receipt& receipt) {
        const CheckedSubmission& it = filing.submission;
        if (filing.staged) {
            TRUCE_ASSERT(filing.staged->kind == it.kind());
            TRUCE_TRY(land_batch(db_, filing.staged->batch, receipt.index, filing.staged->promise.count));
        } else if (!filing.items.empty()) {
            TRUCE_ASSIGN(BatchWriter writer, BatchWriter::begin(db_));
            for (std::size_t from = 0; from < filing.items.size(); from += chunk_items_max) {
                const std::size_t to = std::min(from + chunk_items_max, filing.items.size());
                Chunk chunk;
                for (std::size_t i = from; i < to; ++i) chunk.add(filing.items[i]);
                TRUCE_ASSIGN(const std::int64_t staged, writer.stage(chunk, chunk.compressed()));
                for (std::size_t i = from; i < to; ++i) TRUCE_TRY(rules_.fold(it.kind(), item_row(staged, i - from), filing.items[i]));
            }
            TRUCE_TRY(land_batch(db_, writer.batch(), receipt.index, filing.items.size()));
        }
        return rules_.appended(it.entry(), it.kind(), it.submission().body, receipt.index, commit_.recorded_at());
    }

    Database& db_;
    Commit& commit_;
    EntryRules& rules_;
    bool broken_ = false;
    bool erases_ = false;
};

enum class OnRefusal : std::uint8_t { go_on, end_commit };

struct Placed {
    std::vector<Result<Receipt>> receipts;  ///< of each filing, or its refusal
    Checkpoint checkpoint;
    bool erases = false;
};

/// Appends what can be, in one commit. Errors: the end of the commit, of which nothing is left.
///   end_commit   a refusal is one, with the entry's id
Result<Placed> place(Log& log, Database& db, EntryRules& rules, std::span<const SignedFiling> filings, OnRefusal on_refusal) {
    TRUCE_ASSIGN(Commit commit, log.begin());
    Submitting submitting(db, commit, rules);
    Placed placed;
    for (const SignedFiling& filing : filings) {
        placed.receipts.push_back(submitting.append(filing));
        const Result<Receipt>& last = placed.receipts.back();
        if (submitting.broken()) return last.error();
        if (!last && on_refusal == OnRefusal::end_commit) return at(filing.submission.entry().header.id, last.error());
    }
    placed.erases = submitting.erases();
    placed.checkpoint = log.checkpoint();
    // Only refusals, and entries that are in the log already.
    if (commit.empty()) return placed;
    TRUCE_ASSIGN(placed.checkpoint, commit.finish());
    return placed;
}

}  // namespace

Result<CheckedSubmission> check_entry(Database& db, Submission submission) {
    TRUCE_ASSIGN(const Entry entry, parse_entry(submission.note));
    const auto key = LogReader(db).key(entry.key_name);
    if (!key) return at(entry.header.id, key.error());
    return CheckedSubmission::check(std::move(submission), key->key);
}

Result<SignedFiling> check_filing(Database& db, Submission submission, std::vector<Body> items) {
    TRUCE_ASSIGN(CheckedSubmission checked, check_entry(db, std::move(submission)));
    SignedFiling filing{std::move(checked), std::move(items)};
    TRUCE_TRY(check_items(filing));
    return filing;
}

std::vector<Result<Submitted>> Mechanism::submit_all(std::span<const SignedFiling> filings) {
    TRUCE_ASSERT(state_->log.has_value());
    const auto placed = place(*state_->log, db(), state_->rules(), filings, OnRefusal::go_on);
    // An erasure takes from the views what the rules may have read of them.
    state_->keep_rules(placed && !placed->erases);
    Result<void> committed = placed ? Result<void>() : Result<void>(placed.error());
    if (committed && placed->erases) committed = sweep_attachments(db(), attachments());
    std::vector<Result<Submitted>> out;
    for (std::size_t i = 0; i < filings.size(); ++i) {
        if (!committed) {
            out.emplace_back(committed.error());
        } else if (const Result<Receipt>& receipt = placed->receipts[i]; !receipt) {
            out.emplace_back(receipt.error());
        } else {
            out.emplace_back(Submitted{*receipt, placed->checkpoint});
        }
    }
    return out;
}

Result<std::vector<Submitted>> Mechanism::submit_as_one(std::vector<Submission> submissions) {
    TRUCE_ASSERT(state_->log.has_value());
    if (submissions.empty()) return Error{Errc::invalid, "submit.none", "there is nothing to record", "", "Give one entry at least"};
    std::vector<SignedFiling> filings;
    for (Submission& one : submissions) {
        const bool batch = batch_promise(one.body).has_value();
        TRUCE_ASSIGN(CheckedSubmission checked, check_entry(db(), std::move(one)));
        if (batch || checked.kind() == erasure_kind)
            return Error{Errc::invalid, "submit.batch", "it does not come together with others", checked.entry().header.id,
                         "Hand it in by itself"};
        filings.push_back({std::move(checked), {}});
    }
    const auto placed = place(*state_->log, db(), state_->rules(), filings, OnRefusal::end_commit);
    state_->keep_rules(placed.ok());
    if (!placed) return placed.error();
    std::vector<Submitted> done;
    for (const Result<Receipt>& receipt : placed->receipts) done.push_back({*receipt, placed->checkpoint});
    return done;
}

Result<Submitted> Mechanism::submit(Submission submission) {
    TRUCE_ASSIGN(const SignedFiling filing, check_filing(db(), std::move(submission), {}));
    return std::move(submit_all(std::span(&filing, 1)).front());
}

}  // namespace truce
