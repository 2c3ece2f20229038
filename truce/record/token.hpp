/// Keys in hardware: a PKCS#11 token holds a private key and signs with it. Here is only where it is, as an RFC 7512 URI says:
///
///   pkcs11:token=Aldmere;object=desk?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=/etc/truce/pin&truce-name=aldmere
///
///   before the "?"   which token, and which private key of it, by any attributes of RFC 7512; one and no other must match
///   module-path      the token's PKCS#11 module; without it, the modules that p11-kit is configured with (module-name: one of them)
///   pin-source       a file that only its owner can read, whose first line is the PIN; without it, whoever sits there is asked
///   truce-name       the name under which the key signs: an institution's, or the whole name of the key
///
/// `pin-value` is refused: a command's words can be listed by others, and a PIN in the line beside it guards nothing. The key must be
/// Ed25519 (CKM_EDDSA of PKCS#11 3.0). Each key has one session of its own, under a lock; it ends with the key. A token that was away is
/// looked for again when the next signature is wanted. All of PKCS#11 and p11-kit is in token.cpp.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/base/secret.hpp"
#include "truce/base/sign.hpp"

namespace truce {

/// Whether a word means a key of a token rather than a file.
[[nodiscard]] bool is_token_uri(std::string_view word);

/// What is told to whoever is asked for a PIN.
struct PinRequest {
    std::string token;  ///< its label
    std::string tries;  ///< "one try is left before the token locks"; "" where it says nothing of them
};

/// Asked where the URI names no pin-source, once for each time that the token wants the PIN.
using AskPin = std::function<Result<Secret>(const PinRequest&)>;

/// For what runs unattended. Errors: token.pin_needed (invalid), always.
Result<Secret> nobody_to_ask(const PinRequest& request);

struct TokenKey {
    std::string name;  ///< as truce-name says it
    PrivateKey key;
};

/// Logs in where the token asks for it and looks for the key. `ask` is kept as long as the key.
///
/// Errors: token.uri (invalid: form, an attribute that is not known, a pin-value, no truce-name); token.module (not_found: it cannot be
/// loaded or started); token.missing (not_found: no such token is there); token.several (invalid: tokens or keys, naming them);
/// token.no_key (not_found); token.key_type (invalid: no Ed25519 key, or one that may not sign); token.no_public_key (not_found);
/// token.pin (forbidden: it is wrong, naming what the token says of further tries); token.pin_locked, token.last_try (forbidden);
/// token.pin_needed (invalid); token.pin_source (invalid), those of read_private_line; token.failed (io: whatever else the token says).
/// PrivateKey::sign has the same, for a token that was away in the meantime, and token.gone (io: it is not there any more).
Result<TokenKey> open_token_key(std::string_view uri, const AskPin& ask);

/// Makes a key inside the token, which can sign and never leave it. Errors: as above; key.exists (conflict: the token has such a key, which
/// is not taken for another use); token.uri (invalid: neither `object` nor `id` is said), token.failed (io: it makes no Ed25519 keys).
Result<TokenKey> make_token_key(std::string_view uri, const AskPin& ask, Random& random);

/// The URI with another truce-name. Errors: token.uri.
Result<std::string> with_token_name(std::string_view uri, std::string_view name);

}  // namespace truce
