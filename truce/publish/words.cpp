#include "truce/publish/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "truce/publish/render.hpp"

namespace truce {
namespace {

/// Patterns are our own phrases, so a pattern that does not fit its arguments is our own mistake.
template <typename... Args>
std::string filled(const std::string& pattern, const Args&... args) {
    try {
        return fmt::format(fmt::runtime(pattern), args...);
    } catch (const fmt::format_error&) {
        fail_assertion(pattern.c_str(), __FILE__, __LINE__);
    }
}

std::string hours(std::int64_t us) {
    constexpr std::int64_t tenth_us = 360'000'000;
    const std::int64_t tenths = (us + tenth_us / 2) / tenth_us;
    return tenths % 10 == 0 ? fmt::format("{}", tenths / 10) : fmt::format("{}.{}", tenths / 10, tenths % 10);
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    return fmt::format("{}", fmt::join(parts, separator));
}

}  // namespace

std::string date_text(const Phrases& p, const std::string& pattern, Day day) {
    const std::chrono::sys_days days{std::chrono::days{day.days_since_1970}};
    const std::chrono::year_month_day date{days};
    const std::chrono::weekday weekday{days};
    return filled(pattern, fmt::arg("weekday", p.weekdays[weekday.iso_encoding() - 1]), fmt::arg("day", static_cast<unsigned>(date.day())),
                  fmt::arg("month", p.months[static_cast<unsigned>(date.month()) - 1]), fmt::arg("year", static_cast<int>(date.year())));
}

std::string format(const Range& range) {
    return range.certain == range.possible ? fmt::format("{}", range.certain) : fmt::format("{}\u2013{}", range.certain, range.possible);
}

const Phrases& english() {
    static const Phrases phrases;
    return phrases;
}

VerdictClass class_of(const Verdict& verdict) {
    if (verdict.actor_exempt) return VerdictClass::exempt;
    switch (verdict.ruling) {
        case Ruling::violation: return VerdictClass::violation;
        case Ruling::exempt: return VerdictClass::exempt;
        case Ruling::undetermined:
        case Ruling::conflict: return VerdictClass::undetermined;
        case Ruling::no_rule:
        case Ruling::not_due:
        case Ruling::no_violation: return VerdictClass::no_violation;
    }
    return VerdictClass::undetermined;
}

std::string_view name_of(VerdictClass verdict) {
    switch (verdict) {
        case VerdictClass::violation: return "violation";
        case VerdictClass::exempt: return "exempt";
        case VerdictClass::no_violation: return "no_violation";
        case VerdictClass::undetermined: return "undetermined";
    }
    return "";
}

std::string Words::date(Day day) const { return date_text(p_, p_.date, day); }
std::string Words::short_date(Day day) const { return date_text(p_, p_.short_date, day); }
std::string Words::title() const { return filled(p_.title, fmt::arg("date", date(b_.day))); }
std::string Words::day_bounds() const {
    return filled(p_.day_bounds, fmt::arg("from", b_.local_from), fmt::arg("to", b_.local_to), fmt::arg("zone", b_.zone));
}

std::string Words::recorder(const BulletinColumn& column) const { return std::string(text_in(column.recorder_names, p_.language)); }
std::string Words::recorded_by(const BulletinColumn& column) const {
    return filled(p_.recorded_by, fmt::arg("recorder", recorder(column)));
}
std::string Words::name(const BulletinColumn& column) const { return std::string(text_in(column.names, p_.language)); }
std::string Words::title(const BulletinColumn& column) const {
    return name(column) == recorder(column) ? recorded_by(column) : recorded_by(column) + p_.colon + name(column);
}
std::string Words::unit(const BulletinColumn& column) const { return std::string(text_in(column.unit, p_.language)); }

std::string Words::division(std::size_t index) const { return std::string(text_in(b_.divisions[index].names, p_.language)); }
std::string Words::division(std::string_view id, std::string_view otherwise) const {
    const auto found = std::ranges::find(b_.divisions, id, &BulletinDivision::id);
    return std::string(found == b_.divisions.end() ? otherwise : text_in(found->names, p_.language));
}
std::string Words::divisions(const PublicRecord& record) const {
    if (record.divisions.empty()) return p_.outside;
    if (record.divisions.size() == b_.divisions.size() && record.divisions.size() > 1) return p_.anywhere;
    std::vector<std::string> names;
    for (const std::size_t index : record.divisions) names.push_back(division(index));
    return joined(names, " / ");
}

std::string Words::published_number(const CountsColumn& column) const {
    if (column.count) return fmt::format("{}", *column.count);
    std::int64_t placed = 0;
    for (const DivisionCount& one : column.divisions) placed += one.count;
    return fmt::format("\u2265\u2009{}", placed);
}

// ---- the headline -------------------------------------------------------------------------------------------

bool Words::speaks(const BulletinColumn& column) {
    if (const CountsColumn* counts = column.counts(); counts != nullptr) return counts->published();
    return column.reports()->total.recorded.possible > 0;
}

std::string Words::number(const BulletinColumn& column) const {
    return column.counts() != nullptr ? published_number(*column.counts()) : format(column.reports()->total.recorded);
}

std::vector<std::string> Words::headline() const {
    std::vector<std::string> out;
    for (const BulletinColumn& column : b_.columns) {
        if (!speaks(column)) continue;
        out.push_back(filled(p_.headline_recorded, fmt::arg("recorder", recorder(column)), fmt::arg("n", number(column)),
                             fmt::arg("unit", unit(column))));
    }
    if (out.empty()) out.push_back(p_.headline_nothing);
    for (std::string& remark : headline_remarks()) out.push_back(std::move(remark));
    return out;
}

std::vector<std::string> Words::headline_remarks() const {
    std::vector<std::string> out;
    for (const BulletinColumn& column : b_.columns) {
        if (column.counts() == nullptr) continue;
        for (const auto& confirmed : column.counts()->confirmations) out.push_back(confirmation(column, confirmed));
    }
    for (const CoincidenceOfTwo& pair : b_.coincidences) out.push_back(headline_bound(pair));
    const auto silent = [&](const std::string& pattern, const auto& which) {
        std::vector<std::string> names;
        for (const BulletinColumn& column : b_.columns) {
            if (!speaks(column) && which(column)) names.push_back(recorder(column));
        }
        if (!names.empty()) out.push_back(filled(pattern, fmt::arg("recorders", joined(names, p_.list_separator))));
    };
    silent(p_.headline_not_published, [](const BulletinColumn& c) { return c.counts() != nullptr; });
    silent(p_.headline_no_record, [](const BulletinColumn& c) { return c.reports() != nullptr && c.reports()->disclosed; });
    silent(p_.headline_not_disclosed, [](const BulletinColumn& c) { return c.reports() != nullptr && !c.reports()->disclosed; });
    return out;
}

std::string Words::confirmation(const BulletinColumn& column, const CountsColumn::Confirmation& confirmed) const {
    const BulletinColumn* other = b_.column(confirmed.of);
    const std::string whose = other != nullptr ? recorder(*other) : confirmed.of;
    const CountsColumn* theirs = other != nullptr ? other->counts() : nullptr;
    if (theirs == nullptr || !theirs->count)
        return filled(p_.headline_confirmed_unknown, fmt::arg("other", whose), fmt::arg("recorder", recorder(column)),
                      fmt::arg("confirmed", confirmed.count));
    return filled(p_.headline_confirmed, fmt::arg("n", *theirs->count), fmt::arg("other", whose), fmt::arg("recorder", recorder(column)),
                  fmt::arg("confirmed", confirmed.count));
}

std::string Words::headline_bound(const CoincidenceOfTwo& pair) const {
    const std::string a_name = recorder(b_.columns[pair.a]);
    const std::string b_name = recorder(b_.columns[pair.b]);
    const std::string& pattern = pair.bound.at_most == 0        ? p_.headline_none_same
                                 : pair.bound.at_least_distinct ? p_.headline_at_most_of
                                                                : p_.headline_at_most;
    return filled(pattern, fmt::arg("a", a_name), fmt::arg("b", b_name), fmt::arg("at_most", pair.bound.at_most),
                  fmt::arg("at_least", pair.bound.at_least_distinct.value_or(0)));
}

// ---- the columns --------------------------------------------------------------------------------------------

std::string Words::class_title(const BulletinColumn& column, VerdictClass verdict) const {
    const ReportsColumn* reports = column.reports();
    switch (verdict) {
        case VerdictClass::violation:
            return reports != nullptr && reports->total.if_accepted.possible > 0 ? p_.violation_if_accepted : p_.violation;
        case VerdictClass::exempt: return p_.exempt;
        case VerdictClass::no_violation: return p_.no_violation;
        case VerdictClass::undetermined: return p_.undetermined;
    }
    return "";
}

std::string Words::verdict(const Verdict& verdict) const {
    switch (class_of(verdict)) {
        case VerdictClass::violation: return verdict.if_accepted ? p_.violation_if_accepted : p_.violation;
        case VerdictClass::exempt: return p_.exempt;
        case VerdictClass::no_violation: return p_.no_violation;
        case VerdictClass::undetermined: return p_.undetermined;
    }
    return "";
}

std::string Words::status(Status status) const {
    switch (status) {
        case Status::agreed: return p_.status_agreed;
        case Status::disputed: return p_.status_disputed;
        case Status::one_sided: return p_.status_one_sided;
        case Status::open: break;
    }
    return p_.status_open;
}

std::string Words::commitment_line(const BulletinCommitment& one) const {
    const std::string& pattern = one.overdue ? p_.commitment_overdue : p_.commitment_due;
    std::string line =
        fmt::format(fmt::runtime(pattern), fmt::arg("who", one.name), fmt::arg("what", one.text), fmt::arg("when", one.due_local));
    return one.reported ? line + " " + p_.commitment_reported : line;
}

namespace {

constexpr std::array<std::string_view, 5> outcome_words{"facilitated", "delayed", "impeded", "denied", "cancelled"};
constexpr std::int64_t minute_us = 60'000'000;

std::size_t outcome_of(const BulletinMovement& one) {
    const auto found = std::ranges::find(outcome_words, one.outcome);
    TRUCE_ASSERT(found != outcome_words.end());
    return static_cast<std::size_t>(found - outcome_words.begin());
}

}  // namespace

std::string Words::movement_line(const BulletinMovement& one) const {
    std::string where;
    for (const std::string& id : one.divisions) {
        const auto division = std::ranges::find(b_.divisions, id, &BulletinDivision::id);
        where += (where.empty() ? "" : p_.list_separator) +
                 (division == b_.divisions.end() ? id : std::string(text_in(division->names, p_.language)));
    }
    std::string line = filled(p_.movement_line, fmt::arg("who", one.name), fmt::arg("what", one.patrol ? p_.patrol : p_.movement),
                              fmt::arg("where", where), fmt::arg("outcome", p_.outcomes.at(outcome_of(one))));
    if (one.held_us > 0) line += filled(p_.movement_held, fmt::arg("minutes", one.held_us / minute_us));
    return line;
}

std::string Words::movements_total() const {
    std::array<std::size_t, 5> counts{};
    std::int64_t held_us = 0;
    for (const BulletinMovement& one : b_.movements) {
        ++counts.at(outcome_of(one));
        held_us += one.held_us;
    }
    return filled(p_.movements_total, fmt::arg("n", b_.movements.size()), fmt::arg("facilitated", counts[0]),
                  fmt::arg("delayed", counts[1]), fmt::arg("impeded", counts[2]), fmt::arg("denied", counts[3]),
                  fmt::arg("cancelled", counts[4]), fmt::arg("minutes", held_us / minute_us));
}

std::string Words::case_line(const BulletinCase& one) const {
    constexpr std::string_view between = " \u00b7 ";
    std::string line = filled(p_.one_case, fmt::arg("id", one.id.substr(0, 8)));
    std::string places;
    for (const std::size_t index : one.divisions) places += (places.empty() ? "" : ", ") + division(index);
    if (!places.empty()) line.append(between).append(places);
    line.append(between).append(status(one.status));
    for (const BulletinCase::Stand& stand : one.stands) {
        line.append(between).append(text_in(stand.names, p_.language)).append(p_.colon);
        switch (stand.kind) {
            case Position::Kind::none: line += p_.no_finding; break;
            case Position::Kind::declined: line += p_.no_part; break;
            case Position::Kind::finding:
                line += stand.title.empty() ? stand.finding : std::string(text_in(stand.title, p_.language));
                break;
        }
    }
    std::string named;
    for (const auto& [who, names] : one.named) named += (named.empty() ? "" : ", ") + std::string(text_in(names, p_.language));
    if (!named.empty()) line.append(between).append(filled(p_.accused, fmt::arg("names", named)));
    return line;
}

std::vector<std::string> Words::remarks(const BulletinColumn& column) const {
    std::vector<std::string> out;
    if (const std::string what = unit(column); !what.empty()) out.push_back(filled(p_.one_record, fmt::arg("unit", what)));
    auto more = column.reports() != nullptr ? reports_remarks(column, *column.reports()) : counts_remarks(column, *column.counts());
    for (std::string& remark : more) out.push_back(std::move(remark));
    if (!column.limits.empty()) out.push_back(filled(p_.limits, fmt::arg("limits", column.limits)));
    return out;
}

std::vector<std::string> Words::reports_remarks(const BulletinColumn& column, const ReportsColumn& reports) const {
    if (!reports.disclosed) return {p_.not_disclosed};
    std::vector<std::string> out;
    if (reports.total.recorded.possible == 0) out.push_back(p_.nothing_recorded);
    if (reports.divisions.empty()) out.push_back(p_.no_places);
    if (reports.delay_us > 0) out.push_back(filled(p_.delayed, fmt::arg("hours", hours(reports.delay_us))));
    const auto mark = [&](const std::string& pattern, const Range& n) {
        if (n.possible > 0) out.push_back(filled(pattern, fmt::arg("n", format(n))));
    };
    mark(p_.if_accepted, reports.total.if_accepted);
    mark(p_.reconstructed, reports.total.reconstructed);
    mark(p_.contradictory, reports.total.contradictory);
    mark(p_.no_rule, reports.total.no_rule);
    mark(p_.own_side, reports.total.own_side);
    mark(p_.agreed, reports.total.agreed);
    mark(p_.disputed, reports.total.disputed);
    mark(p_.one_sided, reports.total.one_sided);
    mark(p_.case_open, reports.total.open);
    mark(p_.elsewhere, reports.elsewhere);
    if (reports.deaths) out.push_back(filled(p_.deaths, fmt::arg("recorder", recorder(column)), fmt::arg("n", format(*reports.deaths))));
    mark(p_.deaths_unstated, reports.deaths_unstated);
    mark(p_.looks, reports.looks);
    return out;
}

std::vector<std::string> Words::counts_remarks(const BulletinColumn& column, const CountsColumn& counts) const {
    std::vector<std::string> out;
    std::int64_t placed = 0;
    for (const DivisionCount& one : counts.divisions) placed += one.count;
    const auto split = [&](const std::string& pattern) {
        out.push_back(filled(pattern, fmt::arg("placed", placed), fmt::arg("n", counts.count.value_or(0))));
    };
    if (!counts.published())
        out.push_back(p_.no_count);
    else
        out.push_back(p_.published_count_long);
    switch (counts.split) {
        case SplitState::partial: split(p_.split_partial); break;
        case SplitState::exceeding: split(p_.split_exceeding); break;
        case SplitState::no_total: split(p_.split_no_total); break;
        case SplitState::not_stated:
            if (counts.published()) split(p_.split_not_stated);
            break;
        case SplitState::complete: break;
    }
    for (const auto& confirmed : counts.confirmations) out.push_back(confirmation(column, confirmed));
    if (counts.from_party) out.push_back(filled(p_.from_party, fmt::arg("n", *counts.from_party)));
    for (const std::string& basis : counts.bases) out.push_back(filled(p_.basis, fmt::arg("basis", basis)));
    for (const std::string& note : counts.notes) out.push_back(filled(p_.note, fmt::arg("note", note)));
    return out;
}

std::string Words::count_cell(const CountsColumn& column, std::string_view division) const {
    for (const DivisionCount& one : column.divisions) {
        if (one.division == division) return fmt::format("{}", *column.of(division));
    }
    return column.split == SplitState::complete ? "(0)" : p_.not_stated;
}

std::string Words::watched_cell(std::size_t division) const {
    return b_.watching_known ? watched_cell(b_.watched[division].by_anyone) : p_.unknown;
}

std::string Words::watched_cell(const Watched& watched) const {
    if (watched.part_us == 0) return p_.not_watched;
    const std::string day = hours(b_.bounds.to.us - b_.bounds.from.us);
    const std::string whole = hours(watched.whole_us);
    const std::string part = hours(watched.part_us);
    return filled(p_.watched_whole, fmt::arg("h", whole == part ? whole : whole + "\u2013" + part), fmt::arg("day", day));
}

std::string Words::bound(const CoincidenceOfTwo& pair) const {
    const BulletinColumn& a = b_.columns[pair.a];
    const BulletinColumn& b = b_.columns[pair.b];
    const std::string& pattern = pair.bound.at_most == 0 ? p_.bound_none : pair.bound.at_least_distinct ? p_.bound : p_.bound_only;
    return filled(pattern, fmt::arg("a", recorder(a)), fmt::arg("b", recorder(b)), fmt::arg("a_n", published_number(*a.counts())),
                  fmt::arg("b_n", published_number(*b.counts())), fmt::arg("at_most", pair.bound.at_most),
                  fmt::arg("at_least", pair.bound.at_least_distinct.value_or(0)));
}

std::string Words::bound_conditions(const CoincidenceOfTwo& pair) const {
    std::string out = (pair.bound.complete ? p_.bound_complete : p_.bound_incomplete) + " " + p_.bound_assumes;
    if (pair.units_differ) {
        const BulletinColumn& a = b_.columns[pair.a];
        const BulletinColumn& b = b_.columns[pair.b];
        out += " " + filled(p_.bound_units, fmt::arg("a", recorder(a)), fmt::arg("a_unit", unit(a)), fmt::arg("b", recorder(b)),
                            fmt::arg("b_unit", unit(b)));
    }
    return out;
}

std::string Words::reading() const {
    const std::string title(text_in(b_.reading_title, p_.language));
    if (b_.reading_by.empty()) return filled(p_.reading_joint, fmt::arg("title", title));
    return filled(p_.reading, fmt::arg("title", title), fmt::arg("by", text_in(b_.reading_by, p_.language)));
}

}  // namespace truce
