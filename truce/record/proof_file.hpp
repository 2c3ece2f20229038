/// Proof files (C2SP tlog-proof): one file that shows, without asking anybody, that an entry stands in a log that
/// witnesses have seen.
///
///   c2sp.org/tlog-proof@v1
///   extra <base64>              here: the entry itself, so that the file is all that one needs
///   index <position>
///   <base64 hash>...            from the leaf's sibling up
///
///   <checkpoint, with its signatures>
///
/// The extra line is never believed: the entry in it counts for nothing unless its hash leads to the signed root.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"
#include "truce/record/policy.hpp"
#include "truce/store/store.hpp"

namespace truce {

struct ProofFile {
    std::optional<std::string> extra;  ///< decoded
    std::uint64_t index = 0;
    std::vector<Digest> path;  ///< at most 64
    std::string checkpoint;    ///< the note, verbatim
    friend bool operator==(const ProofFile&, const ProofFile&) = default;
};

std::string format(const ProofFile& proof);
/// Strict. Errors: proof.form.
Result<ProofFile> parse_proof(std::string_view text);

/// The proof of the entry at `index` under a signed checkpoint of the log in `db`, the entry as `extra`.
/// Errors: proof.not_yet (not_found: the checkpoint is smaller than the entry's position), not_found, store errors;
/// proof.root (corrupt: the checkpoint is not one of the stored tree).
Result<ProofFile> compose_proof(Database& db, std::uint64_t index, std::string_view checkpoint_note);

struct CheckedProof {
    TrustedCheckpoint trusted;
    std::uint64_t index = 0;
    std::string entry;  ///< the leaf's bytes
};

/// Checks that the entry is at its place under a checkpoint that the policy accepts.
///   entry   the leaf's bytes; if absent, those that the proof brings along as `extra`
/// Errors: proof.form, proof.no_entry, proof.not_included (unsigned_), those of check_by_policy.
Result<CheckedProof> check_proof(std::string_view text, const Policy& policy, const std::optional<std::string>& entry = std::nullopt);

}  // namespace truce
