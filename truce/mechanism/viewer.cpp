#include "truce/mechanism/viewer.hpp"

#include <algorithm>

namespace truce {
namespace {

/// Never finer than areas: for finer ones a record's `exact` part would have to be opened to more than its recorder.
PlaceDetail at_most_district(PlaceDetail detail) {
    return detail == PlaceDetail::exact || detail == PlaceDetail::cell_5km ? PlaceDetail::district : detail;
}

const Disclosure* disclosure_to(const Profile& profile, std::string_view audience) {
    const auto found = std::ranges::find(profile.disclosures, audience, &Disclosure::audience);
    return found == profile.disclosures.end() ? nullptr : &*found;
}

bool later(Instant from, std::int64_t delay_us, Instant clock) { return from <= clock && clock.us - from.us >= delay_us; }

}  // namespace

Result<Viewer> Viewer::at(const Mechanism& mechanism, std::string institution, std::uint64_t as_of) {
    Viewer viewer;
    if (as_of == 0)
        return Error{Errc::not_found, "checkpoint.missing", "the record had no entry at size 0", "", "Name a size of 1 or more"};
    TRUCE_ASSIGN(Documents documents, mechanism.documents(as_of));
    TRUCE_ASSIGN(const StoredEntry last, LogReader(mechanism.db()).entry(as_of - 1));
    viewer.documents_ = std::make_shared<const Documents>(std::move(documents));
    viewer.institution_ = std::move(institution);
    viewer.as_of_ = as_of;
    viewer.clock_ = last.recorded_at;
    const Profile& profile = *viewer.documents_->profile;
    if (!viewer.institution_.empty()) {
        const Actor* actor = viewer.documents_->roles().terms->actor(viewer.institution_);
        for (const DatedRole& role : actor != nullptr ? actor->roles : std::vector<DatedRole>{}) {
            if (role.valid.contains(viewer.clock_)) viewer.roles_.push_back(role.role);
        }
        viewer.member_ = !viewer.roles_.empty();
    }
    if (const Disclosure* members = disclosure_to(profile, "mechanism"); members != nullptr) {
        viewer.member_delay_us_ = members->delay_us;
        viewer.member_place_ = at_most_district(members->place);
    }
    if (const Disclosure* everybody = disclosure_to(profile, "public"); everybody != nullptr)
        viewer.public_place_ = at_most_district(everybody->place);
    viewer.public_.emplace(profile);
    return viewer;
}

std::optional<Sight> Viewer::sight(const Register& reg, Instant ended, Instant recorded_at) const {
    if (reg.published || (!is_public() && reg.recorder == institution_)) return Sight{PlaceDetail::exact, true};
    if (member_ && later(recorded_at, member_delay_us_, clock_)) return Sight{member_place_, true};
    if (public_->tells(reg, ended, clock_)) return Sight{public_place_, false};
    return std::nullopt;
}

bool Viewer::sees_case(Instant ended) const { return member_ || public_->tells(ended, clock_); }

bool Viewer::may_read(std::string_view author, Audience audience, Instant recorded_at) const {
    if (audience == Audience::public_ || (!is_public() && author == institution_)) return true;
    return audience == Audience::mechanism && member_ && later(recorded_at, member_delay_us_, clock_);
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
