#include "truce/serve/writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace truce {
namespace {

bool told_to_members(const Body& body) {
    return std::ranges::any_of(body,
                               [](const Part& part) { return part.audience == Audience::public_ || part.audience == Audience::mechanism; });
}

}  // namespace

Writer::Writer(Mechanism mechanism, Options options)
    : mechanism_(std::move(mechanism)), options_(std::move(options)), thread_([this] { write(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    work_.notify_one();
    thread_.join();
}

Result<Submitted> Writer::submit(SignedFiling filing) {
    Waiting waiting(std::move(filing));
    std::unique_lock lock(mutex_);
    if (queue_.size() >= options_.queue_max) {
        return Error{Errc::busy, "append.busy", fmt::format("{} filings wait already", queue_.size()),
                     waiting.filing.submission.entry().header.id, "Hand it in again in a moment"};
    }
    queue_.push_back(&waiting);
    work_.notify_one();
    waiting.answered.wait(lock, [&] { return waiting.answer.has_value(); });
    return std::move(*waiting.answer);
}

std::size_t Writer::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Writer::write() {
    for (;;) {
        std::vector<Waiting*> batch;
        std::vector<SignedFiling> filings;
        {
            std::unique_lock lock(mutex_);
            work_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            while (!queue_.empty() && batch.size() < options_.commit_max) {
                batch.push_back(queue_.front());
                queue_.pop_front();
            }
        }
        for (Waiting* waiting : batch) filings.push_back(waiting->filing);
        std::vector<Result<Submitted>> answers = mechanism_.submit_all(filings);
        std::vector<std::string> kinds;
        std::uint64_t size = 0;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (!answers[i]) continue;
            size = answers[i]->checkpoint.size;
            // Of what no member may read as such, like a closed session's minutes, not even the kind is told.
            if (told_to_members(filings[i].submission.submission().body)) kinds.push_back(filings[i].submission.kind());
        }
        std::ranges::sort(kinds);
        const auto twice = std::ranges::unique(kinds);
        kinds.erase(twice.begin(), twice.end());
        if (size > 0 && options_.committed) options_.committed(mechanism_, size, kinds);
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            batch[i]->answer.emplace(std::move(answers[i]));
            batch[i]->answered.notify_one();
        }
    }
}

}  // namespace truce
