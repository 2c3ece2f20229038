#include "truce/base/secret.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace truce {
namespace {

TEST(Secret, leaves_nothing_where_it_was) {
    static_assert(!std::is_copy_constructible_v<Secret> && !std::is_assignable_v<Secret&, Secret>);
    for (const std::size_t size : {4U, 15U, 16U, 400U}) {
        std::string typed(size, 'x');
        const char* const place = typed.data();  // its capacity stays
        Secret first(std::move(typed));
        EXPECT_EQ(first.text(), std::string(size, 'x'));
        EXPECT_EQ(std::string(place, size), std::string(size, '\0'));
        const char* const second_place = first.text().data();
        const Secret second(std::move(first));
        EXPECT_EQ(second.text(), std::string(size, 'x'));
        EXPECT_EQ(std::string(second_place, size), std::string(size, '\0'));
    }
}

}  // namespace
}  // namespace truce
