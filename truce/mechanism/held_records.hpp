/// A source's records beside those that its register holds: what a file brings anew, what it changes, what it no longer has.
/// Of filing.cpp and importing.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/ingest/parts.hpp"
#include "truce/ingest/read.hpp"
#include "truce/ingest/report.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/record/batch.hpp"

namespace truce {

/// The current version of each record of one register.
class HeldRecords {
public:
    /// Withdrawn ones included.
    ///   source_table   of the kind of record, by source id (SourceTable)
    static Result<HeldRecords> load(Database& db, const Landed& landed, std::string_view source_table, std::string_view register_id);

    [[nodiscard]] std::optional<std::int64_t> row_of(const std::string& source_id) const;
    void saw(const std::string& source_id) { rows_.erase(source_id); }
    /// Rows by source id.
    [[nodiscard]] const std::unordered_map<std::string, std::int64_t>& unseen() const { return rows_; }

private:
    std::unordered_map<std::string, std::int64_t> rows_;
};

/// Where records of a kind lie, and where they are found by their source id.
template <typename Record>
struct RecordTable;
template <>
struct RecordTable<Report> {
    static constexpr std::string_view rows = "register_report";
    static constexpr std::string_view sources = "register_source";
};
template <>
struct RecordTable<Watch> {
    static constexpr std::string_view rows = "register_watch";
    static constexpr std::string_view sources = rows;
};
template <>
struct RecordTable<PublishedCount> {
    static constexpr std::string_view rows = "register_count";
    static constexpr std::string_view sources = rows;
};

/// The parts of a record as a chunk takes them; at most four. Views of the record.
struct RecordParts {
    std::array<Chunk::Content, 4> content;
    std::size_t size = 0;
    void add(Audience audience, std::string_view text) {
        if (!text.empty()) content[size++] = {audience, text};
    }
    [[nodiscard]] std::span<const Chunk::Content> span() const { return {content.data(), size}; }
    /// Whether the item says the same.
    [[nodiscard]] bool are_those_of(const Body& body) const;
};

template <typename Record>
RecordParts parts_of_record(const Record& record) {
    RecordParts parts;
    parts.add(Audience::public_, record.part_public);
    if constexpr (!std::is_same_v<Record, PublishedCount>) {
        parts.add(Audience::mechanism, record.part_mechanism);
        parts.add(Audience::exact, record.part_exact);
        parts.add(Audience::provenance, record.part_provenance);
    }
    return parts;
}

/// Published counts have no withdrawal: a bulletin that vanished is still what was published.
template <typename Record>
constexpr bool can_be_withdrawn = !std::is_same_v<Record, PublishedCount>;

/// A record that takes back the one of that id.
template <typename Record>
Record withdrawal_of(const std::string& register_id, const std::string& source_id, bool published) {
    static_assert(can_be_withdrawn<Record>);
    Record record;
    record.register_id = register_id;
    record.source_id = source_id;
    record.action = ReportAction::withdrawn;
    write_parts(record, {}, published ? PartsAre::public_ : PartsAre::split);
    return record;
}
/// Whether the row of such a table is a withdrawal.
Result<bool> is_withdrawn(Database& db, std::string_view table, std::int64_t row);

/// What a file means for its register.
struct FiledTally {
    std::size_t added = 0;
    std::size_t changed = 0;  ///< a new version of a record that was held
    std::size_t withdrawn = 0;
    std::size_t unchanged = 0;  ///< held in the same words: nothing is filed for it

    /// A record that is filed. `known`: the register holds one of its id.
    template <typename Record>
    void count(const Record& record, bool known) {
        if constexpr (can_be_withdrawn<Record>) {
            if (record.action == ReportAction::withdrawn) {
                ++withdrawn;
                return;
            }
        }
        ++(known ? changed : added);
    }
};

/// Compares records of one kind with what their registers hold. The arguments of the constructor outlive it.
template <typename Record>
class ComparedRecords {
public:
    ComparedRecords(Database& db, const Landed& landed, FiledTally& tally) : db_(db), landed_(landed), tally_(tally), cache_(db) {}

    /// Whether there is something to file; counted either way.
    Result<bool> is_new(const Record& record) {
        TRUCE_ASSIGN(HeldRecords* const held, held_of(record.register_id));
        const auto row = held->row_of(record.source_id);
        if (row) {
            held->saw(record.source_id);
            TRUCE_ASSIGN(const Body* const body, cache_.at_row(*row));
            if (parts_of_record(record).are_those_of(*body)) {
                ++tally_.unchanged;
                return false;
            }
        }
        tally_.count(record, row.has_value());
        return true;
    }

    /// Calls `each(Record&)` with a withdrawal of everything that these registers hold and nobody asked about, by register and id,
    /// until it fails.
    template <typename Each>
    Result<void> withdraw_unseen(const Profile& profile, Each each) {
        for (const auto& [register_id, held] : held_) {
            const Register* reg = profile.find_register(register_id);
            std::vector<std::string> gone;
            for (const auto& [source_id, row] : held.unseen()) gone.push_back(source_id);
            std::ranges::sort(gone);
            for (const std::string& source_id : gone) {
                TRUCE_ASSIGN(const bool already, is_withdrawn(db_, RecordTable<Record>::rows, held.unseen().at(source_id)));
                if (already) continue;
                Record record = withdrawal_of<Record>(register_id, source_id, reg != nullptr && reg->published);
                ++tally_.withdrawn;
                TRUCE_TRY(each(record));
            }
        }
        return {};
    }

    /// By register: those that records were compared with.
    [[nodiscard]] const std::map<std::string, HeldRecords>& held() const { return held_; }

private:
    Result<HeldRecords*> held_of(const std::string& register_id) {
        const auto found = held_.find(register_id);
        if (found != held_.end()) return &found->second;
        TRUCE_ASSIGN(HeldRecords held, HeldRecords::load(db_, landed_, RecordTable<Record>::sources, register_id));
        return &held_.emplace(register_id, std::move(held)).first->second;
    }

    Database& db_;
    const Landed& landed_;
    FiledTally& tally_;
    ItemCache cache_;
    std::map<std::string, HeldRecords> held_;
};

/// The kind of entry that a file becomes, as far as its format says.
std::string_view main_kind(SourceFormat format);

}  // namespace truce
