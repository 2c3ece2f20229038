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

Feeds::Feeds(std::unique_ptr<Live> live, Readers& readers) : live_(std::move(live)), readers_(readers), judge_([this] { judge(); }) {}

Feeds::~Feeds() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    judge_.join();
}

Result<std::unique_ptr<Feeds>> Feeds::open(const Mechanism& mechanism, Readers& readers) {
    TRUCE_ASSIGN(auto live, Live::open(mechanism));
    return std::unique_ptr<Feeds>(new Feeds(std::move(live), readers));
}

bool Feeds::answers(std::string_view path) {
    return is_below(path, "/ogc") || is_below(path, "/tiles") || path.starts_with("/api/export.");
}

std::string_view Feeds::route_of(std::string_view path) {
    if (is_below(path, "/tiles")) return "/tiles/{path...}";
    return is_below(path, "/ogc") ? "/ogc/{path...}" : "/api/export.{form}";
}

Result<HttpResponse> Feeds::answer(const HttpRequest& request, const std::string& institution, Instant now, const std::string& url) {
    const Live::Now seen = live_->now();
    // As the other interfaces do: a participant's time is the end of the minute, so that answers can be kept for it.
    const Instant at = institution.empty() ? now : Instant{(now.us / minute_us + 1) * minute_us};
    TRUCE_ASSIGN(const Onlooker onlooker, seen.onlooker(institution, at));
    const FeatureSource source{seen.live, onlooker, url};
    if (is_below(request.path, "/tiles")) return tiles(request, source, tiles_);
    if (request.path.starts_with("/api/export.")) return export_answer(request, source);
    return ogc(request, source);
}

void Feeds::follow(const Mechanism& mechanism) {
    // What fails here is what the next commit begins with; until then what was shown before is shown still.
    (void)live_->follow(mechanism).ok();
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
        const auto size = reader ? (*reader)->size() : Result<std::uint64_t>(reader.error());
        const auto documents = size ? (*reader)->documents(*size) : Result<Documents>(size.error());
        if (documents) (void)live_->judge(**reader, documents->first_reading).ok();
    }
}

}  // namespace truce
