/// Many threads hand in, one writes at a time for all that wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "truce/base/result.hpp"

namespace truce {

/// Whoever hands in and finds nobody writing takes what waits and writes it in one step; while that lasts, the next step gathers.
/// So a lone thread waits neither for company nor for another thread to wake, and a crowd shares what a step costs.
template <typename Item, typename Answer>
class GroupCommit {
public:
    /// Writes 1 to `step_max` items, which are in order of arrival; an answer for each, in that order. Never runs twice at a time, but
    /// on the thread of whoever hands in; what one run wrote to memory the next one sees. An exception out of it ends the process.
    using Write = std::function<std::vector<Answer>(std::vector<Item> items)>;

    /// Precondition: step_max > 0.
    GroupCommit(std::size_t step_max, std::size_t waiting_max, Write write)
        : step_max_(step_max), waiting_max_(waiting_max), write_(std::move(write)) {}
    GroupCommit(const GroupCommit&) = delete;
    GroupCommit& operator=(const GroupCommit&) = delete;
    /// Precondition: every call of hand_in() has returned.
    ~GroupCommit() { TRUCE_ASSERT(queue_.empty() && !writing_); }

    /// From any thread; waits for the answer. None: `waiting_max` wait already, and this one was not taken.
    std::optional<Answer> hand_in(Item item) {
        const auto own = std::make_shared<Waiting>(std::move(item));
        std::unique_lock lock(mutex_);
        if (queue_.size() >= waiting_max_) return std::nullopt;
        queue_.push_back(own);
        for (;;) {
            own->changed.wait(lock, [&] { return own->answer || !writing_; });
            if (own->answer) return std::move(own->answer);
            write_step(lock);
        }
    }

    /// How many wait for the step after the one that is being written.
    [[nodiscard]] std::size_t waiting() const {
        const std::lock_guard lock(mutex_);
        return queue_.size();
    }

private:
    struct Waiting {
        explicit Waiting(Item handed) : item(std::move(handed)) {}
        Item item;
        std::optional<Answer> answer;  ///< guarded by mutex_
        std::condition_variable changed;
    };

    /// Of the first that wait; leaves the rest to the first of them. Whoever is answered is woken without the lock, or each would wake only
    /// to wait for it.
    void write_step(std::unique_lock<std::mutex>& lock) noexcept {
        writing_ = true;
        std::vector<std::shared_ptr<Waiting>> step;
        while (!queue_.empty() && step.size() < step_max_) {
            step.push_back(std::move(queue_.front()));
            queue_.pop_front();
        }
        lock.unlock();
        std::vector<Item> items;
        items.reserve(step.size());
        for (const auto& one : step) items.push_back(std::move(one->item));
        std::vector<Answer> answers = write_(std::move(items));
        TRUCE_ASSERT(answers.size() == step.size());
        lock.lock();
        for (std::size_t i = 0; i < step.size(); ++i) step[i]->answer.emplace(std::move(answers[i]));
        writing_ = false;
        const std::shared_ptr<Waiting> next = queue_.empty() ? nullptr : queue_.front();
        lock.unlock();
        if (next) next->changed.notify_one();
        for (const auto& one : step) one->changed.notify_one();
        lock.lock();
    }

    const std::size_t step_max_;
    const std::size_t waiting_max_;
    const Write write_;
    mutable std::mutex mutex_;
    std::deque<std::shared_ptr<Waiting>> queue_;
    bool writing_ = false;
};

}  // namespace truce
