#include "truce/serve/sessions.hpp"

#include <algorithm>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/record/log.hpp"

namespace truce {
namespace {

/// Takes away what is over, and then the one that ends first until there is room for one more.
template <typename Map, typename Expires>
void make_room(Map& map, std::size_t most, Instant now, Expires expires) {
    std::erase_if(map, [&](const auto& one) { return expires(one.second) <= now; });
    while (map.size() >= most) {
        map.erase(std::ranges::min_element(map, {}, [&](const auto& one) { return expires(one.second); }));
    }
}

}  // namespace

Sessions::Challenge Sessions::challenge(const NoteKey& key, std::string_view log, std::string_view server) {
    const std::lock_guard lock(mutex_);
    const Instant now = clock_.now();
    const Instant expires{now.us + options_.challenge_us};
    const auto json = canonical(Json{{"at", now.us},
                                     {"expires", expires.us},
                                     {"key", key.name},
                                     {"log", log},
                                     {"nonce", to_hex(random_.bytes(16))},
                                     {"server", server}});
    TRUCE_ASSERT(json.ok());
    std::string text = "truce/session/v1\n" + *json + "\n";
    make_room(challenges_, options_.challenges_max, now, [](const Open& one) { return one.expires; });
    challenges_.emplace(text, Open{key.name, expires});
    return {std::move(text), expires};
}

Result<Sessions::Begun> Sessions::begin(std::string_view note, const NoteKey& key, std::string_view agent) {
    TRUCE_ASSIGN(const Note parsed, parse_note(note));
    const std::lock_guard lock(mutex_);
    const Instant now = clock_.now();
    const auto found = challenges_.find(parsed.text);
    if (found == challenges_.end() || found->second.expires <= now || found->second.key != key.name) {
        return Error{Errc::unsigned_, "session.challenge", "this is no challenge that this server waits for", "note",
                     "Ask for a new one, sign it as it is, and hand it in within two minutes"};
    }
    TRUCE_TRY(check_note(parsed, key));
    challenges_.erase(found);
    make_room(sessions_, options_.sessions_max, now, [](const Kept& one) { return one.session.expires; });
    Begun out{to_hex(random_.bytes(32)),
              {std::string(key.name.substr(0, key.name.find('/'))), key.name, Instant{now.us + options_.lasts_us}}};
    sessions_.emplace(sha256(out.token), Kept{out.session, sha256(agent)});
    return out;
}

std::optional<Session> Sessions::find(std::string_view token, std::string_view agent) {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(sha256(token));
    if (found == sessions_.end()) return std::nullopt;
    if (found->second.session.expires <= clock_.now()) {
        sessions_.erase(found);
        return std::nullopt;
    }
    if (found->second.agent != sha256(agent)) return std::nullopt;
    return found->second.session;
}

void Sessions::end(std::string_view token) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(sha256(token));
}

std::size_t Sessions::count() const {
    const std::lock_guard lock(mutex_);
    return sessions_.size();
}

}  // namespace truce
