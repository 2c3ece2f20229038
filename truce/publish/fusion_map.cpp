#include "truce/publish/fusion_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "truce/publish/fusion_page.hpp"
#include "truce/publish/markup.hpp"

namespace truce {
namespace {

constexpr double width = 900;
constexpr double height_max = 680;
constexpr double height_min = 260;
constexpr double margin = 22;
constexpr double km_per_degree = 111.111;

/// From degrees to the drawing.
class Projection {
public:
    explicit Projection(const std::vector<SourceTable>& tables) {
        bounds(tables, false);
        // Points on both sides of the date line: count longitudes from 0 to 360 if that brings them together.
        if (east_ - west_ > 180) {
            const double span = east_ - west_;
            bounds(tables, true);
            if (east_ - west_ >= span) bounds(tables, false);
        }
        constexpr double span_min = 0.02;
        const double middle = (south_ + north_) / 2;
        shrink_ = std::max(std::cos(middle * std::numbers::pi / 180), 0.05);
        const double high = std::max(north_ - south_, span_min);
        const double wide = std::max((east_ - west_) * shrink_, span_min);
        scale_ = std::min((width - 2 * margin) / wide, (height_max - 2 * margin) / high);
        height_ = std::max(high * scale_ + 2 * margin, height_min);
        x0_ = (width - (east_ - west_) * shrink_ * scale_) / 2;
        y0_ = (height_ - (north_ - south_) * scale_) / 2;
    }

    [[nodiscard]] double x(const TableRow& row) const { return x0_ + (turned(row) - west_) * shrink_ * scale_; }
    [[nodiscard]] double y(const TableRow& row) const { return y0_ + (north_ - row.latitude_deg) * scale_; }
    [[nodiscard]] double height() const { return height_; }
    [[nodiscard]] double units_per_km() const { return scale_ / km_per_degree; }

private:
    [[nodiscard]] double turned(const TableRow& row) const {
        return turn_ && row.longitude_deg < 0 ? row.longitude_deg + 360 : row.longitude_deg;
    }

    void bounds(const std::vector<SourceTable>& tables, bool turn) {
        turn_ = turn;
        south_ = 90;
        north_ = -90;
        west_ = 360;
        east_ = -180;
        for (const SourceTable& table : tables) {
            for (const TableRow& row : table.rows) {
                south_ = std::min(south_, row.latitude_deg);
                north_ = std::max(north_, row.latitude_deg);
                west_ = std::min(west_, turned(row));
                east_ = std::max(east_, turned(row));
            }
        }
    }

    double south_ = 0, north_ = 0, west_ = 0, east_ = 0;
    double shrink_ = 1, scale_ = 1, height_ = height_min, x0_ = 0, y0_ = 0;
    bool turn_ = false;
};

/// 1, 2 or 5 times a power of ten, at most `most`.
double round_length(double most) {
    const double power = std::pow(10, std::floor(std::log10(most)));
    for (const double step : {5.0, 2.0})
        if (step * power <= most) return step * power;
    return power;
}

class Map {
public:
    Map(const std::vector<SourceTable>& tables, const Found& found) : tables_(tables), found_(found), projection_(tables) {}

    std::string write() {
        std::size_t reports = 0;
        for (const SourceTable& table : tables_) reports += table.rows.size();
        size_ = reports > 4'000 ? 2.2 : reports > 400 ? 3.2 : 4.2;
        out_ = fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
            "aria-labelledby=\"map-title\">\n<title id=\"map-title\">Map of {} reports; lines join reports of one incident</title>\n"
            "<rect class=\"ground\" width=\"{:.0f}\" height=\"{:.0f}\"/>\n",
            width, projection_.height(), reports, width, projection_.height());
        lines("link", [](const FoundLink& link) { return link.doubt < 0.5; });
        lines("link unsure", [](const FoundLink& link) { return link.doubt >= 0.5; });
        marks();
        scale();
        return std::move(out_) + "</svg>\n";
    }

private:
    template <typename Wanted>
    void lines(std::string_view css, const Wanted& wanted) {
        std::string path;
        for (const FoundLink& link : found_.links) {
            if (!wanted(link) || !drawn(link.a) || !drawn(link.b)) continue;
            const TableRow& a = row(link.a);
            const TableRow& b = row(link.b);
            path += fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}", projection_.x(a), projection_.y(a), projection_.x(b), projection_.y(b));
        }
        if (!path.empty()) out_ += fmt::format("<path class=\"{}\" d=\"{}\"/>\n", css, path);
    }

    void marks() {
        for (std::uint32_t s = 0; s < tables_.size(); ++s) {
            std::string path;
            for (std::uint32_t r = 0; r < tables_[s].rows.size() && drawn({s, r}); ++r)
                path += source_mark(s, projection_.x(tables_[s].rows[r]), projection_.y(tables_[s].rows[r]), size_);
            out_ += fmt::format("<path class=\"mark {}\" d=\"{}\"/>\n", source_class(s), path);
        }
    }

    void scale() {
        const double km = round_length(160 / projection_.units_per_km());
        const double length = km * projection_.units_per_km();
        const double y = projection_.height() - 12;
        out_ += fmt::format(
            "<path class=\"scale\" d=\"M12 {0:.1f}v4h{1:.1f}v-4\"/>\n<text class=\"unit\" x=\"{2:.1f}\" y=\"{3:.1f}\">{4:g} km</text>\n",
            y - 4, length, 18 + length, y + 2, km);
    }

    /// The first of each source are drawn, each source with an equal share.
    [[nodiscard]] bool drawn(ReportPlace place) const {
        return place.row < fusion_page_reports_max / std::max<std::size_t>(1, tables_.size());
    }
    [[nodiscard]] const TableRow& row(ReportPlace place) const { return tables_[place.source].rows[place.row]; }

    const std::vector<SourceTable>& tables_;
    const Found& found_;
    Projection projection_;
    double size_ = 3;
    std::string out_;
};

}  // namespace

std::string source_mark(std::size_t source, double x, double y, double size) {
    const double s = size;
    switch (source % 5) {
        case 0:
            return fmt::format("M{:.1f} {:.1f}a{:.1f} {:.1f} 0 1 0 {:.1f} 0a{:.1f} {:.1f} 0 1 0 {:.1f} 0", x - s, y, s, s, 2 * s, s, s,
                               -2 * s);
        case 1: return fmt::format("M{:.1f} {:.1f}h{:.1f}v{:.1f}h{:.1f}z", x - s * .9, y - s * .9, s * 1.8, s * 1.8, -s * 1.8);
        case 2: return fmt::format("M{:.1f} {:.1f}l{:.1f} {:.1f}h{:.1f}z", x, y - s * 1.2, s * 1.2, s * 2.1, -s * 2.4);
        case 3:
            return fmt::format("M{:.1f} {:.1f}l{:.1f} {:.1f}l{:.1f} {:.1f}l{:.1f} {:.1f}z", x, y - s * 1.3, s * 1.3, s * 1.3, -s * 1.3,
                               s * 1.3, -s * 1.3, -s * 1.3);
        default: return fmt::format("M{:.1f} {:.1f}l{:.1f} {:.1f}h{:.1f}z", x, y + s * 1.2, s * 1.2, -s * 2.1, -s * 2.4);
    }
}

std::string source_class(std::size_t source) { return fmt::format("s{}", source % 6); }

std::string fusion_map(const std::vector<SourceTable>& tables, const Found& found) { return Map(tables, found).write(); }

}  // namespace truce
