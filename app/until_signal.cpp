#include "app/until_signal.hpp"

#include <pthread.h>

#include <cerrno>

namespace truce::app {

UntilSignal::UntilSignal() {
    sigemptyset(&ending_);
    sigaddset(&ending_, SIGINT);
    sigaddset(&ending_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending_, nullptr);
}

void UntilSignal::wait() const {
    int signal = 0;
    sigwait(&ending_, &signal);
}

void UntilSignal::wait(std::chrono::seconds period, const std::function<void()>& now_and_then) const {
    const timespec time{static_cast<std::time_t>(period.count()), 0};
    for (;;) {
        now_and_then();
        while (true) {
            const int signal = sigtimedwait(&ending_, nullptr, &time);
            if (signal > 0) return;
            if (errno != EINTR) break;
        }
    }
}

}  // namespace truce::app
