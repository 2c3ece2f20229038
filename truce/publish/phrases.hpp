/// The words of a bulletin, one set per language. Data, so that a language is added without touching a renderer.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace truce {

enum class Direction : std::uint8_t { left_to_right, right_to_left };

/// Words and patterns; {names} in braces are filled in. Every pattern that has a number names whose it is.
struct Phrases {
    std::string language = "en";  ///< tag, as in Texts and as in HTML's lang
    Direction direction = Direction::left_to_right;

    std::array<std::string, 12> months{"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
    std::array<std::string, 7> weekdays{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    std::string date = "{weekday}, {day} {month} {year}";
    std::string short_date = "{day} {month} {year}";
    std::string title = "Bulletin of {date}";
    std::string day_bounds = "The day runs from {from} to {to} ({zone}).";
    std::string colon = ": ";
    std::string list_separator = "; ";

    // The headline.
    std::string recorded_by = "recorded by {recorder}";
    std::string headline_recorded = "Recorded by {recorder}: {n} ({unit}).";
    std::string headline_not_published = "No count published for this day by {recorders}.";
    std::string headline_no_record = "No record of this day in this bulletin by {recorders}.";
    std::string headline_not_disclosed = "Not disclosed to the public: the records of {recorders}.";
    std::string headline_confirmed = "Of the {n} recorded by {other}, {recorder} confirmed {confirmed}.";
    std::string headline_confirmed_unknown = "Of the records of {other}, {recorder} confirmed {confirmed}.";
    std::string headline_at_most_of = "Of the records of {a} and {b}, at most {at_most} of at least {at_least} can be the same incidents.";
    std::string headline_at_most = "At most {at_most} of the records of {a} and {b} can be of the same incidents.";
    std::string headline_none_same = "None of the records of {a} and {b} can be of the same incident.";
    std::string headline_nothing = "No register holds anything for this day.";

    // The registers.
    std::string registers = "The registers";
    std::string side_by_side = "The registers side by side";
    std::string never_added = "Each column is one register. Registers are never added up: one incident may stand in several of them.";
    std::string division = "Division";
    std::string whole_day = "the day, wherever";
    std::string watched = "watched";
    std::string published_count = "published count, not judged";
    std::string published_count_long = "Published count, not judged: no records behind it are public.";
    std::string judged_reports = "records, judged";
    std::string not_stated = "not stated";
    std::string no_count = "no count published for this day";
    std::string one_record = "One record is: {unit}.";
    std::string limits = "What it cannot show: {limits}";
    std::string source = "Source: {source}";
    std::string not_disclosed = "The profile discloses nothing of this register to the public.";
    std::string no_places = "The profile discloses no places of this register to the public.";
    std::string delayed = "A record enters {hours} h after what it describes has surely ended; later ones are not in this bulletin.";
    std::string nothing_recorded = "No record for this day.";
    std::string split_partial = "Divisions are stated for {placed} of the {n}; where the others belong is not stated.";
    std::string split_not_stated = "No divisions are stated.";
    std::string split_exceeding = "The source contradicts itself: the divisions add up to {placed}, the total is {n}.";
    std::string split_no_total = "A total is not stated; the stated divisions add up to {placed}.";
    std::string confirmed = "Of the records of {other}, {recorder} confirmed {confirmed}.";
    std::string from_party = "{n} of its own records were supplied by a party.";
    std::string basis = "How the day is known: {basis}";
    std::string note = "Note of those who compiled the numbers: {note}";

    // Verdicts.
    std::string verdicts = "How the records are judged";
    std::string recorded = "recorded";
    std::string violation = "violation";
    std::string violation_if_accepted = "would breach";
    std::string exempt = "exempt";
    std::string no_violation = "no violation";
    std::string undetermined = "undetermined";
    std::string contradictory = "{n} of the undetermined: two rules contradict each other.";
    std::string no_rule = "{n} of \u201cno violation\u201d: no clause in force speaks about it, or it is not due yet.";
    std::string if_accepted =
        "{n} of the verdicts rest on a coding or an approval that nobody has accepted: they hold only if it is accepted.";
    std::string reconstructed = "{n} of the verdicts rest on a clause whose words are reconstructed from accounts of it.";
    std::string own_side = "{n} of the records: the recorder says it of its own side.";
    std::string agreed = "{n} of the records: the guarantors who examine it agree.";
    std::string disputed = "{n} of the records: the guarantors who examine it differ.";
    std::string one_sided = "{n} of the records: not every guarantor has concluded, and those who have agree.";
    std::string case_open = "{n} of the records: a case is open, and no guarantor has concluded.";
    std::string elsewhere = "{n} of the records lie outside every division.";
    std::string looks = "Looks that found nothing: {n}. They are no incidents and in no other number.";
    std::string deaths = "Deaths as coded by {recorder}: {n}.";
    std::string deaths_unstated = "Deaths are not stated in {n} of the records.";
    std::string reading = "Verdicts follow the reading \u201c{title}\u201d of {by}.";
    std::string reading_joint = "Verdicts follow the joint reading \u201c{title}\u201d.";
    std::string presumption =
        "Undetermined means that a fact is missing or an exception was not shown. Nobody is presumed to have done it.";

    // The talks.
    std::string commitments = "Commitments of the talks that are due or overdue";
    std::string commitment_due = "{who}: {what}; due {when}";
    std::string commitment_overdue = "{who}: {what}; was due {when}, and is not said to be fulfilled";
    std::string commitment_reported = "(reported)";

    // Coordination.
    std::string movements = "How movements and patrols fared";
    std::string movements_rule = "As those who moved say; only what they let everybody read.";
    std::string movements_total =
        "Of {n}: {facilitated} facilitated, {delayed} delayed, {impeded} impeded, {denied} denied, {cancelled} cancelled; held for "
        "{minutes} minutes in all.";
    std::string movement_line = "{who}, {what} in {where}: {outcome}";
    std::string movement_held = "; held for {minutes} minutes";
    std::string movement = "movement";
    std::string patrol = "patrol";
    std::array<std::string, 5> outcomes{"facilitated", "delayed", "impeded", "denied", "cancelled"};

    // Case files.
    std::string cases = "What the guarantors conclude";
    std::string cases_rule =
        "Findings stand side by side; nobody's counts for more. Who is accused is named only after a receipted notice and the profile's "
        "interval.";
    std::string one_case = "Case {id}";
    std::string status_agreed = "agreed";
    std::string status_disputed = "disputed";
    std::string status_one_sided = "one-sided";
    std::string status_open = "open";
    std::string no_finding = "has not concluded";
    std::string no_part = "does not take part";
    std::string accused = "attributed to {names}";

    // The day's records.
    std::string records = "The records that are public";
    std::string record = "Record";
    std::string place = "Place as recorded";
    std::string days = "Days";
    std::string verdict = "Verdict";
    std::string persons_dead = "Deaths";
    std::string anywhere = "anywhere";
    std::string outside = "outside";
    std::string not_drawn_more = "and {n} more in the machine-readable forms";

    // Coincidence.
    std::string coincidence = "How many can be the same";
    std::string bound = "{a} recorded {a_n}, {b} recorded {b_n}: at most {at_most} of at least {at_least} can be the same incidents.";
    std::string bound_only = "{a} recorded {a_n}, {b} recorded {b_n}: at most {at_most} can be of the same incidents.";
    std::string bound_none = "{a} recorded {a_n}, {b} recorded {b_n}: none of them can be of the same incident.";
    std::string bound_assumes =
        "This assumes that one record is one incident, that no register records an incident twice, and that both mean the same local day "
        "and the same divisions.";
    std::string bound_complete = "Both state the division of every record.";
    std::string bound_incomplete =
        "Not every record's division is stated, and such a record is taken to match any: the true bound may be lower.";
    std::string bound_units = "{a} counts: {a_unit}. {b} counts: {b_unit}. One of either is taken as one incident.";

    // Watching.
    std::string watching = "Who watched";
    std::string watching_unknown = "Watching: unknown (no register of watches). Not watched is not quiet.";
    std::string watching_rule =
        "Interruptions are taken off. 6\u201312 of 24 h: the whole division for 6 hours, at least some place in it for 12. Not watched is "
        "not quiet.";
    std::string unknown = "unknown";
    std::string not_watched = "not watched";
    std::string watched_whole = "{h} of {day} h";

    // Changes and proof.
    std::string changes = "New, changed, withdrawn";
    std::string never_published = "No bulletin has been published before this one.";
    std::string since = "Since the bulletin of {day}";
    std::string nothing_changed = "Nothing since the bulletin of {day}.";
    std::string reg = "Register";
    std::string added = "new";
    std::string changed = "changed";
    std::string withdrawn = "withdrawn";
    std::string proof = "Proof";
    std::string proof_words = "Computed from the signed record {log} at size {size}. Its root:";
    std::string proof_checkpoint = "Signed by the log:";
    std::string proof_command = "Check it:";
    std::string evaluator = "Judged by version {version}.";
    std::string reading_digest = "SHA-256 of the reading:";

    // Map and key.
    std::string map = "Map of the day";
    std::string map_description = "Each record of a public register is drawn with all the places where it may have happened.";
    std::string not_drawn = "Not drawn, because their place is known only as one of several divisions or not at all: {n} records.";
    std::string key = "How to read this";
    std::string key_range =
        "9\u201312: at least 9 and at most 12. A record that spans several days or may lie in several divisions is only possible in each.";
    std::string key_implied = "(0): not stated, but the stated divisions add up to the total.";
    std::string key_circle = "it happened somewhere within";
    std::string key_division = "somewhere in the division";
    std::string key_faint = "dashed: perhaps on another day";
    std::string key_hatched = "hatched: watched by nobody";
    std::string key_half_hatched = "sparsely hatched: watched in part";
    std::string key_counts = "numbers: published counts by recorder";
    std::string key_boundaries = "Boundaries imply no statement on any border.";

    // The front page of all bulletins.
    std::string front_title = "Bulletins";
    std::string front_none = "No bulletin has been published yet.";
    std::string front_published = "Published {time} by {institution}.";
    std::string front_corrected = "Corrected {time} by {institution}; first published {first}.";
    std::string front_earlier = "Earlier editions:";
    std::string front_not_at_hand =
        "Another version of the program made this edition, and its files are not here. The record has its digest: {digest}.";
    std::string front_text = "text";
    std::string front_table = "table (CSV)";
    std::string front_data = "data (JSON)";
    std::string front_feeds = "Follow";
    std::string front_record = "The record";
    std::string front_record_words =
        "Everything here follows from the signed record {log}, shown as far as its entry {size}. Anyone can check it with the files in "
        "{folder}: entries, tiles and the newest checkpoint.";
    std::string front_next = "What the public can see moves at fixed times only. The next one is {time}.";
};

/// The words in English.
const Phrases& english();

}  // namespace truce
