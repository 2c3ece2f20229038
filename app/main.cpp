/// Reads the command line and calls what it names. This file and *arguments.cpp are the ones that know CLI11.
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <set>

#include "app/arguments.hpp"
#include "app/case_commands.hpp"
#include "app/commands.hpp"
#include "app/coordinate_commands.hpp"
#include "app/fuse_command.hpp"
#include "app/talks_commands.hpp"
#include "truce/base/result.hpp"

namespace truce::app {
namespace {

const std::map<std::string, Format> onward_formats{{"text", Format::text}, {"html", Format::html}, {"json", Format::json}};
const std::map<std::string, Format> bulletin_formats{
    {"text", Format::text}, {"html", Format::html}, {"json", Format::json}, {"csv", Format::csv}};

void add_directory(CLI::App& command, Path& directory) { command.add_option("DIR", directory, "The mechanism's folder")->required(); }

/// Each subcommand keeps its options alive here and leaves the exit status when it is called.
struct Program {
    CLI::App app{"truce keeps the signed record of a ceasefire mechanism: reports in, judged register and daily bulletin out."};
    int status = 0;
    DemoOptions demo_options;
    NewOptions new_options;
    ImportOptions import_options;
    FuseCommandOptions fuse_options;
    JudgeOptions judge_options;
    BulletinOptions bulletin_options;
    OnwardOptions onward_options;
    PublishOptions publish_options;
    HealthOptions health_options;
    ExportOptions export_options;
    ServeOptions serve_options;
    DeskCommandOptions desk_options;
    TermsOptions terms_options;
    TermsDaysOptions days_options;
    RecordOptions record_options;
    VerifyCommandOptions verify_options;
    WitnessOptions witness_options;
    RecordWitnessOptions record_witness_options;
    RecordFilesOptions files_options;
    RecordCheckOptions check_options;
    RecordCompareOptions compare_options;
    KeysNewOptions keys_options;
    KeysPassphraseOptions passphrase_options;
    KeysChangeOptions change_options;
    KeysExplainOptions explain_options;
    ReceivedConfirmOptions confirm_options;
    EraseOptions erase_options;
    AttachOptions attach_options;
    PouchOptions pouch_options;
    MirrorOptions mirror_options;
    RecoverOptions recover_options;

    CLI::App* command(CLI::App& above, const std::string& name, const std::string& what, const std::string& example) {
        return add_command(above, name, what, example);
    }

    void declare() {
        app.require_subcommand(1);
        app.set_version_flag("--version", "truce " TRUCE_VERSION);
        declare_demo();
        declare_new();
        declare_import();
        declare_fuse();
        declare_judge();
        declare_case(app, status);
        declare_coordinate(app, status);
        declare_talks(app, status);
        declare_bulletin();
        declare_onward();
        declare_publish();
        declare_health();
        declare_terms();
        declare_record();
        declare_keys();
        declare_received();
        declare_attach();
        declare_pouch();
        declare_export();
        declare_serve();
        declare_desk();
        declare_mirror();
        declare_witness();
        declare_recover();
    }

    void declare_demo() {
        CLI::App* sub =
            command(app, "demo", "Found an example, import its data, print a bulletin", "truce demo truce-demo --example syria-2017");
        sub->add_option("DIR", demo_options.directory, "Where to found it; an earlier demo there is replaced")->capture_default_str();
        sub->add_option("--example", demo_options.example, "Which example")->capture_default_str();
        sub->callback([this] { status = demo(demo_options); });
    }

    void declare_new() {
        CLI::App* sub = command(app, "new", "Found a mechanism from its terms and profile",
                                "truce new my-mechanism --terms terms.toml --profile profile.toml --as un.key");
        add_directory(*sub, new_options.directory);
        sub->add_option("--terms", new_options.terms, "Terms (TOML)")->required();
        sub->add_option("--profile", new_options.profile, "Profile (TOML)")->required();
        sub->add_option("--as", new_options.keys, "Key file or pkcs11: URI that signs both; may be given several times");
        sub->add_option("--make-key", new_options.make_keys,
                        "Institution for which a key is made and kept in DIR/keys (exercises and examples)");
        sub->add_option("--enrol", new_options.enrol,
                        "Public key (vkey) of an institution that keeps its private one to itself; may be given several times");
        sub->add_option("--store", new_options.store, "sqlite:FILE or postgres:CONNINFO")->capture_default_str();
        sub->add_option(
            "--head", new_options.head,
            "File outside DIR, best on another disk, that keeps the last signed checkpoint: a DIR restored from an older backup "
            "is then refused (default: in ~/.local/state/truce/heads)");
        sub->add_option("--log-token", new_options.log_token,
                        "pkcs11: URI under which the log's own key is made in a token, with a pin-source: the server starts unattended");
        add_format(*sub, new_options.format);
        sub->callback([this] { status = found(new_options); });
    }

