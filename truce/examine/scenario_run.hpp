/// Plays a story against the rules and readings it names and says what did not come out.
#pragma once

#include <string>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/examine/docket.hpp"
#include "truce/examine/scenario.hpp"

namespace truce {

struct Played {
    Docket docket;
    std::vector<Step> steps;            ///< those accepted, in order
    std::vector<std::string> failures;  ///< "file:12: the status is disputed, not agreed"; empty: as written
};

/// Errors: those of the files it names.
Result<Played> play(const Story& story, const Path& file);

}  // namespace truce
