#include "truce/mechanism/items.hpp"

#include <fmt/format.h>

#include "truce/record/batch.hpp"
#include "truce/record/log.hpp"

namespace truce {
namespace {

bool readable(const PartTexts& parts) { return !parts.public_.empty() || !parts.mechanism.empty(); }

}  // namespace

PartTexts part_texts(const Body& body) {
    const auto text = [&](Audience audience) -> std::string_view {
        const std::string* content = content_of(body, audience);
        return content != nullptr ? std::string_view(*content) : std::string_view{};
    };
    return {text(Audience::public_), text(Audience::mechanism), text(Audience::exact), text(Audience::provenance)};
}

Result<std::string> register_of(std::string_view kind, const PartTexts& parts) {
    if (kind == "reports.filed") {
        TRUCE_ASSIGN(const Report report, report_from_parts(parts));
        return report.register_id;
    }
    if (kind == "watches.filed") {
        TRUCE_ASSIGN(const Watch watch, watch_from_parts(parts));
        return watch.register_id;
    }
    if (kind == "counts.filed") {
        TRUCE_ASSIGN(const PublishedCount count, count_from_part(parts.public_));
        return count.register_id;
    }
    return Error{Errc::invalid, "filing.kind", fmt::format("{} is no kind that has items", kind), "",
                 "Use reports.filed, watches.filed or counts.filed"};
}

Result<void> fold_item(RegisterWriter& writer, std::string_view kind, std::int64_t row, const Body& body) {
    const PartTexts parts = part_texts(body);
    if (!readable(parts)) return {};
    if (kind == "reports.filed") {
        TRUCE_ASSIGN(const Report report, report_from_parts(parts));
        return writer.add(row, report);
    }
    if (kind == "watches.filed") {
        TRUCE_ASSIGN(const Watch watch, watch_from_parts(parts));
        return writer.add(row, watch);
    }
    if (kind == "counts.filed") {
        TRUCE_ASSIGN(const PublishedCount count, count_from_part(parts.public_));
        return writer.add(row, count);
    }
    return Error{Errc::corrupt, "register.kind", fmt::format("items of an entry of kind \"{}\"", kind), "", "Run `truce record verify`"};
}

Result<std::string> kind_of_entry(Database& db, std::uint64_t index) {
    std::string kind;
    TRUCE_ASSIGN(const bool found, db.query_one("SELECT kind FROM log_entry WHERE idx = $1", {Value(static_cast<std::int64_t>(index))},
                                                [&](const Row& row) -> Result<void> {
                                                    kind = row.text(0);
                                                    return {};
                                                }));
    if (!found) return Error{Errc::not_found, "entry.missing", fmt::format("the log has no entry {}", index), "", ""};
    return kind;
}

Result<const Body*> ItemCache::at_row(std::int64_t row) {
    if (chunk_ != chunk_of_row(row)) {
        TRUCE_ASSIGN(bodies_, read_chunk(*db_, chunk_of_row(row)));
        chunk_ = chunk_of_row(row);
    }
    if (place_in_chunk(row) >= bodies_.size()) return Error{Errc::not_found, "batch.missing", "there is no such item", "", ""};
    return &bodies_[place_in_chunk(row)];
}

}  // namespace truce
