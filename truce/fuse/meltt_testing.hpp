/// For tests and benchmarks of the parity mode: the two sets of data, and sets made by hand.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "truce/fuse/meltt.hpp"

namespace truce::testing_support {

/// Tables and what the parity mode is given of them. Must not be copied: the input views the tables.
struct MelttSet {
    std::vector<SourceTable> tables;
    MelttInput input;

    MelttSet() = default;
    MelttSet(MelttSet&&) = default;
    MelttSet& operator=(MelttSet&&) = default;
    MelttSet(const MelttSet&) = delete;
    MelttSet& operator=(const MelttSet&) = delete;
};

inline MelttSet read_meltt_set(const Path& folder, const std::vector<std::string>& names,
                               const std::vector<std::string>& taxonomy_columns) {
    Problems problems;
    std::vector<TableInput> inputs;
    for (const std::string& name : names) inputs.push_back({name, folder / (name + ".csv"), TableForm::csv});
    TableOptions options;
    options.required = taxonomy_columns;
    auto tables = read_tables(inputs, options, problems);
    TRUCE_ASSERT(tables.ok());
    std::vector<Taxonomy> taxonomies;
    for (const std::string& column : taxonomy_columns) {
        auto taxonomy = read_taxonomy(folder / (column + ".csv"), column, problems);
        TRUCE_ASSERT(taxonomy.ok());
        taxonomies.push_back(std::move(*taxonomy));
    }
    MelttSet set;
    set.tables = std::move(*tables);
    auto input = meltt_input(set.tables, taxonomies, problems);
    TRUCE_ASSERT(input.ok());
    set.input = std::move(*input);
    return set;
}

inline MelttSet crash_set(const Path& testdata) {
    return read_meltt_set(testdata / "crash", {"crash_data1", "crash_data2", "crash_data3"}, {"model_tax", "color_tax", "damage_tax"});
}

/// Sources in any order of A, B, C.
inline MelttSet january_set(const Path& testdata, const std::vector<std::string>& names = {"A", "B", "C"}) {
    return read_meltt_set(testdata / "january", names, {"type_tax", "actor_tax"});
}

inline MelttSettings windows(double km, std::int32_t days) {
    MelttSettings settings;
    settings.window_km = km;
    settings.window_days = days;
    return settings;
}

inline std::size_t count_matches(const MelttResult& result, bool episode) {
    std::size_t n = 0;
    for (const MelttMatch& match : result.matches) n += match.episode == episode ? 1U : 0U;
    return n;
}

/// The pairs of reports that stand in one match, each once, the smaller id first, sorted.
inline std::vector<std::pair<MelttId, MelttId>> pairs_of(const MelttResult& result) {
    std::vector<std::pair<MelttId, MelttId>> pairs;
    for (const MelttMatch& match : result.matches) {
        for (std::size_t a = 0; a < match.ids.size(); ++a)
            for (std::size_t b = a + 1; b < match.ids.size(); ++b)
                if (match.ids[a].row != 0 && match.ids[b].row != 0) pairs.emplace_back(match.ids[a], match.ids[b]);
    }
    std::ranges::sort(pairs);
    return pairs;
}

}  // namespace truce::testing_support
