/// What all keys of signed notes share, whatever they sign: the form of a key's line, its id, a signature's line.
#pragma once

#include <string>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/base/sign.hpp"

namespace truce {

/// "name+<8 hex of id>+base64(algorithm || material)", as in public keys and, after a prefix, in private ones.
struct KeyLine {
    std::string name;
    std::string id;        ///< 4 bytes, as stated; whether it belongs to name and key is not checked
    std::string material;  ///< 32 bytes: a public key or a seed
};

/// Errors: note.vkey (form, another algorithm than `algorithm`).
Result<KeyLine> parse_key_line(std::string_view line, char algorithm);
std::string format_key_line(std::string_view name, std::string_view id, char algorithm, std::string_view material);

/// The first 4 bytes of SHA-256(name || LF || algorithm || public key).
std::string key_id(std::string_view name, char algorithm, std::string_view public_key);

/// "— name base64(id || signature)" LF.
std::string format_signature_line(std::string_view name, std::string_view id, std::string_view signature);

inline constexpr std::string_view private_key_prefix = "PRIVATE+KEY+";

/// The line of a key file: prefix and seed, or by what the key is found where it is held.
std::string private_key_line(std::string_view name, std::string_view id, char algorithm, const PrivateKey& key);

}  // namespace truce
