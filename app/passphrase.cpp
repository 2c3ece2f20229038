#include "app/passphrase.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "truce/record/key_file.hpp"

namespace truce::app {
namespace {

/// A terminal that does not show what is typed, for as long as it lives.
class Unshown {
public:
    Unshown() {
        termios unshown{};
        there_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
        unshown = before_;
        unshown.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (there_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unshown);
    }
    ~Unshown() {
        if (there_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Unshown(const Unshown&) = delete;
    Unshown& operator=(const Unshown&) = delete;

private:
    termios before_{};
    bool there_ = false;
};

Secret typed(std::string_view prompt) {
    fmt::print(stderr, "{}: ", prompt);
    std::fflush(stderr);
    std::string line;
    std::getline(std::cin, line);
    fmt::print(stderr, "\n");
    return Secret(std::move(line));
}

}  // namespace

Result<Secret> read_passphrase(const Path& file, Ask ask) {
    if (!file.empty()) {
        TRUCE_ASSIGN(std::string line, read_private_line(file));
        const std::size_t end = line.find('\n');
        Secret passphrase(line.substr(0, end));
        sodium_memzero(line.data(), line.size());
        return passphrase;
    }
    if (::isatty(STDIN_FILENO) == 0)
        return Error{Errc::invalid, "passphrase.no_terminal", "there is no terminal to ask for the passphrase", "",
                     "Start it from one, or name a file that only you can read: --passphrase-file FILE"};
    const Unshown unshown;
    Secret passphrase = typed(ask == Ask::twice ? "a passphrase for this desk" : "passphrase");
    if (ask == Ask::once) return passphrase;
    const Secret again = typed("the same again");
    if (again.text() == passphrase.text()) return passphrase;
    return Error{Errc::invalid, "passphrase.not_twice", "that was not twice the same", "", "Try again"};
}

std::optional<Secret> read_unshown(std::string_view prompt) {
    if (::isatty(STDIN_FILENO) == 0) return std::nullopt;
    const Unshown unshown;
    return typed(prompt);
}

}  // namespace truce::app
