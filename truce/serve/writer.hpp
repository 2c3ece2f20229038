/// The one who writes: what many threads hand in goes into the record together, one commit after the other.
///
/// While one commit is made durable the next one gathers, so a lone submitter never waits for company and a crowd shares the syncs.
/// An answer means: durable, read back, under a signed checkpoint.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "truce/mechanism/mechanism.hpp"

namespace truce {

class Writer {
public:
    struct Options {
        std::size_t commit_max = 256;   ///< filings of one commit
        std::size_t queue_max = 1'024;  ///< filings that wait; beyond: append.busy
        /// After each commit that brought something, on the writer's thread, before its answers go out: the record's size, and the kinds
        /// that came.
        std::function<void(const Mechanism& mechanism, std::uint64_t size, const std::vector<std::string>& kinds)> committed;
    };
    /// Takes a mechanism that is open for writing: nobody else may use it from here on.
    Writer(Mechanism mechanism, Options options);
    /// Writes what waits, then stops. Precondition: no call of submit() begins any more.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// From any thread; waits for the answer. Errors: append.busy (busy), those of Mechanism::submit_all.
    Result<Submitted> submit(SignedFiling filing);
    [[nodiscard]] std::size_t waiting() const;

private:
    struct Waiting {
        explicit Waiting(SignedFiling f) : filing(std::move(f)) {}
        SignedFiling filing;
        std::optional<Result<Submitted>> answer;  ///< guarded by the queue's mutex
        std::condition_variable answered;
    };
    void write();

    Mechanism mechanism_;
    const Options options_;
    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::deque<Waiting*> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace truce
