#include "truce/http/handler_threads.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <latch>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace truce {
namespace {

using std::chrono::milliseconds;

TEST(HandlerThreads, WhatWasHandedOverIsDoneBeforeTheyGoAndEachOnce) {
    for (const unsigned brief : {0U, 2U}) {
        std::vector<std::atomic<int>> done(3'000);
        {
            HandlerThreads threads({brief, 3, 2, milliseconds(1)});
            std::vector<std::thread> givers;
            for (std::size_t giver = 0; giver < 3; ++giver)
                givers.emplace_back([&, giver] {
                    constexpr std::array kinds{HttpWork::brief, HttpWork::waiting, HttpWork::lengthy};
                    for (std::size_t i = giver; i < done.size(); i += 3) {
                        threads.run(kinds.at(i / 3 % 3), [&done, i] {
                            if (i % 100 == 0) std::this_thread::sleep_for(milliseconds(2));
                            ++done[i];
                        });
                    }
                });
            for (std::thread& giver : givers) giver.join();
        }
        for (std::size_t i = 0; i < done.size(); ++i) ASSERT_EQ(done[i], 1) << i;
    }
}

TEST(HandlerThreads, BriefOnesAreDoneInTheOrderInWhichTheyCameBySoManyThreadsOnly) {
    std::mutex mutex;
    std::vector<int> order;
    std::set<std::thread::id> by;
    HandlerThreads threads({1, 8, 2, milliseconds(10'000)});
    for (int i = 0; i < 500; ++i)
        threads.run(HttpWork::brief, [&, i] {
            const std::lock_guard lock(mutex);
            order.push_back(i);
            by.insert(std::this_thread::get_id());
        });
    threads.join();
    EXPECT_EQ(order.size(), 500U);
    EXPECT_TRUE(std::ranges::is_sorted(order));
    EXPECT_EQ(by.size(), 1U);
}

TEST(HandlerThreads, HeldUpBriefOnesAreStoodInForByAtMostHalfOfThoseThatWait) {
    constexpr unsigned brief = 2;
    constexpr unsigned waiting = 6;
    std::latch let_go(1);
    std::atomic<unsigned> begun{0};
    HandlerThreads threads({brief, waiting, 1, milliseconds(2)});
    for (unsigned i = 0; i < 20; ++i)
        threads.run(HttpWork::brief, [&] {
            ++begun;
            let_go.wait();
        });
    while (begun < brief + waiting / 2) std::this_thread::sleep_for(milliseconds(1));
    std::latch filed(3);
    for (int i = 0; i < 3; ++i) threads.run(HttpWork::waiting, [&] { filed.arrive_and_wait(); });
    filed.wait();
    EXPECT_EQ(begun, brief + waiting / 2);
    let_go.count_down();
    threads.join();
    EXPECT_EQ(begun, 20U);
}

TEST(HandlerThreads, OfLengthyOnesFewAreHandledAtATime) {
    std::atomic<int> at_once{0};
    std::atomic<int> most{0};
    HandlerThreads threads({1, 6, 2, milliseconds(20)});
    for (int i = 0; i < 20; ++i)
        threads.run(HttpWork::lengthy, [&] {
            const int now = ++at_once;
            for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
            }
            std::this_thread::sleep_for(milliseconds(3));
            --at_once;
        });
    threads.join();
    EXPECT_EQ(most, 2);
}

}  // namespace
}  // namespace truce
