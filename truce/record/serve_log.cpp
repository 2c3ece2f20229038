#include "truce/record/serve_log.hpp"

#include <fmt/format.h>

#include <mutex>
#include <vector>

#include "truce/record/checkpoint.hpp"
#include "truce/record/log.hpp"
#include "truce/record/stored_files.hpp"
#include "truce/record/tile_path.hpp"

namespace truce {
namespace {

/// Connections that are not in use.
class Connections {
public:
    explicit Connections(OpenStore open) : open_(std::move(open)) {}

    Result<std::unique_ptr<Database>> take() {
        {
            const std::lock_guard lock(mutex_);
            if (!free_.empty()) {
                auto db = std::move(free_.back());
                free_.pop_back();
                return db;
            }
        }
        return open_();
    }
    void give_back(std::unique_ptr<Database> db) {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(db));
    }

private:
    OpenStore open_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Database>> free_;
};

HttpResponse checkpoint_response(std::string note) {
    HttpResponse response;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "public, max-age=2"}};
    response.body = std::move(note);
    return response;
}

HttpResponse tile_response(std::string content, std::string_view etag) {
    HttpResponse response;
    response.headers = {{"Content-Type", "application/octet-stream"},
                        {"Cache-Control", "public, max-age=31536000, immutable"},
                        {"ETag", std::string(etag)}};
    response.body = std::move(content);
    return response;
}

HttpResponse not_modified(std::string_view etag) {
    HttpResponse response;
    response.status = 304;
    response.headers = {{"Cache-Control", "public, max-age=31536000, immutable"}, {"ETag", std::string(etag)}};
    return response;
}

/// The path is the content's name for ever, so it serves as its tag. "*" and lists of tags are asked for by nobody here.
bool has_it(const HttpRequest& request, std::string_view etag) { return find_header(request.headers, "if-none-match") == etag; }

using Dress = std::function<Result<std::string>(std::string_view checkpoint)>;

Result<HttpResponse> answer(Database& db, const Dress& dress, const HttpRequest& request) {
    const LogReader log(db);
    const std::string_view path = std::string_view(request.path).substr(1);
    TRUCE_ASSIGN(const std::string newest, log.newest_checkpoint());
    if (path == checkpoint_path) {
        if (!dress) return checkpoint_response(newest);
        TRUCE_ASSIGN(std::string dressed, dress(newest));
        return checkpoint_response(std::move(dressed));
    }
    TRUCE_ASSIGN(const TilePath tile, parse_tile_path(path));
    TRUCE_ASSIGN(const Note note, parse_note(newest));
    TRUCE_ASSIGN(const Checkpoint checkpoint, parse_checkpoint_text(note.text));
    // A partial tile of an older size is a beginning of the one that is stored now.
    const std::uint64_t hashes = tile_hashes(checkpoint.size, tile.level);
    if (tile.index > hashes / 256 || tile.index * 256 + tile.width > hashes) {
        return Error{Errc::not_found, "tile.path", fmt::format("the log has no such tile yet; its size is {}", checkpoint.size),
                     request.path, "Ask for what the checkpoint implies"};
    }
    const std::string etag = fmt::format("\"{}\"", path);
    if (has_it(request, etag)) return not_modified(etag);
    TRUCE_ASSIGN(std::string content, stored_file(db, tile));
    return tile_response(std::move(content), etag);
}

}  // namespace

HttpHandler log_handler(OpenStore open, Dress dress) {
    auto connections = std::make_shared<Connections>(std::move(open));
    return [connections, dress = std::move(dress)](const HttpRequest& request) -> HttpResponse {
        if (request.method != HttpMethod::get && request.method != HttpMethod::head) return http_method_not_allowed("GET, HEAD");
        auto db = connections->take();
        if (!db) return http_refusal(db.error());
        auto response = answer(**db, dress, request);
        connections->give_back(std::move(*db));
        return response ? std::move(*response) : http_refusal(response.error());
    };
}

}  // namespace truce
