/// Where a passphrase comes from: a terminal, which does not show it, or a file of its own. Never a command's words, which others can list.
#pragma once

#include <optional>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/base/secret.hpp"

namespace truce::app {

enum class Ask : std::uint8_t { once, twice };

/// The first line of `file`; with none, what is typed at the terminal, twice the same where it is a new one.
/// Errors: passphrase.no_terminal (invalid), passphrase.not_twice (invalid), those of read_private_line.
Result<Secret> read_passphrase(const Path& file, Ask ask);

/// What is typed at the terminal after this prompt, unseen; nothing where there is no terminal.
std::optional<Secret> read_unshown(std::string_view prompt);

}  // namespace truce::app
