/// Taxonomies: how the words of several sources map to common ones, from fine to coarse.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"

namespace truce {

/// One column's taxonomy: (source, category) -> the same category on level 1 (finest) .. depth (coarsest).
/// A category that stands twice for a source has its first row's levels. An empty level is missing: it equals nothing.
class Taxonomy {
public:
    /// `column` is the column of the sources' tables that holds the categories.
    Taxonomy(std::string column, std::size_t depth);

    [[nodiscard]] const std::string& column() const { return column_; }
    [[nodiscard]] std::size_t depth() const { return depth_; }

    /// Adds one row unless the pair is there. Precondition: levels.size() == depth().
    void add(std::string_view source, std::string_view category, const std::vector<std::string>& levels);

    /// The codes of the levels, finest first, depth() of them: equal texts of one level have equal codes, 0 is missing.
    /// nullptr if the source has no such category. Valid until the next add.
    [[nodiscard]] const std::uint32_t* find(std::string_view source, std::string_view category) const;

    /// The word of a code that find() gave; "" of 0. Valid until the next add.
    [[nodiscard]] std::string_view word(std::uint32_t code) const { return code == 0 ? std::string_view() : word_of_[code - 1]; }

private:
    [[nodiscard]] std::uint32_t code(std::string_view level);

    std::string column_;
    std::size_t depth_;
    std::map<std::string, std::uint32_t, std::less<>> words_;  ///< code of each word
    std::vector<std::string> word_of_;                         ///< the other way, from code 1
    std::map<std::string, std::size_t, std::less<>> rows_;     ///< "source\0category": where its levels start
    std::vector<std::uint32_t> levels_;
};

/// Reads a taxonomy file: CSV with the columns data.source, base.categories, and one for each level, finest first.
/// Blanks around values are taken away. docs/formats/fuse.md.
/// Errors: source.refused, with among `problems` those of read_csv and taxonomy.columns (the first two columns are not
/// those named, or there is no level), taxonomy.category_empty.
Result<Taxonomy> read_taxonomy(const Path& file, std::string column, Problems& problems);

}  // namespace truce
