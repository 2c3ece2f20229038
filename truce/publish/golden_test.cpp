#include "truce/publish/golden_test.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"

namespace truce {

void compare_with_golden(const std::string& name, const std::string& bytes) {
    const Path file = Path(checkout) / "truce/publish/testdata" / name;
    if (std::getenv("TRUCE_WRITE_GOLDEN") != nullptr) {
        ASSERT_TRUE(write_file_atomically(file, bytes).ok());
    }
    const auto golden = read_file(file);
    ASSERT_TRUE(golden.ok()) << golden.error().text();
    EXPECT_EQ(bytes, *golden);
}

}  // namespace truce
