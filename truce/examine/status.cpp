#include "truce/examine/status.hpp"

#include <algorithm>

namespace truce {
namespace {

struct Voices {
    std::size_t violation = 0;
    std::size_t no_violation = 0;
    std::size_t awaited = 0;  ///< take part and have not concluded
};

Voices voices_of(std::span<const Position> positions) {
    Voices voices;
    for (const Position& one : positions) {
        if (one.kind == Position::Kind::declined) continue;
        const bool concluded = one.kind == Position::Kind::finding && one.means != FindingMeans::none;
        if (!concluded) {
            ++voices.awaited;
        } else if (one.means == FindingMeans::violation) {
            ++voices.violation;
        } else {
            ++voices.no_violation;
        }
    }
    return voices;
}

}  // namespace

std::string_view name_of(Status status) {
    switch (status) {
        case Status::open: return "open";
        case Status::one_sided: return "one-sided";
        case Status::disputed: return "disputed";
        case Status::agreed: return "agreed";
    }
    return "";
}

Status status_of(std::span<const Position> positions) {
    const Voices voices = voices_of(positions);
    if (voices.violation > 0 && voices.no_violation > 0) return Status::disputed;
    const std::size_t concluded = voices.violation + voices.no_violation;
    if (concluded == 0) return Status::open;
    return concluded >= 2 && voices.awaited == 0 ? Status::agreed : Status::one_sided;
}

FindingMeans leaning(std::span<const Position> positions) {
    const Voices voices = voices_of(positions);
    if ((voices.violation > 0) == (voices.no_violation > 0)) return FindingMeans::none;
    return voices.violation > 0 ? FindingMeans::violation : FindingMeans::no_violation;
}

}  // namespace truce
