/// Links that wait for a person: what somebody claims to be of a case's incident and nobody else has answered yet, and what is
/// disputed. Of open cases only, for in closed ones nobody can answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/examine/docket.hpp"
#include "truce/mechanism/link_words.hpp"
#include "truce/store/store.hpp"

namespace truce {

struct WaitingLink {
    /// Worst first.
    enum class Doubt : std::uint8_t {
        disputed,  ///< people differ
        unsure,    ///< a fusion desk asks a person
        claimed,   ///< people say so, without figures
        likely,    ///< a fusion desk would join them, and nobody has said anything
    };
    std::string case_id;
    Link link;
    std::string claimed_by;  ///< the institution that speaks
    Instant claimed_at;
    std::string text;                   ///< its words
    std::optional<LinkWords> evidence;  ///< if its words are a fusion desk's
    Doubt doubt = Doubt::claimed;
};
std::string_view name_of(WaitingLink::Doubt doubt);

/// As the record stood at this size: by doubt, the less probable before the more probable, then the older claim first.
/// Errors: those of load_case.
Result<std::vector<WaitingLink>> waiting_links(Database& db, std::uint64_t as_of);

}  // namespace truce
