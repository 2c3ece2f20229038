/// Whom a reader trusts (C2SP tlog-policy): the logs it accepts, the witnesses it knows, and how many of them must
/// have cosigned a checkpoint.
///
///   log <vkey> [<url>]
///   witness <name> <vkey> [<url>]
///   group <name> all|any|<k> <member>...
///   quorum <name>|none
///
/// Names stand for what lines above define. A file states one quorum; "two of three" and "all" are two files.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/note.hpp"

namespace truce {

struct PolicyLog {
    NoteKey key;      ///< its name is the log's origin
    std::string url;  ///< may be empty
};
struct PolicyWitness {
    std::string name;  ///< in this policy
    CosignerKey key;
    std::string url;
};
struct PolicyGroup {
    std::string name;
    std::size_t threshold = 1;         ///< 1 <= threshold <= members.size()
    std::vector<std::string> members;  ///< witnesses and groups defined above it
};

/// Invariants: those of parse_policy.
struct Policy {
    std::vector<PolicyLog> logs;
    std::vector<PolicyWitness> witnesses;
    std::vector<PolicyGroup> groups;
    std::string quorum;  ///< a witness, a group or "none"

    [[nodiscard]] std::vector<CosignerKey> witness_keys() const;
};

/// At most 1,024 logs, witnesses and groups each, 1 MiB. Only Ed25519 keys: a policy whose quorum could rest on a
/// signature that is not checked here is refused.
/// Errors: policy.bytes, policy.line, policy.key, policy.name, policy.duplicate, policy.group, policy.quorum; each
/// with where = "line <n>" and what to do.
Result<Policy> parse_policy(std::string_view text);
/// Errors: those of read_file and parse_policy, with the file's name.
Result<Policy> read_policy(const Path& path);

/// Whether the quorum holds when exactly these witnesses (by their names in the policy) have cosigned.
[[nodiscard]] bool quorum_holds(const Policy& policy, const std::set<std::string>& cosigned);

struct WitnessStatement {
    std::string name;  ///< in the policy
    std::uint64_t time_s = 0;
};

/// Which keys of a policy signed a checkpoint. All their lines hold: one that does not is an error.
struct PolicySigners {
    std::vector<NoteKey> logs;                ///< named by the checkpoint's origin
    std::vector<WitnessStatement> witnesses;  ///< in the policy's order
};
/// Errors: note.signature.
Result<PolicySigners> policy_signers(const Note& note, std::string_view origin, const Policy& policy);

/// A checkpoint that a policy accepts.
struct TrustedCheckpoint {
    Checkpoint checkpoint;
    NoteKey log;
    std::vector<WitnessStatement> witnesses;  ///< all known ones that cosigned, in the policy's order
};

/// Errors: note.*, checkpoint.form; policy.unknown_log (unsigned_: no log of the policy has that origin and signed it),
/// note.signature (a known key's line that does not hold), policy.not_enough (unsigned_: names who has not cosigned),
/// policy.future (a cosignature's time lies beyond `latest_time_s`; 0: not looked at).
Result<TrustedCheckpoint> check_by_policy(std::string_view checkpoint_note, const Policy& policy, std::uint64_t latest_time_s = 0);

}  // namespace truce
