#include <fmt/format.h>

#include <algorithm>

#include "truce/base/prefetch.hpp"
#include "truce/publish/cell.hpp"
#include "truce/publish/live_register.hpp"
#include "truce/publish/live_state.hpp"

namespace truce {
namespace {

/// As an area of the atlas is compared with what a row may lie in.
Truth in_area(const LiveIncident& row, std::uint16_t area) {
    if (!std::ranges::binary_search(row.areas, area)) return Truth::no;
    return row.areas.size() == 1 && row.area_certain ? Truth::yes : Truth::unknown;
}

/// A query whose names were looked up in the profile. A name that it does not have matches nothing.
struct Asked {
    const LiveQuery* query = nullptr;
    bool nothing = false;
    const Register* reg = nullptr;
    std::optional<std::uint16_t> area;
    std::vector<bool> acts;  ///< by act of the profile; empty: any
};

Asked looked_up(const LiveQuery& query, const Profile& profile) {
    Asked asked;
    asked.query = &query;
    if (query.register_id) {
        asked.reg = profile.find_register(*query.register_id);
        asked.nothing = asked.nothing || asked.reg == nullptr;
    }
    if (query.area) {
        const auto area = profile.atlas->find(*query.area);
        if (area) asked.area = static_cast<std::uint16_t>(*area);
        asked.nothing = asked.nothing || !area;
    }
    if (query.act) {
        for (const Act& act : profile.acts) asked.acts.push_back(profile.covers(*query.act, act.id));
        asked.nothing = asked.nothing || profile.act(*query.act) == nullptr;
    }
    if (query.when && query.when->empty()) asked.nothing = true;
    return asked;
}

/// A group as numbers, for counting.
struct GroupKey {
    std::uint32_t reg = 0;
    std::int32_t day = 0;
    std::uint32_t area = 0;
    std::uint32_t act = 0;
    friend bool operator==(const GroupKey&, const GroupKey&) = default;
    friend std::size_t hash_value(const GroupKey& key) {
        std::size_t seed = 0;
        boost::hash_combine(seed, std::uint64_t{key.reg} << 32U | key.area);
        boost::hash_combine(seed, std::uint64_t{key.act} << 32U | static_cast<std::uint32_t>(key.day));
        return seed;
    }
};

}  // namespace

struct LiveView::Seen {
    Seen(const LiveRegister& live, Onlooker whom, std::shared_ptr<const LiveJudged> judged)
        : lock(live.state_->mutex), state(*live.state_), profile(*live.profile_), audience(std::move(whom)), verdicts(std::move(judged)) {
        concerns.assign(state.names.size(), std::int8_t{-1});
        if (verdicts != nullptr) {
            TRUCE_ASSERT(verdicts->size <= state.size);
            as_of = verdicts->size;
            return;
        }
        as_of = audience.is_public() ? recorded_before(audience.recorded_before()) : state.size;
        for (const auto& set : state.verdicts) {
            if (!audience.is_public() || nothing_recorded_since(set->size)) verdicts = set;
        }
    }

    Seen(const LiveRegister& live, Onlooker whom, const LiveMoment& then)
        : lock(live.state_->mutex),
          state(*live.state_),
          profile(*live.profile_),
          audience(std::move(whom)),
          as_of(then.as_of),
          verdicts(then.verdicts),
          moment(&then) {
        TRUCE_ASSERT(as_of <= state.size);
        concerns.assign(state.names.size(), std::int8_t{-1});
    }

    std::shared_lock<FairSharedMutex> lock;
    const LiveRegister::State& state;
    const Profile& profile;
    Onlooker audience;
    std::uint64_t as_of = 0;
    std::shared_ptr<const LiveJudged> verdicts;
    const LiveMoment* moment = nullptr;         ///< whose cases are shown; nullptr: those of now
    mutable std::vector<std::int8_t> concerns;  ///< by list of names; -1: not asked yet
    mutable std::uint32_t last_entry = 0;       ///< asked for last, and its id: neighbours often share one
    mutable std::string_view last_entry_id;

    /// One past the last entry with reports that was recorded before `t`: it tells nothing of later ones.
    [[nodiscard]] std::uint64_t recorded_before(Instant t) const {
        const auto later = std::ranges::partition_point(state.recorded, [&](const auto& entry) { return entry.second < t; });
        return later == state.recorded.begin() ? 0 : std::min(std::uint64_t{std::prev(later)->first} + 1, state.size);
    }
    [[nodiscard]] bool nothing_recorded_since(std::uint64_t size) const {
        const auto later = std::ranges::partition_point(state.recorded, [&](const auto& entry) { return entry.first < size; });
        return later == state.recorded.begin() || std::prev(later)->second < audience.recorded_before();
    }

