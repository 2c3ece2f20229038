#include "truce/mechanism/coordinate_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "truce/agreement/quantity.hpp"
#include "truce/base/hash.hpp"
#include "truce/mechanism/case_words.hpp"

namespace truce {
namespace {

using K = CoordinationKind;

constexpr std::array<std::string_view, 4> levels_in_words{"under review, and no more",
                                                          "that something is in the way, and shifts that would be free",
                                                          "owner, kind and what is touched", "the activity in full"};
constexpr std::array<std::string_view, 8> sides{"north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"};

void line(std::string& out, std::size_t indent, std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format("{:{}}{:<12} {}\n", "", indent, name, value);
}

std::string window(const Interval& when) {
    return when.to == Instant::highest() ? fmt::format("from {} until further notice", format(when.from))
                                         : fmt::format("from {} to {}", format(when.from), format(when.to));
}

std::string names(const std::vector<std::string>& list) { return fmt::format("{}", fmt::join(list, ", ")); }

const CoordinationStep* filing_of(const CoordinationStep& step, const Coordination& coordination) {
    return step.body.kind == K::activity_filed ? &step : coordination.find(step.body.activity);
}

std::string activity_in_words(const CoordinationStep& step, const Coordination& coordination) {
    const CoordinationStep* filing = filing_of(step, coordination);
    if (filing == nullptr) return fmt::format("activity {}", short_id(step.body.activity));
    return fmt::format("{} of {} [{}]", filing->body.activity_kind, filing->author, short_id(filing->id));
}

std::string object_of(const CoordinationStep& step, const Coordination& coordination) {
    const CoordinationBody& b = step.body;
    switch (b.kind) {
        case K::activity_filed:
            return fmt::format(": {}, {} to {}", b.activity_kind,
                               *b.workflow == Workflow::notify ? "a notification" : "a request for clearance",
                               b.to.empty() ? std::string("nobody") : names(b.to));
        case K::activity_asked: return fmt::format(" of a {}", b.activity_kind);
        case K::area_declared: return fmt::format(" {}: {}", b.area, name_of(*b.regime));
        case K::area_ended: return " " + b.area;
        case K::channel_suspended:
        case K::channel_resumed: return " with " + b.with;
        case K::disclosure_proposed:
        case K::disclosure_agreed: return fmt::format(" of {} to {}: {}", activity_in_words(step, coordination), b.with, name_of(*b.level));
        case K::access_requested: return " from " + names(b.to);
        case K::access_answered: return fmt::format(": {}", name_of(*b.answer));
        case K::access_reported:
        case K::movement_reported: return fmt::format(": {}", name_of(*b.outcome));
        case K::operations_opened: return fmt::format(" \"{}\" with {}", b.name, names(b.to));
        case K::operations_joined:
        case K::operations_left:
        case K::operations_closed: {
            const CoordinationStep* opening = coordination.find(b.about);
            return opening == nullptr ? std::string() : fmt::format(" \"{}\" of {}", opening->body.name, opening->author);
        }
        case K::conflict_raised: return b.about.empty() ? " of " + activity_in_words(step, coordination) : std::string();
        default: return fmt::format(": {}", activity_in_words(step, coordination));
    }
}

void convoy_details(std::string& out, const Convoy& convoy, std::size_t indent) {
    line(out, indent, "call sign", convoy.call_sign);
    line(out, indent, "vehicles", fmt::format("{}", fmt::join(convoy.vehicles, "; ")));
    line(out, indent, "cargo", convoy.cargo);
    line(out, indent, "telephone", convoy.phone);
    line(out, indent, "stops", fmt::format("{}", fmt::join(convoy.holds, "; ")));
    if (convoy.go_by) line(out, indent, "go or no go", "by " + format(*convoy.go_by));
}

std::string contact_in_words(const Liaison& contact) {
    return fmt::format("{}{}{}{}", contact.name, contact.name.empty() ? "" : ", ", contact.line,
                       contact.hours.empty() ? "" : fmt::format(" ({})", contact.hours));
}

std::string shift_lines(const Shifts& shifts) {
    std::string out;
    const auto say = [&](std::string_view what, const std::optional<std::int64_t>& by, std::string_view unit) {
        if (by) out += fmt::format("    free if {} by {}\n", what, format_quantity(*by, unit));
    };
    say("later", shifts.later_us, "us");
    say("earlier", shifts.earlier_us, "us");
    say("higher", shifts.higher_mm, "mm");
    say("lower", shifts.lower_mm, "mm");
    if (shifts.aside)
        out += fmt::format("    free if moved {} to the {}\n", format_quantity(shifts.aside->distance_mm, "mm"),
                           sides.at(static_cast<std::size_t>(shifts.aside->bearing_mdeg / 45'000)));
    return out.empty() ? "    no shift within the limits would be free\n" : out;
}

}  // namespace

std::string in_words(const Volume& volume) {
    return fmt::format("{}, {}, {}", in_words(volume.where), in_words(volume.height), window(volume.when));
}

std::string coordination_headline(const CoordinationStep& step, const Coordination& coordination) {
    return fmt::format("{} {}{}", step.author, row_of(step.body.kind).phrase, object_of(step, coordination));
}

std::string coordination_details(const CoordinationStep& step, const Coordination& coordination, std::size_t indent) {
    const CoordinationBody& b = step.body;
    std::string out;
    for (const Volume& volume : b.volumes) line(out, indent, "where, when", in_words(volume));
    if (!b.areas.empty()) line(out, indent, "areas", names(b.areas));
    if (b.when) line(out, indent, "when", window(*b.when));
    line(out, indent, "place", b.place);
    if (b.held) line(out, indent, "held", fmt::format("{}, {}", window(*b.held), duration_in_words(b.held->to.us - b.held->from.us)));
    line(out, indent, "held by", b.held_by);
    if (b.convoy) convoy_details(out, *b.convoy, indent);
    if (b.contact) line(out, indent, "call", contact_in_words(*b.contact));
    line(out, indent, "conditions", b.conditions);
    if (b.until) line(out, indent, "until", format(*b.until));
    if (b.level) line(out, indent, "level", levels_in_words.at(static_cast<std::size_t>(*b.level)));
    line(out, indent, "says", b.text);
    line(out, indent, "volumes", b.digest);
    if (!b.seen.empty()) line(out, indent, "seen", "what was in the way: digest " + b.seen);
    if (!b.keys.empty()) line(out, indent, "seen", fmt::format("{} activities in the way, by their keys", b.keys.size()));
    if (b.kind == K::channel_suspended) line(out, indent, "means", suspension_in_words());
    if (!b.about.empty()) {
        const CoordinationStep* about = coordination.find(b.about);
        line(out, indent, "about",
             about == nullptr ? std::string(short_id(b.about))
                              : fmt::format("{} of {} [{}]", row_of(about->body.kind).name, about->author, short_id(about->id)));
    }
    if (b.is_public) line(out, indent, "for", "everybody: outcome, areas and how long");
    return out;
}

std::string lines_in_words(std::span<const LiaisonLine> lines) {
    std::string out;
    for (const LiaisonLine& one : lines)
        out += fmt::format("    call {}: {}{}\n", one.who, contact_in_words(one.contact),
                           one.suspended ? "; the channel between you is suspended" : "");
    return out;
}

std::string_view suspension_in_words() {
    return "until it is resumed the two learn the least of each other: what is in the way goes under review; notices, consents and "
           "acknowledgements are recorded as before";
}

std::string read_back_code(const Activity& activity) {
    constexpr std::string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    const Digest digest =
        Sha256().update("truce/read-back/1\n").update(activity.version().id).update(volumes_digest(activity.volumes())).finish();
    const std::string hex = digest.hex();
    std::uint64_t bits = std::stoull(hex.substr(0, 15), nullptr, 16);
    std::string code;
    for (int i = 0; i < 6; ++i) {
        code += letters[bits & 31U];
        bits >>= 5U;
    }
    return code.substr(0, 3) + "-" + code.substr(3);
}

std::string notice(const Activity& activity, const Coordination& coordination, Instant now) {
    const CoordinationStep* filing = coordination.find(activity.id());
    std::string out = fmt::format("NOTICE OF {}\n\n", activity.workflow() == Workflow::notify ? "AN ACTIVITY. It asks for no permission."
                                                                                              : "A REQUEST FOR CLEARANCE.");
    line(out, 2, "what", activity.kind());
    line(out, 2, "owner", activity.owner());
    line(out, 2, "filed", format(activity.version().recorded_at));
    line(out, 2, "state", name_of(activity.state(coordination.book().rules(), now)));
    for (const Volume& volume : activity.volumes()) line(out, 2, "where, when", in_words(volume));
    if (filing != nullptr && filing->body.convoy) convoy_details(out, *filing->body.convoy, 2);
    line(out, 2, "told to", names(activity.recipients()));
    const std::vector<std::string> read = activity.acknowledged_by();
    line(out, 2, "read by", read.empty() ? "nobody yet" : names(read));
    for (const Consent& one : activity.consents(coordination.book().rules(), now)) {
        static constexpr std::array<std::string_view, 9> kinds{"is awaited",          "is looked at", "is given",
                                                               "is given by silence", "is refused",   "is refused by silence",
                                                               "has lapsed",          "is withdrawn", "is void: the volumes changed"};
        line(out, 2, "consent",
             fmt::format("of {} {}{}", one.signer, kinds.at(static_cast<std::size_t>(one.kind)),
                         one.conditions.empty() ? "" : ": " + one.conditions));
    }
    line(out, 2, "version", activity.version().id);
    line(out, 2, "volumes", volumes_digest(activity.volumes()));
    line(out, 2, "read back", read_back_code(activity));
    return out + "\nWhoever receives this reads the code back. Another code: not the same version.\n";
}

std::string answer_in_words(const Answer& answer) {
    std::string out;
    if (answer.under_review) out += "under review: something is in the way of which no more may be known\n";
    for (const Disclosed& one : answer.disclosed) {
        out += fmt::format("in the way: {} of {}", one.kind, one.owner);
        if (!one.activity.empty()) out += fmt::format(" [{}]", short_id(one.activity));
        out += '\n';
        for (const OverlapPart& part : one.overlap) {
            out += fmt::format("    volume {}, {}", part.volume + 1, window(part.when));
            if (!part.legs.empty()) {
                std::vector<std::uint32_t> legs = part.legs;
                for (std::uint32_t& leg : legs) ++leg;
                out += fmt::format(", legs {}", fmt::join(legs, ", "));
            }
            out += '\n';
        }
        out += fmt::format("    key {}\n", one.key.hex);
    }
    if (answer.shifts) {
        if (answer.disclosed.empty()) out += "something is in the way\n";
        out += shift_lines(*answer.shifts);
    }
    if (out.empty()) out = "nothing is in the way\n";
    return out + fmt::format("seen {}\n", answer.digest);
}

}  // namespace truce
