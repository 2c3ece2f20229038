#include "truce/mechanism/stored_entries.hpp"

#include <optional>

namespace truce {

Result<void> for_each_held(Database& db, std::uint64_t from, std::uint64_t to, const std::function<bool(std::string_view kind)>& wanted,
                           const std::function<Result<void>(HeldEntry&& entry)>& each) {
    std::optional<HeldEntry> open;
    const auto close = [&]() -> Result<void> {
        if (!open) return {};
        HeldEntry done = std::move(*open);
        open.reset();
        return each(std::move(done));
    };
    TRUCE_TRY(db.query(
        "SELECT e.idx, e.kind, e.id, e.key_name, e.recorded_at, p.part, p.commitment, p.secret, p.content FROM log_entry e "
        "JOIN log_part p ON p.idx = e.idx WHERE e.idx >= $1 AND e.idx < $2 ORDER BY e.idx, p.part",
        {Value(static_cast<std::int64_t>(from)), Value(static_cast<std::int64_t>(to))}, [&](const Row& row) -> Result<void> {
            if (!wanted(row.text(1))) return {};
            const auto index = static_cast<std::uint64_t>(row.integer(0));
            if (!open || open->index != index) {
                TRUCE_TRY(close());
                open = HeldEntry{index, std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3)), {row.integer(4)}, {}};
            }
            TRUCE_ASSIGN(const Audience audience, audience_from_number(row.integer(5)));
            TRUCE_ASSIGN(const Digest commitment, digest_from_bytes(row.bytes(6)));
            Part part = Part::sealed(audience, commitment);
            if (!row.is_null(7) && !row.is_null(8)) {
                TRUCE_ASSIGN(const Digest secret, digest_from_bytes(row.bytes(7)));
                part.open = Part::Open{secret.bytes, std::string(row.bytes(8))};
            }
            open->body.push_back(std::move(part));
            return {};
        }));
    return close();
}

}  // namespace truce
