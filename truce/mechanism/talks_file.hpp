/// A file of steps is recorded: all of them or none.
#pragma once

#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce {

struct TalksFiled {
    std::vector<Receipt> receipts;
    Checkpoint checkpoint;
};
/// Composes, signs and appends all steps of a file in the name of `key`'s institution, in one commit: all or none.
/// Errors: those of read_talks_file; talks.* and others of the handlers, with the line of the step that was refused.
Result<TalksFiled> file_talks(Mechanism& mechanism, const Path& file, const NoteSigner& key, Clock& clock, Random& random);

}  // namespace truce
