/// What this mechanism demands of an entry that was signed elsewhere, by pouch or over a line: the same as of one that is filed
/// here. Private to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/register.hpp"

namespace truce {

class EntryRules {
public:
    ///   memory   of coordination, which outlives it
    EntryRules(Database& db, CoordinationMemory* memory) : db_(db), handlers_(db, CaseState::tables, memory) {}

    /// Errors: those of Handlers::check.
    Result<void> check(const Entry& entry, std::string_view kind, const Body& body, Instant recorded_at);
    /// Of each item of its batch. Errors: filing.register, filing.recorder, filing.kind (invalid: a kind that has no items), those of
    /// the item's form.
    Result<void> check_item(const Entry& entry, std::string_view kind, const Body& item);
    /// That its author may file into the register. Errors: filing.register, filing.recorder.
    Result<void> check_register(const Entry& entry, const std::string& register_id);
    /// Inside the transaction that appends the entry.
    Result<void> fold(std::string_view kind, std::int64_t row, const Body& item);
    /// After the entry, which stands at `index`, and all its items.
    Result<void> appended(const Entry& entry, std::string_view kind, const Body& body, std::uint64_t index, Instant recorded_at);

private:
    Database& db_;
    Handlers handlers_;
    std::optional<RegisterWriter> writer_;
};

}  // namespace truce
