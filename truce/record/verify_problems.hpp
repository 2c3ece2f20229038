/// What a verification has found wrong so far: the first of it, since a log that is broken is often broken everywhere.
#pragma once

#include <string>
#include <utility>

#include "truce/base/result.hpp"

namespace truce {

class VerifyProblems {
public:
    static constexpr std::size_t max = 50;

    VerifyProblems() = default;
    explicit VerifyProblems(Problems found) : found_(std::move(found)) {}

    void add(std::string id, std::string what, std::string where) {
        if (!full()) found_.push_back({Errc::corrupt, std::move(id), std::move(what), std::move(where), ""});
    }
    void add(const Error& error, std::string where) { add(error.id, error.what, std::move(where)); }

    [[nodiscard]] bool empty() const { return found_.empty(); }
    [[nodiscard]] bool full() const { return found_.size() >= max; }
    [[nodiscard]] Problems take() { return std::move(found_); }

private:
    Problems found_;
};

}  // namespace truce
