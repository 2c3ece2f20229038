#include "truce/publish/movement_news.hpp"

#include <algorithm>

namespace truce {

std::vector<BulletinMovement> movements_fared(const Coordination& coordination, const Terms& terms, const Interval& period) {
    std::vector<BulletinMovement> all;
    const Profile& profile = coordination.terms().roster.profile();
    for (const CoordinationStep& step : coordination.steps()) {
        const CoordinationBody& b = step.body;
        if (!b.is_public || !b.outcome || !period.contains(b.held ? b.held->from : step.recorded_at)) continue;
        BulletinMovement one;
        one.id = step.id;
        one.patrol = b.kind == CoordinationKind::access_reported;
        one.by = step.author;
        const Actor* actor = terms.actor(step.author);
        one.name = actor == nullptr ? step.author : std::string(text_in(actor->names.texts, "en"));
        one.outcome = name_of(*b.outcome);
        for (const Division& division : profile.divisions) {
            const bool touched = std::ranges::any_of(
                b.areas, [&](const std::string& id) { return std::ranges::find(division.areas, id) != division.areas.end(); });
            if (touched) one.divisions.push_back(division.id);
        }
        if (b.held) one.held_us = b.held->to.us - b.held->from.us;
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace truce
