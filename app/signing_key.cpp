#include "app/signing_key.hpp"

#include <fmt/format.h>

#include "app/passphrase.hpp"

namespace truce::app {

Result<NoteSigner> signing_key(const Path& word) { return read_key_file(word, ask_pin); }

Result<Secret> ask_pin(const PinRequest& request) {
    const std::string tries = request.tries.empty() ? "" : fmt::format(" ({})", request.tries);
    auto typed = read_unshown(fmt::format("PIN of the token \"{}\"{}", request.token, tries));
    return typed ? std::move(*typed) : nobody_to_ask(request);
}

AskPin PinAtStart::ask() const {
    return [started = started_](const PinRequest& request) -> Result<Secret> {
        if (!*started) return ask_pin(request);
        return Error{Errc::invalid, "token.pin_needed", fmt::format("the token \"{}\" wants its PIN again", request.token), "",
                     "Stop this and start it again, which asks for the PIN; or say pin-source=FILE in the key's URI"};
    };
}

}  // namespace truce::app
