#include "truce/interfaces/tiles.hpp"

#include <fmt/format.h>

#include <charconv>

#include "truce/base/hash.hpp"
#include "truce/interfaces/geojson_feature.hpp"
#include "truce/interfaces/queryables.hpp"

namespace truce {
namespace {

constexpr std::string_view mvt_type = "application/vnd.mapbox-vector-tile";

std::vector<PolygonRings> rings_of(const Box& box) {
    return {{{box.low, {box.low.lat_e7, box.high.lon_e7}, box.high, {box.high.lat_e7, box.low.lon_e7}}}};
}

void add_incident(MvtLayer& layer, const LiveIncident& incident, const Profile& profile) {
    const std::string id = incident.id();
    const std::string from = format(incident.when.from);
    const std::string to = format(incident.when.to);
    MvtAttributes attributes{{"id", std::string_view(id)},
                             {"register", std::string_view(incident.reg->id)},
                             {"time_from", std::string_view(from)},
                             {"time_to", std::string_view(to)},
                             {"detail", name_of(incident.detail)}};
    if (incident.act != nullptr) attributes.emplace_back("act", std::string_view(incident.act->id));
    if (incident.casualties) attributes.emplace_back("casualties_best", incident.casualties->best);
    if (incident.verdict) attributes.emplace_back("verdict", name_of(incident.verdict->ruling));
    if (incident.the_case != nullptr) attributes.emplace_back("case_status", name_of(incident.the_case->status));
    const std::uint64_t number = std::uint64_t{incident.entry} << 32U | incident.n;
    const ShownPlace& place = incident.place;
    switch (place.kind) {
        case ShownPlace::Kind::none: return;
        case ShownPlace::Kind::box: layer.polygons(number, rings_of(place.box), attributes); return;
        case ShownPlace::Kind::shape: layer.polygons(number, place.shape->polygons(), attributes); return;
        case ShownPlace::Kind::areas: {
            std::vector<PolygonRings> all;
            for (const std::uint16_t area : place.areas) {
                const auto& polygons = profile.atlas->divisions()[area].shape->polygons();
                all.insert(all.end(), polygons.begin(), polygons.end());
            }
            layer.polygons(number, all, attributes);
            return;
        }
        case ShownPlace::Kind::circle: break;
    }
    if (place.radius_mm == 0) {
        layer.point(number, place.centre, attributes);
        return;
    }
    const std::vector<LatLon> corners = corners_around(place.centre, place.radius_mm);
    layer.polygons(number, corners.empty() ? rings_of(place.box) : std::vector<PolygonRings>{{corners}}, attributes);
}

MvtLayer count_layer(const TileName& tile, const std::map<LiveGroup, Range>& groups, const Profile& profile) {
    MvtLayer layer(tile, "counts");
    for (const auto& [group, range] : groups) {
        if (!group.area) continue;
        const Atlas::Division& area = profile.atlas->divisions()[*group.area];
        layer.polygons(std::nullopt, area.shape->polygons(),
                       {{"area", std::string_view(area.id)},
                        {"name", std::string_view(area.name)},
                        {"register", std::string_view(group.reg->id)},
                        {"certain", range.certain},
                        {"possible", range.possible}});
    }
    return layer;
}

Result<std::uint32_t> number_of(std::string_view text, const std::string& path) {
    std::uint32_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && stop == text.data() + text.size()) return value;
    return Error{Errc::not_found, "tile.name", "there is no such tile", path, "Ask for /tiles/Z/X/Y.mvt"};
}

Result<TileName> tile_named(const std::string& path) {
    std::string_view rest = std::string_view(path).substr(7);
    const Error none{Errc::not_found, "tile.name", "there is no such tile", path, "Ask for /tiles/Z/X/Y.mvt"};
    constexpr std::string_view ending = ".mvt";
    if (!rest.ends_with(ending)) return none;
    rest.remove_suffix(ending.size());
    const std::size_t first = rest.find('/');
    const std::size_t second = first == std::string_view::npos ? first : rest.find('/', first + 1);
    if (second == std::string_view::npos) return none;
    TileName tile;
    TRUCE_ASSIGN(tile.z, number_of(rest.substr(0, first), path));
    TRUCE_ASSIGN(tile.x, number_of(rest.substr(first + 1, second - first - 1), path));
    TRUCE_ASSIGN(tile.y, number_of(rest.substr(second + 1), path));
    if (tile.z > tile_z_max || tile.x >> tile.z != 0 || tile.y >> tile.z != 0) return none;
    return tile;
}

std::string description(const FeatureSource& source) {
    const Profile& profile = *source.live->profile();
    Box all{{900'000'000, 1'800'000'000}, {-900'000'000, -1'800'000'000}};
    for (const Atlas::Division& area : profile.atlas->divisions()) {
        const Box& box = area.shape->box();
        all.low = {std::min(all.low.lat_e7, box.low.lat_e7), std::min(all.low.lon_e7, box.low.lon_e7)};
        all.high = {std::max(all.high.lat_e7, box.high.lat_e7), std::max(all.high.lon_e7, box.high.lon_e7)};
    }
    return fmt::format(
        R"({{"tilejson":"3.0.0","name":{},"description":"Incidents as areas in which they may have happened","scheme":"xyz","tiles":[{}],"minzoom":0,"maxzoom":14,"bounds":[{},{},{},{}],"vector_layers":[)"
        R"({{"id":"counts","description":"How many incidents each register has in each area, surely and possibly","minzoom":0,"maxzoom":14,"fields":{{"area":"String","name":"String","register":"String","certain":"Number","possible":"Number"}}}},)"
        R"({{"id":"incidents","description":"Incidents, each as the area in which it may have happened","minzoom":{},"maxzoom":14,"fields":{{"id":"String","register":"String","act":"String","time_from":"String","time_to":"String","detail":"String","casualties_best":"Number","verdict":"String","case_status":"String"}}}},)"
        R"({{"id":"areas","description":"Outlines of the areas","minzoom":0,"maxzoom":14,"fields":{{"area":"String","name":"String"}}}}]}})",
        json_text(text_in(profile.title, "en")), json_text(source.url + "/tiles/{z}/{x}/{y}.mvt"), all.low.lon(), all.low.lat(),
        all.high.lon(), all.high.lat(), tile_incidents_z);
}

Result<HttpResponse> answered(const HttpRequest& request, const FeatureSource& source, TileCache& cache) {
    TRUCE_ASSIGN(QueryMembers members, QueryMembers::parse(request.query));
    if (request.path == "/tiles/tile.json" || request.path == "/tiles") {
        TRUCE_TRY(members.done("none"));
        return answer(request, source, "application/json", description(source));
    }
    TRUCE_ASSIGN(const TileName name, tile_named(request.path));
    if (members.take("bbox") || members.take("sortby"))
        return Error{Errc::invalid, "query.unknown", "a tile has its own box and no order", "", "Leave bbox and sortby out"};
    TRUCE_ASSIGN(LiveQuery query, incident_query(members, source.live->profile()));
    TRUCE_TRY(members.done(incident_query_members()));
    const LiveView view(*source.live, source.onlooker);
    const std::string whose = fmt::format("{} {} {} {} {} {}", source.onlooker.name(), source.onlooker.recorded_before().us, view.as_of(),
                                          static_cast<const void*>(source.live.get()), view.verdicts_of(), request.query);
    const std::string key = fmt::format("{} {} {} {}", name.z, name.x, name.y, whose);
    const CountAreas counts = [&](const LiveQuery& of) -> Result<std::shared_ptr<const TileCache::Counts>> {
        auto known = cache.find_counts(whose);
        if (known) return known;
        TRUCE_ASSIGN(auto groups, view.count(of, LiveGrouping{true, false, true, false}));
        known = std::make_shared<const TileCache::Counts>(TileCache::Counts{source.live, std::move(groups)});
        cache.keep_counts(whose, known);
        return known;
    };
    auto tile = cache.find(key);
    if (!tile) {
        TRUCE_ASSIGN(std::string bytes, encode_tile(view, name, std::move(query), counts));
        std::string tag = fmt::format("\"{}\"", sha256(bytes).hex().substr(0, 32));
        tile = std::make_shared<const TileCache::Tile>(TileCache::Tile{std::move(bytes), std::move(tag)});
        cache.keep(key, tile);
    }
    HttpResponse response;
    response.headers = {{"content-type", std::string(mvt_type)},
                        {"etag", tile->tag},
                        {"cache-control", source.onlooker.is_public() ? "public, no-cache" : "private, no-cache"},
                        {"vary", "cookie"}};
    const auto known = find_header(request.headers, "if-none-match");
    if (known && known->find(tile->tag) != std::string_view::npos) {
        response.status = 304;
    } else if (tile->bytes.empty()) {
        response.status = 204;
    } else {
        response.shared_body = std::shared_ptr<const std::string>(tile, &tile->bytes);
    }
    return response;
}

}  // namespace

