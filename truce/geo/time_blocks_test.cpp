#include "truce/geo/time_blocks.hpp"

#include <gtest/gtest.h>

#include <random>

namespace truce {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

/// Passes rows by their number, as a register passes what may be seen.
struct Passes {
    const std::vector<TimeBlocks::Item>* items;
    int of_ten;
    bool operator()(std::uint32_t row) const { return static_cast<int>(row % 10) < of_ten; }
    [[nodiscard]] const TimeBlocks::Item* memory(std::uint32_t row) const { return &(*items)[row]; }
};

class Country {
public:
    explicit Country(std::uint64_t seed) : random_(seed) {}

    /// Points, small and large boxes, some nowhere; hours, weeks, or until further notice; many that begin at once.
    std::vector<TimeBlocks::Item> items(std::size_t count) {
        std::vector<TimeBlocks::Item> all;
        for (std::size_t i = 0; i < count; ++i) {
            const std::int64_t from = whole(0, 3'000) * hour_us;
            const int length = whole(0, 99);
            const Interval when{{from},
                                {length == 0 ? Instant::highest().us : from + (length < 10 ? whole(1, 1'000) : whole(1, 40)) * hour_us}};
            const TimedBox box =
                whole(0, 49) == 0 ? TimedBox::nowhere(when) : TimedBox::of(this->box(whole(0, 9) == 0 ? 20'000'000 : 20'000), when);
            all.push_back({box, i, static_cast<std::uint32_t>(i)});
        }
        return all;
    }
    Box box(int side) {
        const int lat = whole(320'000'000, 370'000'000);
        const int lon = whole(360'000'000, 420'000'000);
        return {{lat, lon}, {lat + whole(0, side), lon + whole(0, side)}};
    }
    int whole(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }

private:
    std::mt19937_64 random_;
};

bool is_in(const TimeBlocks::Item& item, const TimeWindow& window) {
    return item.box.during(window.when) && (window.box == nullptr || item.box.meets(*window.box));
}

std::vector<TimeKey> expected(const std::vector<TimeBlocks::Item>& items, const TimeWindow& window, const Passes& passes) {
    const bool forward = window.order == TimeOrder::earliest_first;
    const auto before = [&](const TimeKey& a, const TimeKey& b) { return forward ? a < b : b < a; };
    std::vector<TimeKey> keys;
    for (const TimeBlocks::Item& item : items) {
        if (!is_in(item, window) || !passes(item.row)) continue;
        if (!window.after || before(*window.after, item.time_key())) keys.push_back(item.time_key());
    }
    std::ranges::sort(keys, before);
    return keys;
}

std::vector<TimeKey> scanned(const TimeBlocks& blocks, const TimeWindow& window, const Passes& passes, std::size_t limit) {
    std::vector<TimeKey> keys;
    TimeScan<Passes> scan(blocks, window, passes);
    while (keys.size() < limit) {
        const auto ahead = scan.peek();
        const auto found = scan.next();
        EXPECT_EQ(ahead.has_value(), found.has_value());
        if (!found) break;
        EXPECT_EQ(*ahead, found->key);
        EXPECT_EQ(found->key.key, found->row);
        keys.push_back(found->key);
    }
    return keys;
}

TEST(TimeBlocks, finds_what_a_look_at_every_item_finds_in_order) {
    std::size_t found = 0;
    for (const std::size_t count : {0UL, 1UL, 16UL, 17UL, 4'096UL, 4'097UL, 60'000UL}) {
        Country country(count);
        const std::vector<TimeBlocks::Item> items = country.items(count);
        const TimeBlocks blocks(items);
        ASSERT_EQ(blocks.size(), count);
        for (int round = 0; round < 60; ++round) {
            const Box narrow = country.box(round % 2 == 0 ? 3'000'000 : 300'000);
            const Box wide{{330'000'000, 370'000'000}, {360'000'000, 410'000'000}};
            TimeWindow window;
            if (round % 5 != 0) window.box = round % 5 == 1 ? &wide : &narrow;
            const std::int64_t from = country.whole(0, 3'000) * hour_us;
            if (round % 3 != 0) window.when = {{from}, {from + country.whole(1, 600) * hour_us}};
            window.order = round % 4 < 2 ? TimeOrder::earliest_first : TimeOrder::latest_first;
            const Passes passes{&items, round % 7 == 0 ? 3 : 10};
            const std::vector<TimeKey> all = expected(items, window, passes);
            ASSERT_EQ(scanned(blocks, window, passes, count + 1), all);
            ASSERT_EQ(blocks.count(window, passes), all.size());
            found += all.size();
            if (all.empty()) continue;
            window.after = all[static_cast<std::size_t>(country.whole(0, static_cast<int>(all.size()) - 1))];
            const std::vector<TimeKey> rest = expected(items, window, passes);
            ASSERT_EQ(scanned(blocks, window, passes, count + 1), rest);
            ASSERT_EQ(scanned(blocks, window, passes, 3),
                      (std::vector<TimeKey>(rest.begin(), rest.begin() + std::min<std::ptrdiff_t>(3, std::ssize(rest)))));
        }
    }
    EXPECT_GT(found, 10'000U);
}

TEST(TimeBlocks, asks_about_an_item_once_and_about_few_that_lie_elsewhere) {
    Country country(7);
    const std::vector<TimeBlocks::Item> items = country.items(60'000);
    const TimeBlocks blocks(items);
    struct Counts {
        const std::vector<TimeBlocks::Item>* items;
        std::vector<int>* asked;
        bool operator()(std::uint32_t row) const {
            ++(*asked)[row];
            return true;
        }
        [[nodiscard]] const TimeBlocks::Item* memory(std::uint32_t row) const { return &(*items)[row]; }
    };
    std::vector<int> asked(items.size());
    const Box box = country.box(0);
    TimeWindow window;
    window.box = &box;
    TimeScan<Counts> scan(blocks, window, {&items, &asked});
    std::size_t found = 0;
    while (scan.next()) ++found;
    for (std::size_t i = 0; i < items.size(); ++i) ASSERT_EQ(asked[i], is_in(items[i], window) ? 1 : 0) << i;
    EXPECT_GT(found, 0U);
}

}  // namespace
}  // namespace truce
