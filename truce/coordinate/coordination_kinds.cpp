#include "truce/coordinate/coordination_kinds.hpp"

#include <algorithm>
#include <array>

#include "truce/coordinate/activity_step.hpp"

namespace truce {
namespace {

using K = CoordinationKind;
using M = CoordinationMember;
using A = CoordinationAudience;

constexpr bool needed = true;
constexpr bool optional = false;

constexpr std::array filed{CoordinationUse{M::activity_kind, needed}, CoordinationUse{M::workflow, needed},
                           CoordinationUse{M::volumes, needed},       CoordinationUse{M::to, optional},
                           CoordinationUse{M::seen, optional},        CoordinationUse{M::keys, optional},
                           CoordinationUse{M::convoy, optional},      CoordinationUse{M::text, optional}};
constexpr std::array changed{CoordinationUse{M::activity, needed}, CoordinationUse{M::version, needed}, CoordinationUse{M::volumes, needed},
                             CoordinationUse{M::seen, optional},   CoordinationUse{M::keys, optional},  CoordinationUse{M::text, optional}};
constexpr std::array of_activity{CoordinationUse{M::activity, needed}, CoordinationUse{M::version, needed},
                                 CoordinationUse{M::text, optional}};
constexpr std::array consent{CoordinationUse{M::activity, needed}, CoordinationUse{M::version, needed},
                             CoordinationUse{M::digest, needed},   CoordinationUse{M::conditions, optional},
                             CoordinationUse{M::until, optional},  CoordinationUse{M::text, optional}};
constexpr std::array refusal{CoordinationUse{M::activity, needed}, CoordinationUse{M::version, needed}, CoordinationUse{M::digest, needed},
                             CoordinationUse{M::text, optional}};
constexpr std::array asked{CoordinationUse{M::activity_kind, needed}, CoordinationUse{M::volumes, needed},
                           CoordinationUse{M::activity, optional}};
constexpr std::array declared{CoordinationUse{M::area, needed}, CoordinationUse{M::regime, needed}, CoordinationUse{M::volumes, needed},
                              CoordinationUse{M::text, optional}};
constexpr std::array of_area{CoordinationUse{M::area, needed}, CoordinationUse{M::text, optional}};
constexpr std::array channel{CoordinationUse{M::with, needed}, CoordinationUse{M::text, needed}};
constexpr std::array raised{CoordinationUse{M::about, optional}, CoordinationUse{M::activity, optional}, CoordinationUse{M::key, optional},
                            CoordinationUse{M::text, needed}};
constexpr std::array proposed{CoordinationUse{M::about, needed}, CoordinationUse{M::activity, needed}, CoordinationUse{M::with, needed},
                              CoordinationUse{M::level, needed}, CoordinationUse{M::text, optional}};
constexpr std::array agreed{CoordinationUse{M::about, optional}, CoordinationUse{M::activity, needed}, CoordinationUse{M::with, needed},
                            CoordinationUse{M::level, needed}, CoordinationUse{M::text, optional}};
constexpr std::array moved{CoordinationUse{M::activity, needed},  CoordinationUse{M::outcome, needed},  CoordinationUse{M::held, optional},
                           CoordinationUse{M::held_by, optional}, CoordinationUse{M::place, optional},  CoordinationUse{M::areas, optional},
                           CoordinationUse{M::text, optional},    CoordinationUse{M::public_, optional}};
constexpr std::array requested{CoordinationUse{M::to, needed}, CoordinationUse{M::areas, needed}, CoordinationUse{M::when, needed},
                               CoordinationUse{M::place, optional}, CoordinationUse{M::text, optional}};
constexpr std::array answered{CoordinationUse{M::about, needed}, CoordinationUse{M::answer, needed}, CoordinationUse{M::until, optional},
                              CoordinationUse{M::text, optional}};
constexpr std::array fared{CoordinationUse{M::about, needed},     CoordinationUse{M::outcome, needed},  CoordinationUse{M::held, optional},
                           CoordinationUse{M::held_by, optional}, CoordinationUse{M::place, optional},  CoordinationUse{M::areas, optional},
                           CoordinationUse{M::text, optional},    CoordinationUse{M::public_, optional}};
constexpr std::array opened{CoordinationUse{M::name, needed}, CoordinationUse{M::to, needed}, CoordinationUse{M::volumes, needed},
                            CoordinationUse{M::contact, optional}, CoordinationUse{M::text, optional}};
constexpr std::array joined{CoordinationUse{M::about, needed}, CoordinationUse{M::contact, optional}, CoordinationUse{M::text, optional}};
constexpr std::array of_operations{CoordinationUse{M::about, needed}, CoordinationUse{M::text, optional}};

constexpr std::array rows{
    CoordinationRow{K::activity_filed, "activity.filed", "files an activity", filed, A::few,
                    "what will be done, where, at which height and when; to whom it is told"},
    CoordinationRow{K::activity_changed, "activity.changed", "changes an activity", changed, A::few,
                    "it will be done elsewhere, at another height or at another time"},
    CoordinationRow{K::activity_taken_up, "activity.taken_up", "takes an activity up", of_activity, A::few,
                    "one whose consent is needed is looking at it"},
    CoordinationRow{K::activity_acknowledged, "activity.acknowledged", "acknowledges an activity", of_activity, A::few,
                    "a recipient has read it; no consent follows"},
    CoordinationRow{K::consent_given, "consent.given", "consents", consent, A::few, "to these volumes, with what conditions, until when"},
    CoordinationRow{K::consent_refused, "consent.refused", "does not consent", refusal, A::few, "to these volumes"},
    CoordinationRow{K::consent_withdrawn, "consent.withdrawn", "withdraws its consent", of_activity, A::few, "it no longer stands"},
    CoordinationRow{K::activity_started, "activity.started", "begins an activity", of_activity, A::few, "it is under way"},
    CoordinationRow{K::activity_strayed, "activity.strayed", "says that an activity is out of bounds", of_activity, A::few,
                    "it is outside its volumes, or may be"},
    CoordinationRow{K::activity_returned, "activity.returned", "says that an activity is within its bounds again", of_activity, A::few,
                    "it is inside its volumes again"},
    CoordinationRow{K::activity_ended, "activity.ended", "ends an activity", of_activity, A::few, "it is over"},
    CoordinationRow{K::activity_withdrawn, "activity.withdrawn", "withdraws an activity", of_activity, A::few, "it will not take place"},
    CoordinationRow{K::activity_asked, "activity.asked", "asks what is in the way", asked, A::few,
                    "what is in the way of such volumes; so it stands in the record who was told what"},
    CoordinationRow{K::area_declared, "area.declared", "declares an area", declared, A::mechanism,
                    "what its holder asks of whoever would be there"},
    CoordinationRow{K::area_ended, "area.ended", "ends an area", of_area, A::mechanism, "its holder asks nothing any more"},
    CoordinationRow{K::channel_suspended, "channel.suspended", "suspends its channel", channel, A::mechanism,
                    "with one participant: until it is resumed they learn the least of each other"},
    CoordinationRow{K::channel_resumed, "channel.resumed", "resumes its channel", channel, A::mechanism, "with one participant"},
    CoordinationRow{K::conflict_raised, "conflict.raised", "speaks about a conflict", raised, A::few,
                    "a message about one activity in another's way; the first one opens the thread"},
    CoordinationRow{K::disclosure_proposed, "disclosure.proposed", "proposes to disclose more", proposed, A::few,
                    "of an activity, to one participant, up to a level; nothing follows without its owner"},
    CoordinationRow{K::disclosure_agreed, "disclosure.agreed", "discloses more", agreed, A::few,
                    "an owner lets one participant learn of one activity up to a level"},
    CoordinationRow{K::movement_reported, "movement.reported", "reports how a movement fared", moved, A::few,
                    "facilitated, delayed, impeded, denied or cancelled; where it was held, and how long"},
    CoordinationRow{K::access_requested, "access.requested", "requests access", requested, A::mechanism,
                    "a patrol asks those who can grant it"},
    CoordinationRow{K::access_answered, "access.answered", "answers a request for access", answered, A::mechanism,
                    "granted, delayed or denied, by one who was asked"},
    CoordinationRow{K::access_reported, "access.reported", "reports how a patrol fared", fared, A::mechanism,
                    "what became of a request on the spot, where and how long it was held"},
    CoordinationRow{K::operations_opened, "operations.opened", "opens an area of operations", opened, A::few,
                    "who should keep out of each other's way where and when, and whom to call; for keeping apart only"},
    CoordinationRow{K::operations_joined, "operations.joined", "joins an area of operations", joined, A::few,
                    "one who was invited, with its liaison contact; again: with another contact"},
    CoordinationRow{K::operations_left, "operations.left", "leaves an area of operations", of_operations, A::few,
                    "its contact is told to nobody any more"},
    CoordinationRow{K::operations_closed, "operations.closed", "closes an area of operations", of_operations, A::few,
                    "by the one who opened it"},
};
static_assert(rows.size() == static_cast<std::size_t>(K::operations_closed) + 1);

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].kind != static_cast<K>(i)) return false;
    }
    return true;
}
static_assert(in_order());
static_assert(static_cast<std::size_t>(K::activity_withdrawn) == static_cast<std::size_t>(ActivityStepKind::withdrawn));

