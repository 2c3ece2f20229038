/// Sightings: what fusion needs of a report, and no more. Nothing here is a verdict or names anyone responsible.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/geo/atlas.hpp"
#include "truce/geo/point.hpp"
#include "truce/ingest/report.hpp"

namespace truce {

/// One report of one source, as that source left it: what is not known stays not known and then says nothing, neither for a
/// link nor against it.
struct Sighting {
    std::string source;               ///< the recorder; not empty
    std::string id;                   ///< unique within the source; not empty
    Interval when;                    ///< it happened somewhere within; not empty, within what Instant can write down
    std::optional<LatLon> where;      ///< middle of the places it may have happened at; absent: anywhere
    double spread_m = 0;              ///< it happened about this near to `where`, as the source says; finite, >= 0
    std::string act;                  ///< "" is unknown
    std::vector<std::string> actors;  ///< sides that took part or were hit, in no order; empty is unknown
    bool actors_open = false;         ///< the source knows that there was one more side, and not which
    std::optional<Casualties> casualties;
    std::vector<std::string> words;  ///< see words_of; empty says nothing
    bool summary = false;            ///< sums up several incidents: may be shown beside them, never joined without a person

    friend bool operator==(const Sighting&, const Sighting&) = default;
};

/// A sighting's name everywhere outside: (source, id). Ordered by source, then id, bytewise.
struct SightingId {
    std::string source;
    std::string id;
    friend auto operator<=>(const SightingId&, const SightingId&) = default;
};

/// What a filed report says to fusion. Nothing for withdrawals and for looks that found nothing. A circle keeps its centre
/// and radius; other regions become the middle of their bounding box and half its diagonal (named areas and polygons by
/// their outline, sectors by theirs); a region that nobody can place becomes "anywhere". Words are taken from the place's name.
std::optional<Sighting> sighting_of(const Report& report, const Gazetteer& gazetteer);

/// Text as comparable words: any script is written in Latin letters (ICU "Any-Latin; Latin-ASCII; Lower"), cut at whatever
/// is neither letter nor digit, words of two letters or less dropped; ascending, without duplicates. So "حلب" and "Ḥalab" meet.
/// Text that is not UTF-8 gives the words of its valid parts.
std::vector<std::string> words_of(std::string_view text);

/// Errors, with the sighting's source and id as `where`:
///   fuse.id           source or id is empty
///   fuse.interval     `when` is empty or beyond Instant's bounds
///   fuse.spread       not finite or negative
///   fuse.place        beyond +-90 or +-180 degrees
Result<void> check(const Sighting& sighting);

/// All of them, and that no source has an id twice. Errors: as check; fuse.twice, naming source and id.
Result<void> check_all(const std::vector<Sighting>& sightings);

}  // namespace truce
