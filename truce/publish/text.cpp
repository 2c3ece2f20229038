#include <fmt/format.h>

#include <algorithm>

#include "truce/publish/account.hpp"
#include "truce/publish/markup.hpp"
#include "truce/publish/render.hpp"
#include "truce/publish/text_layout.hpp"
#include "truce/publish/words.hpp"

namespace truce {
namespace {

constexpr std::size_t records_shown_max = 60;

class TextBulletin {
public:
    TextBulletin(const Bulletin& bulletin, const Phrases& phrases, const AccountSections& more)
        : b_(bulletin), p_(phrases), w_(bulletin, phrases), more_(more) {
        for (std::size_t i = 0; i < b_.divisions.size(); ++i) first_ = std::max(first_, text_columns(w_.division(i)) + 2);
        first_ = std::min(first_, std::size_t{30});
    }

    std::string write() {
        out_ = wrapped(text_in(b_.title, p_.language), "") + w_.title() + "\n" + wrapped(w_.day_bounds(), "") + "\n";
        out_ += more_.head;
        for (const std::string& sentence : w_.headline()) out_ += wrapped(sentence, "");
        side_by_side();
        coincidences();
        judged();
        cases();
        commitments();
        movements();
        out_ += more_.body;
        records();
        remarks();
        watching();
        if (b_.onward.empty()) changes();
        key();
        proof();
        return std::move(out_);
    }

private:
    // ---- the one table, in as many strips as the page's width needs ------------------------------------------
    void side_by_side() {
        std::vector<const BulletinColumn*> speaking;
        for (const BulletinColumn& column : b_.columns) {
            if (Words::speaks(column)) speaking.push_back(&column);
        }
        if (speaking.empty()) return;
        out_ += ruled(p_.side_by_side) + wrapped(p_.never_added, "  ");
        constexpr std::size_t per_strip = 3;
        for (std::size_t from = 0; from < speaking.size(); from += per_strip) {
            const std::size_t to = std::min(from + per_strip, speaking.size());
            out_ += "\n";
            strip({speaking.begin() + static_cast<std::ptrdiff_t>(from), speaking.begin() + static_cast<std::ptrdiff_t>(to)});
        }
    }

    void strip(const std::vector<const BulletinColumn*>& columns) {
        std::vector<std::string> heading{p_.division};
        std::vector<std::string> kind{""};
        std::vector<std::string> total{p_.whole_day};
        for (const BulletinColumn* column : columns) {
            heading.push_back(w_.recorded_by(*column) + " (" + (column->counts() != nullptr ? p_.published_count : p_.judged_reports) +
                              ")");
            total.push_back(w_.number(*column));
        }
        heading.push_back(p_.watched);
        total.push_back(b_.watching_known ? "" : p_.unknown);
        const std::size_t first = std::max(first_, text_columns(p_.whole_day) + 2);
        TextTable table(heading, first, (text_width - 2 - first) / (columns.size() + 1));
        table.add(total);
        for (std::size_t i = 0; i < b_.divisions.size(); ++i) {
            std::vector<std::string> row{w_.division(i)};
            for (const BulletinColumn* column : columns) row.push_back(cell(*column, i));
            row.push_back(w_.watched_cell(i));
            table.add(row);
        }
        out_ += table.text();
    }

    [[nodiscard]] std::string cell(const BulletinColumn& column, std::size_t division) const {
        if (const CountsColumn* counts = column.counts(); counts != nullptr) return w_.count_cell(*counts, b_.divisions[division].id);
        const ReportsColumn& reports = *column.reports();
        return reports.divisions.empty() ? p_.not_stated : format(reports.divisions[division].recorded);
    }

    void coincidences() {
        if (b_.coincidences.empty()) return;
        out_ += ruled(p_.coincidence);
        for (const CoincidenceOfTwo& pair : b_.coincidences)
            out_ += wrapped(w_.bound(pair), "  ") + wrapped(w_.bound_conditions(pair), "  ");
    }

    // ---- verdicts ---------------------------------------------------------------------------------------------
    void judged() {
        bool any = false;
        for (const BulletinColumn& column : b_.columns) {
            const ReportsColumn* reports = column.reports();
            if (reports == nullptr || !reports->disclosed || reports->total.recorded.possible == 0) continue;
            if (!any) out_ += ruled(p_.verdicts) + wrapped(w_.reading() + " " + p_.presumption, "  ");
            any = true;
            out_ += "\n" + wrapped(w_.title(column), "  ") + tallies(column, *reports);
        }
    }

    [[nodiscard]] std::string tallies(const BulletinColumn& column, const ReportsColumn& reports) const {
        const std::size_t first = std::max(first_, text_columns(p_.whole_day) + 2);
        TextTable table(
            {p_.division, p_.recorded, w_.class_title(column, VerdictClass::violation), p_.exempt, p_.no_violation, p_.undetermined}, first,
            14);
        const auto row = [&](const std::string& name, const Tally& tally) {
            table.add({name, format(tally.recorded), format(tally.violation), format(tally.exempt), format(tally.no_violation),
                       format(tally.undetermined)});
        };
        row(p_.whole_day, reports.total);
        for (std::size_t i = 0; i < reports.divisions.size(); ++i) {
            if (reports.divisions[i].recorded.possible > 0) row(w_.division(i), reports.divisions[i]);
        }
        return table.text();
    }

