// What the mechanism is, who takes part, which keys may sign, what was agreed.
#include <fmt/format.h>

#include "truce/agreement/form.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/public_log.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"
#include "truce/serve/embedded.hpp"

namespace truce {
namespace {

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

std::string_view name_of(RegisterHolds holds) { return holds == RegisterHolds::reports ? "reports" : "counts"; }

std::string_view name_of(FindingMeans means) {
    switch (means) {
        case FindingMeans::violation: return "violation";
        case FindingMeans::no_violation: return "no_violation";
        case FindingMeans::none: break;
    }
    return "none";
}

std::string_view name_of(PlaceDetail detail) { return choices::place_detail[static_cast<std::size_t>(detail)]; }

template <typename List, typename One>
JsonArray each(const List& list, One one) {
    JsonArray out;
    for (const auto& item : list) out.push_back(one(item));
    return out;
}

Json reading_json(const Documents& documents, const Documents::Signed& reading) {
    const Reading& what = reading.terms->reading;
    return {{"by", what.by},
            {"digest", reading.digest.hex()},
            {"entry", number(reading.entry)},
            {"id", what.id},
            {"joint", what.joint},
            {"roles", what.id == documents.first_reading},
            {"title", texts_json(what.title)}};
}

Json role_json(const DatedRole& role, const Profile& profile) {
    JsonObject out{{"from", role.valid.from.us}, {"role", role.role}, {"source", role.source}, {"to", role.valid.to.us}};
    for (const Role& one : profile.roles) {
        if (one.id == role.role) out["title"] = texts_json(one.title);
    }
    return Json(std::move(out));
}

JsonArray participants_json(const Documents& documents) {
    JsonArray out;
    for (const Actor& actor : documents.roles().terms->actors) {
        if (actor.kind != ActorKind::participant) continue;
        JsonObject one{{"id", actor.id}, {"names", texts_json(actor.names.texts)}};
        one["roles"] = each(actor.roles, [&](const DatedRole& role) { return role_json(role, *documents.profile); });
        one["guarantors"] = each(actor.guarantors, [](const auto& dated) {
            return Json{{"from", dated.second.from.us}, {"guarantor", dated.first}, {"to", dated.second.to.us}};
        });
        if (!actor.note.empty()) one["note"] = actor.note;
        out.emplace_back(std::move(one));
    }
    return out;
}

Json register_json(const Register& reg) {
    return {{"citation", reg.citation},
            {"code", reg.code},
            {"format", reg.format},
            {"holds", name_of(reg.holds)},
            {"id", reg.id},
            {"licence", reg.licence},
            {"limits", reg.limits},
            {"names", texts_json(reg.names.texts)},
            {"published", reg.published},
            {"recorder", reg.recorder},
            {"unit", texts_json(reg.unit)}};
}

void add_vocabulary(JsonObject& out, const Profile& profile) {
    out["acts"] =
        each(profile.acts, [](const Act& act) { return Json{{"id", act.id}, {"parent", act.parent}, {"title", texts_json(act.title)}}; });
    out["facts"] = each(profile.facts, [](const FactKind& fact) {
        return Json{{"id", fact.id}, {"title", texts_json(fact.title)}, {"unit", fact.unit}, {"values", list_json(fact.values)}};
    });
    out["findings"] = each(profile.findings, [](const FindingKind& one) {
        return Json{{"id", one.id}, {"means", name_of(one.means)}, {"title", texts_json(one.title)}};
    });
    out["roles"] = each(profile.roles, [](const Role& role) {
        return Json{{"id", role.id}, {"may", list_json(role.may)}, {"title", texts_json(role.title)}};
    });
    out["divisions"] = each(profile.divisions, [](const Division& one) {
        return Json{{"areas", list_json(one.areas)}, {"id", one.id}, {"names", texts_json(one.names.texts)}};
    });
    out["registers"] = each(profile.registers, register_json);
    out["disclosures"] = each(profile.disclosures, [](const Disclosure& one) {
        return Json{{"audience", one.audience}, {"delay_us", one.delay_us}, {"place", name_of(one.place)}};
    });
    out["publication"] = Json{{"name_after_us", profile.publication.name_after_us}, {"tick_us", profile.publication.tick_us}};
    out["zone"] = profile.days.zone();
    out["day_bounds"] =
        each(profile.days.changes(), [](const LocalDays::Change& one) { return Json{{"from", one.from.us}, {"offset_s", one.offset_s}}; });
    out["examiners"] = profile.examiners;
}

Result<HttpResponse> mechanism(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    const Documents& documents = viewer->documents();
    const Profile& profile = *documents.profile;
    const LogReader log(asked.mechanism.db());
    TRUCE_ASSIGN(const StoredEntry last_entry, log.entry(viewer->as_of() - 1));
    JsonObject out{{"as_of", number(viewer->as_of())},   {"id", profile.id},
                   {"reading", documents.first_reading}, {"recorded_at", last_entry.recorded_at.us},
                   {"title", texts_json(profile.title)}, {"viewer", viewer_json(*viewer, asked.session)}};
    TRUCE_ASSIGN(out["origin"], log.origin());
    TRUCE_ASSIGN(out["checkpoint"], log.checkpoint_at(viewer->as_of()));
    const std::int64_t tick = profile.publication.tick_us;
    const std::int64_t last = asked.service.clock().now().us / tick * tick;
    out["public_tick"] = Json{{"last", last}, {"next", last + tick}};
    out["participants"] = participants_json(documents);
    out["readings"] = each(documents.readings, [&](const Documents::Signed& one) { return reading_json(documents, one); });
    add_vocabulary(out, profile);
    TRUCE_ASSIGN(const auto situation, asked.situation(viewer->as_of(), documents.first_reading));
    TRUCE_ASSIGN(const auto days, situation->span(*viewer));
    if (days) {
        out["first_day"] = format(days->first);
        out["last_day"] = format(days->second);
    }
    return json_answer(Json(std::move(out)));
}

Result<HttpResponse> participants(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    return json_answer(Json{{"as_of", number(viewer->as_of())}, {"participants", participants_json(viewer->documents())}});
}

Result<HttpResponse> keys(const Asked& asked) {
    TRUCE_ASSIGN(const std::uint64_t as_of, asked.as_of());
    const LogReader log(asked.mechanism.db());
    TRUCE_ASSIGN(const NoteKey own, log.checkpoint_key());
    TRUCE_ASSIGN(const auto all, log.keys());
    JsonArray list;
    for (const EnrolledKey& key : all) {
        if (key.enrolled_at >= as_of) continue;
        const bool revoked = key.revoked_at && *key.revoked_at <= as_of;  // from that place on
        JsonObject one{{"enrolled_at", number(key.enrolled_at)},
                       {"institution", key.institution},
                       {"kinds", list_json(key.kinds)},
                       {"may", !revoked},
                       {"name", key.key.name},
                       {"vkey", key.key.vkey()}};
        if (revoked) one["revoked_at"] = number(*key.revoked_at);
        list.emplace_back(std::move(one));
    }
    return json_answer(Json{{"as_of", number(as_of)}, {"keys", std::move(list)}, {"log", own.vkey()}});
}

/// A document in its canonical form, as it lies in the public part of its entry.
Result<Json> signed_document(const Mechanism& mechanism, std::uint64_t index, std::string_view member) {
    TRUCE_ASSIGN(const StoredEntry stored, LogReader(mechanism.db()).entry(index));
    const std::string* text = content_of(stored.body, Audience::public_);
    if (text == nullptr)
        return Error{Errc::corrupt, "document.form", "a signed document has no public part", "", "Run `truce record verify`"};
    TRUCE_ASSIGN(Json json, parse_canonical(*text));
    Json* document = json.is_object() ? json.get_object().if_contains(member) : nullptr;
    if (document == nullptr)
        return Error{Errc::corrupt, "document.form", "a signed document is not in its form", "", "Run `truce record verify`"};
    return std::move(*document);
}

Json amendment_json(const Amendment& one) {
    return {{"awaited", list_json(one.awaited)},
            {"contested", one.contested},
            {"digest", one.digest.hex()},
            {"entry", number(one.entry)},
            {"kind", one.kind},
            {"predecessor", one.predecessor.hex()},
            {"reading", one.reading},
            {"signed_by", list_json(one.signed_by)}};
}

Result<HttpResponse> agreement(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    const Documents& documents = viewer->documents();
    TRUCE_ASSIGN(const Documents::Signed* const reading, documents.reading(asked.query.text("reading").value_or(documents.first_reading)));
    JsonObject out{{"as_of", number(viewer->as_of())}, {"reading", reading_json(documents, *reading)}};
    out["readings"] = each(documents.readings, [&](const Documents::Signed& one) { return reading_json(documents, one); });
    out["amendments"] = each(documents.amendments, amendment_json);
    TRUCE_ASSIGN(out["terms"], signed_document(asked.mechanism, reading->entry, "terms"));
    TRUCE_ASSIGN(out["profile"], signed_document(asked.mechanism, documents.profile_entry, "profile"));
    out["text"] = show(*reading->terms, *documents.profile, asked.query.text("language").value_or("en"));
    return json_answer(Json(std::move(out)));
}

Result<HttpResponse> contract(const Asked&) {
    for (const EmbeddedFile& file : embedded_files()) {
        if (file.name == "api.openapi.json") return json_bytes(std::string(file.bytes));
    }
    return Error{Errc::not_found, "http.path", "the contract is not inside this binary", "", ""};
}

}  // namespace

Json viewer_json(const Viewer& viewer, const std::optional<Session>& session) {
    JsonObject out{{"as_of", number(viewer.as_of())},
                   {"audience", viewer.is_member() ? "mechanism" : "public"},
                   {"institution", viewer.institution()},
                   {"roles", list_json(viewer.roles())}};
    if (session) {
        if (session->expires < Instant::highest()) out["expires"] = session->expires.us;
        out["key"] = session->key;
    }
    return Json(std::move(out));
}

void add_mechanism_routes(Service& service) {
    service.route(HttpMethod::get, "/api", {}, contract);
    service.route(HttpMethod::get, "/api/mechanism", {"as_of"}, mechanism);
    service.route(HttpMethod::get, "/api/participants", {"as_of"}, participants);
    service.route(HttpMethod::get, "/api/keys", {"as_of"}, keys);
    service.route(HttpMethod::get, "/api/agreement", {"reading", "as_of", "language"}, agreement);
}

}  // namespace truce
