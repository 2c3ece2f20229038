/// Coordination as the record has it: activities, areas, channels, conflicts spoken about, movements and monitors' access. Start here for
/// the steps; activity_book.hpp has how activities keep out of each other's way.
///
/// A value, and a pure function of the terms and the accepted steps, in the record's order. Nothing is said of a step to whom it does not
/// concern (may_read): an activity that somebody may not see is refused to him in the words of one that does not exist.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "truce/base/text_hash.hpp"
#include "truce/coordinate/activity_book.hpp"
#include "truce/coordinate/coordination_body.hpp"
#include "truce/examine/roster.hpp"

namespace truce {

/// What the documents say about coordination.
struct CoordinationTerms {
    CaseRules roster;
    std::shared_ptr<const Separations> separations;
    DisclosureMatrix matrix;
    Ground ground;
    std::vector<SilenceRule> silences;
    std::shared_ptr<const Gazetteer> gazetteer;  ///< atlas and areas of the terms

    /// Errors: those of Separations::create; gazetteer.contradiction.
    static Result<CoordinationTerms> create(std::shared_ptr<const Profile> profile, const Terms& terms);
};

/// The channel between two participants, from one's side.
struct ChannelState {
    std::string by;
    std::string with;
    Instant since;
    std::string text;
};

/// A conversation about one activity in another's way.
struct ConflictThread {
    std::string id;                     ///< of the message that opened it
    std::string activity;               ///< whose owner opened it
    std::string other;                  ///< "" while nobody has named it
    std::vector<std::string> messages;  ///< ids of steps, in order; the opening first
};

/// An area of operations: participants who plan in one place and time, and whom to call there. It keeps apart and does nothing else: it
/// discloses no activity, asks no consent, and whoever is in it files and is told as everybody.
struct AreaOfOperations {
    std::string id;                    ///< of the step that opened it
    std::string name;                  ///< its keeper's
    std::string keeper;                ///< who opened it
    std::vector<std::string> invited;  ///< ascending; without the keeper
    /// The keeper and whoever has joined and not left, with the step that tells of its contact.
    std::map<std::string, std::string, std::less<>> members;
    bool open = true;
};

/// Whom to call.
struct LiaisonLine {
    std::string operations;  ///< id of the area of operations
    std::string who;
    Liaison contact;
    bool suspended = false;  ///< the channel between the two, by either
};

class Coordination {
public:
    explicit Coordination(CoordinationTerms terms);

    /// Whether the step may follow. What is wrong first, in this order:
    ///   coordination.form, coordination.kind, coordination.member   the body is not of its kind's form
    ///   coordination.step_twice       its id is here already (conflict)
    ///   coordination.clock            it is recorded before the step before it (invalid)
    ///   coordination.not_participant, coordination.no_role, coordination.role   (forbidden)
    ///   coordination.unknown          it speaks of a step that is not here, or not for its author (not_found)
    ///   activity.unknown              likewise, of an activity (not_found)
    ///   activity.*, consent.*, awareness.*   those of ActivityBook::admits
    ///   area.holder                   it declares an area of a name that another holds (conflict)
    ///   area.unknown                  it ends an area that it does not hold (not_found)
    ///   channel.self                  with itself (invalid)
    ///   channel.with                  with one who takes no part (not_found)
    ///   channel.suspended, channel.open   it is so already (conflict)
    ///   conflict.key                  no activity with this key is in the way of the own one (not_found)
    ///   disclosure.with               to its owner, or to one who takes no part (invalid)
    ///   disclosure.thread             the activity is not what the thread is about (conflict)
    ///   movement.withdrawn            it was withdrawn, and is said to have moved (conflict)
    ///   access.asked                  it was not asked (forbidden)
    ///   access.not_requester          it did not request it (forbidden)
    ///   access.areas                  the atlas has no such area (not_found)
    ///   operations.with               it invites itself, or one who takes no part (not_found)
    ///   operations.name               it keeps an open one of this name (conflict)
    ///   operations.closed             it is closed (conflict)
    ///   operations.not_member         it has not joined it, or keeps it and cannot leave (conflict)
    ///   operations.not_keeper         another opened it (forbidden)
    [[nodiscard]] Result<void> admits(const CoordinationStep& step) const;
    /// Adds an admitted step. On an error nothing is changed.
    Result<void> apply(CoordinationStep step);
    /// Adds a step that was admitted when it was recorded; where what it follows can no longer be read, it changes nothing.
    void recall(CoordinationStep step);
    /// Other documents are in force.
    void adopt(CoordinationTerms terms);

    /// What the step tells of others' activities, to whom; before it is applied. Of asking, filing and changing; and of opening a
    /// thread, which tells its author's activity to the other owner.
    [[nodiscard]] std::vector<Told> told_by(const CoordinationStep& step) const;
    /// What is in the way, as `asker` may know it: ActivityBook::ask.
    [[nodiscard]] Answer ask(std::string_view asker, const CoordinationBody& asked) const;

