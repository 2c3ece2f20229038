#include "truce/record/erasure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "truce/base/json.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/kinds.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::string_view attachment_prefix = "attachment/";

Error bad_target(std::string_view text) {
    return {Errc::invalid, "erasure.target", fmt::format("\"{}\" names nothing that can be erased", text), "",
            "Write an entry's id, ID/N for an item of its batch, or attachment/ and 64 hexadecimal digits"};
}

Error bad_form(std::string_view what) {
    return {Errc::invalid, "erasure.form", fmt::format("not an erasure: {}", what), "", "Compose it with `truce record erase`"};
}

/// A string member of a part that can be read.
std::optional<std::string> text_in(const Body& body, Audience audience, std::string_view member) {
    const std::string* content = content_of(body, audience);
    if (content == nullptr) return std::nullopt;
    const auto json = parse_canonical(*content);
    const JsonObject* object = json ? json->if_object() : nullptr;
    const Json* value = object != nullptr ? object->if_contains(member) : nullptr;
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

std::string_view institution_of(std::string_view key_name) { return key_name.substr(0, key_name.find('/')); }

std::int64_t part_number(const ErasureTarget& target) { return target.attachment ? 0 : static_cast<std::int64_t>(target.part); }

/// A part in the store.
struct Place {
    std::uint64_t index = 0;
    std::string author;
    std::optional<ItemPlace> item;
    bool held_open = false;
};

Error missing(const ErasureTarget& target) {
    return {Errc::not_found, "erasure.missing", fmt::format("there is no {} part of {}", name_of(target.part), target.text()), "",
            "Check the id and the part"};
}

const Part* find_part(const Body& body, Audience audience) {
    const auto found = std::find_if(body.begin(), body.end(), [&](const Part& part) { return part.audience == audience; });
    return found == body.end() ? nullptr : &*found;
}

/// Where a target lies, and whether what it is may be erased at all.
///   before   only entries below this position exist for it
Result<Place> find_place(Database& db, const ErasureTarget& target, std::uint64_t before) {
    const LogReader log(db);
    const auto index = log.index_of(target.entry);
    if (!index || *index >= before) return missing(target);
    TRUCE_ASSIGN(const StoredEntry stored, log.entry(*index));
    TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
    // A copy that may not read what is erased cannot tell what it was, and holds none of it.
    const bool sealed_here = !batch_promise(stored.body) &&
                             std::none_of(stored.body.begin(), stored.body.end(), [](const Part& part) { return part.open.has_value(); });
    if (sealed_here && (stored.kind.empty() || target.item)) return Place{*index, entry.header.author, std::nullopt, false};
    const Kind* kind = find_kind(stored.kind);
    if (kind == nullptr || kind->erasure == Erasure::never) {
        return Error{Errc::forbidden, "erasure.not_allowed", fmt::format("an entry of kind {} is never erased", stored.kind), target.text(),
                     "Only reports, watches, counts and attachments can be"};
    }
    Place place{*index, entry.header.author, std::nullopt, false};
    if (!target.item) {
        const Part* part = find_part(stored.body, target.part);
        if (part == nullptr) return missing(target);
        if (batch_promise(stored.body)) {
            return Error{Errc::invalid, "erasure.batch", "what the entry of a batch says of the batch is needed to check its items",
                         target.text(), fmt::format("Erase its items: {}/0, {}/1 ...", target.entry, target.entry)};
        }
        place.held_open = part->open.has_value();
        return place;
    }
    const auto item = find_item(db, *index, *target.item);
    if (!item) return missing(target);
    TRUCE_ASSIGN(const std::vector<Body> bodies, read_chunk(db, item->chunk));
    if (item->in_chunk >= bodies.size()) return missing(target);
    const Part* part = find_part(bodies[item->in_chunk], target.part);
    if (part == nullptr) return missing(target);
    place.item = *item;
    place.held_open = part->open.has_value();
    return place;
}

/// Who has approved the erasure of a target so far.
struct Approvals {
    std::set<std::string, std::less<>> keys;

    [[nodiscard]] bool suffice(const std::optional<std::string>& author) const {
        if (keys.size() < 2) return false;
        return !author || std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return institution_of(key) == *author; });
    }
};

