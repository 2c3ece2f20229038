/// An entry: one leaf of the log, a signed note whose text is
///
///   truce/entry/v1
///   {"author":…,"body":…,"id":…,"log":…[,"open":{"at":…,"kind":…,"refs":[…]}],"prev":…,"slot":…}
///
/// in canonical JSON, signed by exactly one key of the author. docs/formats/record.md has it byte by byte.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/record/note.hpp"

namespace truce {

/// An entry's note may not be longer: C2SP's entry bundles carry a 16-bit length.
inline constexpr std::size_t entry_size_max = 65'535;

/// What the signer of an open entry says in the clear.
struct OpenHeader {
    Instant at;  ///< the signer's own clock; nothing is judged by it
    std::string kind;
    std::vector<std::string> refs;  ///< ids of entries, in the order the kind gives them
    friend bool operator==(const OpenHeader&, const OpenHeader&) = default;
};

struct EntryHeader {
    std::string author;  ///< institution: a-z, 0-9, "-", at most 64 bytes; "log" is the log itself
    Digest body;
    std::string id;   ///< UUID version 4, lower case
    std::string log;  ///< the log's origin: an entry cannot be moved into another log
    std::optional<OpenHeader> open;
    Digest prev;       ///< SHA-256 of this key's last accepted note; see first_prev
    std::string slot;  ///< half a UTC day: "2017-02-25T00Z" or "2017-02-25T12Z"
    friend bool operator==(const EntryHeader&, const EntryHeader&) = default;
};

/// An entry taken apart; the key that signed it is named, not yet checked.
struct Entry {
    EntryHeader header;
    std::string key_name;  ///< "<author>/<fingerprint>"
    std::string key_id;    ///< 4 bytes
};

/// "2017-02-25T12Z" for any instant of that half day.
std::string slot_of(Instant t);

/// What stands in `prev` of a key's first entry: SHA-256 of its vkey, so that the chain names its key.
Digest first_prev(const NoteKey& key);

/// The name a key of `institution` carries in notes: "<institution>/<first 8 hex of SHA-256(public key)>".
std::string entry_key_name(std::string_view institution, const PublicKey& key);
[[nodiscard]] bool is_institution(std::string_view name);

/// The text that is signed: what a desk shows before it signs. Precondition as below.
std::string entry_text(const EntryHeader& header);

/// What such a text says. Errors: entry.form.
Result<EntryHeader> parse_entry_text(std::string_view text);

/// The note's bytes: the leaf. Precondition: the header satisfies every rule that parse_entry checks. Errors: those of PrivateKey::sign.
Result<std::string> sign_entry(const EntryHeader& header, const NoteSigner& signer);

/// Errors: entry.form with what is wrong; too_large. The signature is not checked here.
Result<Entry> parse_entry(std::string_view note);

}  // namespace truce
