/// Signed notes, as specified by C2SP (c2sp.org/signed-note): text that ends in a newline, an empty line, and
/// signature lines `— <key name> <base64(key id || signature)>`. Off-the-shelf code can check them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/sign.hpp"

namespace truce {

/// The first byte of a key in a note. Only Ed25519 signatures are made here.
inline constexpr char note_algorithm_ed25519 = 0x01;

/// A public key under a name, as a note's reader knows it.
struct NoteKey {
    std::string name;  ///< not empty, no white space, no "+"
    PublicKey key;

    /// The first four bytes of SHA-256(name || newline || algorithm || key).
    [[nodiscard]] std::string id() const;
    /// `name+<8 hex of id>+base64(algorithm || key)`.
    [[nodiscard]] std::string vkey() const;
    friend bool operator==(const NoteKey&, const NoteKey&) = default;
};

/// Whether `name` may name a key.
[[nodiscard]] bool is_note_key_name(std::string_view name);

/// Errors: note.vkey (form, id that does not belong to name and key, another algorithm).
Result<NoteKey> parse_vkey(std::string_view vkey);

/// A private key under a name: what a key file holds, or says where it is held.
class NoteSigner {
public:
    /// Precondition: is_note_key_name(name).
    NoteSigner(std::string name, PrivateKey key);

    [[nodiscard]] const NoteKey& public_key() const { return public_; }
    /// One signature line on `text`, with its newline. Errors: those of PrivateKey::sign.
    [[nodiscard]] Result<std::string> signature_line(std::string_view text) const;

    /// The line of a key file. `PRIVATE+KEY+name+<8 hex of id>+base64(algorithm || seed)`, the form that Go's note package reads;
    /// of a key that is held elsewhere, where that is (HeldKey::line).
    [[nodiscard]] std::string encoded() const;
    /// Errors: note.private_key. The text is never part of the error.
    static Result<NoteSigner> decode(std::string_view encoded);

private:
    NoteKey public_;
    PrivateKey key_;
};

struct NoteSignature {
    std::string name;
    std::string id;         ///< 4 bytes
    std::string signature;  ///< the rest
};

/// A note taken apart. Nothing is checked yet: `text` must not be used before `check` accepts it.
struct Note {
    std::string_view text;  ///< views the parsed bytes; ends in a newline
    std::vector<NoteSignature> signatures;
};

/// Limits: 1 MB, 64 signatures. Errors: note.form, naming what is wrong.
Result<Note> parse_note(std::string_view bytes);

/// Text and signature lines joined. Precondition: text ends in a newline and is a valid note text.
std::string join_note(std::string_view text, std::string_view signature_lines);

/// The text with one line of the signer's. Precondition: as above. Errors: those of PrivateKey::sign.
Result<std::string> sign_note(std::string_view text, const NoteSigner& signer);

/// Accepts if `key` signed the note. A line with its name and id that does not verify is an error even when
/// another one does. Errors: note.unknown_key (no line of that key), note.signature.
Result<void> check_note(const Note& note, const NoteKey& key);

}  // namespace truce
