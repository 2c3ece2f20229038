#include "truce/fuse/taxonomy.hpp"

#include <fmt/format.h>

#include "truce/ingest/csv.hpp"

namespace truce {
namespace {

std::string key_of(std::string_view source, std::string_view category) {
    std::string key(source);
    key += '\0';
    key += category;
    return key;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

class TaxonomyFile : public CsvHandler {
public:
    TaxonomyFile(std::string column, ProblemList& problems) : taxonomy_(std::move(column), 1), problems_(problems) {}

    bool header(const CsvRow& row) override {
        if (row.fields.size() < 3 || trimmed(row.fields[0]) != "data.source" || trimmed(row.fields[1]) != "base.categories") {
            problems_.add(row.line, "taxonomy.columns", "the columns are not data.source, base.categories and one or more levels",
                          "Write a header with these two columns and then one for each level, finest first");
            return false;
        }
        taxonomy_ = Taxonomy(taxonomy_.column(), row.fields.size() - 2);
        return true;
    }

    Result<void> row(const CsvRow& row) override {
        if (trimmed(row.fields[0]).empty() || trimmed(row.fields[1]).empty()) {
            problems_.add(row.line, "taxonomy.category_empty", "the source or the category is empty", "Fill it in, or delete the row");
            return {};
        }
        levels_.clear();
        for (const std::string_view level : row.fields.subspan(2)) levels_.emplace_back(trimmed(level));
        taxonomy_.add(trimmed(row.fields[0]), trimmed(row.fields[1]), levels_);
        return {};
    }

    Taxonomy finish() { return std::move(taxonomy_); }

private:
    Taxonomy taxonomy_;
    ProblemList& problems_;
    std::vector<std::string> levels_;
};

}  // namespace

Taxonomy::Taxonomy(std::string column, std::size_t depth) : column_(std::move(column)), depth_(depth) {}

void Taxonomy::add(std::string_view source, std::string_view category, const std::vector<std::string>& levels) {
    TRUCE_ASSERT(levels.size() == depth_);
    if (!rows_.emplace(key_of(source, category), levels_.size()).second) return;
    for (const std::string& level : levels) levels_.push_back(code(level));
}

const std::uint32_t* Taxonomy::find(std::string_view source, std::string_view category) const {
    const auto row = rows_.find(key_of(source, category));
    return row == rows_.end() ? nullptr : levels_.data() + row->second;
}

std::uint32_t Taxonomy::code(std::string_view level) {
    if (level.empty()) return 0;
    const auto [at, fresh] = words_.emplace(level, static_cast<std::uint32_t>(words_.size() + 1));
    if (fresh) word_of_.emplace_back(level);
    return at->second;
}

Result<Taxonomy> read_taxonomy(const Path& file, std::string column, Problems& problems) {
    ProblemList list(file.string(), problems, 20);
    TaxonomyFile handler(std::move(column), list);
    TRUCE_TRY(read_csv(file, handler, list));
    if (list.count() > 0) return list.refusal();
    return handler.finish();
}

}  // namespace truce