    void declare_import() {
        CLI::App* sub = command(app, "import", "File reports, watches or published counts: a file lands whole or not at all",
                                "truce import DIR ged191.csv --as DIR/keys/reconstruction.key --register ucdp-ged");
        add_directory(*sub, import_options.directory);
        sub->add_option("FILE", import_options.files, "GED CSV, truce CSV, NDJSON, GeoJSON, published counts, watches")->required();
        sub->add_option("--as", import_options.key, "Key file or pkcs11: URI of the institution that files it")->required();
        sub->add_option("--from", import_options.from, "ged, csv, ndjson, geojson, counts, watches; else by the file's first bytes");
        sub->add_option("--register", import_options.register_id, "Whose register it is, where several take such files");
        sub->add_option("--from-day", import_options.first_day, "GED: leave out what starts earlier (YYYY-MM-DD)");
        sub->add_option("--to-day", import_options.last_day, "GED: leave out what ends later (YYYY-MM-DD)");
        sub->add_flag("--complete", import_options.complete, "The file is the whole register: withdraw what it does not hold any more");
        add_format(*sub, import_options.format);
        sub->callback([this] { status = import(import_options); });
    }

    void declare_fuse() {
        FuseCommandOptions& o = fuse_options;
        CLI::App* sub = command(app, "fuse",
                                "Find the reports of one incident: in a mechanism's registers, proposing links to its cases, or in "
                                "researchers' tables, without a mechanism",
                                "truce fuse DIR --as desk.key\n"
                                "  truce fuse --in A.csv --in B.csv --column deaths=fatalities --out links.csv --report links.html");
        CLI::Option* directory = sub->add_option("DIR", o.directory, "The mechanism's folder; none: the tables that --in names");
        sub->add_option("--as", o.key, "DIR: the fusion desk's key file or pkcs11: URI, which signs the proposals")->type_name("KEY");
        sub->add_flag("--dry-run", o.dry_run, "DIR: show what would be proposed, and file nothing");
        sub->add_option("--in", o.inputs, "A source's reports, CSV or NDJSON; \"-\" is NDJSON on standard input")->type_name("[NAME=]FILE");
        sub->add_option("--out", o.out, "Where the links go: .csv, .ndjson, or \"-\" for NDJSON on standard output")->capture_default_str();
        sub->add_option("--method", o.method, "How reports are compared")->check(CLI::IsMember({"truce", "meltt"}))->capture_default_str();
        sub->add_option("--column", o.columns,
                        "The column that holds id, date, enddate, latitude, longitude or data.source; for truce also spread, precision, "
                        "act, actors, deaths, deaths_low, deaths_high, place, text or summary")
            ->type_name("PART=COLUMN");
        sub->add_option("--taxonomy", o.taxonomies, "How the sources' words in a column map to common ones")->type_name("[COLUMN=]FILE");
        sub->add_flag("--far-apart", o.far_apart,
                      "The sources lie where they say: do not ask whether latitude and longitude are exchanged");
        sub->add_option("--report", o.report, "Also write a page: map, overlap, scores, links to look at")->type_name("FILE");
        declare_fuse_truce(*sub);
        declare_fuse_meltt(*sub);
        add_format(*sub, o.format);
        for (CLI::Option* one : sub->get_options()) {
            static const std::set<std::string> of_both{"--help",  "DIR",           "--as",        "--dry-run",
                                                       "--model", "--false-joins", "--join-from", "--format"};
            if (!of_both.contains(one->get_name())) one->excludes(directory);
        }
        sub->callback([this] {
            const FuseCommandOptions& given = fuse_options;
            if (given.directory.empty() && given.inputs.empty()) throw CLI::RequiredError("DIR or --in");
            if (!given.directory.empty() && given.key.empty() && !given.dry_run) throw CLI::RequiredError("--as or --dry-run");
            status = given.directory.empty() ? fuse(given) : fuse_registers(given);
        });
    }

    void declare_fuse_truce(CLI::App& sub) {
        FuseCommandOptions& o = fuse_options;
        sub.add_option("--model", o.model, "truce: use this frozen model instead of learning one")->type_name("FILE");
        sub.add_option("--save-model", o.save_model, "truce: write the model that was used")->type_name("FILE");
        sub.add_option("--reviewed", o.reviewed, "truce: links that people decided, a CSV file with a column \"same\": yes or no")
            ->type_name("FILE");
        sub.add_option("--near-misses", o.near_misses, "truce: also write the likeliest links that were not taken")->type_name("FILE");
        sub.add_option("--incidents", o.incidents, "truce: also write incidents with place, time and deaths from all their reports")
            ->type_name("FILE");
        sub.add_option("--false-joins", o.false_joins, "truce: at most this share of the joins without a person is expected to be wrong")
            ->capture_default_str();
        sub.add_option("--join-from", o.join_from, "truce: instead of that, the probability from which on reports join");
    }

    void declare_fuse_meltt(CLI::App& sub) {
        FuseCommandOptions& o = fuse_options;
        sub.add_option("--km", o.km, "meltt: at most so far apart");
        sub.add_option("--days", o.days, "meltt: start and end at most so many days apart");
        sub.add_option("--certainty", o.certainty, "meltt: compare only this level of each taxonomy, 1 the finest")->delimiter(',');
        sub.add_option("--partial", o.partial, "meltt: so many taxonomies may disagree")->capture_default_str();
        sub.add_option("--weights", o.weights, "meltt: of the taxonomies; their sum is their number")->delimiter(',');
        sub.add_flag("--averaging", o.averaging, "meltt: a report that took another moves to their mean");
        sub.add_option(
               "--correct", o.correct,
               "meltt: faults of the package to correct: best_candidate, contenders, partial, averaging, flags, order; or all, none")
            ->capture_default_str();
        sub.add_option("--tables", o.tables, "meltt: also write matches, contenders, unique and flags as the package has them")
            ->type_name("FOLDER");
    }

