#include "truce/publish/onlooker.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace truce {
namespace {

Fineness detail_of(PlaceDetail place) {
    switch (place) {
        case PlaceDetail::exact: return Fineness::exact;
        case PlaceDetail::cell_5km: return Fineness::cell;
        case PlaceDetail::district: return Fineness::area;
        case PlaceDetail::division: return Fineness::division;
        case PlaceDetail::none: return Fineness::placeless;
    }
    return Fineness::hidden;
}

bool holds_role(const Actor& actor, Instant t) {
    return std::ranges::any_of(actor.roles, [&](const DatedRole& role) { return role.valid.contains(t); });
}

/// The participant and every actor from which a chain of `part_of`, `supports` and `designated_as` leads to it, dates and disputes
/// apart; with `surely`, chains of undisputed and always valid `part_of` alone.
std::vector<std::string> forces_of(const Terms& terms, const std::string& participant, bool surely) {
    std::vector<std::string> found{participant};
    for (std::size_t done = 0; done < found.size(); ++done) {
        for (const Edge& edge : terms.edges) {
            if (edge.to != found[done] || edge.relation == Relation::signatory_of) continue;
            const bool sure = edge.relation == Relation::part_of && edge.disputed_by.empty() && edge.valid.from == Instant::lowest() &&
                              edge.valid.to == Instant::highest();
            if ((surely && !sure) || std::ranges::find(found, edge.from) != found.end()) continue;
            found.push_back(edge.from);
        }
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

std::string_view name_of(Fineness detail) {
    switch (detail) {
        case Fineness::hidden: return "hidden";
        case Fineness::placeless: return "none";
        case Fineness::division: return "division";
        case Fineness::area: return "area";
        case Fineness::cell: return "cell_5km";
        case Fineness::exact: return "exact";
    }
    return "";
}

Instant publication_tick(const Profile& profile, Instant t) {
    const std::int64_t tick_us = profile.publication.tick_us;
    if (tick_us <= 0) return t;
    const std::int64_t rest = ((t.us % tick_us) + tick_us) % tick_us;
    return {t.us - rest};
}

Onlooker::Onlooker(std::shared_ptr<const Profile> profile, Instant now)
    : profile_(std::move(profile)), recorded_before_(now), public_(*profile_), mechanism_{Fineness::area, 0}, finder_{Fineness::exact, 0} {
    for (const Disclosure& disclosure : profile_->disclosures) {
        const Rule rule{detail_of(disclosure.place), disclosure.delay_us};
        if (disclosure.audience == "public") for_public_ = rule;
        if (disclosure.audience == "mechanism") mechanism_ = rule;
        if (disclosure.audience == "finder") finder_ = rule;
        if (disclosure.audience == "party_concerned") {
            concerned_ = rule;
            has_concerned_ = true;
        }
    }
}

Onlooker Onlooker::public_at(std::shared_ptr<const Profile> profile, Instant now) {
    const Instant tick = publication_tick(*profile, now);
    return {std::move(profile), tick};
}

Result<Onlooker> Onlooker::participant(std::shared_ptr<const Profile> profile, std::shared_ptr<const Terms> terms, std::string id,
                                       Instant now) {
    const Actor* actor = terms->actor(id);
    if (actor == nullptr || actor->kind != ActorKind::participant || !holds_role(*actor, now)) {
        return Error{Errc::forbidden, "onlooker.no_role", fmt::format("\"{}\" holds no role of the mechanism now", id), "",
                     "Read what the public reads, or ask for a role by an amendment of the terms"};
    }
    // What is recorded in this instant is recorded.
    Onlooker out(std::move(profile), {now.us + 1});
    out.surely_its_ = forces_of(*terms, id, true);
    out.possibly_its_ = forces_of(*terms, id, false);
    out.terms_ = std::move(terms);
    out.participant_ = std::move(id);
    return out;
}

Onlooker Onlooker::outsider(std::shared_ptr<const Profile> profile, std::string id, Instant now) {
    Onlooker out = public_at(std::move(profile), now);
    out.outsider_ = std::move(id);
    return out;
}

std::string Onlooker::name() const {
    if (!outsider_.empty()) return "outsider:" + outsider_;
    return is_public() ? "public" : "participant:" + participant_;
}

Fineness Onlooker::detail(const Disclosable& record) const {
    if (is_outsiders(*record.reg)) return Fineness::exact;
    if (record.recorded_at >= recorded_before_) return Fineness::hidden;
    if (record.reg->published) return Fineness::exact;
    if (is_public()) return public_.tells(*record.reg, record.end, recorded_before_) ? for_public_.detail : Fineness::hidden;
    const auto over = [&](const Rule& rule) { return record.recorded_at.us + rule.delay_us < recorded_before_.us; };
    if (record.reg->recorder == participant_ && over(finder_)) return finder_.detail;
    if (!over(mechanism_)) return Fineness::hidden;
    if (record.concern == Concern::no || !has_concerned_) return mechanism_.detail;
    if (record.concern == Concern::named && over(concerned_)) return concerned_.detail;
    return std::min(mechanism_.detail, concerned_.detail);
}

bool Onlooker::all_exact(const Register& reg) const {
    if (reg.published || is_outsiders(reg)) return true;
    if (is_public()) return for_public_.detail == Fineness::exact;
    return reg.recorder == participant_ && finder_.detail == Fineness::exact && finder_.delay_us <= 0;
}

/// `named` if one of the names surely is its; `possible` if one may be, if a name is not known, or if there is none.
Concern Onlooker::concern(const std::vector<std::string>& names) const {
    if (is_public()) return Concern::no;
    if (names.empty()) return Concern::possible;
    Concern found = Concern::no;
    for (const std::string& name : names) {
        if (name == "civilians") continue;
        const Actor* actor = terms_->actor_named(name);
        if (actor != nullptr && std::ranges::binary_search(surely_its_, actor->id)) return Concern::named;
        if (actor == nullptr || actor->kind == ActorKind::umbrella || std::ranges::binary_search(possibly_its_, actor->id))
            found = std::max(found, Concern::possible);
    }
    return found;
}

}  // namespace truce
