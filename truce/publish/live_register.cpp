#include "truce/publish/live_register.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <mutex>
#include <new>
#include <numbers>
#include <utility>

#include "truce/publish/live_state.hpp"

namespace truce {
namespace {

constexpr char separator = '\x1f';
/// Fewer rows than this are not worth an index of their own.
constexpr std::size_t pending_max = 1024;
constexpr std::size_t verdict_sets_max = 3;

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

/// Holds the circle; the whole width where it reaches a pole or the antimeridian.
Box box_around(LatLon centre, std::int64_t radius_mm) {
    constexpr double lat_unit_mm = 11.0568;   // 1e-7 degrees of latitude at least, anywhere
    constexpr double lon_unit_mm = 11.13194;  // of longitude on the equator, at least
    constexpr std::int64_t pole = 900'000'000;
    constexpr std::int64_t half = 1'800'000'000;
    const auto up = static_cast<std::int64_t>(std::ceil(static_cast<double>(radius_mm) / lat_unit_mm));
    const std::int64_t low = std::max<std::int64_t>(centre.lat_e7 - up, -pole);
    const std::int64_t high = std::min<std::int64_t>(centre.lat_e7 + up, pole);
    std::int64_t west = -half;
    std::int64_t east = half;
    if (low > -pole && high < pole) {
        const double lat = static_cast<double>(std::max(std::abs(low), std::abs(high))) * 1e-7 * std::numbers::pi / 180;
        const double across = static_cast<double>(radius_mm) / (lon_unit_mm * std::cos(lat));
        if (across < static_cast<double>(half)) {
            const auto side = static_cast<std::int64_t>(std::ceil(across));
            if (centre.lon_e7 - side >= -half && centre.lon_e7 + side <= half) {
                west = centre.lon_e7 - side;
                east = centre.lon_e7 + side;
            }
        }
    }
    const auto narrow = [](std::int64_t x) { return static_cast<std::int32_t>(x); };
    return {{narrow(low), narrow(west)}, {narrow(high), narrow(east)}};
}

void widen(std::optional<Box>& box, const Box& by) {
    if (!box) {
        box = by;
        return;
    }
    box->low = {std::min(box->low.lat_e7, by.low.lat_e7), std::min(box->low.lon_e7, by.low.lon_e7)};
    box->high = {std::max(box->high.lat_e7, by.high.lat_e7), std::max(box->high.lon_e7, by.high.lon_e7)};
}

}  // namespace

std::string LiveIncident::id() const { return fmt::format("{}/{}", entry_id, n); }

std::string to_text(const LiveCursor& cursor) {
    return fmt::format("{}_{}_{}_{}", cursor.as_of, cursor.key.from_us, cursor.key.key >> 32U, cursor.key.key & 0xFFFFFFFFU);
}

Result<LiveCursor> parse_cursor(std::string_view text) {
    LiveCursor cursor;
    std::uint64_t entry = 0;
    std::uint64_t n = 0;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    bool ok = true;
    const auto number = [&](auto& out, bool last) {
        const auto [stop, error] = std::from_chars(at, end, out);
        ok = ok && error == std::errc() && (last ? stop == end : stop != end && *stop == '_');
        at = last ? stop : stop + (stop == end ? 0 : 1);
    };
    number(cursor.as_of, false);
    if (ok) number(cursor.key.from_us, false);
    if (ok) number(entry, false);
    if (ok) number(n, true);
    if (ok && entry <= 0xFFFFFFFFU && n <= 0xFFFFFFFFU) {
        cursor.key.key = entry << 32U | n;
        return cursor;
    }
    return Error{Errc::invalid, "live.cursor", fmt::format("\"{}\" is no mark of a page's end", text), "",
                 "Follow the link to the next page as it was given"};
}

void* large_memory(std::size_t bytes) {
    const std::size_t whole = (bytes + large_page_bytes - 1) / large_page_bytes * large_page_bytes;
    void* const memory = std::aligned_alloc(large_page_bytes, whole);
    TRUCE_ASSERT(memory != nullptr);
    ::madvise(memory, whole, MADV_HUGEPAGE);  // where there are none, small ones do
    return memory;
}

std::string_view TextArena::keep(std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > chunk_bytes - std::min(used_, chunk_bytes)) {
        chunks_.emplace_back(static_cast<char*>(large_memory(std::max(chunk_bytes, text.size()))));
        used_ = 0;
    }
    char* const at = chunks_.back().get() + used_;
    std::memcpy(at, text.data(), text.size());
    used_ += text.size();
    return {at, text.size()};
}

