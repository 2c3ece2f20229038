/// The threads on which handlers run: each kind of work (HttpWork) has its own line, so that none holds up another.
///
///   brief     a thread for each processor, and one. More would only take turns on the same processors, and each answer would come
///             later. One that goes on for longer than `brief_max` counts as what it is: another thread stands in for its own meanwhile
///   waiting   many threads, most of which sleep
///   lengthy   by threads of those, few at a time; what comes besides stands in line
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "truce/http/http.hpp"

namespace truce {

class HandlerThreads {
public:
    struct Options {
        unsigned brief = 0;    ///< 0: what is brief is handled as what waits
        unsigned waiting = 4;  ///< at least one
        unsigned lengthy = 1;  ///< at a time, of those; at least one
        std::chrono::milliseconds brief_max{20};
    };
    explicit HandlerThreads(const Options& options);
    HandlerThreads(const HandlerThreads&) = delete;
    HandlerThreads& operator=(const HandlerThreads&) = delete;
    /// As join().
    ~HandlerThreads();

    /// From any thread; those of one kind begin in the order in which they came. A job does not throw.
    /// Preconditions: not ready; not after join().
    void run(HttpWork work, std::function<void()> job);
    /// Once all that was handed over is done.
    void join();

private:
    using Time = std::chrono::steady_clock::time_point;
    using Line = std::deque<std::function<void()>>;

    void handle_brief(std::size_t thread);
    void handle_others(std::size_t thread);
    void look_out();
    // Under the lock, as all below; which is let go while the line's first job runs.
    static void do_first(std::unique_lock<std::mutex>& lock, Line& line);
    void do_brief(std::unique_lock<std::mutex>& lock, std::size_t thread);
    /// How many could begin with one: as many as are missing of `brief` when those that go on for too long are not
    /// counted.
    [[nodiscard]] std::size_t stand_ins_wanted() const;
    [[nodiscard]] bool may_go_on_long() const { return !lengthy_.empty() && handling_lengthy_ < options_.lengthy; }

    const Options options_;
    const unsigned stand_ins_max_;  ///< so that some are left for what waits
    std::mutex mutex_;
    std::condition_variable brief_came_;
    std::condition_variable others_came_;
    std::condition_variable brief_stands_in_line_;
    Line brief_, waiting_, lengthy_;
    std::vector<std::optional<Time>> brief_since_;  ///< by thread: when it began with a brief one
    unsigned idle_brief_;                           ///< of those for brief ones: they take the next, or have yet to begin
    unsigned standing_in_ = 0;
    unsigned handling_lengthy_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace truce
