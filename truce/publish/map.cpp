#include "truce/publish/map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "truce/publish/names.hpp"
#include "truce/publish/render.hpp"

namespace truce {
namespace {

constexpr double map_width = 720;
constexpr double metres_per_degree = 111'320;

/// Degrees to pixels: equirectangular at the middle latitude, which keeps shapes true over a country.
class Projection {
public:
    explicit Projection(const Atlas& atlas) {
        Box all = atlas.divisions().front().shape->box();
        for (const Atlas::Division& division : atlas.divisions()) {
            const Box& box = division.shape->box();
            all.low = {std::min(all.low.lat_e7, box.low.lat_e7), std::min(all.low.lon_e7, box.low.lon_e7)};
            all.high = {std::max(all.high.lat_e7, box.high.lat_e7), std::max(all.high.lon_e7, box.high.lon_e7)};
        }
        const double middle = (all.low.lat_e7 + all.high.lat_e7) / 2e7;
        shrink_ = std::cos(middle * std::numbers::pi / 180);
        const double degrees = (all.high.lon_e7 - all.low.lon_e7) / 1e7 * shrink_;
        scale_ = (map_width - 2 * margin) / std::max(degrees, 1e-6);
        west_ = all.low.lon_e7 / 1e7;
        north_ = all.high.lat_e7 / 1e7;
        height_ = (all.high.lat_e7 - all.low.lat_e7) / 1e7 * scale_ + 2 * margin;
    }

    [[nodiscard]] double x(LatLon at) const { return margin + (at.lon_e7 / 1e7 - west_) * shrink_ * scale_; }
    [[nodiscard]] double y(LatLon at) const { return margin + (north_ - at.lat_e7 / 1e7) * scale_; }
    [[nodiscard]] double pixels(std::int64_t mm) const { return static_cast<double>(mm) / 1000 / metres_per_degree * scale_; }
    [[nodiscard]] double height() const { return height_; }

private:
    static constexpr double margin = 12;
    double shrink_ = 1;
    double scale_ = 1;
    double west_ = 0;
    double north_ = 0;
    double height_ = 0;
};

std::string path_of(const Shape& shape, const Projection& to) {
    std::string out;
    for (const Ring& ring : shape.rings()) {
        for (std::size_t i = 0; i < ring.size(); ++i)
            out += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", to.x(ring[i]), to.y(ring[i]));
        out += "Z";
    }
    return out;
}

/// The middle of the largest ring, by area: where a label is read as belonging to the shape.
std::pair<double, double> centre_of(const std::vector<std::shared_ptr<const Shape>>& shapes, const Projection& to) {
    double largest = 0;
    std::pair<double, double> centre{0, 0};
    for (const auto& shape : shapes) {
        for (const PolygonRings& polygon : shape->polygons()) {
            double area = 0;
            double cx = 0;
            double cy = 0;
            const Ring& ring = polygon.front();
            for (std::size_t i = 0; i < ring.size(); ++i) {
                const LatLon& a = ring[i];
                const LatLon& b = ring[(i + 1) % ring.size()];
                const double cross = to.x(a) * to.y(b) - to.x(b) * to.y(a);
                area += cross;
                cx += (to.x(a) + to.x(b)) * cross;
                cy += (to.y(a) + to.y(b)) * cross;
            }
            if (std::abs(area) <= largest) continue;
            largest = std::abs(area);
            centre = {cx / (3 * area), cy / (3 * area)};
        }
    }
    return centre;
}

class MapDrawing {
public:
    explicit MapDrawing(const Bulletin& bulletin) : bulletin_(bulletin), to_(*bulletin.profile->atlas) {}

    std::string draw() {
        out_ = fmt::format("<svg class=\"map\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-labelledby=\"map-title map-desc\">\n",
                           map_width, to_.height());
        out_ += fmt::format("<title id=\"map-title\">Map of {}</title>\n<desc id=\"map-desc\">{}</desc>\n", format(bulletin_.day),
                            escaped(description()));
        out_ +=
            "<defs><pattern id=\"unwatched\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
            "<line class=\"hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"7\"/></pattern></defs>\n";
        divisions();
        uncertainty();
        symbols();
        labels();
        return std::move(out_) + "</svg>\n";
    }

private:
    std::string description() const {
        return fmt::format("{} records of public registers, each drawn with the area in which it may have happened. {}",
                           bulletin_.marks.size(), bulletin_.headline);
    }

    [[nodiscard]] std::vector<std::shared_ptr<const Shape>> shapes_of(const Division& division) const {
        std::vector<std::shared_ptr<const Shape>> shapes;
        for (const std::string& area : division.areas) {
            if (auto shape = bulletin_.profile->atlas->shape(area)) shapes.push_back(std::move(shape));
        }
        return shapes;
    }

