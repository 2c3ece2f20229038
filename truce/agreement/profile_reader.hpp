/// Canonical document -> Profile, and the checks that need the whole of it.
#pragma once

#include "truce/agreement/complaints.hpp"
#include "truce/agreement/geo_files.hpp"
#include "truce/agreement/profile.hpp"
#include "truce/base/json_names.hpp"

namespace truce {

/// Reads a document whose form was checked. Complains about offsets and atlas if they are none.
Profile read_profile(const JsonObject& document, GeoFiles& files, Complaints& complaints);

/// Complains about everything that `truce terms check` reports on beyond form (docs/formats/profile.md lists it).
void check_profile(const Profile& profile, Complaints& complaints);

/// Complains if this machine's time-zone data have the version that the profile states and say otherwise. Other
/// versions are no reason to complain: the offsets are pinned because time-zone data change.
void check_against_tzdata(const LocalDays& days, Complaints& complaints);

}  // namespace truce
