/// For whom something is read, and how much of it is for that one. Whatever answers a question asks here what may be told, and
/// looks for what was asked in that alone: what is hidden decides neither rows nor counts.
///
/// Of a register's records publish/onlooker.hpp decides, by the profile's disclosures. Places are told as areas of the atlas at the finest,
/// unless they are exact: where a profile discloses a 5-km cell, this says the areas in which it lies.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/mechanism/documents.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/publish/disclosure.hpp"
#include "truce/publish/onlooker.hpp"
#include "truce/record/body.hpp"

namespace truce {

/// How much of a record is told.
struct Sight {
    PlaceDetail place = PlaceDetail::none;  ///< exact, district (areas of the atlas), division, none
    bool names = false;                     ///< actors, targets, numbers, facts, and the register's own id
};

class Viewer {
public:
    /// What `institution` may be told at `now` of the first `as_of` entries; "" is the public, whose time is that of the last publication
    /// tick. An institution that holds no role is told of its own register, and else what the public is. Errors: documents.missing;
    /// checkpoint.missing (not_found) at size 0.
    static Result<Viewer> at(const Mechanism& mechanism, std::string institution, std::uint64_t as_of, Instant now);
    /// The same with what was signed in those entries, where it is at hand: reading it costs the most of this.
    static Result<Viewer> at(std::shared_ptr<const Documents> documents, std::string institution, std::uint64_t as_of, Instant now);

    [[nodiscard]] const std::string& institution() const { return institution_; }
    [[nodiscard]] bool is_public() const { return institution_.empty(); }
    /// Holds a role now.
    [[nodiscard]] bool is_member() const { return member_; }
    /// Role ids held now, in the order of the terms.
    [[nodiscard]] const std::vector<std::string>& roles() const { return roles_; }
    [[nodiscard]] std::uint64_t as_of() const { return as_of_; }
    /// By which delays are over or not.
    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] const Documents& documents() const { return *documents_; }
    [[nodiscard]] const Profile& profile() const { return *documents_->profile; }
    /// By which the register in memory is shown to this one.
    [[nodiscard]] const Onlooker& onlooker() const { return *onlooker_; }

    /// Of a record of `reg` about what surely ended at `ended` (exclusive) that came into the log at `recorded_at`; absent: nothing.
    [[nodiscard]] std::optional<Sight> sight(const Register& reg, Instant ended, Instant recorded_at, Concern concern) const;
    /// Whether a record with these possible actors and targets is about the viewer or its forces.
    [[nodiscard]] Concern concern(const Report& report) const;
    /// Of a case about what surely ended then. A member is told all of it but others' exact places and sources.
    [[nodiscard]] bool sees_case(Instant ended) const;
    /// Whether a part of an entry may be read, with its secret.
    [[nodiscard]] bool may_read(std::string_view author, Audience audience, Instant recorded_at) const;

    /// What of a record is told at a fineness that is not `hidden`.
    [[nodiscard]] Sight sight(const Register& reg, Fineness fineness) const;

    /// A region as this sight tells it. `areas` are those of the record that the region touches.
    [[nodiscard]] Region told(const Region& where, const std::vector<std::string>& areas, bool outside, PlaceDetail detail) const;
    /// The profile's divisions to which these areas belong, in the profile's order.
    [[nodiscard]] std::vector<std::string> divisions_of(const std::vector<std::string>& areas) const;

private:
    std::shared_ptr<const Documents> documents_;
    std::string institution_;
    std::vector<std::string> roles_;
    std::uint64_t as_of_ = 0;
    Instant now_;
    bool member_ = false;
    std::int64_t member_delay_us_ = 0;
    std::optional<Onlooker> onlooker_;
    std::optional<PublicDisclosure> public_;
};

}  // namespace truce
