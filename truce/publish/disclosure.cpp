#include "truce/publish/disclosure.hpp"

namespace truce {

PublicDisclosure::PublicDisclosure(const Profile& profile) {
    for (const Disclosure& disclosure : profile.disclosures) {
        if (disclosure.audience != "public") continue;
        anything = true;
        places = disclosure.place != PlaceDetail::none;
        delay_us = disclosure.delay_us;
    }
}

bool PublicDisclosure::tells(const Register& reg, Instant end, const std::optional<Instant>& as_of) const {
    return reg.published || tells(end, as_of);
}

bool PublicDisclosure::tells(Instant end, const std::optional<Instant>& as_of) const {
    if (!anything) return false;
    if (delay_us <= 0) return true;
    return as_of.has_value() && end.us <= as_of->us - delay_us;
}

}  // namespace truce