    [[nodiscard]] Concern concern(std::uint32_t list) const {
        std::int8_t& known = concerns[list];
        if (known < 0) known = static_cast<std::int8_t>(audience.concern(state.names.list(list)));
        return static_cast<Concern>(known);
    }

    [[nodiscard]] Fineness detail(const LiveRow& row, std::uint64_t size) const {
        if (row.entry >= size || row.until < size) return Fineness::hidden;
        Disclosable record;
        record.reg = &profile.registers[row.reg];
        record.end = row.when.to;
        record.recorded_at = row.recorded_at;
        if (!record.reg->published && !audience.is_public()) record.concern = std::max(concern(row.actors), concern(row.targets));
        return audience.detail(record);
    }

    /// Nothing of the row but what its detail allows is looked at.
    void place(const LiveRow& row, LiveIncident& out) const {
        if (out.detail == Fineness::placeless) return;
        const AreaSetInfo& set = state.area_sets[row.areas];
        const bool whole_divisions = out.detail == Fineness::division;
        out.areas = whole_divisions ? set.divisions : set.areas;
        out.area_certain = row.has(LiveRow::certain) && out.areas.size() == 1;
        out.outside = row.has(LiveRow::outside);
        if (out.detail == Fineness::exact) out.place_name = row.place;
        if (out.detail == Fineness::exact && row.region != LiveRow::none) out.region = &state.regions[row.region];
        show_place(row, out.detail, out.place);
    }

    /// Likewise. `place` is new.
    void show_place(const LiveRow& row, Fineness detail, ShownPlace& place) const {
        if (detail == Fineness::placeless) return;
        if (detail >= Fineness::cell && row.has(LiveRow::has_middle)) {
            if (detail == Fineness::cell) {
                place.kind = ShownPlace::Kind::box;
                place.box = cell_box(row.middle, row.radius_mm);
                return;
            }
            place.box = {{row.lat_low, row.lon_low}, {row.lat_high, row.lon_high}};
            if (row.shape != LiveRow::none) {
                place.kind = ShownPlace::Kind::shape;
                place.shape = state.shapes[row.shape].get();
            } else {
                place.kind = ShownPlace::Kind::circle;
                place.centre = row.middle;
                place.radius_mm = row.radius_mm;
            }
            return;
        }
        const AreaSetInfo& set = state.area_sets[row.areas];
        const bool whole_divisions = detail == Fineness::division;
        const auto& box = whole_divisions ? set.division_box : set.box;
        if (!box) return;
        place.kind = ShownPlace::Kind::areas;
        place.areas = whole_divisions ? set.divisions : set.areas;
        place.box = *box;
    }

    void show(const LiveRow& row, Fineness detail, LiveIncident& out) const {
        out.entry = static_cast<std::uint32_t>(row.key >> 32U);
        out.n = static_cast<std::uint32_t>(row.key & 0xFFFFFFFFU);
        out.reg = &profile.registers[row.reg];
        out.detail = detail;
        out.when = row.when;
        out.first_day = row.first_day;
        out.last_day = row.last_day;
        place(row, out);
        if (row.act < profile.acts.size()) out.act = &profile.acts[row.act];
        const LiveRest* const rest = row.rest != LiveRow::none ? &state.rest[row.rest] : nullptr;
        if (rest != nullptr) out.strange_act = rest->strange_act;
        if (row.has(LiveRow::has_casualties)) out.casualties = row.casualties;
        out.nothing_observed = row.has(LiveRow::nothing_observed);
        out.own_side = row.has(LiveRow::own_side);
        out.corrected = row.previous != LiveRow::none;
        if (audience.names(*out.reg)) {
            out.source_id = row.source_id;
            out.act_as_coded = row.act_as_coded;
            out.actors = &state.names.list(row.actors);
            out.targets = &state.names.list(row.targets);
            out.version_recorded_at = row.recorded_at;
            if (rest != nullptr && !rest->facts.empty()) out.facts = &rest->facts;
            if (rest != nullptr && rest->flags != 0) out.flags = &state.names.list(rest->flags);
        }
        if (audience.is_public()) return;
        out.recorded_at = row.recorded_at;
        out.the_case = case_of(row.key);
    }
    [[nodiscard]] const LiveCase* case_of(std::uint64_t key) const {
        if (moment != nullptr) {
            const auto found = moment->cases.find(key);
            return found != moment->cases.end() ? &found->second : nullptr;
        }
        const auto found = state.case_of_key.find(key);
        return found != state.case_of_key.end() ? found->second : nullptr;
    }
    [[nodiscard]] LiveIncident shown(const LiveRow& row, Fineness detail) const {
        LiveIncident out;
        show(row, detail, out);
        return out;
    }
    /// What a reader of the row will read next.
    void prefetch_texts(std::uint32_t at) const {
        const LiveRow& row = state.row(at);
        prefetch_line(row.source_id.data());
        prefetch_line(row.place.data());
        prefetch_line(row.act_as_coded.data());
    }
    /// A row that is known to match, whole.
    void fill(LiveIncident& out, std::uint32_t at, std::uint64_t size) const {
        const LiveRow& row = state.row(at);
        show(row, detail(row, size), out);
        complete(at, out);
    }

