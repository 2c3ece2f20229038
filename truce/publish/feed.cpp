#include "truce/publish/feed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/hash.hpp"
#include "truce/base/json.hpp"
#include "truce/publish/markup.hpp"

namespace truce {
namespace {

std::vector<const FeedItem*> newest_first(const Feed& feed) {
    std::vector<const FeedItem*> out;
    for (const FeedItem& item : feed.items) out.push_back(&item);
    std::ranges::sort(
        out, [](const FeedItem* a, const FeedItem* b) { return a->updated != b->updated ? a->updated > b->updated : a->id < b->id; });
    return out;
}

std::string degrees(std::int32_t e7) { return fmt::format("{:.7f}", static_cast<double>(e7) / 1e7); }

/// GeoRSS-Simple: "south west north east".
std::string georss(const Box& box) {
    return fmt::format("{} {} {} {}", degrees(box.low.lat_e7), degrees(box.low.lon_e7), degrees(box.high.lat_e7), degrees(box.high.lon_e7));
}

std::string element(std::string_view name, std::string_view text) { return fmt::format("<{0}>{1}</{0}>\n", name, escaped(text)); }

std::string link(std::string_view rel, std::string_view type, std::string_view url) {
    return fmt::format("<link rel=\"{}\" type=\"{}\" href=\"{}\"/>\n", rel, type, escaped(url));
}

std::string entry(const FeedItem& item) {
    std::string out = "<entry>\n";
    out += element("id", item.id) + element("title", item.title) + link("alternate", "text/html", item.url);
    out += element("published", format(item.published)) + element("updated", format(item.updated));
    out += element("summary", item.summary);
    if (item.box) out += element("georss:box", georss(*item.box));
    out += "</entry>\n";
    return out;
}

}  // namespace

std::string feed_urn(std::string_view origin, std::string_view name) {
    Digest digest = Sha256().update(origin).update(std::uint8_t{0}).update(name).finish();
    digest.bytes[6] = static_cast<std::uint8_t>((digest.bytes[6] & 0x0FU) | 0x80U);
    digest.bytes[8] = static_cast<std::uint8_t>((digest.bytes[8] & 0x3FU) | 0x80U);
    const std::string hex = digest.hex();
    const std::string_view h = hex;
    return fmt::format("urn:uuid:{}-{}-{}-{}-{}", h.substr(0, 8), h.substr(8, 4), h.substr(12, 4), h.substr(16, 4), h.substr(20, 12));
}

std::string to_atom(const Feed& feed) {
    const auto items = newest_first(feed);
    std::string out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:georss=\"http://www.georss.org/georss\" xml:lang=\"{}\">\n",
        escaped(feed.language));
    out += element("id", feed.id) + element("title", feed.title);
    out += element("updated", format(items.empty() ? feed.updated : items.front()->updated));
    out += fmt::format("<author>\n{}</author>\n", element("name", feed.author));
    out += link("self", "application/atom+xml", feed.atom_url) + link("alternate", "text/html", feed.home_url);
    for (const FeedItem* item : items) out += entry(*item);
    return out + "</feed>\n";
}

std::string to_json_feed(const Feed& feed) {
    JsonArray items;
    for (const FeedItem* item : newest_first(feed)) {
        JsonObject object{{"content_text", item->summary},
                          {"date_modified", format(item->updated)},
                          {"date_published", format(item->published)},
                          {"id", item->id},
                          {"title", item->title},
                          {"url", item->url}};
        if (item->box) object["_georss"] = JsonObject{{"about", "https://www.georss.org/simple.html"}, {"box", georss(*item->box)}};
        items.emplace_back(std::move(object));
    }
    const Json out{{"authors", JsonArray{JsonObject{{"name", feed.author}}}},
                   {"feed_url", feed.json_url},
                   {"home_page_url", feed.home_url},
                   {"items", std::move(items)},
                   {"language", feed.language},
                   {"title", feed.title},
                   {"version", "https://jsonfeed.org/version/1.1"}};
    auto text = canonical(out);
    TRUCE_ASSERT(text.ok());
    return std::move(*text) + "\n";
}

}  // namespace truce
