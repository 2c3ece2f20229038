#include "truce/publish/coincidence.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"

namespace truce {
namespace {

/// Records by division, "" where none is stated.
std::vector<std::string> records_of(const Split& split) {
    std::vector<std::string> out(static_cast<std::size_t>(split.unplaced()));
    for (const auto& [division, n] : split.by_division) out.insert(out.end(), static_cast<std::size_t>(n), division);
    return out;
}

/// The largest matching, by augmenting paths: nothing of the closed form.
std::int64_t largest_matching(const Split& a, const Split& b) {
    const auto left = records_of(a);
    const auto right = records_of(b);
    std::vector<int> partner(right.size(), -1);
    std::int64_t size = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::vector<bool> seen(right.size());
        const std::function<bool(int)> augment = [&](int from) {
            for (std::size_t j = 0; j < right.size(); ++j) {
                const std::string& x = left[static_cast<std::size_t>(from)];
                if (seen[j] || (!x.empty() && !right[j].empty() && x != right[j])) continue;
                seen[j] = true;
                if (partner[j] < 0 || augment(partner[j])) {
                    partner[j] = from;
                    return true;
                }
            }
            return false;
        };
        size += augment(static_cast<int>(i)) ? 1 : 0;
    }
    return size;
}

Split random_split() {
    Split split;
    for (const char* division : {"d", "e", "f", "g"}) {
        if (const int n = *rc::gen::inRange(-1, 5); n >= 0) split.by_division[division] = n;
    }
    if (*rc::gen::inRange(0, 8) > 0) split.total = split.placed() + *rc::gen::inRange(0, 5);
    return split;
}

RC_GTEST_PROP(Coincidence, the_bound_is_the_largest_matching_in_either_order, ()) {
    const Split a = random_split();
    const Split b = random_split();
    const Coincidence ab = coincidence(a, b);
    RC_ASSERT(ab.at_most == largest_matching(a, b));
    RC_ASSERT(ab.at_most == coincidence(b, a).at_most);
    RC_ASSERT(ab.at_most <= std::min(a.records(), b.records()));
}

RC_GTEST_PROP(Coincidence, with_complete_splits_it_is_the_sum_of_least_of_the_sum_of_greatest, ()) {
    Split a = random_split();
    Split b = random_split();
    a.total = a.placed();
    b.total = b.placed();
    std::int64_t least = 0;
    std::int64_t greatest = 0;
    for (const char* division : {"d", "e", "f", "g"}) {
        least += std::min(a.by_division[division], b.by_division[division]);
        greatest += std::max(a.by_division[division], b.by_division[division]);
    }
    const Coincidence bound = coincidence(a, b);
    RC_ASSERT(bound.complete);
    RC_ASSERT(bound.at_most == least);
    if (least > 0) RC_ASSERT(bound.at_least_distinct == greatest);
}

RC_GTEST_PROP(Coincidence, saying_where_a_record_was_never_raises_the_bound, ()) {
    Split a = random_split();
    const Split b = random_split();
    a.total = a.placed() + *rc::gen::inRange<std::int64_t>(1, 9);
    const std::int64_t before = coincidence(a, b).at_most;
    ++a.by_division["d"];
    RC_ASSERT(coincidence(a, b).at_most <= before);
}

TEST(Coincidence, never_shows_the_plain_sum_of_two_registers) {
    const Coincidence none = coincidence({9, {{"d", 9}}}, {34, {{"e", 34}}});
    EXPECT_EQ(none.at_most, 0);
    EXPECT_FALSE(none.at_least_distinct.has_value());
}

TEST(Coincidence, a_source_that_contradicts_itself_or_states_no_total_gives_no_lower_bound_of_incidents) {
    const Split exceeding{3, {{"d", 5}}};
    EXPECT_EQ(exceeding.state(), SplitState::exceeding);
    EXPECT_EQ(coincidence(exceeding, {5, {{"d", 5}}}).at_most, 5);
    EXPECT_FALSE(coincidence(exceeding, {5, {{"d", 5}}}).at_least_distinct.has_value());
    const Split no_total{std::nullopt, {{"d", 2}}};
    EXPECT_EQ(no_total.state(), SplitState::no_total);
    EXPECT_FALSE(coincidence(no_total, {5, {{"d", 5}}}).at_least_distinct.has_value());
}

TEST(Coincidence, a_total_of_zero_is_a_complete_split_and_a_missing_one_is_not) {
    EXPECT_EQ((Split{0, {}}).state(), SplitState::complete);
    EXPECT_EQ((Split{4, {}}).state(), SplitState::not_stated);
    EXPECT_EQ((Split{}).state(), SplitState::not_stated);
}

// ---- the public bulletins of 2017 to 2021, read here with nothing of truce but the file ---------------------

/// (day, side) -> its split. The first four columns hold no commas and no quotes.
std::map<std::pair<std::string, std::string>, Split> published() {
    std::map<std::pair<std::string, std::string>, Split> out;
    const std::string text = read_file(Path(checkout) / "examples/syria-2017/data/bulletins.csv").value();
    std::size_t at = text.find('\n') + 1;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::array<std::string, 4> cells;
        std::size_t from = at;
        for (std::string& cell : cells) {
            const std::size_t comma = text.find(',', from);
            cell = text.substr(from, comma - from);
            from = comma + 1;
        }
        at = end + 1;
        if (cells[0].empty()) continue;
        Split& split = out[{cells[0], cells[1]}];
        if (cells[2] == "TOTAL")
            split.total = std::stoll(cells[3]);
        else
            split.by_division[cells[2]] = std::stoll(cells[3]);
    }
    return out;
}

TEST(Coincidence, on_25_february_2017_at_most_3_of_at_least_18_and_on_3_december_at_most_1) {
    const auto all = published();
    const Coincidence february = coincidence(all.at({"2017-02-25", "RU"}), all.at({"2017-02-25", "TR"}));
    EXPECT_EQ(february.at_most, 3);
    EXPECT_EQ(february.at_least_distinct, 18);
    EXPECT_TRUE(february.complete);
    EXPECT_EQ(coincidence(all.at({"2017-12-03", "RU"}), all.at({"2017-12-03", "TR"})).at_most, 1);
    const Coincidence partial = coincidence(all.at({"2017-01-22", "RU"}), all.at({"2017-01-22", "TR"}));
    EXPECT_EQ(partial.at_most, 2);  // both of Russia's may be among the six of Turkey's without a province
    EXPECT_FALSE(partial.complete);
}

TEST(Coincidence, over_the_35_days_with_full_splits_at_most_229_of_at_least_676) {
    const auto all = published();
    std::int64_t days = 0, both = 0, ru = 0, tr = 0, bound = 0, greatest = 0;
    for (const auto& [key, a] : all) {
        const auto other = all.find({key.first, "TR"});
        if (key.second != "RU" || other == all.end() || !a.total || !other->second.total) continue;
        ++both;
        const Coincidence one = coincidence(a, other->second);
        EXPECT_EQ(one.at_most, largest_matching(a, other->second)) << key.first;
        if (!one.complete) continue;
        ++days;
        ru += *a.total;
        tr += *other->second.total;
        bound += one.at_most;
        greatest += *a.total + *other->second.total - one.at_most;
    }
    EXPECT_EQ(both, 49);
    EXPECT_EQ(days, 35);
    EXPECT_EQ(ru, 506);
    EXPECT_EQ(tr, 399);
    EXPECT_EQ(bound, 229);
    EXPECT_EQ(greatest, 676);
}

}  // namespace
}  // namespace truce