    void cases() {
        if (b_.cases.empty()) return;
        out_ += ruled(p_.cases) + wrapped(p_.cases_rule, "  ");
        for (const BulletinCase& one : b_.cases) out_ += wrapped(w_.case_line(one), "  ");
    }

    void commitments() {
        if (b_.commitments.empty()) return;
        out_ += ruled(p_.commitments);
        for (const BulletinCommitment& one : b_.commitments) out_ += wrapped(w_.commitment_line(one), "  ");
    }

    void movements() {
        if (b_.movements.empty()) return;
        out_ += ruled(p_.movements) + wrapped(p_.movements_rule, "  ");
        for (const BulletinMovement& one : b_.movements) out_ += wrapped(w_.movement_line(one), "  ");
        out_ += wrapped(w_.movements_total(), "  ");
    }

    void records() {
        if (b_.records.empty()) return;
        out_ += ruled(p_.records);
        std::size_t shown = 0;
        for (const PublicRecord& record : b_.records) {
            if (shown++ == records_shown_max) {
                out_ += "  " + fmt::format(fmt::runtime(p_.not_drawn_more), fmt::arg("n", b_.records.size() - records_shown_max)) + "\n";
                break;
            }
            const std::string days = record.first_day == record.last_day
                                         ? format(record.first_day)
                                         : fmt::format("{} \u2013 {}", format(record.first_day), format(record.last_day));
            std::string line =
                fmt::format("{}:{} \u00b7 {} \u00b7 {}", record.register_id, record.source_id, w_.verdict(record.verdict), days);
            line += " \u00b7 " + w_.divisions(record) + (record.place.empty() ? "" : " (" + record.place + ")");
            if (record.deaths) line += fmt::format(" \u00b7 {} {}", p_.persons_dead, format(*record.deaths));
            out_ += wrapped(line, "  ");
        }
    }

    void remarks() {
        for (const BulletinColumn& column : b_.columns) {
            out_ += ruled(w_.title(column));
            for (const std::string& remark : w_.remarks(column)) out_ += wrapped(remark, "  ");
        }
    }

    void watching() {
        out_ += ruled(p_.watching);
        if (!b_.watching_known) return void(out_ += wrapped(p_.watching_unknown, "  "));
        out_ += wrapped(p_.watching_rule, "  ");
        for (std::size_t i = 0; i < b_.divisions.size(); ++i) {
            std::string line = w_.division(i) + p_.colon + w_.watched_cell(i);
            for (const WatchedDivision::By& by : b_.watched[i].by_register) {
                const BulletinColumn* column = b_.column(by.register_id);
                line += p_.list_separator + (column != nullptr ? w_.recorder(*column) : by.register_id) + " " + w_.watched_cell(by.watched);
            }
            out_ += wrapped(line, "  ");
        }
    }

    // ---- the foot ---------------------------------------------------------------------------------------------
    void changes() {
        out_ += ruled(p_.changes);
        if (!b_.changes) return void(out_ += wrapped(p_.never_published, "  "));
        const auto day = fmt::arg("day", b_.last_published);
        if (b_.changes->empty()) return void(out_ += wrapped(fmt::format(fmt::runtime(p_.nothing_changed), day), "  "));
        out_ += wrapped(fmt::format(fmt::runtime(p_.since), day), "  ");
        TextTable table({p_.reg, p_.added, p_.changed, p_.withdrawn}, 44, 14);
        for (const auto& change : *b_.changes) {
            const BulletinColumn* column = b_.column(change.register_id);
            table.add({column != nullptr ? w_.name(*column) : change.register_id, fmt::format("{}", change.added),
                       fmt::format("{}", change.changed), fmt::format("{}", change.withdrawn)});
        }
        out_ += table.text();
    }

    void key() { out_ += ruled(p_.key) + wrapped(p_.key_range, "  ") + wrapped(p_.key_implied, "  "); }

    void proof() {
        const BulletinInput::Proof& proof = b_.proof;
        out_ += ruled(p_.proof);
        out_ += wrapped(fmt::format(fmt::runtime(p_.proof_words), fmt::arg("log", proof.origin), fmt::arg("size", proof.size)), "  ");
        out_ += "  " + plain(proof.root) + "\n";
        if (!proof.evaluator.empty()) out_ += wrapped(fmt::format(fmt::runtime(p_.evaluator), fmt::arg("version", proof.evaluator)), "  ");
        if (!proof.reading_digest.empty()) out_ += "  " + p_.reading_digest + " " + proof.reading_digest + "\n";
        out_ += "  " + p_.proof_command + " " + plain(proof.command) + "\n";
    }

    const Bulletin& b_;
    const Phrases& p_;
    Words w_;
    const AccountSections& more_;
    std::size_t first_ = 12;
    std::string out_;
};

}  // namespace

std::string account_text(const Bulletin& bulletin, const Phrases& phrases, const AccountSections& more) {
    return TextBulletin(bulletin, phrases, more).write();
}

std::string to_text(const Bulletin& bulletin, const Phrases& phrases) { return account_text(bulletin, phrases, {}); }

std::string to_summary(const Bulletin& bulletin, const Phrases& phrases) {
    const Words words(bulletin, phrases);
    std::string out;
    for (const std::string& sentence : words.headline()) out += wrapped(sentence, "  ");
    return out;
}

}  // namespace truce
