#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "truce/base/json.hpp"
#include "truce/mechanism/public_log.hpp"
#include "truce/mechanism/published.hpp"
#include "truce/publish/feed.hpp"
#include "truce/publish/front_page.hpp"
#include "truce/publish/render.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/export_log.hpp"

namespace truce {
namespace {

constexpr std::size_t file_max = std::size_t{256} << 20U;

Result<std::string> checked_url(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    const bool scheme = url.starts_with("https://") || url.starts_with("http://");
    if (scheme && url.find_first_of(" \"<>?#") == std::string::npos && url.size() > 8) return url;
    return Error{Errc::invalid, "site.url", fmt::format("\"{}\" is no address that a folder can lie at", url), "",
                 "Give the address of the folder as readers will see it, like https://example.org/ceasefire"};
}

/// Writes unless the same bytes lie there, so that a web server's dates and caches tell the truth.
Result<void> put(const Path& file, std::string_view content) {
    if (const auto there = read_file(file, file_max); there && *there == content) return {};
    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    return write_file_atomically(file, content);
}

class Site {
public:
    Site(const Mechanism& mechanism, const SiteRequest& request) : mechanism_(mechanism), request_(request) {}

    Result<SiteOutcome> write(Instant now) {
        TRUCE_ASSIGN(url_, checked_url(request_.url));
        TRUCE_ASSIGN(const std::string note, outgoing_checkpoint(mechanism_, now, request_.policy));
        TRUCE_ASSIGN(const NoteKey key, LogReader(mechanism_.db()).checkpoint_key());
        TRUCE_ASSIGN(const Checkpoint checkpoint, open_checkpoint(note, key));
        outcome_.size = checkpoint.size;
        TRUCE_ASSIGN(documents_, mechanism_.documents(checkpoint.size));
        TRUCE_TRY(editions());
        TRUCE_ASSIGN([[maybe_unused]] const ExportOutcome exported, export_log(mechanism_.db(), request_.folder / "record", note));
        TRUCE_TRY(front(checkpoint, now));
        TRUCE_TRY(feeds(checkpoint));
        return std::move(outcome_);
    }

private:
    Result<void> editions() {
        TRUCE_ASSIGN(const auto published, published_bulletins(mechanism_.db(), outcome_.size));
        outcome_.editions = published.size();
        for (std::size_t i = 0; i < published.size(); ++i) {
            TRUCE_ASSIGN(Edition edition, edition_of(published[i], i, published.size()));
            by_day_[published[i].day].push_back(std::move(edition));
        }
        outcome_.days = by_day_.size();
        for (const auto& [day, editions] : by_day_) TRUCE_TRY(newest(day, editions.back()));
        return {};
    }

    Result<Edition> edition_of(const PublishedBulletin& bulletin, std::size_t done, std::size_t of) {
        Edition edition;
        edition.size = bulletin.size;
        edition.published = bulletin.recorded_at;
        edition.institution = institution(bulletin.institution);
        edition.digest = bulletin.digest.hex();
        TRUCE_ASSIGN(std::optional<std::string> json, lying_there(bulletin));
        if (!json) {
            if (request_.progress) request_.progress(done, of);
            TRUCE_ASSIGN(json, computed(bulletin));
        }
        if (!json) {
            edition.at_hand = false;
            outcome_.elsewhere.push_back(bulletin.day);
            return edition;
        }
        TRUCE_ASSIGN(edition.headline, headline(*json));
        return edition;
    }

    [[nodiscard]] Path file(Day day, std::uint64_t size, std::string_view extension) const {
        return request_.folder / edition_path(day, size, extension);
    }

    /// The JSON of an edition all of whose files are there, with the digest that was published.
    [[nodiscard]] Result<std::optional<std::string>> lying_there(const PublishedBulletin& bulletin) const {
        for (const std::string_view extension : {"html", "txt", "csv"}) {
            std::error_code failed;
            if (!std::filesystem::is_regular_file(file(bulletin.day, bulletin.size, extension), failed))
                return std::optional<std::string>();
        }
        auto json = read_file(file(bulletin.day, bulletin.size, "json"), file_max);
        if (!json || sha256(*json) != bulletin.digest) return std::optional<std::string>();
        return std::optional(std::move(*json));
    }

