#include "truce/publish/names.hpp"

#include <fmt/format.h>

#include "truce/publish/render.hpp"

namespace truce {

std::string format(const Range& range) {
    return range.certain == range.possible ? fmt::format("{}", range.certain) : fmt::format("{}\u2013{}", range.certain, range.possible);
}

std::string_view division_name(const Bulletin& bulletin, std::string_view id) {
    const Division* division = bulletin.profile->division(id);
    return division != nullptr ? text_in(division->names.texts, "en") : id;
}

std::string_view column_name(const Bulletin& bulletin, std::string_view register_id) {
    for (const BulletinColumn& column : bulletin.columns) {
        if (column.register_id == register_id) return column.name;
    }
    return register_id;
}

std::string coincidence_sentence(const Bulletin& bulletin, const CoincidenceOfTwo& pair) {
    std::string out =
        fmt::format("{} recorded {}, {} recorded {}: at most {} of at least {} can be the same incidents", column_name(bulletin, pair.a),
                    pair.a_recorded, column_name(bulletin, pair.b), pair.b_recorded, pair.bound.at_most, pair.bound.at_least_distinct);
    out += pair.bound.complete
               ? " (both give every record's division; assuming one record is one incident and both mean the same day and divisions)"
               : " (not every record's division is stated, so the bound is loose; assuming one record is one incident and both mean the "
                 "same day)";
    return out;
}

std::string watched_words(const WatchedDivision& watched) {
    constexpr double hour = 3.6e9;
    if (watched.watched_us == 0) return "not watched";
    return fmt::format("{:.1f} h of {:.0f} h", static_cast<double>(watched.watched_us) / hour, static_cast<double>(watched.day_us) / hour);
}

}  // namespace truce
