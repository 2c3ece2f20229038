#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/passphrase.hpp"
#include "app/signing_key.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/desk/folder.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/keys.hpp"

namespace truce::app {
namespace {

/// The public key that a word on the command line means: a vkey as it is, or that of a key file.
Result<NoteKey> public_key_of(const std::string& word) {
    if (auto key = parse_vkey(word)) return key;
    TRUCE_ASSIGN(const NoteSigner signer, signing_key(word));
    return signer.public_key();
}

Result<NoteSigner> new_key(const KeysNewOptions& options, Random& random) {
    // Looked at first: a key that was made in a token stays there, whether or not the file can be written.
    TRUCE_TRY(check_no_key_file(options.file));
    if (options.token.empty()) return new_entry_key(options.institution, random);
    TRUCE_ASSIGN(const std::string uri, with_token_name(options.token, options.institution));
    TRUCE_ASSIGN(TokenKey made, make_token_key(uri, ask_pin, random));
    return named_signer(std::move(made));
}

/// A desk's key is named "<institution>/<fingerprint>"; a witness's or a mirror's has a name of its own.
bool is_desk_key(const NoteKey& key) {
    const std::string institution = key.name.substr(0, key.name.find('/'));
    return is_institution(institution) && key.name == entry_key_name(institution, key.key);
}

Result<void> check_desk_key(const NoteKey& key) {
    if (is_desk_key(key)) return {};
    return Error{Errc::invalid, "key.role", fmt::format("{} is not the key of an institution's desk", key.name), "",
                 "A log's, witness's or mirror's key signs nothing else; make one with `truce keys new INSTITUTION FILE`"};
}

int print_change(const std::vector<Receipt>& receipts, const std::string& said, Format format) {
    if (format == Format::json) {
        JsonArray entries;
        for (const Receipt& receipt : receipts)
            entries.push_back(Json{{"id", receipt.id}, {"index", static_cast<std::int64_t>(receipt.index)}});
        print_json(Json{{"entries", std::move(entries)}});
        return 0;
    }
    print(said + "\n");
    for (const Receipt& receipt : receipts) print(fmt::format("    recorded as entry {} ({})\n", receipt.index, receipt.id));
    return 0;
}

/// What a key is for, in the words of someone who has to look after it.
struct Advice {
    std::string_view what;
    std::string_view lost;
    std::string_view stolen;
};

constexpr Advice log_advice{
    "It signs the record's checkpoints: how many entries there are, and the hash over them. It signs nothing else, and speaks for nobody.",
    "Nothing more can be added under this log's name. What is recorded stays readable and provable. Found a successor log that names this "
    "one.",
    "The thief can sign a second history. Witnesses, and everyone who kept a checkpoint, can prove it. Stop the server, tell every "
    "guarantor, "
    "found a successor log on a machine that the thief never had."};
constexpr Advice clock_advice{
    "It signs the time that begins each commit, and the founding entries. It enrols nobody after the founding.",
    "No further entry can be recorded: each commit begins with this signature. Found a successor log that names this one.",
    "Alone it is worth little: what it signs enters the record only through the server. Whoever took it probably took the log's key too: "
    "act as for that."};
constexpr Advice desk_advice{"It speaks for its institution: whatever it signs, the institution has said.",
                             "Nothing is damaged. Sign with another key of the institution: truce keys revoke DIR NAME --as OTHER.key, "
                             "then enrol a new one. An institution whose "
                             "every key is lost can be given none by anybody: so enrol a second key and keep it elsewhere.",
                             "The thief can speak as the institution until the key is revoked; nothing recorded before can be changed. "
                             "Revoke it at once, from any other key: "
                             "truce keys revoke DIR NAME --as OTHER.key, then say in public which entries were not yours."};
constexpr Advice eraser_advice{
    "With a second such key it erases parts of reports and attachments for good. It says nothing else for its institution.",
    "Nothing is damaged. Revoke it and enrol another for record.erased.",
    "Alone it erases nothing: a second key of another hand is needed, and for parts one of their author. Revoke it at once; truce record "
    "verify says "
    "what was erased, and by whom."};
constexpr Advice service_advice{
    "What it signs was received for its institution through what it is enrolled for, and is nobody's statement until a desk's key confirms "
    "it.",
    "Nothing is damaged, and nothing comes through until another is enrolled. Revoke it.",
    "The thief can have things received that never came; none of it is a statement unless somebody confirms it. Revoke it, and compare "
    "what "
    "is not confirmed with what was sent."};
constexpr Advice other_advice{
    "It carries a name of its own and signs no entries: a witness's or a mirror's. It says: this log has shown me one history.",
    "No more cosignatures come under this name. Make another key, and have every policy file name it instead.",
    "The thief can cosign a false history under this name; the record itself cannot be changed by it. Tell everyone whose policy file "
    "names it."};

void print_advice(const Path& file, const std::string& name, std::string_view role, const Advice& advice, const std::string& state) {
    print(fmt::format("{}\n    {}: {}{}\n    {}\n    If it is lost: {}\n    If it is stolen: {}\n", file.string(), role, name, state,
                      advice.what, advice.lost, advice.stolen));
}

/// Explains one file. `log` may be null: then what the record says of the key is not known.
int explain_file(const Path& file, const LogReader* log) {
    const auto signer = signing_key(file);
    if (!signer) {
        const auto cosigner = read_cosigner_file(file);
        if (!cosigner) return refuse(signer.error(), Format::text);
        print_advice(file, cosigner->public_key().name, "a witness's or mirror's key", other_advice, "");
        return 0;
    }
    const NoteKey& key = signer->public_key();
    const auto origin = log != nullptr ? log->origin() : Result<std::string>(std::string());
    if (!origin) return refuse(origin.error(), Format::text);
    if (key.name == *origin || file.filename() == "log.key") {
        print_advice(file, key.name, "the log's key", log_advice, "");
        return 0;
    }
    if (!is_desk_key(key)) {
        print_advice(file, key.name, "a witness's or mirror's key", other_advice, "");
        return 0;
    }
    if (key.name.starts_with("log/")) {
        print_advice(file, key.name, "the log's clock", clock_advice, "");
        return 0;
    }
    std::string state;
    bool eraser = false;
    bool service = false;
    if (log != nullptr) {
        const auto enrolled = log->key(key.name);
        if (!enrolled && enrolled.error().id != "entry.unknown_key") return refuse(enrolled.error(), Format::text);
        if (!enrolled) {
            state = ", not enrolled in this record";
        } else {
            state = fmt::format(", enrolled by entry {}", enrolled->enrolled_at);
            if (enrolled->revoked_at)
                state += fmt::format(", revoked from entry {} on: it speaks for nobody any more", *enrolled->revoked_at);
            if (!enrolled->kinds.empty()) state += fmt::format(", for {} only", fmt::join(enrolled->kinds, ", "));
            eraser = enrolled->kinds == std::vector<std::string>{"record.erased"};
            const auto via = service_of(*log, *enrolled);
            if (!via) return refuse(via.error(), Format::text);
            service = !via->empty();
            if (service) state += fmt::format(", via {}", *via);
        }
    }
    if (service) {
        print_advice(file, key.name, "a service key", service_advice, state);
        return 0;
    }
    print_advice(file, key.name, eraser ? "a key for erasures" : "a desk's key", eraser ? eraser_advice : desk_advice, state);
    return 0;
}

}  // namespace

int keys_new(const KeysNewOptions& options) {
    World world;
    if (!is_institution(options.institution) || options.institution == "log") {
        return refuse({Errc::invalid, "key.institution", fmt::format("\"{}\" cannot name an institution", options.institution), "",
                       "Use 1 to 64 of a-z, 0-9 and -; \"log\" is the log's own"},
                      Format::text);
    }
    const auto key = new_key(options, *world.random);
    if (!key) return refuse(key.error(), Format::text);
    if (const auto written = write_key_file(options.file, *key); !written) return refuse(written.error(), Format::text);
    print(key->public_key().vkey() + "\n");
    if (options.token.empty())
        fmt::print(stderr, "the private key is in {}: whoever has it speaks for {}; whoever loses it must enrol another\n",
                   options.file.string(), options.institution);
    else
        fmt::print(stderr,
                   "the private key is in the token and never leaves it; {} says where. Whoever has the token and its PIN speaks for {}; "
                   "whoever loses it must enrol another\n",
                   options.file.string(), options.institution);
    return 0;
}

int keys_show(const Path& word) {
    const auto key = signing_key(word);
    if (!key) return refuse(key.error(), Format::text);
    print(key->public_key().vkey() + "\n");
    return 0;
}

int keys_list(const RecordOptions& options) {
    World world;
    const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto keys = LogReader(mechanism->db()).keys();
    if (!keys) return refuse(keys.error(), options.format);
    for (const EnrolledKey& key : *keys) {
        const auto via = service_of(LogReader(mechanism->db()), key);
        if (!via) return refuse(via.error(), options.format);
        if (options.format == Format::json) {
            JsonObject one{{"enrolled_at", static_cast<std::int64_t>(key.enrolled_at)},
                           {"institution", key.institution},
                           {"kinds", JsonArray(key.kinds.begin(), key.kinds.end())},
                           {"revoked", key.revoked_at.has_value()},
                           {"vkey", key.key.vkey()}};
            if (!via->empty()) one["via"] = *via;
            print_json(Json(std::move(one)));
        } else {
            print(fmt::format("{:<24} from entry {}{}{}{}\n", key.key.name, key.enrolled_at,
                              key.revoked_at ? fmt::format(", revoked at {}", *key.revoked_at) : "",
                              key.kinds.empty() ? "" : fmt::format(", for {} only", fmt::join(key.kinds, ", ")),
                              via->empty() ? "" : fmt::format(", received via {}", *via)));
        }
    }
    return 0;
}

int keys_enrol(const KeysChangeOptions& options) {
    World world;
    const auto signer = signing_key(options.signer);
    if (!signer) return refuse(signer.error(), options.format);
    const auto key = public_key_of(options.key);
    if (!key) return refuse(key.error(), options.format);
    if (const auto desk = check_desk_key(*key); !desk) return refuse(desk.error(), options.format);
    auto mechanism = Mechanism::open(options.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto receipt = mechanism->enrol_key(*key, options.kinds, *signer, options.via);
    if (!receipt) return refuse(receipt.error(), options.format);
    return print_change(
        {*receipt},
        fmt::format("enrolled {}{}{}", key->name, options.kinds.empty() ? "" : fmt::format(" for {} only", fmt::join(options.kinds, ", ")),
                    options.via.empty()
                        ? ""
                        : fmt::format("; what it signs is received via {}, and nobody's statement until it is confirmed", options.via)),
        options.format);
}

int keys_rotate(const KeysChangeOptions& options) {
    World world;
    const auto signer = signing_key(options.signer);
    if (!signer) return refuse(signer.error(), options.format);
    const auto key = public_key_of(options.key);
    if (!key) return refuse(key.error(), options.format);
    if (const auto desk = check_desk_key(*key); !desk) return refuse(desk.error(), options.format);
    auto mechanism = Mechanism::open(options.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const std::string old_name = options.old.empty() ? signer->public_key().name : options.old;
    const auto receipts = mechanism->rotate_key(*key, old_name, *signer);
    if (!receipts) return refuse(receipts.error(), options.format);
    return print_change(*receipts, fmt::format("{} takes the place of {}", key->name, old_name), options.format);
}

int keys_revoke(const KeysChangeOptions& options) {
    World world;
    const auto signer = signing_key(options.signer);
    if (!signer) return refuse(signer.error(), options.format);
    auto mechanism = Mechanism::open(options.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    // A name is enough: the file of a key that must be revoked may be the one that was lost.
    std::string name = options.key;
    if (!LogReader(mechanism->db()).key(name)) {
        const auto key = public_key_of(options.key);
        if (!key) return refuse(key.error(), options.format);
        name = key->name;
    }
    const auto receipt = mechanism->revoke_key(name, *signer);
    if (!receipt) return refuse(receipt.error(), options.format);
    return print_change({*receipt}, fmt::format("revoked {}: nothing that it signs from now on is taken", name), options.format);
}

int keys_explain(const KeysExplainOptions& options) {
    World world;
    std::error_code ignored;
    if (!std::filesystem::is_directory(options.place, ignored)) {
        // A key kept inside a mechanism's folder can be looked up in its record.
        const Path folder = options.place.parent_path().parent_path();
        auto mechanism = Mechanism::open(folder.empty() ? Path(".") : folder, OpenFor::reading, *world.clock, *world.random);
        if (!mechanism) return explain_file(options.place, nullptr);
        const LogReader log(mechanism->db());
        return explain_file(options.place, &log);
    }
    auto mechanism = Mechanism::open(options.place, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), Format::text);
    const LogReader log(mechanism->db());
    std::vector<Path> files;
    for (const auto& each : std::filesystem::directory_iterator(options.place / "keys", ignored)) {
        if (each.path().extension() == ".key") files.push_back(each.path());
    }
    std::sort(files.begin(), files.end());
    for (const Path& file : files) {
        if (const int status = explain_file(file, &log); status != 0) return status;
        if (file != files.back()) print("\n");
    }
    return 0;
}

int keys_passphrase(const KeysPassphraseOptions& options) {
    World world;
    const auto changed = [&]() -> Result<void> {
        TRUCE_ASSIGN(const Secret older, read_passphrase(options.passphrase_file, Ask::once));
        TRUCE_ASSIGN(const DeskFolder folder, DeskFolder::unlock(options.directory, older.text()));
        TRUCE_ASSIGN(const Secret newer, read_passphrase(options.new_passphrase_file, Ask::twice));
        return folder.lock_with(newer.text(), {}, *world.random);
    }();
    if (!changed) return refuse(changed.error(), Format::text);
    print(fmt::format(
        "{} opens with the new passphrase from now on\nWho has an older copy of the folder and knows the older passphrase reads "
        "that copy still, and has its key: if somebody may, revoke it (truce keys rotate)\n",
        options.directory.string()));
    return 0;
}

}  // namespace truce::app
