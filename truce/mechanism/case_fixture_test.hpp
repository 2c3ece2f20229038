/// The exercise with five institutions' keys and Borvik's register, for tests of case files.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/mechanism/step_parts.hpp"
#include "truce/record/key_file.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce::testing {

class CaseTest : public ::testing::Test {
protected:
    static constexpr std::int64_t hour_us = std::int64_t{3600} * 1'000'000;

    void SetUp() override;
    [[nodiscard]] Path store() const { return folder_.path() / "m"; }
    [[nodiscard]] NoteSigner key(const std::string& institution) const {
        return read_key_file(store() / "keys" / (institution + ".key")).value();
    }
    Mechanism open(OpenFor mode = OpenFor::writing) {
        clock_.set({clock_.now().us + 1'000'000});
        auto opened = Mechanism::open(store(), mode, clock_, *random_);
        EXPECT_TRUE(opened.ok()) << opened.error().text();
        return std::move(*opened);
    }

    /// A step that opens a case about an incident that nobody has reported.
    static StepBody opening(const std::string& incident = "incident/1") {
        StepBody body;
        body.kind = StepKind::case_opened;
        body.incident = incident;
        body.when = Interval{parse_instant("2023-06-16T11:10:00Z").value(), parse_instant("2023-06-16T11:20:00Z").value()};
        body.where = Region::circle(LatLon::from_degrees(-19.02, -28.02).value(), 300'000);
        body.accused = {"northern-council"};
        body.text = "mortar fire on the mill";
        return body;
    }
    static StepBody body(StepKind kind, std::string text = "in words") {
        StepBody b;
        b.kind = kind;
        b.text = std::move(text);
        return b;
    }
    static StepBody finding(std::string id) {
        StepBody b = body(StepKind::finding_signed);
        b.finding = std::move(id);
        return b;
    }
    static StepBody fact(std::string attribute, std::string value) {
        StepBody b;
        b.kind = StepKind::fact_asserted;
        b.attribute = std::move(attribute);
        b.values = {std::move(value)};
        b.confidence = Confidence::probable;
        b.source = "crater analysis";
        return b;
    }
    static StepBody notice(std::vector<std::string> to) {
        StepBody b = body(StepKind::notice_given);
        b.to = std::move(to);
        return b;
    }

    /// Composes, signs and submits; the id of the entry, or of the refusal.
    std::string take(Mechanism& mechanism, const std::string& institution, StepBody step, const std::string& word = "") {
        clock_.set({clock_.now().us + 60'000'000});
        const NoteSigner signer = key(institution);
        const auto desk = desk_at_log(mechanism.db(), signer.public_key());
        if (!desk) return desk.error().id;
        auto composed =
            compose_step(*desk, signer.public_key(), {std::move(step), word.empty() ? case_ : word, {}}, clock_.now(), *random_);
        if (!composed) return composed.error().id;
        const auto done = mechanism.submit(*sign_step(std::move(*composed), signer));
        return done ? done->receipt.id : done.error().id;
    }
    std::string open_case(Mechanism& mechanism, const std::string& institution = "borvik", const std::string& incident = "incident/1") {
        case_ = take(mechanism, institution, opening(incident));
        return case_;
    }
    static bool is_id(const std::string& word) { return word.size() == 36; }

    /// An entry whose step nobody checked, as somebody would write it who has a key and no wish to be refused.
    Submission unchecked(Database& db, const NoteSigner& signer, const StepBody& step) {
        const auto profile = load_documents(db, whole_record)->profile;
        Body parts = step_parts(step, {}, *profile, *random_).value();
        return compose_entry(LogReader(db), signer, std::nullopt, std::move(parts), clock_.now(), *random_).value();
    }
    /// Appends it beside the handlers, as one could who runs the store.
    void force(const Submission& submission, const std::function<void(Database&)>& beside = {}) {
        const DirectoryConfig config = read_config(store()).value();
        OpenedStore opened = open_store(store(), config, OpenFor::writing).value();
        LogSigners signers = read_log_signers(store()).value();
        HeadFile head = head_file_of(config, signers.checkpoint.public_key()).value();
        Log log = Log::open(*opened.db, std::move(signers), clock_, *random_, std::move(head)).value();
        Commit commit = log.begin().value();
        const auto receipt = commit.append(submission);
        ASSERT_TRUE(receipt.ok()) << receipt.error().text();
        if (beside) beside(*opened.db);
        ASSERT_TRUE(commit.finish().ok());
    }
    /// What verify complains of, in order.
    std::vector<std::string> complaints() {
        const Mechanism mechanism = open(OpenFor::reading);
        const auto outcome = mechanism.verify({});
        EXPECT_TRUE(outcome.ok());
        std::vector<std::string> ids;
        for (const Error& problem : outcome->log.problems) ids.push_back(problem.id);
        return ids;
    }

    TemporaryFolder folder_;
    ManualClock clock_{parse_instant("2023-06-17T08:00:00Z").value()};
    std::unique_ptr<Random> random_ = system_random();
    std::string case_;
};

}  // namespace truce::testing
