#include "truce/record/key_line.hpp"

#include <fmt/format.h>

#include "truce/base/bytes.hpp"
#include "truce/base/hash.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/note.hpp"

namespace truce {
namespace {

/// Named for people: the byte alone tells them nothing.
std::string_view name_of_algorithm(char algorithm) {
    switch (algorithm) {
        case note_algorithm_ed25519: return "an Ed25519 signature key (type 1)";
        case note_algorithm_cosignature: return "an Ed25519 cosignature key (type 4)";
        case 0x06: return "an ML-DSA-44 cosignature key (type 6)";
        default: return "a key of an unknown type";
    }
}

}  // namespace

Result<KeyLine> parse_key_line(std::string_view line, char algorithm) {
    const Error refusal{Errc::invalid, "note.vkey", "not a key of the form name+id+key", "", "Copy the whole line"};
    const std::size_t first = line.find('+');
    const std::size_t second = first == std::string_view::npos ? first : line.find('+', first + 1);
    if (second == std::string_view::npos) return refusal;
    const auto id = from_hex(line.substr(first + 1, second - first - 1));
    const auto material = from_base64(line.substr(second + 1));
    if (!is_note_key_name(line.substr(0, first)) || !id || id->size() != 4 || !material || material->empty()) return refusal;
    if (material->front() != algorithm) {
        return Error{Errc::invalid, "note.vkey",
                     fmt::format("this is {}; {} is needed here", name_of_algorithm(material->front()), name_of_algorithm(algorithm)), "",
                     "Ask its owner for the key of that type"};
    }
    if (material->size() != 33) return refusal;
    return KeyLine{std::string(line.substr(0, first)), *id, material->substr(1)};
}

std::string format_key_line(std::string_view name, std::string_view id, char algorithm, std::string_view material) {
    return fmt::format("{}+{}+{}", name, to_hex(id), to_base64(algorithm + std::string(material)));
}

std::string key_id(std::string_view name, char algorithm, std::string_view public_key) {
    Sha256 hasher;
    hasher.update(name).update("\n").update(static_cast<std::uint8_t>(algorithm)).update(public_key);
    return std::string(hasher.finish().view().substr(0, 4));
}

std::string format_signature_line(std::string_view name, std::string_view id, std::string_view signature) {
    return fmt::format("\xe2\x80\x94 {} {}\n", name, to_base64(std::string(id) + std::string(signature)));
}

std::string private_key_line(std::string_view name, std::string_view id, char algorithm, const PrivateKey& key) {
    if (const HeldKey* const held = key.held()) return held->line(name);
    return std::string(private_key_prefix) + format_key_line(name, id, algorithm, key.in_memory()->seed());
}

}  // namespace truce
