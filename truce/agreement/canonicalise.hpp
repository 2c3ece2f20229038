/// From the TOML that people write to the canonical JSON that is hashed and signed, and the check that a JSON
/// document is in that form.
///
/// Canonical form (docs/formats/terms.md): times are microseconds UTC, lengths millimetres, durations microseconds,
/// offsets seconds; conditions have their fixed spelling; sets ascend; files are named by hash; a key whose value
/// is what leaving it out means is left out. So comments, the order of keys, units and spelling of times do not
/// change the hash, and each meaning has one form.
#pragma once

#include <string_view>

#include "truce/agreement/complaints.hpp"
#include "truce/agreement/form.hpp"
#include "truce/agreement/geo_files.hpp"
#include "truce/agreement/toml.hpp"
#include "truce/base/json_names.hpp"

namespace truce {

/// Complains about everything that does not fit the form; what fits is in the result, for further checks.
/// Paths are those of the result, "clause[3].by"; places of all values are remembered in `complaints`.
JsonObject canonicalise(const TomlValue& root, const Form& form, Complaints& complaints, GeoFiles& files);

/// Complains about everything in which a document differs from what canonicalise() gives.
void check_canonical_form(const Json& root, const Form& form, Complaints& complaints);

}  // namespace truce