constexpr std::array<std::string_view, 29> member_names{
    "about",   "activity", "activity_kind", "answer",  "area", "areas",   "conditions", "contact", "convoy", "digest", "held",
    "held_by", "key",      "keys",          "level",   "name", "outcome", "place",      "public",  "regime", "seen",   "text",
    "to",      "until",    "version",       "volumes", "when", "with",    "workflow"};
static_assert(member_names.size() == static_cast<std::size_t>(M::workflow) + 1);

}  // namespace

std::span<const CoordinationRow> coordination_rows() { return rows; }

const CoordinationRow& row_of(CoordinationKind kind) { return rows.at(static_cast<std::size_t>(kind)); }

const CoordinationRow* find_coordination(std::string_view name) {
    const auto found = std::ranges::find(rows, name, &CoordinationRow::name);
    return found == rows.end() ? nullptr : &*found;
}

bool allows(const CoordinationRow& row, CoordinationMember member) {
    return std::ranges::any_of(row.members, [&](const CoordinationUse& use) { return use.member == member; });
}

std::string_view name_of(CoordinationMember member) { return member_names.at(static_cast<std::size_t>(member)); }

bool is_activity_step(CoordinationKind kind) { return kind <= CoordinationKind::activity_withdrawn; }

}  // namespace truce
