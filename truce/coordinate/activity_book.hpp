/// All planned activities of a mechanism: their lives, who is in whose way, and what each may learn of the others. Start here.
///
/// The way of a filing: its owner asks what is in its way and gets an *answer*, at the level that the mechanism's matrix sets for
/// each pair of participants. It files with the keys, or the digest, of that answer. A conflict forbids nothing; ignorance does: a filing
/// whose keys are not those of now is refused, with the answer of now. What may not be disclosed never enters the keys; such
/// a filing goes under review, and that is all its owner learns.
///
/// What an answer depends on, beside the asker's own volumes and `review`: of each activity in the way
///   review    nothing else than that it is there
///   shift     its key, and by how much a shift avoids it, on the limits' grid
///   overlap   its key, owner and kind, and which legs of the asker's volumes it touches when and how high, on a grid, clipped
///             to the asker's own windows and heights
///   full      everything
/// and of activities that are not in the way: of those at `shift` and more, that a proposed shift avoids them too. The test of that
/// compares whole answers, byte by byte, between worlds that differ only in what is hidden.
///
/// A value; rebuilt by applying the steps again.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/coordinate/activity.hpp"
#include "truce/coordinate/awareness.hpp"
#include "truce/coordinate/disclosure_level.hpp"
#include "truce/coordinate/live_volumes.hpp"
#include "truce/coordinate/shift.hpp"

namespace truce {

/// What of the asker's volume an activity touches, on a grid of a quarter of an hour and 100 m: one part for each of the asker's
/// volumes, however many of the other's touch it.
struct OverlapPart {
    std::uint32_t volume = 0;            ///< index of the asker's own volume
    std::vector<std::uint32_t> legs;     ///< of a corridor: which of its legs, ascending; otherwise empty
    Interval when;                       ///< with the separation's gap, within the asker's window
    std::optional<HeightRange> heights;  ///< with the separation, within the asker's band; absent on the surface
};

/// One activity in the way, at the level at which it may be seen. Members above the level are empty.
struct Disclosed {
    DisclosureLevel level = DisclosureLevel::overlap;  ///< overlap or full
    AwarenessKey key;
    std::string owner;
    std::string kind;
    std::vector<OverlapPart> overlap;
    std::string activity;         ///< full
    std::vector<Volume> volumes;  ///< full
};

struct Answer {
    bool under_review = false;         ///< something is in the way of which the asker may know no more
    std::string digest;                ///< of the keys of all that is in the way at `shift` or above; always there
    std::vector<Disclosed> disclosed;  ///< at `overlap` or above, ascending by key: in no order that tells anything
    std::optional<Shifts> shifts;      ///< where something at `shift` or above is in the way
};
/// Canonical JSON, docs/formats/activities.md.
Json to_json(const Answer& answer);

/// Who was told what of whose activity, and at which level.
struct Told {
    std::string to;
    std::string activity;
    std::string owner;
    DisclosureLevel level = DisclosureLevel::review;
    friend bool operator==(const Told&, const Told&) = default;
};

class ActivityBook {
public:
    ActivityBook(CoordinationRules rules, std::shared_ptr<const Separations> separations, const Ground& ground,
                 DisclosureMatrix matrix = {}, ShiftLimits limits = {});

    /// What is in the way of such volumes, as `asker` may know it. `except`: its own activity that they would replace.
    ///   told   where not null, what was disclosed is appended: to whom, of what, at which level
    [[nodiscard]] Answer ask(std::string_view asker, std::string_view kind, const std::vector<Volume>& volumes,
                             std::string_view except = "", std::vector<Told>* told = nullptr) const;

    /// Whether the step may follow, with what its author presents of awareness; that counts for filed and changed only.
    /// Errors: those of Activity; activity.unknown (not_found); activity.exists (conflict); awareness.* of check_awareness. A step that
    /// says that something strayed needs no awareness: safety first.
    [[nodiscard]] Result<void> admits(const ActivityStep& step, const Awareness& presented) const;
    /// Adds an admitted step. Errors: as admits.
    Result<void> apply(ActivityStep step, const Awareness& presented);
    /// As apply, with nothing to present: from the record, where it was admitted already. Roles and form are checked all the same.
    Result<void> replay(ActivityStep step);

    /// Takes the place of an area of the same holder and id. What was filed before is looked at by what holds now.
    void declare(ConsentArea area);
    /// Whether there was one.
    bool end_area(std::string_view holder, std::string_view id);
    /// Lets one reader learn of one activity up to a level, whatever the matrix says; less only where that says less, too.
    void disclose(const std::string& activity, const std::string& reader, DisclosureLevel level);
    /// Other distances, other levels, other ground: all live volumes are entered anew.
    void adopt(std::shared_ptr<const Separations> separations, const Ground& ground, DisclosureMatrix matrix);

    /// How much `reader` may learn of this activity: everything of its own, the least while the channel is suspended.
    [[nodiscard]] DisclosureLevel level(const Activity& activity, std::string_view reader) const;
    /// Of everything in the way of such volumes: to whom it would be told, and at which level. Nothing is searched beside.
    [[nodiscard]] std::vector<Told> telling(std::string_view asker, std::string_view kind, const std::vector<Volume>& volumes,
                                            std::string_view except = "") const;
    /// Pairs of activities in each other's way, ascending by the ids of both, each once, the lesser id first.
    [[nodiscard]] std::vector<std::pair<const Activity*, const Activity*>> conflicting() const;

    /// A step that was admitted when it was recorded: nothing is checked again. What it follows may be gone; then it changes nothing.
    void recall(ActivityStep step);

    [[nodiscard]] const Activity* find(std::string_view id) const;
    [[nodiscard]] const std::map<std::string, Activity, std::less<>>& activities() const { return activities_; }
    [[nodiscard]] const LiveVolumes& live() const { return live_; }
    [[nodiscard]] const CoordinationRules& rules() const { return rules_; }
    [[nodiscard]] DisclosureMatrix& matrix() { return matrix_; }
    [[nodiscard]] const DisclosureMatrix& matrix() const { return matrix_; }

private:
    struct Seen {
        const Activity* activity = nullptr;
        DisclosureLevel level = DisclosureLevel::review;
        std::vector<Conflict> conflicts;
    };
    [[nodiscard]] std::vector<Seen> seen_by(std::string_view asker, std::string_view kind, const std::vector<Volume>& volumes,
                                            std::string_view except) const;
    [[nodiscard]] Disclosed disclosed(const Seen& seen, std::string_view kind, const std::vector<Volume>& volumes) const;
    [[nodiscard]] Result<void> aware(const ActivityStep& step, const Awareness& presented) const;
    void enter(const Activity& activity);

    CoordinationRules rules_;
    DisclosureMatrix matrix_;
    ShiftLimits limits_;
    LiveVolumes live_;
    std::map<std::string, Activity, std::less<>> activities_;
    std::map<std::pair<std::string, std::string>, DisclosureLevel> disclosed_;  ///< activity, reader
};

}  // namespace truce