std::uint32_t NameLists::number(std::string_view joined) {
    if (joined.empty()) return 0;
    const auto known = numbers_.find(joined);
    if (known != numbers_.end()) return known->second;
    lists_.push_back(split(joined));
    return numbers_.emplace(joined, static_cast<std::uint32_t>(lists_.size() - 1)).first->second;
}

LiveRegister::State::State(const Profile& profile) {
    for (std::size_t i = 0; i < profile.acts.size(); ++i) act_numbers.emplace(profile.acts[i].id, static_cast<std::uint16_t>(i));
    for (std::size_t i = 0; i < profile.registers.size(); ++i)
        register_numbers.emplace(profile.registers[i].id, static_cast<std::uint16_t>(i));
    indexes.resize(profile.registers.size());
    division_of.assign(profile.atlas->size(), 0);
    for (std::size_t d = 0; d < profile.divisions.size(); ++d) {
        for (const std::string& id : profile.divisions[d].areas) {
            if (const auto area = profile.atlas->find(id)) division_of[*area] = static_cast<std::uint16_t>(d);
        }
    }
    area_sets.emplace_back();
}

std::uint32_t LiveRegister::State::append(const LiveRow& row_to_keep) {
    if (rows % chunk_rows == 0) chunks.push_back(new_chunk());
    new (&chunks.back()[rows % chunk_rows]) LiveRow(row_to_keep);
    return static_cast<std::uint32_t>(rows++);
}

std::uint32_t LiveRegister::State::area_set(const Profile& profile, std::string_view joined) {
    if (joined.empty()) return 0;
    const auto known = area_set_numbers.find(joined);
    if (known != area_set_numbers.end()) return known->second;
    AreaSetInfo info;
    for (const std::string& id : split(joined)) {
        if (const auto area = profile.atlas->find(id)) info.areas.push_back(static_cast<std::uint16_t>(*area));
    }
    std::ranges::sort(info.areas);
    for (std::size_t area = 0; area < profile.atlas->size(); ++area) {
        const bool listed = std::ranges::any_of(info.areas, [&](std::uint16_t of) { return division_of[of] == division_of[area]; });
        if (listed) info.divisions.push_back(static_cast<std::uint16_t>(area));
    }
    info.one_division =
        std::ranges::all_of(info.areas, [&](std::uint16_t area) { return division_of[area] == division_of[info.areas.front()]; });
    for (const std::uint16_t area : info.areas) widen(info.box, profile.atlas->divisions()[area].shape->box());
    for (const std::uint16_t area : info.divisions) widen(info.division_box, profile.atlas->divisions()[area].shape->box());
    area_sets.push_back(std::move(info));
    return area_set_numbers.emplace(joined, static_cast<std::uint32_t>(area_sets.size() - 1)).first->second;
}

void LiveRegister::State::set_shape(LiveRow& row, std::shared_ptr<const Shape> shape) {
    if (!shape) return;
    const Circle around = enclosing_circle(*shape);
    row.middle = around.centre;
    row.radius_mm = around.radius_mm;
    row.flags |= LiveRow::has_middle;
    row.set_box(shape->box());
    row.shape = static_cast<std::uint32_t>(shapes.size());
    shapes.push_back(std::move(shape));
}

void LiveRegister::State::place(const Profile& profile, const LiveReport& report, LiveRow& row) {
    row.areas = area_set(profile, report.areas);
    if (const auto& box = area_sets[row.areas].box) row.set_box(*box);
    if (report.where == nullptr) return;
    switch (report.where->kind) {
        case Region::Kind::unknown:
        case Region::Kind::areas: return;  // which are the areas that it touches
        case Region::Kind::circle:
            row.middle = report.where->centre;
            row.radius_mm = report.where->radius_mm;
            row.flags |= LiveRow::has_middle;
            row.set_box(box_around(row.middle, row.radius_mm));
            return;
        case Region::Kind::polygon: set_shape(row, report.where->polygon); return;
        case Region::Kind::sector: set_shape(row, outline(report.where->sector)); return;
    }
}

