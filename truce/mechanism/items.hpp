/// From an item's body to what it says, and into the register's tables.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/ingest/parts.hpp"
#include "truce/ingest/report.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/record/body.hpp"

namespace truce {

/// The texts of the parts that can be read; "" for the others.
PartTexts part_texts(const Body& body);

/// The register that an item of an entry of `kind` is for. Errors: filing.kind (invalid: a kind that has no items), those of its form.
Result<std::string> register_of(std::string_view kind, const PartTexts& parts);

/// Adds the rows an item of an entry of `kind` makes. An item of which neither the public nor the mechanism part
/// can be read makes none: it is in the record, and the register no longer shows it.
Result<void> fold_item(RegisterWriter& writer, std::string_view kind, std::int64_t row, const Body& body);

/// The kind in the record's table. Errors: not_found.
Result<std::string> kind_of_entry(Database& db, std::uint64_t index);

/// Reads items by row, keeping the last chunks: neighbours cost one read.
class ItemCache {
public:
    explicit ItemCache(Database& db) : db_(&db) {}
    /// The body stays valid until the next call. Errors: not_found, batch.chunk.
    Result<const Body*> at_row(std::int64_t row);

private:
    Database* db_;
    std::int64_t chunk_ = -1;
    std::vector<Body> bodies_;
};

}  // namespace truce
