#include <fmt/format.h>

#include "truce/publish/render.hpp"
#include "truce/publish/words.hpp"

namespace truce {
namespace {

/// RFC 4180: quoted where needed. A text that a spreadsheet would take for a formula gets a leading apostrophe.
std::string field(std::string_view text) {
    std::string out(text);
    if (!out.empty() && std::string_view("=+-@\t\r").find(out.front()) != std::string_view::npos) out.insert(0, 1, '\'');
    if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
    std::string quoted = "\"";
    for (const char c : out) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

class Writer {
public:
    explicit Writer(const Bulletin& bulletin) : b_(bulletin), words_(bulletin, english()) {}

    std::string write() {
        for (const BulletinColumn& column : b_.columns) {
            column_ = &column;
            if (const ReportsColumn* judged = column.reports(); judged != nullptr)
                reports(*judged);
            else
                counts(*column.counts());
        }
        for (const CoincidenceOfTwo& pair : b_.coincidences) coincidence(pair);
        for (std::size_t i = 0; i < b_.watched.size(); ++i) watched(i);
        return std::move(out_);
    }

private:
    /// A number of the current column.
    void row(std::string_view division, std::string_view measure, const Range& value, std::string_view unit, std::string_view note) {
        out_ += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", format(b_.day), field(column_->register_id), field(column_->recorder),
                            field(division), field(measure), value.certain, value.possible, field(unit), field(note));
    }

    void tally(std::string_view division, const Tally& tally) {
        const std::string unit = words_.unit(*column_);
        row(division, "recorded", tally.recorded, unit, "");
        const std::string_view condition = tally.if_accepted.possible > 0 ? "if the register's coding is accepted" : "";
        row(division, "violation", tally.violation, unit, condition);
        row(division, "exempt", tally.exempt, unit, condition);
        row(division, "no_violation", tally.no_violation, unit, condition);
        row(division, "undetermined", tally.undetermined, unit, "");
        if (tally.contradictory.possible > 0) row(division, "contradictory", tally.contradictory, unit, "of undetermined");
        if (tally.no_rule.possible > 0) row(division, "no_rule", tally.no_rule, unit, "of no_violation");
        if (tally.reconstructed.possible > 0) row(division, "reconstructed", tally.reconstructed, unit, "of recorded");
        if (tally.own_side.possible > 0) row(division, "own_side", tally.own_side, unit, "of recorded");
        if (tally.agreed.possible > 0) row(division, "agreed", tally.agreed, unit, "of recorded");
        if (tally.disputed.possible > 0) row(division, "disputed", tally.disputed, unit, "of recorded");
        if (tally.one_sided.possible > 0) row(division, "one_sided", tally.one_sided, unit, "of recorded");
        if (tally.open.possible > 0) row(division, "case_open", tally.open, unit, "of recorded");
    }

    void reports(const ReportsColumn& column) {
        if (!column.disclosed) return;
        tally("", column.total);
        for (std::size_t i = 0; i < column.divisions.size(); ++i) tally(b_.divisions[i].id, column.divisions[i]);
        if (column.elsewhere.possible > 0) row("", "elsewhere", column.elsewhere, words_.unit(*column_), "of recorded");
        if (column.deaths) row("", "deaths", *column.deaths, "persons", "as the register codes them");
        if (column.deaths_unstated.possible > 0) row("", "deaths_unstated", column.deaths_unstated, words_.unit(*column_), "of recorded");
        if (column.looks.possible > 0) row("", "looks", column.looks, "looks that found nothing", "in no other number");
    }

    void counts(const CountsColumn& column) {
        const std::string unit = words_.unit(*column_);
        const auto count = [&](std::string_view division, std::string_view measure, std::int64_t n, std::string_view note) {
            row(division, measure, {n, n}, unit, note);
        };
        constexpr std::string_view not_judged = "not judged: no records behind it are public";
        if (column.count) count("", "published_count", *column.count, not_judged);
        for (const DivisionCount& one : column.divisions) count(one.division, "published_count", one.count, not_judged);
        for (const auto& confirmed : column.confirmations)
            count("", "confirmed_of:" + confirmed.of, confirmed.count, "records of the other that this recorder confirmed");
        if (column.from_party) count("", "from_party", *column.from_party, "of its own, supplied by a party");
    }

    /// Under the first register, naming the second: a row for both together would look like a sum.
    void coincidence(const CoincidenceOfTwo& pair) {
        column_ = &b_.columns[pair.a];
        row("", "can_coincide_with:" + b_.columns[pair.b].register_id, {0, pair.bound.at_most}, "pairs of records",
            pair.bound.complete ? "" : "not every record's division is stated");
    }

    void watched(std::size_t division) {
        for (const WatchedDivision::By& by : b_.watched[division].by_register) {
            const BulletinColumn* column = b_.column(by.register_id);
            if (column == nullptr) continue;
            column_ = column;
            row(b_.divisions[division].id, "watched", {by.watched.whole_us / 1'000'000, by.watched.part_us / 1'000'000}, "seconds",
                "whole division to some place in it");
        }
        const Watched& anyone = b_.watched[division].by_anyone;
        out_ += fmt::format("{},,,{},watched_by_anyone,{},{},seconds,whole division to some place in it\r\n", format(b_.day),
                            field(b_.divisions[division].id), anyone.whole_us / 1'000'000, anyone.part_us / 1'000'000);
    }

    const Bulletin& b_;
    Words words_;
    const BulletinColumn* column_ = nullptr;
    std::string out_ = "day,register,recorder,division,measure,certain,possible,unit,note\r\n";
};

}  // namespace

std::string to_csv(const Bulletin& bulletin) { return Writer(bulletin).write(); }

}  // namespace truce
