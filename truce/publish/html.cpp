#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "truce/publish/account.hpp"
#include "truce/publish/map.hpp"
#include "truce/publish/markup.hpp"
#include "truce/publish/render.hpp"
#include "truce/publish/words.hpp"

namespace truce {
namespace {

constexpr std::size_t records_shown_max = 200;

std::string mini_mark(VerdictClass verdict) {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"mini\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><g class=\"mark "
        "{}\">{}</g></svg>",
        name_of(verdict), class_mark(verdict, 6, 6));
}

class Page {
public:
    Page(const Bulletin& bulletin, const Phrases& phrases, const AccountSections& more)
        : b_(bulletin), p_(phrases), w_(bulletin, phrases), more_(more) {}

    std::string write() {
        head();
        out_ += more_.head;
        front();
        map();
        side_by_side();
        coincidences();
        judged();
        cases();
        commitments();
        movements();
        out_ += more_.body;
        records();
        if (!b_.columns.empty()) heading(p_.registers);
        for (const BulletinColumn& column : b_.columns) remarks(column);
        watching();
        if (b_.onward.empty()) changes();
        foot();
        return std::move(out_) + "</main>\n</body>\n</html>\n";
    }

private:
    [[nodiscard]] std::string name(std::string_view pattern, std::string_view key, std::string_view value) const {
        return fmt::format(fmt::runtime(pattern), fmt::arg(std::string(key).c_str(), value));
    }

    void heading(std::string_view text) { out_ += fmt::format("<h2>{}</h2>\n", escaped(text)); }

    void head() {
        const std::string_view direction = p_.direction == Direction::right_to_left ? "rtl" : "ltr";
        out_ = fmt::format(
            "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"{0}\" xml:lang=\"{0}\" dir=\"{1}\">\n<head>\n"
            "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
            "<title>{2} \u2013 {3}</title>\n<style>{4}</style>\n</head>\n<body>\n<main>\n",
            escaped(p_.language), direction, escaped(w_.title()), escaped(text_in(b_.title, p_.language)), page_style());
        out_ += paragraph(text_in(b_.title, p_.language), "kicker");
        out_ += fmt::format("<h1>{}</h1>\n", escaped(w_.title()));
        out_ += paragraph(w_.day_bounds(), "days");
    }

    // ---- the front: a number per register, and what may be said between them ----------------------------------
    void front() {
        out_ += "<section class=\"front\">\n";
        if (std::ranges::any_of(b_.columns, Words::speaks)) {
            out_ += "<table class=\"ledger\">\n<tbody>\n";
            for (const BulletinColumn& column : b_.columns) {
                if (Words::speaks(column)) ledger_row(column);
            }
            out_ += "</tbody>\n</table>\n";
        } else {
            out_ += paragraph(p_.headline_nothing);
        }
        out_ += "<div>\n";
        for (const std::string& remark : w_.headline_remarks()) out_ += paragraph(remark);
        out_ += "</div>\n</section>\n";
    }

    void ledger_row(const BulletinColumn& column) {
        const CountsColumn* counts = column.counts();
        const std::string n = w_.number(column);
        out_ += fmt::format("<tr><td class=\"n\">{}</td><th scope=\"row\">{}<span>{} \u00b7 {}</span></th></tr>\n", n,
                            isolated(w_.recorded_by(column)), isolated(w_.unit(column)),
                            escaped(counts != nullptr ? p_.published_count : p_.judged_reports));
    }

    // ---- the map ----------------------------------------------------------------------------------------------
    void map() {
        const std::string drawing = day_map(b_, p_);
        if (drawing.empty()) return;
        const auto not_drawn = std::ranges::count_if(b_.records, [](const PublicRecord& r) { return !is_drawn(r); });
        out_ += "<figure>\n" + drawing + "<ul class=\"legend\">\n";
        if (!b_.records.empty()) records_legend();
        if (std::ranges::any_of(b_.columns,
                                [](const BulletinColumn& c) { return c.counts() != nullptr && !c.counts()->divisions.empty(); }))
            out_ += fmt::format("<li>{}</li>\n", escaped(p_.key_counts));
        if (b_.watching_known) {
            pattern_legend("unwatched", p_.key_hatched);
            pattern_legend("half-watched", p_.key_half_hatched);
        } else {
            out_ += fmt::format("<li>{}</li>\n", escaped(p_.watching_unknown));
        }
        if (not_drawn > 0) out_ += fmt::format("<li>{}</li>\n", escaped(fmt::format(fmt::runtime(p_.not_drawn), fmt::arg("n", not_drawn))));
        out_ += fmt::format("<li>{}</li>\n</ul>\n</figure>\n", escaped(p_.key_boundaries));
    }

