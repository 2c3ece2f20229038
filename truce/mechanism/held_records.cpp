#include "truce/mechanism/held_records.hpp"

#include <fmt/format.h>

#include <utility>

namespace truce {

Result<HeldRecords> HeldRecords::load(Database& db, const Landed& landed, std::string_view source_table, std::string_view register_id) {
    HeldRecords held;
    std::unordered_map<std::string, std::pair<ItemName, std::int64_t>> newest;
    const std::string sql = fmt::format("SELECT row, source_id FROM {} WHERE register = $1", source_table);
    TRUCE_TRY(db.query(sql, {Value::text(register_id)}, [&](const Row& row) -> Result<void> {
        const auto item = landed.of(row.integer(0));
        if (!item) return {};
        auto& known = newest[std::string(row.text(1))];
        if (known.second == 0 || known.first < *item) known = {*item, row.integer(0)};
        return {};
    }));
    for (auto& [source_id, version] : newest) held.rows_.emplace(source_id, version.second);
    return held;
}

std::optional<std::int64_t> HeldRecords::row_of(const std::string& source_id) const {
    const auto found = rows_.find(source_id);
    return found == rows_.end() ? std::nullopt : std::optional(found->second);
}

bool RecordParts::are_those_of(const Body& body) const {
    if (size != body.size()) return false;
    for (std::size_t i = 0; i < size; ++i) {
        if (body[i].audience != content[i].audience || !body[i].open || body[i].open->content != content[i].content) return false;
    }
    return true;
}

Result<bool> is_withdrawn(Database& db, std::string_view table, std::int64_t row) {
    TRUCE_ASSIGN(const auto action, db.query_integer(fmt::format("SELECT action FROM {} WHERE row = $1", table), {Value(row)}));
    return action == 1;
}

std::string_view main_kind(SourceFormat format) {
    if (format == SourceFormat::published_counts) return "counts.filed";
    return format == SourceFormat::watches_csv ? "watches.filed" : "reports.filed";
}

}  // namespace truce