    /// What needs a look-up and is needed in answers only, or for a filter.
    void complete(std::uint32_t at, LiveIncident& out) const {
        if (out.entry != last_entry || last_entry_id.empty()) {
            const auto id = state.entry_ids.find(out.entry);
            last_entry = out.entry;
            last_entry_id = id != state.entry_ids.end() ? std::string_view(id->second) : std::string_view();
        }
        out.entry_id = last_entry_id;
        out.versions = 1;
        for (std::uint32_t before = state.row(at).previous; before != LiveRow::none; before = state.row(before).previous) ++out.versions;
        if (verdicts != nullptr && at < verdicts->by_row.size()) out.verdict = verdicts->by_row[at];
    }

    [[nodiscard]] Truth matches(const LiveIncident& row, const Asked& asked) const {
        const LiveQuery& query = *asked.query;
        if (row.nothing_observed && !query.reports) return Truth::no;
        Truth answer = Truth::yes;
        if (query.when) {
            if (!row.when.overlaps(*query.when)) return Truth::no;
            if (!query.when->contains(row.when)) answer = Truth::unknown;
        }
        if (query.source_id && row.source_id != *query.source_id) return Truth::no;
        if (!asked.acts.empty()) {
            if (row.act == nullptr) return Truth::no;
            if (!asked.acts[static_cast<std::size_t>(row.act - profile.acts.data())]) return Truth::no;
        }
        if (asked.area) answer = std::min(answer, in_area(row, *asked.area));
        if (query.status && (row.the_case == nullptr || row.the_case->status != *query.status)) return Truth::no;
        if (query.ruling && (!row.verdict || row.verdict->ruling != *query.ruling)) return Truth::no;
        if (answer != Truth::no && query.zone) answer = std::min(answer, query.zone->holds(row.place, *profile.atlas));
        if (answer != Truth::no && query.keep) answer = std::min(answer, query.keep(row));
        return answer;
    }

    /// Whether the row as it is shown matches; `incident`, new, becomes it where it may.
    [[nodiscard]] Truth look(std::uint32_t at, const Asked& asked, std::uint64_t size, LiveIncident& incident) const {
        const LiveRow& row = state.row(at);
        const Fineness how = detail(row, size);
        if (how == Fineness::hidden) return Truth::no;
        show(row, how, incident);
        if (asked.query->ruling || asked.query->keep) complete(at, incident);
        return matches(incident, asked);
    }

    /// Whether place and time alone decide.
    static bool is_plain(const LiveQuery& query) {
        return !query.source_id && !query.act && !query.area && !query.ruling && !query.status && !query.keep;
    }
    /// Whether the row may match a plain query: nothing of it but its time and place is shown for that.
    [[nodiscard]] bool may_match(const LiveRow& row, const LiveQuery& query, const Box* only_box, std::uint64_t size) const {
        if (row.has(LiveRow::nothing_observed) && !query.reports) return false;
        if (query.when && !row.when.overlaps(*query.when)) return false;
        const Fineness how = detail(row, size);
        if (how == Fineness::hidden) return false;
        if (!query.zone) return true;
        if (how == Fineness::exact && only_box != nullptr && row.has(LiveRow::has_middle) && row.shape == LiveRow::none &&
            row.lat_low >= only_box->low.lat_e7 && row.lat_high <= only_box->high.lat_e7 && row.lon_low >= only_box->low.lon_e7 &&
            row.lon_high <= only_box->high.lon_e7)
            return true;
        ShownPlace place;
        show_place(row, how, place);
        return query.zone->holds(place, *profile.atlas) != Truth::no;
    }

