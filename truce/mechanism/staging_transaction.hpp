/// The transactions that stage a file's records: short ones, so that nobody waits for a long import. Private to this folder.
#pragma once

#include <chrono>
#include <optional>

#include "truce/base/result.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/mechanism/register_keys.hpp"
#include "truce/record/batch.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// Of one file. No view sees what is staged until the commit that lands it.
class StagingTransaction {
public:
    explicit StagingTransaction(Database& db) : db_(db) {}

    /// Inside a transaction when it returns; `rows()` writes to it.
    Result<void> open() {
        if (transaction_) return {};
        // No view sees what is staged until the commit that lands it, which makes all of it durable.
        TRUCE_ASSIGN(Transaction transaction, begin(db_, Durability::with_the_next));
        transaction_.emplace(std::move(transaction));
        began_ = std::chrono::steady_clock::now();
        TRUCE_ASSIGN(RegisterWriter rows, RegisterWriter::open(db_, keys_));
        rows_.emplace(std::move(rows));
        return {};
    }
    [[nodiscard]] RegisterWriter& rows() { return *rows_; }

    /// Some of the keys of earlier rows, so that they keep pace with the rows.
    Result<void> write_keys() { return keys_.write_some(db_, 2 * chunk_items_max); }
    /// The keys that are left when the last row has been written.
    Result<void> write_last_keys() {
        while (!keys_.empty()) {
            TRUCE_TRY(open());
            TRUCE_TRY(keys_.write_rest(db_, 2 * chunk_items_max));
            TRUCE_TRY(pause_if_long());
        }
        return {};
    }

    Result<void> pause_if_long() {
        return transaction_ && std::chrono::steady_clock::now() - began_ > transaction_time ? commit() : Result<void>();
    }
    /// Rolls back what is open.
    void abandon() {
        rows_.reset();
        transaction_.reset();
    }
    Result<void> commit() {
        if (!transaction_) return {};
        TRUCE_TRY(rows_->finish());
        rows_.reset();
        auto done = transaction_->commit();
        transaction_.reset();
        return done;
    }

private:
    /// How long one may keep other writers waiting before it commits.
    static constexpr std::chrono::milliseconds transaction_time{15};

    Database& db_;
    std::optional<Transaction> transaction_;
    std::optional<RegisterWriter> rows_;
    RegisterKeys keys_;
    std::chrono::steady_clock::time_point began_;
};

}  // namespace truce
