#include <fmt/format.h>

#include "truce/publish/names.hpp"
#include "truce/publish/render.hpp"

namespace truce {
namespace {

/// RFC 4180: quoted where needed. A leading =, +, - or @ would be a formula to a spreadsheet, so such texts get a
/// leading apostrophe.
std::string field(std::string_view text) {
    std::string out(text);
    if (!out.empty() && std::string_view("=+-@").find(out.front()) != std::string_view::npos) out.insert(0, 1, '\'');
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
    explicit Writer(const Bulletin& bulletin) : bulletin_(bulletin) {}

    std::string write() {
        for (const BulletinColumn& column : bulletin_.columns) {
            if (column.holds == RegisterHolds::reports)
                reports(column);
            else
                counts(column);
        }
        for (const CoincidenceOfTwo& pair : bulletin_.coincidences) {
            row(pair.a + "+" + pair.b, "", "", "coincide_at_most", {0, pair.bound.at_most}, "pairs of records",
                pair.bound.complete ? "" : "split not complete");
        }
        for (const WatchedDivision& watched : bulletin_.watched) {
            row("", "", watched.division, "watched_s", {watched.watched_us / 1'000'000, watched.watched_us / 1'000'000}, "seconds", "");
        }
        return std::move(out_);
    }

private:
    void row(std::string_view reg, std::string_view recorder, std::string_view division, std::string_view measure, const Range& value,
             std::string_view unit, std::string_view note) {
        out_ += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", format(bulletin_.day), field(reg), field(recorder), field(division), measure,
                            value.certain, value.possible, field(unit), field(note));
    }

    void tally(const BulletinColumn& column, std::string_view division, const Tally& tally) {
        row(column.register_id, column.recorder, division, "recorded", tally.recorded, column.unit, "");
        row(column.register_id, column.recorder, division, "violation", tally.violation, column.unit, "");
        row(column.register_id, column.recorder, division, "exempt", tally.exempt, column.unit, "");
        row(column.register_id, column.recorder, division, "no_violation", tally.no_violation, column.unit, "");
        row(column.register_id, column.recorder, division, "undetermined", tally.undetermined, column.unit, "");
    }

    void reports(const BulletinColumn& column) {
        tally(column, "", column.total);
        for (const DivisionTally& division : column.divisions) tally(column, division.division, division.tally);
        if (column.casualties)
            row(column.register_id, column.recorder, "", "deaths", *column.casualties, "persons", "as the register codes them");
    }

    void counts(const BulletinColumn& column) {
        if (!column.published) return;
        const auto count = [&](std::string_view division, std::string_view measure, std::int64_t n, std::string_view note) {
            row(column.register_id, column.recorder, division, measure, {n, n}, column.unit, note);
        };
        count("", "published_count", column.count, column.split_complete ? "" : "divisions not all stated");
        for (const DivisionCount& one : column.counts)
            count(one.division.empty() ? one.as_named : one.division, "published_count", one.count, "");
        for (const auto& confirmed : column.confirmations) count("", "confirmed_of_other", confirmed.count, "of " + confirmed.of);
        if (column.from_party) count("", "from_party", *column.from_party, "");
    }

    const Bulletin& bulletin_;
    std::string out_ = "day,register,recorder,division,measure,certain,possible,unit,note\r\n";
};

}  // namespace

std::string to_csv(const Bulletin& bulletin) { return Writer(bulletin).write(); }

}  // namespace truce
