#include "truce/publish/watching.hpp"

#include <boost/icl/interval_set.hpp>
#include <map>

namespace truce {
namespace {

using Span = boost::icl::right_open_interval<std::int64_t>;
using Spans = boost::icl::interval_set<std::int64_t, std::less, Span>;

std::int64_t length_us(const Spans& spans) { return spans.empty() ? 0 : boost::icl::length(spans); }

/// When the watch really looked, within the day.
Spans looking(const Watch& watch, const Interval& day) {
    Spans spans;
    spans += Span(watch.when.from.us, watch.when.to.us);
    for (const auto& [interruption, reason] : watch.interruptions) spans -= Span(interruption.from.us, interruption.to.us);
    return spans & Span(day.from.us, day.to.us);
}

/// By area of the atlas, when it was watched whole, and when at least somewhere.
struct AreaSpans {
    std::map<std::string, Spans> whole;
    std::map<std::string, Spans> part;

    void add(const Atlas& atlas, const Watch& watch, const Interval& day) {
        const Spans spans = looking(watch, day);
        for (const std::string& area : watch.areas) {
            whole[area] += spans;
            part[area] += spans;
        }
        if (watch.where.kind == Region::Kind::unknown) return;
        for (const std::uint16_t index : atlas.touched(watch.where)) part[atlas.id(index)] += spans;
    }

    [[nodiscard]] Watched of(const Division& division) const {
        Spans everywhere;
        Spans somewhere;
        bool first = true;
        for (const std::string& area : division.areas) {
            const auto seen = whole.find(area);
            const Spans here = seen == whole.end() ? Spans() : seen->second;
            everywhere = first ? here : everywhere & here;
            first = false;
            if (const auto touched = part.find(area); touched != part.end()) somewhere += touched->second;
        }
        return {length_us(everywhere), length_us(somewhere)};
    }
};

}  // namespace

std::vector<WatchedDivision> watched_divisions(const Profile& profile, const Interval& day, const std::vector<Watch>& watches) {
    AreaSpans anyone;
    std::map<std::string, AreaSpans> by_register;
    for (const Watch& watch : watches) {
        anyone.add(*profile.atlas, watch, day);
        by_register[watch.register_id].add(*profile.atlas, watch, day);
    }
    std::vector<WatchedDivision> out;
    for (const Division& division : profile.divisions) {
        WatchedDivision watched{anyone.of(division), {}};
        for (const auto& [id, spans] : by_register) {
            if (const Watched one = spans.of(division); one.part_us > 0) watched.by_register.push_back({id, one});
        }
        out.push_back(std::move(watched));
    }
    return out;
}

}  // namespace truce
