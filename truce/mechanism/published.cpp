#include "truce/mechanism/published.hpp"

#include <fmt/format.h>

#include "truce/base/json.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/entry.hpp"

namespace truce {
namespace {

Result<PublishedBulletin> read(const StoredEntry& stored) {
    const Error damaged{Errc::corrupt, "bulletin.entry", "a bulletin's entry does not say what was published",
                        fmt::format("entry {}", stored.index), "Run `truce record verify`"};
    const std::string* content = content_of(stored.body, Audience::public_);
    if (content == nullptr) return damaged;
    TRUCE_ASSIGN(const Json json, parse_canonical(*content));
    const JsonObject* object = json.if_object();
    const auto text = [&](std::string_view name) -> const boost::json::string* {
        const Json* value = object != nullptr ? object->if_contains(name) : nullptr;
        return value != nullptr ? value->if_string() : nullptr;
    };
    const Json* size = object != nullptr ? object->if_contains("size") : nullptr;
    if (size == nullptr || !size->is_int64() || size->get_int64() < 1 || text("day") == nullptr || text("digest") == nullptr ||
        text("reading") == nullptr)
        return damaged;
    const auto day = parse_day(*text("day"));
    const auto digest = digest_from_hex(*text("digest"));
    if (!day || !digest) return damaged;
    TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
    return PublishedBulletin{
        stored.index,       *day, std::string(*text("reading")), static_cast<std::uint64_t>(size->get_int64()), *digest, stored.recorded_at,
        entry.header.author};
}

}  // namespace

Result<std::vector<PublishedBulletin>> published_bulletins(Database& db, std::uint64_t as_of) {
    std::vector<std::uint64_t> at;
    TRUCE_TRY(db.query("SELECT idx FROM log_entry WHERE kind = 'bulletin.published' AND idx < $1 ORDER BY idx",
                       {Value(static_cast<std::int64_t>(as_of))}, [&](const Row& row) -> Result<void> {
                           at.push_back(static_cast<std::uint64_t>(row.integer(0)));
                           return {};
                       }));
    std::vector<PublishedBulletin> out;
    for (const std::uint64_t index : at) {
        TRUCE_ASSIGN(const StoredEntry stored, LogReader(db).entry(index));
        TRUCE_ASSIGN(PublishedBulletin bulletin, read(stored));
        out.push_back(std::move(bulletin));
    }
    return out;
}

Result<std::optional<PublishedBulletin>> last_published_bulletin(Database& db, std::uint64_t as_of) {
    TRUCE_ASSIGN(const auto index, db.query_integer("SELECT MAX(idx) FROM log_entry WHERE kind = 'bulletin.published' AND idx < $1",
                                                    {Value(static_cast<std::int64_t>(as_of))}));
    if (!index) return std::optional<PublishedBulletin>();
    TRUCE_ASSIGN(const StoredEntry stored, LogReader(db).entry(static_cast<std::uint64_t>(*index)));
    TRUCE_ASSIGN(PublishedBulletin bulletin, read(stored));
    return std::optional(std::move(bulletin));
}

}  // namespace truce
