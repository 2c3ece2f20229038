#include "truce/coordinate/activity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace truce {

namespace {

constexpr std::array<std::string_view, 9> states{"filed",  "under review",  "cleared", "conditional", "refused",
                                                 "active", "out of bounds", "ended",   "withdrawn"};
constexpr std::size_t volumes_max = 1'000;

Error refusal(Errc code, std::string id, std::string what, std::string remedy) {
    return {code, std::move(id), std::move(what), "", std::move(remedy)};
}

bool touches(const std::vector<Volume>& volumes, const ConsentArea& area) {
    return std::ranges::any_of(volumes,
                               [&](const Volume& v) { return windows_near(v.when, area.valid, 0) && may_be_near(v.where, area.where, 0); });
}

bool is_answer(ActivityStepKind kind) {
    using K = ActivityStepKind;
    return kind == K::taken_up || kind == K::consent_given || kind == K::consent_refused || kind == K::consent_withdrawn;
}

/// What the signer's last word means; nothing if it was said of volumes that are no longer meant.
std::optional<Consent> standing_of(const std::vector<ActivityStep>& steps, std::size_t version, const std::string& signer, Instant as_of) {
    using K = ActivityStepKind;
    const ActivityStep* last = nullptr;
    std::size_t said_at = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].author != signer || !is_answer(steps[i].kind)) continue;
        last = &steps[i];
        said_at = i;
    }
    if (last == nullptr) return std::nullopt;
    Consent consent{signer, Consent::Kind::awaited, last->id, last->conditions};
    const bool current = said_at > version;
    if (last->kind == K::consent_given) {
        // A consent holds for what lies within the volumes it was given to: its envelope.
        const auto given_to = std::ranges::find_if(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(said_at),
                                                   [&](const ActivityStep& s) { return s.id == last->version; });
        const bool covers = current || lie_within(steps[version].volumes, given_to->volumes);
        const bool lapsed = last->until && *last->until <= as_of;
        consent.kind = !covers ? Consent::Kind::void_ : (lapsed ? Consent::Kind::lapsed : Consent::Kind::given);
        return consent;
    }
    if (!current) return std::nullopt;  // a refusal or a first look was of other volumes
    consent.kind = last->kind == K::taken_up          ? Consent::Kind::taken_up
                   : last->kind == K::consent_refused ? Consent::Kind::refused
                                                      : Consent::Kind::withdrawn;
    return consent;
}

/// What the area's rule makes of silence about this version; a look at it does not end that.
Consent::Kind after_silence(const ConsentArea& area, Instant filed, Instant as_of, Consent::Kind kind) {
    const bool silent = kind == Consent::Kind::awaited || kind == Consent::Kind::taken_up || kind == Consent::Kind::void_;
    if (!silent || area.silence == ConsentArea::Silence::open || as_of.us - filed.us < area.silence_after_us) return kind;
    return area.silence == ConsentArea::Silence::refuses ? Consent::Kind::refused_by_silence : Consent::Kind::given_by_silence;
}

}  // namespace

std::string_view name_of(ActivityState state) { return states.at(static_cast<std::size_t>(state)); }

/// One step against one activity; the checks stand in the order of Activity::admits.
class ActivityAdmission {
public:
    ActivityAdmission(const Activity& activity, const CoordinationRules& rules, const ActivityStep& step)
        : activity_(activity), rules_(rules), step_(step), row_(row_of(step.kind)) {}

    Result<void> check() const {
        TRUCE_TRY(belongs());
        TRUCE_TRY(speaker());
        TRUCE_TRY(moment());
        return content();
    }

    static Result<void> check_volumes(const CoordinationRules& rules, const ActivityStep& step, const ActivityStep& filing) {
        if (step.volumes.empty() || step.volumes.size() > volumes_max)
            return refusal(Errc::invalid, "activity.volumes", fmt::format("the activity has {} volumes", step.volumes.size()),
                           fmt::format("give 1 to {}", volumes_max));
        if (filing.workflow == Workflow::notify) return {};  // the filer chooses whom it tells
        for (const ConsentArea& area : rules.areas) {
            const bool told = area.holder == filing.author || std::ranges::binary_search(filing.recipients, area.holder);
            if (told || area.regime == ConsentArea::Regime::blocked || !touches(step.volumes, area)) continue;
            return refusal(Errc::invalid, "activity.recipient", fmt::format("{} holds area {} and is not told", area.holder, area.id),
                           fmt::format("name {} among the recipients, or keep out of that area", area.holder));
        }
        return {};
    }

private:
    Result<void> belongs() const {
        if (step_.kind == ActivityStepKind::filed)
            return refusal(Errc::conflict, "activity.filing", "the activity is filed already", "change it, or file another");
        if (step_.activity != activity_.id())
            return refusal(Errc::invalid, "activity.other", fmt::format("the step names activity {}", step_.activity), "name this one");
        if (std::ranges::find(activity_.steps(), step_.id, &ActivityStep::id) != activity_.steps().end())
            return refusal(Errc::conflict, "activity.step_twice", fmt::format("step {} is there already", step_.id), "");
        if (step_.recorded_at < activity_.steps().back().recorded_at)
            return refusal(Errc::invalid, "activity.clock", "the step is recorded before the one before it", "");
        return {};
    }