    [[nodiscard]] const CoordinationTerms& terms() const { return terms_; }
    [[nodiscard]] const ActivityBook& book() const { return book_; }
    [[nodiscard]] std::size_t size() const { return steps_.size(); }
    /// nullptr if it is not here.
    [[nodiscard]] const CoordinationStep* find(std::string_view id) const;
    [[nodiscard]] const std::vector<CoordinationStep>& steps() const { return steps_; }

    /// Channels that are suspended, by who suspended them.
    [[nodiscard]] std::vector<ChannelState> suspended() const;
    [[nodiscard]] const std::map<std::string, ConflictThread, std::less<>>& threads() const { return threads_; }
    /// Whether a participant may propose to disclose more: it sees the threads.
    [[nodiscard]] bool mediates(std::string_view participant, Instant t) const;
    /// Steps about a request, in order: answers and reports.
    [[nodiscard]] std::vector<const CoordinationStep*> about(std::string_view id) const;
    /// How a movement fared, in order.
    [[nodiscard]] std::vector<const CoordinationStep*> movement_of(std::string_view activity) const;
    /// Who must consent to an activity, ever since it was filed: holders of areas that it touches; ascending.
    [[nodiscard]] std::vector<std::string> signers_of(const Activity& activity) const;

    /// Those to which `reader` was invited or which it keeps, closed ones too; in the order of their opening.
    [[nodiscard]] std::vector<const AreaOfOperations*> operations_of(std::string_view reader) const;
    /// Of an area of operations, the volumes. Precondition: it is here.
    [[nodiscard]] const std::vector<Volume>& volumes_of(const AreaOfOperations& operations) const;
    /// Contacts of the other members of every open area of operations that `reader` is a member of and that one of the volumes touches on
    /// the ground and in time, at whatever height; in that order, then by participant. It says nothing about what is in the way. No
    /// volumes: of all of them.
    [[nodiscard]] std::vector<LiaisonLine> lines_for(std::string_view reader, std::span<const Volume> volumes) const;

    /// Whether it is `reader`'s matter: its owner, a recipient, or a holder whose consent it needs.
    [[nodiscard]] bool concerns(const Activity& activity, std::string_view reader) const;
    /// Whether `reader` may see that the activity exists: whom it concerns, or one to whom it is disclosed in full, as it was filed.
    [[nodiscard]] bool may_see(const Activity& activity, std::string_view reader) const;
    /// Whether a step's own part is for `reader`. Whatever is for the mechanism is for everybody who takes part.
    [[nodiscard]] bool may_read(const CoordinationStep& step, std::string_view reader) const;
    /// Likewise of the part about people and vehicles: what moves is for those to whom it was filed, a contact for whoever may read the
    /// step.
    [[nodiscard]] bool may_read_people(const CoordinationStep& step, std::string_view reader) const;

private:
    [[nodiscard]] Result<void> check_place(const CoordinationStep& step) const;
    [[nodiscard]] Result<void> check_activity(const CoordinationStep& step) const;
    [[nodiscard]] Result<void> check_area(const CoordinationStep& step) const;
    [[nodiscard]] Result<void> check_channel(const CoordinationStep& step) const;
    [[nodiscard]] Result<void> check_conflict(const CoordinationStep& step) const;
    [[nodiscard]] Result<void> check_disclosure(const CoordinationStep& step) const;
    [[nodiscard]] Result<void> check_access(const CoordinationStep& step) const;
    [[nodiscard]] Result<void> check_operations(const CoordinationStep& step) const;
    [[nodiscard]] Result<void> check_areas(const std::vector<std::string>& areas) const;
    [[nodiscard]] const Activity* in_the_way(const Activity& activity, std::string_view key) const;
    [[nodiscard]] ConsentArea area_of(const CoordinationStep& step) const;
    [[nodiscard]] const AreaOfOperations* operations(std::string_view id) const;
    [[nodiscard]] bool is_channel_open(const std::string& by, const std::string& with) const { return !channels_.contains({by, with}); }
    void note(CoordinationStep step);
    void follow(const CoordinationStep& step);
    void follow_thread(const CoordinationStep& step);
    void follow_operations(const CoordinationStep& step);
    [[nodiscard]] DisclosureMatrix matrix_now() const;

    CoordinationTerms terms_;
    ActivityBook book_;
    std::vector<CoordinationStep> steps_;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> index_;
    std::map<std::pair<std::string, std::string>, std::size_t> channels_;  ///< who suspended it, with whom -> step
    std::map<std::string, ConflictThread, std::less<>> threads_;
    std::vector<AreaOfOperations> operations_;                            ///< in the order of their opening
    std::map<std::string, std::vector<std::size_t>, std::less<>> about_;  ///< request or activity -> steps that report on it
};

}  // namespace truce
