// Check values: published figures, reproduced with two independent programs; docs/methods/case.md cites them.
#include "truce/examine/reliability.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace truce {
namespace {

/// One string per rater, a digit per unit, '.' where it rated nothing; turned into units.
std::vector<Ratings> by_unit(const std::vector<std::string>& raters) {
    std::vector<Ratings> units(raters.front().size());
    for (const std::string& rater : raters) {
        for (std::size_t i = 0; i < rater.size(); ++i) {
            units[i].push_back(rater[i] == '.' ? std::nullopt : std::optional<std::int64_t>(rater[i] - '0'));
        }
    }
    return units;
}

/// Krippendorff's example C: four observers, twelve units, with gaps.
const std::vector<Ratings> example_c = by_unit({"123321412...", "1233224125..", ".33323422513", "12332441251."});

TEST(Reliability, krippendorffs_published_example) {
    EXPECT_NEAR(*krippendorff(example_c, MeasurementScale::nominal).value, 0.7434210526, 1e-10);
    EXPECT_NEAR(*krippendorff(example_c, MeasurementScale::ordinal).value, 0.8153875038, 1e-10);
    EXPECT_NEAR(*krippendorff(example_c, MeasurementScale::interval).value, 0.8491071429, 1e-10);
    EXPECT_NEAR(*krippendorff(example_c, MeasurementScale::ratio).value, 0.7974027747, 1e-10);
    EXPECT_EQ(krippendorff(example_c, MeasurementScale::nominal).pairable, 40U);
    EXPECT_EQ(krippendorff(example_c, MeasurementScale::nominal).units, 11U) << "the twelfth has one rating and drops out";
}

TEST(Reliability, alpha_is_not_defined_where_nothing_can_disagree) {
    EXPECT_FALSE(krippendorff({}, MeasurementScale::nominal).value);
    EXPECT_FALSE(krippendorff(by_unit({"111", "111"}), MeasurementScale::nominal).value);
    EXPECT_FALSE(krippendorff(by_unit({"12.", "..1"}), MeasurementScale::nominal).value) << "no unit has two ratings";
}

TEST(Reliability, alpha_does_not_depend_on_who_rates_first) {
    const auto a = by_unit({"123321412...", "1233224125..", ".33323422513", "12332441251."});
    const auto b = by_unit({"12332441251.", ".33323422513", "123321412...", "1233224125.."});
    for (const auto scale : {MeasurementScale::nominal, MeasurementScale::ordinal, MeasurementScale::interval, MeasurementScale::ratio}) {
        EXPECT_DOUBLE_EQ(*krippendorff(a, scale).value, *krippendorff(b, scale).value);
    }
}

/// Fleiss (1971): thirty subjects, six ratings each into five categories.
const std::vector<std::string> psychiatric = [] {
    std::istringstream text(
        "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445 "
        "333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555");
    std::vector<std::string> subjects;
    for (std::string one; text >> one;) subjects.push_back(one);
    return subjects;
}();

std::vector<std::vector<std::int64_t>> counts_of(std::size_t columns) {
    std::vector<std::vector<std::int64_t>> counts;
    for (const std::string& subject : psychiatric) {
        std::vector<std::int64_t> row(5);
        for (const char c : subject.substr(0, columns)) ++row[static_cast<std::size_t>(c - '1')];
        counts.push_back(std::move(row));
    }
    return counts;
}

TEST(Reliability, fleiss_psychiatric_diagnoses) {
    ASSERT_EQ(psychiatric.size(), 30U);
    EXPECT_NEAR(*fleiss(counts_of(6)), 0.430245, 5e-7);
    EXPECT_NEAR(*fleiss(counts_of(4)), 0.489332, 5e-7);
    EXPECT_FALSE(fleiss({}));
    EXPECT_FALSE(fleiss(counts_of(1))) << "one rating each";
    const std::vector<std::vector<std::int64_t>> same{{2, 0}, {2, 0}};
    EXPECT_FALSE(fleiss(same)) << "always one category";
    const std::vector<std::vector<std::int64_t>> uneven{{2, 0}, {2, 1}};
    EXPECT_FALSE(fleiss(uneven));
}

TEST(Reliability, cohen_of_two_columns_of_it) {
    Ratings second;
    Ratings third;
    for (const std::string& subject : psychiatric) {
        second.push_back(subject[1] - '1');
        third.push_back(subject[2] - '1');
    }
    const Kappa kappa = cohen(PairTable::of(second, third, 5));
    EXPECT_NEAR(*kappa.value, 0.631148, 5e-7);
    EXPECT_EQ(kappa.table.total(), 30);
    EXPECT_FALSE(kappa.positive) << "five categories have no positive one";
}

TEST(Reliability, weighted_kappa_squared_and_equal) {
    std::istringstream text("33 36 34 46 52 54 22 34 53 23 22 63 13 53 22 22 11 23 43 34");
    Ratings first;
    Ratings second;
    for (std::string pair; text >> pair;) {
        first.push_back(pair[0] - '1');
        second.push_back(pair[1] - '1');
    }
    EXPECT_NEAR(*cohen(PairTable::of(first, second, 6), Weights::squared).value, 0.296765, 5e-7);
    const PairTable vision{{{1520, 266, 124, 66}, {234, 1512, 432, 78}, {117, 362, 1772, 205}, {36, 82, 179, 492}}};
    EXPECT_EQ(vision.total(), 7'477);
    EXPECT_NEAR(*cohen(vision, Weights::equal).value, 0.652380, 5e-7);
}

TEST(Reliability, the_paradox_of_kappa_is_why_its_table_stands_beside_it) {
    const Kappa even = cohen({{{40, 9}, {6, 45}}});
    const Kappa skewed = cohen({{{80, 10}, {5, 5}}});
    EXPECT_NEAR(*even.observed, .85, 1e-12);
    EXPECT_NEAR(*skewed.observed, .85, 1e-12);
    EXPECT_NEAR(*even.value, .700, 5e-4);
    EXPECT_NEAR(*skewed.value, .318, 5e-4);
    EXPECT_NEAR(*even.positive, .842, 5e-4);
    EXPECT_NEAR(*skewed.positive, .914, 5e-4);
    EXPECT_NEAR(*even.negative, .857, 5e-4);
    EXPECT_NEAR(*skewed.negative, .400, 5e-4);
}

TEST(Reliability, kappa_is_not_defined_where_both_always_say_the_same_thing) {
    const Kappa same = cohen({{{12, 0}, {0, 0}}});
    EXPECT_FALSE(same.value);
    EXPECT_DOUBLE_EQ(*same.observed, 1);
    EXPECT_FALSE(same.negative);
    EXPECT_FALSE(cohen({{{0, 0}, {0, 0}}}).observed);
}

TEST(Reliability, units_that_one_of_two_did_not_rate_are_left_out) {
    const PairTable table = PairTable::of({0, 1, std::nullopt, 1}, {0, 0, 1, std::nullopt}, 2);
    EXPECT_EQ(table.counts, (std::vector<std::vector<std::int64_t>>{{1, 0}, {1, 0}}));
}

TEST(Reliability, the_overlap_table_has_no_row_for_what_nobody_holds) {
    const std::vector<FirstRecords> incidents{{{"a", {5}}}, {{"b", {5}}}, {{"a", {1}}, {"b", {4}}}, {{"a", {9}}, {"b", {2}}}, {}};
    const RegisterOverlap table = overlap(incidents);
    EXPECT_EQ(table.size(), 3U);
    EXPECT_EQ(table.at({"a"}), 1U);
    EXPECT_EQ(table.at({"b"}), 1U);
    EXPECT_EQ((table.at({"a", "b"})), 2U);
}

TEST(Reliability, delays_are_measured_behind_whoever_was_first) {
    const std::vector<FirstRecords> incidents{
        {{"a", {10}}, {"b", {40}}}, {{"a", {25}}, {"b", {20}}}, {{"a", {3}}, {"b", {3}}}, {{"a", {0}}}};
    const auto delays = first_record_delays(incidents);
    EXPECT_EQ(delays.at("a").held, 3U) << "what it alone holds has no delay";
    EXPECT_EQ(delays.at("a").first, 2U);
    EXPECT_EQ(delays.at("a").median_us, 0);
    EXPECT_EQ(delays.at("a").longest_us, 5);
    EXPECT_EQ(delays.at("b").first, 2U);
    EXPECT_EQ(delays.at("b").longest_us, 30);
}

}  // namespace
}  // namespace truce
