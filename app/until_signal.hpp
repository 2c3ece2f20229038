/// How a command that serves ends: by SIGINT or SIGTERM.
#pragma once

#include <chrono>
#include <csignal>
#include <functional>

namespace truce::app {

/// To be made before any thread begins, so that none of them gets the signals.
class UntilSignal {
public:
    UntilSignal();
    /// Returns when one arrives.
    void wait() const;
    /// The same, calling `now_and_then` every `period`, the first time at once.
    void wait(std::chrono::seconds period, const std::function<void()>& now_and_then) const;

private:
    sigset_t ending_{};
};

}  // namespace truce::app
