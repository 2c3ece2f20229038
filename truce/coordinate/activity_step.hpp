/// What can be said about a planned activity: one closed table of steps.
///
/// Two workflows with different words. A *notification* tells the recipients what will be: it asks nobody, so nobody can clear or
/// refuse it. A *clearance* asks those whose consent an area requires.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/coordinate/awareness.hpp"
#include "truce/geo/volume.hpp"

namespace truce {

enum class Workflow : std::uint8_t { notify, clearance };

enum class ActivityStepKind : std::uint8_t {
    filed,
    changed,
    taken_up,
    acknowledged,
    consent_given,
    consent_refused,
    consent_withdrawn,
    started,
    strayed,
    returned,
    ended,
    withdrawn,
};

/// Who may take it, besides the role's permission.
enum class ActivityVoice : std::uint8_t {
    owner,
    recipient,  ///< one to whom it was filed
    signer,     ///< one whose consent an area that it touches requires
};

/// What the owner has said of its course.
enum class Course : std::uint8_t { planned, active, strayed, ended, withdrawn };

struct ActivityStepRow {
    ActivityStepKind kind;
    std::string_view name;  ///< kind of entry, and the word of the profile
    ActivityVoice voice;
    bool notify;     ///< in a notification
    bool clearance;  ///< in a request for clearance
    std::span<const Course> from;
    std::optional<Course> to;
    std::string_view says;
};
/// In the order of the enumeration.
std::span<const ActivityStepRow> activity_step_rows();
const ActivityStepRow& row_of(ActivityStepKind kind);

std::string_view name_of(Course course);
std::string_view name_of(Workflow workflow);

/// Exactly the members of its kind have a meaning.
struct ActivityStep {
    std::string id;      ///< entry id
    std::string author;  ///< participant
    Instant recorded_at;
    ActivityStepKind kind = ActivityStepKind::filed;

    std::string activity;  ///< id of the filed step; "" in that step itself
    std::string version;   ///< the filed or changed step its author knew last; "" in filed

    // filed; changed has volumes only
    Workflow workflow = Workflow::clearance;
    std::string activity_kind;            ///< a word of the profile's separations, or any other
    std::vector<std::string> recipients;  ///< ascending; the filer chooses them
    std::vector<Volume> volumes;
    AwarenessKey key;  ///< of this version; never shown in the step itself

    // consents
    std::string volumes_digest;    ///< what is consented to
    std::string conditions;        ///< in words; "": none
    std::optional<Instant> until;  ///< lapses then
    std::string text;              ///< reason, or how it strayed
};

/// SHA-256 of the canonical JSON of the volumes, in their order: what a consent is bound to. 64 hexadecimal digits.
std::string volumes_digest(const std::vector<Volume>& volumes);

/// Whether every volume of `inner` surely lies in one of `outer`: the same place or, about one core, a smaller radius; heights
/// and window within. False where that is not plain.
bool lie_within(const std::vector<Volume>& inner, const std::vector<Volume>& outer);

}  // namespace truce