/// Circles are in the row; many records share the same areas.
void LiveRegister::State::keep_region(const LiveReport& report, LiveRow& row) {
    if (report.where == nullptr) return;
    if (report.where->kind == Region::Kind::circle || report.where->kind == Region::Kind::unknown) return;
    const auto number = static_cast<std::uint32_t>(regions.size());
    if (report.where->kind == Region::Kind::areas) {
        const auto [found, added] = region_numbers.try_emplace(fmt::format("{}", fmt::join(report.where->ids, "\x1f")), number);
        row.region = found->second;
        if (!added) return;
    } else {
        row.region = number;
    }
    regions.push_back(*report.where);
}

void LiveRegister::State::keep_rest(const LiveReport& report, LiveRow& row) {
    const bool strange = row.act >= act_numbers.size() && !report.act.empty();
    const bool has_facts = report.facts != nullptr && !report.facts->empty();
    if (!strange && !has_facts && report.flags.empty()) return;
    row.rest = static_cast<std::uint32_t>(rest.size());
    LiveRest& one = rest.emplace_back();
    if (has_facts) one.facts = *report.facts;
    one.flags = names.number(report.flags);
    if (strange) one.strange_act = texts.keep(report.act);
}

Facts LiveRegister::State::facts_of(const Profile& profile, const LiveRow& row) const {
    const auto id_of = [&](std::uint32_t entry, std::uint32_t n) {
        const auto id = entry_ids.find(entry);
        return fmt::format("{}/{}", id != entry_ids.end() ? std::string_view(id->second) : std::string_view(), n);
    };
    Facts facts;
    facts.incident = id_of(static_cast<std::uint32_t>(row.key >> 32U), static_cast<std::uint32_t>(row.key & 0xFFFFFFFFU));
    facts.finder = profile.registers[row.reg].id;
    facts.when = row.when;
    if (row.region != LiveRow::none) {
        facts.where = regions[row.region];
    } else if (row.has(LiveRow::has_middle)) {
        facts.where = Region::circle(row.middle, row.radius_mm);
    }
    if (row.act < profile.acts.size()) facts.acts.assign(1, profile.acts[row.act].id);
    facts.actors = names.list(row.actors);
    facts.targets = names.list(row.targets);
    if (row.rest != LiveRow::none) {
        const LiveRest& more = rest[row.rest];
        if (!more.strange_act.empty()) facts.acts.assign(1, std::string(more.strange_act));
        facts.named = more.facts;
        std::ranges::sort(facts.named, {}, &NamedFact::name);
    }
    facts.coding_of_another = true;
    facts.source = id_of(row.entry, row.item);
    facts.leaf = row.entry;
    return facts;
}

LiveRegister::LiveRegister(std::shared_ptr<const Profile> profile)
    : profile_(std::move(profile)), state_(std::make_unique<State>(*profile_)) {}
LiveRegister::~LiveRegister() = default;