    void declare_judge() {
        CLI::App* sub = command(app, "judge", "Verdict of an incident with its explanation, or the verdicts of the register",
                                "truce judge DIR ucdp-ged:214797");
        add_directory(*sub, judge_options.directory);
        sub->add_option("INCIDENT", judge_options.incident, "ENTRY/N or REGISTER:SOURCE_ID; none: the whole register");
        sub->add_option("--reading", judge_options.reading, "Whose reading of the terms, where there are several");
        sub->add_option("--as-of", judge_options.as_of, "At this size of the log");
        sub->add_option("--from-day", judge_options.first_day, "Only incidents within these days");
        sub->add_option("--to-day", judge_options.last_day, "Only incidents within these days");
        add_format(*sub, judge_options.format);
        sub->callback([this] { status = judge(judge_options); });
    }

    void declare_bulletin() {
        CLI::App* sub = command(app, "bulletin", "The account of a day: registers side by side, judged",
                                "truce bulletin DIR --day 2017-02-25 --format html --out bulletin.html");
        add_directory(*sub, bulletin_options.directory);
        sub->add_option("--day", bulletin_options.day, "The local day (YYYY-MM-DD)")->required();
        sub->add_option("--reading", bulletin_options.reading, "Whose reading of the terms, where there are several");
        sub->add_option("--as-of", bulletin_options.as_of, "At this size of the log: the same size gives the same bytes");
        sub->add_option("--out", bulletin_options.out, "Write to a file instead of standard output");
        sub->add_flag("--publish", bulletin_options.publish, "Record that it is published, with its digest (needs --as)");
        sub->add_option("--as", bulletin_options.key, "Key file or pkcs11: URI of the institution that publishes it");
        add_format(*sub, bulletin_options.format, bulletin_formats);
        sub->callback([this] { status = bulletin(bulletin_options); });
    }

    void declare_onward() {
        CLI::App* sub = command(app, "onward", "What goes onward, period by period, to a body outside the mechanism or to the public",
                                "truce onward DIR contact-group --day 2017-02-25 --format html --out report.html");
        add_directory(*sub, onward_options.directory);
        sub->add_option("REPORT", onward_options.id, "Id of the report in the profile; none: list them");
        sub->add_option("--day", onward_options.day, "A local day (YYYY-MM-DD) of the period; without it the newest period");
        sub->add_option("--reading", onward_options.reading, "Whose reading of the terms, where there are several");
        sub->add_option("--as-of", onward_options.as_of, "At this size of the log: the same size gives the same bytes");
        sub->add_option("--out", onward_options.out, "Write to a file instead of standard output");
        add_format(*sub, onward_options.format, onward_formats);
        sub->callback([this] { status = onward(onward_options); });
    }

    void declare_publish() {
        CLI::App* sub = command(app, "publish", "Write what is public as files that any web server carries",
                                "truce publish DIR public --url https://example.org/ceasefire");
        add_directory(*sub, publish_options.directory);
        sub->add_option("OUT", publish_options.folder,
                        "The folder: front page, bulletins, feeds, the log; brought up to date if it is there")
            ->required();
        sub->add_option("--url", publish_options.url, "Where readers will find the folder; feeds name it")->required();
        sub->add_option("--policy", publish_options.policy, "Go no further than the newest checkpoint that this policy accepts");
        add_format(*sub, publish_options.format);
        sub->callback([this] { status = publish(publish_options); });
    }

    void declare_export() {
        CLI::App* sub =
            command(app, "export", "Write incidents as a file: CSV with HXL tags, GeoJSON, NDJSON",
                    "truce export DIR --form geojson --for borvik --query 'act=shelling&datetime=2023-06-01/..' --out june.geojson");
        add_directory(*sub, export_options.directory);
        sub->add_option("--form", export_options.form, "csv, geojson or ndjson")
            ->check(CLI::IsMember({"csv", "geojson", "ndjson"}))
            ->capture_default_str();
        sub->add_option("--out", export_options.out, "The file; it has its name once it is whole. Usually standard output");
        sub->add_option("--for", export_options.audience, "As this institution is told of them; usually as the public is");
        sub->add_option("--query", export_options.query,
                        "Which, as the server's /api/export.* is asked: bbox, datetime, filter, sortby, ...");
        add_format(*sub, export_options.format);
        sub->callback([this] { status = export_register(export_options); });
    }

