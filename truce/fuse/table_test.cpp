#include "truce/fuse/table.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

#include <fstream>

#include "truce/fuse/taxonomy.hpp"

namespace truce {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// A folder for one test, gone with it.
class TableTest : public testing::Test {
protected:
    TableTest() : folder_(Path(testing::TempDir()) / ("truce-table-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~TableTest() override { std::filesystem::remove_all(folder_); }

    Path write(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return folder_ / name;
    }

    Result<std::vector<SourceTable>> read(const std::vector<std::pair<std::string, std::string>>& files) {
        problems_.clear();
        std::vector<TableInput> inputs;
        for (const auto& [name, text] : files) {
            const Path file = write(name, text);
            inputs.push_back({file.stem().string(), file, *table_form(file)});
        }
        return read_tables(inputs, options_, problems_);
    }

    /// The id of the first problem of one file, "accepted" if there is none.
    std::string refusal(const std::string& name, const std::string& text) {
        const auto tables = read({{name, text}});
        if (tables) return "accepted";
        EXPECT_TRUE(problems_.empty() || tables.error().id == "source.refused");
        return problems_.empty() ? tables.error().id : problems_.front().id;
    }
    std::string row_refusal(const std::string& row) { return refusal("a.csv", header + row + "\n"); }

    static inline const std::string header = "id,date,enddate,latitude,longitude\n";
    Path folder_;
    TableOptions options_;
    Problems problems_;
};

TEST_F(TableTest, RowsAreReadInOrderWithTheColumnsAskedFor) {
    options_.required = {"act"};
    options_.optional = {"deaths", "wp"};
    const auto tables = read({{"a.csv", "wp,act,other,date,latitude,longitude\n2,shelling,x,2017-01-02,35.5,-37.25\n"}});
    ASSERT_TRUE(tables.ok());
    ASSERT_THAT(*tables, SizeIs(1));
    const SourceTable& a = tables->front();
    EXPECT_EQ(a.name, "a");
    EXPECT_THAT(a.columns, ElementsAre("act", "deaths", "wp"));
    EXPECT_EQ(a.column("wp"), 2U);
    EXPECT_EQ(a.column("nothing"), 3U);
    ASSERT_THAT(a.rows, SizeIs(1));
    const TableRow& row = a.rows.front();
    EXPECT_EQ(row.line, 2U);
    EXPECT_EQ(row.id, "1");
    EXPECT_EQ(row.start, *parse_day("2017-01-02"));
    EXPECT_EQ(row.end, row.start);
    EXPECT_EQ(row.latitude_deg, 35.5);
    EXPECT_EQ(row.longitude_deg, -37.25);
    EXPECT_THAT(row.values, ElementsAre("shelling", "", "2"));
}

TEST_F(TableTest, ColumnsMayHaveOtherNames) {
    options_.columns = {{"id", "event"}, {"date", "day"}, {"latitude", "y"}, {"longitude", "x"}};
    const auto tables = read({{"a.csv", "event,day,y,x\nk7,2017-01-02,1,2\n"}});
    ASSERT_TRUE(tables.ok());
    EXPECT_EQ(tables->front().rows.front().id, "k7");
    EXPECT_EQ(tables->front().rows.front().latitude_deg, 1);
}

TEST_F(TableTest, LinesAndCsvGiveTheSameTables) {
    options_.required = {"act"};
    const auto csv = read({{"a.csv", "id,date,enddate,latitude,longitude,act\n7,2017-01-02,2017-01-03,35.125,36,3\n"}});
    const auto lines = read({{"a.ndjson",
                              "{\"act\":3,\"id\":7,\"date\":\"2017-01-02\",\"enddate\":\"2017-01-03\",\"latitude\":35.125,"
                              "\"longitude\":36,\"other\":[1,{\"x\":null}]}\r\n"}});
    ASSERT_TRUE(csv.ok() && lines.ok());
    const TableRow& a = csv->front().rows.front();
    const TableRow& b = lines->front().rows.front();
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.start, b.start);
    EXPECT_EQ(a.end, b.end);
    EXPECT_EQ(a.latitude_deg, b.latitude_deg);
    EXPECT_EQ(a.longitude_deg, b.longitude_deg);
    EXPECT_EQ(a.values, b.values);
}

TEST_F(TableTest, OneStreamMayHoldSeveralSources) {
    const std::string rest = R"(,"date":"2017-01-02","latitude":1,"longitude":2})";
    const auto tables = read(
        {{"all.ndjson", "{\"data.source\":\"b\"" + rest + "\n{\"data.source\":\"a\"" + rest + "\n{\"data.source\":\"b\"" + rest + "\n"}});
    ASSERT_TRUE(tables.ok());
    ASSERT_THAT(*tables, SizeIs(2));
    EXPECT_EQ(tables->at(0).name, "b");
    EXPECT_EQ(tables->at(0).rows.at(1).id, "2") << "numbered within the source";
    EXPECT_EQ(tables->at(1).rows.at(0).id, "1");
}

TEST_F(TableTest, AColumnThatIsMissingOrTwiceIsNamed) {
    EXPECT_EQ(refusal("a.csv", "date,latitude\n2017-01-02,1\n"), "table.column_missing");
    EXPECT_THAT(problems_.front().what, HasSubstr("longitude"));
    EXPECT_THAT(problems_.front().what, HasSubstr("date, latitude"));
    EXPECT_EQ(refusal("a.csv", "date,latitude,longitude,date\n2017-01-02,1,2,2017-01-02\n"), "table.column_twice");
    EXPECT_EQ(refusal("a.ndjson", "{\"date\":\"2017-01-02\",\"latitude\":1}\n"), "table.column_missing");
    EXPECT_EQ(refusal("a.ndjson", R"({"date":"2017-01-02","latitude":1,"latitude":1,"longitude":1})"), "table.column_twice");
    options_.required = {"act"};
    EXPECT_EQ(row_refusal("1,2017-01-02,2017-01-02,1,2"), "table.column_missing");
    options_.required = {};
    options_.columns = {{"id", "event"}};
    EXPECT_EQ(row_refusal("1,2017-01-02,2017-01-02,1,2"), "table.column_missing") << "a column that was named must be there";
    options_.columns = {{"place", "x"}};
    EXPECT_EQ(row_refusal("1,2017-01-02,2017-01-02,1,2"), "table.part_unknown");
}

TEST_F(TableTest, DaysMustBeDaysInTheirOrder) {
    EXPECT_EQ(row_refusal("1,2017-01-02,2017-01-01,1,2"), "table.days_reversed");
    EXPECT_THAT(problems_.front().where, HasSubstr("a.csv:2"));
    EXPECT_EQ(row_refusal("1,02/01/2017,2017-01-03,1,2"), "table.day");
    EXPECT_EQ(row_refusal("1,2017-01-02,,1,2"), "table.value_missing");
    EXPECT_EQ(row_refusal(",2017-01-02,2017-01-02,1,2"), "table.value_missing");
    EXPECT_EQ(row_refusal("1,2017-01-02,2017-01-02,1,2"), "accepted");
}

TEST_F(TableTest, DegreesMustBeDegrees) {
    for (const char* wrong : {"x", "inf", "nan", "1e1", "35,5", "+3", " 3", "0x10", "200", "-181"})
        EXPECT_EQ(refusal("a.csv", header + "1,2017-01-02,2017-01-02,\"" + wrong + "\",2\n"), "table.degrees") << wrong;
    EXPECT_EQ(row_refusal("1,2017-01-02,2017-01-02,90.5,120"), "table.degrees");
    EXPECT_EQ(row_refusal("1,2017-01-02,2017-01-02,120,35"), "table.degrees_swapped");
    EXPECT_EQ(row_refusal("1,2017-01-02,2017-01-02,-90,180"), "accepted");
}

TEST_F(TableTest, IdsStandOnce) {
    EXPECT_EQ(row_refusal("1,2017-01-02,2017-01-02,1,2\n1,2017-01-05,2017-01-05,3,4"), "table.id_twice");
    EXPECT_THAT(problems_.front().what, HasSubstr("line 2"));
    EXPECT_THAT(problems_.front().where, HasSubstr("a.csv:3"));
}

TEST_F(TableTest, EmptyFilesAreRefused) {
    EXPECT_EQ(refusal("a.csv", header), "csv.no_rows");
    EXPECT_EQ(refusal("a.csv", ""), "csv.empty");
    EXPECT_EQ(refusal("a.ndjson", ""), "table.no_rows");
}

TEST_F(TableTest, LinesThatAreNoFlatObjectsAreRefused) {
    EXPECT_EQ(refusal("a.ndjson", "[1]\n"), "ndjson.syntax");
    EXPECT_EQ(refusal("a.ndjson", "{\"date\":\"2017-01-02\"\n"), "ndjson.syntax");
    EXPECT_EQ(refusal("a.ndjson", "\n"), "ndjson.empty_line");
    EXPECT_EQ(refusal("a.ndjson", "{\"date\":[\"2017-01-02\"],\"latitude\":1,\"longitude\":1}"), "ndjson.member");
    EXPECT_EQ(refusal("a.ndjson", "{\"date\":null,\"latitude\":1,\"longitude\":1}"), "ndjson.member");
    EXPECT_EQ(refusal("a.ndjson", "{\"date\":\"\xff\"}"), "text.utf8");
    EXPECT_EQ(refusal("a.ndjson", "{} {}"), "ndjson.syntax");
}

TEST_F(TableTest, ASourceHasOneFile) {
    const std::string row = "1,2017-01-02,2017-01-02,1,2\n";
    const Path file = write("a.csv", header + row);
    const auto twice = read_tables({{"a", file, TableForm::csv}, {"a", file, TableForm::csv}}, options_, problems_);
    ASSERT_FALSE(twice.ok());
    EXPECT_EQ(twice.error().id, "table.source_twice");
    const std::string tagged = "data.source," + header + "x," + row;
    ASSERT_FALSE(read({{"a.csv", tagged}, {"b.csv", tagged}}).ok());
    EXPECT_EQ(problems_.front().id, "table.source_twice");
}

TEST_F(TableTest, TheEndingNamesTheForm) {
    EXPECT_EQ(*table_form("x.csv"), TableForm::csv);
    EXPECT_EQ(*table_form("x.jsonl"), TableForm::ndjson);
    EXPECT_EQ(*table_form("-"), TableForm::ndjson);
    ASSERT_FALSE(table_form("x.xlsx").ok());
    EXPECT_EQ(table_form("x.xlsx").error().id, "table.form_unknown");
}

// ---- sources with latitude and longitude exchanged ---------------------------------------------------------------------

SourceTable points(std::string name, const std::vector<std::pair<double, double>>& places) {
    SourceTable table;
    table.name = std::move(name);
    for (const auto& [latitude, longitude] : places) {
        TableRow& row = table.rows.emplace_back();
        row.latitude_deg = latitude;
        row.longitude_deg = longitude;
    }
    return table;
}

const std::vector<std::pair<double, double>> south{{33.5, 36.3}, {33.6, 36.4}, {32.7, 36.1}, {33.1, 36.0}, {34.7, 36.7}};

TEST(TableSwapped, ASourceWhosePointsAreExchangedIsNamed) {
    auto exchanged = south;
    for (auto& [latitude, longitude] : exchanged) std::swap(latitude, longitude);
    const auto refused = check_swapped({points("a", south), points("b", south), points("c", exchanged)});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().id, "table.sources_swapped");
    EXPECT_THAT(refused.error().what, HasSubstr("\"c\""));
}

TEST(TableSwapped, SoundSourcesAndSmallOnesPass) {
    EXPECT_TRUE(check_swapped({points("a", south), points("b", south)}).ok());
    EXPECT_TRUE(check_swapped({points("a", south), points("b", {{36.3, 33.5}})}).ok()) << "one report is no evidence";
    EXPECT_TRUE(check_swapped({points("a", south), points("b", {{10, 10}, {10, 11}, {11, 10}, {11, 11}, {12, 12}})}).ok());
    EXPECT_TRUE(check_swapped({}).ok());
}

// ---- taxonomies ----------------------------------------------------------------------------------------------------

class TaxonomyTest : public TableTest {
protected:
    std::string refused(const std::string& text) {
        problems_.clear();
        const auto taxonomy = read_taxonomy(write("t.csv", text), "act", problems_);
        return taxonomy ? "accepted" : problems_.empty() ? taxonomy.error().id : problems_.front().id;
    }
};

TEST_F(TaxonomyTest, EqualWordsHaveEqualCodesAndMissingOnesNone) {
    const Path file =
        write("t.csv", "data.source,base.categories,l1,l2\na, x ,fine , coarse\nb,y,fine,coarse\nb,z,other,\nb,z,fine,fine\n");
    const auto taxonomy = read_taxonomy(file, "act", problems_);
    ASSERT_TRUE(taxonomy.ok());
    EXPECT_EQ(taxonomy->depth(), 2U);
    const std::uint32_t* x = taxonomy->find("a", "x");
    const std::uint32_t* y = taxonomy->find("b", "y");
    const std::uint32_t* z = taxonomy->find("b", "z");
    ASSERT_TRUE(x != nullptr && y != nullptr && z != nullptr);
    EXPECT_EQ(x[0], y[0]);
    EXPECT_EQ(x[1], y[1]);
    EXPECT_NE(x[0], z[0]) << "the first row of a category counts";
    EXPECT_EQ(z[1], 0U);
    EXPECT_EQ(taxonomy->find("a", "y"), nullptr);
    EXPECT_EQ(taxonomy->find("a", " x "), nullptr) << "blanks count in the data";
}

TEST_F(TaxonomyTest, FilesOfAnotherShapeAreRefused) {
    EXPECT_EQ(refused("data.source,base.categories\na,x\n"), "taxonomy.columns");
    EXPECT_EQ(refused("source,category,l1\na,x,y\n"), "taxonomy.columns");
    EXPECT_EQ(refused("data.source,base.categories,l1\na, ,y\n"), "taxonomy.category_empty");
    EXPECT_EQ(refused("data.source,base.categories,l1\n"), "csv.no_rows");
    EXPECT_EQ(refused("data.source,base.categories,l1\na,x,y\n"), "accepted");
}

TEST_F(TaxonomyTest, NoTwoPairsOfSourceAndCategoryAreConfused) {
    Taxonomy taxonomy("act", 1);
    taxonomy.add("a", "b,c", {"x"});
    taxonomy.add("a,b", "c", {"y"});
    EXPECT_NE(taxonomy.find("a", "b,c")[0], taxonomy.find("a,b", "c")[0]);
}

}  // namespace
}  // namespace truce
