/// Canonical document -> Terms, and the checks that need the whole of it.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "truce/agreement/complaints.hpp"
#include "truce/agreement/geo_files.hpp"
#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/json_names.hpp"

namespace truce {

/// Where in the document things of a Terms value stand whose index there is another.
struct TermsPaths {
    std::vector<std::string> actors;                                       ///< "force[3]", by index in Terms::actors
    std::map<std::pair<std::string, std::int64_t>, std::string> versions;  ///< by instrument and number
    bool stray_versions = false;  ///< some belong to no instrument: what lacks one may be missing for that reason
};

/// Reads a document whose form was checked. Complains about versions of no instrument or given twice, and about
/// areas that have no shape.
Terms read_terms(const JsonObject& document, const Profile& profile, GeoFiles& files, Complaints& complaints, TermsPaths& paths);

/// Complains about everything that `truce terms check` reports on beyond form (docs/formats/terms.md lists it).
void check_terms(const Terms& terms, const Profile& profile, const TermsPaths& paths, Complaints& complaints);

}  // namespace truce
