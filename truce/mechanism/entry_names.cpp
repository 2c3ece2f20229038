#include "truce/mechanism/entry_names.hpp"

#include <fmt/format.h>

namespace truce {

Result<NamedItem> EntryNames::of(const ItemName& item) {
    auto found = known_.find(item.entry);
    if (found == known_.end()) {
        Entry entry;
        TRUCE_ASSIGN(const bool there, db_.query_one("SELECT id, recorded_at FROM log_entry WHERE idx = $1",
                                                     {Value(static_cast<std::int64_t>(item.entry))}, [&](const Row& row) -> Result<void> {
                                                         entry = {std::string(row.text(0)), Instant{row.integer(1)}};
                                                         return {};
                                                     }));
        if (!there)
            return Error{Errc::corrupt, "entry.missing", fmt::format("the log has no entry {}", item.entry), "",
                         "Run `truce record verify`"};
        found = known_.emplace(item.entry, std::move(entry)).first;
    }
    return NamedItem{fmt::format("{}/{}", found->second.id, item.n), found->second.recorded_at};
}

}  // namespace truce
