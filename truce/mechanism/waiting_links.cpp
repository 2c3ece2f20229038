#include "truce/mechanism/waiting_links.hpp"

#include <algorithm>
#include <tuple>

#include "truce/mechanism/case_tables.hpp"

namespace truce {
namespace {

WaitingLink::Doubt doubt_of(const Link& link, const std::optional<LinkWords>& evidence) {
    if (link.state == Link::State::disputed) return WaitingLink::Doubt::disputed;
    if (!evidence) return WaitingLink::Doubt::claimed;
    return evidence->sure ? WaitingLink::Doubt::likely : WaitingLink::Doubt::unsure;
}

/// Those of one case, oldest first.
void add_waiting(const CaseFile& file, std::vector<WaitingLink>& out) {
    if (file.phase() == CaseFile::Phase::closed) return;
    for (Link& link : links(file)) {
        if (link.state != Link::State::proposed && link.state != Link::State::disputed) continue;
        const Step& claim = *file.find(link.step);
        WaitingLink waiting;
        waiting.case_id = file.id();
        waiting.claimed_by = claim.speaker();
        waiting.claimed_at = claim.recorded_at;
        waiting.text = claim.body.text;
        waiting.evidence = read_link_words(claim.body.text);
        waiting.doubt = doubt_of(link, waiting.evidence);
        waiting.link = std::move(link);
        out.push_back(std::move(waiting));
    }
}

auto rank(const WaitingLink& one) {
    return std::tuple(one.doubt, one.evidence ? one.evidence->percent : 0, one.claimed_at, std::string_view(one.link.step));
}

}  // namespace

std::string_view name_of(WaitingLink::Doubt doubt) {
    switch (doubt) {
        case WaitingLink::Doubt::disputed: return "disputed";
        case WaitingLink::Doubt::unsure: return "unsure";
        case WaitingLink::Doubt::claimed: return "claimed";
        case WaitingLink::Doubt::likely: return "likely";
    }
    return "";
}

Result<std::vector<WaitingLink>> waiting_links(Database& db, std::uint64_t as_of) {
    std::vector<WaitingLink> waiting;
    TRUCE_ASSIGN(const std::vector<std::string> ids, cases_with_claims(db, as_of));
    for (const std::string& id : ids) {
        TRUCE_ASSIGN(const CaseFile file, load_case(db, id, as_of));
        add_waiting(file, waiting);
    }
    std::ranges::sort(waiting, {}, rank);
    return waiting;
}

}  // namespace truce
