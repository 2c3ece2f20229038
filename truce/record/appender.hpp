/// Group commit: many threads hand in, one writes.
///
/// Whoever hands in checks its own entry (form, signature, body) on its own thread; then the entry goes into a commit with all
/// that wait (GroupCommit), which one of those threads writes. An answer means: durable, read back, and under a signed
/// checkpoint. Refusals are answered then as well, for what refuses an entry may itself have been in that commit.
#pragma once

#include <cstddef>
#include <memory>

#include "truce/base/result.hpp"
#include "truce/record/log.hpp"

namespace truce {

struct Acknowledgement {
    Receipt receipt;
    Checkpoint checkpoint;  ///< covers it
};

struct AppenderOptions {
    std::size_t batch_max = 256;    ///< entries of one commit
    std::size_t queue_max = 4'096;  ///< entries that wait; beyond: append.busy
    Fold fold;                      ///< tables that are written with each entry
};

class Appender {
public:
    /// Takes the log, and with it its store: until the Appender is gone nobody else may use that Database.
    static Result<std::unique_ptr<Appender>> start(Log log, AppenderOptions options = {});

    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;
    /// Precondition: every call of append() has returned.
    ~Appender();

    /// From any thread; waits for the answer. The same bytes again get the receipt that they got.
    /// Errors: those of CheckedSubmission::check and Commit::append, which refuse this entry alone; append.busy (busy: too many
    /// wait); log.unsigned, log.read_back, head.* and store errors, which everything in the commit gets and after which the
    /// log is stopped: log.stopped. Where a commit failed, handing in the same bytes again after a new start tells whether they
    /// were recorded.
    Result<Acknowledgement> append(Submission submission);

private:
    class State;
    explicit Appender(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace truce
