/// Writes a file like UCDP GED with as many rows as wanted: rows for measuring, about nothing that happened.
///
///   generate_ged SOURCE.csv ROWS SEED > OUT.csv
///
/// Each row takes its sides and place from one random row of SOURCE and its sources from another, so lengths
/// and characters are those of the real file; ids count up, positions move by up to 0.05 degrees, days by up
/// to 1,000, deaths are drawn anew. Same arguments, same bytes, on every machine.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "truce/base/time.hpp"
#include "truce/ingest/csv.hpp"
#include "truce/ingest/ged.hpp"

namespace truce {
namespace {

using Row = std::vector<std::string>;

class Rows : public CsvHandler {
public:
    bool header(const CsvRow& row) override {
        return std::equal(row.fields.begin(), row.fields.end(), ged_columns.begin(), ged_columns.end());
    }
    Result<void> row(const CsvRow& row) override {
        rows.emplace_back(row.fields.begin(), row.fields.end());
        return {};
    }
    std::vector<Row> rows;
};

/// SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2714064.2660195): fixed by its definition, unlike the
/// distributions of the standard library.
class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : state_(seed) {}
    /// 0 .. n-1; the bias for n far below 2^64 does not matter here.
    std::uint64_t below(std::uint64_t n) {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return (z ^ (z >> 31U)) % n;
    }

private:
    std::uint64_t state_;
};

std::size_t column(std::string_view name) {
    return static_cast<std::size_t>(std::find(ged_columns.begin(), ged_columns.end(), name) - ged_columns.begin());
}

/// Quoted where the source quotes: texts, and never numbers, days or empty cells.
bool is_text(std::string_view name) {
    constexpr std::array texts{"conflict_name", "dyad_name",   "side_a",          "side_b",          "source_article",
                               "source_office", "source_date", "source_headline", "source_original", "where_coordinates",
                               "adm_1",         "adm_2",       "country",         "region"};
    return std::find(texts.begin(), texts.end(), name) != texts.end();
}

void append(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty() || !is_text(name)) {
        out += value;
        return;
    }
    out += '"';
    for (const char c : value) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

std::string moved(const std::string& degrees, Numbers& numbers) {
    const double value = std::strtod(degrees.c_str(), nullptr) + (static_cast<double>(numbers.below(100'001)) - 50'000.0) * 1e-6;
    return fmt::format("{:.6f}", value);
}

std::string shifted(const std::string& day, std::int32_t days) {
    const auto parsed = parse_day(day);
    TRUCE_ASSERT(parsed.ok());
    return format(parsed->next(days));
}

void vary(Row& row, const Row& sources, std::uint64_t id, Numbers& numbers) {
    for (std::size_t i = column("source_article"); i <= column("source_original"); ++i) row[i] = sources[i];
    row[column("number_of_sources")] = sources[column("number_of_sources")];
    row[column("id")] = std::to_string(id);
    row[column("latitude")] = moved(row[column("latitude")], numbers);
    row[column("longitude")] = moved(row[column("longitude")], numbers);
    const auto days = static_cast<std::int32_t>(numbers.below(1'001));
    row[column("date_start")] = shifted(row[column("date_start")], days);
    row[column("date_end")] = shifted(row[column("date_end")], days);
    row[column("year")] = row[column("date_start")].substr(0, 4);
    std::uint64_t best = 0;
    for (std::size_t i = column("deaths_a"); i <= column("deaths_unknown"); ++i) {
        const std::uint64_t deaths = numbers.below(4) == 0 ? numbers.below(20) : 0;
        best += deaths;
        row[i] = std::to_string(deaths);
    }
    row[column("low")] = std::to_string(best - numbers.below(best + 1) / 2);
    row[column("best")] = std::to_string(best);
    row[column("high")] = std::to_string(best + 1 + numbers.below(3));
}

int generate(const char* source, std::uint64_t count, std::uint64_t seed) {
    Rows rows;
    Problems problems;
    ProblemList list(source, problems, 20);
    const auto read = read_csv(source, rows, list);
    if (!read || list.count() > 0 || rows.rows.empty()) {
        std::fprintf(stderr, "%s\n", !read ? read.error().text().c_str() : "not a file of GED");
        return 1;
    }
    Numbers numbers(seed);
    std::string out;
    for (std::size_t i = 0; i < ged_columns.size(); ++i) out += fmt::format("{}\"{}\"", i == 0 ? "" : ",", ged_columns[i]);
    out += '\n';
    for (std::uint64_t n = 0; n < count; ++n) {
        Row row = rows.rows[numbers.below(rows.rows.size())];
        vary(row, rows.rows[numbers.below(rows.rows.size())], 1'000'000 + n, numbers);
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) out += ',';
            append(out, ged_columns[i], row[i]);
        }
        out += '\n';
        if (out.size() < 1U << 20U && n + 1 < count) continue;
        if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) return 1;
        out.clear();
    }
    return 0;
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: generate_ged SOURCE.csv ROWS SEED > OUT.csv\n");
        return 2;
    }
    return truce::generate(argv[1], std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
}
