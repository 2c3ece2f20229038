/// Equivocation: one key that has signed two histories of one log. Two signed checkpoints show it, if neither tree can
/// be a beginning of the other:
///
///   same size        two roots
///   other sizes      the smaller one's root is not that of the larger tree's first leaves, which the larger tree's own
///                    hashes show (they are its consistency proof)
///
/// The proof is a text file that anybody can check with the key alone:
///
///   truce/equivocation/v1
///   first <bytes of the first note>           the smaller one
///   second <bytes of the second note>
///   prefix <base64>                           only where sizes differ: the root of the second tree's beginning
///   <base64 hash>...                          its consistency proof (RFC 9162, 2.1.4)
///
///   <first note><second note>
///
/// The same holds for a witness that has cosigned both.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/fetch.hpp"
#include "truce/record/policy.hpp"

namespace truce {

/// What a checked proof says.
struct Equivocation {
    Checkpoint first;  ///< the smaller one
    Checkpoint second;
    Digest prefix;                       ///< root of the second tree's first first.size leaves; not first.root
    std::vector<std::string> logs;       ///< origins of the policy's logs that signed both
    std::vector<std::string> witnesses;  ///< names, in the policy, of the witnesses that cosigned both
};

/// Errors: equivocation.form; equivocation.not_shown (invalid: the two histories do not contradict each other, or the
/// hashes do not show it); equivocation.nobody (unsigned_: no key of the policy signed both), note.*, checkpoint.form.
Result<Equivocation> check_equivocation(std::string_view proof, const Policy& policy);

/// A checkpoint and, where there is one, the tree it stands for.
struct ComparedLog {
    std::string checkpoint_note;
    std::optional<Fetch> tree;
};

struct LogComparison {
    Checkpoint first;  ///< the smaller one
    Checkpoint second;
    std::optional<std::string> proof;  ///< none: the second continues the first
};

/// Errors: compare.other_log (invalid: two origins), compare.needs_tree (invalid: sizes differ and the larger one came
/// without its tree), equivocation.nobody (they contradict each other, but no key of the policy signed both), those of
/// RemoteTree.
Result<LogComparison> compare_logs(const ComparedLog& a, const ComparedLog& b, const Policy& policy);

/// A file with a checkpoint, a folder as export_log.hpp writes it, or a URL.
Result<ComparedLog> read_compared(std::string_view place);

}  // namespace truce
