/// Plain text for people: headings, and labels with wrapped text beside them.
#pragma once

#include <string>
#include <string_view>

namespace truce {

class Sheet {
public:
    /// In capitals, with a blank line before it.
    void heading(std::string_view text);
    /// "id  title" at the margin, after a blank line.
    void entry(std::string_view id, std::string_view title);
    /// A label, and text wrapped at 100 columns (code points); nothing at all if the text is empty.
    void line(std::string_view label, std::string_view text);
    /// The same without a label of its own: it goes on under the last one.
    void more(std::string_view text) { line("", text); }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
};

/// The number of code points of valid UTF-8.
[[nodiscard]] std::size_t width_of(std::string_view text);

}  // namespace truce
