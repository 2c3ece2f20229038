#include "truce/judge/verdict.hpp"

#include "truce/base/result.hpp"

namespace truce {

std::string_view name_of(Ruling ruling) {
    switch (ruling) {
        case Ruling::no_rule: return "no_rule";
        case Ruling::not_due: return "not_due";
        case Ruling::no_violation: return "no_violation";
        case Ruling::exempt: return "exempt";
        case Ruling::undetermined: return "undetermined";
        case Ruling::conflict: return "conflict";
        case Ruling::violation: return "violation";
    }
    TRUCE_ASSERT(false);
}

std::string_view name_of(Undetermined undetermined) {
    switch (undetermined) {
        case Undetermined::no: return "no";
        case Undetermined::facts_missing: return "facts_missing";
        case Undetermined::exception_not_shown: return "exception_not_shown";
        case Undetermined::exception_not_disproved: return "exception_not_disproved";
    }
    TRUCE_ASSERT(false);
}

}  // namespace truce
