// The talks: rounds, documents, commitments, voices, endorsements, and composing a step of them.
#include "truce/serve/api_talks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "truce/base/json.hpp"
#include "truce/mechanism/talks_choices.hpp"
#include "truce/mechanism/talks_composing.hpp"
#include "truce/mechanism/talks_handler.hpp"
#include "truce/mechanism/talks_view.hpp"
#include "truce/mechanism/talks_words.hpp"
#include "truce/serve/answer.hpp"

namespace truce {
namespace {

constexpr std::array rounds_kinds{TalkKind::round_called};
constexpr std::array tabled_kinds{TalkKind::document_tabled};

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

JsonArray missing_json(const RoundView& round, const TalksSeen& seen) {
    JsonArray out;
    for (const Missing& one : missing_of(round, seen.rules, seen.now)) out.push_back(to_json(one));
    return out;
}

/// What a member may do next, about steps that `belongs` takes; of kinds whose names begin so.
template <typename Belongs>
JsonArray choices_json(const TalksSeen& seen, Belongs belongs, std::string_view kinds = "") {
    JsonArray out;
    for (TalkChoice& choice : talk_choices(seen.talks, seen.rules, seen.who, seen.now)) {
        if (!row_of(choice.kind).name.starts_with(kinds)) continue;
        const auto elsewhere = [&](const std::string& id) { return !belongs(*seen.talks.find(id)); };
        const bool needs_one = requires_(row_of(choice.kind), TalkMember::about);
        std::erase_if(choice.about, elsewhere);
        std::erase_if(choice.awaits, elsewhere);
        if (needs_one && choice.about.empty()) continue;
        out.push_back(Json{{"about", list_json(choice.about)}, {"awaits", list_json(choice.awaits)}, {"kind", row_of(choice.kind).name}});
    }
    return out;
}

bool is_of_round(const Talk& step, const std::string& round) { return step.id == round || step.body.round == round; }

Result<HttpResponse> all_rounds(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    JsonArray items;
    for (const RoundView& round : rounds_of(seen.talks, seen.rules, seen.now)) {
        Json one = to_json(round);
        one.get_object()["missing"] = missing_json(round, seen);
        items.push_back(std::move(one));
    }
    JsonArray can = choices_json(seen, [](const Talk&) { return false; });
    return json_answer(Json{{"as_of", number(seen.as_of)}, {"can", std::move(can)}, {"items", std::move(items)}, {"now", seen.now.us}});
}

Result<HttpResponse> one_round(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    TRUCE_ASSIGN(const Talk* const call, talk_in(seen, parameter(asked.path, "id"), rounds_kinds));
    const RoundView round = round_of(seen.talks, seen.rules, *call, seen.now);
    JsonArray documents;
    for (const DocumentView& one : documents_of(seen.talks, seen.now)) {
        if (one.round == round.id) documents.push_back(to_json(one));
    }
    JsonArray steps;
    for (const Talk& step : seen.talks.steps()) {
        if (is_of_round(step, round.id)) steps.push_back(step_json(step, seen));
    }
    JsonArray commitments;
    for (const CommitmentView& one : commitments_of(seen.talks, seen.now)) {
        if (seen.talks.find(one.id)->body.round == round.id) commitments.push_back(to_json(one));
    }
    JsonArray can = choices_json(seen, [&](const Talk& step) { return is_of_round(step, round.id); });
    return json_answer(Json{{"as_of", number(seen.as_of)},
                            {"can", std::move(can)},
                            {"commitments", std::move(commitments)},
                            {"documents", std::move(documents)},
                            {"missing", missing_json(round, seen)},
                            {"now", seen.now.us},
                            {"round", to_json(round)},
                            {"steps", std::move(steps)}});
}

Result<HttpResponse> all_documents(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    JsonArray items;
    for (const DocumentView& one : documents_of(seen.talks, seen.now)) items.push_back(to_json(one));
    return json_answer(Json{{"as_of", number(seen.as_of)}, {"items", std::move(items)}, {"now", seen.now.us}});
}

/// Whether a step belongs to the document: a version, or what is about one.
bool is_of_document(const Talk& step, const std::string& document, const TalksSeen& seen) {
    const Talk* at = &step;
    while (at != nullptr && at->body.kind != TalkKind::document_tabled) at = seen.talks.find(at->body.about);
    return at != nullptr && at->id == document;
}

Result<HttpResponse> one_document(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    TRUCE_ASSIGN(const Talk* const tabled, talk_in(seen, parameter(asked.path, "id"), tabled_kinds));
    JsonArray steps;
    for (const Talk& step : seen.talks.steps()) {
        if (is_of_document(step, tabled->id, seen)) steps.push_back(step_json(step, seen));
    }
    JsonArray commitments;
    for (const CommitmentView& one : commitments_of(seen.talks, seen.now)) {
        if (is_of_document(*seen.talks.find(one.id), tabled->id, seen)) commitments.push_back(to_json(one));
    }
    JsonArray can = choices_json(seen, [&](const Talk& step) { return is_of_document(step, tabled->id, seen); });
    return json_answer(Json{{"as_of", number(seen.as_of)},
                            {"can", std::move(can)},
                            {"commitments", std::move(commitments)},
                            {"document", to_json(document_of(seen.talks, *tabled, seen.now))},
                            {"now", seen.now.us},
                            {"steps", std::move(steps)}});
}

/// Two versions of one document: the one that is named from, and the one that is named to.
Result<HttpResponse> comparison(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    TRUCE_ASSIGN(const Talk* const tabled, talk_in(seen, parameter(asked.path, "id"), tabled_kinds));
    const auto version = [&](std::string_view name) -> Result<const Talk*> {
        constexpr std::array versions{TalkKind::document_tabled, TalkKind::document_amended};
        const std::string id = asked.query.text(name).value_or("");
        TRUCE_ASSIGN(const Talk* const step, talk_in(seen, id, versions));
        if (seen.talks.document_of(*step).id == tabled->id) return step;
        return Error{Errc::not_found, "talks.unknown", fmt::format("\"{}\" is no version of this document", id), std::string(name),
                     "Name two of its versions"};
    };
    TRUCE_ASSIGN(const Talk* const from, version("from"));
    TRUCE_ASSIGN(const Talk* const to, version("to"));
    return json_answer(comparison_json(*from, *to));
}

Result<HttpResponse> commitments(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    JsonArray items;
    std::vector<std::string> named;
    for (const CommitmentView& one : commitments_of(seen.talks, seen.now)) {
        items.push_back(to_json(one));
        named.push_back(one.id);
        // A later version or an opening for signature, and what was tabled.
        for (const Talk* from = seen.talks.find(one.about); from != nullptr; from = seen.talks.find(from->body.about))
            named.push_back(from->id);
        named.insert(named.end(), one.statements.begin(), one.statements.end());
    }
    JsonArray steps;  // what they rest on, and what was said of them
    for (const Talk& step : seen.talks.steps()) {
        if (std::ranges::find(named, step.id) != named.end()) steps.push_back(step_json(step, seen));
    }
    JsonArray can = choices_json(seen, [](const Talk&) { return true; }, "commitment.");
    return json_answer(Json{{"as_of", number(seen.as_of)},
                            {"can", std::move(can)},
                            {"items", std::move(items)},
                            {"now", seen.now.us},
                            {"steps", std::move(steps)}});
}

Result<HttpResponse> voices(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    std::vector<std::string> roles = asked.query.list("role");
    if (roles.empty()) roles = {"party"};
    JsonArray items;
    for (const Representation& one : representation_of(seen.talks, seen.rules, roles, seen.now)) {
        Json json = to_json(one);
        json.get_object()["name"] = seen.rules.name_of(one.who);
        items.push_back(std::move(json));
    }
    return json_answer(Json{{"as_of", number(seen.as_of)}, {"items", std::move(items)}});
}

/// Outside bodies' words on what was agreed, each with its own verb, and what was said in public.
Result<HttpResponse> endorsements(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    JsonArray items;
    for (const Talk& step : seen.talks.steps()) {
        if (step.body.kind != TalkKind::endorsement_noted && step.body.kind != TalkKind::statement_quoted) continue;
        Json one = step_json(step, seen);
        const Talk* about = seen.talks.find(step.body.about);
        if (const std::string title = about == nullptr ? std::string() : seen.talks.title_of(*about); !title.empty())
            one.get_object()["about_title"] = title;
        items.push_back(std::move(one));
    }
    return json_answer(Json{{"as_of", number(seen.as_of)}, {"items", std::move(items)}});
}

Result<HttpResponse> compose_a_talk(const Asked& asked) {
    static constexpr std::array<std::string_view, 2> needed{"key", "step"};
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed));
    TRUCE_ASSIGN(const NoteKey key, key_to_compose_for(asked, body));
    const JsonObject* given = body.at("step").if_object();
    if (given == nullptr || !given->contains("kind"))
        return Error{Errc::invalid, "body.members", "the member \"step\" is no object with a kind", "body", "Look at GET /api"};
    JsonObject object = *given;
    if (!object.contains("form")) object["form"] = talk_form;
    TalkRequest request;
    TRUCE_ASSIGN(request.step, draft_talk(object));
    if (request.step.reported)
        return Error{Errc::invalid, "body.members", "what others are reported to have done is not recorded by these pages", "step",
                     "Record it with truce talks"};
    TRUCE_ASSIGN(const Desk desk, desk_for(asked, key));
    TRUCE_ASSIGN(const ComposedTalk composed,
                 compose_talk(desk, key, std::move(request), asked.service.clock().now(), asked.service.random()));
    return composed_answer(asked, {{"id", composed.id}, {"kind", row_of(composed.step.kind).name}, {"step", to_json(composed.step)}},
                           composed.body, composed.text, composed.words, key);
}

}  // namespace

