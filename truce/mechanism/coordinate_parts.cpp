#include "truce/mechanism/coordinate_parts.hpp"

#include "truce/base/json.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace truce {
namespace {

Error misplaced(std::string what) {
    return {Errc::invalid, "coordination.parts", std::move(what), "", "Compose the step with truce: truce coordinate --help"};
}

Audience main_part(const CoordinationRow& row) {
    return row.audience == CoordinationAudience::mechanism ? Audience::mechanism : Audience::exact;
}

using Objects = std::map<Audience, JsonObject>;

/// Which member lies where.
Objects split(const JsonObject& whole, const CoordinationRow& row) {
    const bool shown = whole.contains("public");
    Objects parts;
    for (const auto& member : whole) {
        const std::string_view name = member.key();
        if (name == "form" || name == "kind") continue;
        Audience audience = main_part(row);
        if (name == "convoy" || name == "contact") audience = Audience::provenance;
        if (shown && std::ranges::any_of(public_members, [&](CoordinationMember one) { return name_of(one) == name; }))
            audience = Audience::public_;
        parts[audience][name] = member.value();
    }
    parts.try_emplace(main_part(row));
    for (auto& [audience, object] : parts) {
        object["form"] = whole.at("form");
        object["kind"] = whole.at("kind");
    }
    return parts;
}

Result<JsonObject> object_of(const std::string& text) {
    TRUCE_ASSIGN(Json json, parse_canonical(text));
    JsonObject* object = json.if_object();
    if (object == nullptr) return misplaced("a part is not an object");
    return std::move(*object);
}

const CoordinationRow* row_in(const JsonObject& object) {
    const Json* kind = object.if_contains("kind");
    return kind != nullptr && kind->is_string() ? find_coordination(kind->get_string()) : nullptr;
}

}  // namespace

Result<Body> coordination_parts(const CoordinationBody& step, Random& random) {
    TRUCE_TRY(check_coordination(step));
    Body body;
    for (auto& [audience, object] : split(to_json(step), row_of(step.kind))) {
        TRUCE_ASSIGN(std::string text, canonical(Json(std::move(object))));
        body.push_back(Part::make(audience, std::move(text), random));
    }
    return body;
}

Result<StatedStep> coordination_from_parts(const Body& body) {
    JsonObject whole;
    Objects given;
    const CoordinationRow* row = nullptr;
    for (const Part& part : body) {
        if (!part.open) continue;
        TRUCE_ASSIGN(JsonObject object, object_of(part.open->content));
        row = row_in(object);
        if (row == nullptr) return misplaced("it is no step of coordination");
        for (const auto& member : object) {
            const auto [at, is_new] = whole.emplace(member.key(), member.value());
            if (!is_new && at->value() != member.value()) return misplaced("its parts contradict each other");
        }
        if (!object.contains("form")) return misplaced("a part does not say its form");
        given.emplace(part.audience, std::move(object));
    }
    if (row == nullptr || !given.contains(main_part(*row)))
        return Error{Errc::not_found, "coordination.sealed", "what it says cannot be read here", "",
                     "Only those whom it concerns can read it"};
    const Objects expected = split(whole, *row);
    if (expected != given) return misplaced("a member lies in another part than its own");
    for (const Part& part : body) {
        if (!part.open && part.audience != Audience::provenance && !expected.contains(part.audience))
            return misplaced("it has a part too many");
    }
    StatedStep out{std::move(whole), {}};
    if (row->kind == CoordinationKind::activity_filed || row->kind == CoordinationKind::activity_changed) {
        const auto exact = std::ranges::find(body, Audience::exact, &Part::audience);
        const PartSecret& secret = exact->open->secret;
        out.key = AwarenessKey::from_secret({reinterpret_cast<const char*>(secret.data()), secret.size()}).hex;
    }
    return out;
}

}  // namespace truce
