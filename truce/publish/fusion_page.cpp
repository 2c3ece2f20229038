#include "truce/publish/fusion_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "truce/publish/fusion_map.hpp"
#include "truce/publish/markup.hpp"

namespace truce {
namespace {

// Sources have colours and shapes of their own (after Okabe and Ito), 4.5 : 1 against the ground in either scheme.
constexpr std::string_view style = R"css(
:root{--s0:#00649c;--s1:#b3440b;--s2:#00704c;--s3:#8a3b76;--s4:#6b5a00;--s5:#4b5560}
@media screen and (prefers-color-scheme:dark){:root{--s0:#6cc3ee;--s1:#ff9a5c;--s2:#55c79c;--s3:#e29ccf;--s4:#d9c44a;--s5:#b6c0ca}}
.ground{fill:var(--land)}
.map .mark{fill-opacity:.78;stroke:var(--paper);stroke-width:.5}
.s0{fill:var(--s0)}.s1{fill:var(--s1)}.s2{fill:var(--s2)}.s3{fill:var(--s3)}.s4{fill:var(--s4)}.s5{fill:var(--s5)}
.link{fill:none;stroke:var(--ink);stroke-width:1.1;stroke-opacity:.75}
.unsure{stroke-dasharray:3 2}
.skip{position:absolute;inset-inline-start:-999rem}.skip:focus{position:static}
:focus-visible{outline:3px solid var(--s0);outline-offset:2px}
.bar{display:block;block-size:.75rem;min-inline-size:1px;background:var(--edge)}
td.bars{inline-size:55%;text-align:start}
td.in,td.out{text-align:center}td.out{color:var(--line)}
.review td,.review th{text-align:start;vertical-align:top}
.review .n{text-align:end;white-space:nowrap}
.review small{display:block;color:var(--soft)}
@media (max-width:40rem){.review thead{position:absolute;inset-inline-start:-999rem}.review tr{display:block;padding-block:.5rem;border-block-end:1px solid var(--edge)}.review td,.review th{display:grid;grid-template-columns:6.5rem minmax(0,1fr);border:0;padding-block:.15rem;padding-inline:0}.review .n{text-align:start;white-space:normal}.review [data-label]::before{content:attr(data-label);color:var(--soft)}td.bars{inline-size:35%}}
)css";

constexpr std::size_t overlaps_shown_max = 40;
constexpr std::size_t steps = 10;

std::string grouped(std::size_t number) {
    std::string digits = fmt::format("{}", number);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
    return digits;
}

std::string bar(std::size_t part, std::size_t most) {
    const double share = most == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(most);
    return fmt::format("<span class=\"bar\" style=\"inline-size:{:.1f}%\"></span>", share);
}

class Page {
public:
    Page(const std::vector<SourceTable>& tables, const Found& found) : tables_(tables), found_(found) {}

    std::string write(std::string_view settings) {
        head(settings);
        front();
        map();
        overlap();
        scores();
        review();
        near_misses();
        foot(settings);
        return std::move(out_) + "</main>\n</body>\n</html>\n";
    }

private:
    void paragraph(std::string_view text, std::string_view css = "") {
        out_ += css.empty() ? fmt::format("<p>{}</p>\n", escaped(text)) : fmt::format("<p class=\"{}\">{}</p>\n", css, escaped(text));
    }

    void head(std::string_view settings) {
        out_ = fmt::format(
            "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" xml:lang=\"en\" dir=\"ltr\">\n<head>\n"
            "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
            "<title>Reports of one incident</title>\n<style>{}{}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#review\">To the links "
            "to look at</a>\n<main>\n",
            page_style(), style);
        paragraph("Proposals, for people to accept or refuse", "kicker");
        out_ += "<h1>Which reports describe one incident?</h1>\n";
        paragraph(settings, "days");
    }

    void front() {
        std::size_t reports = 0;
        for (const SourceTable& table : tables_) reports += table.rows.size();
        out_ += "<section class=\"front\">\n<table class=\"ledger\">\n<tbody>\n";
        ledger(reports, "reports", fmt::format("of {} sources", tables_.size()));
        ledger(found_.incidents.size(), "incidents", "if every proposed link is right");
        ledger(found_.links.size(), "links", fmt::format("{} with a doubt of a half or more", grouped(doubtful())));
        out_ += "</tbody>\n</table>\n<div>\n";
        paragraph(found_.score);
        paragraph("A link says that two reports may speak of one event. It says nothing about who was responsible, and it is no finding.");
        if (found_.flags > 0)
            paragraph(fmt::format("{} events may be part of a longer episode in another source; they are counted on their own.",
                                  grouped(found_.flags)));
        out_ += "</div>\n</section>\n";
    }

    [[nodiscard]] std::size_t doubtful() const {
        return static_cast<std::size_t>(std::ranges::count_if(found_.links, [](const FoundLink& link) { return link.doubt >= 0.5; }));
    }

    void ledger(std::size_t number, std::string_view what, const std::string& more) {
        out_ += fmt::format("<tr><td class=\"n\">{}</td><th scope=\"row\">{}<span>{}</span></th></tr>\n", grouped(number), what, more);
    }

    void map() {
        out_ += "<figure>\n" + fusion_map(tables_, found_) + "<ul class=\"legend\">\n";
        std::size_t hidden = 0;
        for (std::size_t s = 0; s < tables_.size(); ++s) {
            out_ += fmt::format(
                "<li><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path class=\"{}\" "
                "d=\"{}\"/></svg>{} "
                "({})</li>\n",
                source_class(s), source_mark(s, 8, 8, 5), isolated(tables_[s].name), grouped(tables_[s].rows.size()));
            const std::size_t share = fusion_page_reports_max / tables_.size();
            hidden += tables_[s].rows.size() - std::min(share, tables_[s].rows.size());
        }
        legend_line("link", "joined");
        legend_line("link unsure", "joined, and doubtful");
        if (hidden > 0) out_ += fmt::format("<li>{} reports are not drawn: the last of the longest sources</li>\n", grouped(hidden));
        out_ += "</ul>\n</figure>\n";
    }

    void legend_line(std::string_view css, std::string_view words) {
        out_ += fmt::format(
            "<li><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path class=\"{}\" d=\"M0 "
            "8h16\"/></svg>{}</li>\n",
            css, words);
    }

    // ---- which sources share how many incidents ------------------------------------------------------------------
    void overlap() {
        std::map<std::vector<bool>, std::size_t> counts;
        for (const auto& members : found_.incidents) {
            std::vector<bool> sources(tables_.size());
            for (const ReportPlace place : members) sources[place.source] = true;
            ++counts[sources];
        }
        std::vector<std::pair<std::vector<bool>, std::size_t>> rows(counts.begin(), counts.end());
        std::ranges::sort(rows,
                          [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first > b.first; });
        out_ +=
            "<h2>How the sources overlap</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Overlap of the sources\">\n"
            "<table class=\"full\">\n<caption>Incidents by the sources that report them.</caption>\n<thead><tr>";
        for (const SourceTable& table : tables_) out_ += fmt::format("<th scope=\"col\" class=\"text\">{}</th>", isolated(table.name));
        out_ += "<th scope=\"col\">incidents</th><th scope=\"col\" class=\"text\"></th></tr></thead>\n<tbody>\n";
        for (std::size_t i = 0; i < std::min(rows.size(), overlaps_shown_max); ++i) {
            out_ += "<tr>";
            for (const bool in : rows[i].first) out_ += in ? "<td class=\"in\">\u25cf</td>" : "<td class=\"out\">\u00b7</td>";
            out_ += fmt::format("<td>{}</td><td class=\"bars\">{}</td></tr>\n", grouped(rows[i].second),
                                bar(rows[i].second, rows.front().second));
        }
        out_ += "</tbody>\n</table>\n</div>\n";
        if (rows.size() > overlaps_shown_max)
            paragraph(fmt::format("{} rarer combinations are not listed.", grouped(rows.size() - overlaps_shown_max)), "small");
    }

    // ---- how the scores are spread -------------------------------------------------------------------------------
    void scores() {
        if (found_.links.empty()) return;
        std::map<double, std::size_t> counts;
        for (const FoundLink& link : found_.links) ++counts[link.score];
        out_ += fmt::format(
            "<h2>How the scores are spread</h2>\n<table class=\"full\">\n<caption>{}</caption>\n<thead><tr><th scope=\"col\">score</th><th "
            "scope=\"col\">links</th><th scope=\"col\" class=\"text\"></th></tr></thead>\n<tbody>\n",
            escaped(found_.score));
        std::vector<std::pair<std::string, std::size_t>> rows;
        if (counts.size() <= steps) {
            for (const auto& [score, n] : counts) rows.emplace_back(fmt::format("{:.4g}", score), n);
        } else {
            rows = stepped(counts);
        }
        std::size_t most = 0;
        for (const auto& [label, n] : rows) most = std::max(most, n);
        for (const auto& [label, n] : rows)
            out_ +=
                fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"bars\">{}</td></tr>\n", label, grouped(n), bar(n, most));
        out_ += "</tbody>\n</table>\n";
    }

    static std::vector<std::pair<std::string, std::size_t>> stepped(const std::map<double, std::size_t>& counts) {
        const double low = counts.begin()->first;
        const double step = (counts.rbegin()->first - low) / steps;
        std::vector<std::pair<std::string, std::size_t>> rows;
        for (std::size_t i = 0; i < steps; ++i) {
            const double from = low + step * static_cast<double>(i);
            rows.emplace_back(fmt::format("{:.3g} to {:.3g}", from, from + step), 0);
        }
        for (const auto& [score, n] : counts) rows[std::min(static_cast<std::size_t>((score - low) / step), steps - 1)].second += n;
        return rows;
    }

    // ---- what people should look at --------------------------------------------------------------------------------
    void review() {
        heading("review", "Links to look at, the most doubtful first");
        if (found_.links.empty()) return paragraph("No two reports were linked.");
        list("Links to look at", "links", found_.links);
    }

    void near_misses() {
        if (found_.near_misses.empty()) return;
        heading("near-misses", "Nearly linked");
        paragraph(
            "Reports that stayed alone, each with the strongest candidate that was not taken: likely enough for a person to look at.");
        list("Nearly linked", "near misses", found_.near_misses);
    }

    void heading(std::string_view id, std::string_view text) { out_ += fmt::format("<h2 id=\"{}\" tabindex=\"-1\">{}</h2>\n", id, text); }

    void list(std::string_view label, std::string_view file, const std::vector<FoundLink>& all) {
        std::vector<const FoundLink*> links;
        for (const FoundLink& link : all) links.push_back(&link);
        std::ranges::sort(links, [](const FoundLink* x, const FoundLink* y) {
            return x->doubt != y->doubt ? x->doubt > y->doubt : std::tuple(x->incident, x->a, x->b) < std::tuple(y->incident, y->a, y->b);
        });
        if (links.size() > fusion_page_links_max)
            paragraph(fmt::format("The first {} of {}; the file of {} has all.", fusion_page_links_max, grouped(links.size()), file),
                      "small");
        out_ += fmt::format(
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n<table class=\"full review\">\n<thead><tr><th "
            "scope=\"col\">doubt</th><th scope=\"col\">one report</th><th scope=\"col\">the other</th><th scope=\"col\">not taken</th><th "
            "scope=\"col\">why</th></tr></thead>\n<tbody>\n",
            label);
        for (std::size_t i = 0; i < std::min(links.size(), fusion_page_links_max); ++i) row(*links[i]);
        out_ += "</tbody>\n</table>\n</div>\n";
    }

    void row(const FoundLink& link) {
        out_ += fmt::format("<tr><td class=\"n\" data-label=\"doubt\"><span>{:.2f}{}</span></td>", link.doubt,
                            link.outcome == "ask" ? " <small>ask</small>" : "");
        report("one report", link.a);
        report("the other", link.b);
        if (link.rival) {
            report("not taken", *link.rival);
        } else {
            out_ += "<td data-label=\"not taken\"><span class=\"unsaid\">nothing else near</span></td>";
        }
        out_ += fmt::format("<td data-label=\"why\"><span>{}</span></td></tr>\n", escaped(link.reason));
    }

    void report(std::string_view label, ReportPlace place) {
        const SourceTable& table = tables_[place.source];
        const TableRow& row = table.rows[place.row];
        const std::string days = row.start == row.end ? format(row.start) : format(row.start) + " to " + format(row.end);
        out_ += fmt::format("<td data-label=\"{}\"><span>{} {}<small>{}</small><small>{:.5f}, {:.5f}</small></span></td>", label,
                            isolated(table.name), isolated(row.id), days, row.latitude_deg, row.longitude_deg);
    }

    void foot(std::string_view settings) {
        out_ += "<footer>\n";
        paragraph(fmt::format("Made by truce fuse: {}. The page holds everything it shows and asks nothing of any network.", settings),
                  "small");
        out_ += "</footer>\n";
    }

    const std::vector<SourceTable>& tables_;
    const Found& found_;
    std::string out_;
};

}  // namespace

std::string fusion_page(const std::vector<SourceTable>& tables, const Found& found, std::string_view settings) {
    return Page(tables, found).write(settings);
}

}  // namespace truce
