#include "truce/fuse/evidence.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "truce/fuse/invented_sightings.hpp"
#include "truce/fuse/model.hpp"

namespace truce {
namespace {

using invented_sightings::any;
using invented_sightings::at;
using invented_sightings::days_of;

EvidenceLevels compared(const Sighting& a, const Sighting& b, const Frequencies& frequencies = {}) {
    Catalogue catalogue(frequencies);
    const Traits x = catalogue.add(a, 0);
    const Traits y = catalogue.add(b, 1);
    return catalogue.compare(x, y);
}
Millibits scored(const Sighting& a, const Sighting& b) { return Model::score(shipped_model().pooled, compared(a, b)); }
std::uint8_t level(const Sighting& a, const Sighting& b, EvidenceField field) {
    return compared(a, b).level[static_cast<std::size_t>(field)];
}

RC_GTEST_PROP(Evidence, does_not_depend_on_which_report_comes_first, ()) {
    Sighting a = any(1);
    Sighting b = any(2);
    RC_PRE(a.where && b.where);
    RC_ASSERT(compared(a, b).level == compared(b, a).level);
}

RC_GTEST_PROP(Evidence, is_never_more_for_what_lies_farther_apart, ()) {
    const Sighting a = at("A", "1", 35, 37, 3);
    const auto b = [&](int metres, int days, std::int64_t toll) {
        Sighting sighting = at("B", "1", 35, 37, 3 + days);
        sighting.where = destination(*a.where, 40'000, std::int64_t{metres} * 1000);
        sighting.casualties = Casualties{toll, toll, toll};
        return sighting;
    };
    const int metres = *rc::gen::inRange(0, 20'000);
    const int days = *rc::gen::inRange(0, 4);
    const int toll = *rc::gen::inRange(3, 60);  // as many as a has, or more
    const int farther = *rc::gen::inRange(0, 20'000);
    RC_ASSERT(scored(a, b(metres, days, toll)) >= scored(a, b(metres + farther, days, toll)));
    RC_ASSERT(scored(a, b(metres, days, toll)) >= scored(a, b(metres, days + 1, toll)));
    RC_ASSERT(scored(a, b(metres, days, toll)) >= scored(a, b(metres, days, toll + *rc::gen::inRange(0, 60))));
}

TEST(Evidence, is_silent_where_a_source_is) {
    Sighting a = at("A", "1", 35, 37, 3);
    Sighting b = at("B", "1", 35, 37, 3);
    b.act.clear();
    b.actors.clear();
    b.casualties.reset();
    for (const EvidenceField field : {EvidenceField::act, EvidenceField::actors, EvidenceField::casualties, EvidenceField::words}) {
        EXPECT_EQ(level(a, b, field), EvidenceLevels::silent) << name_of(field);
    }
    EXPECT_EQ(level(a, b, EvidenceField::place), 0);
}

TEST(Evidence, of_sides_that_one_source_does_not_know) {
    Sighting a = at("A", "1", 35, 37, 3);
    Sighting b = at("B", "1", 35, 37, 3);
    EXPECT_EQ(level(a, b, EvidenceField::actors), 2);  // the same rare pair
    b.actors = {"north"};
    EXPECT_EQ(level(a, b, EvidenceField::actors), 4);  // one shared
    b.actors_open = true;
    EXPECT_EQ(level(a, b, EvidenceField::actors), 3);  // may be the same
    b.actors = {"militia"};
    EXPECT_EQ(level(a, b, EvidenceField::actors), 5);
}

TEST(Evidence, of_a_common_pair_of_sides_is_less_than_of_a_rare_one) {
    const Sighting a = at("A", "1", 35, 37, 3);
    const Sighting b = at("B", "1", 35, 37, 3);
    Frequencies frequencies;
    frequencies.actor_sets[actor_key(a)] = 0.5;
    EXPECT_EQ(compared(a, b, frequencies).level[4], 0);
    frequencies.actor_sets[actor_key(a)] = 0.1;
    EXPECT_EQ(compared(a, b, frequencies).level[4], 1);
}

TEST(Evidence, of_place_names_counts_rare_ones_across_scripts) {
    Sighting a = at("A", "1", 35, 37, 3);
    Sighting b = at("B", "1", 35, 37, 3);
    a.words = words_of("Кабани, рынок");
    b.words = words_of("market of Kabani");
    EXPECT_GE(level(a, b, EvidenceField::words), 2);
    b.words = words_of("elsewhere");
    EXPECT_EQ(level(a, b, EvidenceField::words), 0);
}

TEST(Evidence, of_days_counts_the_first_day_of_an_interval) {
    Sighting a = at("A", "1", 35, 37, 3);
    Sighting b = at("B", "1", 35, 37, 5);
    EXPECT_EQ(level(a, b, EvidenceField::start), 2);
    a.when = days_of(3, 10);
    EXPECT_EQ(level(a, b, EvidenceField::start), 2);
    EXPECT_EQ(level(a, a, EvidenceField::start), 0);
}

TEST(Frequencies, of_nothing_list_nothing) {
    const auto none = Frequencies::count({});
    EXPECT_TRUE(none.actor_sets.empty() && none.words.empty());
}

}  // namespace
}  // namespace truce
