#include "truce/publish/map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "truce/publish/markup.hpp"
#include "truce/publish/projection.hpp"
#include "truce/publish/words.hpp"

namespace truce {
namespace {

constexpr double map_width = 720;
constexpr double map_margin = 10;
constexpr double spread_radius_min = 4;  ///< a smaller circle would hide behind its mark

/// How many records of each class fall on one spot.
using ClassCounts = std::map<VerdictClass, std::size_t>;

struct Spot {
    MapPoint at;
    double radius = 0;
    ClassCounts classes;
    bool surely_today = false;  ///< at least one of them
    std::vector<std::string> titles;
};

std::vector<std::shared_ptr<const Shape>> shapes_of(const Bulletin& bulletin) {
    std::vector<std::shared_ptr<const Shape>> shapes;
    for (const BulletinDivision& division : bulletin.divisions) shapes.insert(shapes.end(), division.areas.begin(), division.areas.end());
    return shapes;
}

class MapDrawing {
public:
    MapDrawing(const Bulletin& bulletin, const Phrases& phrases)
        : b_(bulletin), p_(phrases), w_(bulletin, phrases), to_(shapes_of(bulletin), map_width, map_margin) {
        gather();
    }

    std::string draw() {
        out_ = fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
            "aria-labelledby=\"map-title map-desc\">\n<title id=\"map-title\">{}: {}</title>\n<desc id=\"map-desc\">{}</desc>\n",
            map_width, to_.height(), escaped(p_.map), escaped(w_.date(b_.day)), escaped(description()));
        patterns();
        land();
        spreads();
        marks();
        for (std::size_t i = 0; i < b_.divisions.size(); ++i) label(i);
        scale_bar();
        return std::move(out_) + "</svg>\n";
    }

private:
    // ---- what is drawn where ----------------------------------------------------------------------------------
    void gather() {
        in_division_.resize(b_.divisions.size());
        for (const PublicRecord& record : b_.records) {
            if (record.where.kind == Region::Kind::circle)
                add_spot(record, record.where.centre, to_.units(record.where.radius_mm));
            else if (const auto shape = polygon_of(record.where); shape != nullptr)
                polygons_.emplace_back(&record, shape);
            else if (record.where.kind == Region::Kind::areas)
                add_to_divisions(record);
        }
        std::ranges::sort(spots_, [](const Spot& a, const Spot& b) {
            return std::tuple(-a.radius, a.at.x, a.at.y) < std::tuple(-b.radius, b.at.x, b.at.y);
        });
    }

    static std::shared_ptr<const Shape> polygon_of(const Region& where) {
        if (where.kind == Region::Kind::polygon) return where.polygon;
        return where.kind == Region::Kind::sector ? outline(where.sector) : nullptr;
    }

    void add_spot(const PublicRecord& record, LatLon centre, double radius) {
        const MapPoint at = to_.of(centre);
        auto found = std::ranges::find_if(spots_, [&](const Spot& s) { return s.at.x == at.x && s.at.y == at.y && s.radius == radius; });
        if (found == spots_.end()) found = spots_.insert(spots_.end(), Spot{at, radius, {}, false, {}});
        ++found->classes[class_of(record.verdict)];
        found->surely_today = found->surely_today || record.first_day == record.last_day;
        found->titles.push_back(title_of(record));
    }

    void add_to_divisions(const PublicRecord& record) {
        if (!is_drawn(record)) return;
        ++in_division_[record.divisions.front()][class_of(record.verdict)];
    }

    [[nodiscard]] std::string title_of(const PublicRecord& record) const {
        const BulletinColumn* column = b_.column(record.register_id);
        return fmt::format("{} {}: {}", column != nullptr ? w_.recorded_by(*column) : record.register_id, record.source_id,
                           w_.verdict(record.verdict));
    }

    [[nodiscard]] std::string description() const {
        std::string out = p_.map_description;
        for (const std::string& sentence : w_.headline()) out += " " + sentence;
        return out;
    }

    // ---- layers, lowest first ---------------------------------------------------------------------------------
    void patterns() {
        const auto pattern = [&](std::string_view id, int spacing, std::string_view css, int turn) {
            out_ += fmt::format(
                "<pattern id=\"{0}\" width=\"{1}\" height=\"{1}\" patternUnits=\"userSpaceOnUse\" "
                "patternTransform=\"rotate({2})\"><path class=\"{3}\" d=\"M0 0V{1}\"/></pattern>\n",
                id, spacing, turn, css);
        };
        out_ += "<defs>\n";
        pattern("unwatched", 5, "hatch", 45);
        pattern("half-watched", 13, "hatch", 45);
        pattern("vague", 7, "stripe", 90);
        out_ += "</defs>\n";
    }

    [[nodiscard]] std::string path_of(const std::vector<std::shared_ptr<const Shape>>& shapes) const {
        std::string path;
        for (const auto& shape : shapes) path += to_.path(*shape);
        return path;
    }

    void land() {
        for (const BulletinDivision& division : b_.divisions) {
            for (const auto& area : division.areas) out_ += fmt::format("<path class=\"land\" d=\"{}\"/>\n", to_.path(*area));
        }
        for (std::size_t i = 0; i < b_.divisions.size(); ++i) {
            const std::string outline = path_of(b_.divisions[i].outlines);
            if (b_.watching_known && b_.watched[i].by_anyone.part_us == 0)
                out_ += fmt::format("<path class=\"unwatched\" d=\"{}\"/>\n", outline);
            else if (b_.watching_known && b_.watched[i].by_anyone.whole_us == 0)
                out_ += fmt::format("<path class=\"half-watched\" d=\"{}\"/>\n", outline);
            if (!in_division_[i].empty()) out_ += fmt::format("<path class=\"vague\" d=\"{}\"/>\n", outline);
            out_ += fmt::format("<path class=\"edge\" d=\"{}\"/>\n", outline);
        }
    }

