#include "truce/serve/pages.hpp"

#include <algorithm>
#include <array>

#include "truce/base/hash.hpp"
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

std::optional<std::string> Pages::bytes_of(std::string_view name) const {
    if (folder_) {
        auto bytes = read_file(*folder_ / name, page_max);
        return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
    }
    const std::string embedded = "web/" + std::string(name);
    const auto files = embedded_files();
    const auto found = std::ranges::find(files, embedded, &EmbeddedFile::name);
    return found == files.end() ? std::nullopt : std::optional(std::string(found->bytes));
}

HttpResponse Pages::page(std::string_view path) const {
    std::string name(path.substr(1));
    if (name.empty()) name = "index.html";
    auto bytes = bytes_of(name);
    const std::string_view last = path.substr(path.rfind('/') + 1);
    if (!bytes && last.find('.') == std::string_view::npos) {
        name = "index.html";
        bytes = bytes_of(name);
    }
    if (!bytes) {
        HttpResponse response = http_text(path == "/" ? 200 : 404, path == "/" ? no_pages : "there is no such page\n");
        add_security_headers(response, false);
        return response;
    }
    HttpResponse response;
    response.headers.emplace_back("Content-Type", media_type(name));
    // Names under assets/ carry the hash of what they hold.
    const bool for_ever = name.starts_with("assets/");
    response.headers.emplace_back("Cache-Control", for_ever ? "public, max-age=31536000, immutable" : "no-cache");
    response.headers.emplace_back("ETag", "\"" + sha256(*bytes).hex().substr(0, 32) + "\"");
    response.body = std::move(*bytes);
    add_security_headers(response, true);
    return response;
}

}  // namespace truce
