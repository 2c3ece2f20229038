#include "truce/ingest/csv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>

#include "truce/base/bytes.hpp"
#include "truce/ingest/numbers.hpp"

namespace truce {
namespace {

using Row = std::vector<std::string>;

struct Keeper : CsvHandler {
    bool header(const CsvRow& row) override {
        names.assign(row.fields.begin(), row.fields.end());
        return true;
    }
    Result<void> row(const CsvRow& row) override {
        rows.emplace_back(row.fields.begin(), row.fields.end());
        lines.push_back(row.line);
        return {};
    }
    Row names;
    std::vector<Row> rows;
    std::vector<std::size_t> lines;
};

/// A file that goes with the test.
struct TemporaryFile {
    explicit TemporaryFile(std::string_view bytes) {
        std::string name = (std::filesystem::temp_directory_path() / "truce-csv-XXXXXX").string();
        const int descriptor = ::mkstemp(name.data());
        TRUCE_ASSERT(descriptor >= 0);
        ::close(descriptor);
        path = name;
        TRUCE_ASSERT(write_file_atomically(path, bytes).ok());
    }
    ~TemporaryFile() { std::filesystem::remove(path); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    Path path;
};

Problems read(std::string_view bytes, Keeper& keeper) {
    const TemporaryFile file(bytes);
    Problems problems;
    ProblemList list("f", problems, 20);
    EXPECT_TRUE(read_csv(file.path, keeper, list).ok());
    return problems;
}

std::string written(const std::vector<Row>& rows, std::string_view line_end) {
    std::string out;
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) out += ',';
            out += '"';
            for (const char c : row[i]) out += c == '"' ? std::string("\"\"") : std::string(1, c);
            out += '"';
        }
        out += line_end;
    }
    return out;
}

RC_GTEST_PROP(Csv, what_was_written_is_read_with_the_line_on_which_each_row_starts, ()) {
    const auto width = *rc::gen::inRange<std::size_t>(1, 5);
    const auto text = rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', ' ', ';', '\xc3'));
    const auto row = rc::gen::container<Row>(width, rc::gen::map(text, [](std::string s) {
                                                 for (std::size_t at = 0; (at = s.find('\xc3', at)) != std::string::npos; at += 2)
                                                     s.insert(at + 1, 1, '\xa4');
                                                 return s;
                                             }));
    const auto rows = *rc::gen::nonEmpty(rc::gen::container<std::vector<Row>>(row));
    const bool crlf = *rc::gen::arbitrary<bool>();
    const std::string bytes = written(rows, crlf ? "\r\n" : "\n");
    Keeper keeper;
    const Problems problems = read(std::string(*rc::gen::arbitrary<bool>() ? "\xef\xbb\xbf" : "") + bytes, keeper);
    RC_ASSERT(keeper.names == rows.front());
    RC_ASSERT(keeper.rows == std::vector<Row>(rows.begin() + 1, rows.end()));
    RC_ASSERT(problems.empty() == (rows.size() > 1));
    std::size_t line = 1;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0) RC_ASSERT(keeper.lines[i - 1] == line);
        ++line;
        for (const std::string& value : rows[i]) line += static_cast<std::size_t>(std::count(value.begin(), value.end(), '\n'));
    }
}

RC_GTEST_PROP(Csv, no_bytes_whatever_stop_the_reader_from_ending, (const std::string& bytes)) {
    Keeper keeper;
    const Problems problems = read("a,b\n" + bytes, keeper);
    for (const Row& row : keeper.rows) {
        RC_ASSERT(row.size() == 2U);
        for (const std::string& value : row) RC_ASSERT(is_utf8(value) && value.find('\0') == std::string::npos);
    }
    RC_ASSERT(!keeper.rows.empty() || !problems.empty());
}

