/// Where words go: answers to standard output, refusals and progress to standard error.
#pragma once

#include <string>
#include <string_view>

#include "app/commands.hpp"
#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/record/checkpoint.hpp"

namespace truce::app {

/// Prints a refusal, every problem of the input first, and returns 1. As JSON it is one object with code, id, what,
/// where, remedy and problems.
int refuse(const Error& error, const Problems& problems, Format format);
int refuse(const Error& error, Format format);

void print(std::string_view text);
/// Canonical JSON and a newline.
void print_json(const Json& json);
/// {"origin", "root" in hexadecimal, "size"}.
Json checkpoint_json(const Checkpoint& checkpoint);

/// One line on standard error that is overwritten as work goes on; nothing if standard error is no terminal.
class ProgressLine {
public:
    explicit ProgressLine(std::string what);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    void show(std::string_view how_far);

private:
    std::string what_;
    bool terminal_;
    bool shown_ = false;
};

/// "1,234,567".
std::string grouped(std::uint64_t number);

}  // namespace truce::app
