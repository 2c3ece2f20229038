/// The line in which the writers of one SQLite file wait, within this process.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>

#include "truce/base/file.hpp"

namespace truce {

/// First come, first served. SQLite itself lets writers poll for its lock, so that an importer that begins
/// its next transaction at once would starve everybody else for as long as it runs; in this line each waits
/// for those before it only. Writers of other processes still poll.
class WriterQueue {
public:
    /// The same line for the same file. `file` is canonical.
    static std::shared_ptr<WriterQueue> of(const Path& file);

    /// Waits for its turn. False if `deadline` came first.
    bool enter(std::chrono::steady_clock::time_point deadline);
    /// Precondition: this caller has the turn.
    void leave();

private:
    std::mutex mutex_;
    std::condition_variable moved_;
    std::deque<std::uint64_t> line_;  ///< tickets; the front has the turn
    std::uint64_t next_ticket_ = 0;
};

/// Has the turn while it lives.
class WriterTurn {
public:
    explicit WriterTurn(std::shared_ptr<WriterQueue> queue) : queue_(std::move(queue)) {}
    ~WriterTurn() {
        if (queue_) queue_->leave();
    }
    WriterTurn(WriterTurn&&) noexcept = default;
    WriterTurn(const WriterTurn&) = delete;
    WriterTurn& operator=(const WriterTurn&) = delete;
    WriterTurn& operator=(WriterTurn&&) = delete;

private:
    std::shared_ptr<WriterQueue> queue_;
};

}  // namespace truce
