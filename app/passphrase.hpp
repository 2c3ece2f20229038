/// Where a passphrase comes from: a terminal, which does not show it, or a file of its own. Never a command's words, which others can list.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"

namespace truce::app {

/// Wiped when it goes.
class Passphrase {
public:
    explicit Passphrase(std::string text) : text_(std::move(text)) {}
    ~Passphrase();
    Passphrase(Passphrase&& other) noexcept;
    Passphrase(const Passphrase&) = delete;
    Passphrase& operator=(Passphrase&&) = delete;
    Passphrase& operator=(const Passphrase&) = delete;
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

enum class Ask : std::uint8_t { once, twice };

/// The first line of `file`; with none, what is typed at the terminal, twice the same where it is a new one.
/// Errors: passphrase.no_terminal (invalid), passphrase.not_twice (invalid), those of read_private_line.
Result<Passphrase> read_passphrase(const Path& file, Ask ask);

/// What is typed at the terminal after this prompt, unseen; nothing where there is no terminal.
std::optional<std::string> read_unshown(std::string_view prompt);

}  // namespace truce::app
