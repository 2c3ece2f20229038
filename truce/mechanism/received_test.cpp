#include "truce/mechanism/received.hpp"

#include <fmt/format.h>

#include "tests/checkout.hpp"
#include "truce/base/json.hpp"
#include "truce/examine/step_kinds.hpp"
#include "truce/mechanism/case_fixture_test.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/keys.hpp"

namespace truce {
namespace {

class ReceivedTest : public testing::CaseTest {
protected:
    /// Enrols a key of the institution that receives; the refusal's code, or "".
    std::string enrol(Mechanism& mechanism, const std::string& institution, const std::vector<std::string>& kinds,
                      const std::string& via = "gateway") {
        service_.emplace(new_entry_key(institution, *random_));
        const auto done = mechanism.enrol_key(service_->public_key(), kinds, key(institution), via);
        return done ? "" : done.error().id;
    }
    std::string file(Mechanism& mechanism, const NoteSigner& by) {
        clock_.set({clock_.now().us + 60'000'000});
        FilingRequest request;
        request.file = Path(checkout) / "examples/exercise/data/borvik.csv";
        request.register_id = "borvik-centre";
        Problems problems;
        const auto done = mechanism.file(request, by, problems);
        return done ? done->receipts.at(0).id : done.error().id;
    }
    std::string confirm(Mechanism& mechanism, const std::string& word, const NoteSigner& by) {
        clock_.set({clock_.now().us + 60'000'000});
        const auto done = mechanism.confirm_filing(word, by);
        return done ? done->id : done.error().id;
    }
    static std::size_t records(const Mechanism& mechanism, std::uint64_t as_of = whole_record) {
        const auto landed = Landed::load(mechanism.db(), as_of);
        return current_reports(mechanism.db(), *landed, {}).value().size();
    }
    /// A confirmation as somebody would write it who does not ask what it is about.
    std::string confirm_with(Mechanism& mechanism, const Json& content, const NoteSigner& by) {
        Body body{Part::make(Audience::mechanism, canonical(content).value(), *random_)};
        auto entry = compose_entry(LogReader(mechanism.db()), by, std::nullopt, std::move(body), clock_.now(), *random_).value();
        const auto done = mechanism.submit(std::move(entry));
        return done ? done->receipt.id : done.error().id;
    }
    /// An announcement of no items at all, which says what it likes of how it came.
    Submission empty_filing(Database& db, const NoteSigner& by, std::optional<Json> received) {
        JsonObject content{{"batch", batch_member({0, GrowingTree().root()})}, {"format", "truce"}, {"kind", "reports.filed"}};
        if (received) content["received"] = std::move(*received);
        Body body{Part::make(Audience::mechanism, canonical(Json(std::move(content))).value(), *random_)};
        return compose_entry(LogReader(db), by, std::nullopt, std::move(body), clock_.now(), *random_).value();
    }
    static std::string code(const Result<Submitted>& done) { return done ? "" : done.error().id; }