    [[nodiscard]] Result<std::uint64_t> size_for(const LiveQuery& query) const {
        if (query.ruling && verdicts == nullptr) {
            return Error{Errc::busy, "live.no_verdicts", "no verdicts are at hand", "", "Ask again later, or leave the ruling out"};
        }
        if (!query.after) return as_of;
        if (query.after->as_of <= as_of) return query.after->as_of;
        return Error{Errc::invalid, "live.cursor", "the mark of the page's end is of a later size of the record than is shown", "",
                     "Begin again with the first page"};
    }

    /// Whether a row may match.
    struct Test {
        const Seen* seen;
        const Asked* asked;
        const Box* only_box;  ///< all of the zone; nullptr if it is more than a box
        std::uint64_t size;
        bool plain;

        bool operator()(std::uint32_t at) const {
            if (plain) return seen->may_match(seen->state.row(at), *asked->query, only_box, size);
            LiveIncident incident;
            return seen->look(at, *asked, size, incident) != Truth::no;
        }
        [[nodiscard]] const LiveRow* memory(std::uint32_t at) const { return &seen->state.row(at); }
    };

    /// As scan, in the order of the record: place of the version, not of the first one.
    template <typename Take>
    Result<void> scan_record(const LiveQuery& query, const Asked& asked, std::uint64_t size, Take take) const {
        const auto key_of = [&](std::uint32_t at) { return TimeKey{state.row(at).entry, state.row(at).item}; };
        const auto& rows = state.in_record;
        const auto look_at = [&](std::uint32_t at) {
            if (asked.reg != nullptr && asked.reg != &profile.registers[state.row(at).reg]) return true;
            LiveIncident incident;
            return look(at, asked, size, incident) == Truth::no || take(key_of(at), at);
        };
        if (query.order == TimeOrder::earliest_first) {
            auto at = rows.begin();
            if (query.after) at = std::ranges::upper_bound(rows, query.after->key, {}, key_of);
            while (at != rows.end() && look_at(*at)) ++at;
        } else {
            auto end = rows.end();
            if (query.after) end = std::ranges::lower_bound(rows, query.after->key, {}, key_of);
            while (end != rows.begin() && look_at(*std::prev(end))) --end;
        }
        return {};
    }

    [[nodiscard]] Test test_of(const Asked& asked, std::uint64_t size) const {
        const auto& zone = asked.query->zone;
        const bool one_box = zone && zone->boxes().size() == 1 && zone->is_box();
        return {this, &asked, one_box ? &zone->boxes().front() : nullptr, size, is_plain(*asked.query)};
    }
    /// A query as the index of one register is asked it. Only where all that is shown is exact do its boxes bound what is shown.
    [[nodiscard]] TimeWindow window_of(const LiveQuery& query, std::size_t reg) const {
        TimeWindow window;
        window.order = query.order;
        if (query.when) window.when = *query.when;
        if (query.after) window.after = query.after->key;
        const bool by_box = query.zone && query.zone->boxes().size() == 1 && audience.all_exact(profile.registers[reg]);
        window.box = by_box ? &query.zone->boxes().front() : nullptr;
        return window;
    }

    /// Calls with the number of every row that may match, in order, until it answers false.
    template <typename Take>
    Result<void> scan(const LiveQuery& query, Take take) const {
        TRUCE_ASSIGN(const std::uint64_t size, size_for(query));
        const Asked asked = looked_up(query, profile);
        if (asked.nothing) return {};
        if (query.sort == LiveSort::recorded) return scan_record(query, asked, size, take);
        const Test test = test_of(asked, size);
        std::vector<TimeScan<Test>> scans;
        std::vector<TimeBlocks::Found> loose;
        std::size_t next_loose = 0;
        const auto before = [&](const TimeKey& a, const TimeKey& b) { return query.order == TimeOrder::earliest_first ? a < b : b < a; };
        for (std::size_t i = 0; i < state.indexes.size(); ++i) {
            if (asked.reg != nullptr && asked.reg != &profile.registers[i]) continue;
            const TimeWindow window = window_of(query, i);
            for (const TimeBlocks& blocks : state.indexes[i].blocks) scans.emplace_back(blocks, window, test);
            for (const TimeBlocks::Item& item : state.indexes[i].pending) {
                const TimeKey key = item.time_key();
                if ((!window.after || before(*window.after, key)) && test(item.row)) loose.push_back({key, item.row});
            }
        }
        std::ranges::sort(loose, before, &TimeBlocks::Found::key);
        for (;;) {
            TimeScan<Test>* best = nullptr;
            std::optional<TimeKey> best_key;
            for (auto& one : scans) {
                const auto key = one.peek();
                if (key && (!best_key || before(*key, *best_key))) {
                    best = &one;
                    best_key = key;
                }
            }
            std::optional<TimeBlocks::Found> found;
            if (next_loose < loose.size() && (!best_key || before(loose[next_loose].key, *best_key))) {
                found = loose[next_loose++];
            } else if (best != nullptr) {
                found = best->next();
            }
            if (!found) return {};
            if (!take(found->key, found->row)) return {};
        }
    }

