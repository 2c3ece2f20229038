/// How much one participant may learn of another's activities, pair by pair. Least by default.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "truce/base/result.hpp"

namespace truce {

/// Each tells what the one before it tells, and more.
enum class DisclosureLevel : std::uint8_t {
    review,   ///< only that the filing is under review
    shift,    ///< that something is in the way, and the smallest shifts that would be free of it
    overlap,  ///< owner and kind, and what of one's own volumes it touches and when
    full,     ///< the activity as filed
};
std::string_view name_of(DisclosureLevel level);
/// Errors: disclosure.level.
Result<DisclosureLevel> disclosure_level(std::string_view name);

/// A value. Everybody sees its own activities in full.
class DisclosureMatrix {
public:
    /// What `reader` may learn of `owner`'s activities. Not the other way round.
    void set(std::string_view owner, std::string_view reader, DisclosureLevel level);
    /// The channel between two participants: while it is suspended, they learn the least of each other.
    void suspend(std::string_view a, std::string_view b);
    void resume(std::string_view a, std::string_view b);
    [[nodiscard]] bool suspended(std::string_view a, std::string_view b) const;

    [[nodiscard]] DisclosureLevel level(std::string_view owner, std::string_view reader) const;

private:
    using Pair = std::pair<std::string, std::string>;
    std::map<Pair, DisclosureLevel> levels_;  ///< owner, reader
    std::map<Pair, bool> suspended_;          ///< the lesser name first
};

}  // namespace truce