Result<Approvals> load_approvals(Database& db, const ErasureTarget& target) {
    Approvals approvals;
    TRUCE_ASSIGN(const bool any, db.has_table("log_erasure"));
    if (!any) return approvals;
    TRUCE_TRY(db.query("SELECT key_name FROM log_erasure WHERE target = $1 AND part = $2",
                       {Value::text(target.text()), Value(part_number(target))}, [&](const Row& row) -> Result<void> {
                           approvals.keys.emplace(row.text(0));
                           return {};
                       }));
    return approvals;
}

Result<void> create_erasure_table(Database& db) {
    return ensure_schema(db, "record.erasure", 1, R"(
        CREATE TABLE log_erasure (
            target TEXT NOT NULL,
            part SMALLINT NOT NULL,
            entry BIGINT NOT NULL,
            key_name TEXT NOT NULL,
            PRIMARY KEY (target, part, entry)
        );
    )");
}

/// Writes a chunk anew with one part of one item sealed. Its leaves stay what they are.
Result<void> seal_item(Database& db, const ItemPlace& place, Audience audience) {
    TRUCE_ASSIGN(std::vector<Body> bodies, read_chunk(db, place.chunk));
    for (Part& part : bodies[place.in_chunk]) {
        if (part.audience == audience) part.open.reset();
    }
    Chunk chunk;
    for (const Body& body : bodies) chunk.add(body);
    return replace_chunk(db, place.chunk, chunk);
}

Result<void> seal(Database& db, const Place& place, Audience audience) {
    if (!place.held_open) return {};  // a copy may never have held it
    if (place.item) return seal_item(db, *place.item, audience);
    TRUCE_TRY(db.run("UPDATE log_part SET secret = NULL, content = NULL WHERE idx = $1 AND part = $2",
                     {Value(static_cast<std::int64_t>(place.index)), Value(static_cast<std::int64_t>(audience))}));
    return {};
}

Result<void> check_refs(const Entry& entry, const ErasureTarget& target) {
    const std::vector<std::string> expected = target.attachment ? std::vector<std::string>{} : std::vector<std::string>{target.entry};
    if (!entry.header.open || entry.header.open->refs != expected) return bad_form("its references are not the entry it names");
    return {};
}

/// Replays the erasures of a log and compares.
class ErasureCheck {
public:
    explicit ErasureCheck(Database& db) : db_(db), log_(db) {}

    Result<Problems> run() {
        std::vector<std::uint64_t> entries;
        TRUCE_TRY(db_.query("SELECT idx FROM log_entry WHERE kind = $1 ORDER BY idx", {Value::text(erasure_kind)},
                            [&](const Row& row) -> Result<void> {
                                entries.push_back(static_cast<std::uint64_t>(row.integer(0)));
                                return {};
                            }));
        for (const std::uint64_t index : entries) TRUCE_TRY(replay(index));
        TRUCE_TRY(compare_table());
        return std::move(problems_);
    }

private:
    void fails(const Error& error, std::string where) { problems_.push_back({Errc::corrupt, error.id, error.what, std::move(where), ""}); }

