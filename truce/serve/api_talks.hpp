/// What the handlers of the talks share: the talks as one who asks may see them, and nothing else of them.
#pragma once

#include <cstdint>

#include "truce/base/json_names.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/serve/api.hpp"

namespace truce {

/// Every answer about the talks is computed from this value alone, so what its reader may not see is in none.
struct TalksSeen {
    std::uint64_t as_of = 0;
    std::string who;  ///< institution; "" is the public
    bool member = false;
    Instant now;
    TalkRules rules;
    Talks talks;
};
/// Errors: those of Asked::viewer.
Result<TalksSeen> talks_seen(const Asked& asked);

/// The step with this id, of one of these kinds. Errors: talks.unknown (not_found), of what is hidden as of what is not there.
Result<const Talk*> talk_in(const TalksSeen& seen, std::string_view id, std::span<const TalkKind> kinds);

/// Headline and details of a step, in English as they are composed, beside what it holds.
Json step_json(const Talk& step, const TalksSeen& seen);

void add_talks_feed_routes(Service& service);  ///< calendar, news, feeds

}  // namespace truce
