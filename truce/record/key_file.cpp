#include "truce/record/key_file.hpp"

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

Result<void> write_private_line(const Path& path, std::string_view line) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) {
        return Error{Errc::conflict, "key.exists", "there is a file already; a key is never overwritten", path.string(),
                     "Choose another name"};
    }
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

Result<NoteSigner> read_key_file(const Path& path) {
    TRUCE_ASSIGN(std::string content, read_private_line(path));
    auto signer = NoteSigner::decode(content);
    sodium_memzero(content.data(), content.size());
    if (!signer) return at(path.string(), std::move(signer).error());
    return signer;
}

}  // namespace truce
