#include "truce/record/tile_path.hpp"

#include <fmt/format.h>

#include <optional>

#include "truce/record/text_lines.hpp"
#include "truce/record/tiles.hpp"

namespace truce {
namespace {

constexpr std::string_view prefix = "tile/";
constexpr std::string_view entries = "entries";
constexpr unsigned level_max = 63;
/// Of a tile's index: 7 groups of three digits, far beyond what a tree of 64-bit size can have.
constexpr std::size_t groups_max = 7;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "x001/x234/067"
std::optional<std::uint64_t> parse_index(std::string_view text) {
    std::uint64_t index = 0;
    for (std::size_t group = 0; group < groups_max; ++group) {
        const bool more = text.starts_with('x');
        if (more) text.remove_prefix(1);
        if (text.size() < 3 || !is_digit(text[0]) || !is_digit(text[1]) || !is_digit(text[2])) return std::nullopt;
        const auto value = static_cast<std::uint64_t>((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
        if (group == 0 && more && value == 0) return std::nullopt;  // a leading group that says nothing
        if (index > (UINT64_MAX - value) / 1000) return std::nullopt;
        index = index * 1000 + value;
        text.remove_prefix(3);
        if (!more) return text.empty() ? std::optional(index) : std::nullopt;
        if (!text.starts_with('/')) return std::nullopt;
        text.remove_prefix(1);
    }
    return std::nullopt;
}

std::string format_index(std::uint64_t index) {
    std::string out = fmt::format("{:03}", index % 1000);
    for (index /= 1000; index > 0; index /= 1000) out = fmt::format("x{:03}/{}", index % 1000, out);
    return out;
}

std::optional<TilePath> parse(std::string_view path) {
    if (!path.starts_with(prefix)) return std::nullopt;
    path.remove_prefix(prefix.size());
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    TilePath out;
    if (path.substr(0, slash) == entries) {
        out.kind = TileKind::entries;
    } else {
        const auto level = parse_decimal(path.substr(0, slash));
        if (!level || *level > level_max) return std::nullopt;
        out.level = static_cast<unsigned>(*level);
    }
    path.remove_prefix(slash + 1);
    if (const std::size_t partial = path.find(".p/"); partial != std::string_view::npos) {
        const auto width = parse_decimal(path.substr(partial + 3));
        if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
        out.width = *width;
        path = path.substr(0, partial);
    }
    const auto index = parse_index(path);
    if (!index) return std::nullopt;
    out.index = *index;
    return out;
}

}  // namespace

std::string format(const TilePath& path) {
    std::string out(prefix);
    out += path.kind == TileKind::entries ? std::string(entries) : std::to_string(path.level);
    out += "/" + format_index(path.index);
    if (!path.full()) out += fmt::format(".p/{}", path.width);
    return out;
}

Result<TilePath> parse_tile_path(std::string_view path) {
    auto parsed = parse(path);
    if (!parsed) return Error{Errc::not_found, "tile.path", "no tile has such a path", "", "See c2sp.org/tlog-tiles"};
    return *parsed;
}

std::uint64_t tile_hashes(std::uint64_t size, unsigned level) { return level >= 8 ? 0 : size >> (8U * level); }

bool tile_exists(const TilePath& path, std::uint64_t size) {
    const std::uint64_t hashes = tile_hashes(size, path.level);
    if (path.full()) return path.index < hashes / tile_width;
    return path.index == hashes / tile_width && path.width == hashes % tile_width;
}

std::vector<TilePath> edge_tiles(std::uint64_t size) {
    std::vector<TilePath> out;
    for (unsigned level = 0; tile_hashes(size, level) > 0; ++level) {
        const std::uint64_t hashes = tile_hashes(size, level);
        if (hashes % tile_width != 0) out.push_back({TileKind::hashes, level, hashes / tile_width, hashes % tile_width});
    }
    return out;
}

}  // namespace truce
