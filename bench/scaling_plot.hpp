/// How long a query takes beside how much there is, as a picture: both axes by powers of ten.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace truce {

struct ScalingLine {
    std::string name;
    std::string colour;
    std::string dashes;                             ///< "" for a whole line
    std::vector<std::pair<double, double>> points;  ///< how many volumes, us a query
};

class ScalingPlot {
public:
    /// Of x from 10^x_low to 10^x_high and y likewise.
    ScalingPlot(int x_low, int x_high, int y_low, int y_high) : x_low_(x_low), x_high_(x_high), y_low_(y_low), y_high_(y_high) {}

    [[nodiscard]] std::string svg(std::string_view title, const std::vector<ScalingLine>& lines) const {
        std::string out = fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 400\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#666\">\n"
            "<title>{}</title>\n<path d=\"M{} {}V{}H{}\" fill=\"none\" stroke=\"#888\"/>\n",
            title, left, top, bottom, right);
        for (int p = x_low_; p <= x_high_; ++p)
            out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>\n", x(std::pow(10.0, p)), bottom + 18,
                               with_commas(p));
        for (int p = y_low_; p <= y_high_; ++p)
            out += fmt::format(
                "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\">{:g}</text><path d=\"M{} {:.1f}H{}\" stroke=\"#888\" "
                "stroke-opacity=\"0.3\"/>\n",
                left - 8, y(std::pow(10.0, p)) + 4, std::pow(10.0, p), left, y(std::pow(10.0, p)), right);
        const std::vector<double> names = names_at(lines);
        for (std::size_t i = 0; i < lines.size(); ++i) out += drawn(lines[i], names[i]);
        out += fmt::format(
            "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">live volumes</text>\n"
            "<text transform=\"rotate(-90)\" x=\"{:.0f}\" y=\"16\" text-anchor=\"middle\">microseconds a query</text>\n</svg>\n",
            (left + right) / 2, bottom + 38, -(top + bottom) / 2);
        return out;
    }

private:
    static constexpr double left = 64, right = 460, top = 16, bottom = 350;

    [[nodiscard]] double x(double volumes) const { return left + (std::log10(volumes) - x_low_) / (x_high_ - x_low_) * (right - left); }
    [[nodiscard]] double y(double us) const { return bottom - (std::log10(us) - y_low_) / (y_high_ - y_low_) * (bottom - top); }

    static std::string with_commas(int power) {
        std::string digits = "1" + std::string(static_cast<std::size_t>(power), '0');
        for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
        return digits;
    }

    /// Each at its line's end, but a line of text apart from the next.
    [[nodiscard]] std::vector<double> names_at(const std::vector<ScalingLine>& lines) const {
        std::vector<std::size_t> order(lines.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto end_of = [&](std::size_t i) { return y(lines[i].points.back().second); };
        std::ranges::sort(order, {}, end_of);
        std::vector<double> at(lines.size());
        double free = top;
        for (const std::size_t i : order) {
            at[i] = std::max(end_of(i), free);
            free = at[i] + 13;
        }
        return at;
    }

    [[nodiscard]] std::string drawn(const ScalingLine& line, double name_at) const {
        std::string path;
        std::string marks;
        for (const auto& [volumes, us] : line.points) {
            path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x(volumes), y(us));
            marks += fmt::format(
                "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\" fill=\"{}\"><title>{}, {:.0f} volumes: {:.3g} us</title></circle>",
                x(volumes), y(us), line.colour, line.name, volumes, us);
        }
        return fmt::format(
            "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\" stroke-dasharray=\"{}\"/>{}"
            "<text x=\"{:.0f}\" y=\"{:.1f}\" fill=\"{}\">{}</text>\n",
            path, line.colour, line.dashes, marks, right + 8, name_at + 4, line.colour, line.name);
    }

    int x_low_, x_high_, y_low_, y_high_;
};

}  // namespace truce
