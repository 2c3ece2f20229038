#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "truce/fuse/found.hpp"

namespace truce {
namespace {

class Finder {
public:
    Finder(const std::vector<SourceTable>& tables, const std::vector<Sighting>& sightings, const Fusion& fusion, const Model& model)
        : sightings_(sightings), fusion_(fusion), model_(model) {
        for (std::uint32_t s = 0; s < tables.size(); ++s) {
            for (std::uint32_t r = 0; r < tables[s].rows.size(); ++r) places_.push_back({s, r});
        }
        TRUCE_ASSERT(places_.size() == sightings.size());
    }

    Found find() {
        Found found;
        found.method = fmt::format("truce/{}", model_.number);
        found.score = fmt::format(
            "Evidence in bits: each bit makes it twice as likely that two reports are of one incident. Links from {:.1f} bits are taken; "
            "from a probability of {:.2f} on without asking a person.",
            model_.threshold / 1000.0, fusion_.join_from);
        number_incidents(found);
        for (const LinkEvidence& why : fusion_.joined) found.links.push_back(joined(why));
        std::ranges::sort(found.links, {}, [](const FoundLink& link) { return std::tuple(link.incident, link.a, link.b); });
        for (std::uint32_t i = 0; i < sightings_.size(); ++i) {
            const Placement& placement = fusion_.placements[i];
            if (alone(i) && placement.outcome == Outcome::ask && placement.runner_up)
                found.near_misses.push_back(missed(*placement.runner_up));
        }
        std::ranges::sort(found.near_misses, {}, [](const FoundLink& link) { return std::tuple(link.a, link.b); });
        const auto twice = std::ranges::unique(found.near_misses, {}, [](const FoundLink& link) { return std::tuple(link.a, link.b); });
        found.near_misses.erase(twice.begin(), twice.end());
        return found;
    }

private:
    /// Found's incidents are in the order of the tables, a fusion's by ids.
    void number_incidents(Found& found) {
        std::vector<std::uint32_t> order;
        for (const auto& members : fusion_.incidents) {
            auto& places = found.incidents.emplace_back();
            for (const std::uint32_t i : members) places.push_back(places_[i]);
            std::ranges::sort(places);
        }
        std::ranges::sort(found.incidents, {}, [](const auto& places) { return places.front(); });
        incident_.resize(sightings_.size());
        std::map<ReportPlace, std::uint32_t> index;
        for (std::uint32_t i = 0; i < places_.size(); ++i) index[places_[i]] = i;
        for (std::uint32_t n = 0; n < found.incidents.size(); ++n) {
            for (const ReportPlace place : found.incidents[n]) incident_[index.at(place)] = n;
        }
    }

    [[nodiscard]] bool alone(std::uint32_t i) const { return fusion_.incidents[fusion_.placements[i].incident].size() == 1; }

    FoundLink link_of(const LinkEvidence& why) {
        FoundLink link;
        std::tie(link.a, link.b) = std::minmax(places_[why.a], places_[why.b]);
        link.incident = incident_[places_[why.a] == link.a ? why.a : why.b];
        link.score = why.bits / 1000.0;
        const Sighting& a = sightings_[why.a];
        const Sighting& b = sightings_[why.b];
        if (a.where && b.where) link.km = distance_km(spot_of(a, 0, 0), spot_of(b, 1, 1));
        link.gap_days = std::abs(day(a) - day(b));
        return link;
    }
    static std::int32_t day(const Sighting& sighting) {
        constexpr std::int64_t day_us = 86'400'000'000;
        return static_cast<std::int32_t>(sighting.when.from.us / day_us - (sighting.when.from.us % day_us < 0 ? 1 : 0));
    }

    FoundLink joined(const LinkEvidence& why) {
        FoundLink link = link_of(why);
        const Placement& a = fusion_.placements[why.a];
        const Placement& b = fusion_.placements[why.b];
        const bool sure = why.decided || (a.outcome == Outcome::join && b.outcome == Outcome::join);
        link.outcome = a.disputed || b.disputed || !sure ? "ask" : "join";
        link.doubt = why.decided ? 0 : std::clamp(1 - std::min(a.probability, b.probability), 0.0, 1.0);
        const LinkEvidence* rival = nullptr;
        for (const Placement* placement : {&a, &b}) {
            if (placement->runner_up && (rival == nullptr || placement->runner_up->bits > rival->bits)) rival = &*placement->runner_up;
        }
        if (rival != nullptr) {
            link.rival = places_[rival->b];
            link.rival_score = rival->bits / 1000.0;
        }
        link.reason = reason(why, link);
        if (rival != nullptr) link.reason += fmt::format("; the best not taken has {:+.1f}", link.rival_score);
        if (a.disputed || b.disputed) link.reason += "; people's decisions contradict each other";
        return link;
    }

    FoundLink missed(const LinkEvidence& why) {
        FoundLink link = link_of(why);
        link.outcome = "near-miss";
        link.doubt = std::clamp(1 - fusion_.placements[why.a].probability, 0.0, 1.0);
        link.reason = reason(why, link);
        return link;
    }

    [[nodiscard]] std::string reason(const LinkEvidence& why, const FoundLink& link) const {
        if (why.decided) return "people put these two together";
        std::string text = fmt::format("{:+.1f} bits:", link.score);
        char before = ' ';
        for (std::size_t f = 0; f < field_count; ++f) {
            if (why.comparison.level[f] == EvidenceLevels::silent) continue;
            if (before == ',') text += ',';
            text += fmt::format(" {} {:+.1f}", name_of(static_cast<EvidenceField>(f)), why.parts[f] / 1000.0);
            const std::string more = detail(static_cast<EvidenceField>(f), why, link);
            if (!more.empty()) text += fmt::format(" ({})", more);
            before = ',';
        }
        return text;
    }
    [[nodiscard]] std::string detail(EvidenceField field, const LinkEvidence& why, const FoundLink& link) const {
        const Sighting& a = sightings_[why.a];
        const Sighting& b = sightings_[why.b];
        if (field == EvidenceField::place) return fmt::format("{:.1f} km", link.km);
        if (field == EvidenceField::start)
            return link.gap_days == 0 ? "same day" : fmt::format("{} day{}", link.gap_days, link.gap_days == 1 ? "" : "s");
        if (field == EvidenceField::casualties) return fmt::format("{} and {}", a.casualties->best, b.casualties->best);
        if (field == EvidenceField::act) return a.act == b.act ? "same" : "different";
        return "";
    }

    const std::vector<Sighting>& sightings_;
    const Fusion& fusion_;
    const Model& model_;
    std::vector<ReportPlace> places_;      ///< by sighting
    std::vector<std::uint32_t> incident_;  ///< by sighting, in Found::incidents
};

}  // namespace

Found found_by_truce(const std::vector<SourceTable>& tables, const std::vector<Sighting>& sightings, const Fusion& fusion,
                     const Model& model) {
    return Finder(tables, sightings, fusion, model).find();
}

}  // namespace truce
