#include "truce/mechanism/talks_parts.hpp"

#include <algorithm>

#include "truce/base/json.hpp"

namespace truce {
namespace {

Error misplaced(std::string what) {
    return {Errc::invalid, "talks.parts", std::move(what), "", "Compose the step with truce: truce talks --help"};
}

Audience part_of(TalkAudience audience) {
    switch (audience) {
        case TalkAudience::public_: return Audience::public_;
        case TalkAudience::mechanism: return Audience::mechanism;
        case TalkAudience::session:
        case TalkAudience::concerned: break;
    }
    return Audience::exact;
}

const Part* find_part(const Body& body, Audience audience) {
    const auto found = std::ranges::find(body, audience, &Part::audience);
    return found == body.end() ? nullptr : &*found;
}

Result<void> add(Body& body, Audience audience, JsonObject object, Random& random) {
    TRUCE_ASSIGN(std::string text, canonical(Json(std::move(object))));
    body.push_back(Part::make(audience, std::move(text), random));
    return {};
}

Result<JsonObject> object_of(const std::string& text) {
    TRUCE_ASSIGN(Json json, parse_canonical(text));
    JsonObject* object = json.if_object();
    if (object == nullptr) return misplaced("a part is not an object");
    return std::move(*object);
}

}  // namespace

Result<Body> talk_parts(const TalkBody& step, Random& random) {
    TRUCE_TRY(check_talk(step));
    const Json json = to_json(step);
    JsonObject whole = json.get_object();
    Body body;
    const bool people = !step.people.empty() && step.audience != TalkAudience::session;
    JsonObject named{{"kind", row_of(step.kind).name}};
    if (people) {
        named["people"] = whole["people"];
        whole.erase("people");
    }
    TRUCE_TRY(add(body, part_of(step.audience), std::move(whole), random));
    if (people) TRUCE_TRY(add(body, Audience::exact, std::move(named), random));
    return body;
}

Result<TalkBody> talk_from_parts(const Body& body) {
    const Error sealed{Errc::not_found, "talks.sealed", "what it says cannot be read here", "", "Only those whom it is for can read it"};
    const Part* first = find_part(body, Audience::public_);
    if (first == nullptr) first = find_part(body, Audience::mechanism);
    const Part* exact = find_part(body, Audience::exact);
    const bool closed = first == nullptr;
    if (closed) first = exact;
    if (first == nullptr) return misplaced("it has no part that holds a step");
    if (body.size() != (first == exact || exact == nullptr ? 1U : 2U)) return misplaced("it has a part too many");
    if (!first->open) return sealed;
    TRUCE_ASSIGN(JsonObject whole, object_of(first->open->content));
    if (!closed && exact != nullptr) {
        if (whole.contains("people")) return misplaced("people are named outside the exact part");
        JsonArray people{JsonObject{{"function", sealed_name}, {"name", sealed_name}}};
        if (exact->open) {
            TRUCE_ASSIGN(const JsonObject named, object_of(exact->open->content));
            const Json* list = named.if_contains("people");
            if (list == nullptr || !list->is_array() || named.size() != 2)
                return misplaced("the exact part holds something else than people");
            people = list->get_array();
        }
        whole["people"] = std::move(people);
    }
    TRUCE_ASSIGN(const std::string text, canonical(Json(std::move(whole))));
    TRUCE_ASSIGN(TalkBody step, read_talk(text));
    const bool split = !closed && exact != nullptr;
    if (part_of(step.audience) != first->audience || (!closed && split == step.people.empty()))
        return misplaced("it lies in the part of another audience than it says");
    return step;
}

}  // namespace truce
