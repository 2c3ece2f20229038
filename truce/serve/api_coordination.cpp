// Planned activities: one's own and those that one may see, areas, channels, conversations, what is in the way, who was told what; and
// composing a step. For those who take part alone: to the public nothing of it is told here (outcomes come with the bulletin).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "truce/base/json.hpp"
#include "truce/mechanism/coordinate_choices.hpp"
#include "truce/mechanism/coordinate_composing.hpp"
#include "truce/mechanism/coordinate_view.hpp"
#include "truce/mechanism/coordinate_words.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"
#include "truce/serve/time_classes.hpp"

namespace truce {
namespace {

using K = CoordinationKind;

/// Coordination as it stands, and the participant who asks. There is no asking as of earlier: what the levels of then would have told, a
/// suspended channel no longer does.
struct Seen {
    std::uint64_t as_of = 0;
    std::string who;  ///< never ""
    Instant now;
    std::shared_ptr<const Coordination> coordination;
};

Result<Seen> seen_by(const Asked& asked) {
    if (asked.institution.empty())
        return Error{Errc::unsigned_, "session.none", "nobody is signed in", "", "Sign in first: POST /api/session/challenge"};
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    if (!viewer->is_member())
        return Error{Errc::forbidden, "coordination.viewer", fmt::format("{} takes no part now", viewer->institution()), "",
                     "Ask as a participant"};
    TRUCE_ASSIGN(auto coordination, asked.service.readers().coordination(asked.mechanism, viewer->as_of()));
    return Seen{viewer->as_of(), viewer->institution(), viewer->now(), std::move(coordination)};
}

Json named_json(const std::vector<K>& kinds) {
    JsonArray out;
    for (const K kind : kinds) out.emplace_back(row_of(kind).name);
    return out;
}

Json answer_of(const Seen& seen, JsonObject more) {
    more["as_of"] = static_cast<std::int64_t>(seen.as_of);
    more["now"] = seen.now.us;
    return more;
}

Json step_json(const CoordinationStep& step, const Seen& seen) {
    Json out = to_json(step, seen.who);
    out.get_object()["key_name"] = step.key_name;
    return out;
}

/// How it comes that one may see an activity.
std::string_view relation(const Activity& activity, const Seen& seen) {
    if (activity.owner() == seen.who) return "own";
    if (!seen.coordination->concerns(activity, seen.who)) return "disclosed";
    const auto& to = activity.recipients();
    return std::ranges::find(to, seen.who) != to.end() ? "recipient" : "signer";
}

Json activity_json(const Activity& activity, const Seen& seen) {
    Json out = to_json(activity, *seen.coordination, seen.who, seen.now);
    out.get_object()["can"] = named_json(coordination_choices(*seen.coordination, activity, seen.who, seen.now));
    out.get_object()["relation"] = relation(activity, seen);
    return out;
}

/// How much of the other's activities one may learn and of one's own the other, and who has suspended the channel.
JsonArray channels_json(const Seen& seen) {
    const Coordination& all = *seen.coordination;
    const std::vector<ChannelState> suspended = all.suspended();
    JsonArray out;
    for (const std::string& with : all.terms().roster.participants()) {
        if (with == seen.who) continue;
        JsonArray states;
        for (const ChannelState& one : suspended) {
            const bool between = (one.by == seen.who && one.with == with) || (one.by == with && one.with == seen.who);
            if (between) states.push_back(Json{{"by", one.by}, {"since", one.since.us}, {"text", one.text}});
        }
        out.push_back(Json{{"suspended", std::move(states)},
                           {"they_show", name_of(all.book().matrix().level(with, seen.who))},
                           {"we_show", name_of(all.book().matrix().level(seen.who, with))},
                           {"with", with}});
    }
    return out;
}

Result<HttpResponse> overview(const Asked& asked) {
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    const Coordination& all = *seen.coordination;
    JsonArray areas;
    for (const ConsentArea& area : all.book().rules().areas) areas.push_back(to_json(area));
    JsonArray suspended;  // also others': whoever takes part reads of it
    for (const ChannelState& one : all.suspended()) suspended.push_back(to_json(one));
    JsonArray waiting;
    for (const Waiting& one : waiting_for(all, seen.who, seen.now)) waiting.push_back(to_json(one));
    JsonArray alerts;
    for (const Alert& one : alerts_for(all, seen.who, seen.now)) alerts.push_back(to_json(one));
    const auto named = all.terms().separations->named();
    return json_answer(answer_of(seen, {{"alerts", std::move(alerts)},
                                        {"areas", std::move(areas)},
                                        {"can", named_json(coordination_choices(all, seen.who, seen.now))},
                                        {"channels", channels_json(seen)},
                                        {"kinds", JsonArray(named.begin(), named.end())},
                                        {"suspended", std::move(suspended)},
                                        {"waiting", std::move(waiting)},
                                        {"who", seen.who}}));
}

Result<HttpResponse> all_activities(const Asked& asked) {
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    JsonArray items;
    for (const Activity* one : activities_seen_by(*seen.coordination, seen.who)) items.push_back(activity_json(*one, seen));
    return json_answer(answer_of(seen, {{"items", std::move(items)}}));
}

Result<HttpResponse> one_activity(const Asked& asked) {
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    const std::string_view id = parameter(asked.path, "id");
    const Activity* activity = seen.coordination->book().find(id);
    if (activity == nullptr || !seen.coordination->may_see(*activity, seen.who))
        return Error{Errc::not_found, "activity.unknown", fmt::format("there is no activity {}", id), "",
                     "Look at GET /api/coordination/activities"};
    JsonArray steps;
    for (const CoordinationStep* step : steps_seen_by(*seen.coordination, seen.who)) {
        if (step->id == id || step->body.activity == id) steps.push_back(step_json(*step, seen));
    }
    JsonObject more{{"activity", activity_json(*activity, seen)}, {"steps", std::move(steps)}};
    if (seen.coordination->concerns(*activity, seen.who)) more["notice"] = notice(*activity, *seen.coordination, seen.now);
    return json_answer(answer_of(seen, std::move(more)));
}

/// Areas of operations that one keeps or was invited to.
Result<HttpResponse> operations(const Asked& asked) {
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    JsonArray items;
    for (const AreaOfOperations* one : seen.coordination->operations_of(seen.who)) {
        Json json = to_json(*one, *seen.coordination, seen.who);
        json.get_object()["can"] = named_json(coordination_choices(*seen.coordination, *one, seen.who, seen.now));
        items.push_back(std::move(json));
    }
    return json_answer(answer_of(seen, {{"items", std::move(items)}}));
}

Result<HttpResponse> threads(const Asked& asked) {
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    JsonArray items;
    for (const ConflictThread* one : threads_seen_by(*seen.coordination, seen.who))
        items.push_back(to_json(*one, *seen.coordination, seen.who));
    return json_answer(answer_of(seen, {{"items", std::move(items)}}));
}

/// Of whose activities: one's own. What others' activities were told to one stands in the answers to one's own questions.
Result<HttpResponse> told(const Asked& asked) {
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    TRUCE_ASSIGN(const auto rows, told_of(asked.mechanism.db(), seen.who, seen.as_of));
    JsonArray items;
    for (const ToldRow& row : rows) items.push_back(to_json(row));
    return json_answer(answer_of(seen, {{"items", std::move(items)}}));
}

Result<HttpResponse> access(const Asked& asked) {
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    JsonArray items;
    for (const CoordinationStep& step : seen.coordination->steps()) {
        if (step.body.kind != K::access_requested) continue;
        JsonArray about;
        for (const CoordinationStep* one : seen.coordination->about(step.id)) about.push_back(step_json(*one, seen));
        items.push_back(Json{{"about", std::move(about)},
                             {"can", named_json(coordination_choices(*seen.coordination, step, seen.who, seen.now))},
                             {"request", step_json(step, seen)}});
    }
    return json_answer(answer_of(seen, {{"items", std::move(items)}}));
}

Result<HttpResponse> steps(const Asked& asked) {
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    JsonArray items;
    for (const CoordinationStep* step : steps_seen_by(*seen.coordination, seen.who)) items.push_back(step_json(*step, seen));
    return json_answer(answer_of(seen, {{"items", std::move(items)}}));
}

/// Whether a step is answered with what is in the way.
bool asks(K kind) { return kind == K::activity_asked || kind == K::activity_filed || kind == K::activity_changed; }

/// What was in the way when the step came into the record, as its author might know it then: just what the record has it told.
Result<HttpResponse> answer_to(const Asked& asked) {
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    const std::string id(parameter(asked.path, "id"));
    const CoordinationStep* step = seen.coordination->find(id);
    if (step == nullptr || step->author != seen.who || !asks(step->body.kind))
        return Error{Errc::not_found, "coordination.unknown", fmt::format("step {} is not here", id), "",
                     "Name a question, a filing or a change of one's own"};
    TRUCE_ASSIGN(const std::uint64_t index, LogReader(asked.mechanism.db()).index_of(id));
    TRUCE_ASSIGN(const auto then, asked.service.readers().coordination(asked.mechanism, index + 1));
    CoordinationBody question;
    question.activity = step->body.kind == K::activity_filed ? id : step->body.activity;
    question.activity_kind = step->body.activity_kind;
    question.volumes = step->body.volumes;
    JsonArray lines;  // whom to call now
    for (const LiaisonLine& one : seen.coordination->lines_for(seen.who, question.volumes)) lines.push_back(to_json(one));
    return json_answer(answer_of(seen, {{"answer", to_json(then->ask(seen.who, question))},
                                        {"at", static_cast<std::int64_t>(index + 1)},
                                        {"lines", std::move(lines)},
                                        {"step", step_json(*step, seen)}}));
}

Result<HttpResponse> compose_a_coordination_step(const Asked& asked) {
    static constexpr std::array<std::string_view, 2> needed{"key", "step"};
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed));
    TRUCE_ASSIGN(const NoteKey key, key_to_compose_for(asked, body));
    TRUCE_ASSIGN(const Seen seen, seen_by(asked));
    const JsonObject* given = body.at("step").if_object();
    if (given == nullptr || !given->contains("kind"))
        return Error{Errc::invalid, "body.members", "the member \"step\" is no object with a kind", "body", "Look at GET /api"};
    JsonObject object = *given;
    if (!object.contains("form")) object["form"] = coordination_form;
    CoordinationRequest request;
    TRUCE_ASSIGN(request.step, draft_coordination(object, *seen.coordination->terms().gazetteer));
    TRUCE_ASSIGN(const Desk desk, desk_for(asked, key));
    const Instant now = asked.service.clock().now();
    Random& random = asked.service.random();
    // What was signed at a desk and is not recorded yet is part of what is there.
    TRUCE_ASSIGN(
        const ComposedCoordination composed,
        desk.pending_coordination.empty()
            ? compose_coordination(*seen.coordination, desk, key, std::move(request), now, random, AwarenessIs::checked_when_handed_in)
            : compose_coordination(desk, key, std::move(request), now, random, AwarenessIs::checked_when_handed_in));
    return composed_answer(asked, {{"id", composed.id}, {"kind", row_of(composed.step.kind).name}, {"step", to_json(composed.step)}},
                           composed.body, composed.text, composed.words, key);
}

}  // namespace

void add_coordination_routes(Service& service) {
    service.route(HttpMethod::get, "/api/coordination", {}, overview);
    service.route(HttpMethod::get, "/api/coordination/activities", {}, all_activities);
    service.route(HttpMethod::get, "/api/coordination/activities/{id}", {}, one_activity);
    // What is sought among everybody's plans. Handing in is answered when a whole group of filings is durable.
    service.route(HttpMethod::get, "/api/coordination/answers/{id}", {}, in_time_classes(answer_to));
    service.route(HttpMethod::get, "/api/coordination/operations", {}, operations);
    service.route(HttpMethod::get, "/api/coordination/threads", {}, threads);
    service.route(HttpMethod::get, "/api/coordination/told", {}, told);
    service.route(HttpMethod::get, "/api/coordination/access", {}, access);
    service.route(HttpMethod::get, "/api/coordination/steps", {}, steps);
    service.route(HttpMethod::post, "/api/coordination/compose", {}, in_time_classes(compose_a_coordination_step));
}

}  // namespace truce