std::shared_ptr<const TileCache::Tile> TileCache::find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return found->second->second;
}

void TileCache::keep(const std::string& key, std::shared_ptr<const Tile> tile) {
    constexpr std::size_t overhead = 256;
    const std::lock_guard lock(mutex_);
    if (by_key_.contains(key)) return;
    bytes_ += tile->bytes.size() + key.size() + overhead;
    order_.emplace_front(key, std::move(tile));
    by_key_.emplace(key, order_.begin());
    while (bytes_ > bytes_max_ && order_.size() > 1) {
        const auto& [old_key, old] = order_.back();
        bytes_ -= old->bytes.size() + old_key.size() + overhead;
        by_key_.erase(old_key);
        order_.pop_back();
    }
}

std::size_t TileCache::bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

std::shared_ptr<const TileCache::Counts> TileCache::find_counts(const std::string& key) {
    const std::lock_guard lock(mutex_);
    for (auto at = counts_.begin(); at != counts_.end(); ++at) {
        if (at->first != key) continue;
        counts_.splice(counts_.begin(), counts_, at);
        return at->second;
    }
    return nullptr;
}

void TileCache::keep_counts(const std::string& key, std::shared_ptr<const Counts> counts) {
    const std::lock_guard lock(mutex_);
    counts_.emplace_front(key, std::move(counts));
    if (counts_.size() > counts_max) counts_.pop_back();
}

