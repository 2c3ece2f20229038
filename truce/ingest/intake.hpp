/// Where a reader hands what it reads.
#pragma once

#include "truce/base/result.hpp"
#include "truce/ingest/report.hpp"

namespace truce {

/// Takes what a source holds, in the order of the source. The reader reuses the object it hands over for the
/// next one, so keep a copy of what you need. An error stops the reader and becomes its own.
///
/// What was taken counts only once the reader has returned without an error: until then a later row may
/// still be wrong, and then the whole source is refused.
class Intake {
public:
    Intake() = default;
    virtual ~Intake() = default;
    Intake(const Intake&) = delete;
    Intake& operator=(const Intake&) = delete;

    virtual Result<void> take(const Report& report) = 0;
    virtual Result<void> take(const Watch& watch) = 0;
    virtual Result<void> take(const PublishedCount& count) = 0;
};

}  // namespace truce
