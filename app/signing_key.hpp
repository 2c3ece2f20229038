/// The key that a word after --as means, and who is asked for its PIN.
#pragma once

#include <atomic>
#include <memory>

#include "truce/base/file.hpp"
#include "truce/record/key_file.hpp"

namespace truce::app {

/// A key file, or the URI of a key in a token (record/token.hpp). Errors: those of read_key_file and of ask_pin.
Result<NoteSigner> signing_key(const Path& word);

/// Asks the terminal, which does not show what is typed. Errors: token.pin_needed (invalid: there is none).
Result<Secret> ask_pin(const PinRequest& request);

/// The terminal until `started`, nobody afterwards: for what goes on when whoever started it has left.
/// Errors: those of ask_pin; token.pin_needed (invalid: it has started).
class PinAtStart {
public:
    [[nodiscard]] AskPin ask() const;
    void started() { *started_ = true; }

private:
    std::shared_ptr<std::atomic<bool>> started_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace truce::app
