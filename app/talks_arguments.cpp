// The words of `truce talks ...`: beside main.cpp and case_arguments.cpp a file that knows CLI11.
#include <fmt/format.h>

#include <array>
#include <deque>
#include <memory>

#include "app/arguments.hpp"
#include "app/talks_commands.hpp"

namespace truce::app {
namespace {

struct Verb {
    TalkKind kind;
    std::string_view word;
    std::string_view example;  ///< after "truce talks WORD "
};

constexpr std::array verbs{
    Verb{TalkKind::round_called, "call",
         "DIR --title \"First round\" --seat guarantor:aldmere --seat party:northern-council --as aldmere.key"},
    Verb{TalkKind::round_proposed, "propose",
         "DIR \"First round\" --from 2023-06-20T10:00:00Z --until 2023-06-21T18:00:00Z --place \"Port Sunder\" --as aldmere.key"},
    Verb{TalkKind::round_answered, "agree", "DIR object --text \"not before the 22nd\" --as borvik.key"},
    Verb{TalkKind::round_set, "set", "DIR --as aldmere.key"},
    Verb{TalkKind::round_cancelled, "cancel", "DIR \"First round\" --text \"no quorum\" --as aldmere.key"},
    Verb{TalkKind::round_closed, "close", "DIR \"First round\" --text \"a joint statement was signed\" --as aldmere.key"},
    Verb{TalkKind::session_planned, "session",
         "DIR \"First round\" --title \"Military track\" --member aldmere --member northern-council --access closed --manner shuttled --as "
         "aldmere.key"},
    Verb{TalkKind::minutes_filed, "minutes", "DIR \"Military track\" --text \"the map was discussed\" --as aldmere.key"},
    Verb{TalkKind::minutes_dissented, "dissent", "DIR --text \"not the map, but its scale\" --as northern-council.key"},
    Verb{TalkKind::invitation_sent, "invite", "DIR \"First round\" --to northern-council --role party --level minister --as aldmere.key"},
    Verb{TalkKind::invitation_answered, "answer",
         "DIR approve --level deputy --reservation \"only on the first day\" --as northern-council.key"},
    Verb{TalkKind::delegation_listed, "delegation",
         "DIR --head \"A. Example, head of delegation\" --person \"B. Example, adviser\" --as northern-council.key"},
    Verb{TalkKind::delegation_accredited, "accredit", "DIR --as aldmere.key"},
    Verb{TalkKind::delegation_questioned, "question", "DIR --text \"nobody is named as its head\" --as aldmere.key"},
    Verb{TalkKind::delegation_withdrawn, "withdraw", "DIR --text \"the road is closed\" --as northern-council.key"},
    Verb{TalkKind::document_tabled, "table", "DIR \"First round\" --document draft.toml --as aldmere.key"},
    Verb{TalkKind::document_amended, "version", "DIR \"Statement on the road\" --document second.toml --as castane.key"},
    Verb{TalkKind::document_withdrawn, "withdraw-document", "DIR \"Statement on the road\" --text \"overtaken\" --as aldmere.key"},
    Verb{TalkKind::position_taken, "position", "DIR refuses --about 1a2b3c4d --text \"no date is given\" --as northern-council.key"},
    Verb{TalkKind::document_opened, "open",
         "DIR --about 1a2b3c4d --as-a joint_statement --signatory aldmere --signatory borvik --as aldmere.key"},
    Verb{TalkKind::document_signed, "sign", "DIR --as borvik.key"},
    Verb{TalkKind::document_extended, "extend", "DIR --from 2023-12-01T00:00:00Z --until 2024-06-01T00:00:00Z --as aldmere.key"},
    Verb{TalkKind::commitment_recorded, "commit",
         "DIR --about 1a2b3c4d --owed aldmere=2023-07-01T00:00:00Z --owed borvik --to castane --text \"open the road\" --as aldmere.key"},
    Verb{TalkKind::commitment_reported, "respond", "DIR fulfilled --text \"the road is open\" --as aldmere.key"},
    Verb{TalkKind::commitment_assessed, "assess", "DIR not_fulfilled --about 1a2b3c4d --text \"a gate is closed\" --as castane.key"},
    Verb{TalkKind::endorsement_noted, "endorse",
         "DIR --body \"Assembly of the Isles\" --verb welcomes --object \"the statement\" --source \"its resolution 4\" --as castane.key"},
    Verb{TalkKind::statement_quoted, "quote",
         "DIR --speaker \"the envoy\" --text \"expects a date\" --source \"press conference, 20 June\" --as mediator-office.key"},
    Verb{TalkKind::communique_issued, "communique",
         "DIR \"First round\" --title \"Communique\" --words \"en=The round is over.\" --as aldmere.key"},
    Verb{TalkKind::contact_opened, "hotline-open", "DIR --to borvik --issue \"shelling at Corrow\" --as aldmere.key"},
    Verb{TalkKind::contact_answered, "hotline-answer", "DIR --text \"asking the unit\" --as borvik.key"},
    Verb{TalkKind::contact_closed, "hotline-close", "DIR contained --text \"quiet since noon\" --as aldmere.key"},
};
static_assert(verbs.size() == static_cast<std::size_t>(TalkKind::contact_closed) + 1);

constexpr bool verbs_in_order() {
    for (std::size_t i = 0; i < verbs.size(); ++i) {
        if (verbs[i].kind != static_cast<TalkKind>(i)) return false;
    }
    return true;
}
static_assert(verbs_in_order());

/// A word of a closed list comes first, so that it can be told from what the step is about.
void add_choice(CLI::App& command, TalkStepOptions& o, TalkMember member) {
    if (member == TalkMember::choice) command.add_option("CHOICE", o.choice, "approve, object, abstain")->required();
    if (member == TalkMember::stance) command.add_option("STANCE", o.stance, "accepts, accepts_with_reservation, refuses")->required();
    if (member == TalkMember::containment) command.add_option("CONTAINMENT", o.containment, "contained, not_contained")->required();
    if (member == TalkMember::outcome) command.add_option("OUTCOME", o.outcome, "fulfilled, partly, not_fulfilled, disputed")->required();
}

void add_member(CLI::App& command, TalkStepOptions& o, const TalkUse& use) {
    const auto option = [&](const std::string& name, auto& value, const std::string& what, bool filled = false) {
        CLI::Option* added = command.add_option(name, value, what);
        if (use.required && !filled) added->required();
        return added;
    };
    switch (use.member) {
        case TalkMember::about:
            option("ABOUT,--about", o.about,
                   "What it is about: its id, the beginning of it, or the title of a round, session or document; where only one can be "
                   "meant, none is needed",
                   true);
            return;
        case TalkMember::to: option("--to", o.to, "Participant; may be given several times"); return;
        case TalkMember::name: option("--name", o.name, "Name of a body that is no participant by the terms"); return;
        case TalkMember::text: option("--text", o.text, "In words"); return;
        case TalkMember::title: option("--title", o.title, "What it is called", true); return;
        case TalkMember::texts: option("--words", o.texts, "LANGUAGE=TEXT; may be given several times"); return;
        case TalkMember::when:
            option("--from", o.from, "First instant, with its zone");
            option("--until", o.until, "The first instant after it");
            return;
        case TalkMember::due: option("--due", o.due, "Until when an answer is asked for"); return;
        case TalkMember::place: option("--place", o.place, "Where"); return;
        case TalkMember::host: option("--host", o.host, "Who hosts the venue"); return;
        case TalkMember::like: option("--like", o.like, "Round whose format this one takes"); return;
        case TalkMember::tracks: option("--track", o.tracks, "Track, such as military; may be given several times"); return;
        case TalkMember::seats:
            option("--seat", o.seats, "ROLE:WHO or ROLE:WHO:LEVEL; may be given several times");
            option("--eligible", o.eligible, "ROLE:INSTRUMENT+INSTRUMENT or with :LEVEL: every signatory of all of them");
            option("--seat-name", o.seat_names, "WHO=NAME of a seat that is no participant's by the terms");
            return;
        case TalkMember::track: option("--track", o.track, "Track"); return;
        case TalkMember::members: option("--member", o.members, "Participant in the session; may be given several times"); return;
        case TalkMember::access: option("--access", o.access, "open, closed"); return;
        case TalkMember::manner: option("--manner", o.manner, "direct, shuttled"); return;
        case TalkMember::languages:
            option("--language", o.languages, "Language spoken or authentic; may be given several times", true);
            return;
        case TalkMember::interpreting:
            option("--interpreting", o.interpreting, "Language with interpreting; may be given several times");
            return;
        case TalkMember::agenda:
            option(use.required ? "--issue" : "--agenda", o.agenda,
                   use.required ? "What it is about, in words; may be given several times"
                                : "A point, in its order; may be given several times");
            return;
        case TalkMember::role: option("--role", o.role, "Role of the profile in this round"); return;
        case TalkMember::level: option("--level", o.level, "Level in words: \"ambassador\""); return;
        case TalkMember::reservation: option("--reservation", o.reservation, "In words"); return;
        case TalkMember::people:
            option("--head", o.head, "\"NAME, FUNCTION\" of the head of the delegation", true);
            option("--person", o.people, "\"NAME, FUNCTION\" of another delegate; may be given several times", true);
            return;
        case TalkMember::clauses: option("--document", o.document, "TOML file with [[clause]] id and text.LANGUAGE"); return;
        case TalkMember::clause: option("--clause", o.clause, "Clause of the document"); return;
        case TalkMember::character: option("--as-a", o.character, "agreement, memorandum, protocol, joint_statement"); return;
        case TalkMember::signatories:
            option("--signatory", o.signatories, "Participant whose signature it needs; may be given several times");
            return;
        case TalkMember::digest:
            option("--digest", o.digest, "Of the version that is signed; else that of the version that is open", true);
            return;
        case TalkMember::owed: option("--owed", o.owed, "WHO or WHO=TIME until when; may be given several times"); return;
        case TalkMember::shown_by: option("--shown-by", o.shown_by, "How fulfilment is shown"); return;
        case TalkMember::evidence: option("--evidence", o.evidence, "Id; may be given several times"); return;
        case TalkMember::body: option("--body", o.body, "The outside body"); return;
        case TalkMember::verb: option("--verb", o.verb, "Its own verb: \"takes note of\", \"welcomes\", \"endorses\""); return;
        case TalkMember::object: option("--object", o.object, "What it says that of"); return;
        case TalkMember::speaker: option("--speaker", o.speaker, "Whose words they are"); return;
        case TalkMember::quote: option("--quote", o.quote, "Verbatim"); return;
        case TalkMember::language: option("--language", o.language, "Language of the quote"); return;
        case TalkMember::source: option("--source", o.source, "Where it can be read"); return;
        case TalkMember::choice:
        case TalkMember::stance:
        case TalkMember::outcome:
        case TalkMember::containment:
        case TalkMember::answers: return;  // come first, or follow from the talks
    }
}

void declare_step(CLI::App& talks, const Verb& verb, TalkStepOptions& o, int& status) {
    const TalkRow& row = row_of(verb.kind);
    CLI::App* sub = add_command(talks, std::string(verb.word), fmt::format("{}: {}", row.name, row.says),
                                fmt::format("truce talks {} {}", verb.word, verb.example));
    o.kind = verb.kind;
    add_place(*sub, o.directory);
    for (const TalkUse& use : row.members) add_choice(*sub, o, use.member);
    for (const TalkUse& use : row.members) {
        // What is set is what was proposed.
        const bool proposed = use.member == TalkMember::when || use.member == TalkMember::place || use.member == TalkMember::host;
        if (verb.kind != TalkKind::round_set || !proposed) add_member(*sub, o, use);
    }
    if (!allows(row, TalkMember::about) || !requires_(row, TalkMember::about)) {
        if (verb.kind != TalkKind::round_called && !row.concerned) sub->add_option("--round", o.round, "Round that it belongs to");
    }
    if (!row.open && !row.concerned) {
        sub->add_option("--session", o.session, "Session whose members alone read it");
        sub->add_flag("--public", o.is_public, "Everybody may read it; else the mechanism");
    }
    sub->add_option("--reported-by", o.reported_by, "Who is reported to have done it; may be given several times, or not at all");
    sub->add_option("--reported-source", o.reported_source, "Where that is reported; the author then only records it");
    sub->add_option("--reported-from", o.reported_from, "When it is reported to have happened: first instant");
    sub->add_option("--reported-until", o.reported_until, "The first instant after it");
    add_signing(*sub, o.key, o.show_only);
    CLI::Option* paper =
        sub->add_option("--paper", o.paper, "Write a working paper to this file instead of signing: without prejudice, in no record");
    sub->add_option("--keep", o.keep, "Until when it is a working paper; later it cannot be released")->needs(paper);
    add_format(*sub, o.format);
    sub->callback([&o, &status] { status = talk_step(o); });
}

struct Options {
    std::deque<TalkStepOptions> steps;
    std::deque<TalkLookOptions> looks;
    TalkReleaseOptions release;
    TalkFileOptions file;
};

using Look = int (*)(const TalkLookOptions&);

CLI::App* add_look(CLI::App& talks, Options& all, int& status, const std::string& word, const std::string& what, const std::string& example,
                   Look run, TalkLookOptions*& options) {
    CLI::App* sub = add_command(talks, word, what, "truce talks " + example);
    TalkLookOptions& o = all.looks.emplace_back();
    options = &o;
    add_place(*sub, o.directory);
    sub->add_option("--viewer", o.viewer, "As this participant sees it, or \"public\"; else everything that is held here");
    sub->add_option("--as-of", o.as_of, "Size of the record");
    sub->add_option("--at", o.at, "Time as of which dates count; else now");
    add_format(*sub, o.format);
    sub->callback([&o, &status, run] { status = run(o); });
    return sub;
}

void declare_looks(CLI::App& talks, Options& all, int& status) {
    TalkLookOptions* o = nullptr;
    const auto word = [&](CLI::App& sub, const std::string& name, const std::string& what) {
        sub.add_option(name, o->word, what)->required();
    };
    add_look(talks, all, status, "list", "The rounds, in the order in which they were called", "list DIR", talks_list, o);
    word(*add_look(talks, all, status, "show", "A round: format, date, who is invited and comes, sessions", "show DIR \"First round\"",
                   talks_show, o),
         "ROUND", "Its id, the beginning of it, or its title");
    word(*add_look(talks, all, status, "ready", "Whether a round is ready: what is missing, from whom, since when",
                   "ready DIR \"First round\"", talks_ready, o),
         "ROUND", "Its id, the beginning of it, or its title");
    add_look(talks, all, status, "voices", "Who has had a voice, in which format, and who has not", "voices DIR --role party", talks_voices,
             o)
        ->add_option("--role", o->roles, "Also those who hold this role and were never invited; may be given several times");
    add_look(talks, all, status, "documents", "The documents and where they stand", "documents DIR", talks_documents, o);
    word(*add_look(talks, all, status, "document", "A document: versions, positions, signatures", "document DIR \"Statement on the road\"",
                   talks_document, o),
         "DOCUMENT", "Its id, the beginning of it, or its title");
    CLI::App* compare = add_look(talks, all, status, "compare", "Two versions, clause by clause and word by word",
                                 "compare DIR 1a2b3c4d 5e6f7a8b", talks_compare, o);
    word(*compare, "FROM", "Id of a version, or the beginning of it");
    compare->add_option("TO", o->other, "Id of another version")->required();
    add_look(talks, all, status, "commitments", "Who owes what to whom by when, and what became of it",
             "commitments DIR --at 2023-07-01T00:00:00Z", talks_commitments, o);
    CLI::App* hotline =
        add_look(talks, all, status, "hotline", "The contacts on the hotline: with whom, on what, for how long, answered, contained",
                 "hotline DIR --from 2023-06-01T00:00:00Z --until 2023-07-01T00:00:00Z", talks_hotline, o);
    hotline->add_option("--from", o->from, "Only contacts made from then on");
    hotline->add_option("--until", o->until, "The first instant after them");
    add_look(talks, all, status, "steps", "Every step, in the record's order", "steps DIR --viewer public", talks_steps, o);
    word(*add_look(talks, all, status, "terms", "What the terms file needs to take up a document that was signed, in TOML",
                   "terms DIR \"Statement on the road\"", talks_terms, o),
         "DOCUMENT", "Its id, the beginning of it, or its title");
    CLI::App* calendar =
        add_look(talks, all, status, "calendar", "Rounds and sessions as iCalendar; as the public sees them, unless a viewer is named",
                 "calendar DIR --viewer aldmere --out aldmere.ics", talks_calendar, o);
    calendar->add_option("--round", o->word, "Only this round");
    calendar->add_option("--person", o->person, "Only rounds for which the viewer's list names this person");
    calendar->add_option("--language", o->language, "Of its words: ar, en, fa, ru or tr");
    calendar->add_option("--out", o->out, "File to write; else standard output");
    CLI::App* news =
        add_look(talks, all, status, "news",
                 "Rounds, documents, commitments and communiques as Atom and JSON Feed; as the public sees them, unless a viewer is named",
                 "news DIR --url https://example.org/talks --out news", talks_news, o);
    news->add_option("--url", o->url, "Address at which they will be read")->required();
    news->add_option("--language", o->language, "Of its words: ar, en, fa, ru or tr");
    news->add_option("--out", o->out, "Folder for news.atom and news.json")->required();
}

}  // namespace

void declare_talks(CLI::App& app, int& status) {
    // The options live as long as the program that parses into them.
    static const auto options = std::make_unique<Options>();
    CLI::App* talks = app.add_subcommand("talks", "The talks: rounds, delegations, documents, commitments, statements");
    talks->require_subcommand(1);
    declare_looks(*talks, *options, status);
    for (const Verb& verb : verbs) declare_step(*talks, verb, options->steps.emplace_back(), status);
    CLI::App* release = add_command(*talks, "release", "Sign a working paper: only now does it become an entry",
                                    "truce talks release DIR position.paper --as northern-council.key");
    add_place(*release, options->release.directory);
    release->add_option("PAPER", options->release.paper, "The paper's file; it is removed once it is signed")->required();
    add_signing(*release, options->release.key, options->release.show_only);
    add_format(*release, options->release.format);
    release->callback([&] { status = talk_release(options->release); });
    CLI::App* file = add_command(*talks, "file", "Record the steps of a file together, all or none",
                                 "truce talks file DIR talks.toml --as reconstruction.key");
    add_place(*file, options->file.directory);
    file->add_option("FILE", options->file.file, "TOML: [[step]] with kind, label and members")->required();
    file->add_option("--as", options->file.key, "Key file or pkcs11: URI of the institution that signs")->required();
    add_format(*file, options->file.format);
    file->callback([&] { status = talk_file(options->file); });
}

}  // namespace truce::app