    /// Calls with the number of every row that may match, how it is shown, not yet complete, and whether it surely does, in no order.
    /// What asks for a time or a place goes by the index.
    template <typename Take>
    Result<void> tally(const LiveQuery& query, Take take) const {
        if (query.when || query.zone) {
            const Asked asked = looked_up(query, profile);
            TRUCE_ASSIGN(const std::uint64_t size, size_for(query));
            return scan(query, [&](TimeKey, std::uint32_t at) {
                LiveIncident incident;
                const Truth truth = look(at, asked, size, incident);
                take(at, incident, truth);
                return true;
            });
        }
        TRUCE_ASSIGN(const std::uint64_t size, size_for(query));
        const Asked asked = looked_up(query, profile);
        if (asked.nothing) return {};
        const auto of_register = [&](std::uint16_t reg) { return asked.reg == nullptr || asked.reg == &profile.registers[reg]; };
        for (std::uint32_t at = 0; at < state.rows; ++at) {
            if (!of_register(state.row(at).reg)) continue;
            LiveIncident incident;
            const Truth truth = look(at, asked, size, incident);
            if (truth != Truth::no) take(at, incident, truth);
        }
        return {};
    }
};

Result<std::size_t> LiveView::matching(const LiveQuery& query) const {
    const Seen& seen = *seen_;
    TRUCE_ASSIGN(const std::uint64_t size, seen.size_for(query));
    const Asked asked = looked_up(query, seen.profile);
    if (asked.nothing) return std::size_t{0};
    const Seen::Test test = seen.test_of(asked, size);
    const auto is_asked = [&](std::size_t reg) { return asked.reg == nullptr || asked.reg == &seen.profile.registers[reg]; };
    std::size_t matching = 0;
    if (!query.when && !query.zone) {
        for (std::uint32_t at = 0; at < seen.state.rows; ++at) matching += is_asked(seen.state.row(at).reg) && test(at) ? 1U : 0U;
        return matching;
    }
    for (std::size_t i = 0; i < seen.state.indexes.size(); ++i) {
        if (!is_asked(i)) continue;
        const TimeWindow window = seen.window_of(query, i);
        for (const TimeBlocks& blocks : seen.state.indexes[i].blocks) matching += blocks.count(window, test);
        for (const TimeBlocks::Item& item : seen.state.indexes[i].pending) matching += test(item.row) ? 1U : 0U;
    }
    return matching;
}

LiveView::LiveView(const LiveRegister& live, const Onlooker& audience) : LiveView(live, audience, nullptr) {}
LiveView::LiveView(const LiveRegister& live, const Onlooker& audience, std::shared_ptr<const LiveJudged> judged)
    : seen_(std::make_unique<Seen>(live, audience, std::move(judged))) {}
LiveView::LiveView(const LiveRegister& live, const Onlooker& audience, const LiveMoment& moment)
    : seen_(std::make_unique<Seen>(live, audience, moment)) {}
LiveView::~LiveView() = default;
LiveView::LiveView(LiveView&&) noexcept = default;

std::uint64_t LiveView::as_of() const { return seen_->as_of; }
LiveMoment LiveView::moment() const {
    if (seen_->moment != nullptr) return *seen_->moment;
    LiveMoment out{seen_->as_of, seen_->verdicts, {}};
    if (seen_->audience.is_public()) return out;
    for (const auto& [key, one] : seen_->state.case_of_key) out.cases.emplace(key, *one);
    return out;
}
const Profile& LiveView::profile() const { return seen_->profile; }
const Onlooker& LiveView::audience() const { return seen_->audience; }

const std::string& LiveView::reading() const {
    static const std::string none;
    if (seen_->verdicts == nullptr) return none;
    return seen_->verdicts->reading;
}

std::uint64_t LiveView::verdicts_of() const { return seen_->verdicts != nullptr ? seen_->verdicts->size : 0; }

Result<LivePage> LiveView::page(const LiveQuery& query, std::size_t limit) const {
    TRUCE_ASSIGN(const std::uint64_t size, seen_->size_for(query));
    LivePage page;
    LiveCursor last{size, {}};
    std::vector<std::uint32_t> rows;
    std::size_t to_skip = query.skip;
    TRUCE_TRY(seen_->scan(query, [&](TimeKey key, std::uint32_t at) {
        if (to_skip > 0) {
            --to_skip;
            return true;
        }
        if (rows.size() == limit) {
            page.next = last;
            return false;
        }
        last.key = key;
        rows.push_back(at);
        return true;
    }));
    page.incidents.reserve(rows.size());
    constexpr std::size_t ahead = 16;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i + ahead < rows.size()) seen_->prefetch_texts(rows[i + ahead]);
        seen_->fill(page.incidents.emplace_back(), rows[i], size);
    }
    return page;
}

