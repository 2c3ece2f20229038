#include <fmt/format.h>

#include <array>
#include <span>

#include "truce/fuse/meltt.hpp"
#include "truce/ingest/problem_list.hpp"

namespace truce {
namespace {

using Names = std::array<std::pair<std::string_view, bool MelttCorrections::*>, 6>;
constexpr Names correction_names{{{"best_candidate", &MelttCorrections::best_candidate},
                                  {"contenders", &MelttCorrections::contenders},
                                  {"partial", &MelttCorrections::partial},
                                  {"averaging", &MelttCorrections::averaging},
                                  {"flags", &MelttCorrections::flags},
                                  {"order", &MelttCorrections::order}}};

bool correct(std::string_view name, MelttCorrections& corrections) {
    for (const auto& [known, member] : correction_names) {
        if (name == known || name == "all") corrections.*member = true;
        if (name == known) return true;
    }
    return name == "all" || name == "none";
}

/// One row's codes, or a problem.
void classify(const SourceTable& table, const TableRow& row, std::span<const Taxonomy> taxonomies, std::vector<std::uint32_t>& levels,
              ProblemList& problems) {
    for (const Taxonomy& taxonomy : taxonomies) {
        const std::size_t column = table.column(taxonomy.column());
        TRUCE_ASSERT(column < table.columns.size());
        const std::string& category = row.values[column];
        if (const std::uint32_t* codes = taxonomy.find(table.name, category)) {
            levels.insert(levels.end(), codes, codes + taxonomy.depth());
        } else {
            problems.add_value(row.line, "meltt.category_unknown", taxonomy.column(), category,
                               fmt::format("is no category that the taxonomy has for the source {}", in_quotes(table.name)),
                               "Add it to the taxonomy, or correct it; blanks and case count");
        }
    }
}

}  // namespace

Result<MelttCorrections> parse_meltt_corrections(std::string_view text) {
    MelttCorrections corrections;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view name = text.substr(0, comma);
        if (!correct(name, corrections)) {
            std::string names;
            for (const auto& [known, member] : correction_names) names += std::string(known) + ", ";
            return Error{Errc::invalid, "meltt.correction_unknown", fmt::format("{} is not a correction", in_quotes(name)), "",
                         fmt::format("Name some of {}separated by commas, or all, or none", names)};
        }
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return corrections;
}

Result<MelttInput> meltt_input(const std::vector<SourceTable>& sources, const std::vector<Taxonomy>& taxonomies, Problems& problems,
                               std::size_t problems_max) {
    MelttInput input;
    for (const Taxonomy& taxonomy : taxonomies) input.depths.push_back(taxonomy.depth());
    std::optional<Error> refusal;
    for (const SourceTable& table : sources) {
        ProblemList list(table.file, problems, problems_max);
        MelttSource& source = input.sources.emplace_back();
        source.name = table.name;
        source.reports.reserve(table.rows.size());
        for (const TableRow& row : table.rows) {
            source.reports.push_back({row.start, row.end, row.latitude_deg, row.longitude_deg, row.id});
            classify(table, row, taxonomies, source.levels, list);
        }
        if (list.count() > 0 && !refusal) refusal = list.refusal();
    }
    if (refusal) return *refusal;
    return input;
}

}  // namespace truce
