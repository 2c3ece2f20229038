#include "truce/serve/feeds.hpp"

#include "truce/interfaces/export.hpp"
#include "truce/interfaces/ogc.hpp"

namespace truce {
namespace {

constexpr std::int64_t minute_us = 60'000'000;

bool is_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

Feeds::Feeds(Live& live, Readers& readers) : live_(live), readers_(readers), judge_([this] { judge(); }) {}

Feeds::~Feeds() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    judge_.join();
}

bool Feeds::answers(std::string_view path) {
    return is_below(path, "/ogc") || is_below(path, "/tiles") || path.starts_with("/api/export.");
}

std::string_view Feeds::route_of(std::string_view path) {
    if (is_below(path, "/tiles")) return "/tiles/{path...}";
    return is_below(path, "/ogc") ? "/ogc/{path...}" : "/api/export.{form}";
}

HttpWork Feeds::work(std::string_view path) { return path.starts_with("/api/export.") ? HttpWork::lengthy : HttpWork::brief; }

Result<HttpResponse> Feeds::answer(const HttpRequest& request, const std::string& institution, Instant now, const std::string& url) {
    const Live::Now seen = live_.now();
    // As the other interfaces do: a participant's time is the minute's last instant, so that answers can be kept for it.
    const Instant at = institution.empty() ? now : Instant{(now.us / minute_us + 1) * minute_us - 1};
    TRUCE_ASSIGN(const Onlooker onlooker, seen.onlooker(institution, at));
    const FeatureSource source{seen.live, onlooker, outlines(seen.live->profile()), url};
    if (is_below(request.path, "/tiles")) return tiles(request, source, tiles_);
    if (request.path.starts_with("/api/export."))
        return export_answer(request, source, [this, live = seen.live] { return live_.now().live == live; });
    return ogc(request, source);
}

std::shared_ptr<Outlines> Feeds::outlines(const std::shared_ptr<const Profile>& profile) {
    const std::lock_guard lock(mutex_);
    if (outlines_ == nullptr || outlines_->profile() != profile) outlines_ = std::make_shared<Outlines>(profile);
    return outlines_;
}

void Feeds::judge_anew() {
    {
        const std::lock_guard lock(mutex_);
        unjudged_ = true;
    }
    changed_.notify_one();
}

void Feeds::judge() {
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return stopping_ || unjudged_; });
            if (stopping_) return;
            unjudged_ = false;
        }
        // What fails here is made good after the next commit; verdicts are left out until then.
        const auto reader = readers_.take();
        if (!reader) continue;
        const auto situation = readers_.situation(**reader, live_, live_.now().live->size(), std::nullopt);
        if (situation) live_.show((*situation)->live(), (*situation)->judged());
    }
}

}  // namespace truce
