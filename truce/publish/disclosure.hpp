/// What the profile lets an account tell of a register, and how long after the event.
#pragma once

#include <cstdint>
#include <optional>

#include "truce/agreement/profile.hpp"
#include "truce/base/time.hpp"

namespace truce {

/// Of the public's account, or of one that goes onward.
struct PublicDisclosure {
    bool anything = false;      ///< of registers that are not public themselves
    bool places = false;        ///< at least the division
    std::int64_t delay_us = 0;  ///< after what a record describes has surely ended

    /// The entry "public" of the profile's disclosures; nothing at all where there is none.
    explicit PublicDisclosure(const Profile& profile);
    /// What goes onward.
    explicit PublicDisclosure(const Onward& onward)
        : anything(true), places(onward.place != PlaceDetail::none), delay_us(onward.delay_us) {}

    /// Whether a record of `reg` that describes what ended at `end` (exclusive) may be told when the record's clock says
    /// `as_of`. Registers that are public anyway: always. Without a clock no delay is known to be over.
    [[nodiscard]] bool tells(const Register& reg, Instant end, const std::optional<Instant>& as_of) const;
    /// The same of what is in no register: a case about what ended at `end`.
    [[nodiscard]] bool tells(Instant end, const std::optional<Instant>& as_of) const;
};

}  // namespace truce
