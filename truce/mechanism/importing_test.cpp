#include "truce/mechanism/importing.hpp"

#include <fmt/format.h>

#include <fstream>

#include "tests/checkout.hpp"
#include "truce/mechanism/case_fixture_test.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/chunk_file.hpp"

namespace truce {
namespace {

const std::string head = "source_id,time_from,time_to,lat,lon,radius_m,act,actors,note\n";

std::string row(int n, std::string_view act = "artillery", std::string_view lon = "-28.02") {
    return fmt::format("I-{},2023-06-{:02}T10:00:00Z,2023-06-{:02}T11:00:00Z,-19.02,{},300,{},Northern Council,\n", n, 1 + n % 16,
                       1 + n % 16, lon, act);
}
std::string rows(int from, int to, std::string_view act = "artillery") {
    std::string out = head;
    for (int n = from; n < to; ++n) out += row(n, act);
    return out;
}

class ImportingTest : public testing::CaseTest {
protected:
    [[nodiscard]] Path spool() const { return folder_.path() / "spool"; }
    [[nodiscard]] static std::string refusal(const auto& result) { return result ? "" : result.error().id; }

    Result<ReadImport> read(const Mechanism& mechanism, std::string_view text, ImportRequest request = {},
                            const std::string& institution = "borvik") {
        request.file = folder_.path() / "came-as-something";
        std::ofstream(request.file, std::ios::binary) << text;
        if (request.facts.name.empty()) request.facts.name = "events.csv";
        request.facts.digest = sha256(text);
        request.facts.bytes = static_cast<std::int64_t>(text.size());
        if (!request.register_id) request.register_id = "borvik-centre";
        problems_.clear();
        return read_import(mechanism, institution, request, spool(), clock_.now(), *random_, problems_);
    }
    /// As Imports and a signer do it; the entry's id, or the refusal's.
    std::string land(Mechanism& mechanism, const ReadImport& import, const std::string& institution = "borvik") {
        const auto signed_entry = sign(mechanism, import, institution);
        if (!signed_entry) return signed_entry.error().id;
        return land_signed(mechanism, import, *signed_entry);
    }
    Result<Submission> sign(Mechanism& mechanism, const ReadImport& import, const std::string& institution = "borvik") {
        clock_.set({clock_.now().us + 60'000'000});
        const NoteSigner signer = key(institution);
        auto composed = compose_import(mechanism.db(), signer.public_key(), import, clock_.now(), *random_);
        if (!composed) return composed.error();
        words_ = composed->words;
        return Submission{join_note(composed->text, *signer.signature_line(composed->text)), composed->body};
    }
    std::string land_signed(Mechanism& mechanism, const ReadImport& import, const Submission& submission) {
        auto filing = check_import(mechanism.db(), submission, import);
        if (!filing) return filing.error().id;
        const auto beside = beside_writer();
        const auto staged = stage_import(*beside, import, spool(), {});
        if (!staged) return staged.error().id;
        return submit(mechanism, std::move(*filing), *beside, *staged);
    }
    std::string submit(Mechanism& mechanism, SignedFiling filing, Database& beside, const StagedItems& staged) {
        filing.staged = staged;
        const auto done = std::move(mechanism.submit_all(std::span(&filing, 1)).front());
        if (!done) EXPECT_TRUE(unstage_import(beside, staged).ok());
        return done ? done->receipt.id : done.error().id;
    }
    [[nodiscard]] std::unique_ptr<Database> beside_writer() const {
        return open_store_beside_writer(store(), read_config(store()).value()).value();
    }
    static std::size_t records(const Mechanism& mechanism) {
        return current_reports(mechanism.db(), Landed::load(mechanism.db(), whole_record).value(), {}).value().size();
    }
    /// What lies in the store of batches and register, landed or not.
    static std::vector<std::int64_t> lying(const Mechanism& mechanism) {
        std::vector<std::int64_t> out;
        for (const char* table : {"batch", "batch_chunk", "register_report", "register_source"})
            out.push_back(mechanism.db().query_integer(fmt::format("SELECT COUNT(*) FROM {}", table)).value().value());
        return out;
    }
    /// A file of chunks with these items.
    [[nodiscard]] Path chunk_file(const std::vector<std::vector<Body>>& chunks, std::string_view more = "") const {
        const Path path = folder_.path() / "chunks";
        std::ofstream out(path, std::ios::binary);
        for (const std::vector<Body>& items : chunks) {
            Chunk chunk;
            for (const Body& item : items) chunk.add(item);
            append_chunk(out, chunk.compressed());
        }
        out << more;
        return path;
    }

