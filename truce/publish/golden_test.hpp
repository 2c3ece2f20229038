/// Golden files: what readers' own programs rely on.
#pragma once

#include <string>

namespace truce {

/// Expects a file of testdata/ to hold these bytes. Set TRUCE_WRITE_GOLDEN to write it anew, then read the difference before committing it.
void compare_with_golden(const std::string& name, const std::string& bytes);

}  // namespace truce
