/// Who takes part, in which role, when: the dated roles of the terms, asked by the case file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"

namespace truce {

/// The rules of the case files of one mechanism: its profile, and who takes part by its terms. A value; what the terms
/// say of anything but participants is not used here.
class CaseRules {
public:
    /// Precondition: the terms were accepted under this profile.
    CaseRules(std::shared_ptr<const Profile> profile, const Terms& terms);

    [[nodiscard]] const Profile& profile() const { return *profile_; }
    [[nodiscard]] bool takes_part(std::string_view participant) const;
    /// All who take part by the terms, ascending.
    [[nodiscard]] std::vector<std::string> participants() const;
    /// Role ids held at t, in the order of the terms; a role's end is its first instant without it.
    [[nodiscard]] std::vector<std::string> roles_of(std::string_view participant, Instant t) const;
    /// Participants that hold the role at t, ascending.
    [[nodiscard]] std::vector<std::string> holders(std::string_view role, Instant t) const;
    /// Those who held the examining role at some instant of the interval, ascending.
    [[nodiscard]] std::vector<std::string> examiners(const Interval& when) const;
    /// The guarantors responsible for a party at t, ascending.
    [[nodiscard]] std::vector<std::string> guarantors_of(std::string_view party, Instant t) const;
    /// Whether some role held at t may sign the kind.
    [[nodiscard]] bool may(std::string_view participant, std::string_view kind, Instant t) const;
    /// Whether the participant may sign the kind at t. Errors, with "TOPIC." in front: not_participant, no_role, role (forbidden; roles
    /// that may are named).
    [[nodiscard]] Result<void> check_signer(std::string_view topic, std::string_view participant, std::string_view kind, Instant t) const;
    /// Roles that may sign the kind, in the profile's order.
    [[nodiscard]] std::vector<std::string> roles_that_may(std::string_view kind) const;
    /// nullptr if the profile does not say how it is decided.
    [[nodiscard]] const Decision* decision(std::string_view kind) const;
    /// nullptr if no instrument sets one that starts with this kind.
    [[nodiscard]] const Deadline* deadline(std::string_view starts_with) const;
    /// nullptr if the profile has no such finding.
    [[nodiscard]] const FindingKind* finding(std::string_view id) const;

    /// The table role x step as text, one line per step, a column per role.
    [[nodiscard]] std::string permission_table() const;

private:
    struct Participant {
        std::string id;
        std::vector<DatedRole> roles;
        std::vector<std::pair<std::string, Interval>> guarantors;
    };
    [[nodiscard]] const Participant* find(std::string_view id) const;

    std::shared_ptr<const Profile> profile_;
    std::vector<Participant> participants_;  ///< ascending by id
};

}  // namespace truce
