/// Cosignatures (C2SP tlog-cosignature, type 0x04): a witness says when it saw that a checkpoint continues all it had
/// seen of that log before.
///
///   signed    "cosignature/v1" LF "time " <POSIX seconds> LF, then the whole text of the checkpoint
///   line      "— " name SP base64(id || time (8 bytes, most significant first) || Ed25519 signature) LF
///   id        the first 4 bytes of SHA-256(name || LF || 0x04 || public key)
///
/// It speaks of that witness's view, no more: that others were shown the same takes several independent witnesses.
/// The signed bytes do not name the witness, so its key must serve for nothing else. ML-DSA cosignatures (type 0x06)
/// cannot be checked with the libraries of Debian 12: their lines are those of unknown keys here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/base/sign.hpp"
#include "truce/record/note.hpp"

namespace truce {

inline constexpr char note_algorithm_cosignature = 0x04;

/// The largest time of a cosignature, 2^63 - 1 s.
inline constexpr std::uint64_t cosignature_time_max = (std::uint64_t{1} << 63U) - 1;

/// A witness's public key under its name.
struct CosignerKey {
    std::string name;  ///< as of a NoteKey
    PublicKey key;

    /// 4 bytes.
    [[nodiscard]] std::string id() const;
    /// `name+<8 hex of id>+base64(0x04 || key)`.
    [[nodiscard]] std::string vkey() const;
    friend bool operator==(const CosignerKey&, const CosignerKey&) = default;
};

/// Errors: note.vkey (form, id that does not belong to name and key, another algorithm).
Result<CosignerKey> parse_cosigner_vkey(std::string_view vkey);

/// The bytes that are signed.
std::string cosignature_message(std::string_view checkpoint_text, std::uint64_t time_s);

/// A witness's private key.
class Cosigner {
public:
    /// Precondition: is_note_key_name(name).
    Cosigner(std::string name, PrivateKey key);

    [[nodiscard]] const CosignerKey& public_key() const { return public_; }
    /// The signature line on a checkpoint's text, with its newline. Nothing is checked: whoever calls has made sure
    /// that the checkpoint continues the last one cosigned.
    /// Precondition: 0 < time_s <= cosignature_time_max. Errors: those of PrivateKey::sign.
    [[nodiscard]] Result<std::string> signature_line(std::string_view checkpoint_text, std::uint64_t time_s) const;

    /// The line of a key file: `PRIVATE+KEY+name+<8 hex of id>+base64(0x04 || seed)`, or where the key is held (HeldKey::line).
    [[nodiscard]] std::string encoded() const;
    /// Errors: note.private_key. The text is never part of the error.
    static Result<Cosigner> decode(std::string_view encoded);

private:
    CosignerKey public_;
    PrivateKey key_;
};

Cosigner new_cosigner(std::string name, Random& random);
/// A new key inside a token (token.hpp), which must let it sign without anybody to ask. Precondition: is_note_key_name(name).
/// Errors: token.*, key.exists (conflict: the token has such a key).
Result<Cosigner> new_token_cosigner(std::string name, std::string_view token_uri, Random& random);
/// Errors: key.exists (conflict), file.unwritable.
Result<void> write_cosigner_file(const Path& path, const Cosigner& cosigner);
/// The file may hold where a token has the key (token.hpp); its name is truce-name as it stands there.
/// Errors: file.missing, key.readable_by_others (forbidden), note.private_key; token.*, among them token.pin_needed: nobody is asked.
Result<Cosigner> read_cosigner_file(const Path& path);

/// Accepts if `key` cosigned the note, and says when: the latest time, if it did so several times. Lines of its name
/// and id must all hold, whatever others do. Whether the time lies in the future is the caller's to judge.
/// Errors: note.unknown_key (no line of that key), note.signature (a line that does not hold, or whose time is 0 or
/// beyond the maximum).
Result<std::uint64_t> check_cosignature(const Note& note, const CosignerKey& key);

struct VerifiedCosignature {
    CosignerKey signer;
    std::uint64_t time_s = 0;
};

/// Those of `known` that cosigned, in the order of `known`. Lines of other keys are ignored.
/// Errors: note.signature: a line of a known key does not hold, so the whole note is refused.
Result<std::vector<VerifiedCosignature>> check_cosignatures(const Note& note, std::span<const CosignerKey> known);

/// The note with further signature lines at its end. A line that is there already is not added again.
/// Errors: note.form if `note` is none, or if the result would not be one.
Result<std::string> add_signature_lines(std::string_view note, std::string_view lines);

}  // namespace truce
