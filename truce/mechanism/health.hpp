/// The health of the monitoring over a period, computed from the record (publish/health.hpp says what is measured and what is not).
#pragma once

#include <cstdint>

#include "truce/base/result.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/viewer.hpp"
#include "truce/publish/health.hpp"

namespace truce {

/// Over the local days `first` to `last`, both inclusive, as of a size of the log.
///   An incident is that of its report, until a link that somebody else accepted says otherwise; merged incidents are one.
///   Counted are those whose current reports may have happened within the period. A report came into the record with its first version;
///   withdrawn ones and looks that found nothing are no incidents.
///   viewer   of what is hidden from it nothing is counted; nullptr: whoever holds the record itself asks
/// Precondition: first <= last; the viewer is of that size. Errors: documents.missing, those of load_docket, store errors.
Result<Health> health_of(const Mechanism& mechanism, Day first, Day last, std::uint64_t as_of, const Viewer* viewer = nullptr);

}  // namespace truce
