/// A witness by the rules of C2SP tlog-witness; W1 ... W11 as numbered in docs/formats/record.md's source.
#include "truce/record/witness.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>
#include <thread>

#include "truce/base/bytes.hpp"
#include "truce/base/hash.hpp"
#include "truce/http/client.hpp"
#include "truce/http/server.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/merkle.hpp"
#include "truce/record/witness_request.hpp"

namespace truce {
namespace {

constexpr std::int64_t second_us = 1'000'000;

/// A log whose entry n is "<salt> n"; other salts are other histories.
class ToyLog {
public:
    explicit ToyLog(std::string salt = "entry", std::uint64_t seed = 1) : salt_(std::move(salt)) {
        const auto random = seeded_random(seed);
        signer_.emplace("example.org/toy", SigningKey::generate(*random));
    }
    void grow_to(std::uint64_t size) {
        while (leaves_.size() < size) leaves_.push_back(leaf_hash(fmt::format("{} {}", salt_, leaves_.size())));
    }
    [[nodiscard]] Checkpoint at(std::uint64_t size) const { return {"example.org/toy", size, tree_root(std::span(leaves_).first(size))}; }
    [[nodiscard]] std::string checkpoint(std::uint64_t size) const { return *sign_checkpoint(at(size), *signer_); }
    [[nodiscard]] std::vector<Digest> proof(std::uint64_t old_size, std::uint64_t size) const {
        if (old_size == 0 || old_size == size) return {};
        return consistency_proof(subtrees_of(leaves_), old_size, size).value();
    }
    [[nodiscard]] std::string request(std::uint64_t old_size, std::uint64_t size) const {
        return format(WitnessRequest{old_size, proof(old_size, size), checkpoint(size)});
    }
    [[nodiscard]] const NoteSigner& signer() const { return *signer_; }

private:
    std::string salt_;
    std::optional<NoteSigner> signer_;
    std::vector<Digest> leaves_;
};

class WitnessRules : public testing::Test {
protected:
    void SetUp() override {
        static int number = 0;
        folder_ = std::filesystem::temp_directory_path() / fmt::format("truce-witness-{}-{}", ::getpid(), number++);
        const auto made = found_witness(folder_, "witness.example.org/un", *system_random());
        ASSERT_TRUE(made.ok());
        key_ = *made;
        reopen();
        ASSERT_TRUE(witness_->add_log(log_.signer().public_key()).value());
        log_.grow_to(300);
        other_.grow_to(300);
    }
    void TearDown() override {
        witness_.reset();
        std::filesystem::remove_all(folder_);
    }
    void reopen() {
        witness_.reset();
        auto opened = Witness::open(folder_, clock_);
        ASSERT_TRUE(opened.ok());
        witness_.emplace(std::move(*opened));
    }
    /// Whether the answer is a cosignature of exactly this checkpoint, and its only line.
    void expect_cosigned(const HttpResponse& answer, std::uint64_t size) {
        ASSERT_EQ(answer.status, 200U) << answer.body;
        const std::string cosigned = join_note(checkpoint_text(log_.at(size)), answer.body);
        const auto note = parse_note(cosigned);
        ASSERT_TRUE(note.ok()) << answer.body;
        EXPECT_EQ(note->signatures.size(), 1U);  // W8: never the log's own
        const auto time = check_cosignature(*note, *key_);
        ASSERT_TRUE(time.ok());
        EXPECT_EQ(*time, static_cast<std::uint64_t>(clock_.now().us / second_us));
    }

