#include "truce/coordinate/live_volumes.hpp"

#include <algorithm>

#include "truce/base/json.hpp"

namespace truce {

namespace {

bool heights_near(const HeightRange& a, const HeightRange& b, std::int64_t vertical_mm) {
    return a.low_mm - vertical_mm <= b.high_mm && b.low_mm - vertical_mm <= a.high_mm;
}

}  // namespace

LiveVolumes::LiveVolumes(std::shared_ptr<const Separations> separations, const Ground& ground)
    : separations_(std::move(separations)), ground_(ground) {
    TRUCE_ASSERT(separations_ != nullptr);
}

std::uint32_t LiveVolumes::take_owner(const std::string& activity) {
    std::uint32_t owner = 0;
    if (free_owners_.empty()) {
        owner = static_cast<std::uint32_t>(owners_.size());
        owners_.emplace_back();
    } else {
        owner = free_owners_.back();
        free_owners_.pop_back();
    }
    owners_[owner].id = activity;
    ids_.emplace(activity, owner);
    return owner;
}

void LiveVolumes::put(const std::string& activity, std::string_view kind, std::vector<Volume> volumes) {
    drop(activity);
    const std::uint32_t owner = take_owner(activity);
    for (Volume& volume : volumes) {
        Slot slot{std::move(volume), {}, owner, static_cast<std::uint32_t>(owners_[owner].slots.size()), separations_->kind(kind)};
        slot.heights = range_of(slot.volume.height, ground_);
        std::uint32_t id = 0;
        const Extent extent = extent_of(slot.volume, {}, ground_);
        if (free_.empty()) {
            id = static_cast<std::uint32_t>(slots_.size());
            slots_.push_back(std::move(slot));
        } else {
            id = free_.back();
            free_.pop_back();
            slots_[id] = std::move(slot);
        }
        owners_[owner].slots.push_back(id);
        index_.insert(id, extent);
    }
}

void LiveVolumes::drop(std::string_view activity) {
    const auto found = ids_.find(activity);
    if (found == ids_.end()) return;
    Owner& owner = owners_[found->second];
    for (const std::uint32_t id : owner.slots) {
        index_.remove(id, extent_of(slots_[id].volume, {}, ground_));
        free_.push_back(id);
    }
    owner = {};
    free_owners_.push_back(found->second);
    ids_.erase(found);
}

std::vector<Conflict> LiveVolumes::conflicts(std::string_view kind, const std::vector<Volume>& volumes, std::string_view except,
                                             std::int64_t more_time_us) const {
    TRUCE_ASSERT(more_time_us >= 0 && more_time_us <= json_integer_max);
    const Separations::Kind mine = separations_->kind(kind);
    const auto self = ids_.find(except);
    const std::uint32_t self_owner = self == ids_.end() ? ~0U : self->second;
    Clearance around = separations_->greatest(mine);
    around.gap_us += more_time_us;
    std::vector<Conflict> found;
    for (std::uint32_t i = 0; i < volumes.size(); ++i) {
        const Volume& volume = volumes[i];
        const HeightRange heights = range_of(volume.height, ground_);
        index_.query(extent_of(volume, around, ground_), [&](SpaceTimeIndex::Id id) {
            const Slot& slot = slots_[id];
            if (slot.owner == self_owner) return;
            const Clearance& clearance = separations_->between(mine, slot.kind);
            if (windows_near(volume.when, slot.volume.when, clearance.gap_us + more_time_us) &&
                heights_near(heights, slot.heights, clearance.vertical_mm) &&
                may_be_near(volume.where, slot.volume.where, static_cast<double>(clearance.horizontal_mm) / 1000))
                found.push_back({owners_[slot.owner].id, i, slot.index});
        });
    }
    std::ranges::sort(found);
    const auto [first, last] = std::ranges::unique(found);
    found.erase(first, last);
    return found;
}

const LiveVolumes::Owner& LiveVolumes::owner_of(std::string_view activity) const {
    const auto found = ids_.find(activity);
    TRUCE_ASSERT(found != ids_.end());
    return owners_[found->second];
}

std::vector<Volume> LiveVolumes::volumes_of(std::string_view activity) const {
    std::vector<Volume> all;
    for (const std::uint32_t id : owner_of(activity).slots) all.push_back(slots_[id].volume);
    return all;
}

Separations::Kind LiveVolumes::kind_of(std::string_view activity) const {
    const Owner& owner = owner_of(activity);
    return owner.slots.empty() ? Separations::Kind{0} : slots_[owner.slots.front()].kind;
}

}  // namespace truce
