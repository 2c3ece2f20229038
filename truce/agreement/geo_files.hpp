/// The GeoJSON files a document refers to: by path in TOML, by hash in canonical JSON.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/hash.hpp"
#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/geo/atlas.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

class GeoFiles {
public:
    using Files = std::vector<std::pair<Digest, std::string>>;

    /// Paths are relative to `folder`.
    static GeoFiles in_folder(Path folder);
    /// From the record. Errors: geo_file.hash if bytes do not have the hash under which they come.
    static Result<GeoFiles> given(Files files);

    /// "areas/x.geojson#part" -> "geo:sha256-<hex>#part"; reads the file. Errors: geo_file.path for an absolute path
    /// or one with "..", and those of read_file, beyond 64 MiB file.too_large.
    Result<std::string> reference(std::string_view path);
    /// The bytes that "geo:sha256-<hex>" or "geo:sha256-<hex>#part" refers to. Errors: geo_file.reference,
    /// geo_file.missing.
    Result<std::string_view> bytes(std::string_view reference);

    /// What a geometry of a canonical document stands for: a reference, or a list of ids of the atlas, which are
    /// united. Equal geometries give the same pointer. Errors: those above, geojson.*, shape.*, geo_file.part (no such
    /// feature, or several), geo_file.atlas_id.
    Result<std::shared_ptr<const Shape>> shape(const Json& geometry, const Atlas& atlas);

    /// All that were asked for, ascending by hash.
    [[nodiscard]] Files used() const;
    /// Those that were given and not asked for.
    [[nodiscard]] std::vector<Digest> unused() const;

private:
    struct File {
        std::string bytes;
        bool used = false;
    };
    Result<std::shared_ptr<const Shape>> make_shape(const Json& geometry, const Atlas& atlas);

    Path folder_;
    std::map<Digest, File> files_;
    std::map<std::string, Digest, std::less<>> by_path_;
    std::map<std::string, std::shared_ptr<const Shape>> shapes_;
};

}  // namespace truce
