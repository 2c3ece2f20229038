#include "truce/mechanism/coordinate_view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "truce/base/is_in.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/case_words.hpp"
#include "truce/mechanism/coordinate_words.hpp"

namespace truce {
namespace {

using K = CoordinationKind;

constexpr std::array<std::string_view, 9> consent_states{
    "awaited", "taken_up", "given", "given_by_silence", "refused", "refused_by_silence", "lapsed", "withdrawn", "void"};
constexpr std::array<std::string_view, 5> waiting_words{"consent", "acknowledgement", "access", "disclosure", "operations"};

Json list_json(const std::vector<std::string>& list) { return JsonArray(list.begin(), list.end()); }

void by_filing(std::vector<const Activity*>& list) {
    std::ranges::sort(list, {},
                      [](const Activity* one) { return std::pair(one->steps().front().recorded_at, std::string_view(one->id())); });
}

bool has_left(const Coordination& coordination, const AreaOfOperations& operations, std::string_view who) {
    return std::ranges::any_of(coordination.steps(), [&](const CoordinationStep& step) {
        return step.body.kind == K::operations_left && step.author == who && step.body.about == operations.id;
    });
}

/// The contact that a member gave, for who may read of it.
const Liaison* contact_of(const Coordination& coordination, const std::string& step_id, std::string_view viewer) {
    const CoordinationStep* step = coordination.find(step_id);
    const bool shown = viewer.empty() || coordination.may_read(*step, viewer);
    return shown && step->body.contact ? &*step->body.contact : nullptr;
}

/// Channels between members that one of them has suspended.
std::vector<ChannelState> suspended_in(const Coordination& coordination, const AreaOfOperations& operations) {
    std::vector<ChannelState> all = coordination.suspended();
    std::erase_if(all,
                  [&](const ChannelState& one) { return !operations.members.contains(one.by) || !operations.members.contains(one.with); });
    return all;
}

/// Whether this consent awaits its signer's word.
bool awaits(Consent::Kind kind) {
    using C = Consent::Kind;
    return kind == C::awaited || kind == C::taken_up || kind == C::lapsed || kind == C::void_;
}

}  // namespace

std::string_view name_of(Waiting::For word) { return waiting_words.at(static_cast<std::size_t>(word)); }

std::vector<const Activity*> activities_of(const Coordination& coordination, std::string_view owner) {
    std::vector<const Activity*> all;
    for (const auto& [id, activity] : coordination.book().activities()) {
        if (activity.owner() == owner) all.push_back(&activity);
    }
    by_filing(all);
    return all;
}

std::vector<const Activity*> activities_seen_by(const Coordination& coordination, std::string_view viewer) {
    std::vector<const Activity*> all;
    for (const auto& [id, activity] : coordination.book().activities()) {
        if (viewer.empty() || coordination.may_see(activity, viewer)) all.push_back(&activity);
    }
    by_filing(all);
    return all;
}

std::vector<const CoordinationStep*> steps_seen_by(const Coordination& coordination, std::string_view viewer) {
    std::vector<const CoordinationStep*> all;
    for (const CoordinationStep& step : coordination.steps()) {
        if (viewer.empty() || coordination.may_read(step, viewer)) all.push_back(&step);
    }
    return all;
}

std::vector<Waiting> waiting_for(const Coordination& coordination, std::string_view who, Instant now) {
    std::vector<Waiting> all;
    const CoordinationRules& rules = coordination.book().rules();
    for (const auto& [id, activity] : coordination.book().activities()) {
        if (!activity.live()) continue;
        if (activity.needs_consent_of(who, rules)) {
            for (const Consent& one : activity.consents(rules, now))
                if (one.signer == who && awaits(one.kind)) all.push_back({Waiting::For::consent, id, activity.version().recorded_at});
        }
        if (is_in(activity.recipients(), who) && !is_in(activity.acknowledged_by(), who))
            all.push_back({Waiting::For::acknowledgement, id, activity.version().recorded_at});
    }
    for (const CoordinationStep& step : coordination.steps()) {
        if (step.body.kind == K::access_requested && is_in(step.body.to, who)) {
            const auto answers = coordination.about(step.id);
            const bool done = std::ranges::any_of(
                answers, [&](const CoordinationStep* one) { return one->body.kind == K::access_answered && one->author == who; });
            if (!done) all.push_back({Waiting::For::access, step.id, step.recorded_at});
        }
        if (step.body.kind != K::disclosure_proposed) continue;
        const Activity* activity = coordination.book().find(step.body.activity);
        if (activity == nullptr || activity->owner() != who || !activity->live()) continue;
        if (coordination.book().level(*activity, step.body.with) < *step.body.level)
            all.push_back({Waiting::For::disclosure, step.id, step.recorded_at});
    }
    for (const AreaOfOperations* one : coordination.operations_of(who)) {
        const std::vector<Volume>& volumes = coordination.volumes_of(*one);
        const bool over = std::ranges::all_of(volumes, [&](const Volume& volume) { return volume.when.to <= now; });
        if (one->open && !over && !one->members.contains(who) && !has_left(coordination, *one, who))
            all.push_back({Waiting::For::operations, one->id, coordination.find(one->id)->recorded_at});
    }
    std::ranges::sort(all, {}, [](const Waiting& one) { return std::tuple(one.since, one.what, std::string_view(one.id)); });
    return all;
}

Json to_json(const Activity& activity, const Coordination& coordination, std::string_view viewer, Instant now) {
    JsonObject object{{"activity", activity.id()},
                      {"digest", volumes_digest(activity.volumes())},
                      {"kind", activity.kind()},
                      {"owner", activity.owner()},
                      {"recorded_at", activity.version().recorded_at.us},
                      {"state", name_of(activity.state(coordination.book().rules(), now))},
                      {"version", activity.version().id},
                      {"workflow", name_of(activity.workflow())}};
    JsonArray volumes;
    for (const Volume& volume : activity.volumes()) volumes.push_back(to_json(volume));
    object["volumes"] = std::move(volumes);
    if (!viewer.empty() && !coordination.concerns(activity, viewer)) return object;
    object["code"] = read_back_code(activity);
    object["to"] = list_json(activity.recipients());
    object["acknowledged_by"] = list_json(activity.acknowledged_by());
    object["blocked_by"] = list_json(activity.blocked_by(coordination.book().rules()));
    JsonArray consents;
    for (const Consent& one : activity.consents(coordination.book().rules(), now)) {
        JsonObject consent{{"signer", one.signer}, {"state", consent_states.at(static_cast<std::size_t>(one.kind))}};
        if (!one.conditions.empty()) consent["conditions"] = one.conditions;
        if (!one.step.empty()) consent["step"] = one.step;
        consents.push_back(std::move(consent));
    }
    object["consents"] = std::move(consents);
    JsonArray movement;
    for (const CoordinationStep* report : coordination.movement_of(activity.id())) movement.push_back(to_json(*report, viewer));
    if (!movement.empty()) object["movement"] = std::move(movement);
    const CoordinationStep* filing = coordination.find(activity.id());
    const bool told = viewer.empty() || viewer == activity.owner() || is_in(activity.recipients(), viewer);
    if (filing != nullptr && filing->body.convoy && told) object["convoy"] = to_json(filing->body).at("convoy");
    return object;
}

Json to_json(const CoordinationStep& step, std::string_view viewer) {
    JsonObject body = to_json(step.body);
    // Who and what moves is for those to whom it was filed.
    if (!viewer.empty() && viewer != step.author && !is_in(step.body.to, viewer)) body.erase("convoy");
    return JsonObject{{"author", step.author}, {"body", std::move(body)}, {"id", step.id}, {"recorded_at", step.recorded_at.us}};
}

Json to_json(const Waiting& waiting) { return JsonObject{{"for", name_of(waiting.what)}, {"id", waiting.id}, {"since", waiting.since.us}}; }

Json to_json(const Alert& alert) {
    JsonObject object{{"activity", alert.activity}, {"alert", name_of(alert.what)}, {"at", alert.at.us}};
    if (!alert.who.empty()) object["who"] = list_json(alert.who);
    return object;
}

std::string to_text(const Alert& alert, const Coordination& coordination) {
    const Activity* activity = coordination.book().find(alert.activity);
    TRUCE_ASSERT(activity != nullptr);
    return fmt::format(
        "{} of {} [{}]: {}\n", activity->kind(), activity->owner(), short_id(alert.activity),
        fmt::format(fmt::runtime(sentence_of(alert.what)), fmt::arg("at", format(alert.at)), fmt::arg("who", fmt::join(alert.who, ", "))));
}

Json to_json(const ToldRow& row) {
    return JsonObject{{"activity", row.told.activity},    {"at", row.at.us},         {"entry", static_cast<std::int64_t>(row.index)},
                      {"level", name_of(row.told.level)}, {"owner", row.told.owner}, {"to", row.told.to}};
}

Json to_json(const ConsentArea& area) {
    static constexpr std::array<std::string_view, 3> silences{"open", "refuses", "consents"};
    JsonObject object{
        {"area", area.id},       {"footprint", to_json(area.where)}, {"from", area.valid.from.us},
        {"holder", area.holder}, {"regime", name_of(area.regime)},   {"silence", silences.at(static_cast<std::size_t>(area.silence))},
        {"to", area.valid.to.us}};
    if (area.silence != ConsentArea::Silence::open) object["silence_after_us"] = area.silence_after_us;
    return object;
}

Json to_json(const ConflictThread& thread, const Coordination& coordination, std::string_view viewer) {
    JsonArray messages;
    for (const std::string& id : thread.messages) {
        const CoordinationStep* step = coordination.find(id);
        if (step != nullptr && (viewer.empty() || coordination.may_read(*step, viewer))) messages.push_back(to_json(*step, viewer));
    }
    JsonObject object{{"activity", thread.activity}, {"id", thread.id}, {"messages", std::move(messages)}};
    std::vector<std::string> with;
    for (const std::string& id : {thread.activity, thread.other}) {
        const Activity* activity = coordination.book().find(id);
        if (activity == nullptr) continue;
        // The messages name the activity that opened it; the other is known by its key alone, unless it is the reader's or disclosed to it.
        const bool known = viewer.empty() || coordination.may_see(*activity, viewer);
        if (id == thread.other && known) object["other"] = id;
        if (known || id == thread.activity || coordination.book().level(*activity, viewer) >= DisclosureLevel::overlap)
            with.push_back(activity->owner());
    }
    std::ranges::sort(with);
    object["with"] = list_json(with);
    return object;
}

std::vector<const ConflictThread*> threads_seen_by(const Coordination& coordination, std::string_view viewer) {
    std::vector<const ConflictThread*> all;
    for (const auto& [id, thread] : coordination.threads()) {
        const CoordinationStep* opening = coordination.find(id);
        if (viewer.empty() || (opening != nullptr && coordination.may_read(*opening, viewer))) all.push_back(&thread);
    }
    return all;
}

Json to_json(const ChannelState& channel) {
    return JsonObject{{"by", channel.by}, {"since", channel.since.us}, {"text", channel.text}, {"with", channel.with}};
}

Json to_json(const LiaisonLine& line) {
    JsonObject object{{"contact", to_json(line.contact)}, {"operations", line.operations}, {"who", line.who}};
    if (line.suspended) object["suspended"] = true;
    return object;
}

Json to_json(const AreaOfOperations& operations, const Coordination& coordination, std::string_view viewer) {
    JsonArray members;
    for (const auto& [who, step] : operations.members) {
        JsonObject member{{"who", who}};
        if (const Liaison* contact = contact_of(coordination, step, viewer)) member["contact"] = to_json(*contact);
        members.push_back(std::move(member));
    }
    JsonArray suspended;
    for (const ChannelState& one : suspended_in(coordination, operations)) suspended.push_back(to_json(one));
    JsonArray volumes;
    for (const Volume& volume : coordination.volumes_of(operations)) volumes.push_back(to_json(volume));
    JsonObject object{{"id", operations.id},
                      {"invited", list_json(operations.invited)},
                      {"keeper", operations.keeper},
                      {"members", std::move(members)},
                      {"name", operations.name},
                      {"open", operations.open},
                      {"suspended", std::move(suspended)},
                      {"volumes", std::move(volumes)}};
    const std::string& text = coordination.find(operations.id)->body.text;
    if (!text.empty()) object["text"] = text;
    return object;
}

std::string to_text(const AreaOfOperations& operations, const Coordination& coordination, std::string_view viewer) {
    std::string out = fmt::format("\"{}\" [{}], kept by {}{}\n", operations.name, short_id(operations.id), operations.keeper,
                                  operations.open ? "" : ": closed");
    for (const Volume& volume : coordination.volumes_of(operations)) out += fmt::format("    {}\n", in_words(volume));
    for (const auto& [who, step] : operations.members) {
        const Liaison* contact = contact_of(coordination, step, viewer);
        out += contact == nullptr ? fmt::format("    {}\n", who)
                                  : lines_in_words(std::array{LiaisonLine{operations.id, who, *contact, false}});
    }
    for (const std::string& who : operations.invited) {
        if (!operations.members.contains(who)) out += fmt::format("    {}: invited\n", who);
    }
    for (const ChannelState& one : suspended_in(coordination, operations))
        out += fmt::format("    {} has suspended its channel with {} since {}\n", one.by, one.with, format(one.since));
    return out;
}

std::string activity_line(const Activity& activity, const Coordination& coordination, Instant now) {
    Interval when = activity.volumes().front().when;
    for (const Volume& volume : activity.volumes()) when = {std::min(when.from, volume.when.from), std::max(when.to, volume.when.to)};
    return fmt::format("{} of {} [{}]: {}, {} to {}\n", activity.kind(), activity.owner(), short_id(activity.id()),
                       name_of(activity.state(coordination.book().rules(), now)), format(when.from), format(when.to));
}

Fared fared(const std::vector<const CoordinationStep*>& reports) {
    Fared all;
    for (const CoordinationStep* report : reports) {
        const CoordinationBody& b = report->body;
        if (!b.outcome) continue;
        const std::array counts{&all.facilitated, &all.delayed, &all.impeded, &all.denied, &all.cancelled};
        ++*counts.at(static_cast<std::size_t>(*b.outcome));
        if (b.held) all.held_us += b.held->to.us - b.held->from.us;
    }
    return all;
}

}  // namespace truce
