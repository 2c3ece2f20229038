/// Many hand in, one writes at a time.
#include "truce/base/group_commit.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <thread>

namespace truce {
namespace {

using Step = std::vector<int>;
using Commits = GroupCommit<int, int>;

/// Steps as they were written; the first stays open until it is let through.
struct Steps {
    std::vector<Step> written;
    std::promise<void> begun;
    std::promise<void> let_through;

    Commits::Write write() {
        return [this](const Step& items) {
            if (written.empty()) {
                begun.set_value();
                let_through.get_future().wait();
            }
            written.push_back(items);
            Step doubled;
            for (const int item : items) doubled.push_back(2 * item);
            return doubled;
        };
    }
};

/// Item 0 in the step that is open, then 1 to n, each handed in once the one before waits. Joined when it goes.
std::vector<std::jthread> hand_in_behind_a_step(Commits& commits, Steps& steps, int n) {
    std::vector<std::jthread> threads;
    const auto hand_in = [&commits](int item) { EXPECT_EQ(commits.hand_in(item), 2 * item); };
    threads.emplace_back(hand_in, 0);
    steps.begun.get_future().wait();
    for (int item = 1; item <= n; ++item) {
        threads.emplace_back(hand_in, item);
        while (commits.waiting() < static_cast<std::size_t>(item)) std::this_thread::yield();
    }
    return threads;
}

TEST(GroupCommit, what_gathers_while_a_step_is_written_is_the_next_step_in_order_of_arrival) {
    Steps steps;
    Commits commits(8, 100, steps.write());
    {
        const auto threads = hand_in_behind_a_step(commits, steps, 5);
        steps.let_through.set_value();
    }
    EXPECT_EQ(steps.written, (std::vector<Step>{{0}, {1, 2, 3, 4, 5}}));
    EXPECT_EQ(commits.waiting(), 0U);
}

TEST(GroupCommit, a_step_has_at_most_so_many_and_the_rest_come_next) {
    Steps steps;
    Commits commits(2, 100, steps.write());
    {
        const auto threads = hand_in_behind_a_step(commits, steps, 5);
        steps.let_through.set_value();
    }
    EXPECT_EQ(steps.written, (std::vector<Step>{{0}, {1, 2}, {3, 4}, {5}}));
}

TEST(GroupCommit, beyond_so_many_that_wait_none_is_taken) {
    Steps steps;
    Commits commits(8, 3, steps.write());
    {
        const auto threads = hand_in_behind_a_step(commits, steps, 3);
        EXPECT_EQ(commits.hand_in(4), std::nullopt);
        steps.let_through.set_value();
    }
    EXPECT_EQ(steps.written, (std::vector<Step>{{0}, {1, 2, 3}}));
    EXPECT_EQ(commits.hand_in(4), 8) << "there is room again";
}

TEST(GroupCommit, a_crowd_is_answered_each_its_own_and_never_are_two_steps_written_at_a_time) {
    constexpr int threads_max = 16;
    constexpr int each = 500;
    std::atomic<int> writing = 0;
    std::map<int, int> times;  // without a lock of its own: steps follow one another
    Commits commits(7, 1'000, [&](const Step& items) {
        EXPECT_EQ(++writing, 1);
        EXPECT_GE(items.size(), 1U);
        EXPECT_LE(items.size(), 7U);
        Step answers;
        for (const int item : items) {
            ++times[item];
            answers.push_back(-item);
        }
        --writing;
        return answers;
    });
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < threads_max; ++t) {
            threads.emplace_back([&commits, t] {
                for (int n = 0; n < each; ++n) {
                    const int item = t * each + n;
                    EXPECT_EQ(commits.hand_in(item), -item);
                }
            });
        }
    }
    EXPECT_EQ(times.size(), static_cast<std::size_t>(threads_max * each));
    for (const auto& [item, n] : times) EXPECT_EQ(n, 1) << item;
}

void go_while_somebody_waits() {
    Steps steps;
    auto commits = std::make_unique<Commits>(8, 100, steps.write());
    std::thread waiting([&] { (void)commits->hand_in(0); });
    steps.begun.get_future().wait();
    commits.reset();
}

TEST(GroupCommitDeathTest, to_go_while_somebody_waits_is_a_mistake_of_the_program) {
    EXPECT_DEATH(go_while_somebody_waits(), "group_commit.hpp");
}

}  // namespace
}  // namespace truce
