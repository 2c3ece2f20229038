// The words of `truce coordinate ...`: beside main.cpp, case_arguments.cpp and talks_arguments.cpp a file that knows CLI11.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <deque>
#include <map>
#include <memory>

#include "app/coordinate_commands.hpp"

namespace truce::app {
namespace {

using K = CoordinationKind;
using M = CoordinationMember;

struct Verb {
    K kind;
    std::string_view word;
    std::string_view example;  ///< after "truce coordinate WORD "
};

constexpr std::array verbs{
    Verb{K::activity_filed, "file",
         "DIR notify --kind convoy --to aldmere --corridor \"12.1 20.2; 12.4 20.3\" --half-width \"500 m\" --from 2023-06-20T10:00:00Z "
         "--until "
         "2023-06-20T14:00:00Z --as isles-forum.key"},
    Verb{K::activity_changed, "change",
         "DIR --circle \"12.1 20.2\" --radius \"2 km\" --from 2023-06-20T11:00:00Z --until 2023-06-20T15:00:00Z --as isles-forum.key"},
    Verb{K::activity_taken_up, "take-up", "DIR --as northern-council.key"},
    Verb{K::activity_acknowledged, "acknowledge", "DIR --as aldmere.key"},
    Verb{K::consent_given, "consent", "DIR --conditions \"only by day\" --lapses 2023-06-21T00:00:00Z --as northern-council.key"},
    Verb{K::consent_refused, "refuse", "DIR --text \"the road is mined\" --as northern-council.key"},
    Verb{K::consent_withdrawn, "revoke", "DIR --text \"the bridge is down\" --as northern-council.key"},
    Verb{K::activity_started, "start", "DIR --as isles-forum.key"},
    Verb{K::activity_strayed, "stray", "DIR --text \"the road is blocked, we go round\" --as isles-forum.key"},
    Verb{K::activity_returned, "return", "DIR --as isles-forum.key"},
    Verb{K::activity_ended, "end", "DIR --as isles-forum.key"},
    Verb{K::activity_withdrawn, "withdraw", "DIR --as borvik.key"},
    Verb{K::activity_asked, "check",
         "DIR --kind patrol --circle \"12.1 20.2\" --radius \"2 km\" --from 2023-06-20T10:00:00Z --until 2023-06-20T11:00:00Z --as "
         "borvik.key"},
    Verb{K::area_declared, "area",
         "DIR old-town --regime blocked --circle \"12.1 20.2\" --radius \"2 km\" --from 2023-06-20T00:00:00Z --until inf --as "
         "northern-council.key"},
    Verb{K::area_ended, "end-area", "DIR old-town --as northern-council.key"},
    Verb{K::channel_suspended, "suspend", "DIR borvik --text \"after the strike of this morning\" --as aldmere.key"},
    Verb{K::channel_resumed, "resume", "DIR borvik --text \"as agreed on the line\" --as aldmere.key"},
    Verb{K::conflict_raised, "talk",
         "DIR --about-activity 1a2b3c4d --key 0123456789abcdef0123456789abcdef --text \"can you wait an hour?\" --as isles-forum.key"},
    Verb{K::disclosure_proposed, "propose", "DIR 1a2b3c4d --to isles-forum --level overlap --about 5e6f7a8b --as mediator-office.key"},
    Verb{K::disclosure_agreed, "disclose", "DIR 1a2b3c4d --to isles-forum --level overlap --as borvik.key"},
    Verb{K::movement_reported, "movement",
         "DIR delayed --held-from 2023-06-20T11:00:00Z --held-until 2023-06-20T12:30:00Z --held-by \"a checkpoint\" --as isles-forum.key"},
    Verb{K::access_requested, "patrol",
         "DIR --to northern-council --in-area EX-NW --from 2023-06-21T08:00:00Z --until 2023-06-21T16:00:00Z --as isles-forum.key"},
    Verb{K::access_answered, "answer", "DIR granted --as northern-council.key"},
    Verb{K::access_reported, "fared", "DIR denied --in-area EX-NW --public --as isles-forum.key"},
    Verb{K::operations_opened, "open-operations",
         "DIR \"North road\" --to aldmere --to isles-forum --circle \"12.1 20.2\" --radius \"20 km\" --from 2023-06-20T00:00:00Z "
         "--until inf --contact-line \"+0000 100 300\" --as borvik.key"},
    Verb{K::operations_joined, "join-operations",
         "DIR --about \"North road\" --contact-name \"watch officer\" --contact-line \"+0000 100 200\" --as aldmere.key"},
    Verb{K::operations_left, "leave-operations", "DIR --about \"North road\" --as aldmere.key"},
    Verb{K::operations_closed, "close-operations", "DIR --about \"North road\" --as borvik.key"},
};
static_assert(verbs.size() == static_cast<std::size_t>(K::operations_closed) + 1);

constexpr bool verbs_in_order() {
    for (std::size_t i = 0; i < verbs.size(); ++i) {
        if (verbs[i].kind != static_cast<K>(i)) return false;
    }
    return true;
}
static_assert(verbs_in_order());

const std::map<std::string, Format> formats{{"text", Format::text}, {"json", Format::json}};

void add_format(CLI::App& command, Format& format) {
    command.add_option("--format", format, "How the answer is written")
        ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case))
        ->type_name("FORMAT");
}