Result<TalksSeen> talks_seen(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    TalkRules rules = talk_rules(viewer->documents());
    TRUCE_ASSIGN(const Talks all, load_talks(asked.mechanism.db(), viewer->as_of()));
    Talks seen = seen_by(all, rules, viewer->institution(), viewer->now());
    return TalksSeen{viewer->as_of(), viewer->institution(), viewer->is_member(), viewer->now(), std::move(rules), std::move(seen)};
}

Result<const Talk*> talk_in(const TalksSeen& seen, std::string_view id, std::span<const TalkKind> kinds) {
    const Talk* step = seen.talks.find(id);
    if (step != nullptr && std::ranges::find(kinds, step->body.kind) != kinds.end()) return step;
    return Error{Errc::not_found, "talks.unknown", fmt::format("nothing in the talks is \"{}\"", id), "", "Look at GET /api/talks"};
}

Json step_json(const Talk& step, const TalksSeen& seen) {
    Json out = to_json(step);
    JsonObject& object = out.get_object();
    object["headline"] = talk_headline(step, seen.talks, seen.rules);
    object["details"] = talk_details(step, seen.talks, seen.rules, 0);
    object["speaker"] = step.speaker();
    object["standing"] = seen.talks.is_standing(step);
    return out;
}

void add_talks_routes(Service& service) {
    service.route(HttpMethod::get, "/api/talks", {"as_of"}, all_rounds);
    service.route(HttpMethod::get, "/api/talks/rounds/{id}", {"as_of"}, one_round);
    service.route(HttpMethod::get, "/api/talks/documents", {"as_of"}, all_documents);
    service.route(HttpMethod::get, "/api/talks/documents/{id}", {"as_of"}, one_document);
    service.route(HttpMethod::get, "/api/talks/documents/{id}/comparison", {"from", "to", "as_of"}, comparison);
    service.route(HttpMethod::get, "/api/talks/commitments", {"as_of"}, commitments);
    service.route(HttpMethod::get, "/api/talks/voices", {"role", "as_of"}, voices);
    service.route(HttpMethod::get, "/api/talks/endorsements", {"as_of"}, endorsements);
    service.route(HttpMethod::post, "/api/talks/compose", {}, compose_a_talk);
    add_talks_feed_routes(service);
}

}  // namespace truce
