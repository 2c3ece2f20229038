#include "truce/story/story_map.hpp"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <sstream>

namespace truce {
namespace {

constexpr std::int64_t mm_per_m = 1'000;
constexpr std::int64_t square_m_max = 100'000;
constexpr std::int64_t east_mdeg = 90'000;
constexpr std::int64_t south_mdeg = 180'000;

Error wrong(std::string what, std::string remedy) { return {Errc::invalid, "story.map", std::move(what), "", std::move(remedy)}; }

struct Corner {
    LatLon at;
    std::int64_t square_mm = 0;
};

/// "2 km a square, top left at -18.00 -28.80"; metres as well.
Result<Corner> parse_corner(const std::string& line) {
    std::istringstream in(line);
    std::int64_t size = 0;
    std::string unit;
    std::string a;
    std::string square;
    std::string top;
    std::string left;
    std::string at;
    std::string lat;
    std::string lon;
    in >> size >> unit >> a >> square >> top >> left >> at >> lat >> lon;
    const bool form = (unit == "km" || unit == "m") && a == "a" && square == "square," && top == "top" && left == "left" && at == "at";
    if (!in || !form) return wrong(fmt::format("\"{}\" is no map", line), "Write \"map: 2 km a square, top left at -18.00 -28.80\"");
    const std::int64_t metres = unit == "km" ? size * 1'000 : size;
    if (size < 1 || size > square_m_max || metres > square_m_max)
        return wrong(fmt::format("a square of {} {}", size, unit), "Take squares of 1 m to 100 km");
    TRUCE_ASSIGN(const LatLon corner, LatLon::parse(lat, lon));
    return Corner{corner, metres * mm_per_m};
}

LatLon middle(const Corner& corner, std::size_t row, std::size_t column) {
    const auto half_squares = [&](std::size_t n) { return (2 * static_cast<std::int64_t>(n) + 1) * corner.square_mm / 2; };
    return destination(destination(corner.at, south_mdeg, half_squares(row)), east_mdeg, half_squares(column));
}

}  // namespace

Result<std::map<std::string, LatLon, std::less<>>> parse_story_map(std::string_view text) {
    std::istringstream in{std::string(text)};
    std::string line;
    std::getline(in, line);
    TRUCE_ASSIGN(const Corner corner, parse_corner(line));
    std::map<std::string, LatLon, std::less<>> points;
    std::size_t width = 0;
    for (std::size_t row = 0; std::getline(in, line); ++row) {
        std::erase_if(line, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
        if (row == 0) width = line.size();
        if (line.size() != width)
            return wrong(fmt::format("row {} has {} squares, not {}", row + 1, line.size(), width), "Fill it with points");
        for (std::size_t column = 0; column < width; ++column) {
            const char c = line[column];
            if (c == '.') continue;
            if (std::isalnum(static_cast<unsigned char>(c)) == 0)
                return wrong(fmt::format("\"{}\" is no place", c), "Name places by letters and digits, leave the rest to points");
            if (!points.emplace(std::string(1, c), middle(corner, row, column)).second)
                return wrong(fmt::format("{} stands twice", c), "Give each place a letter of its own");
        }
    }
    if (points.empty()) return wrong("the map names no place", "Put letters in its rows");
    return points;
}

}  // namespace truce
