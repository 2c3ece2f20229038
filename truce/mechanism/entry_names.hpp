/// Ids of entries and when they were recorded, by their place in the log. Private to this folder.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// What an item is called outside the store.
struct NamedItem {
    std::string id;  ///< "<entry>/<n>"
    Instant recorded_at;
};

/// Each entry is read once.
class EntryNames {
public:
    explicit EntryNames(Database& db) : db_(db) {}
    /// Errors: entry.missing (corrupt).
    Result<NamedItem> of(const ItemName& item);

private:
    struct Entry {
        std::string id;
        Instant recorded_at;
    };
    Database& db_;
    std::map<std::uint64_t, Entry> known_;
};

}  // namespace truce
