#include "truce/agreement/geo_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <variant>

#include "truce/base/json.hpp"
#include "truce/geo/geojson.hpp"

namespace truce {
namespace {

constexpr std::string_view prefix = "geo:sha256-";
constexpr std::size_t file_max = std::size_t{64} << 20U;

struct Parts {
    std::string_view file;
    std::string_view part;  ///< with "#"; "" for the whole file
};

Parts split(std::string_view reference) {
    const std::size_t hash = reference.find('#');
    return {reference.substr(0, hash), hash == std::string_view::npos ? std::string_view() : reference.substr(hash)};
}

bool stays_inside(const Path& path) {
    return path.is_relative() && std::ranges::none_of(path, [](const Path& step) { return step == ".."; });
}

Result<Shape> feature_named(std::string_view text, std::string_view id) {
    TRUCE_ASSIGN(std::vector<GeoFeature> features, read_geojson(text));
    GeoFeature* found = nullptr;
    for (GeoFeature& feature : features) {
        const Json* property = feature.properties.if_contains("id");
        const bool named = feature.id == id || (property != nullptr && property->is_string() && property->get_string() == id);
        if (!named) continue;
        if (found != nullptr) {
            return Error{Errc::invalid, "geo_file.part", fmt::format("several features have the id \"{}\"", id), "",
                         "Give each its own id"};
        }
        found = &feature;
    }
    auto* polygons = found != nullptr ? std::get_if<std::vector<PolygonRings>>(&found->geometry) : nullptr;
    if (polygons == nullptr) {
        return Error{Errc::not_found, "geo_file.part", fmt::format("the file has no polygon with the id \"{}\"", id), "",
                     "Name the \"id\" of a feature, or leave \"#...\" out to take the whole file"};
    }
    return Shape::create(std::move(*polygons));
}

}  // namespace

GeoFiles GeoFiles::in_folder(Path folder) {
    GeoFiles files;
    files.folder_ = std::move(folder);
    return files;
}

Result<GeoFiles> GeoFiles::given(Files given) {
    GeoFiles files;
    for (auto& [digest, bytes] : given) {
        if (sha256(bytes) != digest) {
            return Error{Errc::corrupt, "geo_file.hash", "a GeoJSON file does not have the hash under which it is kept", digest.hex(),
                         "Verify the record"};
        }
        files.files_[digest].bytes = std::move(bytes);
    }
    return files;
}

Result<std::string> GeoFiles::reference(std::string_view path) {
    const auto [file, part] = split(path);
    auto known = by_path_.find(file);
    if (known == by_path_.end()) {
        const Path relative(file);
        if (file.empty() || !stays_inside(relative)) {
            return Error{Errc::invalid, "geo_file.path", fmt::format("\"{}\" does not lead to a file beside this one", file), "",
                         "Write a path relative to this file's folder, without \"..\""};
        }
        TRUCE_ASSIGN(std::string bytes, read_file(folder_ / relative, file_max));
        const Digest digest = sha256(bytes);
        files_[digest].bytes = std::move(bytes);
        known = by_path_.emplace(file, digest).first;
    }
    return fmt::format("{}{}{}", prefix, known->second.hex(), part);
}

Result<std::string_view> GeoFiles::bytes(std::string_view reference) {
    const std::string_view file = split(reference).file;
    const auto digest = file.starts_with(prefix) ? digest_from_hex(file.substr(prefix.size()))
                                                 : Result<Digest>(Error{Errc::invalid, "digest.hex", "", "", ""});
    if (!digest) {
        return Error{Errc::invalid, "geo_file.reference",
                     fmt::format("\"{}\" is not of the form geo:sha256-<64 hexadecimal digits>", reference), "", ""};
    }
    const auto found = files_.find(*digest);
    if (found == files_.end()) {
        return Error{Errc::not_found, "geo_file.missing", fmt::format("the file with the SHA-256 {} is not here", digest->hex()), "",
                     "Supply it with the document"};
    }
    found->second.used = true;
    return std::string_view(found->second.bytes);
}

Result<std::shared_ptr<const Shape>> GeoFiles::shape(const Json& geometry, const Atlas& atlas) {
    const std::string key = boost::json::serialize(geometry);
    if (const auto known = shapes_.find(key); known != shapes_.end()) return known->second;
    TRUCE_ASSIGN(std::shared_ptr<const Shape> made, make_shape(geometry, atlas));
    shapes_.emplace(key, made);
    return made;
}

Result<std::shared_ptr<const Shape>> GeoFiles::make_shape(const Json& geometry, const Atlas& atlas) {
    if (const auto* ids = geometry.if_array()) {
        std::vector<std::shared_ptr<const Shape>> shapes;
        for (const Json& id : *ids) {
            std::shared_ptr<const Shape> shape = atlas.shape(std::string_view(id.get_string()));
            if (shape == nullptr) {
                return Error{Errc::not_found, "geo_file.atlas_id",
                             fmt::format("the atlas has no area \"{}\"", std::string_view(id.get_string())), "",
                             fmt::format("Use one of {}", fmt::join(atlas.ids(), ", "))};
            }
            shapes.push_back(std::move(shape));
        }
        if (shapes.size() == 1) return shapes.front();
        TRUCE_ASSIGN(Shape united, union_of(shapes));
        return std::make_shared<const Shape>(std::move(united));
    }
    const std::string_view reference = geometry.get_string();
    TRUCE_ASSIGN(const std::string_view text, bytes(reference));
    const std::string_view part = split(reference).part;
    TRUCE_ASSIGN(Shape shape, part.empty() ? Shape::from_geojson(text) : feature_named(text, part.substr(1)));
    return std::make_shared<const Shape>(std::move(shape));
}

GeoFiles::Files GeoFiles::used() const {
    Files out;
    for (const auto& [digest, file] : files_) {
        if (file.used) out.emplace_back(digest, file.bytes);
    }
    return out;
}

std::vector<Digest> GeoFiles::unused() const {
    std::vector<Digest> out;
    for (const auto& [digest, file] : files_) {
        if (!file.used) out.push_back(digest);
    }
    return out;
}

}  // namespace truce
