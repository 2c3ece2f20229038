/// Reading somebody else's log without trusting it: every byte is checked against a signed checkpoint.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/record/fetch.hpp"
#include "truce/record/merkle.hpp"
#include "truce/record/policy.hpp"
#include "truce/record/tile_path.hpp"

namespace truce {

/// The tree under one checkpoint, from fetched tiles. The right edge must give the checkpoint's root; every full tile
/// must give its hash in the tile above. Partial tiles that are gone are taken from the full ones.
/// For one thread at a time. Errors of every read: remote.tile (corrupt: not what the root commits to, or another
/// length), those of the fetch.
class RemoteTree {
public:
    /// Fetches and checks the right edge.
    static Result<RemoteTree> open(Fetch fetch, const Checkpoint& checkpoint);

    [[nodiscard]] const Checkpoint& checkpoint() const { return checkpoint_; }
    /// Hash `index` of `level`: the root of the complete subtree of 256^level leaves.
    Result<Digest> hash(unsigned level, std::uint64_t index);
    /// Subtrees for proofs and roots of any size up to the checkpoint's. The tree must outlive the reader.
    SubtreeReader subtrees();

    /// Entries [from, to) in order, each checked against its hash. Stops at the visitor's first error.
    /// Errors: remote.entry (corrupt), bundle.form. Precondition: from <= to <= checkpoint().size.
    using Visitor = std::function<Result<void>(std::uint64_t index, std::string_view entry)>;
    Result<void> entries(std::uint64_t from, std::uint64_t to, const Visitor& visit);

private:
    RemoteTree(Fetch fetch, Checkpoint checkpoint) : fetch_(std::move(fetch)), checkpoint_(std::move(checkpoint)) {}
    Result<std::string> fetch_tile(const TilePath& path) const;
    Result<const std::string*> tile(unsigned level, std::uint64_t n);
    Result<void> read_bundle(std::uint64_t n, std::uint64_t from, std::uint64_t to, const Visitor& visit);

    Fetch fetch_;
    Checkpoint checkpoint_;
    std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles_;  ///< checked; the edge and what was read since
};

/// A log as a monitor follows it: each checkpoint accepted by a policy and consistent with the one before.
class RemoteLog {
public:
    /// Fetches the checkpoint and, if one was seen before, proves that it continues that one.
    ///   last_seen   the note that checkpoint_note() gave last time; none: the first time
    /// Errors: those of check_by_policy and RemoteTree; remote.other_log (conflict), remote.rolled_back (corrupt: smaller
    /// than the last seen; what is served is old, or the log has lost entries), remote.fork (corrupt: does not continue
    /// the last seen; `truce record compare` makes a proof of it).
    static Result<RemoteLog> open(const Fetch& fetch, const Policy& policy, const std::optional<std::string>& last_seen = std::nullopt);

    [[nodiscard]] const TrustedCheckpoint& trusted() const { return trusted_; }
    /// To be kept and given to the next open().
    [[nodiscard]] const std::string& checkpoint_note() const { return note_; }
    [[nodiscard]] RemoteTree& tree() { return tree_; }

private:
    RemoteLog(TrustedCheckpoint trusted, std::string note, RemoteTree tree)
        : trusted_(std::move(trusted)), note_(std::move(note)), tree_(std::move(tree)) {}
    TrustedCheckpoint trusted_;
    std::string note_;
    RemoteTree tree_;
};

}  // namespace truce