    void divisions() {
        for (const Division& division : bulletin_.profile->divisions) {
            std::string path;
            for (const auto& shape : shapes_of(division)) path += path_of(*shape, to_);
            out_ += fmt::format("<path class=\"land\" d=\"{}\"/>\n", path);
            const auto watched = std::find_if(bulletin_.watched.begin(), bulletin_.watched.end(),
                                              [&](const WatchedDivision& w) { return w.division == division.id; });
            if (bulletin_.watching_known && (watched == bulletin_.watched.end() || watched->watched_us == 0)) {
                out_ += fmt::format("<path class=\"unwatched\" d=\"{}\"/>\n", path);
            }
        }
    }

    void uncertainty() {
        for (const MapMark& mark : bulletin_.marks) {
            if (mark.where.kind != Region::Kind::circle) continue;
            const double radius = to_.pixels(mark.where.radius_mm);
            if (radius < 5) continue;
            out_ += fmt::format("<circle class=\"spread\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"/>\n", to_.x(mark.where.centre),
                                to_.y(mark.where.centre), radius);
        }
    }

    void symbols() {
        for (const MapMark& mark : bulletin_.marks) {
            if (mark.where.kind != Region::Kind::circle) continue;
            out_ +=
                fmt::format("<g class=\"{}{}\"><title>{}: {}</title>{}</g>\n", name_of(mark_class(mark.verdict)),
                            mark.certain_day ? "" : " spans", escaped(mark.register_id), escaped(std::string(name_of(mark.verdict.ruling))),
                            symbol(mark_class(mark.verdict), to_.x(mark.where.centre), to_.y(mark.where.centre)));
        }
    }

    /// In each division: its name, published counts by recorder's code, and records known to the division only.
    void labels() {
        for (const Division& division : bulletin_.profile->divisions) {
            const auto shapes = shapes_of(division);
            if (shapes.empty()) continue;
            const auto [x, y] = centre_of(shapes, to_);
            std::string counts;
            for (const BulletinColumn& column : bulletin_.columns) {
                const Register* reg = bulletin_.profile->find_register(column.register_id);
                for (const DivisionCount& count : column.counts) {
                    if (count.division == division.id)
                        counts += fmt::format("{}{} {}", counts.empty() ? "" : "  ",
                                              reg != nullptr && !reg->code.empty() ? reg->code : column.register_id, count.count);
                }
            }
            const std::size_t vague = known_to(division);
            out_ += fmt::format("<text class=\"place\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", x, y,
                                escaped(division_name(bulletin_, division.id)));
            if (!counts.empty())
                out_ += fmt::format("<text class=\"count\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", x, y + 14, escaped(counts));
            if (vague > 0)
                out_ += fmt::format("<text class=\"vague\" x=\"{:.1f}\" y=\"{:.1f}\">{} somewhere here</text>\n", x,
                                    y + (counts.empty() ? 13 : 27), vague);
        }
    }

    /// Records whose place is named areas of this division and no other.
    [[nodiscard]] std::size_t known_to(const Division& division) const {
        return static_cast<std::size_t>(std::count_if(bulletin_.marks.begin(), bulletin_.marks.end(), [&](const MapMark& mark) {
            return mark.where.kind == Region::Kind::areas &&
                   std::all_of(mark.where.ids.begin(), mark.where.ids.end(), [&](const std::string& id) {
                       return std::find(division.areas.begin(), division.areas.end(), id) != division.areas.end();
                   });
        }));
    }

    const Bulletin& bulletin_;
    Projection to_;
    std::string out_;
};

}  // namespace

MarkClass mark_class(const Verdict& verdict) {
    if (verdict.ruling == Ruling::violation) return MarkClass::violation;
    if (verdict.ruling == Ruling::exempt || verdict.actor_exempt) return MarkClass::exempt;
    if (verdict.ruling == Ruling::undetermined || verdict.ruling == Ruling::conflict) return MarkClass::undetermined;
    return MarkClass::no_violation;
}

std::string_view name_of(MarkClass mark) {
    switch (mark) {
        case MarkClass::violation: return "violation";
        case MarkClass::undetermined: return "undetermined";
        case MarkClass::exempt: return "exempt";
        case MarkClass::no_violation: return "no-violation";
    }
    return "";
}

std::string symbol(MarkClass mark, double x, double y) {
    switch (mark) {
        case MarkClass::violation: return fmt::format("<path d=\"M{:.1f} {:.1f}l5 5l-5 5l-5 -5z\"/>", x, y - 5);
        case MarkClass::undetermined: return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.6\"/>", x, y);
        case MarkClass::exempt: return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"7\" height=\"7\"/>", x - 3.5, y - 3.5);
        case MarkClass::no_violation: return fmt::format("<path d=\"M{:.1f} {:.1f}l7 7m0 -7l-7 7\"/>", x - 3.5, y - 3.5);
    }
    return {};
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string day_map(const Bulletin& bulletin) { return MapDrawing(bulletin).draw(); }

}  // namespace truce