    Result<void> speaker() const {
        if (activity_.workflow() == Workflow::notify && !row_.notify)
            return refusal(Errc::conflict, "activity.workflow", "a notification asks nobody's permission",
                           "acknowledge it; whoever objects speaks with its owner");
        const std::string& who = step_.author;
        switch (row_.voice) {
            case ActivityVoice::owner:
                if (who == activity_.owner()) return {};
                return refusal(Errc::forbidden, "activity.not_owner", fmt::format("{} does not own the activity", who), "");
            case ActivityVoice::recipient:
                if (std::ranges::binary_search(activity_.recipients(), who)) return {};
                return refusal(Errc::forbidden, "activity.not_recipient", fmt::format("it was not filed to {}", who), "");
            case ActivityVoice::signer: break;
        }
        const auto needed = activity_.consents(rules_, step_.recorded_at);
        if (std::ranges::find(needed, who, &Consent::signer) != needed.end()) return {};
        return refusal(Errc::forbidden, "activity.not_signer", fmt::format("nothing here needs the consent of {}", who), "");
    }

    Result<void> moment() const {
        if (step_.version != activity_.version().id)
            return refusal(Errc::conflict, "activity.version", "the activity was changed since", "look at it as it is, then decide");
        if (std::ranges::find(row_.from, activity_.course()) == row_.from.end())
            return refusal(Errc::conflict, "activity.course",
                           fmt::format("{} cannot follow: the activity is {}", row_.name, name_of(activity_.course())), "");
        return {};
    }

    Result<void> content() const {
        using K = ActivityStepKind;
        if (step_.kind == K::changed) return check_volumes(rules_, step_, activity_.steps().front());
        if (step_.kind == K::started && activity_.workflow() == Workflow::clearance) {
            const ActivityState state = activity_.state(rules_, step_.recorded_at);
            if (state != ActivityState::cleared && state != ActivityState::conditional)
                return refusal(Errc::conflict, "activity.not_cleared", fmt::format("the activity is {}", name_of(state)),
                               "wait for the consents it needs; whoever moves without says that it strayed");
        }
        if (step_.kind == K::consent_given || step_.kind == K::consent_refused) {
            if (step_.volumes_digest != volumes_digest(activity_.volumes()))
                return refusal(Errc::conflict, "consent.volumes", "the answer is about other volumes",
                               "look at them as they are, then answer");
            if (step_.until && *step_.until <= step_.recorded_at)
                return refusal(Errc::invalid, "consent.until", "the consent lapses before it is given", "give a later time");
        }
        if (step_.kind == K::consent_withdrawn) {
            const auto needed = activity_.consents(rules_, step_.recorded_at);
            const auto mine = std::ranges::find(needed, step_.author, &Consent::signer);
            if (mine->kind != Consent::Kind::given && mine->kind != Consent::Kind::given_by_silence)
                return refusal(Errc::conflict, "consent.none", "there is no consent to withdraw", "");
        }
        return {};
    }

    const Activity& activity_;
    const CoordinationRules& rules_;
    const ActivityStep& step_;
    const ActivityStepRow& row_;
};

Result<Activity> Activity::open(const CoordinationRules& rules, ActivityStep step) {
    if (step.kind != ActivityStepKind::filed)
        return refusal(Errc::invalid, "activity.filing", fmt::format("{} files nothing", row_of(step.kind).name),
                       "file the activity first");
    TRUCE_TRY(ActivityAdmission::check_volumes(rules, step, step));
    Activity activity;
    activity.steps_.push_back(std::move(step));
    return activity;
}