    void records_legend() {
        constexpr std::array classes{VerdictClass::violation, VerdictClass::undetermined, VerdictClass::exempt, VerdictClass::no_violation};
        const bool accepted = std::ranges::none_of(b_.records, [](const PublicRecord& r) { return r.verdict.if_accepted; });
        for (const VerdictClass verdict : classes) {
            const Verdict example{verdict == VerdictClass::violation      ? Ruling::violation
                                  : verdict == VerdictClass::exempt       ? Ruling::exempt
                                  : verdict == VerdictClass::no_violation ? Ruling::no_violation
                                                                          : Ruling::undetermined,
                                  Undetermined::no,
                                  -1,
                                  false,
                                  !accepted,
                                  false};
            out_ += fmt::format("<li>{}{}</li>\n", mini_mark(verdict), escaped(w_.verdict(example)));
        }
        const auto circle = [&](std::string_view css, const std::string& words) {
            out_ += fmt::format(
                "<li><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><g class=\"undetermined\">"
                "<circle class=\"spread{}\" cx=\"8\" cy=\"8\" r=\"7\"/></g></svg>{}</li>\n",
                css, escaped(words));
        };
        circle("", p_.key_circle);
        if (std::ranges::any_of(b_.records, [](const PublicRecord& r) { return r.first_day != r.last_day; }))
            circle(" perhaps", p_.key_faint);
        if (std::ranges::any_of(b_.records, [](const PublicRecord& r) { return r.where.kind == Region::Kind::areas && is_drawn(r); }))
            pattern_legend("vague", p_.key_division);
    }

    void pattern_legend(std::string_view css, const std::string& words) {
        out_ += fmt::format(
            "<li><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><rect class=\"land\" width=\"16\" "
            "height=\"16\"/>"
            "<rect class=\"{}\" width=\"16\" height=\"16\"/></svg>{}</li>\n",
            css, escaped(words));
    }

    // ---- the one table: divisions down, registers across, nothing added across ---------------------------------
    void side_by_side() {
        if (std::ranges::none_of(b_.columns, Words::speaks)) return;
        heading(p_.side_by_side);
        out_ += fmt::format(
            "<div class=\"wide keep\">\n<table class=\"full\">\n<caption>{} {} {}</caption>\n<thead>\n<tr><th scope=\"col\">{}</th>",
            escaped(p_.never_added), escaped(p_.key_range), escaped(p_.key_implied), escaped(p_.division));
        for (const BulletinColumn& column : b_.columns) {
            if (Words::speaks(column)) column_heading(column);
        }
        out_ += fmt::format("<th scope=\"col\">{}</th></tr>\n</thead>\n<tbody>\n", escaped(p_.watched));
        total_row();
        for (std::size_t i = 0; i < b_.divisions.size(); ++i) division_row(i);
        out_ += "</tbody>\n</table>\n</div>\n";
    }

    void column_heading(const BulletinColumn& column) {
        out_ += fmt::format("<th scope=\"col\">{}<span class=\"kind\">{}</span></th>", isolated(w_.recorded_by(column)),
                            escaped(column.counts() != nullptr ? p_.published_count : p_.judged_reports));
    }

    void total_row() {
        out_ += fmt::format("<tr class=\"total\"><th scope=\"row\">{}</th>", escaped(p_.whole_day));
        for (const BulletinColumn& column : b_.columns) {
            if (!Words::speaks(column)) continue;
            out_ += fmt::format("<td>{}</td>", w_.number(column));
        }
        out_ += fmt::format("<td class=\"unsaid\">{}</td></tr>\n", b_.watching_known ? "" : escaped(p_.unknown));
    }

