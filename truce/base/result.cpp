#include "truce/base/result.hpp"

namespace truce {

std::string_view name_of(Errc code) {
    switch (code) {
        case Errc::invalid: return "invalid";
        case Errc::unsigned_: return "unsigned";
        case Errc::forbidden: return "forbidden";
        case Errc::not_found: return "not_found";
        case Errc::conflict: return "conflict";
        case Errc::too_large: return "too_large";
        case Errc::busy: return "busy";
        case Errc::io: return "io";
        case Errc::corrupt: return "corrupt";
    }
    return "unknown";
}

std::string Error::text() const {
    std::string out;
    if (!where.empty()) out += where + ": ";
    out += what;
    if (!id.empty()) out += " [" + id + "]";
    if (!remedy.empty()) out += "\n    " + remedy;
    return out;
}

Error at(std::string_view where, Error error) {
    std::string place(where);
    if (!place.empty() && !error.where.empty()) place += ':';
    place += error.where;
    error.where = std::move(place);
    return error;
}

void fail_assertion(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "truce: internal fault: %s does not hold at %s:%d\n", condition, file, line);
    std::abort();
}

}  // namespace truce