    Result<void> replay(std::uint64_t index) {
        const std::string where = fmt::format("entry {}", index);
        TRUCE_ASSIGN(const StoredEntry stored, log_.entry(index));
        const auto entry = parse_entry(stored.note);
        const auto target = erasure_of(stored.body);
        if (!entry || !target) {
            // The part for the mechanism, which names an attachment, may be sealed here.
            if (entry && !entry->header.open->refs.empty()) fails(target.error(), where);
            return {};
        }
        if (const auto refs = check_refs(*entry, *target); !refs) fails(refs.error(), where);
        expected_.insert({target->text(), part_number(*target), index, entry->key_name});
        Approvals& approvals = approvals_[{target->text(), part_number(*target)}];
        if (!approvals.keys.insert(entry->key_name).second)
            fails({Errc::corrupt, "erasure.same_key", "one key has approved an erasure twice", "", ""}, where);
        if (target->attachment) return {};
        const auto place = find_place(db_, *target, index);
        if (!place) {
            fails(place.error(), where);
        } else if (approvals.suffice(place->author) && place->held_open) {
            fails(
                {Errc::corrupt, "erasure.remains",
                 fmt::format("{}: two keys have erased its {} part, and it is still here", target->text(), name_of(target->part)), "", ""},
                where);
        }
        return {};
    }

    Result<void> compare_table() {
        std::set<Approval> stored;
        TRUCE_ASSIGN(const bool any, db_.has_table("log_erasure"));
        if (any) {
            TRUCE_TRY(db_.query("SELECT target, part, entry, key_name FROM log_erasure", {}, [&](const Row& row) -> Result<void> {
                stored.insert(
                    {std::string(row.text(0)), row.integer(1), static_cast<std::uint64_t>(row.integer(2)), std::string(row.text(3))});
                return {};
            }));
        }
        if (stored != expected_)
            fails({Errc::corrupt, "erasure.table", "the table of erasures is not what the record says", "", ""}, "log_erasure");
        return {};
    }

    using Approval = std::tuple<std::string, std::int64_t, std::uint64_t, std::string>;
    Database& db_;
    LogReader log_;
    std::set<Approval> expected_;
    std::map<std::pair<std::string, std::int64_t>, Approvals> approvals_;
    Problems problems_;
};

}  // namespace

std::string ErasureTarget::text() const {
    if (attachment) return std::string(attachment_prefix) + attachment->hex();
    return item ? fmt::format("{}/{}", entry, *item) : entry;
}

Result<ErasureTarget> parse_erasure_target(std::string_view text, Audience part) {
    ErasureTarget target;
    target.part = part;
    if (text.starts_with(attachment_prefix)) {
        const auto digest = digest_from_hex(text.substr(attachment_prefix.size()));
        if (!digest) return bad_target(text);
        target.attachment = *digest;
        target.part = Audience::public_;
        return target;
    }
    const std::size_t slash = text.find('/');
    target.entry = text.substr(0, slash);
    if (!is_uuid(target.entry)) return bad_target(text);
    if (slash == std::string_view::npos) return target;
    const std::string_view number = text.substr(slash + 1);
    std::uint64_t n = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), n);
    if (number.empty() || error != std::errc{} || end != number.data() + number.size() || n > std::uint64_t{json_integer_max} ||
        (number.size() > 1 && number.front() == '0'))
        return bad_target(text);
    target.item = n;
    return target;
}

Result<Audience> audience_from_name(std::string_view name) {
    for (const Audience audience : audiences) {
        if (name_of(audience) == name) return audience;
    }
    return Error{Errc::invalid, "erasure.part", fmt::format("there is no part \"{}\"", name), "",
                 "The parts are public, mechanism, exact, provenance"};
}

Result<ErasureTarget> erasure_of(const Body& body) {
    if (const auto target = text_in(body, Audience::public_, "target")) {
        const auto part = text_in(body, Audience::public_, "part");
        const auto audience = part ? audience_from_name(*part) : Result<Audience>(bad_form("it names no part"));
        if (!audience) return bad_form("it names no part");
        TRUCE_ASSIGN(ErasureTarget parsed, parse_erasure_target(*target, *audience));
        if (parsed.attachment) return bad_form("an attachment is named in public");
        return parsed;
    }
    const auto target = text_in(body, Audience::mechanism, "target");
    if (!target) return bad_form("it names no target");
    TRUCE_ASSIGN(ErasureTarget parsed, parse_erasure_target(*target, Audience::public_));
    if (!parsed.attachment) return bad_form("its target is not named in public");
    return parsed;
}

