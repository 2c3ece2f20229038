#include <fmt/format.h>

#include "truce/publish/names.hpp"
#include "truce/publish/render.hpp"

namespace truce {
namespace {

constexpr std::size_t width = 100;

/// Columns a terminal needs for UTF-8 text without wide or combining characters.
std::size_t columns(std::string_view text) {
    std::size_t n = 0;
    for (const char c : text) n += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    return n;
}

std::string pad(std::string_view text, std::size_t to) {
    std::string out(text);
    for (std::size_t n = columns(text); n < to; ++n) out += ' ';
    return out;
}
std::string pad_left(std::string_view text, std::size_t to) {
    std::string out;
    for (std::size_t n = columns(text); n < to; ++n) out += ' ';
    return out + std::string(text);
}

/// Words broken at `width`, each line after `indent`.
std::string wrapped(std::string_view text, std::string_view indent) {
    std::string out;
    std::string line(indent);
    bool empty = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!empty && columns(line) + 1 + columns(word) > width) {
            out += line + "\n";
            line = indent;
            empty = true;
        }
        if (!empty) line += ' ';
        line += word;
        empty = false;
    }
    return out + line + "\n";
}

std::string rule(std::string_view title) {
    std::string out = fmt::format("\n{} ", title);
    for (std::size_t n = columns(title) + 1; n < width; ++n) out += "\u2500";
    return out + "\n";
}

std::string tally_row(std::string_view name, const Tally& tally) {
    return fmt::format("    {}{}{}{}{}{}\n", pad(name, 22), pad_left(format(tally.recorded), 12), pad_left(format(tally.violation), 12),
                       pad_left(format(tally.exempt), 12), pad_left(format(tally.no_violation), 14),
                       pad_left(format(tally.undetermined), 14));
}

std::string reports_column(const Bulletin& bulletin, const BulletinColumn& column) {
    std::string out;
    if (column.total.recorded.possible == 0) return "    nothing recorded for this day\n";
    out += fmt::format("    {}{}{}{}{}{}\n", pad("", 22), pad_left("recorded", 12), pad_left("violation*", 12), pad_left("exempt", 12),
                       pad_left("no violation", 14), pad_left("undetermined", 14));
    out += tally_row("the day, anywhere", column.total);
    for (const DivisionTally& division : column.divisions) out += tally_row(division_name(bulletin, division.division), division.tally);
    if (column.casualties) out += fmt::format("    deaths as this register codes them: {}\n", format(*column.casualties));
    if (column.looks_without_finding > 0) out += fmt::format("    {} looks that found nothing\n", column.looks_without_finding);
    if (column.contradictory > 0) out += fmt::format("    {} undetermined because two rules contradict each other\n", column.contradictory);
    return out;
}

std::string counts_column(const Bulletin& bulletin, const BulletinColumn& column) {
    if (!column.published) return "    no count published for this day, or none found: not stated, which is not 0\n";
    std::string out = fmt::format("    {}{}   published count, not judged: the records behind it are not public\n", pad("total", 22),
                                  pad_left(fmt::format("{}", column.count), 12));
    for (const DivisionCount& count : column.counts) {
        out += fmt::format("    {}{}\n",
                           pad(count.division.empty() ? std::string_view(count.as_named) : division_name(bulletin, count.division), 22),
                           pad_left(fmt::format("{}", count.count), 12));
    }
    if (!column.split_complete) out += "    the divisions of all or some of these are not stated\n";
    for (const auto& confirmed : column.confirmations) {
        out +=
            wrapped(fmt::format("of the records of {}, {} confirmed {}", column_name(bulletin, confirmed.of), column.name, confirmed.count),
                    "    ");
    }
    if (column.from_party) out += fmt::format("    {} of them supplied by a party\n", *column.from_party);
    for (const std::string& note : column.notes) out += wrapped("note: " + note, "    ");
    return out;
}

std::string changes_text(const Bulletin& bulletin) {
    if (!bulletin.changes) return "    no bulletin has been published before\n";
    std::string out = fmt::format("    since the bulletin of {}\n", bulletin.last_published);
    for (const auto& change : *bulletin.changes) {
        out += fmt::format("    {}{:>9} new {:>9} changed {:>9} withdrawn\n", pad(column_name(bulletin, change.register_id), 36),
                           change.added, change.changed, change.withdrawn);
    }
    return bulletin.changes->empty() ? out + "    nothing new, changed or withdrawn\n" : out;
}

}  // namespace

std::string to_text(const Bulletin& bulletin) {
    std::string out = fmt::format("{}\nBulletin of {}, {} to {} ({})\n", bulletin.title, format(bulletin.day),
                                  bulletin.profile->days.format_local(bulletin.bounds.from),
                                  bulletin.profile->days.format_local(bulletin.bounds.to), bulletin.zone);
    out += "\n" + wrapped(bulletin.headline + ".", "");
    for (const BulletinColumn& column : bulletin.columns) {
        out += rule("recorded by " + column.recorder + ": " + column.name);
        if (!column.unit.empty()) out += wrapped("one record is: " + column.unit, "    ");
        out += column.holds == RegisterHolds::reports ? reports_column(bulletin, column) : counts_column(bulletin, column);
        if (!column.limits.empty()) out += wrapped("what it cannot show: " + column.limits, "    ");
    }
    out += rule("the registers beside each other");
    out += "    Registers are never added up: the same incident may stand in several.\n";
    for (const CoincidenceOfTwo& pair : bulletin.coincidences) out += wrapped(coincidence_sentence(bulletin, pair) + ".", "    ");
    out += rule("watched");
    if (!bulletin.watching_known) out += "    Unknown: no register of watches. Not watched is not quiet.\n";
    for (const WatchedDivision& watched : bulletin.watched)
        out += fmt::format("    {}{}\n", pad(division_name(bulletin, watched.division), 22), watched_words(watched));
    out += rule("new, changed, withdrawn");
    out += changes_text(bulletin);
    out += rule("key");
    out += wrapped("9\u201312: at least 9, at most 12. A record that spans days or divisions is only possible in each of them.", "    ");
    out += wrapped(fmt::format("* by the reading \"{}\" ({}) of the terms. Where no examiner has accepted a register's coding, a violation "
                               "means: would be one if "
                               "that coding is accepted.",
                               bulletin.reading_title, bulletin.reading_by),
                   "    ");
    out += rule("proof");
    out += fmt::format("    log {}, size {}\n    root {}\n    check it: {}\n", bulletin.proof.origin, bulletin.proof.size,
                       bulletin.proof.root, bulletin.proof.command);
    return out;
}

std::string to_summary(const Bulletin& bulletin) {
    std::string out;
    for (const BulletinColumn& column : bulletin.columns) {
        std::string said;
        if (column.holds == RegisterHolds::counts)
            said = column.published ? fmt::format("{}", column.count) : "no count published for this day";
        else
            said = format(column.total.recorded);
        out += fmt::format("  {}{}\n", pad(column.name, 44), said);
    }
    for (const CoincidenceOfTwo& pair : bulletin.coincidences) out += wrapped(coincidence_sentence(bulletin, pair), "  ");
    return out;
}

}  // namespace truce
