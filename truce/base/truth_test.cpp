#include "truce/base/truth.hpp"

#include <gtest/gtest.h>

namespace truce {
namespace {

constexpr Truth all[] = {Truth::no, Truth::unknown, Truth::yes};

/// What a value may turn into when more is learnt.
bool may_become(Truth before, Truth after) { return before == Truth::unknown || before == after; }

TEST(Truth, is_classical_logic_where_nothing_is_unknown) {
    for (const bool a : {false, true})
        for (const bool b : {false, true}) {
            EXPECT_EQ(and_(truth_of(a), truth_of(b)), truth_of(a && b));
            EXPECT_EQ(or_(truth_of(a), truth_of(b)), truth_of(a || b));
            EXPECT_EQ(not_(truth_of(a)), truth_of(!a));
        }
}

TEST(Truth, obeys_de_morgan_and_double_negation) {
    for (const Truth a : all) {
        EXPECT_EQ(not_(not_(a)), a);
        for (const Truth b : all) EXPECT_EQ(not_(and_(a, b)), or_(not_(a), not_(b)));
    }
}

TEST(Truth, never_flips_a_determined_answer_when_more_is_learnt) {
    for (const Truth a : all)
        for (const Truth later : all) {
            if (!may_become(a, later)) continue;
            EXPECT_TRUE(may_become(not_(a), not_(later)));
            for (const Truth b : all) {
                EXPECT_TRUE(may_become(and_(a, b), and_(later, b)));
                EXPECT_TRUE(may_become(or_(a, b), or_(later, b)));
            }
        }
}

TEST(Truth, is_decided_by_one_operand_where_that_suffices) {
    EXPECT_EQ(and_(Truth::no, Truth::unknown), Truth::no);
    EXPECT_EQ(or_(Truth::yes, Truth::unknown), Truth::yes);
    EXPECT_EQ(and_(Truth::yes, Truth::unknown), Truth::unknown);
    EXPECT_EQ(or_(Truth::no, Truth::unknown), Truth::unknown);
    EXPECT_EQ(name_of(Truth::no), "no");
    EXPECT_EQ(name_of(Truth::unknown), "unknown");
    EXPECT_EQ(name_of(Truth::yes), "yes");
}

}  // namespace
}  // namespace truce
