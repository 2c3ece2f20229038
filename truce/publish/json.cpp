#include "truce/base/json.hpp"

#include <fmt/format.h>

#include "truce/publish/account.hpp"
#include "truce/publish/render.hpp"
#include "truce/publish/words.hpp"

namespace truce {
namespace {

std::int64_t number(std::size_t n) { return static_cast<std::int64_t>(n); }

}  // namespace

Json to_value(const Range& range) { return {{"certain", range.certain}, {"possible", range.possible}}; }

JsonObject texts_object(const Texts& texts) {
    JsonObject out;
    for (const auto& [language, text] : texts) {
        // Keys of canonical JSON have no hyphen: "sr-Latn" becomes "sr_latn".
        std::string key;
        for (const char c : language) key += c == '-' ? '_' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        out[key] = text;
    }
    return out;
}

namespace {

JsonArray strings(const std::vector<std::string>& items) { return JsonArray(items.begin(), items.end()); }

JsonObject to_value(const Tally& tally) {
    JsonObject out{{"exempt", to_value(tally.exempt)},
                   {"no_violation", to_value(tally.no_violation)},
                   {"recorded", to_value(tally.recorded)},
                   {"undetermined", to_value(tally.undetermined)},
                   {"violation", to_value(tally.violation)}};
    const auto mark = [&](const char* name, const Range& range) {
        if (range.possible > 0) out[name] = to_value(range);
    };
    mark("agreed", tally.agreed);
    mark("case_open", tally.open);
    mark("contradictory", tally.contradictory);
    mark("disputed", tally.disputed);
    mark("if_accepted", tally.if_accepted);
    mark("no_rule", tally.no_rule);
    mark("one_sided", tally.one_sided);
    mark("own_side", tally.own_side);
    mark("reconstructed", tally.reconstructed);
    return out;
}

std::string_view name_of(SplitState state) {
    switch (state) {
        case SplitState::not_stated: return "not_stated";
        case SplitState::partial: return "partial";
        case SplitState::complete: return "complete";
        case SplitState::exceeding: return "exceeding";
        case SplitState::no_total: return "no_total";
    }
    return "";
}

void add_reports(JsonObject& out, const Bulletin& bulletin, const ReportsColumn& column) {
    out["holds"] = "reports";
    out["disclosed"] = column.disclosed;
    out["delay_us"] = column.delay_us;
    if (!column.disclosed) return;
    out["total"] = to_value(column.total);
    JsonArray divisions;
    for (std::size_t i = 0; i < column.divisions.size(); ++i) {
        JsonObject row = to_value(column.divisions[i]);
        row["division"] = bulletin.divisions[i].id;
        divisions.push_back(std::move(row));
    }
    out["divisions"] = std::move(divisions);
    out["elsewhere"] = to_value(column.elsewhere);
    out["looks"] = to_value(column.looks);
    if (column.deaths) out["deaths"] = to_value(*column.deaths);
    out["deaths_unstated"] = to_value(column.deaths_unstated);
}

void add_counts(JsonObject& out, const CountsColumn& column) {
    out["holds"] = "counts";
    out["published"] = column.published();
    if (column.count) out["total"] = Json{{"count", *column.count}};
    JsonArray divisions;
    for (const DivisionCount& one : column.divisions)
        divisions.push_back(Json{{"count", one.count}, {"division", one.division}, {"division_as_named", one.as_named}});
    out["divisions"] = std::move(divisions);
    out["split"] = name_of(column.split);
    JsonArray confirmations;
    for (const auto& confirmed : column.confirmations) confirmations.push_back(Json{{"confirmed", confirmed.count}, {"of", confirmed.of}});
    out["confirmations"] = std::move(confirmations);
    if (column.from_party) out["from_party"] = *column.from_party;
    out["bases"] = strings(column.bases);
    out["notes"] = strings(column.notes);
    out["sources"] = strings(column.sources);
}

Json to_value(const Bulletin& bulletin, const BulletinColumn& column) {
    JsonObject out{{"citation", column.citation},    {"licence", column.licence},
                   {"limits", column.limits},        {"name", texts_object(column.names)},
                   {"recorder", column.recorder},    {"recorder_name", texts_object(column.recorder_names)},
                   {"register", column.register_id}, {"unit", texts_object(column.unit)}};
    if (const ReportsColumn* reports = column.reports(); reports != nullptr)
        add_reports(out, bulletin, *reports);
    else
        add_counts(out, *column.counts());
    return Json(std::move(out));
}

Json to_value(const Bulletin& bulletin, const CoincidenceOfTwo& pair) {
    JsonObject out{{"a", bulletin.columns[pair.a].register_id},
                   {"at_most", pair.bound.at_most},
                   {"b", bulletin.columns[pair.b].register_id},
                   {"complete", pair.bound.complete},
                   {"units_differ", pair.units_differ}};
    if (pair.bound.at_least_distinct) out["at_least_distinct"] = *pair.bound.at_least_distinct;
    return Json(std::move(out));
}

Json to_value(const Bulletin& bulletin, const BulletinCase& one) {
    JsonArray divisions;
    for (const std::size_t index : one.divisions) divisions.push_back(Json(bulletin.divisions[index].id));
    JsonArray stands;
    for (const BulletinCase::Stand& stand : one.stands) {
        JsonObject out{{"examiner", stand.examiner}, {"takes_part", stand.kind != Position::Kind::declined}};
        if (stand.kind == Position::Kind::finding) out["finding"] = stand.finding;
        stands.push_back(std::move(out));
    }
    JsonArray named;
    for (const auto& [who, names] : one.named) named.push_back(Json(who));
    return {{"case", one.id},
            {"divisions", std::move(divisions)},
            {"findings", std::move(stands)},
            {"named", std::move(named)},
            {"status", name_of(one.status)}};
}

Json to_value(const Bulletin& bulletin, const PublicRecord& record) {
    JsonArray divisions;
    for (const std::size_t index : record.divisions) divisions.push_back(Json(bulletin.divisions[index].id));
    JsonObject out{{"class", name_of(class_of(record.verdict))},
                   {"divisions", std::move(divisions)},
                   {"first_day", format(record.first_day)},
                   {"if_accepted", record.verdict.if_accepted},
                   {"last_day", format(record.last_day)},
                   {"place", record.place},
                   {"register", record.register_id},
                   {"ruling", name_of(record.verdict.ruling)},
                   {"source_id", record.source_id},
                   {"surely_there", record.surely_there},
                   {"where", to_json(record.where)}};
    if (record.deaths) out["deaths"] = to_value(*record.deaths);
    return Json(std::move(out));
}

JsonObject watching(const Bulletin& bulletin) {
    JsonArray divisions;
    for (std::size_t i = 0; i < bulletin.watched.size(); ++i) {
        JsonArray by;
        for (const WatchedDivision::By& one : bulletin.watched[i].by_register)
            by.push_back(Json{{"part_us", one.watched.part_us}, {"register", one.register_id}, {"whole_us", one.watched.whole_us}});
        const Watched& anyone = bulletin.watched[i].by_anyone;
        divisions.push_back(Json{
            {"by", std::move(by)}, {"division", bulletin.divisions[i].id}, {"part_us", anyone.part_us}, {"whole_us", anyone.whole_us}});
    }
    return {{"divisions", std::move(divisions)}, {"known", bulletin.watching_known}};
}

JsonObject changes(const Bulletin& bulletin) {
    JsonObject out{{"published_before", bulletin.changes.has_value()}};
    if (!bulletin.changes) return out;
    JsonArray registers;
    for (const auto& change : *bulletin.changes) {
        registers.push_back(Json{{"changed", number(change.changed)},
                                 {"changed_ids", strings(change.changed_ids)},
                                 {"new", number(change.added)},
                                 {"new_ids", strings(change.added_ids)},
                                 {"register", change.register_id},
                                 {"withdrawn", number(change.withdrawn)},
                                 {"withdrawn_ids", strings(change.withdrawn_ids)}});
    }
    out["registers"] = std::move(registers);
    out["since"] = bulletin.last_published;
    return out;
}

JsonObject proof(const BulletinInput::Proof& proof) {
    return {{"checkpoint", proof.checkpoint},
            {"command", proof.command},
            {"evaluator", proof.evaluator},
            {"log", proof.origin},
            {"reading_digest", proof.reading_digest},
            {"root", proof.root},
            {"size", static_cast<std::int64_t>(proof.size)}};
}

template <typename Items>
JsonArray all(const Bulletin& bulletin, const Items& items) {
    JsonArray out;
    for (const auto& item : items) out.push_back(to_value(bulletin, item));
    return out;
}

JsonArray divisions(const Bulletin& bulletin) {
    JsonArray out;
    for (const BulletinDivision& division : bulletin.divisions)
        out.push_back(Json{{"division", division.id}, {"name", texts_object(division.names)}});
    return out;
}

}  // namespace

JsonObject account_json(const Bulletin& bulletin, const Phrases& phrases) {
    JsonObject out = {{"changes", changes(bulletin)},
                      {"coincidences", all(bulletin, bulletin.coincidences)},
                      {"day", format(bulletin.day)},
                      {"divisions", divisions(bulletin)},
                      {"from", bulletin.bounds.from.us},
                      {"headline", strings(Words(bulletin, phrases).headline())},
                      {"mechanism", bulletin.mechanism},
                      {"proof", proof(bulletin.proof)},
                      {"reading", bulletin.reading_id},
                      {"records", all(bulletin, bulletin.records)},
                      {"registers", all(bulletin, bulletin.columns)},
                      {"title", texts_object(bulletin.title)},
                      {"to", bulletin.bounds.to.us},
                      {"watching", watching(bulletin)},
                      {"zone", bulletin.zone}};
    if (!bulletin.cases.empty()) out["cases"] = all(bulletin, bulletin.cases);
    if (!bulletin.commitments.empty()) {
        JsonArray commitments;
        for (const BulletinCommitment& one : bulletin.commitments)
            commitments.push_back(Json{{"commitment", one.id},
                                       {"debtor", one.debtor},
                                       {"due", one.due.us},
                                       {"overdue", one.overdue},
                                       {"reported", one.reported},
                                       {"text", one.text}});
        out["commitments"] = std::move(commitments);
    }
    if (!bulletin.movements.empty()) {
        JsonArray movements;
        for (const BulletinMovement& one : bulletin.movements)
            movements.push_back(Json{{"by", one.by},
                                     {"divisions", JsonArray(one.divisions.begin(), one.divisions.end())},
                                     {"held_us", one.held_us},
                                     {"outcome", one.outcome},
                                     {"patrol", one.patrol},
                                     {"report", one.id}});
        out["movements"] = std::move(movements);
    }
    return out;
}

std::string to_json(const Bulletin& bulletin) {
    JsonObject out = account_json(bulletin, english());
    out["format"] = "truce/bulletin/v1";
    const auto text = canonical(Json(std::move(out)));
    TRUCE_ASSERT(text.ok());  // text in the record is valid UTF-8, and every number here is a count of things in it
    return *text;
}

}  // namespace truce
