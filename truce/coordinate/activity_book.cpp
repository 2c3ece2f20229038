#include "truce/coordinate/activity_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "truce/base/json.hpp"

namespace truce {

namespace {

constexpr std::int64_t quarter_us = 900'000'000;
constexpr std::int64_t hundred_m_mm = 100'000;

std::int64_t floor_to(std::int64_t x, std::int64_t step) { return x - ((x % step) + step) % step; }
std::int64_t ceil_to(std::int64_t x, std::int64_t step) { return -floor_to(-x, step); }

/// [low, high] widened to the grid, then cut to [least, most].
std::pair<std::int64_t, std::int64_t> on_grid(std::int64_t low, std::int64_t high, std::int64_t step, std::int64_t least,
                                              std::int64_t most) {
    return {std::clamp(floor_to(low, step), least, most), std::clamp(ceil_to(high, step), least, most)};
}

/// Which legs of a corridor come too near.
std::vector<std::uint32_t> legs_near(const Footprint& mine, const Footprint& other, double metres) {
    std::vector<std::uint32_t> legs;
    if (mine.kind() != Footprint::Kind::corridor) return legs;
    for (std::uint32_t i = 0; i + 1 < mine.points().size(); ++i) {
        const auto leg = Footprint::corridor({mine.points()[i], mine.points()[i + 1]}, mine.radius_mm());
        if (leg && may_be_near(*leg, other, metres)) legs.push_back(i);
    }
    return legs;
}

OverlapPart part_of(std::uint32_t index, const Volume& mine, const Volume& other, const Clearance& clearance, const Ground& ground) {
    OverlapPart part;
    part.volume = index;
    part.legs = legs_near(mine.where, other.where, static_cast<double>(clearance.horizontal_mm) / 1000);
    const auto [from, to] =
        on_grid(std::max(mine.when.from.us, other.when.from.us - clearance.gap_us),
                std::min(mine.when.to.us, other.when.to.us + clearance.gap_us), quarter_us, mine.when.from.us, mine.when.to.us);
    part.when = {{from}, {to}};
    if (mine.height.kind == Height::Kind::surface) return part;
    const HeightRange heights = range_of(other.height, ground);
    const auto [low, high] = on_grid(std::max(mine.height.low_mm, heights.low_mm - clearance.vertical_mm),
                                     std::min(mine.height.high_mm, heights.high_mm + clearance.vertical_mm), hundred_m_mm,
                                     mine.height.low_mm, mine.height.high_mm);
    part.heights = HeightRange{low, high};
    return part;
}

/// One part that spans both.
void join(OverlapPart& part, const OverlapPart& other) {
    std::vector<std::uint32_t> legs;
    std::ranges::set_union(part.legs, other.legs, std::back_inserter(legs));
    part.legs = std::move(legs);
    part.when = {std::min(part.when.from, other.when.from), std::max(part.when.to, other.when.to)};
    if (part.heights)
        part.heights =
            HeightRange{std::min(part.heights->low_mm, other.heights->low_mm), std::max(part.heights->high_mm, other.heights->high_mm)};
}

Json part_json(const OverlapPart& part) {
    JsonObject object{{"from", part.when.from.us}, {"to", part.when.to.us}, {"volume", part.volume}};
    if (!part.legs.empty()) object["legs"] = JsonArray(part.legs.begin(), part.legs.end());
    if (part.heights) object["heights"] = JsonArray{part.heights->low_mm, part.heights->high_mm};
    return object;
}

Json disclosed_json(const Disclosed& one) {
    JsonObject object{{"key", one.key.hex}, {"kind", one.kind}, {"level", name_of(one.level)}, {"owner", one.owner}};
    JsonArray overlap;
    for (const OverlapPart& part : one.overlap) overlap.push_back(part_json(part));
    object["overlap"] = std::move(overlap);
    if (one.level != DisclosureLevel::full) return object;
    object["activity"] = one.activity;
    JsonArray volumes;
    for (const Volume& volume : one.volumes) volumes.push_back(to_json(volume));
    object["volumes"] = std::move(volumes);
    return object;
}

Error exists(const std::string& id) {
    return {Errc::conflict, "activity.exists", fmt::format("activity {} is filed already", id), "", "change it, or file another"};
}

Json shifts_json(const Shifts& shifts) {
    JsonObject object;
    const auto put = [&](std::string_view name, const std::optional<std::int64_t>& value) {
        if (value) object[name] = *value;
    };
    put("later_us", shifts.later_us);
    put("earlier_us", shifts.earlier_us);
    put("higher_mm", shifts.higher_mm);
    put("lower_mm", shifts.lower_mm);
    if (shifts.aside)
        object["aside"] = JsonObject{{"bearing_mdeg", shifts.aside->bearing_mdeg}, {"distance_mm", shifts.aside->distance_mm}};
    return object;
}

}  // namespace

Json to_json(const Answer& answer) {
    JsonObject object{{"digest", answer.digest}, {"under_review", answer.under_review}};
    JsonArray disclosed;
    for (const Disclosed& one : answer.disclosed) disclosed.push_back(disclosed_json(one));
    object["disclosed"] = std::move(disclosed);
    if (answer.shifts) object["shifts"] = shifts_json(*answer.shifts);
    return object;
}

ActivityBook::ActivityBook(CoordinationRules rules, std::shared_ptr<const Separations> separations, const Ground& ground,
                           DisclosureMatrix matrix, ShiftLimits limits)
    : rules_(std::move(rules)), matrix_(std::move(matrix)), limits_(std::move(limits)), live_(std::move(separations), ground) {}

const Activity* ActivityBook::find(std::string_view id) const {
    const auto found = activities_.find(id);
    return found == activities_.end() ? nullptr : &found->second;
}

std::vector<ActivityBook::Seen> ActivityBook::seen_by(std::string_view asker, std::string_view kind, const std::vector<Volume>& volumes,
                                                      std::string_view except) const {
    std::vector<Seen> all;
    for (Conflict& conflict : live_.conflicts(kind, volumes, except)) {
        const Activity* activity = find(conflict.activity);
        TRUCE_ASSERT(activity != nullptr);
        if (all.empty() || all.back().activity != activity) all.push_back({activity, level(*activity, asker), {}});
        all.back().conflicts.push_back(std::move(conflict));
    }
    return all;
}

Disclosed ActivityBook::disclosed(const Seen& seen, std::string_view kind, const std::vector<Volume>& volumes) const {
    const Activity& other = *seen.activity;
    const Separations& all = live_.separations();
    const Clearance& clearance = all.between(all.kind(kind), all.kind(other.kind()));
    Disclosed one{seen.level, other.version().key, other.owner(), other.kind(), {}, "", {}};
    for (const Conflict& conflict : seen.conflicts) {
        OverlapPart part = part_of(conflict.mine, volumes[conflict.mine], other.volumes()[conflict.other], clearance, live_.ground());
        if (one.overlap.empty() || one.overlap.back().volume != conflict.mine) {
            one.overlap.push_back(std::move(part));
        } else {
            join(one.overlap.back(), part);
        }
    }
    if (seen.level != DisclosureLevel::full) return one;
    one.activity = other.id();
    one.volumes = other.volumes();
    return one;
}

Answer ActivityBook::ask(std::string_view asker, std::string_view kind, const std::vector<Volume>& volumes, std::string_view except,
                         std::vector<Told>* told) const {
    Answer answer;
    std::vector<AwarenessKey> keys;
    for (const Seen& seen : seen_by(asker, kind, volumes, except)) {
        if (told != nullptr) told->push_back({std::string(asker), seen.activity->id(), seen.activity->owner(), seen.level});
        if (seen.level == DisclosureLevel::review) {
            answer.under_review = true;
            continue;
        }
        keys.push_back(seen.activity->version().key);
        if (seen.level >= DisclosureLevel::overlap) answer.disclosed.push_back(disclosed(seen, kind, volumes));
    }
    answer.digest = digest_of(keys).hex();
    std::ranges::sort(answer.disclosed, {}, &Disclosed::key);
    if (keys.empty()) return answer;
    const auto counts = [&](std::string_view id) { return level(*find(id), asker) >= DisclosureLevel::shift; };
    answer.shifts = smallest_shifts(live_, kind, volumes, except, counts, limits_);
    return answer;
}

Result<void> ActivityBook::aware(const ActivityStep& step, const Awareness& presented) const {
    const bool filed = step.kind == ActivityStepKind::filed;
    if (!filed && step.kind != ActivityStepKind::changed) return {};
    const std::string kind = filed ? step.activity_kind : find(step.activity)->kind();
    std::vector<AwarenessKey> required;
    for (const Seen& seen : seen_by(step.author, kind, step.volumes, filed ? "" : step.activity)) {
        if (seen.level >= DisclosureLevel::shift) required.push_back(seen.activity->version().key);
    }
    return check_awareness(presented, required);
}

Result<void> ActivityBook::admits(const ActivityStep& step, const Awareness& presented) const {
    if (step.kind == ActivityStepKind::filed) {
        if (find(step.id) != nullptr) return exists(step.id);
        TRUCE_TRY(Activity::open(rules_, step));
    } else {
        const Activity* activity = find(step.activity);
        if (activity == nullptr)
            return Error{Errc::not_found, "activity.unknown", fmt::format("there is no activity {}", step.activity), "",
                         "name the step that filed it"};
        TRUCE_TRY(activity->admits(rules_, step));
    }
    return aware(step, presented);
}

Result<void> ActivityBook::apply(ActivityStep step, const Awareness& presented) {
    TRUCE_TRY(admits(step, presented));
    return replay(std::move(step));
}

Result<void> ActivityBook::replay(ActivityStep step) {
    if (step.kind == ActivityStepKind::filed) {
        const std::string id = step.id;
        if (find(id) != nullptr) return exists(id);
        TRUCE_ASSIGN(Activity activity, Activity::open(rules_, std::move(step)));
        enter(activities_.emplace(id, std::move(activity)).first->second);
        return {};
    }
    const auto found = activities_.find(step.activity);
    if (found == activities_.end())
        return Error{Errc::not_found, "activity.unknown", fmt::format("there is no activity {}", step.activity), "",
                     "name the step that filed it"};
    const bool moved = step.kind == ActivityStepKind::changed;
    TRUCE_TRY(found->second.apply(rules_, std::move(step)));
    if (moved || !found->second.live()) enter(found->second);
    return {};
}

void ActivityBook::recall(ActivityStep step) {
    if (step.kind == ActivityStepKind::filed) {
        const std::string id = step.id;
        const auto [at, is_new] = activities_.emplace(id, Activity::recalled(std::move(step)));
        if (is_new) enter(at->second);
        return;
    }
    const auto found = activities_.find(step.activity);
    if (found == activities_.end()) return;
    const bool moved = step.kind == ActivityStepKind::changed;
    found->second.recall(std::move(step));
    if (moved || !found->second.live()) enter(found->second);
}

void ActivityBook::enter(const Activity& activity) {
    if (activity.live()) {
        live_.put(activity.id(), activity.kind(), activity.volumes());
    } else {
        live_.drop(activity.id());
    }
}

void ActivityBook::declare(ConsentArea area) {
    end_area(area.holder, area.id);
    rules_.areas.push_back(std::move(area));
}

bool ActivityBook::end_area(std::string_view holder, std::string_view id) {
    return std::erase_if(rules_.areas, [&](const ConsentArea& one) { return one.holder == holder && one.id == id; }) != 0;
}

void ActivityBook::disclose(const std::string& activity, const std::string& reader, DisclosureLevel level) {
    disclosed_[{activity, reader}] = level;
}

void ActivityBook::adopt(std::shared_ptr<const Separations> separations, const Ground& ground, DisclosureMatrix matrix) {
    matrix_ = std::move(matrix);
    live_ = LiveVolumes(std::move(separations), ground);
    for (const auto& [id, activity] : activities_) {
        if (activity.live()) enter(activity);
    }
}

DisclosureLevel ActivityBook::level(const Activity& activity, std::string_view reader) const {
    const DisclosureLevel pair = matrix_.level(activity.owner(), reader);
    if (activity.owner() == reader || disclosed_.empty() || matrix_.suspended(activity.owner(), reader)) return pair;
    const auto found = disclosed_.find({activity.id(), std::string(reader)});
    return found == disclosed_.end() ? pair : std::max(pair, found->second);
}

std::vector<Told> ActivityBook::telling(std::string_view asker, std::string_view kind, const std::vector<Volume>& volumes,
                                        std::string_view except) const {
    std::vector<Told> told;
    for (const Seen& seen : seen_by(asker, kind, volumes, except))
        told.push_back({std::string(asker), seen.activity->id(), seen.activity->owner(), seen.level});
    return told;
}

std::vector<std::pair<const Activity*, const Activity*>> ActivityBook::conflicting() const {
    std::vector<std::pair<const Activity*, const Activity*>> pairs;
    for (const auto& [id, activity] : activities_) {
        if (!activity.live()) continue;
        for (const Conflict& conflict : live_.conflicts(activity.kind(), activity.volumes(), id)) {
            const Activity* other = find(conflict.activity);
            if (id < conflict.activity && (pairs.empty() || pairs.back() != std::pair(&activity, other)))
                pairs.emplace_back(&activity, other);
        }
    }
    return pairs;
}

}  // namespace truce
