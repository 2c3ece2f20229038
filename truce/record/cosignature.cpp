#include "truce/record/cosignature.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <optional>

#include "truce/base/bytes.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/key_line.hpp"
#include "truce/record/token.hpp"

namespace truce {
namespace {

constexpr std::size_t time_size = 8;

std::uint64_t read_time(std::string_view bytes) {
    std::uint64_t time = 0;
    for (const char byte : bytes) time = time << 8U | static_cast<unsigned char>(byte);
    return time;
}

/// The time of one line of `key`, if it holds.
std::optional<std::uint64_t> line_holds(const Note& note, const NoteSignature& line, const CosignerKey& key) {
    if (line.signature.size() < time_size) return std::nullopt;
    const std::string_view payload = line.signature;
    const std::uint64_t time = read_time(payload.substr(0, time_size));
    if (time == 0 || time > cosignature_time_max) return std::nullopt;
    if (!signature_holds(key.key, cosignature_message(note.text, time), payload.substr(time_size))) return std::nullopt;
    return time;
}

Result<Cosigner> cosigner_of_token(std::string_view uri) {
    TRUCE_ASSIGN(TokenKey held, open_token_key(uri, nobody_to_ask));
    if (!is_note_key_name(held.name))
        return Error{Errc::invalid, "token.uri", fmt::format("\"{}\" cannot name a key", held.name), "", "Say truce-name=NAME"};
    return Cosigner(std::move(held.name), std::move(held.key));
}

}  // namespace

std::string CosignerKey::id() const { return key_id(name, note_algorithm_cosignature, key.view()); }

std::string CosignerKey::vkey() const { return format_key_line(name, id(), note_algorithm_cosignature, key.view()); }

Result<CosignerKey> parse_cosigner_vkey(std::string_view vkey) {
    TRUCE_ASSIGN(KeyLine line, parse_key_line(vkey, note_algorithm_cosignature));
    TRUCE_ASSIGN(PublicKey key, public_key_from_bytes(line.material));
    CosignerKey out{std::move(line.name), key};
    if (out.id() != line.id)
        return Error{Errc::invalid, "note.vkey", "the key's id does not belong to its name and bytes", "", "Copy the whole line"};
    return out;
}

std::string cosignature_message(std::string_view checkpoint_text, std::uint64_t time_s) {
    return fmt::format("cosignature/v1\ntime {}\n{}", time_s, checkpoint_text);
}

Cosigner::Cosigner(std::string name, PrivateKey key) : public_{std::move(name), key.public_key()}, key_(std::move(key)) {
    TRUCE_ASSERT(is_note_key_name(public_.name));
}

Result<std::string> Cosigner::signature_line(std::string_view checkpoint_text, std::uint64_t time_s) const {
    TRUCE_ASSERT(0 < time_s && time_s <= cosignature_time_max);
    std::string payload;
    append_u64(payload, time_s);
    TRUCE_ASSIGN(const std::string signature, key_.sign(cosignature_message(checkpoint_text, time_s)));
    payload += signature;
    return format_signature_line(public_.name, public_.id(), payload);
}

std::string Cosigner::encoded() const { return private_key_line(public_.name, public_.id(), note_algorithm_cosignature, key_); }

Result<Cosigner> Cosigner::decode(std::string_view encoded) {
    const Error refusal{Errc::invalid, "note.private_key", "not a witness's private key file", "",
                        "Make one with `truce witness new`; a log's or a desk's key does not serve"};
    while (!encoded.empty() && encoded.back() == '\n') encoded.remove_suffix(1);
    if (!encoded.starts_with(private_key_prefix)) return refusal;
    auto line = parse_key_line(encoded.substr(private_key_prefix.size()), note_algorithm_cosignature);
    if (!line) return refusal;
    auto key = SigningKey::from_seed(line->material);
    sodium_memzero(line->material.data(), line->material.size());
    if (!key) return refusal;
    Cosigner cosigner(std::move(line->name), std::move(key).value());
    if (cosigner.public_.id() != line->id) return refusal;
    return cosigner;
}

Cosigner new_cosigner(std::string name, Random& random) { return {std::move(name), SigningKey::generate(random)}; }

Result<Cosigner> new_token_cosigner(std::string name, std::string_view token_uri, Random& random) {
    TRUCE_ASSIGN(const std::string uri, with_token_name(token_uri, name));
    TRUCE_ASSIGN(TokenKey made, make_token_key(uri, nobody_to_ask, random));
    return Cosigner(std::move(name), std::move(made.key));
}

Result<void> write_cosigner_file(const Path& path, const Cosigner& cosigner) {
    std::string line = cosigner.encoded();
    const auto written = write_private_line(path, line);
    sodium_memzero(line.data(), line.size());
    return written;
}

Result<Cosigner> read_cosigner_file(const Path& path) {
    TRUCE_ASSIGN(std::string content, read_private_line(path));
    auto cosigner = is_token_uri(content) ? cosigner_of_token(content) : Cosigner::decode(content);
    sodium_memzero(content.data(), content.size());
    if (!cosigner) return at(path.string(), std::move(cosigner).error());
    return cosigner;
}

Result<std::uint64_t> check_cosignature(const Note& note, const CosignerKey& key) {
    std::uint64_t latest = 0;
    const std::string id = key.id();
    for (const NoteSignature& line : note.signatures) {
        if (line.name != key.name || line.id != id) continue;
        const auto time = line_holds(note, line, key);
        if (!time) return Error{Errc::unsigned_, "note.signature", fmt::format("the cosignature of {} does not hold", key.name), "", ""};
        latest = std::max(latest, *time);
    }
    if (latest == 0) return Error{Errc::unsigned_, "note.unknown_key", fmt::format("not cosigned by {}", key.name), "", ""};
    return latest;
}

Result<std::vector<VerifiedCosignature>> check_cosignatures(const Note& note, std::span<const CosignerKey> known) {
    std::vector<VerifiedCosignature> out;
    for (const CosignerKey& key : known) {
        auto time = check_cosignature(note, key);
        if (time) {
            out.push_back({key, *time});
        } else if (time.error().id != "note.unknown_key") {
            return std::move(time).error();
        }
    }
    return out;
}

Result<std::string> add_signature_lines(std::string_view note, std::string_view lines) {
    TRUCE_TRY(parse_note(note));
    std::string out(note);
    const std::size_t signatures = out.rfind("\n\n") + 2;
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size() - 1);
        const std::string_view line = lines.substr(0, end + 1);
        // A line's end is part of it, and so must be its beginning: what precedes it is an end, or the empty line.
        const std::size_t there = out.find("\n" + std::string(line), signatures - 1);
        if (there == std::string::npos) out += line;
        lines.remove_prefix(end + 1);
    }
    TRUCE_TRY(parse_note(out));
    return out;
}

}  // namespace truce
