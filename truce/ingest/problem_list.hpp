/// What is wrong with a source: the first problems in full, the rest as a number.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"

namespace truce {

/// A value as a message may show it: at most 80 characters, control characters and bytes that are not
/// UTF-8 as \xHH, in double quotes. Never breaks a line.
std::string in_quotes(std::string_view value);

/// Collects the problems of one source. Places are "<file>:<line>".
class ProblemList {
public:
    /// `out` receives at most `listed_max` problems. Both outlive the list.
    ProblemList(std::string file, Problems& out, std::size_t listed_max) : file_(std::move(file)), out_(out), listed_max_(listed_max) {}

    void add(std::size_t line, std::string_view id, std::string what, std::string_view remedy);
    /// About one value of one column: "<column> <value>: <what>".
    void add_value(std::size_t line, std::string_view id, std::string_view column, std::string_view value, std::string_view what,
                   std::string_view remedy);
    /// An error from below about one value, with its own id, words and remedy.
    void add_value(std::size_t line, std::string_view column, std::string_view value, const Error& error);

    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] const std::string& file() const { return file_; }
    /// The refusal of the whole source. Precondition: count() > 0. Errors: source.refused.
    [[nodiscard]] Error refusal() const;

private:
    std::string file_;
    Problems& out_;
    std::size_t listed_max_;
    std::size_t count_ = 0;
};

}  // namespace truce
