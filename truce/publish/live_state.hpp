/// What LiveRegister holds. Private to live_register.cpp and live_view.cpp.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <type_traits>

#include "truce/publish/live_register.hpp"

namespace truce {

/// A shared mutex in which whoever writes waits only for those who read already: without the gate, readers in plenty would keep it out for
/// ever. Not recursive: one thread reads once at a time.
class FairSharedMutex {
public:
    void lock() {
        const std::lock_guard gate(gate_);
        mutex_.lock();
    }
    void unlock() { mutex_.unlock(); }
    void lock_shared() {
        const std::lock_guard gate(gate_);
        mutex_.lock_shared();
    }
    void unlock_shared() { mutex_.unlock_shared(); }

private:
    std::mutex gate_;
    std::shared_mutex mutex_;
};

/// Looks texts up without making strings of them.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return boost::hash<std::string_view>{}(text); }
};
template <typename Value>
using ByText = boost::unordered_flat_map<std::string, Value, TextHash, std::equal_to<>>;

/// Memory for what is read here and there, without content, in pages of two megabytes where the system has them: of a register of a
/// million rows nearly each row that a query reads lies on a page of its own, and to find a page takes longer than to read the row.
struct FreeMemory {
    void operator()(void* memory) const { std::free(memory); }
};
template <typename T>
using LargeMemory = std::unique_ptr<T[], FreeMemory>;
inline constexpr std::size_t large_page_bytes = std::size_t{2} << 20U;
/// As many whole pages as it takes.
void* large_memory(std::size_t bytes);

/// Texts that stay where they are.
class TextArena {
public:
    std::string_view keep(std::string_view text);

private:
    static constexpr std::size_t chunk_bytes = large_page_bytes;
    std::vector<LargeMemory<char>> chunks_;
    std::size_t used_ = chunk_bytes;
};

/// Lists of names, each kept once. Number 0 is the empty one.
class NameLists {
public:
    NameLists() { lists_.emplace_back(); }
    /// `joined` by U+001F.
    std::uint32_t number(std::string_view joined);
    [[nodiscard]] const std::vector<std::string>& list(std::uint32_t number) const { return lists_[number]; }
    [[nodiscard]] std::size_t size() const { return lists_.size(); }

private:
    std::vector<std::vector<std::string>> lists_;
    ByText<std::uint32_t> numbers_;
};

struct LiveRow {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    enum Flag : std::uint8_t { certain = 1, outside = 2, own_side = 4, nothing_observed = 8, has_casualties = 16, has_middle = 32 };

    std::uint64_t key = 0;          ///< of the first version: entry, then n
    std::uint32_t entry = 0;        ///< of this version
    std::uint32_t until = none;     ///< the entry that replaced it or took it back
    std::uint32_t previous = none;  ///< row of the version before
    std::uint32_t item = 0;         ///< of `entry`
    std::uint16_t reg = 0;          ///< in the profile
    std::uint16_t act = 0;          ///< in the profile; as many as there are: none
    std::uint8_t flags = 0;
    Interval when;
    Day first_day, last_day;
    Instant recorded_at;
    std::int32_t lat_low = 1, lon_low = 1, lat_high = 0, lon_high = 0;  ///< of the exact place, as in TimedBox
    LatLon middle;                                                      ///< has_middle: of the exact place; exact circles are around it
    std::int64_t radius_mm = 0;
    std::uint32_t shape = none;   ///< the exact place is this shape
    std::uint32_t region = none;  ///< the exact place as it was filed, if it is more than a circle
    std::uint32_t rest = none;    ///< what few records have
    std::uint32_t areas = 0;
    std::uint32_t actors = 0;
    std::uint32_t targets = 0;
    Casualties casualties;
    std::string_view source_id, place, act_as_coded;

    [[nodiscard]] bool has(Flag flag) const { return (flags & flag) != 0; }
    void set_box(const Box& box) {
        lat_low = box.low.lat_e7, lon_low = box.low.lon_e7, lat_high = box.high.lat_e7, lon_high = box.high.lon_e7;
    }
    [[nodiscard]] TimedBox timed_box() const { return {lat_low, lon_low, lat_high, lon_high, when.from.us, when.to.us}; }
};
/// Three lines of the processor's memory, which are fetched together and some rows ahead.
static_assert(sizeof(LiveRow) == 192 && std::is_trivially_copyable_v<LiveRow> && std::is_trivially_destructible_v<LiveRow>);