Result<void> LiveRegister::add(const LiveReport& report) {
    const std::unique_lock lock(state_->mutex);
    State& state = *state_;
    const auto reg = state.register_numbers.find(report.register_id);
    if (reg == state.register_numbers.end()) {
        return Error{Errc::corrupt, "live.register",
                     fmt::format("a report of a register \"{}\", which the profile does not have", report.register_id), "",
                     "Run `truce record verify`"};
    }
    if (state.recorded.empty() || state.recorded.back().first < report.entry) state.recorded.emplace_back(report.entry, report.recorded_at);
    const auto last = state.last.find({reg->second, report.source_id});
    const bool fresh = last == state.last.end();
    LiveRow row;
    if (fresh) {
        row.source_id = state.texts.keep(report.source_id);
        row.key = std::uint64_t{report.entry} << 32U | report.n;
    } else {
        LiveRow& before = state.row(last->second);
        before.until = std::min(before.until, report.entry);
        row.source_id = before.source_id;
        row.key = before.key;
        row.previous = last->second;
    }
    row.entry = report.entry;
    row.item = report.n;
    row.reg = reg->second;
    row.when = report.when;
    row.first_day = report.first_day;
    row.last_day = report.last_day;
    row.recorded_at = report.recorded_at;
    if (report.withdrawn) {
        row.until = report.entry;  // never seen; it only holds the record's id and its first version
    } else {
        row.flags = static_cast<std::uint8_t>((report.area_certain ? LiveRow::certain : 0) | (report.outside ? LiveRow::outside : 0) |
                                              (report.own_side ? LiveRow::own_side : 0) |
                                              (report.nothing_observed ? LiveRow::nothing_observed : 0) |
                                              (report.casualties ? LiveRow::has_casualties : 0));
        const auto act = state.act_numbers.find(report.act);
        row.act = act == state.act_numbers.end() ? static_cast<std::uint16_t>(profile_->acts.size()) : act->second;
        row.act_as_coded = state.texts.keep(report.act_as_coded);
        row.place = state.texts.keep(report.place);
        row.actors = state.names.number(report.actors);
        row.targets = state.names.number(report.targets);
        row.casualties = report.casualties.value_or(Casualties{});
        state.place(*profile_, report, row);
        state.keep_region(report, row);
        state.keep_rest(report, row);
    }
    const std::uint32_t at = state.append(row);
    state.in_record.push_back(at);
    if (fresh) {
        state.last.emplace(State::RecordName{row.reg, row.source_id}, at);  // its text stays as long as the map
    } else {
        last->second = at;
    }
    state.last_of_key[row.key] = at;
    if (!report.withdrawn) state.indexes[row.reg].pending.push_back({row.timed_box(), row.key, at});
    return {};
}

void LiveRegister::name_entry(std::uint32_t entry, std::string id) {
    const std::unique_lock lock(state_->mutex);
    state_->entry_numbers.emplace(id, entry);
    state_->entry_ids.emplace(entry, std::move(id));
    state_->named = true;
}

/// Blocks keep falling in size, so a row is laid anew about as often as the register doubles.
void LiveRegister::State::build(Index& index) {
    if (index.pending.size() <= pending_max) return;
    std::vector<TimeBlocks::Item> items = std::move(index.pending);
    index.pending = {};
    while (!index.blocks.empty() && index.blocks.back().size() < 2 * items.size()) {
        index.blocks.back().add_to(items);
        index.blocks.pop_back();
    }
    index.blocks.emplace_back(std::move(items));
}

/// Puts rows in the order in which they will be read. Only before the first view: numbers of rows change.
void LiveRegister::State::lay_in_order() {
    std::vector<std::uint32_t> order;
    order.reserve(rows);
    std::vector<std::uint32_t> place_of(rows, LiveRow::none);
    for (const Index& index : indexes) {
        for (const TimeBlocks& blocks : index.blocks) {
            for (const std::uint32_t at : blocks.rows()) {
                place_of[at] = static_cast<std::uint32_t>(order.size());
                order.push_back(at);
            }
        }
    }
    for (std::uint32_t at = 0; at < rows; ++at) {
        if (place_of[at] != LiveRow::none) continue;
        place_of[at] = static_cast<std::uint32_t>(order.size());
        order.push_back(at);
    }
    std::vector<LargeMemory<LiveRow>> laid(chunks.size());
    TextArena laid_texts;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i % chunk_rows == 0) laid[i / chunk_rows] = new_chunk();
        LiveRow& to = *new (&laid[i / chunk_rows][i % chunk_rows]) LiveRow(row(order[i]));
        if (to.previous != LiveRow::none) to.previous = place_of[to.previous];
        to.source_id = laid_texts.keep(to.source_id);
        to.place = laid_texts.keep(to.place);
        to.act_as_coded = laid_texts.keep(to.act_as_coded);
    }
    chunks = std::move(laid);
    std::vector<std::uint32_t> last_rows;
    last_rows.reserve(last.size());
    for (const auto& [name, at] : last) last_rows.push_back(place_of[at]);
    last.clear();
    for (const std::uint32_t at : last_rows) last.emplace(RecordName{row(at).reg, row(at).source_id}, at);
    texts = std::move(laid_texts);
    for (auto& [key, at] : last_of_key) at = place_of[at];
    for (std::uint32_t& at : in_record) at = place_of[at];
    for (Index& index : indexes) {
        for (TimeBlocks& blocks : index.blocks) {
            blocks.renumber(place_of);
        }
        for (TimeBlocks::Item& item : index.pending) item.row = place_of[item.row];
    }
}