TEST(Csv, a_row_may_lie_across_the_pieces_in_which_a_file_is_read) {
    // 65,536 bytes a piece: characters of three bytes and quotes fall on every offset of the border.
    for (std::size_t shift = 0; shift < 12; ++shift) {
        std::string bytes = "a,b\n" + std::string(65'500 + shift, 'x') + ",\"";
        std::string value;
        for (int i = 0; i < 20; ++i) value += "\xe2\x80\x9c,\n";
        bytes += value + "\"\ny,z\n";
        Keeper keeper;
        EXPECT_TRUE(read(bytes, keeper).empty());
        ASSERT_EQ(keeper.rows.size(), 2U);
        EXPECT_EQ(keeper.rows[0][1], value);
        EXPECT_EQ(keeper.lines[1], 23U);
    }
}

TEST(Csv, blanks_belong_to_the_value) {
    Keeper keeper;
    EXPECT_TRUE(read("a,b\n x ,\"\t\"\n", keeper).empty());
    EXPECT_EQ(keeper.rows, (std::vector<Row>{{" x ", "\t"}}));
}

TEST(Csv, the_last_line_needs_no_end) {
    Keeper keeper;
    EXPECT_TRUE(read("a,b\n1,2", keeper).empty());
    EXPECT_EQ(keeper.rows, (std::vector<Row>{{"1", "2"}}));
}

TEST(Csv, a_field_of_exactly_one_mebibyte_is_accepted) {
    Keeper keeper;
    EXPECT_TRUE(read("a\n" + std::string(csv_field_max, 'x') + "\n", keeper).empty());
    ASSERT_EQ(keeper.rows.size(), 1U);
    Keeper other;
    const Problems problems = read("a\n" + std::string(csv_field_max + 1, 'x') + "\n", other);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].id, "csv.field_too_large");
}

TEST(Csv, every_row_with_a_wrong_number_of_columns_is_named) {
    Keeper keeper;
    const Problems problems = read("a,b\n1\n1,2\n1,2,3\n", keeper);
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[0].where, "f:2");
    EXPECT_EQ(problems[1].where, "f:4");
}

TEST(ProblemList, shows_values_short_and_harmless) {
    EXPECT_EQ(in_quotes("a\tb\x1b[31m"), "\"a\\x09b\\x1b[31m\"");
    EXPECT_EQ(in_quotes("\xff\xc3\xa4"), "\"\\xff\xc3\xa4\"");
    EXPECT_EQ(in_quotes("\xe2\x80\xae"), "\"\\xe2\\x80\\xae\"");
    EXPECT_EQ(in_quotes(std::string(81, 'x')), "\"" + std::string(80, 'x') + "...\"");
    EXPECT_EQ(in_quotes(std::string(80, 'x')), "\"" + std::string(80, 'x') + "\"");
}

TEST(ProblemList, lists_the_first_and_counts_the_rest) {
    Problems problems;
    ProblemList list("f", problems, 2);
    for (std::size_t i = 1; i <= 5; ++i) list.add_value(i, "x", "c", "v", "is wrong", "Mend it");
    EXPECT_EQ(problems.size(), 2U);
    EXPECT_EQ(list.count(), 5U);
    EXPECT_EQ(list.refusal().what, "5 problems; nothing was taken (the first 2 are listed)");
}

RC_GTEST_PROP(Numbers, a_count_is_read_as_it_was_written, ()) {
    const auto n = *rc::gen::inRange<std::int64_t>(0, 9007199254740992);
    const auto read = parse_count(std::to_string(n));
    RC_ASSERT(read.ok() && *read == n);
}

RC_GTEST_PROP(Numbers, a_decimal_is_read_exactly, ()) {
    const auto n = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
    const std::int64_t magnitude = n < 0 ? -n : n;
    std::string fraction = std::to_string(magnitude % 1000);
    fraction.insert(0, 3 - fraction.size(), '0');
    const auto read = parse_decimal((n < 0 ? "-" : "") + std::to_string(magnitude / 1000) + "." + fraction, 3);
    RC_ASSERT(read.ok() && *read == n);
}

TEST(Numbers, the_largest_count_is_two_to_the_53_less_one) {
    EXPECT_EQ(*parse_count("9007199254740991"), 9007199254740991);
    EXPECT_EQ(parse_count("9007199254740992").error().id, "number.too_large");
    EXPECT_EQ(parse_decimal("9007199254740.9911", 4).error().id, "number.too_large");
    EXPECT_EQ(*parse_decimal("9007199254740.991", 3), 9007199254740991);
}

}  // namespace
}  // namespace truce
