// The words of `truce case ...`: beside main.cpp the one file that knows CLI11.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>

#include "app/arguments.hpp"
#include "app/case_commands.hpp"

namespace truce::app {
namespace {

struct Verb {
    StepKind kind;
    std::string_view word;
    std::string_view example;  ///< after "truce case WORD "
};

constexpr std::array verbs{
    Verb{StepKind::case_opened, "open", "DIR borvik-centre:B-0616-1 --accused northern-council --as borvik.key"},
    Verb{StepKind::notice_given, "notice", "DIR CASE --to aldmere --text \"mortar fire at Mill Edge\" --as borvik.key"},
    Verb{StepKind::notice_received, "receipt", "DIR CASE --as aldmere.key"},
    Verb{StepKind::information_requested, "request", "DIR CASE --to northern-council --text \"whose mortars?\" --as borvik.key"},
    Verb{StepKind::information_given, "answer", "DIR CASE --text \"none of ours\" --as northern-council.key"},
    Verb{StepKind::examination_proposed, "examine", "DIR CASE --to castane --manner jointly --as aldmere.key"},
    Verb{StepKind::examination_joined, "join", "DIR CASE --as castane.key"},
    Verb{StepKind::fact_asserted, "fact",
         "DIR CASE actor --value northern-guard --confidence probable --source \"crater analysis\" --as borvik.key"},
    Verb{StepKind::finding_signed, "finding", "DIR CASE confirmed --text \"fired from north of the line\" --as borvik.key"},
    Verb{StepKind::finding_declined, "decline", "DIR CASE --text \"has no means of its own there\" --as castane.key"},
    Verb{StepKind::reply_given, "reply", "DIR CASE --text \"we did not fire\" --as northern-council.key"},
    Verb{StepKind::demand_made, "demand", "DIR CASE --to northern-council --text \"call to account\" --as borvik.key"},
    Verb{StepKind::demand_answered, "respond", "DIR CASE --text \"an inquiry is under way\" --as northern-council.key"},
    Verb{StepKind::measure_reported, "measure", "DIR CASE --text \"the crew was relieved\" --as northern-council.key"},
    Verb{StepKind::sanction_proposed, "propose-sanction", "DIR CASE exclusion --to northern-council --text \"...\" --as borvik.key"},
    Verb{StepKind::sanction_decided, "decide-sanction", "DIR CASE --as borvik.key"},
    Verb{StepKind::sanction_applied, "apply-sanction", "DIR CASE --text \"passes withdrawn\" --as borvik.key"},
    Verb{StepKind::sanction_lifted, "lift-sanction", "DIR CASE --text \"the measure was taken\" --as borvik.key"},
    Verb{StepKind::case_escalated, "escalate", "DIR CASE --forum \"the joint group\" --text \"no agreement\" --as castane.key"},
    Verb{StepKind::case_closed, "close", "DIR CASE --text \"measures taken\" --as borvik.key"},
    Verb{StepKind::case_reopened, "reopen", "DIR CASE --evidence ENTRY/N --text \"a film has come\" --as borvik.key"},
    Verb{StepKind::link_proposed, "link", "DIR CASE aldmere-centre:A-0616-1 --text \"same place and hour\" --as borvik.key"},
    Verb{StepKind::link_accepted, "accept-link", "DIR CASE --as aldmere.key"},
    Verb{StepKind::link_disputed, "dispute-link", "DIR CASE --text \"another village\" --as aldmere.key"},
    Verb{StepKind::link_merged, "merge", "DIR CASE borvik-centre:B-0616-2 --text \"one and the same\" --as aldmere.key"},
    Verb{StepKind::link_split, "split", "DIR CASE --text \"two after all\" --as aldmere.key"},
    Verb{StepKind::correction_noted, "correction", "DIR CASE borvik-centre:B-0616-1 --text \"the place\" --as borvik.key"},
    Verb{StepKind::withdrawal_noted, "withdrawal", "DIR CASE borvik-centre:B-0616-1 --text \"an echo\" --as borvik.key"},
    Verb{StepKind::opinion_recorded, "opinion", "DIR CASE --text \"the office notes...\" --as mediator-office.key"},
    Verb{StepKind::vote_cast, "vote", "DIR CASE approve --on case.closed --as castane.key"},
    Verb{StepKind::step_confirmed, "confirm", "DIR CASE --as northern-council.key"},
};
static_assert(verbs.size() == static_cast<std::size_t>(StepKind::step_confirmed) + 1);

void add_member(CLI::App& command, CaseStepOptions& o, const MemberUse& use) {
    const auto option = [&](const std::string& name, auto& value, const std::string& what) {
        CLI::Option* added = command.add_option(name, value, what);
        // What is filled in for the one who leaves it out is not asked for.
        const bool filled = use.member == StepMember::about || use.member == StepMember::when;
        if (use.required && !filled) added->required();
    };
    switch (use.member) {
        case StepMember::about:
            return option("--about", o.about,
                          "The step it speaks of, or the beginning of its id; where only one can be meant, none is needed");
        case StepMember::to: return option("--to", o.to, "To whom; may be given several times");
        case StepMember::text: return option("--text", o.text, "In words");
        case StepMember::incident: return option("INCIDENT", o.incident, "ENTRY/N or REGISTER:SOURCE_ID");
        case StepMember::accused:
            return option("--accused", o.accused, "Participant to whom the act is attributed; may be given several times");
        case StepMember::when:
            option("--from", o.from, "First instant at which it may have happened; when opening: else as the report has it");
            return option("--until", o.until, "The first instant after it");
        case StepMember::where: return option("--where", o.where, "LAT,LON,RADIUS_M in degrees and metres, or ids of areas between commas");
        case StepMember::attribute: return option("ATTRIBUTE", o.attribute, "when, where, act, actor, target, or a fact of the profile");
        case StepMember::values: return option("--value", o.values, "A possible value; may be given several times");
        case StepMember::range: return option("--range", o.range, "Possible numbers, LOW..HIGH");
        case StepMember::confidence: return option("--confidence", o.confidence, "certain, highly_probable, probable, possible");
        case StepMember::source:
            return option("--source", o.source, "What it rests on; only the server and those whom the profile names read it");
        case StepMember::finding: return option("FINDING", o.finding, "A finding of the profile");
        case StepMember::verdict: return option("--verdict", o.verdict, "Digest of the verdict seen; else that of the finder's own facts");
        case StepMember::manner: return option("--manner", o.manner, "jointly, separately");
        case StepMember::choice: return option("CHOICE", o.choice, "approve, object, abstain");
        case StepMember::on: return option("--on", o.on, "The kind of step that is decided, such as case.closed");
        case StepMember::sanction: return option("SANCTION", o.sanction, "Its kind, an id of the instrument's");
        case StepMember::term: option("--from", o.from, "From when"); return option("--until", o.until, "Until when");
        case StepMember::forum: return option("--forum", o.forum, "To whom the case goes up");
        case StepMember::report: return option("REPORT", o.report, "ENTRY/N or REGISTER:SOURCE_ID");
        case StepMember::into: return option("INTO", o.into, "The incident that it is: ENTRY/N or REGISTER:SOURCE_ID");
        case StepMember::evidence: return option("--evidence", o.evidence, "Id of what is new; may be given several times");
        case StepMember::seen:
        case StepMember::votes: return;  // follow from the case
    }
}

void declare_step(CLI::App& cases, const Verb& verb, CaseStepOptions& o, int& status) {
    const StepRow& row = row_of(verb.kind);
    CLI::App* sub = add_command(cases, std::string(verb.word), fmt::format("{}: {}", row.name, row.says),
                                fmt::format("truce case {} {}", verb.word, verb.example));
    o.kind = verb.kind;
    add_place(*sub, o.directory);
    if (verb.kind != StepKind::case_opened)
        sub->add_option("CASE", o.case_word, "Its id or the beginning of it, its incident, or REGISTER:SOURCE_ID")->required();
    for (const MemberUse& use : row.members) add_member(*sub, o, use);
    if (row.relayed) {
        sub->add_option("--for", o.on_behalf_of, "Participant that has no line, for which it is filed");
        sub->add_option("--medium", o.medium, "How its word came: \"by telephone\", \"letter\"");
        sub->add_option("--scan", o.scan, "File of what came; its hash goes into the record");
    }
    sub->add_option("--officer", o.officers, "Who drafted it, then who released it; stays within the institution");
    add_signing(*sub, o.key, o.show_only);
    sub->add_option("--draft", o.draft, "Write a draft to this file instead of signing; a second officer releases it");
    add_format(*sub, o.format);
    sub->callback([&o, &status] { status = case_step(o); });
}

struct Options {
    std::deque<CaseStepOptions> steps;
    CaseReleaseOptions release;
    CaseLookOptions show, list, due, handover, roles;
    AmendOptions amend;
};

void declare_looks(CLI::App& cases, Options& o, int& status) {
    const auto look = [&](const std::string& word, const std::string& what, const std::string& example, CaseLookOptions& options,
                          int (*run)(const CaseLookOptions&)) {
        CLI::App* sub = add_command(cases, word, what, "truce case " + example);
        add_place(*sub, options.directory);
        add_format(*sub, options.format);
        sub->callback([&options, &status, run] { status = run(options); });
        return sub;
    };
    const auto add_viewer = [](CLI::App& sub, CaseLookOptions& options) {
        sub.add_option("--viewer", options.viewer, "Participant that looks: what it may do next, and what is awaited of it");
    };
    CLI::App* show =
        look("show", "A case file: every side beside the others", "show DIR borvik-centre:B-0616-1 --viewer aldmere", o.show, case_show);
    show->add_option("CASE", o.show.case_word, "Its id or the beginning of it, its incident, or REGISTER:SOURCE_ID")->required();
    show->add_option("--as-of", o.show.as_of, "Size of the record");
    add_viewer(*show, o.show);
    CLI::App* list = look("list", "The cases, oldest first, with their status", "list DIR --state open", o.list, case_list);
    list->add_option("--state", o.list.state, "open, closed, all")->check(CLI::IsMember({"open", "closed", "all"}))->default_val("all");
    list->add_option("--day", o.list.day, "Of incidents that may have happened on this local day (YYYY-MM-DD)");
    list->add_option("--as-of", o.list.as_of, "Size of the record");
    add_viewer(*look("due", "What is awaited, from whom, since when, until when", "due DIR --viewer northern-council", o.due, case_due),
               o.due);
    CLI::App* handover = look("handover", "The page for the next shift: what is open, what is awaited, what lies as a draft",
                              "handover DIR --viewer aldmere --drafts drafts", o.handover, case_handover);
    add_viewer(*handover, o.handover);
    handover->add_option("--drafts", o.handover.drafts, "Folder of the shift's drafts");
    look("roles", "The table of roles and steps, and the rules of decision, from the mechanism's profile", "roles DIR", o.roles,
         case_roles);
}

void declare_amend(CLI::App& app, AmendOptions& o, int& status) {
    CLI::App* sub =
        app.add_subcommand("amend", "Sign an amendment of the terms or the profile; without either, list what waits for signatures");
    sub->footer("Example:\n  truce amend DIR --terms amended.toml --as borvik.key");
    add_place(*sub, o.directory);
    CLI::Option* terms = sub->add_option("--terms", o.terms, "The amended terms (TOML); they replace those in force of the same reading");
    CLI::Option* profile = sub->add_option("--profile", o.profile, "The amended profile (TOML)");
    CLI::Option* key = sub->add_option("--as", o.key, "Key file or pkcs11: URI of the institution that signs");
    terms->excludes(profile)->needs(key);
    profile->needs(key);
    add_format(*sub, o.format);
    sub->callback([&o, &status] { status = amend(o); });
}

}  // namespace

void declare_case(CLI::App& app, int& status) {
    // The options live as long as the program that parses into them.
    static const auto options = std::make_unique<Options>();
    CLI::App* cases = app.add_subcommand("case", "Case files: what several institutions do about one incident");
    cases->require_subcommand(1);
    declare_looks(*cases, *options, status);
    for (const Verb& verb : verbs) declare_step(*cases, verb, options->steps.emplace_back(), status);
    CLI::App* release = add_command(*cases, "release", "Sign a draft, by another officer than the one who wrote it",
                                    "truce case release DIR notice.draft --officer \"second of the watch\" --as borvik.key");
    add_place(*release, options->release.directory);
    release->add_option("DRAFT", options->release.draft, "The draft's file; it is removed once it is signed")->required();
    release->add_option("--officer", options->release.officer, "Who releases it")->required();
    add_signing(*release, options->release.key, options->release.show_only);
    add_format(*release, options->release.format);
    declare_amend(app, options->amend, status);
    release->callback([&] { status = case_release(options->release); });
}

}  // namespace truce::app
