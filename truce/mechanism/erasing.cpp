#include <algorithm>

#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/record/batch.hpp"

namespace truce {

Attachments Mechanism::attachments() const { return {db(), directory() / "attachments"}; }

Result<void> follow_erasure(Database& db, const ErasureTarget& target) {
    TRUCE_ASSIGN(const ErasureState state, erasure_state(db, target));
    if (state != ErasureState::erased || target.attachment) return {};
    TRUCE_ASSIGN(const std::uint64_t index, LogReader(db).index_of(target.entry));
    if (!target.item) {
        TRUCE_ASSIGN(const std::string of, kind_of_entry(db, index));
        if (is_filing(of)) return refold_received(db);
        if (is_coordination(of)) return refold_coordination(db);
        return is_talk(of) ? refold_talks(db) : Result<void>();
    }
    TRUCE_ASSIGN(const ItemPlace place, find_item(db, index, *target.item));
    TRUCE_ASSIGN(const std::string kind, kind_of_entry(db, index));
    TRUCE_ASSIGN(const std::vector<Body> bodies, read_chunk(db, place.chunk));
    // The row becomes what the item says now: less precise, or nothing.
    TRUCE_TRY(remove_row(db, place.row()));
    TRUCE_ASSIGN(RegisterWriter writer, RegisterWriter::open(db));
    TRUCE_TRY(fold_item(writer, kind, place.row(), bodies[place.in_chunk]));
    return writer.finish();
}

Result<void> sweep_attachments(Database& db, Attachments attachments) {
    TRUCE_ASSIGN(const bool any, db.has_table("log_erasure"));
    if (!any) return {};
    std::vector<std::string> targets;
    TRUCE_TRY(db.query("SELECT DISTINCT target FROM log_erasure WHERE part = 0", {}, [&](const Row& row) -> Result<void> {
        targets.emplace_back(row.text(0));
        return {};
    }));
    for (const std::string& text : targets) {
        TRUCE_ASSIGN(const ErasureTarget target, parse_erasure_target(text, Audience::public_));
        TRUCE_ASSIGN(const ErasureState state, erasure_state(db, target));
        if (state == ErasureState::erased) TRUCE_TRY(attachments.remove(*target.attachment));
    }
    return {};
}

Result<ErasureOutcome> Mechanism::erase(std::span<const ErasureTarget> targets, std::string_view reason, std::span<const NoteSigner> keys) {
    std::vector<OpenStep> steps;
    for (const ErasureTarget& target : targets) {
        const std::vector<std::string> refs = target.attachment ? std::vector<std::string>{} : std::vector<std::string>{target.entry};
        for (const NoteSigner& key : keys) steps.push_back({&key, erasure_kind, erasure_body(target, reason, state_->random), refs});
    }
    ErasureOutcome outcome;
    TRUCE_ASSIGN(outcome.receipts, sign(steps));
    for (const ErasureTarget& target : targets) {
        TRUCE_ASSIGN(const ErasureState state, erasure_state(db(), target));
        outcome.states.push_back(state);
    }
    return outcome;
}

Result<std::vector<ErasureTarget>> Mechanism::versions_of(std::string_view name, Audience part) const {
    const std::size_t colon = name.find(':');
    TRUCE_ASSIGN(const std::uint64_t as_of, size());
    TRUCE_ASSIGN(const Landed landed, Landed::load(db(), as_of));
    const RegisterQuery query{std::nullopt, std::string(name.substr(0, colon)),
                              std::string(name.substr(std::min(colon, name.size() - 1) + 1))};
    const LogReader log(db());
    std::vector<ErasureTarget> targets;
    std::vector<ItemName> items;
    TRUCE_TRY(for_each_version(db(), landed, query, [&](RegisterReport&& version) -> Result<void> {
        items.push_back(version.item);
        return {};
    }));
    for (const ItemName& item : items) {
        TRUCE_ASSIGN(const StoredEntry stored, log.entry(item.entry));
        TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
        TRUCE_ASSIGN(const ItemPlace place, find_item(db(), item.entry, item.n));
        TRUCE_ASSIGN(const std::vector<Body> bodies, read_chunk(db(), place.chunk));
        if (content_of(bodies[place.in_chunk], part) != nullptr) targets.push_back({entry.header.id, item.n, part, std::nullopt});
    }
    if (targets.empty()) {
        return Error{Errc::not_found, "incident.unknown", "no version of the report holds a readable part of that name", std::string(name),
                     "Check the register, the id and the part"};
    }
    return targets;
}

}  // namespace truce
