#include "truce/mechanism/entry_rules.hpp"

#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/state.hpp"

namespace truce {
Result<void> EntryRules::check(const Entry& entry, std::string_view kind, const Body& body, Instant recorded_at) {
    return handlers_.check(entry, kind, body, whole_record, recorded_at);
}

Result<void> EntryRules::check_item(const Entry& entry, std::string_view kind, const Body& item) {
    TRUCE_ASSIGN(const std::string register_id, register_of(kind, part_texts(item)));
    return check_register(entry, register_id);
}

Result<void> EntryRules::check_register(const Entry& entry, const std::string& register_id) {
    TRUCE_ASSIGN(const Documents* const documents, handlers_.in_force().at(whole_record));
    const Register* reg = documents->profile->find_register(register_id);
    if (reg == nullptr)
        return Error{Errc::not_found, "filing.register", "the profile has no register \"" + register_id + "\"", entry.header.id, ""};
    return check_recorder(*reg, entry.header.author);
}

Result<void> EntryRules::fold(std::string_view kind, std::int64_t row, const Body& item) {
    if (!writer_) {
        TRUCE_ASSIGN(RegisterWriter writer, RegisterWriter::open(db_));
        writer_.emplace(std::move(writer));
    }
    return fold_item(*writer_, kind, row, item);
}

Result<void> EntryRules::appended(const Entry& entry, std::string_view kind, const Body& body, std::uint64_t index, Instant recorded_at) {
    if (writer_) TRUCE_TRY(writer_->finish());
    writer_.reset();
    TRUCE_TRY(handlers_.fold(entry, kind, body, index, recorded_at));
    if (kind != erasure_kind) return {};
    TRUCE_ASSIGN(const ErasureTarget target, erasure_of(body));
    return follow_erasure(db_, target);
}

}  // namespace truce
