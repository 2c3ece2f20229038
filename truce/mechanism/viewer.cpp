#include "truce/mechanism/viewer.hpp"

#include <algorithm>

namespace truce {
namespace {

PlaceDetail detail_of(Fineness fineness) {
    switch (fineness) {
        case Fineness::exact: return PlaceDetail::exact;
        case Fineness::cell:
        case Fineness::area: return PlaceDetail::district;
        case Fineness::division: return PlaceDetail::division;
        case Fineness::placeless:
        case Fineness::hidden: break;
    }
    return PlaceDetail::none;
}

std::int64_t delay_for_members(const Profile& profile) {
    const auto found = std::ranges::find(profile.disclosures, "mechanism", &Disclosure::audience);
    return found == profile.disclosures.end() ? 0 : found->delay_us;
}

Error no_entries() { return {Errc::not_found, "checkpoint.missing", "the record had no entry at size 0", "", "Name a size of 1 or more"}; }

}  // namespace

Result<Viewer> Viewer::at(const Mechanism& mechanism, std::string institution, std::uint64_t as_of, Instant now) {
    if (as_of == 0) return no_entries();
    TRUCE_ASSIGN(Documents documents, mechanism.documents(as_of));
    return at(std::make_shared<const Documents>(std::move(documents)), std::move(institution), as_of, now);
}

Result<Viewer> Viewer::at(std::shared_ptr<const Documents> documents, std::string institution, std::uint64_t as_of, Instant now) {
    if (as_of == 0) return no_entries();
    Viewer viewer;
    viewer.documents_ = std::move(documents);
    viewer.institution_ = std::move(institution);
    viewer.as_of_ = as_of;
    const std::shared_ptr<const Profile> profile = viewer.documents_->profile;
    const std::shared_ptr<const Terms> terms = viewer.documents_->roles().terms;
    viewer.now_ = viewer.is_public() ? publication_tick(*profile, now) : now;
    if (const Actor* actor = terms->actor(viewer.institution_); actor != nullptr && !viewer.is_public()) {
        for (const DatedRole& role : actor->roles) {
            if (role.valid.contains(now)) viewer.roles_.push_back(role.role);
        }
    }
    viewer.member_ = !viewer.roles_.empty();
    viewer.member_delay_us_ = delay_for_members(*profile);
    viewer.public_.emplace(*profile);
    if (viewer.member_) {
        TRUCE_ASSIGN(viewer.onlooker_, Onlooker::participant(profile, terms, viewer.institution_, now));
    } else if (viewer.is_public()) {
        viewer.onlooker_ = Onlooker::public_at(profile, now);
    } else {
        viewer.onlooker_ = Onlooker::outsider(profile, viewer.institution_, now);
    }
    return viewer;
}

std::optional<Sight> Viewer::sight(const Register& reg, Instant ended, Instant recorded_at, Concern concern) const {
    const Fineness fineness = onlooker_->detail({&reg, ended, recorded_at, concern});
    if (fineness == Fineness::hidden) return std::nullopt;
    return sight(reg, fineness);
}

Sight Viewer::sight(const Register& reg, Fineness fineness) const { return Sight{detail_of(fineness), onlooker_->names(reg)}; }

Concern Viewer::concern(const Report& report) const {
    return std::max(onlooker_->concern(report.actors), onlooker_->concern(report.targets));
}

bool Viewer::sees_case(Instant ended) const { return member_ || public_->tells(ended, now_); }

bool Viewer::may_read(std::string_view author, Audience audience, Instant recorded_at) const {
    if (audience == Audience::public_ || (!is_public() && author == institution_)) return true;
    return audience == Audience::mechanism && member_ && recorded_at.us + member_delay_us_ <= now_.us;
}

Region Viewer::told(const Region& where, const std::vector<std::string>& areas, bool outside, PlaceDetail detail) const {
    if (detail == PlaceDetail::exact) return where;
    if (detail == PlaceDetail::none || outside) return Region::anywhere();
    if (detail == PlaceDetail::district) return Region::areas(areas);
    std::vector<std::string> all;
    for (const std::string& id : divisions_of(areas)) {
        const Division* division = profile().division(id);
        all.insert(all.end(), division->areas.begin(), division->areas.end());
    }
    return Region::areas(std::move(all));
}

std::vector<std::string> Viewer::divisions_of(const std::vector<std::string>& areas) const {
    std::vector<std::string> out;
    for (const Division& division : profile().divisions) {
        const bool any =
            std::ranges::any_of(division.areas, [&](const std::string& id) { return std::ranges::find(areas, id) != areas.end(); });
        if (any) out.push_back(division.id);
    }
    return out;
}

}  // namespace truce
