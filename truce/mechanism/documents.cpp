#include "truce/mechanism/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "truce/base/json.hpp"
#include "truce/examine/decision.hpp"
#include "truce/examine/roster.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/log.hpp"

namespace truce {
namespace {

using Files = std::vector<std::pair<Digest, std::string>>;

struct Content {
    std::string canonical;
    Files files;
};

Error bad_form(std::string_view what) {
    return {Errc::corrupt, "document.form", fmt::format("a signed document is not in the form it should have: {}", what), "", ""};
}

Result<Content> content_from(const Body& body, std::string_view member) {
    const std::string* text = content_of(body, Audience::public_);
    if (text == nullptr) return bad_form("its public part is missing");
    TRUCE_ASSIGN(const Json json, parse_canonical(*text));
    const JsonObject* object = json.if_object();
    const Json* document = object != nullptr ? object->if_contains(member) : nullptr;
    const Json* files = object != nullptr ? object->if_contains("files") : nullptr;
    if (document == nullptr || files == nullptr || !files->is_array()) return bad_form("a member is missing");
    Content content;
    TRUCE_ASSIGN(content.canonical, canonical(*document));
    for (const Json& file : files->get_array()) {
        const JsonArray* pair = file.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) return bad_form("a file");
        TRUCE_ASSIGN(const Digest digest, digest_from_hex((*pair)[0].get_string()));
        std::string bytes((*pair)[1].get_string());
        if (sha256(bytes) != digest) return bad_form("a file is not the one it says");
        content.files.emplace_back(digest, std::move(bytes));
    }
    return content;
}

/// A document as it was signed, before anybody asks whether it holds.
struct SignedContent {
    Content content;
    Digest digest;
    std::optional<Digest> predecessor;
    std::string reading;  ///< terms only
};

Result<SignedContent> signed_content(std::string_view kind, const Body& body) {
    const std::string_view member = kind == "profile.signed" ? "profile" : "terms";
    SignedContent out;
    TRUCE_ASSIGN(out.content, content_from(body, member));
    out.digest = sha256(out.content.canonical);
    TRUCE_ASSIGN(const Json json, parse_canonical(*content_of(body, Audience::public_)));
    const JsonObject& object = json.get_object();
    if (const Json* predecessor = object.if_contains("predecessor")) {
        if (!predecessor->is_string()) return bad_form("its predecessor is no digest");
        TRUCE_ASSIGN(out.predecessor, digest_from_hex(predecessor->get_string()));
    }
    if (member == "profile") return out;
    const JsonObject* terms = object.at("terms").if_object();
    const Json* reading = terms != nullptr ? terms->if_contains("reading") : nullptr;
    const JsonObject* named = reading != nullptr ? reading->if_object() : nullptr;
    const Json* id = named != nullptr ? named->if_contains("id") : nullptr;
    if (id == nullptr || !id->is_string()) return bad_form("the reading has no id");
    out.reading = id->get_string();
    return out;
}

/// Follows the documents through the record, entry by entry.
class History {
public:
    struct Signature {
        std::string kind;
        std::string author;
        std::uint64_t index = 0;
        Instant recorded_at;
    };

    /// Whether the document may be signed by this author here.
    Result<void> admits(const Signature& by, const SignedContent& it) const {
        const Digest* held = in_force(by.kind, it.reading);
        if (held != nullptr && *held == it.digest) return {};                         // one more signature under what holds anyway
        if (documents_.profile == nullptr || documents_.readings.empty()) return {};  // being founded
        TRUCE_TRY(check_role(documents_, by.author, by.kind, by.recorded_at));
        if (held == nullptr) return {};
        if (!joint(by.kind, it.reading)) {
            const Documents::Signed& own = **documents_.reading(it.reading);
            if (own.terms->reading.by == by.author) return {};
            return Error{Errc::forbidden, "document.reading",
                         fmt::format("the reading \"{}\" is that of {}", it.reading, own.terms->reading.by), "",
                         "Sign a reading of your own, under an id of its own"};
        }
        if (rule_of_amending() == nullptr) {
            return Error{Errc::invalid, "document.no_rule", fmt::format("the profile does not say how {} is decided", amending), "",
                         "Found a mechanism whose profile has the rule, with its source"};
        }
        if (it.predecessor && *it.predecessor == *held) return {};
        return Error{Errc::conflict, "document.predecessor",
                     fmt::format("the document in force is {}, and it does not name that", held->hex()), "",
                     "Write the amendment of the document in force: truce amend"};
    }

