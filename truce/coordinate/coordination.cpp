#include "truce/coordinate/coordination.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/is_in.hpp"

namespace truce {
namespace {

using K = CoordinationKind;

Error refusal(Errc code, std::string id, std::string what, std::string remedy) {
    return {code, std::move(id), std::move(what), "", std::move(remedy)};
}

/// The same words whether it does not exist or is not for the one who names it.
Error no_activity(const std::string& id) {
    return refusal(Errc::not_found, "activity.unknown", fmt::format("there is no activity {}", id), "name the step that filed it");
}
Error no_step(const std::string& id) {
    return refusal(Errc::not_found, "coordination.unknown", fmt::format("step {} is not here", id), "name one that is");
}

bool reports(K kind) { return kind == K::movement_reported || kind == K::access_answered || kind == K::access_reported; }

}  // namespace

Result<CoordinationTerms> CoordinationTerms::create(std::shared_ptr<const Profile> profile, const Terms& terms) {
    TRUCE_ASSIGN(Separations separations, Separations::create(profile->separations));
    DisclosureMatrix matrix;
    for (const CoordinationLevel& one : profile->coordination_levels) {
        TRUCE_ASSIGN(const DisclosureLevel level, disclosure_level(one.level));
        matrix.set(one.owner, one.reader, level);
    }
    Ground ground;
    if (profile->ground) ground = {-profile->ground->below_mm, profile->ground->above_mm};
    auto gazetteer = std::make_shared<Gazetteer>();
    TRUCE_TRY(profile->atlas->add_to(*gazetteer));
    for (const TermsArea& one : terms.areas) {
        // The atlas is the profile's and comes first where both draw one name.
        if (one.area.outer != nullptr && gazetteer->find(one.area.id) == nullptr) TRUCE_TRY(gazetteer->add(one.area.id, one.area.outer));
    }
    std::vector<SilenceRule> silences = profile->silences;
    return CoordinationTerms{CaseRules(std::move(profile), terms),
                             std::make_shared<const Separations>(std::move(separations)),
                             std::move(matrix),
                             ground,
                             std::move(silences),
                             std::move(gazetteer)};
}

Coordination::Coordination(CoordinationTerms terms)
    : terms_(std::move(terms)), book_({}, terms_.separations, terms_.ground, terms_.matrix) {}

// ---- what may follow ------------------------------------------------------------------------------------------

Result<void> Coordination::admits(const CoordinationStep& step) const {
    TRUCE_TRY(check_coordination(step.body));
    TRUCE_TRY(check_place(step));
    TRUCE_TRY(terms_.roster.check_signer("coordination", step.author, row_of(step.body.kind).name, step.recorded_at));
    switch (step.body.kind) {
        case K::activity_asked: {
            if (step.body.activity.empty()) return {};
            const Activity* own = book_.find(step.body.activity);
            return own != nullptr && own->owner() == step.author ? Result<void>() : no_activity(step.body.activity);
        }
        case K::area_declared:
        case K::area_ended: return check_area(step);
        case K::channel_suspended:
        case K::channel_resumed: return check_channel(step);
        case K::conflict_raised: return check_conflict(step);
        case K::disclosure_proposed:
        case K::disclosure_agreed: return check_disclosure(step);
        case K::movement_reported:
        case K::access_requested:
        case K::access_answered:
        case K::access_reported: return check_access(step);
        case K::operations_opened:
        case K::operations_joined:
        case K::operations_left:
        case K::operations_closed: return check_operations(step);
        default: return check_activity(step);
    }
}

Result<void> Coordination::check_place(const CoordinationStep& step) const {
    if (find(step.id) != nullptr)
        return refusal(Errc::conflict, "coordination.step_twice", fmt::format("step {} is here already", step.id), "sign a new entry");
    if (!steps_.empty() && step.recorded_at < steps_.back().recorded_at)
        return refusal(Errc::invalid, "coordination.clock", "it is recorded before the step it follows", "take the record's own clock");
    return {};
}

Result<void> Coordination::check_activity(const CoordinationStep& step) const {
    if (step.body.kind != K::activity_filed) {
        const Activity* activity = book_.find(step.body.activity);
        if (activity == nullptr || !may_see(*activity, step.author)) return no_activity(step.body.activity);
    }
    return book_.admits(activity_step_of(step), awareness_of(step.body));
}

Result<void> Coordination::check_area(const CoordinationStep& step) const {
    const auto& areas = book_.rules().areas;
    const auto there = std::ranges::find(areas, step.body.area, &ConsentArea::id);
    const bool own = there != areas.end() && there->holder == step.author;
    if (step.body.kind == K::area_ended) {
        if (own) return {};
        return refusal(Errc::not_found, "area.unknown", fmt::format("{} holds no area {}", step.author, step.body.area),
                       "name one of its own");
    }
    if (there == areas.end() || own) return {};
    return refusal(Errc::conflict, "area.holder", fmt::format("{} holds an area {}", there->holder, step.body.area),
                   "give it another name");
}

Result<void> Coordination::check_channel(const CoordinationStep& step) const {
    const std::string& with = step.body.with;
    if (with == step.author) return refusal(Errc::invalid, "channel.self", "a channel is with another", "name another participant");
    if (!terms_.roster.takes_part(with))
        return refusal(Errc::not_found, "channel.with", fmt::format("{} takes no part by the terms", with), "name a participant");
    const bool open = is_channel_open(step.author, with);
    if (step.body.kind == K::channel_suspended && !open)
        return refusal(Errc::conflict, "channel.suspended", fmt::format("{} has suspended its channel with {} already", step.author, with),
                       "");
    if (step.body.kind == K::channel_resumed && open)
        return refusal(Errc::conflict, "channel.open", fmt::format("{} has not suspended its channel with {}", step.author, with), "");
    return {};
}

const Activity* Coordination::in_the_way(const Activity& activity, std::string_view key) const {
    for (const Conflict& conflict : book_.live().conflicts(activity.kind(), activity.volumes(), activity.id())) {
        const Activity* other = book_.find(conflict.activity);
        if (other->version().key.hex == key && book_.level(*other, activity.owner()) >= DisclosureLevel::overlap) return other;
    }
    return nullptr;
}

Result<void> Coordination::check_conflict(const CoordinationStep& step) const {
    const CoordinationBody& b = step.body;
    if (!b.about.empty()) {
        const auto thread = threads_.find(b.about);
        const CoordinationStep* opening = find(b.about);
        if (thread == threads_.end() || !may_read(*opening, step.author)) return no_step(b.about);
        return {};
    }
    const Activity* own = book_.find(b.activity);
    if (own == nullptr || own->owner() != step.author || !own->live()) return no_activity(b.activity);
    if (b.key.empty() || in_the_way(*own, b.key) != nullptr) return {};
    return refusal(Errc::not_found, "conflict.key", "nothing with this key is in the way of the activity now",
                   "ask again what is in the way, and take a key of that answer");
}

Result<void> Coordination::check_disclosure(const CoordinationStep& step) const {
    const CoordinationBody& b = step.body;
    const Activity* activity = book_.find(b.activity);
    if (activity == nullptr || !may_see(*activity, step.author)) return no_activity(b.activity);
    if (b.with == activity->owner() || !terms_.roster.takes_part(b.with))
        return refusal(Errc::invalid, "disclosure.with", fmt::format("{} cannot be told of it", b.with), "name another participant");
    const ConflictThread* thread = nullptr;
    if (!b.about.empty()) {
        const CoordinationStep* step_about = find(b.about);
        if (step_about == nullptr || !may_read(*step_about, step.author)) return no_step(b.about);
        const auto found = threads_.find(step_about->body.kind == K::disclosure_proposed ? step_about->body.about : b.about);
        if (found == threads_.end()) return no_step(b.about);
        thread = &found->second;
    }
    if (step.body.kind == K::disclosure_agreed) {
        if (activity->owner() == step.author) return {};
        return refusal(Errc::forbidden, "activity.not_owner", fmt::format("{} does not own the activity", step.author), "");
    }
    const bool is_one = b.activity == thread->activity || b.activity == thread->other;
    if (is_one || thread->other.empty()) return {};
    return refusal(Errc::conflict, "disclosure.thread", "the thread is about two other activities", "name one of those");
}

Result<void> Coordination::check_areas(const std::vector<std::string>& areas) const {
    for (const std::string& id : areas) {
        if (!terms_.roster.profile().atlas->find(id))
            return refusal(Errc::not_found, "access.areas", fmt::format("the atlas has no area \"{}\"", id),
                           "name areas of the profile's atlas");
    }
    return {};
}

Result<void> Coordination::check_access(const CoordinationStep& step) const {
    const CoordinationBody& b = step.body;
    TRUCE_TRY(check_areas(b.areas));
    if (b.kind == K::movement_reported) {
        const Activity* activity = book_.find(b.activity);
        if (activity == nullptr || activity->owner() != step.author) return no_activity(b.activity);
        const bool moved = *b.outcome != MovementOutcome::cancelled && *b.outcome != MovementOutcome::denied;
        if (activity->course() == Course::withdrawn && moved)
            return refusal(Errc::conflict, "movement.withdrawn", "the activity was withdrawn", "say that it was cancelled or denied");
        return {};
    }
    if (b.kind == K::access_requested) {
        for (const std::string& one : b.to) {
            if (!terms_.roster.takes_part(one) || one == step.author)
                return refusal(Errc::not_found, "channel.with", fmt::format("{} cannot be asked", one), "ask another participant");
        }
        return {};
    }
    const CoordinationStep* request = find(b.about);
    if (request == nullptr || request->body.kind != K::access_requested) return no_step(b.about);
    if (b.kind == K::access_reported && request->author != step.author)
        return refusal(Errc::forbidden, "access.not_requester", fmt::format("{} requested it", request->author), "");
    if (b.kind == K::access_answered && !is_in(request->body.to, step.author))
        return refusal(Errc::forbidden, "access.asked", fmt::format("{} was not asked", step.author), "");
    return {};
}

Result<void> Coordination::check_operations(const CoordinationStep& step) const {
    const CoordinationBody& b = step.body;
    if (b.kind == K::operations_opened) {
        for (const std::string& one : b.to) {
            if (!terms_.roster.takes_part(one) || one == step.author)
                return refusal(Errc::not_found, "operations.with", fmt::format("{} cannot be invited", one), "invite another participant");
        }
        const bool twice = std::ranges::any_of(
            operations_, [&](const AreaOfOperations& one) { return one.open && one.keeper == step.author && one.name == b.name; });
        if (!twice) return {};
        return refusal(Errc::conflict, "operations.name", fmt::format("{} keeps an area of operations \"{}\"", step.author, b.name),
                       "give it another name, or close that one");
    }
    const AreaOfOperations* there = operations(b.about);
    if (there == nullptr || (there->keeper != step.author && !is_in(there->invited, step.author))) return no_step(b.about);
    if (!there->open) return refusal(Errc::conflict, "operations.closed", "the area of operations is closed", "open another");
    if (b.kind == K::operations_closed && there->keeper != step.author)
        return refusal(Errc::forbidden, "operations.not_keeper", fmt::format("{} opened it", there->keeper), "leave it");
    if (b.kind == K::operations_left && (there->keeper == step.author || !there->members.contains(step.author)))
        return refusal(
            Errc::conflict, "operations.not_member",
            there->keeper == step.author ? "whoever opened it does not leave it" : fmt::format("{} has not joined it", step.author),
            there->keeper == step.author ? "close it" : "");
    return {};
}

// ---- what follows ---------------------------------------------------------------------------------------------

Result<void> Coordination::apply(CoordinationStep step) {
    TRUCE_TRY(admits(step));
    note(std::move(step));
    return {};
}

void Coordination::recall(CoordinationStep step) {
    if (!index_.contains(step.id)) note(std::move(step));
}

void Coordination::note(CoordinationStep step) {
    follow(step);
    if (reports(step.body.kind))
        about_[step.body.kind == K::movement_reported ? step.body.activity : step.body.about].push_back(steps_.size());
    index_.emplace(step.id, steps_.size());
    steps_.push_back(std::move(step));
}

ConsentArea Coordination::area_of(const CoordinationStep& step) const {
    const Volume& volume = step.body.volumes.front();
    ConsentArea area{step.body.area, step.author, volume.where, volume.when, *step.body.regime, ConsentArea::Silence::open, 0};
    const auto rule = std::ranges::find(terms_.silences, step.author, &SilenceRule::holder);
    if (rule == terms_.silences.end()) return area;
    area.silence = rule->means == SilenceMeans::refuses ? ConsentArea::Silence::refuses : ConsentArea::Silence::consents;
    area.silence_after_us = rule->after_us;
    return area;
}

void Coordination::follow(const CoordinationStep& step) {
    const CoordinationBody& b = step.body;
    switch (b.kind) {
        case K::area_declared: book_.declare(area_of(step)); return;
        case K::area_ended: book_.end_area(step.author, b.area); return;
        case K::channel_suspended:
            channels_[{step.author, b.with}] = steps_.size();
            book_.matrix().suspend(step.author, b.with);
            return;
        case K::channel_resumed:
            channels_.erase({step.author, b.with});
            if (is_channel_open(b.with, step.author)) book_.matrix().resume(step.author, b.with);
            return;
        case K::conflict_raised:
        case K::disclosure_proposed: follow_thread(step); return;
        case K::disclosure_agreed: book_.disclose(b.activity, b.with, *b.level); return;
        case K::operations_opened:
        case K::operations_joined:
        case K::operations_left:
        case K::operations_closed: follow_operations(step); return;
        default: break;
    }
    if (is_activity_step(b.kind)) book_.recall(activity_step_of(step));
}

void Coordination::follow_thread(const CoordinationStep& step) {
    const CoordinationBody& b = step.body;
    if (b.kind == K::conflict_raised && b.about.empty()) {
        const Activity* own = book_.find(b.activity);
        const Activity* other = own != nullptr && !b.key.empty() ? in_the_way(*own, b.key) : nullptr;
        threads_[step.id] = {step.id, b.activity, other != nullptr ? other->id() : std::string(), {step.id}};
        return;
    }
    const auto thread = threads_.find(b.about);
    if (thread == threads_.end()) return;
    thread->second.messages.push_back(step.id);
    if (b.kind == K::disclosure_proposed && b.activity != thread->second.activity) thread->second.other = b.activity;
}

void Coordination::follow_operations(const CoordinationStep& step) {
    const CoordinationBody& b = step.body;
    if (b.kind == K::operations_opened) {
        operations_.push_back({step.id, b.name, step.author, b.to, {{step.author, step.id}}, true});
        return;
    }
    const auto there = std::ranges::find(operations_, b.about, &AreaOfOperations::id);
    if (there == operations_.end()) return;
    if (b.kind == K::operations_joined) there->members[step.author] = step.id;
    if (b.kind == K::operations_left) there->members.erase(step.author);
    if (b.kind == K::operations_closed) there->open = false;
}

DisclosureMatrix Coordination::matrix_now() const {
    DisclosureMatrix matrix = terms_.matrix;
    for (const auto& [pair, step] : channels_) matrix.suspend(pair.first, pair.second);
    return matrix;
}

void Coordination::adopt(CoordinationTerms terms) {
    terms_ = std::move(terms);
    book_.adopt(terms_.separations, terms_.ground, matrix_now());
    // The rule of silence of the documents in force holds for every area.
    std::vector<ConsentArea> areas = book_.rules().areas;
    for (ConsentArea& area : areas) {
        const auto rule = std::ranges::find(terms_.silences, area.holder, &SilenceRule::holder);
        const bool any = rule != terms_.silences.end();
        area.silence = !any                                   ? ConsentArea::Silence::open
                       : rule->means == SilenceMeans::refuses ? ConsentArea::Silence::refuses
                                                              : ConsentArea::Silence::consents;
        area.silence_after_us = any ? rule->after_us : 0;
        book_.declare(std::move(area));
    }
}

std::vector<Told> Coordination::told_by(const CoordinationStep& step) const {
    const CoordinationBody& b = step.body;
    switch (b.kind) {
        case K::activity_filed:
        case K::activity_asked: return book_.telling(step.author, b.activity_kind, b.volumes, b.activity);
        case K::activity_changed: {
            const Activity* activity = book_.find(b.activity);
            return activity == nullptr ? std::vector<Told>() : book_.telling(step.author, activity->kind(), b.volumes, b.activity);
        }
        case K::conflict_raised: {
            const Activity* own = b.activity.empty() || b.key.empty() ? nullptr : book_.find(b.activity);
            const Activity* other = own == nullptr ? nullptr : in_the_way(*own, b.key);
            if (other == nullptr) return {};
            return {{other->owner(), own->id(), own->owner(), DisclosureLevel::overlap}};
        }
        default: return {};
    }
}

Answer Coordination::ask(std::string_view asker, const CoordinationBody& asked) const {
    const Activity* own = asked.activity.empty() ? nullptr : book_.find(asked.activity);
    const std::string& kind = own != nullptr && asked.activity_kind.empty() ? own->kind() : asked.activity_kind;
    return book_.ask(asker, kind, asked.volumes, asked.activity);
}

// ---- looking --------------------------------------------------------------------------------------------------

const CoordinationStep* Coordination::find(std::string_view id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &steps_[found->second];
}

std::vector<ChannelState> Coordination::suspended() const {
    std::vector<ChannelState> all;
    for (const auto& [pair, at] : channels_) all.push_back({pair.first, pair.second, steps_[at].recorded_at, steps_[at].body.text});
    return all;
}

bool Coordination::mediates(std::string_view participant, Instant t) const {
    return terms_.roster.may(participant, row_of(K::disclosure_proposed).name, t);
}

std::vector<const CoordinationStep*> Coordination::about(std::string_view id) const {
    std::vector<const CoordinationStep*> all;
    const auto found = about_.find(id);
    if (found == about_.end()) return all;
    for (const std::size_t at : found->second) all.push_back(&steps_[at]);
    return all;
}

std::vector<const CoordinationStep*> Coordination::movement_of(std::string_view activity) const { return about(activity); }

std::vector<std::string> Coordination::signers_of(const Activity& activity) const {
    std::vector<std::string> all;
    for (const Consent& one : activity.consents(book_.rules(), Instant::lowest())) all.push_back(one.signer);
    return all;
}

const AreaOfOperations* Coordination::operations(std::string_view id) const {
    const auto found = std::ranges::find(operations_, id, &AreaOfOperations::id);
    return found == operations_.end() ? nullptr : &*found;
}

std::vector<const AreaOfOperations*> Coordination::operations_of(std::string_view reader) const {
    std::vector<const AreaOfOperations*> all;
    for (const AreaOfOperations& one : operations_) {
        if (one.keeper == reader || is_in(one.invited, reader)) all.push_back(&one);
    }
    return all;
}

const std::vector<Volume>& Coordination::volumes_of(const AreaOfOperations& operations) const {
    const CoordinationStep* opening = find(operations.id);
    TRUCE_ASSERT(opening != nullptr);
    return opening->body.volumes;
}

std::vector<LiaisonLine> Coordination::lines_for(std::string_view reader, std::span<const Volume> volumes) const {
    std::vector<LiaisonLine> all;
    for (const AreaOfOperations& one : operations_) {
        if (!one.open || !one.members.contains(reader)) continue;
        const auto touches = [&](const Volume& volume) {
            return std::ranges::any_of(volumes_of(one), [&](const Volume& of) {
                return windows_near(volume.when, of.when, 0) && may_be_near(volume.where, of.where, 0);
            });
        };
        if (!volumes.empty() && std::ranges::none_of(volumes, touches)) continue;
        for (const auto& [who, step] : one.members) {
            const std::optional<Liaison>& contact = find(step)->body.contact;
            if (who == reader || !contact) continue;
            const std::string me(reader);
            all.push_back({one.id, who, *contact, !is_channel_open(me, who) || !is_channel_open(who, me)});
        }
    }
    return all;
}

bool Coordination::concerns(const Activity& activity, std::string_view reader) const {
    return activity.owner() == reader || is_in(activity.recipients(), reader) || activity.needs_consent_of(reader, book_.rules());
}

bool Coordination::may_see(const Activity& activity, std::string_view reader) const {
    return concerns(activity, reader) || book_.level(activity, reader) == DisclosureLevel::full;
}

bool Coordination::may_read(const CoordinationStep& step, std::string_view reader) const {
    if (step.author == reader) return true;
    if (row_of(step.body.kind).audience == CoordinationAudience::mechanism) return true;
    if (step.body.kind == K::activity_asked) return false;
    if (step.body.kind >= K::operations_opened) {
        const AreaOfOperations* there = operations(step.body.kind == K::operations_opened ? step.id : step.body.about);
        if (there == nullptr) return false;
        // Whom one can call is for those who can be called, while both are there.
        if (step.body.kind == K::operations_joined) return there->members.contains(reader) && there->members.contains(step.author);
        return there->keeper == reader || is_in(there->invited, reader);
    }
    const auto party = [&](const std::string& id) {
        const Activity* activity = book_.find(id);
        return activity != nullptr && concerns(*activity, reader);
    };
    const bool proposes = step.body.kind == K::disclosure_proposed;
    if (proposes || step.body.kind == K::disclosure_agreed) {
        const Activity* activity = book_.find(step.body.activity);
        return (activity != nullptr && activity->owner() == reader) || (!proposes && step.body.with == reader) ||
               mediates(reader, step.recorded_at);
    }
    if (step.body.kind != K::conflict_raised) return party(step.body.kind == K::activity_filed ? step.id : step.body.activity);
    const auto thread = threads_.find(step.body.about.empty() ? step.id : step.body.about);
    if (thread == threads_.end()) return false;
    const Activity* first = book_.find(thread->second.activity);
    const Activity* second = book_.find(thread->second.other);
    return (first != nullptr && first->owner() == reader) || (second != nullptr && second->owner() == reader) ||
           mediates(reader, step.recorded_at);
}

bool Coordination::may_read_people(const CoordinationStep& step, std::string_view reader) const {
    if (step.author == reader) return true;
    return step.body.kind == K::activity_filed ? is_in(step.body.to, reader) : may_read(step, reader);
}

}  // namespace truce