    void spreads() {
        for (const auto& [record, shape] : polygons_) {
            out_ += fmt::format("<g class=\"{}\"><path class=\"spread{}\" d=\"{}\"/></g>\n", name_of(class_of(record->verdict)),
                                record->first_day == record->last_day ? "" : " perhaps", to_.path(*shape));
        }
        for (const Spot& spot : spots_) {
            if (spot.radius < spread_radius_min) continue;
            // One class: its colour; several: that of what is not decided.
            const VerdictClass shown = spot.classes.size() == 1 ? spot.classes.begin()->first : VerdictClass::undetermined;
            out_ += fmt::format("<g class=\"{}\"><circle class=\"spread{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"/></g>\n",
                                name_of(shown), spot.surely_today ? "" : " perhaps", spot.at.x, spot.at.y, spot.radius);
        }
    }

    void marks() {
        for (const Spot& spot : spots_) {
            std::string title;
            for (const std::string& one : spot.titles) title += (title.empty() ? "" : "\n") + one;
            mark_row(spot.classes, spot.at.x, spot.at.y, title);
        }
        for (const auto& [record, shape] : polygons_) {
            const MapPoint at = to_.label_point({shape}, {});
            mark_row({{class_of(record->verdict), 1}}, at.x, at.y, title_of(*record));
        }
    }

    /// The marks of several classes beside each other, with how many of each where it is more than one.
    void mark_row(const ClassCounts& classes, double x, double y, std::string_view title) {
        constexpr double step = 11;
        double width = -step;
        for (const auto& [verdict, n] : classes) width += step + (n > 1 ? digits_width(n) : 0);
        double left = x - width / 2;
        out_ += fmt::format("<g>{}", title.empty() ? "" : fmt::format("<title>{}</title>", escaped(title)));
        for (const auto& [verdict, n] : classes) {
            out_ += fmt::format("<g class=\"mark {}\">{}</g>", name_of(verdict), class_mark(verdict, left, y));
            left += step;
            if (n == 1) continue;
            out_ +=
                fmt::format("<text class=\"times\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", left - 2 + digits_width(n) / 2 - 2, y + 3.5, n);
            left += digits_width(n);
        }
        out_ += "</g>\n";
    }
    static double digits_width(std::size_t n) { return 6.0 * static_cast<double>(fmt::formatted_size("{}", n)) + 2; }

    // ---- labels -----------------------------------------------------------------------------------------------
    void label(std::size_t division) {
        const BulletinDivision& land = b_.divisions[division];
        if (land.outlines.empty()) return;
        std::vector<MapPoint> others;
        for (const Spot& spot : spots_) others.push_back(spot.at);
        MapPoint at = to_.label_point(land.outlines, others);
        const std::string counts = counts_of(land);
        if (!counts.empty()) at.y -= 5;
        out_ += fmt::format("<text class=\"place\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", at.x, at.y, escaped(w_.division(division)));
        double y = at.y;
        if (!counts.empty()) out_ += fmt::format("<text class=\"count\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", at.x, y += 14, counts);
        if (!in_division_[division].empty()) mark_row(in_division_[division], at.x, y + 10, "");
    }

    /// "RU 5  TR 2": the published counts of a division, each by its recorder's code.
    [[nodiscard]] std::string counts_of(const BulletinDivision& division) const {
        std::string out;
        for (const BulletinColumn& column : b_.columns) {
            const CountsColumn* counts = column.counts();
            if (counts == nullptr) continue;
            const std::string cell = w_.count_cell(*counts, division.id);
            if (std::ranges::none_of(counts->divisions, [&](const DivisionCount& one) { return one.division == division.id; })) continue;
            out += fmt::format("{}<tspan class=\"code\">{}</tspan>\u2009{}", out.empty() ? "" : "\u2002", escaped(column.code), cell);
        }
        return out;
    }

    /// A hundred kilometres, or what of 1, 2, 5 times a power of ten comes nearest to a fifth of the width.
    void scale_bar() {
        std::int64_t km = 1;
        for (const std::int64_t factor : {2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000}) {
            if (to_.units(factor * 1'000'000) <= map_width / 5) km = factor;
        }
        const double length = to_.units(km * 1'000'000);
        const double y = to_.height() - 8;
        out_ += fmt::format(
            "<path class=\"scale\" d=\"M{0:.1f} {1:.1f}v4h{2:.1f}v-4\"/>\n<text class=\"unit over\" x=\"{3:.1f}\" y=\"{4:.1f}\">{5} "
            "km</text>\n",
            map_width - map_margin - length, y - 4, length, map_width - map_margin, y - 6, km);
    }

    const Bulletin& b_;
    const Phrases& p_;
    Words w_;
    Projection to_;
    std::vector<Spot> spots_;
    std::vector<std::pair<const PublicRecord*, std::shared_ptr<const Shape>>> polygons_;
    std::vector<ClassCounts> in_division_;
    std::string out_;
};

}  // namespace

bool is_drawn(const PublicRecord& record) {
    if (record.where.kind == Region::Kind::areas) return record.divisions.size() == 1;
    return record.where.kind != Region::Kind::unknown &&
           (record.where.kind != Region::Kind::sector || outline(record.where.sector) != nullptr);
}

std::string day_map(const Bulletin& bulletin, const Phrases& phrases) {
    return shapes_of(bulletin).empty() ? std::string() : MapDrawing(bulletin, phrases).draw();
}

}  // namespace truce
