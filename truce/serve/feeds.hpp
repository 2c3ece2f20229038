/// The register in memory, for maps and other programs: OGC API - Features, vector tiles, exports (truce/interfaces). It follows the record
/// before a filing is answered; verdicts follow a moment later, made by a thread of their own.
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
    /// Reads the whole register. Errors: those of Live::open.
    static Result<std::unique_ptr<Feeds>> open(const Mechanism& mechanism, Readers& readers);
    ~Feeds();
    Feeds(const Feeds&) = delete;
    Feeds& operator=(const Feeds&) = delete;

    /// Whether a path is one of theirs: /ogc, /tiles, /api/export.*
    [[nodiscard]] static bool answers(std::string_view path);
    /// What the path is called in logs and metrics.
    [[nodiscard]] static std::string_view route_of(std::string_view path);

    /// For an institution, "" being the public, at `now`. Errors: onlooker.no_role (forbidden).
    ///   url   of this server as seen from outside
    Result<HttpResponse> answer(const HttpRequest& request, const std::string& institution, Instant now, const std::string& url);
    /// After a commit, by the thread that wrote it.
    void follow(const Mechanism& mechanism);

private:
    Feeds(std::unique_ptr<Live> live, Readers& readers);
    void judge();

    std::unique_ptr<Live> live_;
    Readers& readers_;
    TileCache tiles_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool unjudged_ = true;
    bool stopping_ = false;
    std::thread judge_;  ///< last: it uses everything above
};

}  // namespace truce
