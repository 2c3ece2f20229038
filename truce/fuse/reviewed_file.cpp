#include "truce/fuse/reviewed_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>

#include "truce/ingest/csv.hpp"
#include "truce/ingest/problem_list.hpp"

namespace truce {
namespace {

enum Column : std::size_t { source_a, id_a, source_b, id_b, same, author, reason, column_count };
constexpr std::array<std::string_view, column_count> names{"source_a", "id_a", "source_b", "id_b", "same", "author", "reason"};

class ReviewedFile : public CsvHandler {
public:
    ReviewedFile(const std::vector<SourceTable>& tables, ProblemList& problems) : problems_(problems) {
        for (const SourceTable& table : tables) {
            for (const TableRow& row : table.rows) reports_.insert({table.name, row.id});
        }
    }

    bool header(const CsvRow& row) override {
        for (std::size_t c = 0; c < column_count; ++c) {
            const auto found = std::ranges::find(row.fields, names[c]);
            if (found != row.fields.end()) at_[c] = static_cast<std::size_t>(found - row.fields.begin());
            if (at_[c] || c >= author) continue;
            problems_.add(row.line, "reviewed.column_missing", fmt::format("there is no column {}", in_quotes(names[c])),
                          "Write source_a, id_a, source_b, id_b and same");
        }
        return problems_.count() == 0;
    }

    Result<void> row(const CsvRow& row) override {
        const auto value = [&](Column c) { return at_[c] ? std::string(row.fields[*at_[c]]) : std::string(); };
        if (value(same).empty()) return {};
        if (value(same) != "yes" && value(same) != "no") {
            problems_.add_value(row.line, "reviewed.same", "same", value(same), "it is neither yes nor no",
                                "Write yes or no, or leave it empty until somebody has decided");
            return {};
        }
        LinkDecision decision{
            {value(source_a), value(id_a)}, {value(source_b), value(id_b)}, value(same) == "yes", value(author), value(reason)};
        for (const SightingId& end : {decision.a, decision.b}) {
            if (reports_.contains(end)) continue;
            problems_.add(row.line, "reviewed.unknown",
                          fmt::format("there is no report {} of the source {}", in_quotes(end.id), in_quotes(end.source)),
                          "Name reports of the files given with --in");
        }
        if (decision.a == decision.b) problems_.add(row.line, "reviewed.unknown", "the row names one report twice", "Name two reports");
        decisions.push_back(std::move(decision));
        return {};
    }

    std::vector<LinkDecision> decisions;

private:
    ProblemList& problems_;
    std::set<SightingId> reports_;
    std::array<std::optional<std::size_t>, column_count> at_;
};

}  // namespace

Result<std::vector<LinkDecision>> read_reviewed(const Path& file, const std::vector<SourceTable>& tables, Problems& problems) {
    ProblemList list(file.string(), problems, 20);
    ReviewedFile handler(tables, list);
    TRUCE_TRY(read_csv(file, handler, list));
    if (list.count() > 0) return list.refusal();
    return std::move(handler.decisions);
}

}  // namespace truce
