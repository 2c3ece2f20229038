#include "truce/http/handler_threads.hpp"

#include <algorithm>
#include <utility>

#include "truce/base/result.hpp"

namespace truce {

HandlerThreads::HandlerThreads(const Options& options)
    : options_(options),
      stand_ins_max_((options.waiting + 1) / 2),
      brief_since_(options.brief + options.waiting),
      idle_brief_(options.brief) {
    TRUCE_ASSERT(options.waiting > 0 && options.lengthy > 0);
    for (std::size_t i = 0; i < options.brief; ++i) threads_.emplace_back([this, i] { handle_brief(i); });
    for (std::size_t i = options.brief; i < brief_since_.size(); ++i) threads_.emplace_back([this, i] { handle_others(i); });
    if (options.brief > 0) threads_.emplace_back([this] { look_out(); });
}

HandlerThreads::~HandlerThreads() { join(); }

void HandlerThreads::run(HttpWork work, std::function<void()> job) {
    const std::lock_guard lock(mutex_);
    TRUCE_ASSERT(work != HttpWork::ready && !stopping_);
    if (work == HttpWork::brief && options_.brief > 0) {
        brief_.push_back(std::move(job));
        brief_came_.notify_one();
        if (brief_.size() > idle_brief_) brief_stands_in_line_.notify_one();
        return;
    }
    (work == HttpWork::lengthy ? lengthy_ : waiting_).push_back(std::move(job));
    others_came_.notify_one();
}

void HandlerThreads::join() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    brief_came_.notify_all();
    others_came_.notify_all();
    brief_stands_in_line_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

std::size_t HandlerThreads::stand_ins_wanted() const {
    if (brief_.empty()) return 0;
    const Time since = std::chrono::steady_clock::now() - options_.brief_max;
    const auto counted = std::ranges::count_if(brief_since_, [&](const auto& begun) { return begun && *begun > since; });
    const auto missing = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, std::ptrdiff_t{options_.brief - idle_brief_} - counted));
    return std::min({brief_.size(), missing, std::size_t{stand_ins_max_ - standing_in_}});
}

void HandlerThreads::do_first(std::unique_lock<std::mutex>& lock, Line& line) {
    std::function<void()> job = std::move(line.front());
    line.pop_front();
    lock.unlock();
    job();
    job = {};
    lock.lock();
}

void HandlerThreads::do_brief(std::unique_lock<std::mutex>& lock, std::size_t thread) {
    brief_since_[thread] = std::chrono::steady_clock::now();
    do_first(lock, brief_);
    brief_since_[thread].reset();
}

void HandlerThreads::handle_brief(std::size_t thread) {
    std::unique_lock lock(mutex_);
    for (;;) {
        brief_came_.wait(lock, [&] { return stopping_ || !brief_.empty(); });
        if (brief_.empty()) return;
        --idle_brief_;
        do_brief(lock, thread);
        ++idle_brief_;
    }
}

void HandlerThreads::handle_others(std::size_t thread) {
    std::unique_lock lock(mutex_);
    for (;;) {
        others_came_.wait(lock, [&] { return stopping_ || !waiting_.empty() || may_go_on_long() || stand_ins_wanted() > 0; });
        if (!waiting_.empty()) {
            do_first(lock, waiting_);
        } else if (may_go_on_long()) {
            ++handling_lengthy_;
            do_first(lock, lengthy_);
            --handling_lengthy_;
        } else if (stand_ins_wanted() > 0) {
            ++standing_in_;
            do_brief(lock, thread);
            --standing_in_;
        } else {
            return;  // whatever is left in line is taken by those who are at its like
        }
    }
}

/// While brief ones stand in line, sees to it now and then that those who are held up are stood in for.
void HandlerThreads::look_out() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        brief_stands_in_line_.wait(lock, [&] { return stopping_ || brief_.size() > idle_brief_; });
        brief_stands_in_line_.wait_for(lock, options_.brief_max, [&] { return stopping_; });
        for (std::size_t i = stand_ins_wanted(); i > 0; --i) others_came_.notify_one();
    }
}

}  // namespace truce