    void division_row(std::size_t division) {
        out_ += fmt::format("<tr><th scope=\"row\">{}</th>", isolated(w_.division(division)));
        for (const BulletinColumn& column : b_.columns) {
            if (Words::speaks(column)) out_ += division_cell(column, division);
        }
        out_ += watched_cell(division) + "</tr>\n";
    }

    [[nodiscard]] std::string division_cell(const BulletinColumn& column, std::size_t division) const {
        const ReportsColumn* reports = column.reports();
        if (reports != nullptr)
            return reports->divisions.empty() ? fmt::format("<td class=\"unsaid\">{}</td>", escaped(p_.not_stated))
                                              : number_cell(reports->divisions[division].recorded);
        const std::string& id = b_.divisions[division].id;
        const auto stated = column.counts()->of(id);
        return fmt::format("<td{}>{}</td>", stated.value_or(0) == 0 ? " class=\"unsaid\"" : "",
                           escaped(w_.count_cell(*column.counts(), id)));
    }

    [[nodiscard]] std::string watched_cell(std::size_t division) const {
        if (!b_.watching_known) return fmt::format("<td class=\"unsaid\">{}</td>", escaped(p_.unknown));
        const Watched& anyone = b_.watched[division].by_anyone;
        const std::string_view css = anyone.part_us == 0 ? " class=\"gap\"" : anyone.whole_us == 0 ? " class=\"half-gap\"" : "";
        return fmt::format("<td{}><span>{}</span></td>", css, escaped(w_.watched_cell(division)));
    }

    void coincidences() {
        if (b_.coincidences.empty()) return;
        heading(p_.coincidence);
        for (const CoincidenceOfTwo& pair : b_.coincidences) {
            out_ += paragraph(w_.bound(pair));
            out_ += paragraph(w_.bound_conditions(pair), "small");
        }
    }

    // ---- verdicts ---------------------------------------------------------------------------------------------
    void judged() {
        bool any = false;
        for (const BulletinColumn& column : b_.columns) {
            const ReportsColumn* reports = column.reports();
            if (reports == nullptr || !reports->disclosed || reports->total.recorded.possible == 0) continue;
            if (!any) {
                heading(p_.verdicts);
                out_ += paragraph(w_.reading() + " " + p_.presumption);
            }
            any = true;
            out_ += fmt::format("<h3>{}</h3>\n", isolated(w_.recorded_by(column)));
            tallies(column, *reports);
        }
    }

    void tallies(const BulletinColumn& column, const ReportsColumn& reports) {
        constexpr std::array classes{VerdictClass::violation, VerdictClass::exempt, VerdictClass::no_violation, VerdictClass::undetermined};
        out_ += fmt::format(
            "<div class=\"wide keep\">\n<table class=\"full\">\n<thead>\n<tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>",
            escaped(p_.division), escaped(p_.recorded));
        for (const VerdictClass verdict : classes)
            out_ += fmt::format("<th scope=\"col\">{}{}</th>", mini_mark(verdict), escaped(w_.class_title(column, verdict)));
        out_ += "</tr>\n</thead>\n<tbody>\n";
        tally_row(p_.whole_day, reports.total, " class=\"total\"");
        for (std::size_t i = 0; i < reports.divisions.size(); ++i) {
            if (reports.divisions[i].recorded.possible > 0) tally_row(w_.division(i), reports.divisions[i], "");
        }
        out_ += "</tbody>\n</table>\n</div>\n";
    }

    void tally_row(std::string_view title, const Tally& tally, std::string_view css) {
        out_ += fmt::format("<tr{}><th scope=\"row\">{}</th>{}{}{}{}{}</tr>\n", css, isolated(title), number_cell(tally.recorded),
                            number_cell(tally.violation), number_cell(tally.exempt), number_cell(tally.no_violation),
                            number_cell(tally.undetermined));
    }

    void cases() {
        if (b_.cases.empty()) return;
        heading(p_.cases);
        out_ += paragraph(p_.cases_rule) + "<ul class=\"remarks\">\n";
        for (const BulletinCase& one : b_.cases) out_ += fmt::format("<li>{}</li>\n", isolated(w_.case_line(one)));
        out_ += "</ul>\n";
    }

