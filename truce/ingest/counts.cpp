#include "truce/ingest/counts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "truce/ingest/columns.hpp"
#include "truce/ingest/numbers.hpp"
#include "truce/ingest/parts.hpp"

namespace truce {
namespace {

enum Column : std::size_t { date, side, province, count, url, date_basis, note };

}  // namespace

bool CountsReader::header(const CsvRow& row) {
    const auto places = match_header(row.line, row.fields, count_columns, count_columns, problems_);
    if (!places) return false;
    for (std::size_t i = 0; i < places_.size(); ++i) places_[i] = *(*places)[i];
    return true;
}

Result<void> CountsReader::row(const CsvRow& row) {
    ++delivery_.summary().rows;
    line_ = row.line;
    fields_ = row.fields;
    count_ = PublishedCount{};
    const std::array checks{read_day(), read_side(), read_division(), read_count()};
    for (const bool check : checks) {
        if (!check) return {};
    }
    write();
    return delivery_.take(line_, count_);
}

bool CountsReader::wrong(std::size_t column, std::string_view id, std::string_view what, std::string_view remedy) {
    problems_.add_value(line_, id, count_columns[column], value(column), what, remedy);
    return false;
}

const Register* CountsReader::with_code(std::string_view code) const {
    if (code.empty()) return nullptr;
    for (const Register& reg : profile_.registers) {
        if (reg.holds == RegisterHolds::counts && reg.code == code) return &reg;
    }
    return nullptr;
}

/// An undated bulletin is kept, without a day: nobody may guess one.
bool CountsReader::read_day() {
    if (value(date_basis).empty()) return wrong(date_basis, "field.missing", "is missing", "Say how the day is known, or undated");
    if (value(date).empty()) return true;
    auto day = parse_day(value(date));
    if (!day) return wrong(date, day.error().id, "is not a day of the calendar", day.error().remedy);
    count_.day = *day;
    return true;
}

/// A register's code alone: what it recorded. A_CONFIRMS_B: how many of B's records A confirmed. A_FROM_X: the
/// part of A's own number that X supplied.
bool CountsReader::read_side() {
    constexpr std::string_view confirms = "_CONFIRMS_";
    constexpr std::string_view from = "_FROM_";
    const std::string_view code = value(side);
    const Register* reg = with_code(code);
    count_.measure = "recorded";
    if (const std::size_t at = code.find(confirms); reg == nullptr && at != std::string_view::npos) {
        reg = with_code(code.substr(0, at));
        const Register* other = with_code(code.substr(at + confirms.size()));
        if (other == nullptr || other == reg) reg = nullptr;
        count_.measure = "confirmed_of_other";
        if (reg != nullptr) count_.about = other->id;
    } else if (const std::size_t cut = code.find(from);
               reg == nullptr && cut != std::string_view::npos && cut + from.size() < code.size()) {
        reg = with_code(code.substr(0, cut));
        count_.measure = "from_party";
    }
    if (reg == nullptr) {
        std::vector<std::string_view> known;
        for (const Register& r : profile_.registers) {
            if (r.holds == RegisterHolds::counts && !r.code.empty()) known.emplace_back(r.code);
        }
        return wrong(side, "counts.side_unknown", "is not the code of a register of counts in the profile",
                     fmt::format("Use one of {}, or A_CONFIRMS_B or A_FROM_X made of them", fmt::join(known, ", ")));
    }
    count_.register_id = reg->id;
    count_.unit = text_in(reg->unit, "en");
    count_.side_as_coded = code;
    return true;
}

bool CountsReader::read_division() {
    const std::string_view name = value(province);
    if (name == "TOTAL") return true;
    const Division* division = profile_.division_named(name);
    if (division == nullptr) {
        return wrong(province, "counts.division_unknown", "is neither TOTAL nor a division of the profile",
                     "Use a name or alias of a division; add it to the profile if it is another spelling");
    }
    count_.division = division->id;
    count_.division_as_named = name;
    return true;
}

/// A number that was not stated is no row: it must never look like 0.
bool CountsReader::read_count() {
    if (value(url).empty()) return wrong(url, "field.missing", "is missing", "Give the address where the number was published");
    if (value(count).empty())
        return wrong(count, "field.missing", "is missing", "Leave the row out if the number was not stated; write 0 only if 0 was");
    const auto number = parse_count(value(count));
    if (!number) {
        problems_.add_value(line_, count_columns[count], value(count), number.error());
        return false;
    }
    count_.count = *number;
    return true;
}

void CountsReader::write() {
    count_.source_id = fmt::format("{}/{}/{}", count_.day ? format(*count_.day) : fmt::format("line-{}", line_),
                                   count_.division.empty() ? "total" : count_.division, count_.measure);
    if (!count_.about.empty()) count_.source_id += "/" + count_.about;
    count_.source = value(url);
    count_.basis = value(date_basis);
    count_.note = value(note);
    write_part(count_);
}

}  // namespace truce
