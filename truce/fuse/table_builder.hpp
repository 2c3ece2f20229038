/// Where both readers of tables hand their rows: meaning and checks are the same for either form. Private to this folder.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "truce/fuse/table.hpp"
#include "truce/ingest/problem_list.hpp"

namespace truce {

/// A value for each of TableBuilder::wanted(), none where the row has no such column.
using TableValues = std::span<const std::optional<std::string_view>>;

class TableBuilder {
public:
    explicit TableBuilder(const TableOptions& options);

    /// The names of the columns to look for: the parts, then TableOptions::required and `optional`. A name may stand twice.
    [[nodiscard]] const std::vector<std::string>& wanted() const { return wanted_; }
    /// Whether wanted()[i] must be there.
    [[nodiscard]] bool must(std::size_t i) const { return must_[i]; }

    /// The rows that follow are of this file.
    void begin(const TableInput& input);
    /// Takes one row, or says in `problems` why not.
    void take(std::size_t line, TableValues values, ProblemList& problems);

    [[nodiscard]] std::vector<SourceTable> finish() && { return std::move(sources_); }

private:
    struct Source {
        std::size_t file = 0;
        std::unordered_map<std::string, std::size_t> lines;  ///< of each id
    };

    /// The source's place in sources_, or none if its rows come from two files.
    std::optional<std::size_t> source_of(std::size_t line, std::string_view name, ProblemList& problems);
    bool days(TableRow& row, TableValues values, ProblemList& problems) const;
    bool degrees(TableRow& row, TableValues values, ProblemList& problems) const;
    bool filled(std::size_t line, TableValues values, ProblemList& problems) const;

    std::vector<std::string> wanted_;
    std::vector<bool> must_;
    std::vector<std::string> kept_;
    const TableInput* input_ = nullptr;
    std::size_t file_ = 0;
    std::vector<SourceTable> sources_;
    std::vector<Source> known_;
    std::map<std::string, std::size_t, std::less<>> index_;
};

/// Reads one file of objects, one a line. Ids: ndjson.syntax, ndjson.empty_line, ndjson.line_too_large, ndjson.member,
/// text.nul, text.utf8, and the builder's. Errors: those of TextSource.
Result<void> read_ndjson_table(const Path& file, TableBuilder& builder, ProblemList& problems);

}  // namespace truce
