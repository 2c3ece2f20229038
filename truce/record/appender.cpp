#include "truce/record/appender.hpp"

#include <fmt/format.h>

#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "truce/base/group_commit.hpp"

namespace truce {
namespace {

/// The keys that entries are checked with. All read them, whoever writes replaces them.
class KnownKeys {
public:
    Result<void> read(const LogReader& log) {
        TRUCE_ASSIGN(const std::vector<EnrolledKey> enrolled, log.keys());
        std::unordered_map<std::string, NoteKey> keys;
        for (const EnrolledKey& key : enrolled) keys.emplace(key.key.name, key.key);
        const std::unique_lock lock(mutex_);
        keys_ = std::move(keys);
        return {};
    }

    Result<NoteKey> find(const std::string& name) const {
        const std::shared_lock lock(mutex_);
        const auto found = keys_.find(name);
        if (found != keys_.end()) return found->second;
        return Error{Errc::forbidden, "entry.unknown_key", fmt::format("{} is not the name of an enrolled key", name), "",
                     "Let a key of the institution enrol it"};
    }

private:
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, NoteKey> keys_;
};

}  // namespace

class Appender::State {
public:
    State(Log log, AppenderOptions options)
        : log_(std::move(log)),
          fold_(std::move(options.fold)),
          commits_(options.batch_max, options.queue_max, [this](const std::vector<CheckedSubmission>& batch) { return write(batch); }) {}

    Result<void> start() { return keys_.read(LogReader(log_.db())); }

    Result<Acknowledgement> append(Submission submission) {
        TRUCE_ASSIGN(const Entry entry, parse_entry(submission.note));
        auto key = keys_.find(entry.key_name);
        if (!key) return at(entry.header.id, std::move(key).error());
        TRUCE_ASSIGN(CheckedSubmission checked, CheckedSubmission::check(std::move(submission), std::move(*key)));
        if (auto answer = commits_.hand_in(std::move(checked))) return std::move(*answer);
        return Error{Errc::busy, "append.busy", "as many entries wait as may", entry.header.id, "Hand it in again in a moment"};
    }

private:
    std::vector<Result<Acknowledgement>> write(const std::vector<CheckedSubmission>& batch) {
        std::vector<Result<Receipt>> placed;
        const auto committed = commit(batch, placed);
        std::vector<Result<Acknowledgement>> answers;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (!committed) {
                answers.emplace_back(committed.error());
            } else if (!placed[i]) {
                answers.emplace_back(placed[i].error());
            } else {
                answers.emplace_back(Acknowledgement{*placed[i], *committed});
            }
        }
        return answers;
    }

    /// `placed`: what the log said to each, an answer once the commit is durable.
    Result<Checkpoint> commit(const std::vector<CheckedSubmission>& batch, std::vector<Result<Receipt>>& placed) {
        bool keys_change = false;
        {
            TRUCE_ASSIGN(Commit commit, log_.begin());
            for (const CheckedSubmission& submission : batch) {
                placed.push_back(commit.append(submission, fold_));
                keys_change = keys_change || (placed.back().ok() && submission.kind().starts_with("key."));
            }
            // Only refusals, and entries that are in the log already.
            if (commit.empty()) return log_.checkpoint();
            TRUCE_TRY(commit.finish());
        }
        if (keys_change) TRUCE_TRY(keys_.read(LogReader(log_.db())));
        return log_.checkpoint();
    }

    Log log_;
    const Fold fold_;
    KnownKeys keys_;
    GroupCommit<CheckedSubmission, Result<Acknowledgement>> commits_;
};

Appender::Appender(std::unique_ptr<State> state) : state_(std::move(state)) {}
Appender::~Appender() = default;

Result<std::unique_ptr<Appender>> Appender::start(Log log, AppenderOptions options) {
    auto state = std::make_unique<State>(std::move(log), std::move(options));
    TRUCE_TRY(state->start());
    return std::unique_ptr<Appender>(new Appender(std::move(state)));
}

Result<Acknowledgement> Appender::append(Submission submission) { return state_->append(std::move(submission)); }

}  // namespace truce
