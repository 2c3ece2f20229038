#include "truce/serve/time_classes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace truce {
namespace {

using Steady = std::chrono::steady_clock;

RC_GTEST_PROP(TimeClasses, leave_at_whole_classes_after_the_work_and_alike_within_one, ()) {
    const Steady::time_point asked{std::chrono::nanoseconds(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000))};
    const std::chrono::nanoseconds work(*rc::gen::inRange<std::int64_t>(0, 500'000'000));
    const Steady::time_point end = class_end(asked, asked + work);
    RC_ASSERT(end > asked + work);
    RC_ASSERT((end - asked) % time_class == Steady::duration::zero());
    RC_ASSERT(end - (asked + work) <= time_class);
    // Whatever work ends within the same class leaves at the same time.
    const std::chrono::nanoseconds more(*rc::gen::inRange<std::int64_t>(0, (end - (asked + work)).count()));
    RC_ASSERT(class_end(asked, asked + work + more) == end);
}

}  // namespace
}  // namespace truce