void add_directory(CLI::App& command, Path& directory) {
    command.add_option("DIR", directory, "The mechanism's folder, or that of a centre, which files by pouch")->required();
}

void add_volume(CLI::App& command, VolumeOptions& o) {
    command.add_option("--circle", o.circle, "Middle: \"LAT LON\" in degrees");
    command.add_option("--radius", o.radius, "Of the circle: \"2 km\"");
    command.add_option("--corridor", o.corridor, "Waypoints: \"LAT LON; LAT LON\"");
    command.add_option("--half-width", o.half_width, "Of the corridor, to either side");
    command.add_option("--polygon", o.polygon, "Corners: \"LAT LON; LAT LON; LAT LON\"");
    command.add_option("--in", o.named, "An area of the atlas or of the terms");
    command.add_option("--above", o.above, "On the ground, up to so far above it; else on the ground alone");
    command.add_option("--low", o.low, "Band of heights: its lower end");
    command.add_option("--high", o.high, "Its upper end");
    command.add_option("--datum", o.datum, "What the band counts from: ellipsoid (WGS 84), amsl, agl");
    command.add_option("--geoid", o.geoid, "amsl: the grid of mean sea level, such as /usr/share/proj/egm96_15.gtx");
    command.add_option("--ground", o.ground, "agl: between which heights above the ellipsoid the ground lies: \"280 m to 340 m\"");
    command.add_option("--ground-by", o.ground_by, "agl: who says so");
    command.add_option("--from", o.from, "First instant of the window, with its zone");
    command.add_option("--until", o.until, "The first instant after it; inf: until further notice");
    command.add_option("--volumes", o.file, "JSON file with a list of volumes, instead of these words");
}

/// Words of closed lists come first.
void add_choice(CLI::App& command, CoordinateStepOptions& o, M member) {
    if (member == M::workflow)
        command.add_option("WORKFLOW", o.workflow, "notify: information, asks nobody; clearance: asks for consent")->required();
    if (member == M::outcome) command.add_option("OUTCOME", o.outcome, "facilitated, delayed, impeded, denied, cancelled")->required();
    if (member == M::answer) command.add_option("ANSWER", o.answer, "granted, delayed, denied")->required();
    if (member == M::name) command.add_option("NAME", o.name, "The area of operations' name")->required();
    if (member == M::area) command.add_option("AREA", o.area, "The holder's name for it")->required();
}

void add_member(CLI::App& command, CoordinateStepOptions& o, const CoordinationUse& use) {
    const auto option = [&](const std::string& name, auto& value, const std::string& what, bool filled = false) {
        CLI::Option* added = command.add_option(name, value, what);
        if (use.required && !filled) added->required();
    };
    const bool channel = o.kind == K::channel_suspended || o.kind == K::channel_resumed;
    switch (use.member) {
        case M::activity:
            option(o.kind == K::conflict_raised ? "--about-activity" : "ACTIVITY,--activity", o.activity,
                   "The activity: its id or the beginning of it; where only one can be meant, none is needed", true);
            return;
        case M::about:
            option("--about", o.about,
                   "The step it is about: its id or the beginning of it, or the name of an area of operations; likewise", true);
            return;
        case M::activity_kind: option("--kind", o.activity_kind, "Kind of activity, a word of the profile's separations"); return;
        case M::to: option("--to", o.to, "Participant; may be given several times"); return;
        case M::seen: option("--seen", o.seen, "What was in the way: the digest of the answer to check"); return;
        case M::keys: option("--key", o.keys, "Or the keys of what is in the way; may be given several times"); return;
        case M::conditions: option("--conditions", o.conditions, "In words"); return;
        case M::until: option("--lapses", o.lapses, "Until when it holds"); return;
        case M::regime: option("--regime", o.regime, "consent, notify, blocked"); return;
        case M::with: option(channel ? "WITH" : "--to", o.with, "Another participant"); return;
        case M::key: option("--key", o.key, "The key of the other activity, as an answer had it"); return;
        case M::level: option("--level", o.level, "review, shift, overlap, full"); return;
        case M::held:
            option("--held-from", o.held_from, "Since when it was held up");
            option("--held-until", o.held_until, "Until when");
            return;
        case M::held_by: option("--held-by", o.held_by, "By whom, in words"); return;
        case M::place: option("--place", o.place, "Where, in words"); return;
        case M::areas: option("--in-area", o.areas, "Area of the profile's atlas; may be given several times"); return;
        case M::text: option("--text", o.text, "In words"); return;
        case M::public_:
            command.add_flag("--public", o.is_public, "Everybody may read outcome, areas and how long; it comes into the bulletin");
            return;
        case M::volumes: add_volume(command, o.volume); return;
        case M::when:
            option("--from", o.volume.from, "First instant, with its zone");
            option("--until", o.volume.until, "The first instant after it");
            return;
        case M::contact:
            option("--contact-name", o.contact_name, "Whom to call: who answers");
            option("--contact-line", o.contact_line, "Telephone, frequency or address");
            option("--contact-hours", o.contact_hours, "When, and in which languages");
            return;
        case M::convoy:
            option("--call-sign", o.call_sign, "Of what moves");
            option("--vehicle", o.vehicles, "Vehicle in words with its plate; may be given several times");
            option("--cargo", o.cargo, "In words");
            option("--phone", o.phone, "Satellite telephone");
            option("--stop", o.holds, "Checkpoint or waypoint where it stops, in order; may be given several times");
            option("--go-by", o.go_by, "Until when it is decided whether it goes");
            return;
        case M::digest:
        case M::version:
        case M::workflow:
        case M::outcome:
        case M::answer:
        case M::area:
        case M::name: return;  // come first, or follow from what is there
    }
}

