/// Key files: one private key each, in the form that Go's note package reads too, readable and writable by the owner only.
#pragma once

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/note.hpp"

namespace truce {

/// A new desk key of an institution, named "<institution>/<fingerprint>".
NoteSigner new_entry_key(std::string_view institution, Random& random);
/// A new key under a name of its own, such as a log's origin.
NoteSigner new_named_key(std::string name, Random& random);

/// Errors: key.exists (conflict): a key file is never overwritten; file.unwritable.
Result<void> write_key_file(const Path& path, const NoteSigner& signer);
/// Errors: file.missing, key.readable_by_others (forbidden: others may read or write it), note.private_key.
Result<NoteSigner> read_key_file(const Path& path);

/// The same for a private key in any encoding: a line of its own in a file of its own. The caller wipes what it has.
Result<void> write_private_line(const Path& path, std::string_view line);
Result<std::string> read_private_line(const Path& path);

}  // namespace truce