    void commitments() {
        if (b_.commitments.empty()) return;
        heading(p_.commitments);
        out_ += "<ul class=\"remarks\">\n";
        for (const BulletinCommitment& one : b_.commitments) out_ += fmt::format("<li>{}</li>\n", isolated(w_.commitment_line(one)));
        out_ += "</ul>\n";
    }

    void movements() {
        if (b_.movements.empty()) return;
        heading(p_.movements);
        out_ += paragraph(p_.movements_rule) + "<ul class=\"remarks\">\n";
        for (const BulletinMovement& one : b_.movements) out_ += fmt::format("<li>{}</li>\n", isolated(w_.movement_line(one)));
        out_ += "</ul>\n" + paragraph(w_.movements_total());
    }

    void records() {
        if (b_.records.empty()) return;
        heading(p_.records);
        out_ += "<div class=\"wide\">\n<table class=\"full records\">\n<thead>\n<tr>";
        for (const std::string* title : {&p_.record, &p_.verdict, &p_.division, &p_.place, &p_.days})
            out_ += fmt::format("<th scope=\"col\" class=\"text\">{}</th>", escaped(*title));
        out_ += fmt::format("<th scope=\"col\">{}</th></tr>\n</thead>\n<tbody>\n", escaped(p_.persons_dead));
        for (std::size_t i = 0; i < std::min(b_.records.size(), records_shown_max); ++i) record_row(b_.records[i]);
        out_ += "</tbody>\n</table>\n</div>\n";
        if (b_.records.size() > records_shown_max)
            out_ += paragraph(fmt::format(fmt::runtime(p_.not_drawn_more), fmt::arg("n", b_.records.size() - records_shown_max)), "small");
    }

    void record_row(const PublicRecord& record) {
        const std::string days = record.first_day == record.last_day
                                     ? w_.short_date(record.first_day)
                                     : w_.short_date(record.first_day) + " \u2013 " + w_.short_date(record.last_day);
        out_ += fmt::format(
            "<tr><th scope=\"row\">{}</th><td class=\"text\">{}{}</td><td class=\"text\">{}</td><td class=\"text\">{}</td>"
            "<td class=\"text\">{}</td><td>{}</td></tr>\n",
            isolated(record.register_id + ":" + record.source_id), mini_mark(class_of(record.verdict)), escaped(w_.verdict(record.verdict)),
            isolated(w_.divisions(record)), isolated(record.place), escaped(days),
            record.deaths ? format(*record.deaths) : escaped(p_.not_stated));
    }

    void remarks(const BulletinColumn& column) {
        const bool alike = w_.name(column) == w_.recorder(column);
        out_ += fmt::format("<section class=\"keep\">\n<h3>{}{}</h3>\n<ul class=\"remarks\">\n", isolated(w_.recorded_by(column)),
                            alike ? std::string() : escaped(p_.colon) + isolated(w_.name(column)));
        for (const std::string& remark : w_.remarks(column)) out_ += fmt::format("<li>{}</li>\n", isolated(remark));
        if (!column.citation.empty()) out_ += fmt::format("<li>{}</li>\n", isolated(name(p_.source, "source", column.citation)));
        if (column.counts() != nullptr) {
            for (const std::string& source : column.counts()->sources)
                out_ += fmt::format("<li>{}</li>\n", isolated(name(p_.source, "source", source)));
        }
        out_ += "</ul>\n</section>\n";
    }

    void watching() {
        heading(p_.watching);
        if (!b_.watching_known) return void(out_ += paragraph(p_.watching_unknown));
        out_ += paragraph(p_.watching_rule);
        out_ += fmt::format(
            "<div class=\"wide keep\">\n<table class=\"full\">\n<thead>\n<tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>",
            escaped(p_.division), escaped(p_.watched));
        std::vector<std::string> watchers;
        for (const WatchedDivision& one : b_.watched) {
            for (const WatchedDivision::By& by : one.by_register) watchers.push_back(by.register_id);
        }
        std::ranges::sort(watchers);
        const auto repeated = std::ranges::unique(watchers);
        watchers.erase(repeated.begin(), repeated.end());
        for (const std::string& watcher : watchers) {
            const BulletinColumn* column = b_.column(watcher);
            out_ += fmt::format("<th scope=\"col\">{}</th>", isolated(column != nullptr ? w_.recorder(*column) : watcher));
        }
        out_ += "</tr>\n</thead>\n<tbody>\n";
        for (std::size_t i = 0; i < b_.divisions.size(); ++i) watching_row(i, watchers);
        out_ += "</tbody>\n</table>\n</div>\n";
    }