    Result<void> follow(const Signature& by, SignedContent it) {
        const Digest* held = in_force(by.kind, it.reading);
        if (held != nullptr && *held == it.digest) return {};
        if (held == nullptr || !joint(by.kind, it.reading)) return take(by, std::move(it));
        // What does not name the document in force was refused when it was handed in; forced in, it changes nothing.
        if (!it.predecessor || *it.predecessor != *held) return {};
        const auto same = [&](const Amendment& one) { return one.kind == by.kind && one.digest == it.digest; };
        auto found = std::ranges::find_if(documents_.amendments, same);
        if (found == documents_.amendments.end()) {
            documents_.amendments.push_back({by.kind, it.reading, it.digest, *it.predecessor, by.index, {}, {}, false});
            found = documents_.amendments.end() - 1;
        }
        Amendment& amendment = *found;
        const auto place = std::ranges::lower_bound(amendment.signed_by, by.author);
        if (place == amendment.signed_by.end() || *place != by.author) amendment.signed_by.insert(place, by.author);
        if (!decided(amendment, by.recorded_at)) {
            mark_contests();
            return {};
        }
        const Digest replaced = *held;
        TRUCE_TRY(take(by, std::move(it)));
        std::erase_if(documents_.amendments, [&](const Amendment& one) { return one.kind == by.kind && one.predecessor == replaced; });
        return {};
    }

    [[nodiscard]] const Documents& documents() const { return documents_; }
    Documents take_documents() { return std::move(documents_); }

private:
    static constexpr std::string_view amending = "terms.amended";

    [[nodiscard]] const Decision* rule_of_amending() const {
        const auto found = std::ranges::find(documents_.profile->decisions, amending, &Decision::id);
        return found == documents_.profile->decisions.end() ? nullptr : &*found;
    }

    [[nodiscard]] bool joint(std::string_view kind, std::string_view reading) const {
        return kind == "profile.signed" || reading == documents_.first_reading;
    }

    [[nodiscard]] const Digest* in_force(std::string_view kind, std::string_view reading) const {
        if (kind == "profile.signed") return documents_.profile == nullptr ? nullptr : &documents_.profile_digest;
        const auto found = std::ranges::find_if(documents_.readings, [&](const auto& one) { return one.terms->reading.id == reading; });
        return found == documents_.readings.end() ? nullptr : &found->digest;
    }

    Result<void> take(const Signature& by, SignedContent it) {
        Problems problems;
        if (by.kind == "profile.signed") {
            TRUCE_ASSIGN(ProfileDocument profile, profile_from_canonical(it.content.canonical, std::move(it.content.files), problems));
            documents_.profile = std::move(profile.profile);
            documents_.profile_entry = by.index;
            documents_.profile_digest = it.digest;
            return {};
        }
        if (documents_.profile == nullptr)
            return Error{Errc::conflict, "documents.missing", "terms are signed before any profile", "", "Sign a profile first"};
        TRUCE_ASSIGN(TermsDocument terms,
                     terms_from_canonical(it.content.canonical, std::move(it.content.files), *documents_.profile, problems));
        if (documents_.first_reading.empty()) documents_.first_reading = it.reading;
        Documents::Signed signed_terms{std::make_shared<const Terms>(std::move(terms.terms)), it.digest, by.index, by.author};
        const auto place =
            std::ranges::lower_bound(documents_.readings, it.reading, {}, [](const auto& one) { return one.terms->reading.id; });
        if (place != documents_.readings.end() && place->terms->reading.id == it.reading)
            *place = std::move(signed_terms);
        else
            documents_.readings.insert(place, std::move(signed_terms));
        return {};
    }

    /// Whether those who have signed decide; who is awaited still.
    bool decided(Amendment& amendment, Instant when) const {
        const Decision* rule = rule_of_amending();
        if (rule == nullptr) return false;
        std::map<std::string, Choice> choices;
        for (const std::string& one : amendment.signed_by) choices[one] = Choice::approve;
        const CaseRules rules(documents_.profile, *documents_.roles().terms);
        const VoteTally votes = tally(*rule, rules.holders(rule->of, when), choices, false);
        amendment.awaited = votes.silent;
        return votes.decided;
    }

    void mark_contests() {
        for (Amendment& one : documents_.amendments) {
            one.contested = std::ranges::count_if(documents_.amendments, [&](const Amendment& other) {
                                return other.kind == one.kind && other.predecessor == one.predecessor;
                            }) > 1;
        }
    }

