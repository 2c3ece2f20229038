// Amendments: a profile or terms that take the place of those in force once everybody has signed them whom the rule wants.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/case_commands.hpp"
#include "app/output.hpp"
#include "app/signing_key.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/centre.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce::app {
namespace {

/// What is to be signed.
struct Proposal {
    std::string kind;
    Json content;
    Digest digest;
    std::uint64_t replaces = 0;  ///< place of the entry that holds the document in force
};

Error already(const std::string& what) {
    return {Errc::conflict, "document.in_force", "this is what is in force already", what, "There is nothing to amend"};
}

Result<Proposal> proposal_of(const AmendOptions& o, const Documents& documents, Problems& problems) {
    if (!o.profile.empty()) {
        TRUCE_ASSIGN(const ProfileDocument profile, read_profile_file(o.profile, problems));
        if (profile.digest == documents.profile_digest) return already(o.profile.string());
        return Proposal{"profile.signed",
                        document_content("profile.signed", "profile", profile.canonical, profile.files, documents.profile_digest),
                        profile.digest, documents.profile_entry};
    }
    TRUCE_ASSIGN(const TermsDocument terms, read_terms_file(o.terms, *documents.profile, problems));
    for (const Documents::Signed& one : documents.readings) {
        if (one.terms->reading.id != terms.terms.reading.id) continue;
        if (one.digest == terms.digest) return already(o.terms.string());
        return Proposal{"terms.signed", document_content("terms.signed", "terms", terms.canonical, terms.files, one.digest), terms.digest,
                        one.entry};
    }
    return Proposal{"terms.signed", document_content("terms.signed", "terms", terms.canonical, terms.files), terms.digest,
                    documents.profile_entry};
}

Json to_json(const Amendment& one) {
    JsonArray signed_by(one.signed_by.begin(), one.signed_by.end());
    JsonArray awaited(one.awaited.begin(), one.awaited.end());
    return {{"awaited", std::move(awaited)},        {"contested", one.contested}, {"digest", one.digest.hex()},       {"kind", one.kind},
            {"predecessor", one.predecessor.hex()}, {"reading", one.reading},     {"signed_by", std::move(signed_by)}};
}

int list_amendments(const AmendOptions& o, const Documents& documents) {
    for (const Amendment& one : documents.amendments) {
        if (o.format == Format::json) {
            print_json(to_json(one));
            continue;
        }
        print(fmt::format("{}{} {}\n    replaces    {}\n    signed by   {}\n    awaited     {}\n{}", one.kind,
                          one.reading.empty() ? "" : " (" + one.reading + ")", one.digest.hex(), one.predecessor.hex(),
                          fmt::join(one.signed_by, ", "),
                          one.awaited.empty() ? "nobody; the rule is not met" : fmt::format("{}", fmt::join(one.awaited, ", ")),
                          one.contested ? "    CONFLICT    another amendment replaces the same document\n" : ""));
    }
    if (documents.amendments.empty() && o.format == Format::text) print("no amendment waits for signatures\n");
    return 0;
}

int say(const AmendOptions& o, const Proposal& proposal, const std::string& id, const std::string& said) {
    if (o.format == Format::json) {
        print_json(Json{{"digest", proposal.digest.hex()}, {"id", id}, {"kind", proposal.kind}});
        return 0;
    }
    print(fmt::format("{} {}\n    {}\n", proposal.kind, proposal.digest.hex(), said));
    return 0;
}

int sign_at_centre(const AmendOptions& o, World& world, Centre& centre, const NoteSigner& key, const Proposal& proposal, const Body& body,
                   const std::string& replaced) {
    const std::string author = key.public_key().name.substr(0, key.public_key().name.find('/'));
    if (const auto checked = check_document(centre.db(), proposal.kind, body, author, whole_record, world.clock->now()); !checked)
        return refuse(checked.error(), o.format);
    const auto queued = centre.outbox().queue(key, proposal.kind, {replaced}, body, {}, world.clock->now(), *world.random);
    if (!queued) return refuse(queued.error(), o.format);
    return say(o, proposal, queued->id, fmt::format("signed, number {} of the outbox; it waits for a pouch", queued->number));
}

int sign_at_log(const AmendOptions& o, World& world, Mechanism& mechanism, const NoteSigner& key, const Proposal& proposal, Body body,
                const std::string& replaced) {
    const Instant now = world.clock->now();
    auto submission =
        compose_entry(LogReader(mechanism.db()), key, OpenHeader{now, proposal.kind, {replaced}}, std::move(body), now, *world.random);
    if (!submission) return refuse(submission.error(), o.format);
    const auto done = mechanism.submit(std::move(*submission));
    if (!done) return refuse(done.error(), o.format);
    return say(o, proposal, done->receipt.id, fmt::format("recorded as entry {} ({})", done->receipt.index, done->receipt.id));
}

}  // namespace

int amend(const AmendOptions& o) {
    World world;
    const bool signs = !o.profile.empty() || !o.terms.empty();
    std::optional<Centre> centre;
    std::optional<Mechanism> mechanism;
    if (is_centre(o.directory)) {
        auto opened = Centre::open(o.directory, *world.clock, *world.random);
        if (!opened) return refuse(opened.error(), o.format);
        centre.emplace(std::move(*opened));
    } else {
        auto opened = Mechanism::open(o.directory, signs ? OpenFor::writing : OpenFor::reading, *world.clock, *world.random);
        if (!opened) return refuse(opened.error(), o.format);
        mechanism.emplace(std::move(*opened));
    }
    Database& db = centre ? centre->db() : mechanism->db();
    const auto documents = load_documents(db, whole_record);
    if (!documents) return refuse(documents.error(), o.format);
    if (!signs) return list_amendments(o, *documents);
    const auto key = signing_key(o.key);
    if (!key) return refuse(key.error(), o.format);
    Problems problems;
    const auto proposal = proposal_of(o, *documents, problems);
    if (!proposal) return refuse(proposal.error(), problems, o.format);
    const auto text = canonical(proposal->content);
    if (!text) return refuse(text.error(), o.format);
    Body body{Part::make(Audience::public_, *text, *world.random)};
    const auto replaced = LogReader(db).entry(proposal->replaces);
    const auto replaced_entry = replaced ? parse_entry(replaced->note) : Result<Entry>(replaced.error());
    if (!replaced_entry) return refuse(replaced_entry.error(), o.format);
    const std::string id = replaced_entry->header.id;
    return centre ? sign_at_centre(o, world, *centre, *key, *proposal, body, id)
                  : sign_at_log(o, world, *mechanism, *key, *proposal, std::move(body), id);
}

}  // namespace truce::app
