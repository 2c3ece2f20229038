#include "truce/ingest/record_fields.hpp"

#include <algorithm>

namespace truce {
namespace {

constexpr std::array report_only{
    Field::place,    Field::act,    Field::act_as_coded, Field::low,  Field::best, Field::high, Field::nothing_observed,
    Field::own_side, Field::actors, Field::targets,      Field::facts};
constexpr std::array watch_only{Field::visibility, Field::interruptions};

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// Calls `each` with every piece between separators; false as soon as one is empty or `each` says so.
template <typename Each>
bool for_each_piece(std::string_view text, char separator, Each each) {
    for (;;) {
        const std::size_t end = text.find(separator);
        const std::string_view piece = trimmed(text.substr(0, end));
        if (piece.empty() || !each(piece)) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

std::optional<Field> field_named(std::string_view name) {
    const auto found = std::find(field_names.begin(), field_names.end(), name);
    if (found == field_names.end()) return std::nullopt;
    return static_cast<Field>(found - field_names.begin());
}

bool has_field(RecordKind kind, Field field) {
    if (kind == RecordKind::report) return std::find(watch_only.begin(), watch_only.end(), field) == watch_only.end();
    return std::find(report_only.begin(), report_only.end(), field) == report_only.end();
}

std::vector<std::string_view> columns_of(RecordKind kind) {
    std::vector<std::string_view> columns;
    for (std::size_t i = 0; i < field_count; ++i) {
        if (has_field(kind, static_cast<Field>(i))) columns.push_back(field_names[i]);
    }
    return columns;
}

void RawRecord::clear() {
    for (std::string& value : text) value.clear();
    areas.clear();
    actors.clear();
    targets.clear();
    facts.clear();
    interruptions.clear();
    polygon.reset();
}

bool RawRecord::given(Field field) const {
    switch (field) {
        case Field::areas: return !areas.empty();
        case Field::actors: return !actors.empty();
        case Field::targets: return !targets.empty();
        case Field::facts: return !facts.empty();
        case Field::interruptions: return !interruptions.empty();
        default: return !(*this)[field].empty();
    }
}

bool split_list(std::string_view cell, std::vector<std::string>& out) {
    if (cell.empty()) return true;
    return for_each_piece(cell, ';', [&](std::string_view piece) {
        out.emplace_back(piece);
        return true;
    });
}

bool split_facts(std::string_view cell, std::vector<RawRecord::Fact>& out) {
    if (cell.empty()) return true;
    return for_each_piece(cell, ';', [&](std::string_view piece) {
        const std::size_t equals = piece.find('=');
        if (equals == std::string_view::npos || equals == 0) return false;
        RawRecord::Fact& fact = out.emplace_back();
        fact.name = trimmed(piece.substr(0, equals));
        return for_each_piece(piece.substr(equals + 1), '|', [&](std::string_view value) {
            fact.values.emplace_back(value);
            return true;
        });
    });
}

bool split_interruptions(std::string_view cell, std::vector<RawRecord::Interruption>& out) {
    if (cell.empty()) return true;
    return for_each_piece(cell, ';', [&](std::string_view piece) {
        const std::size_t slash = piece.find('/');
        if (slash == std::string_view::npos) return false;
        const std::size_t blank = piece.find(' ', slash);
        if (blank == std::string_view::npos) return false;
        out.push_back({std::string(piece.substr(0, slash)), std::string(piece.substr(slash + 1, blank - slash - 1)),
                       std::string(trimmed(piece.substr(blank)))});
        return true;
    });
}

}  // namespace truce
