/// The one who writes: what many threads hand in goes into the record together, one commit after the other.
///
/// While one commit is made durable the next one gathers, so a lone submitter never waits for company and a crowd shares the syncs.
/// An answer means: durable, read back, under a signed checkpoint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "truce/base/group_commit.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce {

class Writer {
public:
    struct Options {
        std::size_t commit_max = 256;   ///< filings of one commit
        std::size_t queue_max = 1'024;  ///< filings that wait; beyond: append.busy
        /// After each commit that brought something, on the thread that wrote it, before its answers go out: the record's size, and the
        /// kinds that came.
        std::function<void(const Mechanism& mechanism, std::uint64_t size, const std::vector<std::string>& kinds)> committed;
    };
    /// Takes a mechanism that is open for writing: nobody else may use it from here on. Before it goes, every call of submit() has
    /// returned.
    Writer(Mechanism mechanism, Options options);

    /// From any thread; waits for the answer. Errors: append.busy (busy), those of Mechanism::submit_all.
    Result<Submitted> submit(SignedFiling filing);
    [[nodiscard]] std::size_t waiting() const { return commits_.waiting(); }

private:
    std::vector<Result<Submitted>> write(const std::vector<SignedFiling>& filings);

    Mechanism mechanism_;
    const std::function<void(const Mechanism&, std::uint64_t, const std::vector<std::string>&)> committed_;
    GroupCommit<SignedFiling, Result<Submitted>> commits_;
};

}  // namespace truce
