/// Feeds of a mechanism's public account, for readers that ask again and again: Atom (RFC 4287) with GeoRSS-Simple, and JSON
/// Feed 1.1. Pure: the same feed, the same bytes. What came from outside is escaped.
///
/// A thing keeps its id for ever. A correction is the same item with a later `updated`, so readers show it anew, at the head.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/time.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

struct FeedItem {
    std::string id;       ///< an IRI
    std::string url;      ///< absolute
    std::string title;    ///< plain text, like all texts here
    std::string summary;  ///< paragraphs, one a line
    Instant published;    ///< for the first time
    Instant updated;      ///< last changed in substance; not before `published`
    std::optional<Box> box;
};

struct Feed {
    std::string id;  ///< an IRI
    std::string title;
    std::string author;    ///< who publishes
    std::string language;  ///< tag
    std::string home_url;  ///< absolute, like the next two
    std::string atom_url;
    std::string json_url;
    Instant updated;  ///< used only where there are no items; else the last change of an item stands
    std::vector<FeedItem> items;
};

/// A name that stays the same wherever the same log is published: a URN of a UUID (RFC 9562, version 8) from the SHA-256 of
/// origin and name.
std::string feed_urn(std::string_view origin, std::string_view name);

/// Items by `updated`, newest first; ties by id.
std::string to_atom(const Feed& feed);
/// The same order. The box is `_georss`, as text, because canonical JSON has no decimals.
std::string to_json_feed(const Feed& feed);

}  // namespace truce
