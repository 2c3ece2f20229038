#include "truce/record/note.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/bytes.hpp"
#include "truce/record/key_line.hpp"

namespace truce {
namespace {

constexpr std::string_view dash = "\xe2\x80\x94 ";  // em dash, one blank
constexpr std::size_t note_size_max = 1'000'000;
constexpr std::size_t signatures_max = 64;

Error form(std::string_view what) { return {Errc::invalid, "note.form", fmt::format("not a signed note: {}", what), "", ""}; }

/// Valid text of a note: UTF-8, no control characters but newlines, ends in one.
bool is_note_text(std::string_view text) {
    return !text.empty() && text.back() == '\n' && is_utf8(text) &&
           std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

Result<NoteSignature> parse_signature(std::string_view line) {
    if (!line.starts_with(dash)) return form("a signature line does not begin with an em dash and a blank");
    line.remove_prefix(dash.size());
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || !is_note_key_name(line.substr(0, blank))) return form("a signature line without a key name");
    const auto raw = from_base64(line.substr(blank + 1));
    if (!raw || raw->size() < 5) return form("a signature that is not base64 of a key id and a signature");
    return NoteSignature{std::string(line.substr(0, blank)), raw->substr(0, 4), raw->substr(4)};
}

}  // namespace

bool is_note_key_name(std::string_view name) {
    // Unicode's other spaces lie in three blocks that begin with these bytes; refusing them is enough.
    return !name.empty() && is_utf8(name) && name.find_first_of(" \t\n\v\f\r+") == std::string_view::npos &&
           name.find("\xc2\x85") == std::string_view::npos && name.find("\xc2\xa0") == std::string_view::npos &&
           name.find("\xe1\x9a\x80") == std::string_view::npos && name.find("\xe2\x80") == std::string_view::npos &&
           name.find("\xe2\x81\x9f") == std::string_view::npos && name.find("\xe3\x80\x80") == std::string_view::npos &&
           std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::string NoteKey::id() const { return key_id(name, note_algorithm_ed25519, key.view()); }

std::string NoteKey::vkey() const { return format_key_line(name, id(), note_algorithm_ed25519, key.view()); }

Result<NoteKey> parse_vkey(std::string_view vkey) {
    TRUCE_ASSIGN(KeyLine line, parse_key_line(vkey, note_algorithm_ed25519));
    TRUCE_ASSIGN(PublicKey key, public_key_from_bytes(line.material));
    NoteKey out{std::move(line.name), key};
    if (out.id() != line.id)
        return Error{Errc::invalid, "note.vkey", "the key's id does not belong to its name and bytes", "", "Copy the whole line"};
    return out;
}

NoteSigner::NoteSigner(std::string name, PrivateKey key) : public_{std::move(name), key.public_key()}, key_(std::move(key)) {
    TRUCE_ASSERT(is_note_key_name(public_.name));
}

Result<std::string> NoteSigner::signature_line(std::string_view text) const {
    TRUCE_ASSERT(is_note_text(text));
    TRUCE_ASSIGN(const std::string signature, key_.sign(text));
    return format_signature_line(public_.name, public_.id(), signature);
}

std::string NoteSigner::encoded() const { return private_key_line(public_.name, public_.id(), note_algorithm_ed25519, key_); }

Result<NoteSigner> NoteSigner::decode(std::string_view encoded) {
    const Error refusal{Errc::invalid, "note.private_key", "not a private key file of truce", "", "Make one with `truce keys new`"};
    while (!encoded.empty() && encoded.back() == '\n') encoded.remove_suffix(1);
    if (!encoded.starts_with(private_key_prefix)) return refusal;
    auto line = parse_key_line(encoded.substr(private_key_prefix.size()), note_algorithm_ed25519);
    if (!line) return refusal;
    auto key = SigningKey::from_seed(line->material);
    if (!key) return refusal;
    NoteSigner signer(std::move(line->name), std::move(key).value());
    if (signer.public_.id() != line->id) return refusal;
    return signer;
}

Result<Note> parse_note(std::string_view bytes) {
    if (bytes.size() > note_size_max) return form("longer than 1 MB");
    const std::size_t split = bytes.rfind("\n\n");
    if (split == std::string_view::npos) return form("no empty line before the signatures");
    Note note;
    note.text = bytes.substr(0, split + 1);
    if (!is_note_text(note.text)) return form("the text is not UTF-8 without control characters");
    std::string_view lines = bytes.substr(split + 2);
    if (lines.empty() || lines.back() != '\n') return form("the last signature line does not end");
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        TRUCE_ASSIGN(NoteSignature signature, parse_signature(lines.substr(0, end)));
        note.signatures.push_back(std::move(signature));
        if (note.signatures.size() > signatures_max) return form("more than 64 signatures");
        lines.remove_prefix(end + 1);
    }
    return note;
}

std::string join_note(std::string_view text, std::string_view signature_lines) {
    TRUCE_ASSERT(is_note_text(text));
    return fmt::format("{}\n{}", text, signature_lines);
}

Result<std::string> sign_note(std::string_view text, const NoteSigner& signer) {
    TRUCE_ASSIGN(const std::string line, signer.signature_line(text));
    return join_note(text, line);
}

Result<void> check_note(const Note& note, const NoteKey& key) {
    bool known = false;
    const std::string id = key.id();
    for (const NoteSignature& line : note.signatures) {
        if (line.name != key.name || line.id != id) continue;
        known = true;
        if (!signature_holds(key.key, note.text, line.signature)) {
            return Error{Errc::unsigned_, "note.signature", fmt::format("the signature of {} does not hold", key.name), "", ""};
        }
    }
    if (!known) return Error{Errc::unsigned_, "note.unknown_key", fmt::format("not signed by {}", key.name), "", ""};
    return {};
}

}  // namespace truce
