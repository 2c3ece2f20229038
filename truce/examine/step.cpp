#include "truce/examine/step.hpp"

#include <algorithm>
#include <array>

#include "truce/base/json.hpp"

namespace truce {
namespace {

constexpr std::array<std::string_view, 4> confidences{"certain", "highly_probable", "probable", "possible"};
constexpr std::array<std::string_view, 2> manners{"jointly", "separately"};
constexpr std::array<std::string_view, 3> choices_{"approve", "object", "abstain"};
constexpr std::array<std::string_view, 25> member_names{"about",     "to",     "text",   "incident",   "accused", "when",     "where",
                                                        "attribute", "values", "range",  "confidence", "source",  "finding",  "verdict",
                                                        "manner",    "seen",   "choice", "on",         "votes",   "sanction", "term",
                                                        "forum",     "report", "into",   "evidence"};
static_assert(member_names.size() == static_cast<std::size_t>(StepMember::evidence) + 1);

Json list_json(const std::vector<std::string>& list) {
    JsonArray array;
    for (const std::string& one : list) array.emplace_back(one);
    return array;
}

void put(JsonObject& object, std::string_view name, const std::string& value) {
    if (!value.empty()) object[name] = value;
}
void put(JsonObject& object, std::string_view name, const std::vector<std::string>& value) {
    if (!value.empty()) object[name] = list_json(value);
}
void put(JsonObject& object, std::string_view name, const std::optional<Interval>& value) {
    if (value) object[name] = JsonArray{value->from.us, value->to.us};
}
template <typename Word>
void put_word(JsonObject& object, std::string_view name, const std::optional<Word>& value) {
    if (value) object[name] = name_of(*value);
}

}  // namespace

std::string_view name_of(Confidence confidence) { return confidences.at(static_cast<std::size_t>(confidence)); }
std::string_view name_of(Manner manner) { return manners.at(static_cast<std::size_t>(manner)); }
std::string_view name_of(Choice choice) { return choices_.at(static_cast<std::size_t>(choice)); }
std::string_view name_of(StepMember member) { return member_names.at(static_cast<std::size_t>(member)); }

std::vector<std::string> Step::refs() const {
    std::vector<std::string> named{body.case_id, body.phase, body.replaces, body.about};
    named.insert(named.end(), body.seen.begin(), body.seen.end());
    named.insert(named.end(), body.votes.begin(), body.votes.end());
    std::ranges::sort(named);
    const auto [first, last] = std::ranges::unique(named);
    named.erase(first, last);
    std::erase(named, std::string());
    return named;
}

Json to_json(const StepBody& body) {
    JsonObject object;
    object["form"] = step_form;
    object["kind"] = row_of(body.kind).name;
    put(object, "case", body.case_id);
    put(object, "phase", body.phase);
    put(object, "replaces", body.replaces);
    if (body.relay) {
        put(object, "on_behalf_of", body.relay->of);
        put(object, "medium", body.relay->medium);
        put(object, "scan", body.relay->scan);
    }
    put(object, "about", body.about);
    put(object, "to", body.to);
    put(object, "text", body.text);
    put(object, "incident", body.incident);
    put(object, "accused", body.accused);
    put(object, "when", body.when);
    if (body.where) object["where"] = to_json(*body.where);
    put(object, "attribute", body.attribute);
    put(object, "values", body.values);
    if (body.range) object["range"] = JsonArray{body.range->first, body.range->second};
    put_word(object, "confidence", body.confidence);
    put(object, "source", body.source);
    put(object, "finding", body.finding);
    put(object, "verdict", body.verdict);
    put_word(object, "manner", body.manner);
    put(object, "seen", body.seen);
    put_word(object, "choice", body.choice);
    put(object, "on", body.on);
    put(object, "votes", body.votes);
    put(object, "sanction", body.sanction);
    put(object, "term", body.term);
    put(object, "forum", body.forum);
    put(object, "report", body.report);
    put(object, "into", body.into);
    put(object, "evidence", body.evidence);
    return object;
}

}  // namespace truce
