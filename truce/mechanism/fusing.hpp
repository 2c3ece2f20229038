/// Fusion in a running mechanism: which reports of its registers may be of an incident that has a case, and why. What it
/// finds becomes `link.proposed` steps of a fusion desk; people accept or dispute them (truce/examine/docket.hpp), and what
/// they decided is hard for the next run. A proposal is never a finding, and no case is opened by it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/fuse/fuse.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce {

/// A report that may be of a case's incident and that nobody has linked to it yet.
struct LinkProposal {
    std::string case_id;
    std::string incident;  ///< the case's, "<entry>/<n>": the id that stays
    std::string report;    ///< "<entry>/<n>" of the report's first version
    SightingId name;       ///< the report's register and source id
    SightingId beside;     ///< the report of the same incident that speaks for it most
    Millibits bits = 0;    ///< of these two
    double probability = 0;
    Outcome outcome = Outcome::ask;
    std::string text;  ///< what the step says: evidence in bits by field, and the model's number
};

struct FoundLinks {
    std::uint32_t model = 0;  ///< number of the frozen model
    std::size_t reports = 0;
    std::size_t registers = 0;
    std::size_t incidents = 0;  ///< with reports of several registers
    std::vector<LinkProposal> proposals;
    std::vector<std::vector<SightingId>> without_case;   ///< incidents with reports of several registers and no case
    std::vector<std::vector<SightingId>> several_cases;  ///< that have more than one: merging is people's
    std::size_t closed = 0;                              ///< reports that would be linked to a case that is closed
};

/// Looks at every current report of every register. A pure function of the record below its size, the model and the options:
/// running it again after its proposals were filed finds nothing. A report that was linked to a case before, whatever became
/// of the link, is not proposed to it again.
/// Errors: fuse.one_register (invalid: reports of fewer than two registers); those of fuse().
Result<FoundLinks> find_links(const Mechanism& mechanism, const Model& model, const FuseOptions& options);

/// Signs and files the proposals, each an entry. What was filed before an error stays; the next run goes on after it.
///   filed   told how many are filed
/// Errors: case.* and entry.*, as the record refuses a step; filing.role before anything is signed.
Result<std::vector<Receipt>> file_links(Mechanism& mechanism, const std::vector<LinkProposal>& proposals, const NoteSigner& key,
                                        Clock& clock, Random& random, const std::function<void(std::size_t filed)>& filed);

/// That the key is enrolled and its institution may propose links now. Errors: entry.unknown_key, filing.role, fuse.key_kinds.
Result<void> check_fusion_desk(const Mechanism& mechanism, const NoteKey& key, Instant now);

}  // namespace truce