    Documents documents_;
};

/// The documents signed below `as_of`, in the record's order.
Result<History> history_of(Database& db, std::uint64_t as_of) {
    std::vector<History::Signature> signatures;
    TRUCE_TRY(db.query("SELECT idx, kind, key_name, recorded_at FROM log_entry WHERE kind = $1 OR kind = $2 ORDER BY idx",
                       {Value::text("profile.signed"), Value::text("terms.signed")}, [&](const Row& row) -> Result<void> {
                           if (row.integer(0) >= static_cast<std::int64_t>(as_of)) return {};
                           const std::string_view key = row.text(2);
                           signatures.push_back({std::string(row.text(1)),
                                                 std::string(key.substr(0, key.find('/'))),
                                                 static_cast<std::uint64_t>(row.integer(0)),
                                                 {row.integer(3)}});
                           return {};
                       }));
    History history;
    const LogReader log(db);
    for (const History::Signature& one : signatures) {
        TRUCE_ASSIGN(const StoredEntry entry, log.entry(one.index));
        TRUCE_ASSIGN(SignedContent content, signed_content(one.kind, entry.body));
        // An entry that was forced in against the rules changes nothing; verify says what is wrong with it.
        if (history.admits(one, content)) TRUCE_TRY(history.follow(one, std::move(content)));
    }
    return history;
}

}  // namespace

Json document_content(std::string_view kind, std::string_view member, std::string_view canonical_text, const Files& files,
                      const std::optional<Digest>& predecessor) {
    auto document = parse_canonical(canonical_text);
    TRUCE_ASSERT(document.ok());
    JsonArray list;
    for (const auto& [digest, bytes] : files) list.push_back(JsonArray{digest.hex(), bytes});
    JsonObject out;
    out["files"] = std::move(list);
    out["kind"] = kind;
    out[member] = std::move(*document);
    if (predecessor) out["predecessor"] = predecessor->hex();
    return out;
}

Result<const Documents::Signed*> Documents::reading(const std::optional<std::string>& id) const {
    std::string known;
    for (const Signed& reading : readings) {
        if (id && reading.terms->reading.id == *id) return &reading;
        known += (known.empty() ? "" : ", ") + reading.terms->reading.id;
    }
    if (id)
        return Error{Errc::not_found, "terms.reading_unknown", fmt::format("no reading \"{}\" was signed", *id), "", "Readings: " + known};
    if (readings.size() != 1) {
        return Error{Errc::invalid, "terms.reading_ambiguous", "several readings of the terms were signed", "",
                     "Name one with --reading: " + known};
    }
    return &readings.front();
}

const Documents::Signed& Documents::roles() const {
    const auto found = std::ranges::find_if(readings, [&](const Signed& one) { return one.terms->reading.id == first_reading; });
    TRUCE_ASSERT(found != readings.end());
    return *found;
}

Result<Documents> load_documents(Database& db, std::uint64_t as_of) {
    TRUCE_ASSIGN(History history, history_of(db, as_of));
    if (history.documents().profile == nullptr)
        return Error{Errc::not_found, "documents.missing", "no profile is signed at this size of the log", "", ""};
    if (history.documents().readings.empty())
        return Error{Errc::not_found, "documents.missing", "no terms are signed at this size of the log", "", ""};
    return history.take_documents();
}

Result<void> check_document(Database& db, std::string_view kind, const Body& body, const std::string& author, std::uint64_t index,
                            Instant recorded_at) {
    TRUCE_ASSIGN(const SignedContent it, signed_content(kind, body));
    TRUCE_ASSIGN(History history, history_of(db, index));
    const History::Signature by{std::string(kind), author, index, recorded_at};
    TRUCE_TRY(history.admits(by, it));
    Problems problems;
    if (kind == "profile.signed") {
        TRUCE_ASSIGN([[maybe_unused]] const ProfileDocument profile,
                     profile_from_canonical(it.content.canonical, it.content.files, problems));
        return {};
    }
    if (history.documents().profile == nullptr)
        return Error{Errc::conflict, "documents.missing", "terms are signed before any profile", "", "Sign a profile first"};
    TRUCE_ASSIGN([[maybe_unused]] const TermsDocument terms,
                 terms_from_canonical(it.content.canonical, it.content.files, *history.documents().profile, problems));
    return {};
}

}  // namespace truce
