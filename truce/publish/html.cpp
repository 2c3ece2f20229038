#include <fmt/format.h>

#include <array>

#include "truce/publish/map.hpp"
#include "truce/publish/names.hpp"
#include "truce/publish/render.hpp"

namespace truce {
namespace {

// Okabe and Ito's palette, safe for colour-blind readers; colour means the class of a verdict and nothing else, and every
// class has a shape of its own besides.
constexpr std::string_view style = R"css(
:root{--ink:#1d2320;--soft:#5b625e;--line:#c9c7bf;--paper:#fbfaf6;--land:#eeece4;--violation:#b3440b;--undetermined:#5b6570;--exempt:#00648f;--none:#8a8f8b;--hatch:#b9b5a8}
@media (prefers-color-scheme:dark){@media screen{:root{--ink:#e8e6df;--soft:#a9aea9;--line:#474b48;--paper:#181b1a;--land:#262a28;--violation:#ff9a5c;--undetermined:#b4bec9;--exempt:#6cc3ee;--none:#8f9591;--hatch:#5a5e58}}}
*{box-sizing:border-box}
body{margin:0 auto;max-inline-size:64rem;padding:2.5rem 1.5rem;background:var(--paper);color:var(--ink);font:1rem/1.5 "Source Serif 4",Georgia,"Noto Serif","Noto Naskh Arabic",serif;font-variant-numeric:tabular-nums lining-nums}
h1{font-size:1.9rem;line-height:1.15;margin:.2rem 0 .6rem;font-weight:600;text-wrap:balance}
h2{font-size:1.05rem;margin:2.4rem 0 .6rem;padding-block-start:.5rem;border-block-start:1px solid var(--ink);font-weight:600}
p{margin:.4rem 0;max-inline-size:46rem}
.kicker,table,.small,svg text,.legend{font-family:"Noto Sans","Noto Sans Arabic","Helvetica Neue",Arial,sans-serif}
.kicker{font-size:.8rem;color:var(--soft);letter-spacing:.02em}
.lead{font-size:1.12rem}
.small{font-size:.82rem;color:var(--soft)}
.wide{overflow-x:auto}
table{border-collapse:collapse;inline-size:100%;font-size:.82rem;line-height:1.35}
caption{text-align:start;color:var(--soft);padding-block-end:.4rem}
th,td{padding:.28rem .5rem;text-align:end;border-block-end:1px solid var(--line);vertical-align:baseline}
th:first-child{text-align:start;font-weight:400}
thead th{font-weight:600;vertical-align:bottom;border-block-end-color:var(--ink)}
thead th.group{text-align:center;border-block-end:0}
tbody tr:first-child th,tbody tr:first-child td{font-weight:600}
td.unsaid{color:var(--soft)}
td.gap{background:repeating-linear-gradient(135deg,transparent 0 4px,var(--hatch) 4px 5px)}
.group-start{border-inline-start:1px solid var(--line)}
.map{display:block;inline-size:100%;block-size:auto;margin:1rem 0 .2rem}
.land{fill:var(--land);stroke:var(--line);stroke-width:1;fill-rule:evenodd}
.unwatched{fill:url(#unwatched);fill-rule:evenodd}
.hatch{stroke:var(--hatch);stroke-width:1.2}
.spread{fill:none;stroke:var(--soft);stroke-width:.6;stroke-dasharray:2 2;opacity:.45}
.violation path,.violation{fill:var(--violation);stroke:none}
.undetermined circle{fill:var(--paper);fill-opacity:.75;stroke:var(--undetermined);stroke-width:1.5}
.exempt rect{fill:var(--paper);fill-opacity:.75;stroke:var(--exempt);stroke-width:1.6}
.no-violation path{fill:none;stroke:var(--none);stroke-width:1.6}
.spans{opacity:.55}
svg text{text-anchor:middle;fill:var(--ink);paint-order:stroke;stroke:var(--land);stroke-width:3px;stroke-linejoin:round}
.place{font-size:10.5px;fill:var(--soft)}
.count{font-size:12.5px;font-weight:600}
.vague{font-size:10px;font-style:italic;fill:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;font-size:.8rem;color:var(--soft);padding:0;margin:.3rem 0;list-style:none}
.legend svg{inline-size:14px;block-size:14px;vertical-align:-2px;margin-inline-end:.35rem}
code{font-family:"Noto Sans Mono",ui-monospace,monospace;font-size:.78rem;overflow-wrap:anywhere}
pre{font-size:.72rem;overflow-x:auto;margin:.4rem 0}
@page{size:A4;margin:16mm}
@media print{body{padding:0;max-inline-size:none;font-size:10pt;background:#fff}h2{break-after:avoid}table,svg,.keep{break-inside:avoid}}
@media (max-width:40rem){body{padding:1.2rem .9rem}h1{font-size:1.45rem}}
)css";

std::string paragraph(std::string_view text, std::string_view css = "") {
    return css.empty() ? fmt::format("<p>{}</p>\n", escaped(text)) : fmt::format("<p class=\"{}\">{}</p>\n", css, escaped(text));
}

const DivisionTally* tally_of(const BulletinColumn& column, std::string_view division) {
    for (const DivisionTally& tally : column.divisions) {
        if (tally.division == division) return &tally;
    }
    return nullptr;
}

class Page {
public:
    explicit Page(const Bulletin& bulletin) : b_(bulletin) {}

    std::string write() {
        head();
        map();
        side_by_side();
        coincidences();
        for (const BulletinColumn& column : b_.columns) notes(column);
        changes();
        reading();
        proof();
        return std::move(out_) + "</main>\n</body>\n</html>\n";
    }

private:
    void head() {
        out_ = fmt::format(
            "<!doctype html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\"/>\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>Bulletin of {} \u2013 "
            "{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n",
            format(b_.day), escaped(b_.title), style);
        out_ += paragraph(b_.title, "kicker");
        out_ += fmt::format("<h1>Bulletin of <time datetime=\"{0}\">{0}</time></h1>\n", format(b_.day));
        out_ += paragraph(b_.headline + ".", "lead");
        out_ += fmt::format("<p class=\"small\">The day is <bdi>{}</bdi> to <bdi>{}</bdi> ({}), <bdi>{}</bdi> to <bdi>{}</bdi>.</p>\n",
                            b_.profile->days.format_local(b_.bounds.from), b_.profile->days.format_local(b_.bounds.to), escaped(b_.zone),
                            format(b_.bounds.from), format(b_.bounds.to));
    }

    void map() {
        out_ += day_map(b_);
        out_ += "<ul class=\"legend\">\n";
        constexpr std::array legend{std::pair{MarkClass::violation, "would breach a clause"},
                                    std::pair{MarkClass::undetermined, "undetermined"}, std::pair{MarkClass::exempt, "exempt"},
                                    std::pair{MarkClass::no_violation, "no violation"}};
        for (const auto& [mark, words] : legend) {
            out_ += fmt::format("<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><g class=\"{}\">{}</g></svg>{}</li>\n", name_of(mark),
                                symbol(mark, 7, 7), words);
        }
        out_ +=
            "<li><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><circle class=\"spread\" cx=\"7\" cy=\"7\" r=\"6\"/></svg>where it may "
            "have happened</li>\n";
        out_ +=
            b_.watching_known ? "<li>hatched: watched by nobody</li>\n" : "<li>who watched where is unknown: no register of watches</li>\n";
        out_ += "</ul>\n";
        out_ += paragraph(
            "Faint marks may belong to another day. Records whose place is known only by division are counted there, not drawn. Boundaries "
            "imply no statement on any border.",
            "small");
    }

    /// The one table: divisions down, registers across, nothing added across.
    void side_by_side() {
        out_ +=
            "<h2>The registers side by side</h2>\n<div class=\"wide\">\n<table>\n<caption>Each column is what one register recorded. "
            "Registers are never added up: the same "
            "incident may stand in several. 9\u201312: at least 9, at most 12.</caption>\n<thead>\n<tr><th rowspan=\"2\" "
            "scope=\"col\">Division</th>";
        for (const BulletinColumn& column : b_.columns) {
            out_ += fmt::format("<th class=\"group group-start\" scope=\"colgroup\" colspan=\"{}\">recorded by <bdi>{}</bdi></th>",
                                column.holds == RegisterHolds::reports ? 5 : 1, escaped(column.name));
        }
        out_ += "<th rowspan=\"2\" scope=\"col\" class=\"group-start\">watched</th></tr>\n<tr>";
        for (const BulletinColumn& column : b_.columns) {
            if (column.holds == RegisterHolds::counts) {
                out_ += "<th scope=\"col\" class=\"group-start\">published count</th>";
            } else {
                out_ +=
                    "<th scope=\"col\" class=\"group-start\">recorded</th><th scope=\"col\">violation</th><th scope=\"col\">exempt</th>"
                    "<th scope=\"col\">no violation</th><th scope=\"col\">undetermined</th>";
            }
        }
        out_ += "</tr>\n</thead>\n<tbody>\n<tr><th scope=\"row\">the day, anywhere</th>";
        for (const BulletinColumn& column : b_.columns) {
            out_ += column.holds == RegisterHolds::reports
                        ? tally_cells(&column.total)
                        : count_cell(column.published ? std::optional(column.count) : std::nullopt, "not stated");
        }
        out_ += fmt::format("<td class=\"group-start unsaid\">{}</td></tr>\n", b_.watching_known ? "" : "unknown");
        for (const Division& division : b_.profile->divisions) division_row(division);
        out_ += "</tbody>\n</table>\n</div>\n";
    }

    void division_row(const Division& division) {
        out_ += fmt::format("<tr><th scope=\"row\">{}</th>", escaped(division_name(b_, division.id)));
        for (const BulletinColumn& column : b_.columns) {
            if (column.holds == RegisterHolds::reports) {
                const DivisionTally* tally = tally_of(column, division.id);
                out_ += tally_cells(tally != nullptr ? &tally->tally : nullptr);
                continue;
            }
            std::optional<std::int64_t> count;
            for (const DivisionCount& one : column.counts) {
                if (one.division == division.id) count = one.count;
            }
            if (!count && column.published && column.split_complete) count = 0;
            out_ += count_cell(count, column.published ? "not stated" : "");
        }
        const WatchedDivision* watched = nullptr;
        for (const WatchedDivision& one : b_.watched) {
            if (one.division == division.id) watched = &one;
        }
        if (watched == nullptr)
            out_ += "<td class=\"group-start unsaid\"></td></tr>\n";
        else
            out_ +=
                fmt::format("<td class=\"group-start{}\">{}</td></tr>\n", watched->watched_us == 0 ? " gap" : "", watched_words(*watched));
    }

    static std::string tally_cells(const Tally* tally) {
        if (tally == nullptr) return "<td class=\"group-start unsaid\">0</td><td></td><td></td><td></td><td></td>";
        std::string out = fmt::format("<td class=\"group-start\">{}</td>", format(tally->recorded));
        for (const Range* range : {&tally->violation, &tally->exempt, &tally->no_violation, &tally->undetermined}) {
            out += range->possible == 0 ? "<td></td>" : fmt::format("<td>{}</td>", format(*range));
        }
        return out;
    }

    static std::string count_cell(const std::optional<std::int64_t>& count, std::string_view otherwise) {
        return count ? fmt::format("<td class=\"group-start\">{}</td>", *count)
                     : fmt::format("<td class=\"group-start unsaid\">{}</td>", otherwise);
    }

    void coincidences() {
        if (b_.coincidences.empty()) return;
        out_ += "<h2>How many can be the same</h2>\n";
        for (const CoincidenceOfTwo& pair : b_.coincidences) out_ += paragraph(coincidence_sentence(b_, pair) + ".");
    }

    void notes(const BulletinColumn& column) {
        out_ += fmt::format("<section class=\"keep\">\n<h2>{}</h2>\n", escaped(column.name));
        out_ += fmt::format("<p class=\"small\">Recorded by <bdi>{}</bdi>. One record is: {}.</p>\n", escaped(column.recorder),
                            escaped(column.unit));
        if (column.holds == RegisterHolds::counts) {
            out_ += paragraph(
                column.published
                    ? fmt::format("Published for this day: {}. A published count is not judged: the records behind it are not public.",
                                  column.count)
                    : std::string("No count published for this day, or none found. Not stated is not 0."));
            for (const auto& confirmed : column.confirmations) {
                out_ += paragraph(fmt::format("Of the records of {}, it confirmed {}.", column_name(b_, confirmed.of), confirmed.count));
            }
            if (column.from_party) out_ += paragraph(fmt::format("{} of them were supplied by a party.", *column.from_party));
        } else {
            if (column.casualties) out_ += paragraph(fmt::format("Deaths, as this register codes them: {}.", format(*column.casualties)));
            if (column.looks_without_finding > 0) out_ += paragraph(fmt::format("{} looks found nothing.", column.looks_without_finding));
            if (column.contradictory > 0)
                out_ += paragraph(fmt::format("{} are undetermined because two rules contradict each other.", column.contradictory));
        }
        for (const std::string& note : column.notes) out_ += paragraph("Note: " + note, "small");
        if (!column.limits.empty()) out_ += paragraph("What it cannot show: " + column.limits, "small");
        if (!column.citation.empty()) out_ += paragraph(column.citation, "small");
        for (const std::string& source : column.sources) out_ += fmt::format("<p class=\"small\"><bdi>{}</bdi></p>\n", escaped(source));
        out_ += "</section>\n";
    }

    void changes() {
        out_ += "<h2>New, changed, withdrawn</h2>\n";
        if (!b_.changes) return void(out_ += paragraph("No bulletin has been published before."));
        if (b_.changes->empty()) return void(out_ += paragraph(fmt::format("Nothing since the bulletin of {}.", b_.last_published)));
        out_ += fmt::format(
            "<div class=\"wide\"><table>\n<caption>Since the bulletin of {}</caption>\n<thead><tr><th scope=\"col\">Register</th><th "
            "scope=\"col\">new</th>"
            "<th scope=\"col\">changed</th><th scope=\"col\">withdrawn</th></tr></thead>\n<tbody>\n",
            escaped(b_.last_published));
        for (const auto& change : *b_.changes) {
            out_ += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                                escaped(column_name(b_, change.register_id)), change.added, change.changed, change.withdrawn);
        }
        out_ += "</tbody></table></div>\n";
    }

    void reading() {
        out_ += "<h2>By whose reading</h2>\n";
        out_ += paragraph(fmt::format(
            "Verdicts follow \u201c{}\u201d, the reading of {}. Where no examiner has accepted a register's coding, a violation means: it "
            "would be one if "
            "that coding is accepted. Undetermined means that a fact is missing or an exception was not shown; nobody is presumed guilty.",
            b_.reading_title, b_.reading_by));
    }

    void proof() {
        out_ += "<h2>Proof</h2>\n";
        out_ += fmt::format(
            "<p>Computed from the signed record <code>{}</code> at size {}, whose root the log "
            "signed:</p>\n<pre><code>{}</code></pre>\n<p>Check it: <code>{}</code></p>\n",
            escaped(b_.proof.origin), b_.proof.size, escaped(b_.proof.checkpoint), escaped(b_.proof.command));
    }

    const Bulletin& b_;
    std::string out_;
};

}  // namespace

std::string to_html(const Bulletin& bulletin) { return Page(bulletin).write(); }

}  // namespace truce