Activity Activity::recalled(ActivityStep filing) {
    TRUCE_ASSERT(filing.kind == ActivityStepKind::filed);
    Activity activity;
    activity.steps_.push_back(std::move(filing));
    return activity;
}

Result<void> Activity::admits(const CoordinationRules& rules, const ActivityStep& step) const {
    return ActivityAdmission(*this, rules, step).check();
}

Result<void> Activity::apply(const CoordinationRules& rules, ActivityStep step) {
    TRUCE_TRY(admits(rules, step));
    note(std::move(step));
    return {};
}

void Activity::note(ActivityStep step) {
    if (const auto to = row_of(step.kind).to) course_ = *to;
    if (step.kind == ActivityStepKind::changed) version_ = steps_.size();
    steps_.push_back(std::move(step));
}

bool Activity::is_asked(const ConsentArea& area) const {
    return area.regime == ConsentArea::Regime::consent && area.holder != owner() && touches(volumes(), area);
}

bool Activity::needs_consent_of(std::string_view participant, const CoordinationRules& rules) const {
    return workflow() != Workflow::notify &&
           std::ranges::any_of(rules.areas, [&](const ConsentArea& area) { return area.holder == participant && is_asked(area); });
}

std::vector<Consent> Activity::consents(const CoordinationRules& rules, Instant as_of) const {
    std::map<std::string, Consent> by_signer;
    if (workflow() == Workflow::notify) return {};
    for (const ConsentArea& area : rules.areas) {
        if (!is_asked(area)) continue;
        Consent one = standing_of(steps_, version_, area.holder, as_of).value_or(Consent{area.holder, Consent::Kind::awaited, "", ""});
        const Consent::Kind kind = after_silence(area, version().recorded_at, as_of, one.kind);
        if (kind != one.kind) one = {area.holder, kind, "", ""};
        const auto [known, is_new] = by_signer.emplace(area.holder, one);
        // Of several areas of one holder the strictest rule of silence speaks: consent only where all of them give it.
        if (!is_new && known->second.kind == Consent::Kind::given_by_silence) known->second = one;
        if (!is_new && one.kind == Consent::Kind::refused_by_silence) known->second = one;
    }
    std::vector<Consent> all;
    for (auto& [signer, consent] : by_signer) all.push_back(std::move(consent));
    return all;
}

std::vector<std::string> Activity::blocked_by(const CoordinationRules& rules) const {
    std::vector<std::string> ids;
    if (workflow() == Workflow::notify) return ids;
    for (const ConsentArea& area : rules.areas) {
        if (area.regime == ConsentArea::Regime::blocked && touches(volumes(), area)) ids.push_back(area.id);
    }
    std::ranges::sort(ids);
    return ids;
}

std::vector<std::string> Activity::acknowledged_by() const {
    std::vector<std::string> all;
    for (std::size_t i = version_ + 1; i < steps_.size(); ++i) {
        if (steps_[i].kind == ActivityStepKind::acknowledged) all.push_back(steps_[i].author);
    }
    std::ranges::sort(all);
    const auto [first, last] = std::ranges::unique(all);
    all.erase(first, last);
    return all;
}

ActivityState Activity::state(const CoordinationRules& rules, Instant as_of) const {
    using C = Consent::Kind;
    if (course_ == Course::ended) return ActivityState::ended;
    if (course_ == Course::withdrawn) return ActivityState::withdrawn;
    if (course_ == Course::strayed) return ActivityState::out_of_bounds;
    if (workflow() == Workflow::notify) return course_ == Course::active ? ActivityState::active : ActivityState::filed;
    const std::vector<Consent> needed = consents(rules, as_of);
    const auto any = [&](std::initializer_list<C> kinds) {
        return std::ranges::any_of(needed, [&](const Consent& c) { return std::ranges::find(kinds, c.kind) != kinds.end(); });
    };
    const bool refused = any({C::refused, C::refused_by_silence, C::withdrawn}) || !blocked_by(rules).empty();
    const bool complete = std::ranges::all_of(needed, [](const Consent& c) { return c.kind == C::given || c.kind == C::given_by_silence; });
    if (course_ == Course::active) return complete && !refused ? ActivityState::active : ActivityState::out_of_bounds;
    if (refused) return ActivityState::refused;
    if (!complete) return any({C::taken_up}) ? ActivityState::under_review : ActivityState::filed;
    const bool conditions = std::ranges::any_of(needed, [](const Consent& c) { return !c.conditions.empty(); });
    return conditions ? ActivityState::conditional : ActivityState::cleared;
}

}  // namespace truce
