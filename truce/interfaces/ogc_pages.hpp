/// What the OGC interface says about itself, for programs and for people. Private to this folder.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "truce/agreement/profile.hpp"

namespace truce {

struct OgcCollection {
    enum class Kind : std::uint8_t { incidents, reports, areas, daily };
    Kind kind;
    std::string_view id;
    std::string_view title;
    std::string_view description;
};
std::span<const OgcCollection> ogc_collection_list();
/// nullptr if there is none.
const OgcCollection* find_collection(std::string_view id);

/// {"href":...,"rel":...,"type":...,"title":...}
std::string ogc_link(std::string_view href, std::string_view rel, std::string_view type, std::string_view title);

/// `root` is the address of /ogc.
std::string ogc_landing(const std::string& root, const Profile& profile);
std::string ogc_conformance();
std::string ogc_collections(const std::string& root, const Profile& profile);
std::string ogc_collection(const std::string& root, const OgcCollection& collection, const Profile& profile);
std::string ogc_queryables(const std::string& root, const OgcCollection& collection, const Profile& profile);
/// OpenAPI 3.0.3.
std::string ogc_api(const std::string& root, const Profile& profile);

std::string ogc_landing_html(const std::string& root, const Profile& profile);
std::string ogc_api_html(const std::string& root, const Profile& profile);
std::string ogc_conformance_html(const std::string& root);
std::string ogc_collections_html(const std::string& root, const Profile& profile);
std::string ogc_collection_html(const std::string& root, const OgcCollection& collection, const Profile& profile);
std::string ogc_queryables_html(const std::string& root, const OgcCollection& collection);
/// `features` is what stands between the brackets of "features".
std::string ogc_items_html(const std::string& root, const OgcCollection& collection, const std::string& features, const std::string& next);

}  // namespace truce