Result<void> LiveView::each(const LiveQuery& query, const std::function<bool(const LiveIncident&)>& row) const {
    TRUCE_ASSIGN(const std::uint64_t size, seen_->size_for(query));
    return seen_->scan(query, [&](TimeKey, std::uint32_t at) {
        LiveIncident incident;
        seen_->fill(incident, at, size);
        return row(incident);
    });
}

Result<void> LiveView::tally(const LiveQuery& query, const std::function<void(const LiveIncident&, Truth)>& take) const {
    return seen_->tally(query, [&](std::uint32_t at, LiveIncident& row, Truth truth) {
        seen_->complete(at, row);
        take(row, truth);
    });
}

std::optional<LiveIncident> LiveView::find(std::string_view id) const {
    const auto key = seen_->state.key_of(id);
    if (!key) return std::nullopt;
    const auto last = seen_->state.last_of_key.find(*key);
    if (last == seen_->state.last_of_key.end()) return std::nullopt;
    for (std::uint32_t at = last->second; at != LiveRow::none; at = seen_->state.row(at).previous) {
        const LiveRow& row = seen_->state.row(at);
        const Fineness detail = seen_->detail(row, seen_->as_of);
        if (detail == Fineness::hidden) continue;
        LiveIncident incident = seen_->shown(row, detail);
        seen_->complete(at, incident);
        return incident;
    }
    return std::nullopt;
}

Result<Range> LiveView::count(const LiveQuery& query) const {
    Range range;
    TRUCE_TRY(seen_->tally(query, [&](std::uint32_t, const LiveIncident&, Truth truth) {
        ++range.possible;
        if (truth == Truth::yes) ++range.certain;
    }));
    return range;
}

Result<std::map<LiveGroup, Range>> LiveView::count(const LiveQuery& query, const LiveGrouping& by) const {
    constexpr std::uint32_t none = 0xFFFFFFFFU;
    const Profile& profile = seen_->profile;
    boost::unordered_flat_map<GroupKey, Range, boost::hash<GroupKey>> counts;
    TRUCE_TRY(seen_->tally(query, [&](std::uint32_t, const LiveIncident& row, Truth truth) {
        GroupKey key;
        if (by.by_register) key.reg = static_cast<std::uint32_t>(row.reg - profile.registers.data());
        if (by.by_act) key.act = row.act != nullptr ? static_cast<std::uint32_t>(row.act - profile.acts.data()) : none;
        const Day first = by.by_day ? row.first_day : Day{};
        const Day last = by.by_day ? row.last_day : Day{};
        const bool placed = by.by_area && !row.areas.empty();
        const bool sure = truth == Truth::yes && first == last && (!by.by_area || (placed && row.areas.size() == 1 && row.area_certain));
        for (Day day = first; day <= last; day = day.next()) {
            key.day = day.days_since_1970;
            const auto add = [&](std::uint32_t area) {
                key.area = area;
                Range& range = counts[key];
                ++range.possible;
                if (sure) ++range.certain;
            };
            if (!placed) add(none);
            if (placed) {
                for (const std::uint16_t area : row.areas) add(area);
            }
        }
    }));
    std::map<LiveGroup, Range> groups;
    for (const auto& [key, range] : counts) {
        LiveGroup group;
        if (by.by_register) group.reg = &profile.registers[key.reg];
        if (by.by_act && key.act != none) group.act = &profile.acts[key.act];
        if (by.by_day) group.day = Day{key.day};
        if (key.area != none) group.area = static_cast<std::uint16_t>(key.area);
        groups.emplace(group, range);
    }
    return groups;
}

}  // namespace truce
