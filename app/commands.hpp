/// What the commands do, apart from how their words are read (main.cpp). Each prints its answer on standard output,
/// progress and refusals on standard error, and returns the exit status: 0 done, 1 refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "truce/base/file.hpp"

namespace truce::app {

enum class Format : std::uint8_t { text, json, html, csv };

struct DemoOptions {
    Path directory = "truce-demo";
    std::string example = "syria-2017";
};
int demo(const DemoOptions& options);

struct NewOptions {
    Path directory;
    Path terms;
    Path profile;
    std::vector<Path> keys;
    std::vector<std::string> make_keys;
    std::vector<std::string> enrol;  ///< vkeys
    std::string store = "sqlite:truce.db";
    Path head;
    std::string log_token;  ///< URI of the log's key, to be made in a token; empty: a file
    Format format = Format::text;
};
int found(const NewOptions& options);

struct ImportOptions {
    Path directory;
    std::vector<Path> files;
    Path key;
    std::string from;
    std::string register_id;
    std::string first_day;
    std::string last_day;
    bool complete = false;
    Format format = Format::text;
};
int import(const ImportOptions& options);

struct JudgeOptions {
    Path directory;
    std::string incident;
    std::string reading;
    std::optional<std::uint64_t> as_of;
    std::string first_day;
    std::string last_day;
    Format format = Format::text;
};
int judge(const JudgeOptions& options);

struct BulletinOptions {
    Path directory;
    std::string day;
    std::string reading;
    std::optional<std::uint64_t> as_of;
    Format format = Format::text;
    Path out;
    bool publish = false;
    Path key;
};
int bulletin(const BulletinOptions& options);

struct OnwardOptions {
    Path directory;
    std::string id;   ///< empty: list the reports that the profile has
    std::string day;  ///< of the period; empty: the newest
    std::string reading;
    std::optional<std::uint64_t> as_of;
    Format format = Format::text;
    Path out;
};
int onward(const OnwardOptions& options);

struct PublishOptions {
    Path directory;
    Path folder;
    std::string url;
    Path policy;  ///< empty: whether cosigned or not
    Format format = Format::text;
};
int publish(const PublishOptions& options);

struct ExportOptions {
    Path directory;
    std::string form = "csv";  ///< csv, geojson, ndjson
    Path out;                  ///< empty: standard output
    std::string audience;      ///< an institution; empty: the public
    std::string query;         ///< as in a URL
    Format format = Format::text;
};
int export_register(const ExportOptions& options);

struct HealthOptions {
    Path directory;
    std::string first_day;
    std::string last_day;
    std::optional<std::uint64_t> as_of;
    Format format = Format::text;
};
int health(const HealthOptions& options);

struct TermsOptions {
    Path file;
    Path profile;  ///< empty: profile.toml beside the file
    std::string language = "en";
    Format format = Format::text;
};
int terms_check(const TermsOptions& options);
int terms_show(const TermsOptions& options);

struct TermsDaysOptions {
    std::string zone;
    std::string first;
    std::string last;
};
int terms_days(const TermsDaysOptions& options);

struct RecordOptions {
    Path directory;
    Format format = Format::text;
};
struct VerifyCommandOptions {
    Path directory;
    bool tree = false;  ///< the tree alone
    Path checked;       ///< keeps how far signatures were checked; empty: nowhere
    Format format = Format::text;
};
int record_verify(const VerifyCommandOptions& options);
int record_checkpoint(const RecordOptions& options);
int record_refold(const RecordOptions& options);
/// The log's public key as a policy file's line.
int record_key(const RecordOptions& options);

struct KeysNewOptions {
    std::string institution;
    Path file;
    std::string token;  ///< URI of the key to be made there; empty: the file holds it
};
int keys_new(const KeysNewOptions& options);
/// The public key of a key file or of a token's key.
int keys_show(const Path& key);
int keys_list(const RecordOptions& options);

struct KeysChangeOptions {
    Path directory;
    std::string key;  ///< a key file or a vkey; to be revoked also a name
    Path signer;
    std::vector<std::string> kinds;
    std::string via;  ///< enrol: through what a service key's entries come; empty: the key speaks for its institution
    std::string old;  ///< rotate: name of the key that goes; empty: the signer
    Format format = Format::text;
};
int keys_enrol(const KeysChangeOptions& options);
int keys_rotate(const KeysChangeOptions& options);
int keys_revoke(const KeysChangeOptions& options);

int received_list(const RecordOptions& options);
struct ReceivedConfirmOptions {
    Path directory;
    std::string filing;  ///< id of the entry, or the beginning of it
    Path key;
    Format format = Format::text;
};
int received_confirm(const ReceivedConfirmOptions& options);

struct KeysPassphraseOptions {
    Path directory;            ///< a desk's
    Path passphrase_file;      ///< the one it has; empty: the terminal is asked
    Path new_passphrase_file;  ///< the one it gets; likewise
};
int keys_passphrase(const KeysPassphraseOptions& options);

struct KeysExplainOptions {
    Path place;  ///< a mechanism's folder or a key file
};
int keys_explain(const KeysExplainOptions& options);

struct EraseOptions {
    Path directory;
    std::string target;
    std::string part;
    std::string reason;
    std::vector<Path> keys;
    Format format = Format::text;
};
int record_erase(const EraseOptions& options);

struct AttachOptions {
    Path directory;
    std::vector<Path> files;
    Format format = Format::text;
};
int attach(const AttachOptions& options);

struct PouchOptions {
    Path directory;
    std::string log;  ///< vkey
    Path file;
    Path key;
    std::string from;
    std::string register_id;
    std::string institution;
    std::uint64_t since = 0;
    Path with;  ///< carry: the mechanism's folder
    Format format = Format::text;
};
int pouch_new(const PouchOptions& options);
int pouch_file(const PouchOptions& options);
int pouch_list(const PouchOptions& options);
int pouch_export(const PouchOptions& options);
int pouch_import(const PouchOptions& options);
int pouch_carry(const PouchOptions& options);
int pouch_reissue(const PouchOptions& options);

struct MirrorOptions {
    Path directory;
    std::string source;
    std::string log;  ///< vkey
    Path policy;      ///< in place of `log`
    std::string institution;
    std::string cosign_as;
    std::string token;  ///< URI of the cosigning key, to be made there; empty: it lies in the folder
    Path key;           ///< with a URL
    std::string listen;
    Format format = Format::text;
};
int mirror_new(const MirrorOptions& options);
int mirror_pull(const MirrorOptions& options);
/// Until the process is told to end (SIGINT, SIGTERM).
int mirror_serve(const MirrorOptions& options);

struct ServeOptions {
    Path directory;
    std::string listen = "127.0.0.1:8080";
    std::string url;       ///< as readers see it
    Path web;              ///< pages from here instead of from inside the binary
    Path policy;           ///< the witnesses that make the levels of receipts
    std::string read_as;   ///< the institution as which this machine reads without signing in
    Path tls_certificate;  ///< with tls_key, or neither
    Path tls_key;
    std::size_t connections = 16'384;  ///< at once
    bool behind_proxy = false;
    double rate = 0;                            ///< requests a second of one address; 0: the usual
    std::uint64_t upload_mib_max = 64;          ///< of one file that comes over the line
    std::uint64_t attachments_mib_max = 4'096;  ///< of one institution's attachments that came over the line
    bool log = false;
    Format format = Format::text;
};
/// Until the process is told to end (SIGINT, SIGTERM).
int serve(const ServeOptions& options);

struct DeskCommandOptions {
    Path directory;
    std::string server;
    Path key;         ///< the first time: the institution's, which the desk keeps from then on
    std::string log;  ///< vkey, the first time
    Path policy;      ///< in place of `log`, and the witnesses that make the levels of receipts
    Path passphrase_file;
    Path authorities;
    Path web;
    std::string listen = "127.0.0.1:8787";
    double every_s = 5;
    Format format = Format::text;
};
/// Until the process is told to end (SIGINT, SIGTERM).
int desk(const DeskCommandOptions& options);

struct RecoverOptions {
    Path directory;
    std::vector<Path> mirrors;
    Path keys;
    std::vector<Path> seen;
    std::vector<Path> signers;
    Format format = Format::text;
};
int recover(const RecoverOptions& options);

struct RecordFilesOptions {
    Path directory;
    std::string id;           ///< proof: an entry's id or position
    Path out;                 ///< export: the folder; proof: a file, empty: standard output
    Path checkpoint;          ///< a cosigned one; empty: the newest of the log
    Path policy;              ///< the newest that it accepts; empty: whether cosigned or not
    bool for_public = false;  ///< export: no further than the last tick
    Format format = Format::text;
};
int record_export(const RecordFilesOptions& options);
int record_proof(const RecordFilesOptions& options);

struct WitnessOptions {
    Path directory;
    std::string name;
    std::string log;    ///< vkey
    std::string token;  ///< URI of the key to be made there; empty: it lies in the folder
    std::string listen = "127.0.0.1:8082";
    Format format = Format::text;
};
int witness_new(const WitnessOptions& options);
int witness_add_log(const WitnessOptions& options);
int witness_key(const WitnessOptions& options);
int witness_serve(const WitnessOptions& options);

struct RecordWitnessOptions {
    Path directory;
    Path policy;  ///< serving: empty asks no witness
    std::string listen = "127.0.0.1:8081";
    Path files;  ///< serving: a folder of files for the public, kept up to date; empty: none
    unsigned every_s = 10;
    Format format = Format::text;
};
/// 1 also if a witness has seen another history of the log.
int record_witness(const RecordWitnessOptions& options);
int record_serve(const RecordWitnessOptions& options);

struct RecordCheckOptions {
    Path file;
    Path policy;
    Path entry;  ///< empty: the entry that the proof brings along
    Format format = Format::text;
};
int record_check(const RecordCheckOptions& options);

struct RecordCompareOptions {
    std::string a;  ///< a checkpoint, a folder or a URL
    std::string b;
    Path check;  ///< a proof to be checked, instead of comparing
    Path policy;
    Path out;
    Format format = Format::text;
};
/// 0: one history, or the proof holds; 1: two histories, or refused.
int record_compare(const RecordCompareOptions& options);

}  // namespace truce::app