    void declare_serve() {
        CLI::App* sub = command(app, "serve", "Serve the mechanism: pages, interfaces and the record, from one process",
                                "truce serve DIR --listen 127.0.0.1:8080");
        add_directory(*sub, serve_options.directory);
        sub->add_option("--listen", serve_options.listen, "ADDRESS:PORT; with TLS where others can read the line")->capture_default_str();
        CLI::Option* certificate =
            sub->add_option("--tls-certificate", serve_options.tls_certificate, "Speak TLS, with this certificate and its chain (PEM)");
        sub->add_option("--tls-key", serve_options.tls_key, "The certificate's private key (PEM)")->needs(certificate);
        sub->add_option("--connections", serve_options.connections, "At once; further ones are turned away")
            ->check(CLI::Range(1, 1'000'000))
            ->capture_default_str();
        sub->add_option("--url", serve_options.url, "Where readers reach it, like https://truce.example.org; needed behind TLS");
        sub->add_option("--web", serve_options.web, "Pages from this folder instead of from inside the binary")
            ->check(CLI::ExistingDirectory);
        sub->add_option("--policy", serve_options.policy, "Witnesses and quorum that make the levels of receipts (C2SP tlog-policy)");
        sub->add_option("--read-as", serve_options.read_as,
                        "Whoever asks from this machine itself reads as this institution, without signing in");
        sub->add_flag("--behind-proxy", serve_options.behind_proxy,
                      "Take the address of who asks from X-Forwarded-For, which a proxy sets");
        sub->add_option("--rate", serve_options.rate, "Requests a second of one address, with four seconds' worth at once; usually 50")
            ->check(CLI::PositiveNumber);
        sub->add_option("--upload-max", serve_options.upload_mib_max,
                        "MiB of one file that is handed in, to be imported or attached; an institution has room for four such at once")
            ->check(CLI::Range(1, 4'096))
            ->capture_default_str();
        sub->add_option("--attachments-max", serve_options.attachments_mib_max, "MiB of all attachments that one institution hands in")
            ->check(CLI::Range(1, 1'048'576))
            ->capture_default_str();
        sub->add_flag("--log", serve_options.log, "Write a line of JSON for each answer on standard error; no addresses, no names");
        sub->callback([this] { status = serve(serve_options); });
    }

    void declare_desk() {
        CLI::App* sub =
            command(app, "desk", "Keep your own desk: a checked copy, your key, your pages; it signs, and works on without a line",
                    "truce desk DIR --server https://truce.example.org --as un.key --log VKEY");
        sub->add_option("DIR", desk_options.directory, "The desk's folder; made the first time")->required();
        sub->add_option("--server", desk_options.server, "The server of the mechanism; needed the first time");
        sub->add_option("--as", desk_options.key,
                        "The first time: the institution's key file or pkcs11: URI, which the desk keeps, sealed");
        sub->add_option("--log", desk_options.log, "The first time: the log's public key, from whoever is trusted to know it");
        sub->add_option("--policy", desk_options.policy,
                        "In place of --log; and witnesses and quorum that make the levels of receipts (C2SP tlog-policy)");
        sub->add_option("--passphrase-file", desk_options.passphrase_file,
                        "The passphrase is this file's first line; usually the terminal is asked");
        sub->add_option("--ca", desk_options.authorities,
                        "Trust this authority for the server's certificate (PEM), instead of this machine's");
        sub->add_option("--listen", desk_options.listen, "127.0.0.1:PORT; nobody but this machine is answered")->capture_default_str();
        sub->add_option("--every", desk_options.every_s, "Seconds between two looks at the server")
            ->check(CLI::Range(0.1, 3'600.0))
            ->capture_default_str();
        sub->add_option("--web", desk_options.web, "Pages from this folder instead of from inside the binary")
            ->check(CLI::ExistingDirectory);
        add_format(*sub, desk_options.format);
        sub->callback([this] { status = desk(desk_options); });
    }

    void declare_health() {
        CLI::App* sub = command(app, "health", "What was watched, who recorded the same, where finders agree, who was kept out",
                                "truce health DIR --from-day 2023-06-01 --to-day 2023-06-30");
        add_directory(*sub, health_options.directory);
        sub->add_option("--from-day", health_options.first_day, "First local day (YYYY-MM-DD)")->required();
        sub->add_option("--to-day", health_options.last_day, "Last local day, included")->required();
        sub->add_option("--as-of", health_options.as_of, "At this size of the log");
        add_format(*sub, health_options.format);
        sub->callback([this] { status = health(health_options); });
    }

    void declare_terms() {
        CLI::App* terms = app.add_subcommand("terms", "Check or show terms before anybody signs them");
        terms->require_subcommand(1);
        CLI::App* check = command(*terms, "check", "Report every error with line and remedy", "truce terms check terms.toml");
        CLI::App* show = command(*terms, "show", "Print them as a lawyer would read them", "truce terms show terms.toml");
        for (CLI::App* sub : {check, show}) {
            sub->add_option("FILE", terms_options.file, "Terms (TOML)")->required();
            sub->add_option("--profile", terms_options.profile, "Profile they will run under; else profile.toml beside the file");
        }
        show->add_option("--language", terms_options.language, "en, ar, fa, ru, tr, where the terms have it")->capture_default_str();
        add_format(*check, terms_options.format);
        check->callback([this] { status = terms_check(terms_options); });
        show->callback([this] { status = terms_show(terms_options); });
        CLI::App* days = command(*terms, "days", "Print the offsets of a time zone as a profile pins them",
                                 "truce terms days Asia/Damascus 2016-01-01 2022-12-31");
        days->add_option("ZONE", days_options.zone, "Name in the tz database")->required();
        days->add_option("FIRST", days_options.first, "First local day")->required();
        days->add_option("LAST", days_options.last, "Last local day")->required();
        days->callback([this] { status = terms_days(days_options); });
    }

    void declare_record() {
        CLI::App* record = app.add_subcommand("record", "Check the record itself");
        record->require_subcommand(1);
        CLI::App* verify = command(*record, "verify", "Recompute everything and say what does not hold", "truce record verify DIR");
        CLI::App* checkpoint = command(*record, "checkpoint", "Print the newest signed checkpoint", "truce record checkpoint DIR");
        CLI::App* refold = command(*record, "refold", "Make the register's tables anew from the record", "truce record refold DIR");
        CLI::App* key = command(*record, "key", "Print the log's public key, as a policy file's line", "truce record key DIR");
        for (CLI::App* sub : {checkpoint, refold, key}) add_directory(*sub, record_options.directory);
        key->callback([this] { status = record_key(record_options); });
        add_directory(*verify, verify_options.directory);
        verify->add_flag("--tree", verify_options.tree, "Only the tree: hashes, tiles and checkpoints, not what the entries say; fast");
        verify->add_option("--checked", verify_options.checked,
                           "Keep in this file how far signatures were checked, and go on from there the next time");
        add_format(*verify, verify_options.format);
        verify->callback([this] { status = record_verify(verify_options); });
        checkpoint->callback([this] { status = record_checkpoint(record_options); });
        refold->callback([this] { status = record_refold(record_options); });
        declare_erase(*record);
        declare_record_files(*record);
        declare_record_checks(*record);
        declare_record_witnesses(*record);
    }

    void declare_record_files(CLI::App& record) {
        CLI::App* files = command(record, "export", "Write the log as static files that any web server can carry (C2SP tlog-tiles)",
                                  "truce record export DIR /srv/www/log");
        CLI::App* proof = command(record, "proof", "Write one file that proves an entry without this log (C2SP tlog-proof)",
                                  "truce record proof DIR 0ad9be4e-30d8-4f3a-8b48-34dc39f2ae5b --out entry.tlog-proof");
        for (CLI::App* sub : {files, proof}) {
            add_directory(*sub, files_options.directory);
            CLI::Option* checkpoint =
                sub->add_option("--checkpoint", files_options.checkpoint, "A cosigned checkpoint of the log, instead of its newest");
            sub->add_option("--policy", files_options.policy, "Use the newest checkpoint that this policy accepts")->excludes(checkpoint);
            add_format(*sub, files_options.format);
        }
        files->add_option("OUT", files_options.out, "The folder; made if it is missing, else brought up to date")->required();
        files->add_flag("--public", files_options.for_public, "Go no further than the last tick of the profile's publication")
            ->excludes("--checkpoint");
        proof->add_option("ID", files_options.id, "The entry's id or position")->required();
        proof->add_option("--out", files_options.out, "Write to a file instead of standard output");
        files->callback([this] { status = record_export(files_options); });
        proof->callback([this] { status = record_proof(files_options); });
    }

    void declare_record_checks(CLI::App& record) {
        CLI::App* check = command(record, "check", "Check a proof file offline: which entry, which log, which witnesses",
                                  "truce record check entry.tlog-proof --policy policy.txt");
        check->add_option("PROOF", check_options.file, "The proof file")->required();
        check->add_option("--policy", check_options.policy, "Trusted logs, witnesses and quorum (C2SP tlog-policy)")->required();
        check->add_option("--entry", check_options.entry, "The entry's note, instead of the one that the proof brings along");
        add_format(*check, check_options.format);
        check->callback([this] { status = record_check(check_options); });
        CLI::App* compare = command(record, "compare", "Compare two views of a log; where they contradict each other, write a proof of it",
                                    "truce record compare seen-in-march.txt http://example.org/log --policy policy.txt --out fork.txt");
        auto* a = compare->add_option("A", compare_options.a, "A checkpoint's file, an export's folder or a URL");
        auto* b = compare->add_option("B", compare_options.b, "The other one")->needs(a);
        a->needs(b);
        compare->add_option("--check", compare_options.check, "A proof that was made so, to be checked")->excludes(a)->excludes(b);
        compare->add_option("--policy", compare_options.policy, "Logs and witnesses whose signatures count")->required();
        compare->add_option("--out", compare_options.out, "Where the proof is written");
        add_format(*compare, compare_options.format);
        compare->callback([this] {
            if (compare_options.check.empty() && compare_options.a.empty()) throw CLI::RequiredError("A and B, or --check PROOF");
            status = record_compare(compare_options);
        });
    }

    void declare_keys() {
        CLI::App* keys = app.add_subcommand("keys", "Make keys, enrol, rotate and revoke them, and read what each is for");
        keys->require_subcommand(1);
        CLI::App* make = command(*keys, "new", "Make an institution's key; the file stays with its owner", "truce keys new un un.key");
        make->add_option("INSTITUTION", keys_options.institution, "a-z, 0-9, -")->required();
        make->add_option("FILE", keys_options.file, "Where to keep it")->required();
        make->add_option("--token", keys_options.token,
                         "pkcs11: URI under which the key is made inside a token, which it never leaves; FILE then says where it is");
        make->callback([this] { status = keys_new(keys_options); });
        CLI::App* show = command(*keys, "show", "The public key of a key file or of a token's key: what others enrol",
                                 "truce keys show \"pkcs11:token=Desk;object=desk?truce-name=un\"");
        show->add_option("KEY", explain_options.place, "Key file, or a pkcs11: URI that says truce-name=INSTITUTION")->required();
        show->callback([this] { status = keys_show(explain_options.place); });
        CLI::App* list = command(*keys, "list", "The keys that the record knows", "truce keys list DIR");
        add_directory(*list, record_options.directory);
        add_format(*list, record_options.format);
        list->callback([this] { status = keys_list(record_options); });
        declare_key_changes(*keys);
        CLI::App* passphrase =
            command(*keys, "passphrase", "Give a desk another passphrase; stop the desk first", "truce keys passphrase my-desk");
        passphrase->add_option("DESK", passphrase_options.directory, "The desk's folder")->required();
        passphrase->add_option("--passphrase-file", passphrase_options.passphrase_file,
                               "The passphrase that it has is this file's first line; usually the terminal is asked");
        passphrase->add_option("--new-passphrase-file", passphrase_options.new_passphrase_file, "Likewise, the one that it gets");
        passphrase->callback([this] { status = keys_passphrase(passphrase_options); });
        CLI::App* explain =
            command(*keys, "explain", "What each key is for, and what its loss and its theft mean", "truce keys explain DIR");
        explain->add_option("PLACE", explain_options.place, "A mechanism's folder, a key file, or a pkcs11: URI")->required();
        explain->callback([this] { status = keys_explain(explain_options); });
    }

    void declare_key_changes(CLI::App& keys) {
        CLI::App* enrol = command(keys, "enrol", "Let another key of one's own institution sign",
                                  "truce keys enrol DIR desk2.key --as desk1.key --kinds record.erased");
        CLI::App* rotate =
            command(keys, "rotate", "Enrol a new key and revoke the old one, in one step", "truce keys rotate DIR new.key --as old.key");
        CLI::App* revoke = command(keys, "revoke", "End a key, from the next entry on", "truce keys revoke DIR un/1a2b3c4d --as desk1.key");
        for (CLI::App* sub : {enrol, rotate, revoke}) {
            add_directory(*sub, change_options.directory);
            sub->add_option("KEY", change_options.key, "Key file, pkcs11: URI or public key (vkey); to be revoked also its name")
                ->required();
            sub->add_option("--as", change_options.signer, "Key file or pkcs11: URI of the same institution that signs it")->required();
            add_format(*sub, change_options.format);
        }
        enrol->add_option("--kinds", change_options.kinds, "It may sign these kinds of entry only")->delimiter(',');
        enrol->add_option(
            "--via", change_options.via,
            "It is a service key, through what its entries come, such as gateway: they are received, and nobody's statement until "
            "they are confirmed");
        rotate->add_option("--old", change_options.old, "Name of the key that goes; else the one that signs");
        enrol->callback([this] { status = keys_enrol(change_options); });
        rotate->callback([this] { status = keys_rotate(change_options); });
        revoke->callback([this] { status = keys_revoke(change_options); });
    }

    void declare_received() {
        CLI::App* received = app.add_subcommand("received", "What came in through service keys, and is nobody's statement until confirmed");
        received->require_subcommand(1);
        CLI::App* list = command(*received, "list", "The filings received, and which are confirmed", "truce received list DIR");
        add_directory(*list, record_options.directory);
        add_format(*list, record_options.format);
        list->callback([this] { status = received_list(record_options); });
        CLI::App* confirm = command(*received, "confirm", "Make a received filing a statement of one's institution",
                                    "truce received confirm DIR 1a2b3c4d --as desk.key");
        add_directory(*confirm, confirm_options.directory);
        confirm->add_option("ENTRY", confirm_options.filing, "Id of the filing, or the beginning of it")->required();
        confirm
            ->add_option("--as", confirm_options.key, "Key file or pkcs11: URI of the institution that makes it its own; not a service key")
            ->required();
        add_format(*confirm, confirm_options.format);
        confirm->callback([this] { status = received_confirm(confirm_options); });
    }

    void declare_erase(CLI::App& record) {
        CLI::App* sub = command(record, "erase", "Erase a part of a report and say so: it takes two keys enrolled for record.erased",
                                "truce record erase DIR field:17 --part exact --reason \"at the source's request\" --as A.key --as B.key");
        add_directory(*sub, erase_options.directory);
        sub->add_option("TARGET", erase_options.target, "ENTRY, ENTRY/N, REGISTER:SOURCE_ID (all versions) or attachment/SHA256")
            ->required();
        sub->add_option("--part", erase_options.part, "public, mechanism, exact, provenance; not for an attachment");
        sub->add_option("--reason", erase_options.reason, "Why; the mechanism can read it")->required();
        sub->add_option("--as", erase_options.keys, "Key file or pkcs11: URI that approves it; two complete it, also one after the other")
            ->required();
        add_format(*sub, erase_options.format);
        sub->callback([this] { status = record_erase(erase_options); });
    }

    void declare_attach() {
        CLI::App* sub =
            command(app, "attach", "Keep files beside the record, named by the hash that reports cite", "truce attach DIR picture.jpg");
        add_directory(*sub, attach_options.directory);
        sub->add_option("FILE", attach_options.files, "Never opened or decoded, only hashed")->required();
        add_format(*sub, attach_options.format);
        sub->callback([this] { status = attach(attach_options); });
    }

    void declare_mirror() {
        CLI::App* mirror = app.add_subcommand("mirror", "Keep a full, checked copy of somebody else's record");
        mirror->require_subcommand(1);
        CLI::App* make =
            command(*mirror, "new", "Make a mirror's folder", "truce mirror new COPY --of DIR --log \"exercise/0a1b2c3d+...\" --for un");
        CLI::App* pull = command(*mirror, "pull", "Fetch what is new, and check all of it", "truce mirror pull COPY");
        CLI::App* serve = command(*mirror, "serve", "Give copies to mirrors that ask by signed requests, over HTTP",
                                  "truce mirror serve DIR --listen 127.0.0.1:8081");
        for (CLI::App* sub : {make, pull}) {
            sub->add_option("DIR", mirror_options.directory, "The mirror's folder")->required();
            add_format(*sub, mirror_options.format);
        }
        serve->add_option("DIR", mirror_options.directory, "Folder of a mechanism or of a mirror")->required();
        serve->add_option("--listen", mirror_options.listen, "ADDRESS:PORT; put TLS in front of it where others can read the line")
            ->default_val("127.0.0.1:8081");
        serve->callback([this] { status = mirror_serve(mirror_options); });
        make->add_option("--of", mirror_options.source, "Folder of the mechanism, or of another mirror, or URL of a server")->required();
        make->add_option("--as", mirror_options.key, "With a URL: key file or pkcs11: URI of the institution, which signs the requests");
        make->add_option("--log", mirror_options.log, "The log's public key (vkey), from somebody you trust");
        make->add_option("--policy", mirror_options.policy, "A policy file that names the log, in place of --log");
        make->add_option("--cosign-as", mirror_options.cosign_as, "Make a key of this name and cosign what is held");
        make->add_option("--token", mirror_options.token,
                         "pkcs11: URI under which the cosigning key is made in a token, with a pin-source");
        make->add_option("--for", mirror_options.institution, "Whose mirror it is, which decides the parts it holds; else the public's");
        make->callback([this] { status = mirror_new(mirror_options); });
        pull->callback([this] { status = mirror_pull(mirror_options); });
    }

    void declare_witness() {
        CLI::App* witness = app.add_subcommand("witness", "Cosign a log's checkpoints as long as each continues the one before");
        witness->require_subcommand(1);
        CLI::App* make =
            command(*witness, "new", "Make a witness's folder with its key", "truce witness new W --name witness.example.org/un");
        CLI::App* add =
            command(*witness, "add-log", "Cosign this log from now on", "truce witness add-log W \"example.org/ceasefire+0a1b2c3d+...\"");
        CLI::App* key = command(*witness, "key", "The witness's public key, and the logs it knows", "truce witness key W");
        CLI::App* serve = command(*witness, "serve", "Answer logs and monitors over HTTP (C2SP tlog-witness)",
                                  "truce witness serve W --listen 127.0.0.1:8082");
        for (CLI::App* sub : {make, add, key, serve}) sub->add_option("DIR", witness_options.directory, "The witness's folder")->required();
        make->add_option("--name", witness_options.name, "The key's name: a domain and path of your own, for ever")->required();
        make->add_option("--token", witness_options.token,
                         "pkcs11: URI under which its key is made in a token, with a pin-source: it cosigns unattended");
        add->add_option("VKEY", witness_options.log, "The log's public key, from somebody you trust")->required();
        add_format(*key, witness_options.format);
        serve->add_option("--listen", witness_options.listen, "ADDRESS:PORT; put TLS in front of it where others can read the line")
            ->capture_default_str();
        make->callback([this] { status = witness_new(witness_options); });
        add->callback([this] { status = witness_add_log(witness_options); });
        key->callback([this] { status = witness_key(witness_options); });
        serve->callback([this] { status = witness_serve(witness_options); });
    }

    void declare_record_witnesses(CLI::App& record) {
        CLI::App* submit = command(record, "witness", "Send the newest checkpoint to the witnesses of a policy and keep what they sign",
                                   "truce record witness DIR --policy policy.txt");
        CLI::App* serve =
            command(record, "serve", "Give the log to everybody over HTTP (C2SP tlog-tiles), and bodies to those who may have them",
                    "truce record serve DIR --listen 127.0.0.1:8081 --policy policy.txt");
        for (CLI::App* sub : {submit, serve}) add_directory(*sub, record_witness_options.directory);
        submit->add_option("--policy", record_witness_options.policy, "Logs, witnesses and quorum (C2SP tlog-policy)")->required();
        add_format(*submit, record_witness_options.format);
        serve->add_option("--policy", record_witness_options.policy, "Ask the witnesses of this policy, too, again and again");
        serve->add_option("--files", record_witness_options.files,
                          "Keep the log's files for the public in this folder, which moves on at the ticks of the profile only");
        serve->add_option("--every", record_witness_options.every_s, "Seconds between two rounds of asking, and of looking at the files")
            ->check(CLI::Range(1, 86'400))
            ->capture_default_str();
        serve->add_option("--listen", record_witness_options.listen, "ADDRESS:PORT; put TLS in front of it where others can read the line")
            ->capture_default_str();
        submit->callback([this] { status = record_witness(record_witness_options); });
        serve->callback([this] { status = record_serve(record_witness_options); });
    }

    void declare_recover() {
        CLI::App* sub = command(app, "recover", "Rebuild a server whose machine is gone, from a mirror",
                                "truce recover NEWDIR --from COPY --keys backup/keys --seen checkpoint.txt");
        sub->add_option("DIR", recover_options.directory, "Where to rebuild it")->required();
        sub->add_option("--from", recover_options.mirrors, "A mirror's folder; several bring together what each may read")->required();
        sub->add_option("--keys", recover_options.keys, "Folder with the log's own log.key and clock.key, if they were kept");
        sub->add_option("--seen", recover_options.seen, "What others still have: signed checkpoints, answer pouches, receipts (JSON)");
        sub->add_option("--as", recover_options.signers,
                        "Key file or pkcs11: URI that signs profile and terms again, if a successor log is founded");
        add_format(*sub, recover_options.format);
        sub->callback([this] { status = recover(recover_options); });
    }

    void declare_pouch() {
        CLI::App* pouch = app.add_subcommand("pouch", "Carry entries and receipts as files, where there is no line");
        pouch->require_subcommand(1);
        CLI::App* make =
            command(*pouch, "new", "Make the folder of a centre without a line", "truce pouch new CENTRE --log \"$(cat log.vkey)\"");
        CLI::App* file = command(*pouch, "file", "Sign a source into a centre's outbox", "truce pouch file CENTRE reports.csv --as un.key");
        CLI::App* list = command(*pouch, "list", "What a centre has signed, and what became of it", "truce pouch list CENTRE");
        CLI::App* out = command(*pouch, "export", "Write a pouch: of a centre's outbox, or the log's answer",
                                "truce pouch export DIR answer.pouch --to un");
        CLI::App* in = command(*pouch, "import", "Take a pouch, in any order, also twice", "truce pouch import DIR filing.pouch");
        CLI::App* reissue =
            command(*pouch, "reissue", "Sign anew what stood behind a refused entry", "truce pouch reissue CENTRE --as un.key");
        CLI::App* carry = command(*pouch, "carry", "Both ways at once: what a centre signed to the log, and the log's answer back",
                                  "truce pouch carry CENTRE DIR --for un");
        for (CLI::App* sub : {make, file, list, out, in, reissue, carry}) {
            sub->add_option("DIR", pouch_options.directory, "The centre's folder; export and import: or the mechanism's")->required();
            add_format(*sub, pouch_options.format);
        }
        make->add_option("--log", pouch_options.log, "The log's public key (vkey), from somebody you trust")->required();
        file->add_option("FILE", pouch_options.file, "GED CSV, truce CSV, NDJSON, GeoJSON, published counts, watches")->required();
        file->add_option("--from", pouch_options.from, "ged, csv, ndjson, geojson, counts, watches; else by the file's first bytes");
        file->add_option("--register", pouch_options.register_id, "Whose register it is, where several take such files");
        for (CLI::App* sub : {file, reissue})
            sub->add_option("--as", pouch_options.key, "Key file or pkcs11: URI of the institution that signs")->required();
        out->add_option("FILE", pouch_options.file, "Where to write it")->required();
        out->add_option("--since", pouch_options.since, "Log: from this entry on. Centre: from this number of its list on");
        out->add_option("--to", pouch_options.institution,
                        "Log: whose centre gets it, which decides the parts it holds; else the public's");
        in->add_option("FILE", pouch_options.file, "The pouch")->required();
        carry->add_option("LOG", pouch_options.with, "The mechanism's folder, as far as it can be reached from here")->required();
        carry->add_option("--for", pouch_options.institution, "Whose centre it is; else whose entries wait there");
        carry->callback([this] { status = pouch_carry(pouch_options); });
        make->callback([this] { status = pouch_new(pouch_options); });
        file->callback([this] { status = pouch_file(pouch_options); });
        list->callback([this] { status = pouch_list(pouch_options); });
        out->callback([this] { status = pouch_export(pouch_options); });
        in->callback([this] { status = pouch_import(pouch_options); });
        reissue->callback([this] { status = pouch_reissue(pouch_options); });
    }
};

int run(int argc, char** argv) {
    Program program;
    program.declare();
    try {
        program.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help and version are answers; everything else is misuse.
        return program.app.exit(error, std::cout, std::cerr) == 0 ? 0 : 2;
    }
    return program.status;
}

}  // namespace
}  // namespace truce::app

int main(int argc, char** argv) {
    try {
        return truce::app::run(argc, argv);
    } catch (const std::exception& fault) {
        std::cerr << "truce: internal fault: " << fault.what() << "\n";
        return 70;
    }
}
