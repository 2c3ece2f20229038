/// A checkpoint (C2SP tlog-checkpoint): the log's own signature on its origin, size and root.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"
#include "truce/record/note.hpp"

namespace truce {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Digest root;
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// Three lines: origin, decimal size, base64 of the root. No extension lines: some witnesses refuse them.
std::string checkpoint_text(const Checkpoint& checkpoint);

/// The text, signed by the log. The signer's name should equal the origin. Errors: those of PrivateKey::sign.
Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& log);

/// Reads a checkpoint whose log signature holds. Errors: checkpoint.form, note.*.
Result<Checkpoint> open_checkpoint(std::string_view note, const NoteKey& log);

/// The same without looking at signatures; for text that was checked before. Errors: checkpoint.form.
Result<Checkpoint> parse_checkpoint_text(std::string_view text);

}  // namespace truce
