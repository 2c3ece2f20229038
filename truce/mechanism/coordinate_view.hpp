/// Coordination as lists and as JSON (docs/formats/coordination.md), for one viewer. What does not concern him is in none of them, so
/// that neither rows nor counts tell of it.
///   viewer   a participant; "": whoever holds the folder, who sees all that is held in it
#pragma once

#include <string_view>
#include <vector>

#include "truce/base/json.hpp"
#include "truce/coordinate/alert.hpp"
#include "truce/coordinate/coordination.hpp"
#include "truce/mechanism/coordinate_tables.hpp"

namespace truce {

/// Activities of one owner, in the order of their filing; of everybody's, what the viewer may see.
std::vector<const Activity*> activities_of(const Coordination& coordination, std::string_view owner);
std::vector<const Activity*> activities_seen_by(const Coordination& coordination, std::string_view viewer);
/// Steps that the viewer may read, in the record's order.
std::vector<const CoordinationStep*> steps_seen_by(const Coordination& coordination, std::string_view viewer);

/// What awaits one participant's word now.
struct Waiting {
    enum class For : std::uint8_t { consent, acknowledgement, access, disclosure, operations };
    For what = For::consent;
    std::string id;  ///< of the activity, the request, the proposal or the area of operations
    Instant since;
    friend bool operator==(const Waiting&, const Waiting&) = default;
};
std::string_view name_of(Waiting::For word);
/// Consents that are not given, activities not acknowledged, requests for access not answered, proposals to disclose its own not
/// followed, invitations to an open area of operations that it has neither joined nor left; live ones, oldest first.
std::vector<Waiting> waiting_for(const Coordination& coordination, std::string_view who, Instant now);

/// What became of it, and to whom it was told, stands there for those whom it concerns; who and what moves, for its owner and recipients.
/// One to whom it is disclosed in full sees what was filed.
Json to_json(const Activity& activity, const Coordination& coordination, std::string_view viewer, Instant now);
Json to_json(const CoordinationStep& step, std::string_view viewer);
Json to_json(const Waiting& waiting);
Json to_json(const Alert& alert);
/// "movement of isles-forum [1a2b3c4d]: begins at 2023-06-20T10:00:00Z, and aldmere, borvik have not acknowledged it".
/// Precondition: the activity is here.
std::string to_text(const Alert& alert, const Coordination& coordination);
Json to_json(const ToldRow& row);
Json to_json(const ConsentArea& area);
Json to_json(const ChannelState& channel);
/// The messages that he may read, and of the two activities those that he may know of: "activity", "other"; "with" has the owners that he
/// knows, ascending.
Json to_json(const ConflictThread& thread, const Coordination& coordination, std::string_view viewer);
/// Threads that the viewer may read, by id.
std::vector<const ConflictThread*> threads_seen_by(const Coordination& coordination, std::string_view viewer);

/// Name, keeper, who is invited, who is a member with its contact (for members alone), volumes, and which channels between members are
/// suspended.
Json to_json(const AreaOfOperations& operations, const Coordination& coordination, std::string_view viewer);
/// The same as text, several lines.
std::string to_text(const AreaOfOperations& operations, const Coordination& coordination, std::string_view viewer);
Json to_json(const LiaisonLine& line);

/// "convoy of isles-forum [1a2b3c4d]: active, 2023-06-20T10:00:00Z to 2023-06-20T14:00:00Z".
std::string activity_line(const Activity& activity, const Coordination& coordination, Instant now);

/// How long movements and patrols were held up, and how many fared how: of these reports.
struct Fared {
    std::size_t facilitated = 0, delayed = 0, impeded = 0, denied = 0, cancelled = 0;
    std::int64_t held_us = 0;
    friend bool operator==(const Fared&, const Fared&) = default;
};
Fared fared(const std::vector<const CoordinationStep*>& reports);

}  // namespace truce