void LiveRegister::settle(std::uint64_t size) {
    const std::unique_lock lock(state_->mutex);
    for (State::Index& index : state_->indexes) state_->build(index);
    if (state_->size == 0) state_->lay_in_order();
    state_->find_early_cases();
    state_->size = size;
}

void LiveRegister::set_case(const std::string& incident, const std::optional<LiveCase>& one) {
    const std::unique_lock lock(state_->mutex);
    const auto key = state_->key_of(incident);
    if (!one) {
        if (key) state_->case_of_key.erase(*key);
        state_->early_cases.erase(incident);
        state_->cases.erase(incident);
        return;
    }
    const LiveCase& kept = state_->cases.insert_or_assign(incident, *one).first->second;
    if (key)
        state_->case_of_key[*key] = &kept;
    else
        state_->early_cases.insert(incident);
}

void LiveRegister::State::find_early_cases() {
    if (!std::exchange(named, false)) return;
    std::erase_if(early_cases, [&](const std::string& incident) {
        const auto key = key_of(incident);
        if (key) case_of_key[*key] = &cases.find(incident)->second;
        return key.has_value();
    });
}

void LiveRegister::set_judged(std::shared_ptr<const LiveJudged> judged) {
    const std::unique_lock lock(state_->mutex);
    auto& sets = state_->verdicts;
    std::erase_if(sets, [&](const auto& old) { return old->reading != judged->reading || old->size == judged->size; });
    sets.push_back(std::move(judged));
    std::ranges::sort(sets, {}, [](const auto& set) { return set->size; });
    if (sets.size() > verdict_sets_max) sets.erase(sets.begin() + 1);
}

LiveFacts LiveRegister::facts(const LiveFactsQuery& query) const {
    const std::shared_lock lock(state_->mutex);
    LiveFacts out;
    out.rows_in_all = state_->rows;
    if (!query.when && query.from == 0) {
        out.facts.reserve(state_->rows);
        out.rows.reserve(state_->rows);
    }
    for (std::uint32_t at = 0; at < state_->rows; ++at) {
        const LiveRow& row = state_->row(at);
        if (row.entry < query.from || !state_->is_current(row, query.size)) continue;
        if (query.when && !row.when.overlaps(*query.when)) continue;
        if (query.register_id && profile_->registers[row.reg].id != *query.register_id) continue;
        out.facts.push_back(state_->facts_of(*profile_, row));
        out.rows.push_back(at);
    }
    return out;
}

std::map<std::string, std::vector<Interval>> LiveRegister::changed(std::uint64_t from, std::uint64_t size) const {
    const std::shared_lock lock(state_->mutex);
    std::map<std::string, std::vector<Interval>> out;
    for (std::uint32_t at = 0; at < state_->rows; ++at) {
        const LiveRow& row = state_->row(at);
        const bool came = row.entry >= from && row.entry < size;
        const bool went = row.entry < from && row.until >= from && row.until < size;
        if ((came || went) && !row.when.empty()) out[profile_->registers[row.reg].id].push_back(row.when);
    }
    return out;
}

std::uint64_t LiveRegister::size() const {
    const std::shared_lock lock(state_->mutex);
    return state_->size;
}

std::size_t LiveRegister::versions() const {
    const std::shared_lock lock(state_->mutex);
    return state_->rows;
}

std::optional<std::pair<std::string_view, std::uint32_t>> split_incident_id(std::string_view id) {
    const std::size_t slash = id.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    std::uint32_t n = 0;
    const char* const end = id.data() + id.size();
    const auto [stop, error] = std::from_chars(id.data() + slash + 1, end, n);
    if (error != std::errc() || stop != end) return std::nullopt;
    return std::pair(id.substr(0, slash), n);
}

std::optional<std::uint64_t> LiveRegister::State::key_of(std::string_view id) const {
    const auto parts = split_incident_id(id);
    if (!parts) return std::nullopt;
    const auto entry = entry_numbers.find(parts->first);
    if (entry == entry_numbers.end()) return std::nullopt;
    return std::uint64_t{entry->second} << 32U | parts->second;
}

}  // namespace truce
