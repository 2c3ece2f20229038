/// Terms: one reading of what was agreed, in a form that people can read and a machine can apply.
///
/// A terms file (TOML, docs/formats/terms.md, schema/terms.schema.json) becomes canonical JSON, which is
/// what is hashed and signed, and that becomes Terms. A Terms value satisfies every rule that
/// `truce terms check` reports on: ids are unique, references resolve, "defeats" has no cycle, intervals are
/// not empty, and no two applicable rules of equal priority contradict each other where that can be decided.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/condition.hpp"
#include "truce/agreement/names.hpp"
#include "truce/base/file.hpp"
#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/geo/area.hpp"

namespace truce {

enum class InstrumentStatus : std::uint8_t { draft, signed_, in_force, extended, lapsed };
/// Where our knowledge of a clause's words comes from. `reconstructed` is a mark that every view shows;
/// `draft` never yields a verdict.
enum class TextStatus : std::uint8_t { published, reconstructed, draft };
enum class ApprovalKind : std::uint8_t { signed_, reported };

/// One actor's acceptance of one instrument, on its own date.
struct Approval {
    std::string participant;
    ApprovalKind kind = ApprovalKind::reported;
    std::string source;         ///< entry id if signed, citation if reported; never empty
    std::optional<Instant> at;  ///< absent: the date is not stated
};

struct Version {
    std::int64_t n = 1;
    std::optional<Instant> adopted_at;
    Interval in_force;                            ///< [from, to); to may be Instant::highest(); empty: never, or not known
    std::vector<std::string> approvals_required;  ///< participants; empty only for a draft, or if no clause is given
    std::vector<Approval> approvals;
};

struct Instrument {
    std::string id;
    Texts title;
    InstrumentStatus status = InstrumentStatus::draft;
    std::string source;
    std::vector<std::string> authentic_languages;
    std::vector<Version> versions;  ///< ascending n; in-force intervals do not overlap
    std::string note;               ///< what a reader must know about it, "" if nothing
};

enum class ActorKind : std::uint8_t { participant, force, outside_force, designated_group, umbrella };

struct DatedRole {
    std::string role;  ///< an id of the profile: guarantor, party, mediator, observer, monitor, territorial_state
    Interval valid;
    std::string source;
};

/// Anyone who can act or be acted on. A designated group is never a participant. An *umbrella* ("Syrian
/// insurgents") is a source's word for a set whose members it does not name: nothing follows from it, and an
/// edge that leads to one leaves open whatever belongs to it. The id "civilians" is reserved: people who
/// belong to no side; they need no entry, are never bound and never designated.
struct Actor {
    std::string id;
    ActorKind kind = ActorKind::participant;
    Names names;
    std::vector<DatedRole> roles;                              ///< participants only
    std::vector<std::pair<std::string, Interval>> guarantors;  ///< responsible guarantor, dated
    std::string note;
};

enum class Relation : std::uint8_t { signatory_of, supports, part_of, designated_as };

/// A dated claim about an actor. Contradicting claims coexist: where `disputed_by` is not empty the claim
/// is neither true nor false for the judge, and the claimants are named.
struct Edge {
    std::string from;
    Relation relation = Relation::signatory_of;
    std::string to;  ///< instrument for signatory_of, else actor
    Interval valid;
    std::string source;
    std::string asserted_by;               ///< participant's id or a publisher's name
    std::vector<std::string> disputed_by;  ///< likewise
};

enum class AreaStatus : std::uint8_t { agreed, disputed, line_not_agreed };

struct TermsArea {
    AreaStatus status = AreaStatus::agreed;
    Texts title;
    Interval valid;
    std::string source;
    Area area;  ///< geo's Area: id, inner (surely) and outer (possibly)
};

enum class Deontic : std::uint8_t { prohibit, oblige, permit };
enum class Burden : std::uint8_t { must_be_shown, applies_unless_disproved };

struct Clause {
    std::string id;
    std::string instrument;
    std::int64_t version = 1;
    TextStatus text_status = TextStatus::draft;
    std::string source;
    Texts summary;  ///< our words
    Texts quote;    ///< the text's own words; only where verified, may be empty
    Deontic deontic = Deontic::prohibit;
    std::vector<std::string> acts;       ///< each covers every act below it in the profile's tree
    std::string by;                      ///< bound, bound_or_supporting, anyone, or an actor id
    std::string against;                 ///< as `by`, or designated or civilians; "" = anyone
    Condition where;                     ///< true if not given
    Condition when;                      ///< besides the version's in-force interval
    std::optional<Instant> due;          ///< obligations: the first instant at which it is overdue
    std::optional<Condition> done_when;  ///< obligations
};

struct Exception {
    std::string id;
    std::vector<std::string> defeats;  ///< clauses or exceptions; acyclic
    std::vector<Condition> cases;      ///< any one suffices; each is a conjunction of literals
    Burden burden = Burden::must_be_shown;
    std::int64_t priority = 0;
    std::string source;
    Texts summary;
};

/// Words that stand for sets of actors and can be nobody's id.
[[nodiscard]] bool is_reserved_actor(std::string_view id);

/// Whose reading it is.
struct Reading {
    std::string id;
    bool joint = false;  ///< every participant whose approval is required signed this reading
    std::string by;      ///< participant or institution; "" if joint
    Texts title;
};

struct Terms {
    Reading reading;
    std::vector<Instrument> instruments;
    std::vector<Actor> actors;
    std::vector<Edge> edges;
    std::vector<TermsArea> areas;
    std::vector<Clause> clauses;
    std::vector<Exception> exceptions;

    [[nodiscard]] const Instrument* instrument(std::string_view id) const;
    [[nodiscard]] const Actor* actor(std::string_view id) const;
    [[nodiscard]] const TermsArea* area(std::string_view id) const;
    [[nodiscard]] const Clause* clause(std::string_view id) const;
    [[nodiscard]] const Exception* exception(std::string_view id) const;
    /// The actor that a source calls `name`: by id, name in any language, or alias. nullptr if none.
    [[nodiscard]] const Actor* actor_named(std::string_view name) const;
};

/// What a terms file becomes: the value, and the bytes to sign.
struct TermsDocument {
    Terms terms;
    std::string canonical;  ///< canonical JSON; areas are referenced as "geo:sha256-<hex>"
    Digest digest;          ///< SHA-256 of `canonical`
    /// The GeoJSON files it refers to, as (SHA-256 of the bytes, bytes), ascending, without duplicates.
    std::vector<std::pair<Digest, std::string>> files;
};

struct Profile;

/// Reads and checks a terms file against the profile it will run under. Area files are read relative to it.
/// On refusal every problem found is in `problems` (file:line:column, remedy), and the Result holds the first.
Result<TermsDocument> read_terms_file(const Path& file, const Profile& profile, Problems& problems);

/// The same from the record: canonical bytes and the files it refers to.
Result<TermsDocument> terms_from_canonical(std::string_view canonical, std::vector<std::pair<Digest, std::string>> files,
                                           const Profile& profile, Problems& problems);

/// As a lawyer would read it: plain text, `language` where the terms have it, English otherwise.
std::string show(const Terms& terms, const Profile& profile, std::string_view language);

}  // namespace truce
