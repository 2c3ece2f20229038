#include "truce/publish/presence.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace truce {
namespace {

BulletinDivision division_of(const Division& division, const Atlas& atlas) {
    BulletinDivision out{division.id, division.names.texts, {}, {}};
    for (const std::string& area : division.areas) {
        if (auto shape = atlas.shape(area)) out.areas.push_back(std::move(shape));
    }
    out.outlines = out.areas;
    if (out.areas.size() > 1) {
        // Real boundaries may overlap by slivers that no valid union survives; the pieces then stay pieces.
        if (auto joined = union_of(out.areas)) out.outlines = {std::make_shared<const Shape>(std::move(joined).value())};
    }
    return out;
}

}  // namespace

DivisionMap::DivisionMap(const Profile& profile) {
    for (const Division& division : profile.divisions) {
        for (const std::string& area : division.areas) of_area_.emplace(area, divisions_.size());
        divisions_.push_back(division_of(division, *profile.atlas));
    }
    // A contradiction would need two divisions of one id in the atlas, which its own making refuses.
    TRUCE_ASSERT(profile.atlas->add_to(gazetteer_).ok());
}

Presence DivisionMap::place(const Report& report, Day first, Day last) const {
    Presence out;
    out.surely_then = first <= report.first_day && report.last_day <= last;
    out.surely_outside = report.outside;
    if (report.outside) return out;
    std::set<std::size_t> possible;
    for (const std::string& area : report.areas) {
        if (const auto found = of_area_.find(area); found != of_area_.end()) possible.insert(found->second);
    }
    out.divisions.assign(possible.begin(), possible.end());
    if (report.areas.empty()) {  // anywhere
        out.divisions.resize(divisions_.size());
        std::iota(out.divisions.begin(), out.divisions.end(), std::size_t{0});
    }
    out.surely_there = !report.areas.empty() && out.divisions.size() == 1 && surely_in(report, out.divisions.front());
    return out;
}

/// Touching areas of one division only is not enough: a circle at the coast or at a border may reach beyond all of them.
bool DivisionMap::surely_in(const Report& report, std::size_t division) const {
    if (report.area_certain || report.where.kind == Region::Kind::areas) return true;
    const BulletinDivision& land = divisions_[division];
    if (land.areas.size() < 2 || land.outlines.size() != 1) return false;
    return inside(report.where, Area{land.id, land.outlines.front(), land.outlines.front()}, gazetteer_) == Truth::yes;
}

}  // namespace truce
