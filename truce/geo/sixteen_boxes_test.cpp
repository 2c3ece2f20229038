#include "truce/geo/sixteen_boxes.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>

namespace truce {
namespace {

template <std::size_t axes>
class Sixteen {
public:
    using Boxes = SixteenBoxes<axes>;
    using Box = typename Boxes::Box;

    explicit Sixteen(std::uint64_t seed) : random_(seed) {}
    Box next() {
        Box box;
        for (std::size_t d = 0; d < axes; ++d) {
            const int a = number();
            const int b = number();
            box.low[d] = static_cast<std::uint8_t>(std::min(a, b));
            box.high[d] = static_cast<std::uint8_t>(std::max(a, b));
        }
        return box;
    }
    void put_or_clear() {
        const std::size_t i = std::uniform_int_distribution<std::size_t>(0, Boxes::size - 1)(random_);
        if (number() < 60) {
            model_[i].reset();
            boxes_.clear(i);
        } else {
            model_[i] = next();
            boxes_.set(i, *model_[i]);
        }
    }
    void expect_to_find(const Box& asked) const {
        std::uint32_t expected = 0;
        for (std::size_t i = 0; i < Boxes::size; ++i) {
            bool meets = model_[i].has_value();
            for (std::size_t d = 0; meets && d < axes; ++d)
                meets = model_[i]->low[d] <= asked.high[d] && asked.low[d] <= model_[i]->high[d];
            expected |= static_cast<std::uint32_t>(meets) << i;
        }
        ASSERT_EQ(boxes_.meeting(typename Boxes::Probe(asked)), expected);
    }
    void expect_bounds_to_hold_all() const {
        std::optional<Box> all;
        for (const auto& one : model_) {
            if (!one) continue;
            if (!all) all = one;
            for (std::size_t d = 0; d < axes; ++d) {
                all->low[d] = std::min(all->low[d], one->low[d]);
                all->high[d] = std::max(all->high[d], one->high[d]);
            }
        }
        if (!all) return;
        ASSERT_EQ(boxes_.bounds().low, all->low);
        ASSERT_EQ(boxes_.bounds().high, all->high);
    }

private:
    /// Ends and neighbours often.
    int number() { return std::clamp(std::uniform_int_distribution(-20, 275)(random_), int{Box::least}, int{Box::most}); }
    std::mt19937_64 random_;
    Boxes boxes_;
    std::array<std::optional<Box>, Boxes::size> model_;
};

template <std::size_t axes>
void compare_with_one_after_the_other() {
    Sixteen<axes> sixteen(axes);
    constexpr std::uint8_t least = SmallBox<axes>::least;
    constexpr std::uint8_t most = SmallBox<axes>::most;
    SmallBox<axes> everything;
    everything.low.fill(least);
    everything.high.fill(most);
    for (int round = 0; round < 20'000; ++round) {
        sixteen.expect_to_find(round % 10 == 0 ? everything : sixteen.next());
        sixteen.expect_bounds_to_hold_all();
        sixteen.put_or_clear();
    }
}

TEST(SixteenBoxes, finds_what_one_after_the_other_would_find) {
    compare_with_one_after_the_other<1>();
    compare_with_one_after_the_other<2>();
    compare_with_one_after_the_other<3>();
    compare_with_one_after_the_other<4>();
}

TEST(SixteenBoxes, has_nothing_to_meet_when_it_is_new) {
    EXPECT_EQ(SixteenBoxes<2>().meeting(SixteenBoxes<2>::Probe({{1, 1}, {254, 254}})), 0U);
}

}  // namespace
}  // namespace truce
