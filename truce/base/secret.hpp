/// A text that must not linger: a passphrase, a PIN.
#pragma once

#include <string>

namespace truce {

/// Wiped when it goes, and where it was before it was moved: a short text lies inside its object, not behind a pointer.
class Secret {
public:
    /// Wipes `text`.
    explicit Secret(std::string&& text);
    ~Secret();
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&&) = delete;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace truce
