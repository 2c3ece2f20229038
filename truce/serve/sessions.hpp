/// Who is signed in. There are no passwords: whoever holds an enrolled key signs a challenge with it, once, and gets a token that
/// reads as its institution for a while. A token cannot speak: every step carries a signature of its own.
///
///   challenge   a text that names log, key, server and a random number; good for two minutes and for one use
///   session     32 random bytes, of which only the hash is kept; ends after `lasts`, by signing out, with the process, or when its key is
///               revoked (whoever asks checks that)
///
/// Both lie in memory only, and there are at most so many of each: the oldest go first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "truce/base/hash.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/note.hpp"

namespace truce {

struct Session {
    std::string institution;
    std::string key;  ///< name of the key that signed
    Instant expires;
};

class Sessions {
public:
    struct Options {
        std::int64_t challenge_us = std::int64_t{120} * 1'000'000;
        std::int64_t lasts_us = std::int64_t{3'600} * 1'000'000;
        std::size_t challenges_max = 4'096;
        std::size_t sessions_max = 16'384;
    };
    Sessions(const Options& options, Clock& clock, Random& random) : options_(options), clock_(clock), random_(random) {}

    struct Challenge {
        std::string text;
        Instant expires;
    };
    ///   server   what the one who signs believes to talk to: "https://truce.example.org"
    Challenge challenge(const NoteKey& key, std::string_view log, std::string_view server);

    struct Begun {
        std::string token;
        Session session;
    };
    /// `note` is a challenge of ours with the signature of `key` under it. `agent` is what the client calls itself; a token counts for the
    /// same alone. Errors: session.challenge (unsigned_: not one of ours, used, or too old), note.*.
    Result<Begun> begin(std::string_view note, const NoteKey& key, std::string_view agent);

    /// Absent: no such session, or not any more.
    [[nodiscard]] std::optional<Session> find(std::string_view token, std::string_view agent);
    void end(std::string_view token);
    [[nodiscard]] std::size_t count() const;

private:
    struct Open {
        std::string key;
        Instant expires;
    };
    struct Kept {
        Session session;
        Digest agent;
    };
    const Options options_;
    Clock& clock_;
    Random& random_;
    mutable std::mutex mutex_;
    std::map<std::string, Open, std::less<>> challenges_;  ///< by text
    std::map<Digest, Kept> sessions_;                      ///< by the token's hash
};

}  // namespace truce