Result<std::string> encode_tile(const LiveView& view, const TileName& tile, LiveQuery query, const CountAreas& counts) {
    std::string bytes;
    const Profile& profile = view.profile();
    TRUCE_ASSIGN(query.zone, Zone::box(box_of(tile)));
    bool counted = tile.z < tile_incidents_z;
    if (!counted) {
        MvtLayer layer(tile, "incidents");
        TRUCE_ASSIGN(const LivePage page, view.page(query, tile_incidents_max));
        counted = page.next.has_value();
        if (!counted) {
            for (const LiveIncident& incident : page.incidents) add_incident(layer, incident, profile);
            layer.add_to(bytes);
        }
    }
    if (counted) {
        query.zone.reset();  // of whole areas, so that a count does not depend on where a tile ends
        TRUCE_ASSIGN(const auto known, counts(query));
        count_layer(tile, known->groups, profile).add_to(bytes);
    }
    MvtLayer areas(tile, "areas");
    for (const Atlas::Division& area : profile.atlas->divisions()) {
        areas.polygons(std::nullopt, area.shape->polygons(), {{"area", std::string_view(area.id)}, {"name", std::string_view(area.name)}});
    }
    areas.add_to(bytes);
    return bytes;
}

HttpResponse tiles(const HttpRequest& request, const FeatureSource& source, TileCache& cache) {
    if (request.method != HttpMethod::get && request.method != HttpMethod::head) return http_method_not_allowed("GET, HEAD");
    auto response = answered(request, source, cache);
    return response ? std::move(*response) : refusal(response.error());
}

}  // namespace truce