/// What few records have.
struct LiveRest {
    std::vector<NamedFact> facts;
    std::uint32_t flags = 0;
    std::string_view strange_act;
};

/// Sets of areas by number, with each set widened to whole divisions and the box around it.
struct AreaSetInfo {
    std::vector<std::uint16_t> areas;
    std::vector<std::uint16_t> divisions;
    std::optional<Box> box;
    std::optional<Box> division_box;
    bool one_division = false;  ///< all in one
};

struct LiveRegister::State {
    explicit State(const Profile& profile);

    mutable FairSharedMutex mutex;  ///< of everything below
    std::uint64_t size = 0;
    std::vector<LargeMemory<LiveRow>> chunks;
    std::size_t rows = 0;
    TextArena texts;
    NameLists names;
    std::vector<AreaSetInfo> area_sets;
    ByText<std::uint32_t> area_set_numbers;
    std::vector<std::shared_ptr<const Shape>> shapes;
    std::vector<Region> regions;
    ByText<std::uint32_t> region_numbers;  ///< of areas, by their ids
    std::vector<LiveRest> rest;
    std::vector<std::uint32_t> in_record;    ///< rows in the order of the record; of withdrawals too
    std::vector<std::uint16_t> division_of;  ///< by area of the atlas

    /// The last version of each record, taken back or not.
    using RecordName = std::pair<std::uint16_t, std::string_view>;
    boost::unordered_flat_map<RecordName, std::uint32_t, boost::hash<RecordName>> last;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> last_of_key;
    ByText<std::uint32_t> entry_numbers;
    boost::unordered_flat_map<std::uint32_t, std::string> entry_ids;
    std::vector<std::pair<std::uint32_t, Instant>> recorded;  ///< entries with reports, ascending

    /// Per register of the profile. Blocks of falling size, and what is too little for one.
    struct Index {
        std::vector<TimeBlocks> blocks;
        std::vector<TimeBlocks::Item> pending;
    };
    std::vector<Index> indexes;

    std::vector<std::shared_ptr<const LiveJudged>> verdicts;  ///< oldest first
    std::map<std::string, LiveCase, std::less<>> cases;
    boost::unordered_flat_map<std::uint64_t, const LiveCase*> case_of_key;
    std::set<std::string, std::less<>> early_cases;  ///< incidents of cases whose entry has no name here yet
    bool named = false;                              ///< an entry was named since they were looked at

    ByText<std::uint16_t> act_numbers;
    ByText<std::uint16_t> register_numbers;

    static constexpr std::size_t chunk_rows = std::size_t{1} << 15U;
    static LargeMemory<LiveRow> new_chunk() {
        return LargeMemory<LiveRow>(static_cast<LiveRow*>(large_memory(chunk_rows * sizeof(LiveRow))));
    }
    [[nodiscard]] LiveRow& row(std::uint32_t i) { return chunks[i / chunk_rows][i % chunk_rows]; }
    [[nodiscard]] const LiveRow& row(std::uint32_t i) const { return chunks[i / chunk_rows][i % chunk_rows]; }
    std::uint32_t append(const LiveRow& row);

    std::uint32_t area_set(const Profile& profile, std::string_view joined);
    void place(const Profile& profile, const LiveReport& report, LiveRow& row);
    void keep_region(const LiveReport& report, LiveRow& row);
    void keep_rest(const LiveReport& report, LiveRow& row);
    [[nodiscard]] bool is_current(const LiveRow& row, std::uint64_t at_size) const {
        return row.entry < at_size && row.until >= at_size && !row.has(LiveRow::nothing_observed);
    }
    [[nodiscard]] Facts facts_of(const Profile& profile, const LiveRow& row) const;
    void set_shape(LiveRow& row, std::shared_ptr<const Shape> shape);
    void build(Index& index);
    void lay_in_order();
    void find_early_cases();
    [[nodiscard]] std::optional<std::uint64_t> key_of(std::string_view id) const;
};

}  // namespace truce
