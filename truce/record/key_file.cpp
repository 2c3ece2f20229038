#include "truce/record/key_file.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <system_error>

#include "truce/record/entry.hpp"

namespace truce {

NoteSigner new_entry_key(std::string_view institution, Random& random) {
    SigningKey key = SigningKey::generate(random);
    std::string name = entry_key_name(institution, key.public_key());
    return {std::move(name), std::move(key)};
}

NoteSigner new_named_key(std::string name, Random& random) { return {std::move(name), SigningKey::generate(random)}; }

Result<void> check_no_key_file(const Path& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return {};
    return Error{Errc::conflict, "key.exists", "there is a file already; a key is never overwritten", path.string(), "Choose another name"};
}

Result<void> write_private_line(const Path& path, std::string_view line) {
    TRUCE_TRY(check_no_key_file(path));
    std::string content = std::string(line) + "\n";
    const auto written = write_file_atomically(path, content, FileAccess::owner_only);
    sodium_memzero(content.data(), content.size());
    return written;
}

Result<std::string> read_private_line(const Path& path) {
    TRUCE_ASSIGN(std::string content, read_file(path, 4096));
    std::error_code error;
    const auto permissions = std::filesystem::status(path, error).permissions();
    using std::filesystem::perms;
    if ((permissions & (perms::group_all | perms::others_all)) != perms::none) {
        sodium_memzero(content.data(), content.size());
        return Error{Errc::forbidden, "key.readable_by_others", "the private key can be read or written by other users", path.string(),
                     "Run: chmod 600 " + path.string()};
    }
    return content;
}

Result<void> write_key_file(const Path& path, const NoteSigner& signer) {
    std::string line = signer.encoded();
    const auto written = write_private_line(path, line);
    sodium_memzero(line.data(), line.size());
    return written;
}

Result<NoteSigner> named_signer(TokenKey key) {
    const PublicKey& known = key.key.public_key();
    std::string name = is_institution(key.name) ? entry_key_name(key.name, known) : key.name;
    if (!is_note_key_name(name))
        return Error{Errc::invalid, "token.uri", fmt::format("\"{}\" cannot name a key", name), "", "Say truce-name=INSTITUTION"};
    const std::size_t slash = name.rfind('/');
    const std::string_view fingerprint = slash == std::string::npos ? std::string_view() : std::string_view(name).substr(slash + 1);
    const bool is_fingerprint = fingerprint.size() == 8 && fingerprint.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (is_fingerprint && name != entry_key_name(name.substr(0, slash), known))
        return Error{Errc::conflict, "token.other_key",
                     fmt::format("the token holds another key than {}: its own name would be {}", name,
                                 entry_key_name(name.substr(0, slash), known)),
                     "", "Put in the token that holds that key, or name this key"};
    return NoteSigner(std::move(name), std::move(key.key));
}

Result<NoteSigner> read_key_line(std::string_view line, const AskPin& ask) {
    if (!is_token_uri(line)) return NoteSigner::decode(line);
    TRUCE_ASSIGN(TokenKey key, open_token_key(line, ask));
    return named_signer(std::move(key));
}

Result<NoteSigner> read_key_file(const Path& path, const AskPin& ask) {
    if (is_token_uri(path.native())) return read_key_line(path.native(), ask);
    TRUCE_ASSIGN(std::string content, read_private_line(path));
    auto signer = read_key_line(content, ask);
    sodium_memzero(content.data(), content.size());
    if (!signer) return at(path.string(), std::move(signer).error());
    return signer;
}

}  // namespace truce