    Problems problems_;
    std::string words_;
};

TEST_F(ImportingTest, what_is_wrong_is_said_by_line_in_the_name_that_its_owner_gave_the_file) {
    const Mechanism mechanism = open(OpenFor::reading);
    const auto refused = read(mechanism, head + row(0) + row(1, "artillery", "nowhere") + row(2, "no_such_act") + row(3) + row(0));
    EXPECT_EQ(refusal(refused), "source.refused");
    std::vector<std::string> where;
    for (const Error& one : problems_) {
        where.push_back(one.where.substr(0, one.where.find(':', one.where.find(':') + 1)));
        EXPECT_FALSE(one.what.empty() || one.remedy.empty()) << one.id;
    }
    EXPECT_EQ(where, (std::vector<std::string>{"events.csv:3", "events.csv:4", "events.csv:6"}));
    EXPECT_EQ(refused.error().where.find(folder_.path().string()), std::string::npos) << "where it lay here is nobody's business";
    ImportRequest few;
    few.problems_max = 1;
    EXPECT_EQ(refusal(read(mechanism, head + row(1, "x") + row(2, "y"), few)), "source.refused");
    EXPECT_EQ(problems_.size(), 1U);
}

TEST_F(ImportingTest, who_may_not_file_it_is_refused_before_anything_is_composed) {
    const Mechanism mechanism = open(OpenFor::reading);
    EXPECT_EQ(refusal(read(mechanism, rows(0, 2), {}, "aldmere")), "filing.recorder");
    EXPECT_EQ(refusal(read(mechanism, rows(0, 2), {}, "northern-council")), "filing.recorder");
    ImportRequest other;
    other.register_id = "no-such-register";
    EXPECT_EQ(refusal(read(mechanism, rows(0, 2), other)), "filing.register");
    EXPECT_EQ(refusal(read(mechanism, "a,b\n1,2\n")), "source.format_unsure");
    const std::string mixed =
        R"({"kind":"report","source_id":"a","time_from":"2023-06-01T10:00:00Z","time_to":"2023-06-01T11:00:00Z","areas":["EX-CE"],"act":"mortar"})"
        "\n"
        R"({"kind":"watch","source_id":"b","time_from":"2023-06-01T10:00:00Z","time_to":"2023-06-01T11:00:00Z","areas":["EX-CE"],"means":"post"})"
        "\n";
    ImportRequest lines;
    lines.facts.name = "both.ndjson";
    EXPECT_EQ(refusal(read(mechanism, mixed, lines)), "filing.mixed");
    ImportRequest stopped;
    std::size_t last = 0;
    stopped.go_on = [&](std::size_t records) { return (last = records) < 2'000; };
    EXPECT_EQ(refusal(read(mechanism, rows(0, 5'000), stopped)), "import.stopped");
    EXPECT_EQ(last, 2'000U);
}

TEST_F(ImportingTest, a_file_is_compared_with_what_its_register_holds) {
    Mechanism mechanism = open();
    const auto first = read(mechanism, rows(0, 600));
    ASSERT_TRUE(first.ok()) << first.error().text();
    EXPECT_EQ(first->kind, "reports.filed");
    EXPECT_EQ(first->promise.count, 600U);
    EXPECT_EQ(first->registers, std::set<std::string>{"borvik-centre"});
    EXPECT_EQ(first->tally.added, 600U);
    EXPECT_EQ(land(mechanism, *first).size(), 36U);
    EXPECT_NE(words_.find("600 new, 0 changed, 0 withdrawn"), std::string::npos) << words_;
    EXPECT_NE(words_.find(first->file.digest.hex()), std::string::npos) << words_;
    EXPECT_EQ(records(mechanism), 600U);

    const auto again = read(mechanism, rows(0, 600));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->tally.unchanged, 600U);
    EXPECT_EQ(again->kind, "") << "there is nothing to file";
    EXPECT_EQ(again->promise.count, 0U);

    // Ten of other words, five new ones, and nothing of the rest.
    ImportRequest whole;
    whole.complete = true;
    const auto other =
        read(mechanism, rows(0, 10, "mortar") + rows(10, 20).substr(head.size()) + rows(600, 605).substr(head.size()), whole);
    ASSERT_TRUE(other.ok()) << other.error().text();
    EXPECT_EQ(other->tally.changed, 10U);
    EXPECT_EQ(other->tally.unchanged, 10U);
    EXPECT_EQ(other->tally.added, 5U);
    EXPECT_EQ(other->tally.withdrawn, 580U);
    EXPECT_EQ(other->promise.count, 595U);
    EXPECT_EQ(land(mechanism, *other).size(), 36U);
    EXPECT_EQ(records(mechanism), 25U);
    EXPECT_TRUE(complaints().empty());
}

TEST_F(ImportingTest, the_same_entry_twice_is_in_the_record_once) {
    Mechanism mechanism = open();
    const auto import = read(mechanism, rows(0, 300));
    ASSERT_TRUE(import.ok());
    const auto entry = sign(mechanism, *import);
    ASSERT_TRUE(entry.ok());
    const std::string id = land_signed(mechanism, *import, *entry);
    ASSERT_EQ(id.size(), 36U);
    const std::vector<std::int64_t> before = lying(mechanism);
    const std::uint64_t size = mechanism.size().value();
    EXPECT_EQ(land_signed(mechanism, *import, *entry), "entry.chain") << "who asks first whether it is there gets its receipt";
    SignedFiling once_more{check_entry(mechanism.db(), *entry).value(), {}};
    const auto receipt = std::move(mechanism.submit_all(std::span(&once_more, 1)).front());
    ASSERT_TRUE(receipt.ok());
    EXPECT_EQ(receipt->receipt.id, id);
    EXPECT_EQ(mechanism.size().value(), size);
    EXPECT_EQ(lying(mechanism), before);
}

TEST_F(ImportingTest, what_is_staged_is_seen_by_nobody_and_lands_whole_or_not_at_all) {
    Mechanism mechanism = open();
    const auto import = read(mechanism, rows(0, 1'000));
    ASSERT_TRUE(import.ok());
    const auto entry = sign(mechanism, *import);
    ASSERT_TRUE(entry.ok());
    const std::vector<std::int64_t> nothing = lying(mechanism);
    const auto beside = beside_writer();
    std::vector<std::size_t> told;
    const auto staged = stage_import(*beside, *import, spool(), [&](std::size_t n) { told.push_back(n); });
    ASSERT_TRUE(staged.ok()) << staged.error().text();
    EXPECT_EQ(told, (std::vector<std::size_t>{256, 512, 768, 1'000}));
    EXPECT_EQ(staged->promise.root, import->promise.root);
    EXPECT_EQ(records(mechanism), 0U) << "no view sees it";
    EXPECT_NE(lying(mechanism), nothing);
    EXPECT_TRUE(complaints().empty());

    // Another entry of the key comes first: nothing of the import stays, and it can be signed for again.
    EXPECT_TRUE(is_id(open_case(mechanism)));
    EXPECT_EQ(refusal(check_import(mechanism.db(), *entry, *import)), "entry.chain");
    SignedFiling late{check_entry(mechanism.db(), *entry).value(), {}};
    EXPECT_EQ(submit(mechanism, std::move(late), *beside, *staged), "entry.chain");
    EXPECT_EQ(lying(mechanism), nothing);
    EXPECT_EQ(land(mechanism, *import).size(), 36U);
    EXPECT_EQ(records(mechanism), 1'000U);
    EXPECT_TRUE(complaints().empty());
}

TEST_F(ImportingTest, a_process_that_ends_between_staging_and_landing_leaves_nothing) {
    std::vector<std::int64_t> nothing;
    {
        Mechanism mechanism = open();
        nothing = lying(mechanism);
        const auto import = read(mechanism, rows(0, 1'000));
        ASSERT_TRUE(import.ok());
        ASSERT_TRUE(stage_import(*beside_writer(), *import, spool(), {}).ok());
        ASSERT_NE(lying(mechanism), nothing);
    }
    const Mechanism mechanism = open();
    EXPECT_EQ(lying(mechanism), nothing);
}

TEST_F(ImportingTest, an_entry_of_another_import_and_a_spool_that_changed_are_refused) {
    Mechanism mechanism = open();
    const auto import = read(mechanism, rows(0, 300));
    ASSERT_TRUE(import.ok());
    const auto entry = sign(mechanism, *import);
    ASSERT_TRUE(entry.ok());
    const std::string spooled = read_file(spool()).value();
    const auto other = read(mechanism, rows(0, 299));
    ASSERT_TRUE(other.ok());
    EXPECT_EQ(refusal(check_import(mechanism.db(), *entry, *other)), "import.other");
    Submission broken = *entry;
    broken.note[broken.note.find("slot\":\"") + 7] = '3';
    EXPECT_EQ(refusal(check_import(mechanism.db(), broken, *import)), "note.signature");

    const std::vector<std::int64_t> nothing = lying(mechanism);
    EXPECT_EQ(land_signed(mechanism, *import, *entry), "import.spool") << "the spool of the other one";
    for (const std::size_t size : {std::size_t{0}, std::size_t{3}, spooled.size() / 2, spooled.size() - 1}) {
        std::ofstream(spool(), std::ios::binary) << spooled.substr(0, size);
        EXPECT_FALSE(is_id(land_signed(mechanism, *import, *entry))) << size;
        EXPECT_EQ(lying(mechanism), nothing) << size;
    }
    EXPECT_EQ(refusal(spooled_chunks(spool())), "import.spool");
    std::ofstream(spool(), std::ios::binary) << spooled;
    EXPECT_EQ(spooled_chunks(spool()).value().size(), 2U);
    EXPECT_TRUE(is_id(land_signed(mechanism, *import, *entry)));
    EXPECT_EQ(records(mechanism), 300U);
}

TEST_F(ImportingTest, items_that_another_read_are_checked_as_if_they_came_with_their_entry) {
    Mechanism mechanism = open();
    const auto import = read(mechanism, rows(0, 300));
    ASSERT_TRUE(import.ok());
    const Submission entry = sign(mechanism, *import).value();
    const CheckedSubmission checked = check_entry(mechanism.db(), entry).value();
    const std::vector<std::string> chunks = spooled_chunks(spool()).value();
    const std::vector<Body> first = Chunk::decode(chunks[0]).value();
    const std::vector<Body> second = Chunk::decode(chunks[1]).value();
    const std::vector<std::int64_t> nothing = lying(mechanism);
    const auto beside = beside_writer();
    const auto refused_as = [&](const Path& file) {
        const auto staged = stage_items(*beside, checked, file);
        EXPECT_EQ(lying(mechanism), nothing) << "nothing stays";
        EXPECT_TRUE(staged || staged.error().code != Errc::corrupt) << "it is no damage of this store";
        return refusal(staged);
    };
    EXPECT_EQ(refused_as(chunk_file({})), "batch.root");
    EXPECT_EQ(refused_as(chunk_file({first})), "batch.root");
    EXPECT_EQ(refused_as(chunk_file({second, first})), "batch.root");
    EXPECT_EQ(refused_as(chunk_file({first, second, second})), "batch.root");
    EXPECT_EQ(refused_as(chunk_file({first, first})), "batch.root");
    EXPECT_EQ(refused_as(chunk_file({{}})), "batch.chunk") << "of no items";
    EXPECT_EQ(refused_as(chunk_file({first}, "\x01")), "batch.file");
    EXPECT_EQ(refused_as(chunk_file({first}, std::string("\x7f\xff\xff\xff", 4))), "batch.file");
    EXPECT_EQ(refused_as(chunk_file({first}, std::string("\0\0\0\x03xyz", 7))), "batch.chunk");
    EXPECT_EQ(refused_as(folder_.path() / "no-such-file"), "batch.file");
    std::vector<Body> sealed = second;
    sealed[3][0].open.reset();
    EXPECT_EQ(refused_as(chunk_file({first, sealed})), "batch.item");
    EXPECT_NE(stage_items(*beside, checked, chunk_file({first, sealed})).error().where.find("/259"), std::string::npos);
    // Another's words in the place of one's own: the root that was signed is of these alone.
    std::vector<Body> other = second;
    std::swap(other[0], other[1]);
    EXPECT_EQ(refused_as(chunk_file({first, other})), "batch.root");
    std::vector<Body> nonsense = second;
    nonsense[1] = {Part::make(Audience::mechanism, "{}", *random_)};
    EXPECT_NE(refused_as(chunk_file({first, nonsense})), "");

    const auto staged = stage_items(*beside, checked, chunk_file({first, second}));
    ASSERT_TRUE(staged.ok()) << staged.error().text();
    EXPECT_EQ(staged->registers, std::set<std::string>{"borvik-centre"});
    EXPECT_TRUE(is_id(submit(mechanism, SignedFiling{checked, {}}, *beside, *staged)));
    EXPECT_EQ(records(mechanism), 300U);
    EXPECT_TRUE(complaints().empty());
}

TEST_F(ImportingTest, what_another_read_for_a_register_that_is_not_its_authors_does_not_land) {
    Mechanism mechanism = open();
    const auto import = read(mechanism, rows(0, 300));
    ASSERT_TRUE(import.ok());
    const std::vector<std::int64_t> nothing = lying(mechanism);
    // Castane has a key and a role, and signs for records of Borvik's register.
    const Submission entry = sign(mechanism, *import, "castane").value();
    const CheckedSubmission checked = check_entry(mechanism.db(), entry).value();
    const auto beside = beside_writer();
    const auto staged = stage_items(*beside, checked, spool());
    ASSERT_TRUE(staged.ok()) << staged.error().text();
    EXPECT_EQ(submit(mechanism, SignedFiling{checked, {}}, *beside, *staged), "filing.recorder");
    EXPECT_EQ(lying(mechanism), nothing);
    // A step files no batch.
    const Submission step = unchecked(mechanism.db(), key("borvik"), opening());
    EXPECT_EQ(refusal(stage_items(*beside, check_entry(mechanism.db(), step).value(), spool())), "batch.root");
}

}  // namespace
}  // namespace truce
