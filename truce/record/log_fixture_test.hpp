/// A founded log for tests of what is done with one: two institutions, each with a desk key and one for erasures.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "truce/base/json.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/log.hpp"
#include "truce/record/verify.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce::testing {

class FoundedLog : public OnEachStore {
protected:
    void SetUp() override {
        OnEachStore::SetUp();
        if (!db_) return;
        const std::vector<NoteKey> founders{ru_.public_key(), tr_.public_key()};
        auto log = Log::found(*db_, {*NoteSigner::decode(checkpoint_.encoded()), *NoteSigner::decode(clock_key_.encoded())}, founders,
                              clock_, *random_);
        ASSERT_TRUE(log.ok()) << log.error().text();
        log_ = std::make_unique<Log>(std::move(*log));
        ASSERT_TRUE(file(ru_, "key.enrolled", key_enrolled(ru_eraser_.public_key(), {"record.erased"})).ok());
        ASSERT_TRUE(file(tr_, "key.enrolled", key_enrolled(tr_eraser_.public_key(), {"record.erased"})).ok());
    }

    void tick() { clock_.set({clock_.now().us + 1'000'000}); }
    static std::string text_of(const Json& json) { return *canonical(json); }

    Submission compose(const NoteSigner& key, std::optional<OpenHeader> open, Body body) {
        auto made = compose_entry(LogReader(*db_), key, std::move(open), std::move(body), clock_.now(), *random_);
        EXPECT_TRUE(made.ok()) << made.error().text();
        return std::move(*made);
    }
    Result<Receipt> append(const Submission& submission) {
        tick();
        TRUCE_ASSIGN(Commit commit, log_->begin());
        TRUCE_ASSIGN(const Receipt receipt, commit.append(submission));
        TRUCE_TRY(commit.finish());
        return receipt;
    }
    Result<Receipt> file(const NoteSigner& key, std::string kind, const Json& json) {
        Body body{Part::make(Audience::public_, text_of(json), *random_)};
        return append(compose(key, OpenHeader{clock_.now(), std::move(kind), {}}, std::move(body)));
    }
    Result<Receipt> erase(const NoteSigner& key, const ErasureTarget& target, std::string_view reason = "at the source's request") {
        const std::vector<std::string> refs = target.attachment ? std::vector<std::string>{} : std::vector<std::string>{target.entry};
        return append(compose(key, OpenHeader{clock_.now(), std::string(erasure_kind), refs}, erasure_body(target, reason, *random_)));
    }

    /// A guarded entry without items.
    Result<Receipt> file_guarded(const NoteSigner& key, const std::string& said, const std::string& exact) {
        Body body{Part::make(Audience::mechanism, text_of({{"kind", "reports.filed"}, {"said", said}}), *random_),
                  Part::make(Audience::exact, text_of({{"kind", "reports.filed"}, {"place", exact}}), *random_)};
        return append(compose(key, std::nullopt, std::move(body)));
    }

    static std::string item_text(std::size_t i) { return text_of({{"kind", "reports.filed"}, {"n", static_cast<std::int64_t>(i)}}); }
    static std::string exact_text(std::size_t i) {
        return text_of({{"kind", "reports.filed"}, {"place", "the house with the blue door, number " + std::to_string(i)}});
    }
    /// A batch whose items have a part for the mechanism and an exact one.
    Result<Receipt> file_batch(const NoteSigner& key, std::size_t items) {
        tick();
        TRUCE_ASSIGN(Commit commit, log_->begin());
        TRUCE_ASSIGN(BatchWriter writer, BatchWriter::begin(*db_));
        Chunk chunk;
        for (std::size_t i = 0; i < items; ++i) {
            const std::string text = item_text(i);
            const std::string exact = exact_text(i);
            const std::array parts{Chunk::Content{Audience::mechanism, text}, Chunk::Content{Audience::exact, exact}};
            chunk.add(parts, *random_);
            if (chunk.size() < chunk_items_max && i + 1 < items) continue;
            TRUCE_ASSIGN([[maybe_unused]] const std::int64_t number, writer.stage(chunk, chunk.compressed()));
            chunk.clear();
        }
        const BatchPromise promise{writer.count(), writer.root()};
        Body body{Part::make(Audience::mechanism, text_of({{"batch", batch_member(promise)}, {"kind", "reports.filed"}}), *random_)};
        TRUCE_ASSIGN(const Receipt receipt, commit.append(compose(key, std::nullopt, std::move(body))));
        TRUCE_TRY(land_batch(*db_, writer.batch(), receipt.index, promise.count));
        TRUCE_TRY(commit.finish());
        return receipt;
    }
    Body item(std::uint64_t entry, std::uint64_t n) {
        const auto place = find_item(*db_, entry, n);
        EXPECT_TRUE(place.ok());
        const auto bodies = read_chunk(*db_, place->chunk);
        EXPECT_TRUE(bodies.ok());
        return (*bodies)[place->in_chunk];
    }

    LogReport verify(Database& db) {
        auto report = verify_log(db, {});
        EXPECT_TRUE(report.ok()) << report.error().text();
        return report.ok() ? std::move(*report) : LogReport();
    }
    void expect_sound(Database& db) {
        for (const Error& problem : verify(db).problems) ADD_FAILURE() << problem.text();
    }
    bool has_problem(Database& db, std::string_view id) {
        for (const Error& problem : verify(db).problems) {
            if (problem.id == id) return true;
        }
        return false;
    }

    std::unique_ptr<Random> random_ = seeded_random(42);
    ManualClock clock_{*parse_instant("2017-01-01T00:00:00Z")};
    NoteSigner checkpoint_ = new_named_key("exercise/0a1b2c3d", *random_);
    NoteSigner clock_key_ = new_entry_key("log", *random_);
    NoteSigner ru_ = new_entry_key("ru", *random_);
    NoteSigner tr_ = new_entry_key("tr", *random_);
    NoteSigner ru_eraser_ = new_entry_key("ru", *random_);
    NoteSigner tr_eraser_ = new_entry_key("tr", *random_);
    std::unique_ptr<Log> log_;
};

}  // namespace truce::testing
