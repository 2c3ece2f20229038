/// Chunks of one batch (batch.hpp) one after the other, as they lie in a file or travel with a signed entry:
///
///   file  = chunk*
///   chunk = length (4 bytes, big endian) bytes (length of them)
///
/// What the bytes are is not looked at here.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"

namespace truce {

/// Precondition: at most pouch_record_max bytes. Whether it was written says the stream.
void append_chunk(std::ostream& out, std::string_view chunk);

/// The next one; false at the end. Errors: batch.file (corrupt: it ends within a chunk, or one is longer than pouch_record_max, or it
/// cannot be read).
Result<bool> next_chunk(std::istream& in, std::string& chunk);

/// All of them. Errors: as of one.
Result<std::vector<std::string>> read_chunks(std::istream& in);

}  // namespace truce
