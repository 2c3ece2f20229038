/// The life of one planned activity, from what was said about it.
///
///                      consent.refused, or an area where nothing may be
///            +----------------------------------------------> refused
///            |                                                   |
///    filed --+--> under review --> conditional, cleared          |  a new consent, or a change, opens it again
///      |     taken_up          consents of all    |              |
///      |                                          v started      |
///      +-- notification: started --------------> active <--> out of bounds --> ended
///      |                                                   strayed, returned;
///      +--> withdrawn                                      a consent that no longer stands
///
///   filed          read by whoever reads it
///   under review   somebody whose consent is needed is looking at it
///   conditional    all consents stand, some with conditions
///   cleared        all consents stand, none with conditions; also where nobody's is needed
///   refused        one is refused, or it touches an area where nothing may be
///   active         under way
///   out of bounds  under way outside its volumes, as its owner says, or without a consent that it needs. Needs nobody's leave:
///                  safety first
///   ended, withdrawn
///
/// A notification is filed, active, out of bounds, ended or withdrawn; nobody clears or refuses it, and no silence means anything.
///
/// A value. What depends on time takes `as_of`: consents lapse, silence becomes what the area's rule says.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/coordinate/activity_step.hpp"

namespace truce {

/// What an area asks of activities that touch it.
struct ConsentArea {
    enum class Regime : std::uint8_t {
        consent,  ///< its holder must consent
        notify,   ///< its holder must be a recipient
        blocked,  ///< nothing may be there
    };
    /// What it means that the holder has said nothing so long after the version was filed. An instrument's words, not a default.
    enum class Silence : std::uint8_t { open, refuses, consents };

    std::string id;
    std::string holder;
    Footprint where;
    Interval valid;
    Regime regime = Regime::consent;
    Silence silence = Silence::open;
    std::int64_t silence_after_us = 0;
};

struct CoordinationRules {
    std::vector<ConsentArea> areas;
};

enum class ActivityState : std::uint8_t { filed, under_review, cleared, conditional, refused, active, out_of_bounds, ended, withdrawn };
std::string_view name_of(ActivityState state);

/// How one needed consent stands.
struct Consent {
    enum class Kind : std::uint8_t { awaited, taken_up, given, given_by_silence, refused, refused_by_silence, lapsed, withdrawn, void_ };
    std::string signer;
    Kind kind = Kind::awaited;
    std::string step;        ///< "" where silence speaks
    std::string conditions;  ///< "": none
    friend bool operator==(const Consent&, const Consent&) = default;
};

class Activity {
public:
    /// Errors: as admits(); activity.filing if the step files nothing.
    static Result<Activity> open(const CoordinationRules& rules, ActivityStep step);

    /// From a filing that was admitted when it was recorded, and a step that was: nothing is checked again.
    /// Precondition: `filing.kind` is filed.
    static Activity recalled(ActivityStep filing);
    void recall(ActivityStep step) { note(std::move(step)); }

    /// Whether the step may follow. What is wrong first, in this order:
    ///   activity.filing        a second filing (conflict)
    ///   activity.other         it names another activity (invalid)
    ///   activity.step_twice    its id is there already (conflict)
    ///   activity.clock         it is recorded before the step before it (invalid)
    ///   activity.workflow      a consent to a notification (conflict): it asks nobody
    ///   activity.not_owner, activity.not_recipient, activity.not_signer (forbidden)
    ///   activity.version       it was changed since (conflict)
    ///   activity.course        not in this state of its course (conflict); the state is named
    ///   activity.volumes       there are none, or more than 1,000 (invalid)
    ///   activity.recipient     an area asks that its holder be told, and it is not (invalid); clearance only
    ///   activity.not_cleared   a request for clearance begins without (conflict)
    ///   consent.volumes        not to the volumes as they are (conflict)
    ///   consent.until          it lapses before it is recorded (invalid)
    ///   consent.none           nothing stands to be withdrawn (conflict)
    [[nodiscard]] Result<void> admits(const CoordinationRules& rules, const ActivityStep& step) const;
    /// Adds an admitted step. On an error the activity is as it was.
    Result<void> apply(const CoordinationRules& rules, ActivityStep step);

    [[nodiscard]] const std::string& id() const { return steps_.front().id; }
    [[nodiscard]] const std::string& owner() const { return steps_.front().author; }
    [[nodiscard]] Workflow workflow() const { return steps_.front().workflow; }
    [[nodiscard]] const std::string& kind() const { return steps_.front().activity_kind; }
    [[nodiscard]] const std::vector<std::string>& recipients() const { return steps_.front().recipients; }
    /// The filed or changed step that holds.
    [[nodiscard]] const ActivityStep& version() const { return steps_[version_]; }
    [[nodiscard]] const std::vector<Volume>& volumes() const { return version().volumes; }
    [[nodiscard]] Course course() const { return course_; }
    [[nodiscard]] const std::vector<ActivityStep>& steps() const { return steps_; }
    /// Whether it still takes up its volumes: neither ended nor withdrawn.
    [[nodiscard]] bool live() const { return course_ != Course::ended && course_ != Course::withdrawn; }

    [[nodiscard]] ActivityState state(const CoordinationRules& rules, Instant as_of) const;
    /// One per participant whose consent the areas touched require, ascending; none for a notification.
    [[nodiscard]] std::vector<Consent> consents(const CoordinationRules& rules, Instant as_of) const;
    /// Whether consents() has one of this participant: compares only areas of its own, so it is quick for whoever holds none.
    [[nodiscard]] bool needs_consent_of(std::string_view participant, const CoordinationRules& rules) const;
    /// Ids of the areas touched where nothing may be, ascending; none for a notification.
    [[nodiscard]] std::vector<std::string> blocked_by(const CoordinationRules& rules) const;
    /// Recipients who have acknowledged the version that holds, ascending. No consent follows from it.
    [[nodiscard]] std::vector<std::string> acknowledged_by() const;

private:
    friend class ActivityAdmission;
    Activity() = default;
    void note(ActivityStep step);
    [[nodiscard]] bool is_asked(const ConsentArea& area) const;

    std::vector<ActivityStep> steps_;
    std::size_t version_ = 0;
    Course course_ = Course::planned;
};

}  // namespace truce
