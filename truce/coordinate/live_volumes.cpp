#include "truce/coordinate/live_volumes.hpp"

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/base/prefetch.hpp"

namespace truce {

namespace {

bool heights_near(const HeightRange& a, const HeightRange& b, std::int64_t vertical_mm) {
    return a.low_mm - vertical_mm <= b.high_mm && b.low_mm - vertical_mm <= a.high_mm;
}

/// The index of an unused place.
template <typename T>
std::uint32_t taken(std::vector<T>& places, std::vector<std::uint32_t>& free) {
    if (free.empty()) {
        places.emplace_back();
        return static_cast<std::uint32_t>(places.size() - 1);
    }
    const std::uint32_t place = free.back();
    free.pop_back();
    return place;
}

}  // namespace

LiveVolumes::LiveVolumes(std::shared_ptr<const Separations> separations, const Ground& ground)
    : separations_(std::move(separations)), ground_(ground) {
    TRUCE_ASSERT(separations_ != nullptr);
}

void LiveVolumes::put(const std::string& activity, std::string_view kind, std::vector<Volume> volumes) {
    const auto [place, is_new] = ids_.try_emplace(activity);
    if (!is_new) vacate(place->second);
    const std::uint32_t owner = place->second = taken(owners_, free_owners_);
    owners_[owner] = {std::make_shared<const std::string>(activity), separations_->kind(kind), {}};
    for (Volume& volume : volumes) {
        const std::uint32_t slot = taken(slots_, free_slots_);
        const HeightRange heights = range_of(volume.height, ground_);
        const auto index = static_cast<std::uint32_t>(owners_[owner].slots.size());
        for (const Footprint::Part& part : volume.where.state().parts) {
            const std::uint32_t record = taken(records_, free_records_);
            records_[record] = {part.leg, volume.when, heights, *owners_[owner].id, owner, slot, index, owners_[owner].kind};
            slots_[slot].records.push_back(record);
            index_.insert(record, extent_of(volume, part, {}, ground_));
        }
        slots_[slot].volume = std::move(volume);
        owners_[owner].slots.push_back(slot);
    }
}

void LiveVolumes::drop(std::string_view activity) {
    const auto found = ids_.find(activity);
    if (found == ids_.end()) return;
    vacate(found->second);
    ids_.erase(found);
}

void LiveVolumes::vacate(std::uint32_t place) {
    Owner& owner = owners_[place];
    for (const std::uint32_t id : owner.slots) {
        Slot& slot = slots_[id];
        const auto& parts = slot.volume->where.state().parts;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            index_.remove(slot.records[i], extent_of(*slot.volume, parts[i], {}, ground_));
            free_records_.push_back(slot.records[i]);
        }
        slot = {};
        free_slots_.push_back(id);
    }
    owner = {};
    free_owners_.push_back(place);
}

LiveVolumes::Asker LiveVolumes::asker_of(std::string_view kind, std::string_view except, std::int64_t more_time_us) const {
    TRUCE_ASSERT(more_time_us >= 0 && more_time_us <= json_integer_max);
    Asker asker{separations_->kind(kind), ~0U, more_time_us, {}};
    if (const auto self = except.empty() ? ids_.end() : ids_.find(except); self != ids_.end()) asker.owner = self->second;
    asker.around = separations_->greatest(asker.kind);
    asker.around.gap_us += more_time_us;
    return asker;
}

bool LiveVolumes::too_near(const Asker& asker, const Volume& volume, const HeightRange& heights, const LegView& view,
                           const Record& other) const {
    const Clearance& clearance = separations_->between(asker.kind, other.kind);
    if (other.owner == asker.owner || !windows_near(volume.when, other.when, clearance.gap_us + asker.more_time_us) ||
        !heights_near(heights, other.heights, clearance.vertical_mm))
        return false;
    const double metres = static_cast<double>(clearance.horizontal_mm) / 1000;
    const Nearness nearness = view.to(other.leg, metres);
    return nearness == Nearness::open ? may_be_near(volume.where, slots_[other.slot].volume->where, metres) : nearness == Nearness::near;
}

std::vector<Conflict> LiveVolumes::conflicts(std::string_view kind, const std::vector<Volume>& volumes, std::string_view except,
                                             std::int64_t more_time_us) const {
    std::vector<Conflict> found;
    search(kind, volumes, except, more_time_us, [&](std::uint32_t mine, const Record& other) {
        prefetch_line(other.activity.data());  // to be sorted by
        found.push_back({other.activity, mine, other.index});
        return true;
    });
    if (found.size() < 2) return found;
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
    for (const std::uint32_t id : owner_of(activity).slots) all.push_back(*slots_[id].volume);
    return all;
}

Separations::Kind LiveVolumes::kind_of(std::string_view activity) const { return owner_of(activity).kind; }

}  // namespace truce