Body erasure_body(const ErasureTarget& target, std::string_view reason, Random& random) {
    JsonObject in_public{{"kind", erasure_kind}};
    JsonObject inside{{"kind", erasure_kind}, {"reason", reason}};
    if (target.attachment) {
        inside["target"] = target.text();
    } else {
        in_public["part"] = name_of(target.part);
        in_public["target"] = target.text();
    }
    const auto public_text = canonical(Json(std::move(in_public)));
    const auto inside_text = canonical(Json(std::move(inside)));
    TRUCE_ASSERT(public_text.ok() && inside_text.ok());
    return {Part::make(Audience::public_, *public_text, random), Part::make(Audience::mechanism, *inside_text, random)};
}

Result<ErasureState> erasure_state(Database& db, const ErasureTarget& target) {
    TRUCE_ASSIGN(const Approvals approvals, load_approvals(db, target));
    if (approvals.keys.empty()) return ErasureState::none;
    std::optional<std::string> author;
    if (!target.attachment) {
        const LogReader log(db);
        TRUCE_ASSIGN(const std::uint64_t index, log.index_of(target.entry));
        TRUCE_ASSIGN(const StoredEntry stored, log.entry(index));
        TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
        author = entry.header.author;
    }
    return approvals.suffice(author) ? ErasureState::erased : ErasureState::approved;
}

Result<std::uint64_t> count_erasures(Database& db) {
    std::uint64_t count = 0;
    TRUCE_ASSIGN(const bool any, db.has_table("log_erasure"));
    if (!any) return count;
    TRUCE_TRY(db.query("SELECT count(*) FROM log_erasure", {}, [&](const Row& row) -> Result<void> {
        count = static_cast<std::uint64_t>(row.integer(0));
        return {};
    }));
    return count;
}

Result<void> fold_erasure(Database& db, const Entry& entry, const EnrolledKey& signer, std::string_view kind, const Body& body,
                          std::uint64_t index) {
    if (kind != erasure_kind) return {};
    const auto target = erasure_of(body);
    // A copy that holds only the public part cannot know which attachment it was, and holds none.
    if (!target && entry.header.open && entry.header.open->refs.empty() && content_of(body, Audience::mechanism) == nullptr) return {};
    if (!target) return target.error();
    TRUCE_TRY(check_refs(entry, *target));
    std::optional<Place> place;
    if (!target->attachment) {
        TRUCE_ASSIGN(place, find_place(db, *target, index));
    }
    const auto author = place ? std::optional(place->author) : std::nullopt;
    TRUCE_TRY(create_erasure_table(db));
    TRUCE_ASSIGN(Approvals approvals, load_approvals(db, *target));
    if (approvals.suffice(author)) return Error{Errc::conflict, "erasure.done", "it is erased already", target->text(), ""};
    if (!approvals.keys.insert(signer.key.name).second) {
        return Error{Errc::conflict, "erasure.same_key", fmt::format("{} has approved this erasure already", signer.key.name),
                     target->text(), "A second key completes it"};
    }
    TRUCE_TRY(db.run(
        "INSERT INTO log_erasure (target, part, entry, key_name) VALUES ($1, $2, $3, $4)",
        {Value::text(target->text()), Value(part_number(*target)), Value(static_cast<std::int64_t>(index)), Value::text(signer.key.name)}));
    return place && approvals.suffice(author) ? seal(db, *place, target->part) : Result<void>();
}

Result<void> replace_chunk(Database& db, std::int64_t number, const Chunk& chunk) {
    const std::string compressed = chunk.compressed();
    TRUCE_TRY(db.run("UPDATE batch_chunk SET content = $1, digest = $2 WHERE chunk = $3",
                     {Value::bytes(compressed), Value::bytes(sha256(compressed).view()), Value(number)}));
    return {};
}

Result<Problems> check_erasures(Database& db) { return ErasureCheck(db).run(); }

}  // namespace truce
