#include "truce/mechanism/step_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

constexpr std::size_t officer_bytes_max = 200;

Error misplaced(std::string what) {
    return {Errc::invalid, "step.parts", std::move(what), "", "Compose the step with truce: truce case --help"};
}

Result<Part> part_of(Audience audience, const JsonObject& object, Random& random) {
    TRUCE_ASSIGN(std::string text, canonical(Json(object)));
    return Part::make(audience, std::move(text), random);
}

/// The part's object; empty if it does not exist or is sealed.
Result<JsonObject> object_in(const Body& body, Audience audience) {
    const std::string* text = content_of(body, audience);
    if (text == nullptr) return JsonObject();
    TRUCE_ASSIGN(const Json json, parse_canonical(*text));
    const JsonObject* object = json.if_object();
    if (object == nullptr) return misplaced(fmt::format("its {} part is not an object", name_of(audience)));
    return *object;
}

bool exists(const Body& body, Audience audience) { return std::ranges::find(body, audience, &Part::audience) != body.end(); }

/// Nothing but what belongs into that part.
Result<void> check_members(const JsonObject& object, Audience audience, std::initializer_list<std::string_view> known) {
    for (const auto& member : object) {
        if (std::ranges::find(known, std::string_view(member.key())) == known.end())
            return misplaced(fmt::format("\"{}\" does not belong into the {} part", std::string_view(member.key()), name_of(audience)));
    }
    return {};
}

bool is_officer(std::string_view name) {
    return !name.empty() && name.size() <= officer_bytes_max && is_utf8(name) && name.front() != ' ' && name.back() != ' ' &&
           std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Error no_officer() {
    return {Errc::invalid, "step.officer", "an officer's name is blank, too long or has control characters", "",
            "Give a name or a shift's mark in one line"};
}

Result<std::vector<std::string>> officers_in(const JsonObject& provenance) {
    std::vector<std::string> officers;
    const Json* list = provenance.if_contains("officers");
    if (list == nullptr) return officers;
    if (!list->is_array() || list->get_array().empty()) return no_officer();
    for (const Json& one : list->get_array()) {
        if (!one.is_string() || !is_officer(one.get_string())) return no_officer();
        officers.emplace_back(one.get_string());
    }
    return officers;
}

}  // namespace

Region coarse(const Region& where, const Profile& profile) {
    if (where.kind == Region::Kind::areas || where.kind == Region::Kind::unknown) return where;
    std::vector<std::string> ids;
    for (const std::uint16_t index : profile.atlas->touched(where)) ids.push_back(profile.atlas->id(index));
    return Region::areas(std::move(ids));
}

Result<Body> step_parts(const StepBody& step, const std::vector<std::string>& officers, const Profile& profile, Random& random) {
    TRUCE_TRY(check_step(step));
    const Json whole = to_json(step);
    JsonObject shared = whole.get_object();
    const std::string kind(row_of(step.kind).name);
    Body body;
    JsonObject exact{{"kind", kind}};
    if (step.where) {
        const Region areas = coarse(*step.where, profile);
        if (areas != *step.where) exact["where"] = shared["where"];
        shared["where"] = to_json(areas);
    }
    JsonObject provenance{{"kind", kind}};
    if (!step.source.empty()) {
        provenance["source"] = step.source;
        shared.erase("source");
    }
    if (!officers.empty()) {
        JsonArray list;
        for (const std::string& one : officers) {
            if (!is_officer(one)) return no_officer();
            list.emplace_back(one);
        }
        provenance["officers"] = std::move(list);
    }
    for (const auto& [audience, object] : {std::pair<Audience, const JsonObject*>{Audience::mechanism, &shared},
                                           {Audience::exact, &exact},
                                           {Audience::provenance, &provenance}}) {
        if (audience != Audience::mechanism && object->size() == 1) continue;
        TRUCE_ASSIGN(Part part, part_of(audience, *object, random));
        body.push_back(std::move(part));
    }
    return body;
}

Result<StepBody> step_from_parts(const Body& body) {
    if (exists(body, Audience::public_)) return misplaced("a step has no public part");
    TRUCE_ASSIGN(JsonObject whole, object_in(body, Audience::mechanism));
    if (whole.empty())
        return Error{Errc::not_found, "step.sealed", "what it says cannot be read here", "", "Ask for the part that the mechanism reads"};
    TRUCE_ASSIGN(const JsonObject exact, object_in(body, Audience::exact));
    TRUCE_ASSIGN(const JsonObject provenance, object_in(body, Audience::provenance));
    TRUCE_TRY(check_members(exact, Audience::exact, {"kind", "where"}));
    TRUCE_TRY(check_members(provenance, Audience::provenance, {"kind", "source", "officers"}));
    TRUCE_ASSIGN([[maybe_unused]] const auto officers, officers_in(provenance));
    if (whole.contains("source")) return misplaced("\"source\" does not belong into the mechanism part");
    if (const Json* where = exact.if_contains("where")) {
        if (!whole.contains("where")) return misplaced("an exact place without the areas it lies in");
        whole["where"] = *where;
    }
    if (const Json* source = provenance.if_contains("source")) {
        whole["source"] = *source;
    } else if (exists(body, Audience::provenance) && content_of(body, Audience::provenance) == nullptr) {
        const Json* kind = whole.if_contains("kind");
        if (kind != nullptr && kind->is_string() && kind->get_string() == row_of(StepKind::fact_asserted).name)
            whole["source"] = sealed_source;
    }
    TRUCE_ASSIGN(const std::string text, canonical(Json(std::move(whole))));
    return read_step(text);
}

Result<void> check_step_place(const Body& body, const Profile& profile) {
    TRUCE_ASSIGN(const JsonObject shared, object_in(body, Audience::mechanism));
    TRUCE_ASSIGN(const JsonObject exact, object_in(body, Audience::exact));
    const Json* areas = shared.if_contains("where");
    if (areas == nullptr) return {};
    TRUCE_ASSIGN(const Region told, region_from_json(*areas));
    Region where = told;
    if (const Json* precise = exact.if_contains("where")) {
        TRUCE_ASSIGN(where, region_from_json(*precise));
    }
    const bool sealed = exists(body, Audience::exact) && content_of(body, Audience::exact) == nullptr;
    if (sealed ? told == coarse(told, profile) : told == coarse(where, profile)) return {};
    return Error{Errc::invalid, "step.place", "the mechanism is told another place than the areas in which the exact one lies", "",
                 "Compose the step anew under the profile in force"};
}

std::vector<std::string> officers_of(const Body& body) {
    const auto provenance = object_in(body, Audience::provenance);
    if (!provenance) return {};
    auto officers = officers_in(*provenance);
    return officers ? std::move(*officers) : std::vector<std::string>();
}

}  // namespace truce
