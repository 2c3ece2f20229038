#include "truce/store/writer_queue.hpp"

#include <algorithm>
#include <map>

namespace truce {

std::shared_ptr<WriterQueue> WriterQueue::of(const Path& file) {
    static std::mutex mutex;
    static std::map<Path, std::weak_ptr<WriterQueue>> queues;
    const std::lock_guard lock(mutex);
    std::erase_if(queues, [](const auto& entry) { return entry.second.expired(); });
    auto& known = queues[file];
    auto queue = known.lock();
    if (!queue) known = queue = std::make_shared<WriterQueue>();
    return queue;
}

bool WriterQueue::enter(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    const auto ticket = next_ticket_++;
    line_.push_back(ticket);
    if (moved_.wait_until(lock, deadline, [&] { return line_.front() == ticket; })) return true;
    line_.erase(std::find(line_.begin(), line_.end(), ticket));
    return false;
}

void WriterQueue::leave() {
    {
        const std::lock_guard lock(mutex_);
        line_.pop_front();
    }
    moved_.notify_all();
}

}  // namespace truce
