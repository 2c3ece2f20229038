/// For whom something is read, and how much of it is for that one. Whatever answers a question asks here what may be told, and
/// looks for what was asked in that alone: what is hidden decides neither rows nor counts.
///
///   whose records                             who                    is told
///   a register that is public anyway          everybody              everything
///   the one's own register                    the institution        everything
///   another's, after the mechanism's delay    who holds a role       all but the exact place and how its recorder knows
///   another's, after the public's delay       everybody              when, what act, and the place as the profile says
///   another's, before                         nobody                 nothing, and it is not counted
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
#include "truce/record/body.hpp"

namespace truce {

/// How much of a record is told.
struct Sight {
    PlaceDetail place = PlaceDetail::none;  ///< exact, district (areas of the atlas), division, none
    bool names = false;                     ///< actors, targets, numbers, facts, and the register's own id
};

class Viewer {
public:
    /// What `institution` may be told of the first `as_of` entries; "" is the public. Delays are over or not by the record's
    /// own clock at that size, so that the same question at the same size has one answer for ever.
    /// Errors: documents.missing; not_found if the record has no such size.
    static Result<Viewer> at(const Mechanism& mechanism, std::string institution, std::uint64_t as_of);

    [[nodiscard]] const std::string& institution() const { return institution_; }
    [[nodiscard]] bool is_public() const { return institution_.empty(); }
    /// Holds a role at the record's clock.
    [[nodiscard]] bool is_member() const { return member_; }
    /// Role ids held at the record's clock, in the order of the terms.
    [[nodiscard]] const std::vector<std::string>& roles() const { return roles_; }
    [[nodiscard]] std::uint64_t as_of() const { return as_of_; }
    [[nodiscard]] Instant clock() const { return clock_; }
    [[nodiscard]] const Documents& documents() const { return *documents_; }
    [[nodiscard]] const Profile& profile() const { return *documents_->profile; }

    /// Of a record of `reg` about what surely ended at `ended` (exclusive) that came into the log at `recorded_at`; absent: nothing.
    [[nodiscard]] std::optional<Sight> sight(const Register& reg, Instant ended, Instant recorded_at) const;
    /// Of a case about what surely ended then. A member is told all of it but others' exact places and sources.
    [[nodiscard]] bool sees_case(Instant ended) const;
    /// Whether a part of an entry may be read, with its secret.
    [[nodiscard]] bool may_read(std::string_view author, Audience audience, Instant recorded_at) const;

    /// A region as this sight tells it. `areas` are those of the record that the region touches.
    [[nodiscard]] Region told(const Region& where, const std::vector<std::string>& areas, bool outside, PlaceDetail detail) const;
    /// The profile's divisions to which these areas belong, in the profile's order.
    [[nodiscard]] std::vector<std::string> divisions_of(const std::vector<std::string>& areas) const;

private:
    std::shared_ptr<const Documents> documents_;
    std::string institution_;
    std::vector<std::string> roles_;
    std::uint64_t as_of_ = 0;
    Instant clock_;
    bool member_ = false;
    std::int64_t member_delay_us_ = 0;
    PlaceDetail member_place_ = PlaceDetail::district;
    PlaceDetail public_place_ = PlaceDetail::none;
    std::optional<PublicDisclosure> public_;
};

}  // namespace truce