    void watching_row(std::size_t division, const std::vector<std::string>& watchers) {
        out_ += fmt::format("<tr><th scope=\"row\">{}</th>{}", isolated(w_.division(division)), watched_cell(division));
        for (const std::string& watcher : watchers) {
            const auto& by = b_.watched[division].by_register;
            const auto found = std::ranges::find(by, watcher, &WatchedDivision::By::register_id);
            out_ += found == by.end() ? "<td></td>" : fmt::format("<td>{}</td>", escaped(w_.watched_cell(found->watched)));
        }
        out_ += "</tr>\n";
    }

    // ---- the foot ---------------------------------------------------------------------------------------------
    void changes() {
        heading(p_.changes);
        if (!b_.changes) return void(out_ += paragraph(p_.never_published));
        if (b_.changes->empty()) return void(out_ += paragraph(name(p_.nothing_changed, "day", b_.last_published)));
        out_ += fmt::format(
            "<div class=\"wide keep\">\n<table class=\"full\">\n<caption>{}</caption>\n<thead>\n<tr><th scope=\"col\">{}</th><th "
            "scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr>\n</thead>\n<tbody>\n",
            escaped(name(p_.since, "day", b_.last_published)), escaped(p_.reg), escaped(p_.added), escaped(p_.changed),
            escaped(p_.withdrawn));
        for (const auto& change : *b_.changes) {
            const BulletinColumn* column = b_.column(change.register_id);
            out_ +=
                fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                            isolated(column != nullptr ? w_.name(*column) : change.register_id), changed(change.added, change.added_ids),
                            changed(change.changed, change.changed_ids), changed(change.withdrawn, change.withdrawn_ids));
        }
        out_ += "</tbody>\n</table>\n</div>\n";
    }

    /// How many, and which ones as far as they are named.
    static std::string changed(std::size_t count, const std::vector<std::string>& ids) {
        std::string out = fmt::format("{}", count);
        if (ids.empty()) return out;
        out += "<br/><small>";
        for (std::size_t i = 0; i < ids.size(); ++i) out += (i > 0 ? ", " : "") + isolated(ids[i]);
        return out + (count > ids.size() ? ", \u2026</small>" : "</small>");
    }

    void foot() {
        const BulletinInput::Proof& proof = b_.proof;
        out_ += "<footer class=\"keep\">\n";
        heading(p_.proof);
        out_ += "<dl>\n";
        const auto item = [&](const std::string& term, std::string_view text) {
            if (!text.empty()) out_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escaped(term), isolated(text));
        };
        item(fmt::format(fmt::runtime(p_.proof_words), fmt::arg("log", proof.origin), fmt::arg("size", proof.size)), proof.root);
        item(p_.proof_checkpoint, proof.checkpoint);
        item(p_.reading_digest, proof.reading_digest);
        item(p_.proof_command, proof.command);
        out_ += "</dl>\n";
        if (!proof.evaluator.empty()) out_ += paragraph(name(p_.evaluator, "version", proof.evaluator), "small");
        out_ += "</footer>\n";
    }

    const Bulletin& b_;
    const Phrases& p_;
    Words w_;
    const AccountSections& more_;
    std::string out_;
};

}  // namespace

std::string number_cell(const Range& range) {
    return fmt::format("<td{}>{}</td>", range.possible == 0 ? " class=\"zero\"" : "", format(range));
}

std::string account_html(const Bulletin& bulletin, const Phrases& phrases, const AccountSections& more) {
    return Page(bulletin, phrases, more).write();
}

std::string to_html(const Bulletin& bulletin, const Phrases& phrases) { return account_html(bulletin, phrases, {}); }

}  // namespace truce