    std::optional<NoteSigner> service_;
};

TEST_F(ReceivedTest, a_service_key_is_for_named_kinds_that_can_be_received) {
    for (const StepRow& row : step_rows()) EXPECT_EQ(is_receivable(row.name), row.relayed) << row.name;
    Mechanism mechanism = open();
    EXPECT_EQ(enrol(mechanism, "borvik", {}), "key.service") << "for anything";
    EXPECT_EQ(enrol(mechanism, "borvik", {"reports.filed"}, "Gate Way"), "key.service");
    for (const char* kind : {"finding.signed", "key.enrolled", "record.erased", "terms.signed", "filing.confirmed", "step.confirmed"})
        EXPECT_EQ(enrol(mechanism, "borvik", {"reports.filed", kind}), "key.service") << kind;
    EXPECT_EQ(enrol(mechanism, "borvik", {"reports.filed"}), "");
    const EnrolledKey enrolled = LogReader(mechanism.db()).key(service_->public_key().name).value();
    EXPECT_EQ(service_of(LogReader(mechanism.db()), enrolled).value(), "gateway");
    const EnrolledKey desk = LogReader(mechanism.db()).key(key("borvik").public_key().name).value();
    EXPECT_EQ(service_of(LogReader(mechanism.db()), desk).value(), "");
    // One that takes its place receives through the same.
    const NoteSigner next = new_entry_key("borvik", *random_);
    ASSERT_TRUE(mechanism.rotate_key(next.public_key(), service_->public_key().name, key("borvik")).ok());
    EXPECT_EQ(service_of(LogReader(mechanism.db()), LogReader(mechanism.db()).key(next.public_key().name).value()).value(), "gateway");
}

TEST_F(ReceivedTest, what_it_received_is_in_no_register_before_its_institution_confirms_it) {
    std::string filing;
    {
        Mechanism mechanism = open();
        ASSERT_EQ(enrol(mechanism, "borvik", {"reports.filed"}), "");
        filing = file(mechanism, *service_);
        ASSERT_TRUE(is_id(filing)) << filing;
        EXPECT_EQ(records(mechanism), 0U);
        const ReceivedFiling received = received_filings(mechanism.db(), whole_record)->at(0);
        EXPECT_EQ(received.id, filing);
        EXPECT_EQ(received.via, "gateway");
        EXPECT_EQ(received.institution(), "borvik");
        EXPECT_EQ(received.original, sha256(read_file(Path(checkout) / "examples/exercise/data/borvik.csv", 1U << 24U).value()).hex());
        EXPECT_FALSE(received.confirmed);

        EXPECT_EQ(confirm(mechanism, filing, key("aldmere")), "received.about") << "another institution";
        EXPECT_EQ(confirm(mechanism, "ffff", key("borvik")), "received.about");
        EXPECT_EQ(confirm(mechanism, filing, *service_), "entry.kind_not_allowed") << "the service key itself";
        const std::uint64_t before = mechanism.size().value();
        ASSERT_TRUE(is_id(confirm(mechanism, filing.substr(0, 8), key("borvik"))));
        EXPECT_GT(records(mechanism), 0U);
        EXPECT_EQ(records(mechanism, before), 0U) << "as of then it was nobody's statement";
        EXPECT_EQ(confirm(mechanism, filing, key("borvik")), "received.settled");
        EXPECT_EQ(confirm_with(mechanism, confirmation_content(received), key("borvik")), "received.settled");

        const auto rows = received_filings(mechanism.db(), whole_record).value();
        ASSERT_TRUE(refold_received(mechanism.db()).ok());
        EXPECT_EQ(received_filings(mechanism.db(), whole_record).value(), rows);
        EXPECT_FALSE(received_filings(mechanism.db(), before)->at(0).confirmed);
    }
    EXPECT_TRUE(complaints().empty()) << fmt::format("{}", fmt::join(complaints(), ", "));
}

TEST_F(ReceivedTest, a_confirmation_names_the_bytes_that_it_confirms) {
    Mechanism mechanism = open();
    ASSERT_EQ(enrol(mechanism, "borvik", {"reports.filed"}), "");
    const std::string filing = file(mechanism, *service_);
    ReceivedFiling other = received_filings(mechanism.db(), whole_record)->at(0);
    other.note = sha256("other bytes");
    EXPECT_EQ(confirm_with(mechanism, confirmation_content(other), key("borvik")), "received.digest");
    EXPECT_EQ(confirm_with(mechanism, Json{{"kind", "filing.confirmed"}}, key("borvik")), "received.about");
    EXPECT_EQ(records(mechanism), 0U);
}

TEST_F(ReceivedTest, its_entries_say_how_they_came_and_others_do_not) {
    Mechanism mechanism = open();
    ASSERT_EQ(enrol(mechanism, "borvik", {"reports.filed"}), "");
    Database& db = mechanism.db();
    const std::string came = sha256("what came").hex();
    EXPECT_EQ(code(mechanism.submit(empty_filing(db, *service_, std::nullopt))), "received.missing");
    EXPECT_EQ(code(mechanism.submit(empty_filing(db, *service_, received_member("letter", came)))), "received.missing") << "another via";
    EXPECT_EQ(code(mechanism.submit(empty_filing(db, *service_, received_member("gateway", "abc")))), "received.missing") << "no digest";
    EXPECT_EQ(code(mechanism.submit(empty_filing(db, key("borvik"), received_member("gateway", came)))), "received.not_service");
    EXPECT_EQ(code(mechanism.submit(empty_filing(db, *service_, received_member("gateway", came)))), "");
    EXPECT_EQ(code(mechanism.submit(empty_filing(db, key("borvik"), std::nullopt))), "") << "its desk says it itself";
}

TEST_F(ReceivedTest, a_step_that_it_received_is_filed_on_behalf_and_awaits_the_word_of_its_speaker) {
    Mechanism mechanism = open();
    ASSERT_TRUE(is_id(open_case(mechanism)));
    ASSERT_EQ(enrol(mechanism, "mediator-office", {"reply.given"}, "telephone-desk"), "");
    const auto reply = [&](std::optional<Relay> relay) {
        StepBody step = body(StepKind::reply_given);
        step.relay = std::move(relay);
        const auto desk = desk_at_log(mechanism.db(), service_->public_key());
        auto composed = compose_step(*desk, service_->public_key(), {std::move(step), case_, {}}, clock_.now(), *random_);
        return composed ? code(mechanism.submit(*sign_step(std::move(*composed), *service_))) : composed.error().id;
    };
    const std::string came = sha256("a recording").hex();
    EXPECT_EQ(reply(Relay{"northern-council", "telephone-desk", ""}), "received.missing") << "not which bytes";
    EXPECT_EQ(reply(Relay{"northern-council", "by letter", came}), "received.missing");
    EXPECT_EQ(reply(Relay{"northern-council", "telephone-desk", came}), "");
    const CaseFile file = load_case(mechanism.db(), case_).value();
    EXPECT_FALSE(file.confirmed(file.steps().back()));
    StepBody confirmed;
    confirmed.kind = StepKind::step_confirmed;
    EXPECT_TRUE(is_id(take(mechanism, "northern-council", confirmed)));
    const CaseFile after = load_case(mechanism.db(), case_).value();
    EXPECT_TRUE(after.confirmed(after.steps().at(1)));
}

TEST_F(ReceivedTest, an_entry_that_was_forced_in_and_a_row_that_was_changed_are_found) {
    std::string filing;
    Submission silent;
    {
        Mechanism mechanism = open();
        ASSERT_EQ(enrol(mechanism, "borvik", {"reports.filed"}), "");
        filing = file(mechanism, *service_);
        ASSERT_TRUE(complaints().empty());
        ASSERT_TRUE(mechanism.db().run("UPDATE received_filing SET confirmed = 3").ok());
    }
    EXPECT_EQ(complaints(), std::vector<std::string>{"received.view"}) << "made a statement in the table alone";
    {
        Mechanism mechanism = open();
        ASSERT_TRUE(refold_received(mechanism.db()).ok());
        silent = empty_filing(mechanism.db(), *service_, std::nullopt);
    }
    ASSERT_TRUE(complaints().empty());
    force(silent, [&](Database& db) { ASSERT_TRUE(refold_received(db).ok()); });
    const std::vector<std::string> found = complaints();
    EXPECT_NE(std::ranges::find(found, "received.missing"), found.end()) << fmt::format("{}", fmt::join(found, ", "));
}

}  // namespace
}  // namespace truce
