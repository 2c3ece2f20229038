/// Key files: one private key each, in the form that Go's note package reads too, or where a token holds it (token.hpp); readable and
/// writable by the owner only.
#pragma once

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/note.hpp"
#include "truce/record/token.hpp"

namespace truce {

/// A new desk key of an institution, named "<institution>/<fingerprint>".
NoteSigner new_entry_key(std::string_view institution, Random& random);
/// A new key under a name of its own, such as a log's origin.
NoteSigner new_named_key(std::string name, Random& random);

/// Whether a key may be written there. Errors: key.exists (conflict): a key file is never overwritten.
Result<void> check_no_key_file(const Path& path);
/// Errors: key.exists, file.unwritable.
Result<void> write_key_file(const Path& path, const NoteSigner& signer);
/// A token's URI may stand in the place of a file. An institution's truce-name means its key's whole name; a whole name must be this key's.
/// Errors: file.missing, key.readable_by_others (forbidden: others may read or write it), note.private_key; of a token's key token.*,
/// token.other_key (conflict: it is not the key that truce-name tells of).
Result<NoteSigner> read_key_file(const Path& path, const AskPin& ask = nobody_to_ask);
/// The same of a key file's line.
Result<NoteSigner> read_key_line(std::string_view line, const AskPin& ask = nobody_to_ask);
/// A token's key under its name. Errors: token.uri (invalid: no name for a key), token.other_key.
Result<NoteSigner> named_signer(TokenKey key);

/// The same for a private key in any encoding: a line of its own in a file of its own. The caller wipes what it has.
Result<void> write_private_line(const Path& path, std::string_view line);
Result<std::string> read_private_line(const Path& path);

}  // namespace truce
