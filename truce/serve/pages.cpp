#include "truce/serve/pages.hpp"

#include <algorithm>
#include <array>

#include "truce/base/hash.hpp"
#include "truce/http/compress.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/embedded.hpp"

namespace truce {
namespace {

constexpr std::size_t page_max = std::size_t{64} << 20U;

constexpr std::string_view no_pages =
    "This server of truce runs without its pages; the interfaces under /api answer.\n\n"
    "To have the pages inside the binary: tools/web-build, then build again.\n"
    "To take them from a folder while working on them: truce serve DIR --web web/dist\n";

}  // namespace

std::string_view media_type(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 19> types{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".geojson", "application/geo+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".webp", "image/webp"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".ttf", "font/ttf"},
        {".webmanifest", "application/manifest+json"},
        {".txt", "text/plain; charset=utf-8"},
        {".ftl", "text/plain; charset=utf-8"},
        {".map", "application/json"},
        {".wasm", "application/wasm"},
        {".pmtiles", "application/octet-stream"},
    }};
    for (const auto& [ending, type] : types) {
        if (name.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

namespace {

std::string etag_of(std::string_view bytes) { return "\"" + sha256(bytes).hex().substr(0, 32) + "\""; }

}  // namespace

Pages::Pages(std::optional<Path> folder) : folder_(std::move(folder)) {
    constexpr std::string_view web = "web/";
    for (const EmbeddedFile& file : embedded_files()) {
        if (folder_ || !file.name.starts_with(web)) continue;
        embedded_.emplace(file.name.substr(web.size()), File{std::make_shared<const std::string>(file.bytes), etag_of(file.bytes)});
    }
}

std::optional<Pages::File> Pages::file_of(const std::string& name) const {
    if (!folder_) {
        const auto found = embedded_.find(name);
        return found == embedded_.end() ? std::nullopt : std::optional(found->second);
    }
    auto bytes = read_file(*folder_ / name, page_max);
    if (!bytes) return std::nullopt;
    std::string etag = etag_of(*bytes);
    return File{std::make_shared<const std::string>(std::move(*bytes)), std::move(etag)};
}

HttpResponse Pages::page(const HttpRequest& request, std::string_view path) const {
    std::string name(path.substr(1));
    if (name.empty()) name = "index.html";
    auto file = file_of(name);
    const std::string_view last = path.substr(path.rfind('/') + 1);
    if (!file && last.find('.') == std::string_view::npos) {
        name = "index.html";
        file = file_of(name);
    }
    if (!file) {
        HttpResponse response = http_text(path == "/" ? 200 : 404, path == "/" ? no_pages : "there is no such page\n");
        add_security_headers(response, false);
        return response;
    }
    HttpResponse response;
    response.headers.reserve(16);
    response.headers.emplace_back("Content-Type", media_type(name));
    // Names under assets/ carry the hash of what they hold.
    const bool for_ever = name.starts_with("assets/");
    response.headers.emplace_back("Cache-Control", for_ever ? "public, max-age=31536000, immutable" : "no-cache");
    for (const auto& [coding, ending] : {std::pair("br", ".br"), std::pair("gzip", ".gz")}) {
        if (!takes(request, coding)) continue;
        auto packed = file_of(name + ending);
        if (!packed) continue;
        file = std::move(packed);
        response.headers.emplace_back("Content-Encoding", coding);
        response.headers.emplace_back("Vary", "Accept-Encoding");
        break;
    }
    response.headers.emplace_back("ETag", file->etag);
    response.shared_body = file->bytes;
    add_security_headers(response, true);
    return response;
}

}  // namespace truce
