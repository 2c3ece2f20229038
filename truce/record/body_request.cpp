#include "truce/record/body_request.hpp"

#include <fmt/format.h>

#include "truce/base/json.hpp"
#include "truce/record/entry.hpp"

namespace truce {
namespace {

constexpr std::string_view first_line = "truce/bodies/v1\n";
constexpr std::size_t request_size_max = 4096;

Error form(std::string_view what) {
    return {Errc::invalid, "bodies.form", fmt::format("not a request for bodies: {}", what), "", "Let `truce mirror pull` ask"};
}

Result<std::int64_t> number_of(const JsonObject& object, std::string_view name) {
    const Json* value = object.if_contains(name);
    if (value == nullptr || !value->is_int64()) return form(fmt::format("\"{}\" is missing or no number", name));
    return value->get_int64();
}

Result<BodyRequest> request_from(std::string_view text) {
    if (!text.starts_with(first_line)) return form("it does not begin with truce/bodies/v1");
    const auto json = parse_canonical(text.substr(first_line.size(), text.size() - first_line.size() - 1));
    const JsonObject* object = json ? json->if_object() : nullptr;
    const Json* log = object != nullptr ? object->if_contains("log") : nullptr;
    if (object == nullptr || object->size() != 4 || log == nullptr || !log->is_string())
        return form("its second line is not what it should be");
    BodyRequest request;
    request.log = log->get_string();
    TRUCE_ASSIGN(request.at.us, number_of(*object, "at"));
    TRUCE_ASSIGN(const std::int64_t base, number_of(*object, "base"));
    TRUCE_ASSIGN(const std::int64_t until, number_of(*object, "until"));
    if (base < 0 || until < 0) return form("a negative position");
    request.base = static_cast<std::uint64_t>(base);
    request.until = static_cast<std::uint64_t>(until);
    return request;
}

}  // namespace

Result<std::string> sign_body_request(const BodyRequest& request, const NoteSigner& key) {
    const auto json = canonical(Json{{"at", request.at.us},
                                     {"base", static_cast<std::int64_t>(request.base)},
                                     {"log", request.log},
                                     {"until", static_cast<std::int64_t>(request.until)}});
    TRUCE_ASSERT(json.ok());
    return sign_note(std::string(first_line) + *json + "\n", key);
}

Result<AskedBy> check_body_request(std::string_view bytes, const LogReader& log, Instant now) {
    if (bytes.size() > request_size_max) return form("it is too long");
    const auto note = parse_note(bytes);
    if (!note || note->signatures.size() != 1) return form("it is no note with one signature");
    TRUCE_ASSIGN(BodyRequest request, request_from(note->text));
    TRUCE_ASSIGN(const EnrolledKey key, log.key(note->signatures.front().name));
    TRUCE_TRY(check_note(*note, key.key));
    if (key.revoked_at) {
        return Error{Errc::forbidden, "entry.revoked_key", fmt::format("{} was revoked at entry {}", key.key.name, *key.revoked_at), "",
                     "Ask with a key that is valid"};
    }
    TRUCE_ASSIGN(const std::string origin, log.origin());
    if (request.log != origin)
        return Error{Errc::conflict, "bodies.other_log", fmt::format("it asks for the log {}, this is {}", request.log, origin), "", ""};
    // Compared without a difference, which could overflow.
    if (request.at.us < now.us - body_request_us_max || request.at.us > now.us + body_request_us_max) {
        return Error{Errc::unsigned_, "bodies.stale",
                     fmt::format("it was signed for {}, and it is {} here", format(request.at), format(now)), "",
                     "Set the clocks of both machines, then ask again"};
    }
    return AskedBy{std::move(request), key.institution};
}

}  // namespace truce
