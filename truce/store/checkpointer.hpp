/// Keeps the write-ahead log of a SQLite store short without ever making a writer wait for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "truce/store/store.hpp"

namespace truce {

/// A thread with a connection of its own that moves committed pages from the log into the file.
///
/// Left to itself (SqliteOptions::checkpoint_pages > 0) SQLite does that inside the commit that finds the log
/// too long; that commit then takes as long as writing and syncing all those pages. Here the writer sets
/// checkpoint_pages = 0 and this thread does it beside the writer:
///
///   1. Every `interval` a passive checkpoint, if the log has grown. It takes no lock a writer or reader
///      waits for, and it moves what was committed until then.
///   2. A log that writers keep extending never becomes empty that way, so it would grow for as long as they
///      work. Beyond `log_bytes_max` the thread stands in the writers' line (writer_queue.hpp) when it has just
///      caught up, moves the few pages that came meanwhile, and leaves: the next writer starts the log anew.
///      That is the only time a writer waits for it, and it is short because step 1 came right before.
///
/// A long reading transaction keeps pages from being moved; the log then grows until it ends.
class Checkpointer {
public:
    struct Options {
        std::chrono::milliseconds interval{20};
        std::int64_t log_bytes_max = std::int64_t{32} << 20U;
    };
    /// How it went so far.
    struct Progress {
        std::int64_t steps = 0;                     ///< passive checkpoints made
        std::int64_t turns = 0;                     ///< of them in the writers' line
        std::chrono::microseconds longest_turn{0};  ///< what a writer may have waited
        std::int64_t log_bytes_peak = 0;            ///< longest log seen
        std::optional<Error> failed;                ///< why it gave up, if it did: the log grows, nothing is lost
    };

    /// Errors: those of open_sqlite() with read_write access.
    static Result<std::unique_ptr<Checkpointer>> start(const Path& file, const Options& options);

    /// Ends the thread, after a last checkpoint.
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    [[nodiscard]] Progress progress() const;

private:
    struct State;

public:
    /// For start(), the only one who can make a State.
    explicit Checkpointer(std::unique_ptr<State> state);

private:
    std::unique_ptr<State> state_;
};

}  // namespace truce