    /// Computes and writes an edition; absent if what comes out now is not what was published.
    Result<std::optional<std::string>> computed(const PublishedBulletin& bulletin) {
        TRUCE_ASSIGN(const Bulletin composed, mechanism_.bulletin(bulletin.day, bulletin.size, bulletin.reading));
        std::string json = to_json(composed);
        if (sha256(json) != bulletin.digest) return std::optional<std::string>();
        TRUCE_TRY(put(file(bulletin.day, bulletin.size, "html"), to_html(composed)));
        TRUCE_TRY(put(file(bulletin.day, bulletin.size, "txt"), to_text(composed)));
        TRUCE_TRY(put(file(bulletin.day, bulletin.size, "csv"), to_csv(composed)));
        TRUCE_TRY(put(file(bulletin.day, bulletin.size, "json"), json));
        ++outcome_.computed;
        return std::optional(std::move(json));
    }

    /// The newest edition also lies under the day's own name. Where it is not at hand, nothing older takes its place.
    Result<void> newest(Day day, const Edition& edition) {
        for (const std::string_view extension : {"html", "txt", "csv", "json"}) {
            const Path to = request_.folder / day_path(day, extension);
            if (edition.at_hand) {
                TRUCE_ASSIGN(const std::string bytes, read_file(file(day, edition.size, extension), file_max));
                TRUCE_TRY(put(to, bytes));
            } else {
                std::error_code failed;
                std::filesystem::remove(to, failed);
            }
        }
        return {};
    }

    static Result<std::vector<std::string>> headline(std::string_view json) {
        TRUCE_ASSIGN(const Json parsed, parse_canonical(json));
        std::vector<std::string> out;
        for (const Json& sentence : parsed.as_object().at("headline").as_array()) out.emplace_back(sentence.as_string());
        return out;
    }

    [[nodiscard]] std::string institution(const std::string& id) const {
        for (const Documents::Signed& reading : documents_.readings) {
            if (const Actor* actor = reading.terms->actor(id); actor != nullptr) return std::string(text_in(actor->names.texts, "en"));
        }
        return id;
    }

    Result<void> front(const Checkpoint& checkpoint, Instant now) const {
        FrontPage page;
        page.title = documents_.profile->title;
        page.origin = checkpoint.origin;
        page.size = checkpoint.size;
        const std::int64_t tick = documents_.profile->publication.tick_us;
        page.next_tick = Instant{(now.us / tick + 1) * tick};
        for (const auto& [day, editions] : by_day_) page.days.push_back({day, editions});
        return put(request_.folder / "index.html", to_html(page));
    }

    Result<void> feeds(const Checkpoint& checkpoint) const {
        TRUCE_ASSIGN(const StoredEntry last, LogReader(mechanism_.db()).entry(checkpoint.size - 1));
        Feed feed;
        feed.id = feed_urn(checkpoint.origin, "bulletins");
        feed.updated = last.recorded_at;
        feed.title = text_in(documents_.profile->title, "en");
        feed.author = feed.title;
        feed.language = "en";
        feed.home_url = url_ + "/index.html";
        feed.atom_url = url_ + "/feed.atom";
        feed.json_url = url_ + "/feed.json";
        for (const auto& [day, editions] : by_day_) feed.items.push_back(item(checkpoint.origin, day, editions));
        TRUCE_TRY(put(request_.folder / "feed.atom", to_atom(feed)));
        return put(request_.folder / "feed.json", to_json_feed(feed));
    }

    [[nodiscard]] FeedItem item(const std::string& origin, Day day, const std::vector<Edition>& editions) const {
        const Edition& newest = editions.back();
        FeedItem out;
        out.id = feed_urn(origin, "bulletin/" + format(day));
        out.url = newest.at_hand ? url_ + "/" + day_path(day, "html") : url_ + "/index.html#" + format(day);
        out.title = fmt::format("{}{}", bulletin_title(day), editions.size() > 1 ? " (corrected)" : "");
        out.summary = fmt::format("{}", fmt::join(newest.headline, "\n"));
        out.published = editions.front().published;
        out.updated = newest.published;
        out.box = box();
        return out;
    }

    /// Everything the bulletins speak of.
    [[nodiscard]] std::optional<Box> box() const {
        std::optional<Box> out;
        for (const Atlas::Division& division : documents_.profile->atlas->divisions()) {
            const Box one = division.shape->box();
            if (!out) out = one;
            out->low = {std::min(out->low.lat_e7, one.low.lat_e7), std::min(out->low.lon_e7, one.low.lon_e7)};
            out->high = {std::max(out->high.lat_e7, one.high.lat_e7), std::max(out->high.lon_e7, one.high.lon_e7)};
        }
        return out;
    }

    const Mechanism& mechanism_;
    const SiteRequest& request_;
    std::string url_;
    Documents documents_;
    std::map<Day, std::vector<Edition>> by_day_;
    SiteOutcome outcome_;
};

}  // namespace

Result<SiteOutcome> write_site(const Mechanism& mechanism, const SiteRequest& request, Instant now) {
    return Site(mechanism, request).write(now);
}

}  // namespace truce
