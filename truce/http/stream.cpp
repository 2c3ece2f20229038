#include <utility>

#include "truce/http/http.hpp"

namespace truce {

bool HttpStream::push(std::shared_ptr<const std::string> bytes) {
    const std::lock_guard lock(mutex_);
    if (gone_ || finished_) return false;
    if (waiting_bytes_ + bytes->size() > waiting_max) {
        // Half of what happened would be worse than a new beginning.
        waiting_.clear();
        finished_ = true;
        if (wake_) wake_();
        return false;
    }
    waiting_bytes_ += bytes->size();
    waiting_.push_back(std::move(bytes));
    if (wake_) wake_();
    return true;
}

void HttpStream::finish() {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    if (wake_) wake_();
}

std::shared_ptr<const std::string> HttpStream::take() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return nullptr;
    std::shared_ptr<const std::string> bytes = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= bytes->size();
    return bytes;
}

bool HttpStream::is_finished() const {
    const std::lock_guard lock(mutex_);
    return finished_ && waiting_.empty();
}

void HttpStream::attach(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
}

void HttpStream::detach() {
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
    gone_ = true;
}

}  // namespace truce
