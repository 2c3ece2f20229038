#include "truce/record/kinds.hpp"

#include <algorithm>
#include <array>

namespace truce {
namespace {

constexpr std::array table{
    Kind{"bulletin.published", EntryForm::open, Order::matters, Erasure::never, "a bulletin was published: its day, size, digest"},
    Kind{"case.closed", EntryForm::guarded, Order::matters, Erasure::never, "with its reason, by one who has seen every step"},
    Kind{"case.escalated", EntryForm::guarded, Order::matters, Erasure::never,
         "the case goes up, on the request that the profile's rule wants"},
    Kind{"case.opened", EntryForm::guarded, Order::matters, Erasure::never,
         "a case about an incident, what it is and to whom it is attributed"},
    Kind{"case.reopened", EntryForm::guarded, Order::matters, Erasure::never, "because of what is new, which is named"},
    Kind{"correction.noted", EntryForm::guarded, Order::commutes, Erasure::never,
         "a register has corrected a report that the case rests on"},
    Kind{"counts.filed", EntryForm::guarded, Order::matters, Erasure::allowed, "a batch of published counts"},
    Kind{"demand.answered", EntryForm::guarded, Order::commutes, Erasure::never, "denial, agreement, or what was done"},
    Kind{"demand.made", EntryForm::guarded, Order::commutes, Erasure::never, "asks a participant to stop, to call to account, to act"},
    Kind{"examination.joined", EntryForm::guarded, Order::commutes, Erasure::never, "accepts that proposal"},
    Kind{"examination.proposed", EntryForm::guarded, Order::commutes, Erasure::never, "proposes to examine, jointly or separately"},
    Kind{"fact.asserted", EntryForm::guarded, Order::commutes, Erasure::never, "one attribute of the incident, as this finder accepts it"},
    Kind{"finding.declined", EntryForm::guarded, Order::commutes, Erasure::never,
         "an examiner says that it will not conclude; a finding takes it back"},
    Kind{"finding.signed", EntryForm::guarded, Order::commutes, Erasure::never, "what an examiner concludes; stands beside the others'"},
    Kind{"information.given", EntryForm::guarded, Order::commutes, Erasure::never, "answers a request; may be given again"},
    Kind{"information.requested", EntryForm::guarded, Order::commutes, Erasure::never, "asks a participant what it knows"},
    Kind{"key.enrolled", EntryForm::open, Order::matters, Erasure::never, "an institution's key, from here on"},
    Kind{"key.revoked", EntryForm::open, Order::matters, Erasure::never, "a key ends here"},
    Kind{"link.accepted", EntryForm::guarded, Order::commutes, Erasure::never, "agrees with that claim"},
    Kind{"link.disputed", EntryForm::guarded, Order::commutes, Erasure::never, "does not agree, and says why"},
    Kind{"link.merged", EntryForm::guarded, Order::matters, Erasure::never, "this incident is another one; its id leads there from now on"},
    Kind{"link.proposed", EntryForm::guarded, Order::commutes, Erasure::never, "claims that a report belongs to this incident"},
    Kind{"link.split", EntryForm::guarded, Order::matters, Erasure::never, "undoes a link or a merge; both stay in the file"},
    Kind{"log.clock", EntryForm::open, Order::matters, Erasure::never, "the time, as the log says it"},
    Kind{"log.continued", EntryForm::open, Order::matters, Erasure::never, "the log that this one goes on from, and what of it is gone"},
    Kind{"log.founded", EntryForm::open, Order::matters, Erasure::never, "the log's keys and format; the second entry"},
    Kind{"measure.reported", EntryForm::guarded, Order::commutes, Erasure::never, "what a participant did about it"},
    Kind{"notice.given", EntryForm::guarded, Order::commutes, Erasure::never, "tells a participant that the case concerns it"},
    Kind{"notice.received", EntryForm::guarded, Order::commutes, Erasure::never, "its receipt; says nothing about the matter"},
    Kind{"opinion.recorded", EntryForm::guarded, Order::commutes, Erasure::never, "an opinion of its own beside a decision or a finding"},
    Kind{"profile.signed", EntryForm::open, Order::matters, Erasure::never, "an institution signs a profile"},
    Kind{"record.erased", EntryForm::open, Order::matters, Erasure::never, "a key of two approves that a part is erased"},
    Kind{"reply.given", EntryForm::guarded, Order::commutes, Erasure::never,
         "the answer of the accused; stands as high as what it answers"},
    Kind{"reports.filed", EntryForm::guarded, Order::matters, Erasure::allowed, "a batch of reports"},
    Kind{"sanction.applied", EntryForm::guarded, Order::commutes, Erasure::never, "a participant carries it out in its part"},
    Kind{"sanction.decided", EntryForm::guarded, Order::matters, Erasure::never, "the votes decide it by the profile's rule"},
    Kind{"sanction.lifted", EntryForm::guarded, Order::matters, Erasure::never, "it ends, by the profile's rule if it has one"},
    Kind{"sanction.proposed", EntryForm::guarded, Order::commutes, Erasure::never,
         "a sanction of the instrument's, against whom, for how long"},
    Kind{"step.confirmed", EntryForm::guarded, Order::matters, Erasure::never, "these are its words, which another filed for it"},
    Kind{"terms.signed", EntryForm::open, Order::matters, Erasure::never, "an institution signs a reading of the terms"},
    Kind{"vote.cast", EntryForm::guarded, Order::commutes, Erasure::never,
         "a member's word on one question that the profile's rule decides"},
    Kind{"watches.filed", EntryForm::guarded, Order::matters, Erasure::allowed, "a batch of watches"},
    Kind{"withdrawal.noted", EntryForm::guarded, Order::commutes, Erasure::never, "a register has withdrawn one"},
};

}  // namespace

std::span<const Kind> kinds() { return table; }

const Kind* find_kind(std::string_view name) {
    const auto found =
        std::lower_bound(table.begin(), table.end(), name, [](const Kind& kind, std::string_view n) { return kind.name < n; });
    return found != table.end() && found->name == name ? &*found : nullptr;
}

}  // namespace truce
