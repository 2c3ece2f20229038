#include "truce/fuse/table_sightings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "truce/ingest/problem_list.hpp"

namespace truce {
namespace {

enum Part : std::size_t { spread, precision, act, actors, deaths, deaths_low, deaths_high, place, text, summary, part_count };
constexpr std::array<std::string_view, part_count> part_names{"spread",     "precision",   "act",   "actors", "deaths",
                                                              "deaths_low", "deaths_high", "place", "text",   "summary"};
constexpr std::array<double, 7> precision_m{1'000, 25'000, 60'000, 60'000, 60'000, 60'000, 60'000};
constexpr double spread_unsaid_m = 1'000;

/// Reads one table's rows.
class RowReader {
public:
    RowReader(const SourceTable& table, const EvidenceColumns& columns, const std::vector<Taxonomy>& taxonomies, ProblemList& problems)
        : table_(table), problems_(problems) {
        for (std::size_t part = 0; part < part_count; ++part) {
            names_[part] = columns.column(part_names[part]);
            at_[part] = table.column(names_[part]);
        }
        for (const Taxonomy& taxonomy : taxonomies) {
            if (taxonomy.column() == names_[act]) acts_ = &taxonomy;
            if (taxonomy.column() == names_[actors]) actors_ = &taxonomy;
        }
    }

    Sighting read(const TableRow& row) {
        row_ = &row;
        Sighting out;
        out.source = table_.name;
        out.id = row.id;
        out.when = LocalDays().bounds(row.start, row.end);
        const auto point = LatLon::from_degrees(row.latitude_deg, row.longitude_deg);
        TRUCE_ASSERT(point.ok());  // the table's reader has checked the degrees
        out.where = *point;
        out.spread_m = spread_of();
        out.act = common(act, acts_, value(act));
        read_actors(out);
        read_deaths(out);
        const std::string words = std::string(value(place)) + " " + std::string(value(text));
        if (words.size() > 1) out.words = words_of(words);
        out.summary = yes(summary);
        return out;
    }

private:
    [[nodiscard]] std::string_view value(Part part) const {
        return at_[part] < row_->values.size() ? std::string_view(row_->values[at_[part]]) : std::string_view();
    }
    void wrong(Part part, std::string_view id, std::string_view what, std::string_view remedy) {
        problems_.add_value(row_->line, id, names_[part], value(part), what, remedy);
    }
    std::optional<std::int64_t> whole(Part part) {
        const std::string_view given = value(part);
        if (given.empty()) return std::nullopt;
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), number);
        constexpr std::int64_t number_max = 1'000'000'000;
        if (error == std::errc() && end == given.data() + given.size() && number >= 0 && number <= number_max) return number;
        wrong(part, "table.number", "it is not a whole number of 0 to 1,000,000,000",
              "Write a whole number of 0 or more, or leave it empty");
        return std::nullopt;
    }
    double spread_of() {
        if (const auto metres = whole(spread)) return static_cast<double>(*metres);
        const std::string_view code = value(precision);
        if (code.empty()) return spread_unsaid_m;
        if (code.size() == 1 && code[0] >= '1' && code[0] <= '7') return precision_m[static_cast<std::size_t>(code[0] - '1')];
        wrong(precision, "table.precision", "it is not a code of precision",
              "Write a code from 1 to 7, or give metres in a column that plays spread");
        return spread_unsaid_m;
    }
    bool yes(Part part) {
        const std::string_view given = value(part);
        if (given == "yes" || given == "true" || given == "1") return true;
        if (!given.empty() && given != "no" && given != "false" && given != "0")
            wrong(part, "table.yes_no", "it is neither yes nor no", "Write yes or no");
        return false;
    }
    /// The source's word, or what stands for it in the taxonomy.
    std::string common(Part part, const Taxonomy* taxonomy, std::string_view word) {
        if (taxonomy == nullptr || word.empty()) return std::string(word);
        const std::uint32_t* codes = taxonomy->find(table_.name, word);
        if (codes == nullptr) {
            wrong(part, "table.category_unknown", "the taxonomy does not have it", "Add it to the taxonomy, with this source's name");
            return "";
        }
        return std::string(taxonomy->word(codes[0]));
    }
    void read_actors(Sighting& out) {
        std::string_view rest = value(actors);
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(';'), rest.size());
            std::string_view name = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
            while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
            if (name == "?") {
                out.actors_open = true;
            } else if (!name.empty()) {
                out.actors.push_back(common(actors, actors_, name));
            }
        }
        std::erase(out.actors, "");
        std::sort(out.actors.begin(), out.actors.end());
        out.actors.erase(std::unique(out.actors.begin(), out.actors.end()), out.actors.end());
    }
    void read_deaths(Sighting& out) {
        const auto best = whole(deaths);
        const auto low = whole(deaths_low);
        const auto high = whole(deaths_high);
        if (!best && !low && !high) return;
        const std::int64_t middle = best ? *best : low && high ? (*low + *high) / 2 : low ? *low : *high;
        out.casualties = Casualties{low.value_or(middle), middle, high.value_or(middle)};
    }

    const SourceTable& table_;
    ProblemList& problems_;
    const TableRow* row_ = nullptr;
    std::array<std::string, part_count> names_;
    std::array<std::size_t, part_count> at_{};
    const Taxonomy* acts_ = nullptr;
    const Taxonomy* actors_ = nullptr;
};

}  // namespace

std::vector<std::string_view> evidence_parts() { return {part_names.begin(), part_names.end()}; }

std::string EvidenceColumns::column(std::string_view part) const {
    const auto named = of.find(part);
    return named == of.end() ? std::string(part) : named->second;
}

EvidenceColumns EvidenceColumns::take(std::map<std::string, std::string, std::less<>>& columns) {
    EvidenceColumns out;
    for (const std::string_view part : part_names) {
        const auto named = columns.find(part);
        if (named == columns.end()) continue;
        out.of.emplace(part, named->second);
        columns.erase(named);
    }
    return out;
}

std::vector<std::string> EvidenceColumns::required() const {
    std::vector<std::string> out;
    for (const auto& [part, column] : of) {
        if (std::ranges::find(out, column) == out.end()) out.push_back(column);
    }
    return out;
}

std::vector<std::string> EvidenceColumns::optional() const {
    std::vector<std::string> out;
    const auto named = required();
    for (const std::string_view part : part_names) {
        if (!of.contains(part) && std::ranges::find(named, part) == named.end()) out.emplace_back(part);
    }
    return out;
}

Result<std::vector<Sighting>> sightings_of(const std::vector<SourceTable>& tables, const EvidenceColumns& columns,
                                           const std::vector<Taxonomy>& taxonomies, Problems& problems) {
    std::vector<Sighting> sightings;
    std::optional<Error> refused;
    for (const SourceTable& table : tables) {
        ProblemList list(table.file, problems, 20);
        RowReader reader(table, columns, taxonomies, list);
        for (const TableRow& row : table.rows) sightings.push_back(reader.read(row));
        if (list.count() > 0 && !refused) refused = list.refusal();
    }
    if (refused) return *std::move(refused);
    return sightings;
}

}  // namespace truce