void declare_step(CLI::App& coordinate, const Verb& verb, CoordinateStepOptions& o, int& status) {
    const CoordinationRow& row = row_of(verb.kind);
    CLI::App* sub = coordinate.add_subcommand(std::string(verb.word), fmt::format("{}: {}", row.name, row.says));
    sub->footer(fmt::format("Example:\n  truce coordinate {} {}", verb.word, verb.example));
    o.kind = verb.kind;
    add_directory(*sub, o.directory);
    for (const CoordinationUse& use : row.members) add_choice(*sub, o, use.member);
    for (const CoordinationUse& use : row.members) add_member(*sub, o, use);
    if (verb.kind == K::activity_filed)
        sub->add_option("--to-operations", o.to_operations, "An area of operations that you are in: its other members are told, too");
    sub->add_option("--as", o.signer, "Key file or pkcs11: URI of the institution that signs")->required();
    sub->add_flag("--show", o.show_only, "Show what would be signed, in words and byte by byte, and sign nothing");
    add_format(*sub, o.format);
    sub->callback([&o, &status] { status = coordinate_step(o); });
}

struct Options {
    std::deque<CoordinateStepOptions> steps;
    std::deque<CoordinateLookOptions> looks;
};

using Look = int (*)(const CoordinateLookOptions&);

CoordinateLookOptions& add_look(CLI::App& coordinate, Options& all, int& status, const std::string& word, const std::string& what,
                                const std::string& example, Look run, const std::string& named = {}) {
    CLI::App* sub = coordinate.add_subcommand(word, what);
    sub->footer("Example:\n  truce coordinate " + example);
    CoordinateLookOptions& o = all.looks.emplace_back();
    add_directory(*sub, o.directory);
    if (!named.empty()) sub->add_option(named, o.word, "Its id or the beginning of it")->required();
    sub->add_option("--viewer", o.viewer, "As this participant sees it; else everything that is held here");
    sub->add_option("--as-of", o.as_of, "Size of the record");
    sub->add_option("--at", o.at, "Time as of which consents and silence count; else now");
    add_format(*sub, o.format);
    sub->callback([&o, &status, run] { status = run(o); });
    return o;
}

}  // namespace

void declare_coordinate(CLI::App& app, int& status) {
    static Options options;
    CLI::App* coordinate =
        app.add_subcommand("coordinate", "Planned activities: keep out of each other's way, and give away as little as possible");
    coordinate->require_subcommand(1);
    for (const Verb& verb : verbs) declare_step(*coordinate, verb, options.steps.emplace_back(), status);
    add_look(*coordinate, options, status, "list", "Activities that the viewer may see", "list DIR --viewer aldmere", coordinate_list);
    add_look(*coordinate, options, status, "mine", "The viewer's own activities, in full", "mine DIR --viewer isles-forum",
             coordinate_mine);
    add_look(*coordinate, options, status, "waiting", "What awaits the viewer's word", "waiting DIR --viewer northern-council",
             coordinate_waiting);
    add_look(*coordinate, options, status, "alerts", "What is amiss or due with the viewer's activities and those that concern it",
             "alerts DIR --viewer isles-forum", coordinate_alerts);
    add_look(*coordinate, options, status, "told", "Who was told what of the viewer's activities, when", "told DIR --viewer borvik",
             coordinate_told);
    add_look(*coordinate, options, status, "steps", "Every step that the viewer may read", "steps DIR --viewer borvik", coordinate_steps);
    add_look(*coordinate, options, status, "areas", "Areas, who holds them, and what they ask", "areas DIR", coordinate_areas);
    add_look(*coordinate, options, status, "channels", "Channels that are suspended, and what that means", "channels DIR",
             coordinate_channels);
    add_look(*coordinate, options, status, "operations", "Areas of operations that the viewer is in or invited to, and whom to call there",
             "operations DIR --viewer aldmere", coordinate_operations);
    add_look(*coordinate, options, status, "threads", "Conversations about conflicts", "threads DIR --viewer mediator-office",
             coordinate_threads);
    add_look(*coordinate, options, status, "notice", "A notice to be printed, with its code to read back", "notice DIR 1a2b3c4d",
             coordinate_notice, "ACTIVITY");
}

}  // namespace truce::app