    Path folder_;
    ManualClock clock_{Instant{1'488'045'911 * second_us}};
    std::optional<CosignerKey> key_;
    std::optional<Witness> witness_;
    ToyLog log_;
    ToyLog other_{"another history"};
};

TEST_F(WitnessRules, a_log_that_only_grows_is_cosigned_all_the_way) {
    std::uint64_t last = 0;
    for (const std::uint64_t size :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1}, std::uint64_t{7}, std::uint64_t{256}, std::uint64_t{300}}) {
        expect_cosigned(witness_->add_checkpoint(log_.request(last, size)), size);
        last = size;
    }
}

// W2
TEST_F(WitnessRules, a_log_that_is_not_known_is_404) {
    const auto random = seeded_random(2);
    const NoteSigner stranger("example.org/stranger", SigningKey::generate(*random));
    const std::string checkpoint = *sign_checkpoint({"example.org/stranger", 1, sha256("x")}, stranger);
    EXPECT_EQ(witness_->add_checkpoint(format(WitnessRequest{0, {}, checkpoint})).status, 404U);
}

// W3
TEST_F(WitnessRules, without_a_line_of_the_logs_key_or_with_one_that_does_not_hold_it_is_403) {
    const ToyLog impostor("entry", 99);
    WitnessRequest request{0, {}, *sign_checkpoint(log_.at(5), impostor.signer())};
    EXPECT_EQ(witness_->add_checkpoint(format(request)).status, 403U);

    std::string forged = log_.checkpoint(5);
    const std::string other = log_.checkpoint(6);
    forged += other.substr(other.find("\n\n") + 2);  // a good line and one under the same key that does not hold
    request.checkpoint = forged;
    EXPECT_EQ(witness_->add_checkpoint(format(request)).status, 403U);
}

// W1, W4
TEST_F(WitnessRules, what_is_malformed_is_400) {
    const std::string good = log_.request(0, 5);
    EXPECT_EQ(witness_->add_checkpoint("").status, 400U);
    EXPECT_EQ(witness_->add_checkpoint("old 00\n\n" + log_.checkpoint(5)).status, 400U);
    EXPECT_EQ(witness_->add_checkpoint("old -1\n\n" + log_.checkpoint(5)).status, 400U);
    EXPECT_EQ(witness_->add_checkpoint("old 0\nnot base64\n\n" + log_.checkpoint(5)).status, 400U);
    EXPECT_EQ(witness_->add_checkpoint("old 0\n" + log_.checkpoint(5)).status, 400U);
    EXPECT_EQ(witness_->add_checkpoint(log_.request(7, 7).replace(4, 1, "9")).status, 400U);  // old size larger
    const std::string extended = checkpoint_text(log_.at(5)) + "extension\n";
    EXPECT_EQ(witness_->add_checkpoint("old 0\n\n" + join_note(extended, *log_.signer().signature_line(extended))).status, 400U);
    std::string many = "old 1\n";
    for (int i = 0; i < 64; ++i) many += to_base64(sha256("x").view()) + "\n";
    EXPECT_EQ(witness_->add_checkpoint(many + "\n" + log_.checkpoint(5)).status, 400U);
    expect_cosigned(witness_->add_checkpoint(good), 5);
}

// W5
TEST_F(WitnessRules, another_old_size_than_the_last_is_409_and_says_which) {
    expect_cosigned(witness_->add_checkpoint(log_.request(0, 5)), 5);
    for (const std::uint64_t old_size : {std::uint64_t{0}, std::uint64_t{3}, std::uint64_t{6}}) {
        const HttpResponse answer = witness_->add_checkpoint(log_.request(old_size, 7));
        EXPECT_EQ(answer.status, 409U);
        EXPECT_EQ(answer.body, "5\n");
    }
    expect_cosigned(witness_->add_checkpoint(log_.request(5, 7)), 7);
}

// W6
TEST_F(WitnessRules, another_history_is_422_at_any_size) {
    expect_cosigned(witness_->add_checkpoint(log_.request(0, 5)), 5);
    EXPECT_EQ(witness_->add_checkpoint(other_.request(5, 5)).status, 422U);
    EXPECT_EQ(witness_->add_checkpoint(other_.request(5, 9)).status, 422U);
    WitnessRequest without_proof{5, {}, log_.checkpoint(9)};
    EXPECT_EQ(witness_->add_checkpoint(format(without_proof)).status, 422U);
    expect_cosigned(witness_->add_checkpoint(log_.request(5, 9)), 9);
}

// W7
TEST_F(WitnessRules, growing_from_nothing_takes_an_empty_proof_and_nothing_has_one_root) {
    WitnessRequest request{0, {sha256("x")}, log_.checkpoint(5)};
    EXPECT_EQ(witness_->add_checkpoint(format(request)).status, 422U);
    request = {0, {}, *sign_checkpoint({"example.org/toy", 0, sha256("x")}, log_.signer())};
    EXPECT_EQ(witness_->add_checkpoint(format(request)).status, 422U);
}

// W9
TEST_F(WitnessRules, of_two_histories_submitted_at_once_one_is_cosigned) {
    for (int round = 0; round < 20; ++round) {
        const auto size = static_cast<std::uint64_t>(round) + 1;
        std::array<unsigned, 2> status{};
        {
            std::jthread a([&] { status[0] = witness_->add_checkpoint(log_.request(size - 1, size)).status; });
            std::jthread b([&] { status[1] = witness_->add_checkpoint(other_.request(size - 1, size)).status; });
        }
        // From the second round on only the history that won the first can go on.
        EXPECT_EQ((status[0] == 200) + (status[1] == 200), 1) << round;
        if (status[1] == 200) std::swap(log_, other_);
    }
}

TEST_F(WitnessRules, what_was_cosigned_is_remembered_when_it_is_opened_again) {
    expect_cosigned(witness_->add_checkpoint(log_.request(0, 5)), 5);
    reopen();
    EXPECT_EQ(witness_->add_checkpoint(log_.request(0, 7)).status, 409U);
    EXPECT_EQ(witness_->add_checkpoint(other_.request(5, 7)).status, 422U);
    expect_cosigned(witness_->add_checkpoint(log_.request(5, 7)), 7);
    EXPECT_EQ(Witness::open(folder_, clock_).error().id, "directory.locked");
}

// W10; a line forged under the witness's own name is not carried along
TEST_F(WitnessRules, monitors_get_the_last_checkpoint_with_a_fresh_cosignature) {
    const std::string origin = sha256("example.org/toy").hex();
    EXPECT_EQ(witness_->last_checkpoint(origin).error().id, "witness.no_checkpoint");
    WitnessRequest request{0, {}, log_.checkpoint(5)};
    const auto random = seeded_random(3);
    const Cosigner forger(key_->name, SigningKey::generate(*random));
    std::string forged = *forger.signature_line(checkpoint_text(log_.at(5)), 1);
    request.checkpoint += forged;
    expect_cosigned(witness_->add_checkpoint(format(request)), 5);
    clock_.set(Instant{clock_.now().us + 7'200 * second_us});
    const auto note = witness_->last_checkpoint(origin);
    ASSERT_TRUE(note.ok());
    EXPECT_EQ(note->find(forged), std::string::npos);
    const auto parsed = parse_note(*note);
    ASSERT_TRUE(parsed.ok());
    EXPECT_TRUE(check_note(*parsed, log_.signer().public_key()).ok());
    EXPECT_EQ(check_cosignature(*parsed, *key_).value(), static_cast<std::uint64_t>(clock_.now().us / second_us));
    expect_cosigned(witness_->add_checkpoint(log_.request(5, 9)), 9);
}

TEST_F(WitnessRules, all_of_it_over_http) {
    const auto server = HttpServer::start("127.0.0.1:0", witness_->handler());
    ASSERT_TRUE(server.ok());
    auto client = HttpClient::create("http://" + server->address());
    ASSERT_TRUE(client.ok());
    const auto answer = client->post("/add-checkpoint", "text/plain", log_.request(0, 5));
    ASSERT_TRUE(answer.ok());
    expect_cosigned(*answer, 5);
    const auto stale = client->post("/add-checkpoint", "text/plain", log_.request(0, 5));
    ASSERT_TRUE(stale.ok());
    EXPECT_EQ(stale->status, 409U);
    EXPECT_EQ(find_header(stale->headers, "content-type"), "text/x.tlog.size");
    EXPECT_EQ(client->get("/" + sha256("example.org/toy").hex() + "/checkpoint")->status, 200U);
    EXPECT_EQ(client->get("/" + sha256("example.org/none").hex() + "/checkpoint")->status, 404U);
    EXPECT_EQ(client->get("/add-checkpoint")->status, 405U);
    EXPECT_EQ(client->get("/")->status, 404U);
    EXPECT_EQ(client->get("/checkpoint")->status, 404U);
}

TEST_F(WitnessRules, a_folder_with_something_in_it_and_a_bad_name_are_refused) {
    EXPECT_EQ(found_witness(folder_, "a", *system_random()).error().id, "directory.not_empty");
    EXPECT_EQ(found_witness(folder_ / "new", "a b", *system_random()).error().id, "witness.name");
    EXPECT_EQ(Witness::open(folder_ / "new", clock_).error().id, "witness.missing");
}

RC_GTEST_PROP(WitnessRequestForm, it_comes_back_as_it_was,
              (std::uint64_t old_size, const std::vector<std::string>& seeds, const std::string& checkpoint)) {
    WitnessRequest request{old_size, {}, checkpoint};
    for (std::size_t i = 0; i < std::min(seeds.size(), witness_proof_max); ++i) request.proof.push_back(sha256(seeds[i]));
    const auto back = parse_witness_request(format(request));
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == request);
}

}  // namespace
}  // namespace truce
