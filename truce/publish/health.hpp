/// The health of the monitoring: what was watched, who saw the same, who was first, where finders agree, who was kept out.
///
/// It measures the mechanism and nobody in it: there is no score of a participant, no truth by vote, no sum over registers, and no kappa of
/// detection, because no cell counts what nobody recorded. Formulas: docs/methods/case.md.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/base/time.hpp"
#include "truce/examine/reliability.hpp"
#include "truce/examine/status.hpp"
#include "truce/ingest/report.hpp"
#include "truce/publish/watching.hpp"

namespace truce {

/// One incident of the period as the registers hold it.
struct HealthIncident {
    std::string id;
    FirstRecords recorded;            ///< by register: when its first report of it came into the record
    std::vector<Position> positions;  ///< of its case's examiners; empty if it has no case
};

struct HealthInput {
    std::shared_ptr<const Profile> profile;  ///< never null
    Interval period;                         ///< not empty
    std::vector<Watch> watches;              ///< current ones that overlap the period, any order
    std::vector<HealthIncident> incidents;   ///< any order
};

/// Two registers beside each other: of the incidents that either holds.
struct PairOverlap {
    std::string a;
    std::string b;
    std::size_t both = 0;
    std::size_t only_a = 0;
    std::size_t only_b = 0;
};

/// Two examiners who both concluded on the same cases. First category: violation; second: no violation.
struct PairAgreement {
    std::string a;
    std::string b;
    Kappa kappa;
};

/// Why watching stopped, in the watchers' own words: an access that was denied is among them, with how long it lasted.
struct Interruption {
    std::string register_id;
    std::string reason;
    std::size_t times = 0;
    std::int64_t us = 0;          ///< of all of them, within the period; of two watches at once each counts
    std::int64_t longest_us = 0;  ///< of one of them
};

struct Health {
    Interval period;
    std::vector<WatchedDivision> watched;     ///< parallel to the profile's divisions
    std::vector<Interruption> interruptions;  ///< by register, then reason
    RegisterOverlap overlap;                  ///< incidents by exactly which registers hold them
    std::vector<PairOverlap> pairs;           ///< each two registers that hold anything, ascending
    std::map<std::string, Delay> delays;      ///< by register
    Alpha alpha;                              ///< of violation and no violation, over all examiners, nominal
    std::vector<PairAgreement> agreements;    ///< each two examiners, ascending; those with no case in common as well
    std::map<Status, std::size_t> statuses;   ///< of the cases
};

/// Pure; the order of the input's lists changes nothing.
Health measure_health(const HealthInput& input);

/// Plain UTF-8.
std::string to_text(const Health& health, const Profile& profile);
/// Canonical JSON without a trailing newline. Shares and coefficients are integers in millionths; a coefficient that is not defined is left
/// out.
std::string to_json(const Health& health, const Profile& profile);

}  // namespace truce
