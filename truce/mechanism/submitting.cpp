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
    Submitting(Database& db, Commit& commit) : db_(db), commit_(commit), rules_(db) {}

    /// Errors: a refusal, or, where `broken()` is true afterwards, the end of the commit.
    Result<Receipt> append(const SignedFiling& filing) {
        const CheckedSubmission& it = filing.submission;
        const Body& body = it.submission().body;
        bool is_new = false;
        const Fold fold = [&](Database&, const CheckedSubmission&, std::uint64_t) -> Result<void> {
            TRUCE_TRY(rules_.check(it.entry(), it.kind(), body, commit_.recorded_at()));
            for (const Body& item : filing.items) TRUCE_TRY(rules_.check_item(it.entry(), it.kind(), item));
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
        if (!filing.items.empty()) {
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
        return rules_.appended(it.entry(), it.kind(), it.submission().body, commit_.recorded_at());
    }

    Database& db_;
    Commit& commit_;
    EntryRules rules_;
    bool broken_ = false;
    bool erases_ = false;
};

}  // namespace

Result<SignedFiling> check_filing(Database& db, Submission submission, std::vector<Body> items) {
    TRUCE_ASSIGN(const Entry entry, parse_entry(submission.note));
    const auto key = LogReader(db).key(entry.key_name);
    if (!key) return at(entry.header.id, key.error());
    TRUCE_ASSIGN(CheckedSubmission checked, CheckedSubmission::check(std::move(submission), key->key));
    SignedFiling filing{std::move(checked), std::move(items)};
    TRUCE_TRY(check_items(filing));
    return filing;
}

std::vector<Result<Submitted>> Mechanism::submit_all(std::span<const SignedFiling> filings) {
    TRUCE_ASSERT(state_->log.has_value());
    Log& log = *state_->log;
    std::vector<Result<Receipt>> placed;
    Result<void> committed;
    Checkpoint checkpoint;
    bool erases = false;
    const auto write = [&]() -> Result<void> {
        TRUCE_ASSIGN(Commit commit, log.begin());
        Submitting submitting(db(), commit);
        for (const SignedFiling& filing : filings) {
            placed.push_back(submitting.append(filing));
            if (submitting.broken()) return placed.back().error();
        }
        erases = submitting.erases();
        // Only refusals, and entries that are in the log already.
        if (!commit.empty()) TRUCE_TRY(commit.finish());
        checkpoint = log.checkpoint();
        return {};
    };
    committed = write();
    if (committed && erases) committed = sweep_attachments(db(), attachments());
    std::vector<Result<Submitted>> out;
    for (std::size_t i = 0; i < filings.size(); ++i) {
        if (!committed) {
            out.emplace_back(committed.error());
        } else if (!placed[i]) {
            out.emplace_back(placed[i].error());
        } else {
            out.emplace_back(Submitted{*placed[i], checkpoint});
        }
    }
    return out;
}

Result<Submitted> Mechanism::submit(Submission submission) {
    TRUCE_ASSIGN(const SignedFiling filing, check_filing(db(), std::move(submission), {}));
    return std::move(submit_all(std::span(&filing, 1)).front());
}

}  // namespace truce
