/// The register in memory (mechanism/live.hpp) for maps and other programs: OGC API - Features, vector tiles, exports (truce/interfaces).
/// Verdicts follow the record by a moment, made by a thread of their own; they are the ones that the interface's own questions find.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "truce/http/http.hpp"
#include "truce/interfaces/tiles.hpp"
#include "truce/mechanism/live.hpp"
#include "truce/serve/readers.hpp"

namespace truce {

class Feeds {
public:
    /// Preconditions: both outlive it.
    Feeds(Live& live, Readers& readers);
    ~Feeds();
    Feeds(const Feeds&) = delete;
    Feeds& operator=(const Feeds&) = delete;

    /// Whether a path is one of theirs: /ogc, /tiles, /api/export.*
    [[nodiscard]] static bool answers(std::string_view path);
    /// What the path is called in logs and metrics.
    [[nodiscard]] static std::string_view route_of(std::string_view path);
    /// Exports are lengthy.
    [[nodiscard]] static HttpWork work(std::string_view path);

    /// For an institution, "" being the public, at `now`; one without a role is told of its own register and what the public is.
    ///   url   of this server as seen from outside
    Result<HttpResponse> answer(const HttpRequest& request, const std::string& institution, Instant now, const std::string& url);
    /// After the register has followed a commit.
    void judge_anew();

private:
    void judge();
    std::shared_ptr<Outlines> outlines(const std::shared_ptr<const Profile>& profile);

    Live& live_;
    Readers& readers_;
    TileCache tiles_;
    std::mutex mutex_;
    std::shared_ptr<Outlines> outlines_;  ///< of the profile asked for last; guarded by mutex_
    std::condition_variable changed_;
    bool unjudged_ = true;
    bool stopping_ = false;
    std::thread judge_;  ///< last: it uses everything above
};

}  // namespace truce
