/// Any bytes: whatever policy is read keeps the promises of its header, and all witnesses together reach its quorum.
#include <set>

#include "fuzz/fuzz.hpp"
#include "truce/record/policy.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const auto policy = parse_policy(view_of(data, size));
    if (!policy) {
        TRUCE_ASSERT(policy.error().id.starts_with("policy."));
        return 0;
    }
    std::set<std::string> all;
    for (const PolicyWitness& witness : policy->witnesses) TRUCE_ASSERT(all.insert(witness.name).second);
    std::set<std::string> members;
    for (const PolicyGroup& group : policy->groups) {
        TRUCE_ASSERT(1 <= group.threshold && group.threshold <= group.members.size());
        for (const std::string& member : group.members) TRUCE_ASSERT(members.insert(member).second);
    }
    TRUCE_ASSERT(quorum_holds(*policy, all));
    TRUCE_ASSERT(quorum_holds(*policy, {}) == (policy->quorum == "none"));
    return 0;
}
