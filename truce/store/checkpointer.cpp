#include "truce/store/checkpointer.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "truce/base/json.hpp"
#include "truce/store/sqlite_connection.hpp"
#include "truce/store/writer_queue.hpp"

namespace truce {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t log_frame_bytes = 4096 + 24;  // a page and its header

struct Moved {
    std::int64_t pages_in_log = 0;
    std::int64_t pages_moved = 0;  ///< of those, since the log was last started anew
};

}  // namespace

struct Checkpointer::State {
    State(SqliteHandle opened, std::shared_ptr<WriterQueue> line, const Options& chosen)
        : handle(std::move(opened)), queue(std::move(line)), options(chosen) {}

    Result<Moved> move_pages() {
        int in_log = 0;
        int moved = 0;
        const int code = sqlite3_wal_checkpoint_v2(handle.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
        // Busy: another connection is checkpointing just now, which is as good.
        if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) return sqlite_error(handle.get(), code);
        const std::lock_guard lock(mutex);
        ++progress.steps;
        progress.log_bytes_peak = std::max(progress.log_bytes_peak, in_log * log_frame_bytes);
        return Moved{in_log, moved};
    }

    Result<void> step() {
        TRUCE_ASSIGN(const auto moved, move_pages());
        if (moved.pages_in_log * log_frame_bytes < options.log_bytes_max) return {};
        TRUCE_TRY(move_pages());  // what came during the first, so that the turn is short
        return take_turn();
    }

    Result<void> take_turn() {
        if (!queue->enter(SteadyClock::now() + std::chrono::seconds(1))) return {};  // the next step tries again
        const WriterTurn turn(queue);
        const auto start = SteadyClock::now();
        TRUCE_TRY(move_pages());
        const std::lock_guard lock(mutex);
        ++progress.turns;
        progress.longest_turn =
            std::max(progress.longest_turn, std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - start));
        return {};
    }

    void run() {
        for (bool last = false; !last;) {
            {
                std::unique_lock lock(mutex);
                last = wake.wait_for(lock, options.interval, [&] { return stopping; });
            }
            if (auto done = step(); !done) {
                const std::lock_guard lock(mutex);
                progress.failed = done.error();
                return;
            }
        }
    }

    SqliteHandle handle;
    std::shared_ptr<WriterQueue> queue;
    Options options;
    mutable std::mutex mutex;
    std::condition_variable wake;
    bool stopping = false;
    Progress progress;
    std::thread thread;
};

Checkpointer::Checkpointer(std::unique_ptr<State> state) : state_(std::move(state)) {
    state_->thread = std::thread([running = state_.get()] { running->run(); });
}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake.notify_all();
    state_->thread.join();
}

Checkpointer::Progress Checkpointer::progress() const {
    const std::lock_guard lock(state_->mutex);
    return state_->progress;
}

Result<std::unique_ptr<Checkpointer>> Checkpointer::start(const Path& file, const Options& options) {
    SqliteOptions sqlite;
    sqlite.access = SqliteOptions::Access::read_write;
    sqlite.checkpoint_pages = 0;
    sqlite.cache_bytes = std::int64_t{1} << 20U;
    TRUCE_ASSIGN(auto handle, connect_sqlite(file, sqlite));
    sqlite3_busy_timeout(handle.get(), 0);
    std::error_code failed;
    const auto canonical = std::filesystem::canonical(file, failed);
    if (failed) return at(file.string(), driver::failure(driver::Failure::io, failed.message()));
    auto state = std::make_unique<State>(std::move(handle), WriterQueue::of(canonical), options);
    return std::make_unique<Checkpointer>(std::move(state));
}

}  // namespace truce
