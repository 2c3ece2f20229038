#include "truce/record/appender.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace truce {
namespace {

/// The keys that entries are checked with. Submitters read, the writer replaces.
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

/// An entry that waits, on the stack of the thread that handed it in.
struct Waiting {
    explicit Waiting(CheckedSubmission checked) : submission(std::move(checked)) {}
    CheckedSubmission submission;
    std::optional<Result<Receipt>> placed;          ///< what the log said; an answer once the commit is durable
    std::optional<Result<Acknowledgement>> answer;  ///< guarded by the queue's mutex
    std::condition_variable answered;
};

}  // namespace

class Appender::State {
public:
    State(Log log, AppenderOptions options) : log_(std::move(log)), options_(std::move(options)) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        work_.notify_one();
        if (writer_.joinable()) writer_.join();
    }

    Result<void> start() {
        TRUCE_TRY(keys_.read(LogReader(log_.db())));
        writer_ = std::thread([this] { write(); });
        return {};
    }

    Result<Acknowledgement> append(Submission submission) {
        TRUCE_ASSIGN(const Entry entry, parse_entry(submission.note));
        auto key = keys_.find(entry.key_name);
        if (!key) return at(entry.header.id, std::move(key).error());
        TRUCE_ASSIGN(CheckedSubmission checked, CheckedSubmission::check(std::move(submission), std::move(*key)));
        Waiting waiting(std::move(checked));
        std::unique_lock lock(mutex_);
        if (queue_.size() >= options_.queue_max) {
            return Error{Errc::busy, "append.busy", fmt::format("{} entries wait already", queue_.size()), entry.header.id,
                         "Hand it in again in a moment"};
        }
        queue_.push_back(&waiting);
        work_.notify_one();
        waiting.answered.wait(lock, [&] { return waiting.answer.has_value(); });
        return std::move(*waiting.answer);
    }

private:
    void write() {
        std::vector<Waiting*> batch;
        while (take(batch)) {
            const auto committed = commit(batch);
            const std::lock_guard lock(mutex_);
            for (Waiting* waiting : batch) {
                waiting->answer.emplace(answer_of(*waiting, committed));
                waiting->answered.notify_one();
            }
        }
    }

    /// What waits, in order of arrival; false once there is nothing more to come.
    bool take(std::vector<Waiting*>& batch) {
        batch.clear();
        std::unique_lock lock(mutex_);
        work_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
        while (!queue_.empty() && batch.size() < options_.batch_max) {
            batch.push_back(queue_.front());
            queue_.pop_front();
        }
        return !batch.empty();
    }

    Result<Checkpoint> commit(const std::vector<Waiting*>& batch) {
        bool keys_change = false;
        {
            TRUCE_ASSIGN(Commit commit, log_.begin());
            for (Waiting* waiting : batch) {
                waiting->placed.emplace(commit.append(waiting->submission, options_.fold));
                keys_change = keys_change || (waiting->placed->ok() && waiting->submission.kind().starts_with("key."));
            }
            // Only refusals, and entries that are in the log already.
            if (commit.empty()) return log_.checkpoint();
            TRUCE_TRY(commit.finish());
        }
        if (keys_change) TRUCE_TRY(keys_.read(LogReader(log_.db())));
        return log_.checkpoint();
    }

    static Result<Acknowledgement> answer_of(const Waiting& waiting, const Result<Checkpoint>& committed) {
        if (!committed) return committed.error();
        if (!*waiting.placed) return waiting.placed->error();
        return Acknowledgement{**waiting.placed, *committed};
    }

    Log log_;
    const AppenderOptions options_;
    KnownKeys keys_;
    std::mutex mutex_;
    std::condition_variable work_;
    std::deque<Waiting*> queue_;
    bool stopping_ = false;
    std::thread writer_;
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
