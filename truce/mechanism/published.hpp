/// What a mechanism has published: the bulletins whose digests its record holds, and a folder of files that any web server
/// carries, so that the public needs no server of truce, however many read it.
///
///   OUT/index.html                      every bulletin, newest day first, with its corrections
///   OUT/feed.atom, OUT/feed.json        the same for feed readers
///   OUT/bulletins/DAY.html .txt .csv .json         the newest edition of a day
///   OUT/bulletins/DAY/SIZE.html .txt .csv .json    every edition, by the size of the log it was computed from; never changed
///   OUT/record/                         the log as static files (record/export_log.hpp)
///
/// It moves with the log's public side only: at the ticks of the profile.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/record/policy.hpp"

namespace truce {

/// A bulletin.published entry.
struct PublishedBulletin {
    std::uint64_t entry = 0;  ///< its position
    Day day;
    std::string reading;
    std::uint64_t size = 0;  ///< of the log that it was computed from
    Digest digest;           ///< of its canonical JSON
    Instant recorded_at;
    std::string institution;
};

/// Those below `as_of`, in the order of the record. Errors: bulletin.entry (corrupt), store errors.
Result<std::vector<PublishedBulletin>> published_bulletins(Database& db, std::uint64_t as_of);
/// The last of them; absent if there is none.
Result<std::optional<PublishedBulletin>> last_published_bulletin(Database& db, std::uint64_t as_of);

/// What a bulletin.published entry says of a bulletin that was computed from the first `as_of` entries.
Json publication_content(const Bulletin& bulletin, std::uint64_t as_of);

struct SiteRequest {
    Path folder;                   ///< made if missing; what is in it and not of a site is left alone
    std::string url;               ///< where the folder will be found: "https://example.org/ceasefire"
    std::optional<Policy> policy;  ///< the record goes as far as its newest checkpoint that this accepts
    /// Called before each edition that has to be computed.
    std::function<void(std::size_t done, std::size_t of)> progress;
};

struct SiteOutcome {
    std::uint64_t size = 0;      ///< of the log, as far as it is shown
    std::size_t days = 0;        ///< that have a bulletin
    std::size_t editions = 0;    ///< published
    std::size_t computed = 0;    ///< written now; the others lay there already
    std::vector<Day> elsewhere;  ///< of editions that this version of the program does not compute again byte for byte
};

/// Brings a folder up to what is public at `now`. An edition whose files lie there with the published digest is not
/// computed again; one that cannot be computed byte for byte is named, never shown as if it were the one published.
/// Editions first, then the record, then front page and feeds, each file atomically: whatever a reader finds leads somewhere.
/// Errors: site.url (invalid), publication.not_yet, those of export_log, file.*, store errors.
Result<SiteOutcome> write_site(const Mechanism& mechanism, const SiteRequest& request, Instant now);

}  // namespace truce
