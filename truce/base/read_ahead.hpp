/// One thread reads while another takes in what was read.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "truce/base/result.hpp"

namespace truce {

/// Hands what one thread has read to another, a few pieces ahead.
template <typename T>
class ReadAhead {
public:
    /// False: nobody wants more.
    bool give(std::unique_ptr<T> piece) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stopped_ || ready_.size() < ahead_max; });
        if (stopped_) return false;
        ready_.push_back(std::move(piece));
        changed_.notify_all();
        return true;
    }
    void end(Result<void> how) {
        const std::lock_guard lock(mutex_);
        ended_ = std::move(how);
        changed_.notify_all();
    }
    /// nullptr after the last.
    Result<std::unique_ptr<T>> take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return ended_ || !ready_.empty(); });
        if (ready_.empty()) {
            if (!ended_->ok()) return ended_->error();
            return std::unique_ptr<T>();
        }
        std::unique_ptr<T> out = std::move(ready_.front());
        ready_.pop_front();
        changed_.notify_all();
        return out;
    }
    void stop() {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        changed_.notify_all();
    }

private:
    static constexpr std::size_t ahead_max = 16;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::unique_ptr<T>> ready_;
    std::optional<Result<void>> ended_;
    bool stopped_ = false;
};

/// Runs `read(ahead)` in a thread of its own, which gives piece after piece until it is told to stop, and `take(piece)` in this one, in
/// the same order. Errors: the first of `take`; else that of `read`, after all that it gave before was taken.
template <typename T, typename Read, typename Take>
Result<void> read_ahead(Read read, Take take) {
    ReadAhead<T> ahead;
    std::thread reading([&] { ahead.end(read(ahead)); });
    Result<void> taken = [&]() -> Result<void> {
        for (;;) {
            TRUCE_ASSIGN(const auto piece, ahead.take());
            if (piece == nullptr) return {};
            TRUCE_TRY(take(*piece));
        }
    }();
    ahead.stop();
    reading.join();
    return taken;
}

}  // namespace truce
