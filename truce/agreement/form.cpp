#include "truce/agreement/form.hpp"

#include <array>

namespace truce {
namespace choices {
namespace {

constexpr std::array<std::string_view, 5> instrument_status_list{"draft", "signed", "in_force", "extended", "lapsed"};
constexpr std::array<std::string_view, 3> text_status_list{"published", "reconstructed", "draft"};
constexpr std::array<std::string_view, 2> approval_kind_list{"signed", "reported"};
constexpr std::array<std::string_view, 4> relation_list{"signatory_of", "supports", "part_of", "designated_as"};
constexpr std::array<std::string_view, 3> area_status_list{"agreed", "disputed", "line_not_agreed"};
constexpr std::array<std::string_view, 3> deontic_list{"prohibit", "oblige", "permit"};
constexpr std::array<std::string_view, 2> burden_list{"must_be_shown", "applies_unless_disproved"};
constexpr std::array<std::string_view, 4> decision_rule_list{"unanimity", "any_one", "consensus", "majority"};
constexpr std::array<std::string_view, 4> audience_list{"public", "mechanism", "party_concerned", "finder"};
constexpr std::array<std::string_view, 5> place_detail_list{"exact", "cell_5km", "district", "division", "none"};
constexpr std::array<std::string_view, 4> coordination_level_list{"review", "shift", "overlap", "full"};
constexpr std::array<std::string_view, 2> silence_means_list{"refuses", "consents"};
constexpr std::array<std::string_view, 2> onward_audience_list{"public", "mechanism"};
constexpr std::array<std::string_view, 2> onward_place_list{"division", "none"};
constexpr std::array<std::string_view, 3> finding_means_list{"violation", "no_violation", "none"};
constexpr std::array<std::string_view, 2> register_holds_list{"reports", "counts"};
constexpr std::array<std::string_view, 3> register_format_list{"ged", "truce", "published_counts"};

}  // namespace

const std::span<const std::string_view> instrument_status = instrument_status_list;
const std::span<const std::string_view> text_status = text_status_list;
const std::span<const std::string_view> approval_kind = approval_kind_list;
const std::span<const std::string_view> relation = relation_list;
const std::span<const std::string_view> area_status = area_status_list;
const std::span<const std::string_view> deontic = deontic_list;
const std::span<const std::string_view> burden = burden_list;
const std::span<const std::string_view> decision_rule = decision_rule_list;
const std::span<const std::string_view> audience = audience_list;
const std::span<const std::string_view> place_detail = place_detail_list;
const std::span<const std::string_view> coordination_level = coordination_level_list;
const std::span<const std::string_view> silence_means = silence_means_list;
const std::span<const std::string_view> finding_means = finding_means_list;
const std::span<const std::string_view> register_holds = register_holds_list;
const std::span<const std::string_view> register_format = register_format_list;

}  // namespace choices

namespace {

using enum Holds;
constexpr bool needed = true;
constexpr bool optional = false;

constexpr Member a(std::string_view key, Holds holds, bool required, std::string_view says, std::string_view fallback = {}) {
    return {key, holds, required, says, {}, nullptr, {}, fallback};
}
template <std::size_t n>
constexpr Member one_of(std::string_view key, const std::array<std::string_view, n>& list, bool required, std::string_view says,
                        std::string_view fallback = {}) {
    return {key, choice, required, says, list, nullptr, {}, fallback};
}
constexpr Member nested(std::string_view key, Holds holds, bool required, const Form& form, std::string_view says,
                        std::string_view key_as = {}) {
    return {key, holds, required, says, {}, &form, key_as, {}};
}

// ---- terms ------------------------------------------------------------------------------------------------------

constexpr std::array reading_members{
    a("id", name, needed, "stable id of the reading"),
    a("title", texts, needed, "what it is called"),
    a("joint", boolean, optional, "every participant whose approval is required signed this reading", "false"),
    a("by", name, optional, "whose reading it is: a participant; left out if it is joint"),
};
constexpr Form reading_form{"reading", reading_members};

constexpr std::array instrument_members{
    a("id", name, needed, "stable id"),
    a("title", texts, needed, "what it is called"),
    one_of("status", choices::instrument_status_list, needed, "where it stands"),
    a("source", text, needed, "where it, or what is known of it, can be read"),
    a("authentic_languages", text_set, optional, "languages whose texts are authentic, where that is known"),
    a("note", text, optional, "what a reader must know about it"),
};
constexpr Form instrument_form{"instrument", instrument_members};

constexpr std::array approval_members{
    one_of("kind", choices::approval_kind_list, needed, "signed in this record, or reported elsewhere"),
    a("source", text, needed, "id of the entry if signed, citation if reported"),
    a("at", instant, optional, "when; left out if it is not stated"),
};
constexpr Form approval_form{"version.approvals.PARTICIPANT", approval_members};

constexpr std::array version_members{
    a("instrument", name, needed, "the instrument it is a version of"),
    a("n", integer, needed, "number of the version, from 1"),
    a("adopted_at", instant, optional, "when it was adopted"),
    a("in_force", interval, optional, "when it is in force; left out: never, or not known"),
    a("approvals_required", name_set, optional, "participants without whose approval no clause of it yields a verdict"),
    nested("approvals", keyed, optional, approval_form, "approvals, by participant", "participant"),
};
constexpr Form version_form{"version", version_members};

constexpr std::array role_member_list{
    a("role", name, needed, "a role of the profile"),
    a("valid", interval, needed, "when it is held"),
    a("source", text, optional, "how that is known"),
};
constexpr Form dated_role_form{"participant.roles", role_member_list};

constexpr std::array guarantor_members{
    a("guarantor", name, needed, "the participant that answers for this one"),
    a("valid", interval, needed, "when it does"),
};
constexpr Form guarantor_form{"participant.guarantors", guarantor_members};

constexpr std::array participant_members{
    a("id", name, needed, "stable id; the same as in keys and registers"),
    a("name", texts, needed, "its names"),
    a("aliases", text_set, optional, "other spellings, as sources write them"),
    nested("roles", tables, optional, dated_role_form, "its roles, dated"),
    nested("guarantors", tables, optional, guarantor_form, "the responsible guarantor, dated"),
    a("note", text, optional, "what a reader must know about it"),
};
constexpr Form participant_form{"participant", participant_members};

constexpr std::array actor_members{
    a("id", name, needed, "stable id"),
    a("name", texts, needed, "its names"),
    a("aliases", text_set, optional, "other spellings, as sources write them"),
    a("note", text, optional, "what a reader must know about it"),
};
constexpr Form force_form{"force", actor_members};
constexpr Form outside_force_form{"outside_force", actor_members};
constexpr Form designated_form{"designated_group", actor_members};
constexpr Form umbrella_form{"umbrella", actor_members};

constexpr std::array edge_members{
    a("from", name, needed, "the actor it is said of"),
    one_of("relation", choices::relation_list, needed, "what is said"),
    a("to", name, needed, "an instrument for signatory_of, a designated group for designated_as, else an actor"),
    a("valid", interval, needed, "when it is said to hold"),
    a("source", text, needed, "where it is said"),
    a("asserted_by", text, needed, "who says so: a participant's id or a publisher's name"),
    a("disputed_by", text_set, optional, "who denies it; the judge then takes it neither as true nor as false"),
};
constexpr Form edge_form{"edge", edge_members};

constexpr std::array area_members{
    a("id", name, needed, "stable id"),
    a("title", texts, needed, "what it is called"),
    one_of("status", choices::area_status_list, needed, "whether its line is agreed"),
    a("source", text, needed, "the text that names it, and where its shape is from"),
    a("valid", interval, optional, "when it exists", "ever"),
    a("shape", geometry, optional, "its shape; needed if agreed, and only then"),
    a("inner", geometry, optional, "what surely is inside; left out: nothing surely is. Not if the line is not agreed"),
    a("outer", geometry, optional, "what possibly is inside; left out: nobody said where it ends"),
};
constexpr Form area_form{"area", area_members};

constexpr std::array clause_members{
    a("id", name, needed, "stable id; no exception has the same"),
    a("instrument", name, needed, "the instrument it belongs to"),
    a("version", integer, optional, "the version of it", "1"),
    one_of("text_status", choices::text_status_list, needed,
           "how its words are known; reconstructed is shown everywhere, draft yields no verdict"),
    a("source", text, needed, "where it stands in the text, or what it is rebuilt from"),
    a("summary", texts, needed, "what it says, in our words"),
    a("quote", texts, optional, "the text's own words; only if published"),
    one_of("deontic", choices::deontic_list, needed, "whether it forbids, demands or allows"),
    a("acts", name_set, optional, "acts of the profile, each with every act below it; left out: any conduct"),
    a("by", name, needed, "who must not, must or may: bound, bound_or_supporting, anyone, or an actor's id"),
    a("against", name, optional, "against whom: as by, or designated or civilians", "anyone"),
    a("where", condition, optional, "where it holds; left out: everywhere"),
    a("when", condition, optional, "when it holds, besides the version's in_force; left out: always"),
    a("due", instant, optional, "oblige: the first instant at which it is overdue"),
    a("done_when", condition, optional, "oblige: when it is fulfilled"),
};
constexpr Form clause_form{"clause", clause_members};

constexpr std::array exception_members{
    a("id", name, needed, "stable id; no clause has the same"),
    a("defeats", name_set, needed, "the clauses and exceptions that do not hold where it applies"),
    a("when", condition, needed, "when it applies"),
    one_of("burden", choices::burden_list, needed, "what is still owed while it is undecided; it changes no verdict"),
    a("priority", integer, optional, "an exception to an exception needs the higher one", "0"),
    a("source", text, needed, "where it stands in the text, or whose choice it is"),
    a("summary", texts, needed, "what it says, in our words"),
};
constexpr Form exception_form{"exception", exception_members};

constexpr std::array terms_members{
    a("format", text, needed, "\"truce-terms/1\""),
    nested("reading", table, needed, reading_form, "whose reading this file is"),
    nested("instrument", tables, needed, instrument_form, "legal texts"),
    nested("version", tables, optional, version_form, "versions of them"),
    nested("participant", tables, optional, participant_form, "institutions with roles"),
    nested("force", tables, optional, force_form, "armed formations that belong to or support a participant, or may"),
    nested("outside_force", tables, optional, outside_force_form, "armed formations that belong to none and only coordinate"),
    nested("designated_group", tables, optional, designated_form, "armed groups that an instrument excludes"),
    nested("umbrella", tables, optional, umbrella_form, "words for sets whose members the source does not name"),
    nested("edge", tables, optional, edge_form, "dated claims about actors"),
    nested("area", tables, optional, area_form, "areas of the instruments"),
    nested("clause", tables, optional, clause_form, "rules"),
    nested("exception", tables, optional, exception_form, "when rules do not hold"),
};
constexpr Form terms_root{"the whole file", terms_members};

// ---- profile ----------------------------------------------------------------------------------------------------

constexpr std::array atlas_members{
    a("file", file, needed, "GeoJSON of the country's areas (RFC 7946), beside the profile"),
    a("id_property", text, needed, "the property that holds an area's id"),
    a("name_property", text, optional, "the property that holds its name"),
};
constexpr Form atlas_form{"atlas", atlas_members};

constexpr std::array offset_members{
    a("from", instant, needed, "the offset holds from here on; the first one's also before"),
    a("offset", offset, needed, "local time minus UTC"),
};
constexpr Form offset_form{"days.offsets", offset_members};

constexpr std::array days_members{
    a("zone", text, needed, "name of the zone in the tz database"),
    a("tzdata", text, needed, "version of the time-zone data the offsets were read from"),
    nested("offsets", tables, needed, offset_form, "the offsets, ascending"),
};
constexpr Form days_form{"days", days_members};

constexpr std::array publication_members{
    a("tick", duration, needed, "the public mirror advances at multiples of it"),
    a("name_after", duration, needed, "a suspected party is named at the earliest so long after a receipted notice"),
};
constexpr Form publication_form{"publication", publication_members};

constexpr std::array role_members{
    a("id", name, needed, "stable id"),
    a("title", texts, needed, "what it is called"),
    a("may", kind_set, optional, "kinds of entry it may sign"),
};
constexpr Form role_form{"role", role_members};

constexpr std::array decision_members{
    a("id", kind, needed, "what is decided"),
    one_of("rule", choices::decision_rule_list, needed, "how"),
    a("of", name, needed, "the role that decides"),
    a("source", text, needed, "where the rule stands"),
    a("quorum", integer, optional, "members who must have said something; left out: the instrument has none"),
};
constexpr Form decision_form{"decision", decision_members};

constexpr std::array deadline_members{
    a("id", name, needed, "stable id"),
    a("starts_with", kind, needed, "the kind of entry it starts with"),
    a("within", duration, needed, "how long it is"),
    a("clause", text, needed, "the clause that sets it; there is no deadline without one"),
};
constexpr Form deadline_form{"deadline", deadline_members};

constexpr std::array separation_members{
    a("between", name, needed, "one kind of activity"),
    a("and", name, needed, "the other"),
    a("horizontal", length, needed, "how near they may come"),
    a("vertical", length, needed, "likewise in height"),
    a("gap", duration, needed, "likewise in time"),
};
constexpr Form separation_form{"separation", separation_members};

constexpr std::array coordination_level_members{
    a("owner", name, needed, "whose planned activities"),
    a("reader", name, needed, "who may learn of them; not the other way round"),
    one_of("level", choices::coordination_level_list, needed, "how much; of pairs that are not named, the least: review"),
};
constexpr Form coordination_level_form{"coordination_level", coordination_level_members};

constexpr std::array silence_members{
    a("holder", name, needed, "who holds areas in which it must consent"),
    one_of("means", choices::silence_means_list, needed, "what it means that it says nothing"),
    a("after", duration, needed, "so long after the activity was filed or changed"),
    a("source", text, needed, "where the rule stands; there is none without one"),
};
constexpr Form silence_form{"silence", silence_members};

constexpr std::array ground_members{
    a("below", length, needed, "the lowest ground lies at most so far below the WGS 84 ellipsoid"),
    a("above", length, needed, "the highest ground lies at most so far above it"),
};
constexpr Form ground_form{"ground", ground_members};

constexpr std::array disclosure_members{
    one_of("audience", choices::audience_list, needed, "who sees it"),
    one_of("place", choices::place_detail_list, needed, "how exactly"),
    a("delay", duration, needed, "how long after it was recorded; of the public, after what it describes has ended"),
};
constexpr Form disclosure_form{"disclosure", disclosure_members};

constexpr std::array onward_members{
    a("id", name, needed, "stable id"),
    a("to", texts, needed, "to whom it goes"),
    one_of("audience", choices::onward_audience_list, needed, "which steps of the talks it draws on, and who may read it here"),
    one_of("place", choices::onward_place_list, needed, "how exactly it places records of registers that are not public"),
    a("delay", duration, needed, "how long after the end of a period, and of what a record describes"),
    a("first_day", text, needed, "the first local day of the first period, as \"2017-01-01\""),
    a("days", integer, needed, "how many local days a period has"),
    a("source", text, needed, "where it stands that it is sent"),
};
constexpr Form onward_form{"onward", onward_members};

constexpr std::array finding_members{
    a("id", name, needed, "stable id"),
    a("title", texts, needed, "what it is called"),
    one_of("means", choices::finding_means_list, needed, "what it counts as when a status is derived"),
};
constexpr Form finding_form{"finding", finding_members};

constexpr std::array act_members{
    a("id", name, needed, "stable id"),
    a("parent", name, optional, "the act it is a kind of; left out by the root only"),
    a("title", texts, needed, "what it is called"),
    a("ucdp", text_set, optional, "values of UCDP's type_of_violence that say no more than this"),
    a("acled", text_set, optional, "ACLED sub-events that say no more than this"),
    a("osce", text_set, optional, "OSCE \"observation/weapon class\" that say no more than this"),
};
constexpr Form act_form{"act", act_members};

constexpr std::array fact_members{
    a("id", name, needed, "stable id; no word of the condition language"),
    a("title", texts, needed, "what it is"),
    a("values", name_set, optional, "the values it can have; left out: it is a number"),
    a("unit", name, optional, "numbers only: mm for lengths, us for durations, else any word; left out: none"),
};
constexpr Form fact_form{"fact", fact_members};

constexpr std::array unit_members{
    a("valid", interval, needed, "when it held"),
    a("unit", texts, needed, "what one record was"),
    a("source", text, needed, "how that is known"),
};
constexpr Form unit_form{"register.units", unit_members};

constexpr std::array register_members{
    a("id", name, needed, "stable id"),
    a("recorder", name, needed, "who records: a participant's id, or an outside body's own"),
    a("name", texts, needed, "what it is called"),
    a("aliases", text_set, optional, "other names"),
    one_of("holds", choices::register_holds_list, needed, "reports of events, or counts only"),
    one_of("format", choices::register_format_list, needed, "how its files are written"),
    a("code", text, optional, "how a file of published counts names it"),
    a("unit", texts, needed, "what one record of it is, where no dated unit says more"),
    nested("units", tables, optional, unit_form, "what one record was, period by period"),
    a("published", boolean, optional, "its content is public anyway", "false"),
    a("citation", text, optional, "how to cite it"),
    a("licence", text, optional, "under which licence it may be used"),
    a("limits", text, needed, "what it cannot show; said wherever it is used"),
};
constexpr Form register_form{"register", register_members};

constexpr std::array division_members{
    a("id", name, needed, "stable id"),
    a("name", texts, needed, "its names"),
    a("aliases", text_set, optional, "other spellings, as sources write them"),
    a("areas", text_set, needed, "ids of the atlas; every area of the atlas is in exactly one division"),
};
constexpr Form division_form{"division", division_members};

constexpr std::array profile_members{
    a("format", text, needed, "\"truce-profile/1\""),
    a("id", name, needed, "stable id of the mechanism; it begins the log's origin"),
    a("title", texts, needed, "what it is called"),
    a("examiners", name, needed, "the role whose findings make the status"),
    a("geocoding_radius", length, needed, "added to every point that a source calls exact"),
    nested("atlas", table, needed, atlas_form, "the country's areas"),
    nested("days", table, needed, days_form, "bounds of local days"),
    nested("publication", table, needed, publication_form, "the publication clock"),
    nested("role", tables, needed, role_form, "roles"),
    nested("decision", tables, optional, decision_form, "decision rules"),
    nested("deadline", tables, optional, deadline_form, "deadlines; only where an instrument has one"),
    nested("separation", tables, optional, separation_form, "how near planned activities may come"),
    nested("coordination_level", tables, optional, coordination_level_form, "who may learn how much of whose planned activities"),
    nested("silence", tables, optional, silence_form, "what silence about an activity means; only where an instrument says it"),
    nested("ground", table, optional, ground_form, "how high and low the ground of the country lies; left out: anywhere on earth"),
    nested("disclosure", tables, needed, disclosure_form, "who sees what, when"),
    nested("onward", tables, optional, onward_form, "reports that go onward, period by period"),
    nested("finding", tables, needed, finding_form, "kinds of finding and what they count as"),
    nested("act", tables, needed, act_form, "the vocabulary of conduct, a tree"),
    nested("fact", tables, optional, fact_form, "facts that people find and terms may ask for"),
    nested("register", tables, needed, register_form, "registers it reads"),
    nested("division", tables, needed, division_form, "rows of the bulletin"),
};
constexpr Form profile_root{"the whole file", profile_members};

}  // namespace

const Member* Form::find(std::string_view key) const {
    for (const Member& member : members) {
        if (member.key == key) return &member;
    }
    return nullptr;
}

const Form& terms_form() { return terms_root; }
const Form& profile_form() { return profile_root; }

}  // namespace truce
