/// Who listens for what is new. Members hear of each commit, with the kinds it brought; the public hears at publication ticks
/// only, and only how far the public record goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/http/http.hpp"

namespace truce {

enum class Hears : std::uint8_t { ticks, sizes, kinds };

class Events {
public:
    explicit Events(std::size_t listeners_max) : listeners_max_(listeners_max) {}

    /// A stream that begins with where the record stands. It ends with the first news at or after `until`, the end of a session; and where
    /// a key was revoked every stream but the public's ends: whoever still may listen comes back. Errors: events.too_many (busy).
    Result<std::shared_ptr<HttpStream>> listen(Hears hears, std::uint64_t size, Instant until);
    void committed(std::uint64_t size, const std::vector<std::string>& kinds, Instant now);
    void ticked(std::uint64_t public_size);
    /// Ends every stream.
    void finish();
    [[nodiscard]] std::size_t count() const;

private:
    struct Listener {
        Hears hears;
        std::shared_ptr<HttpStream> stream;
        Instant until;
    };
    const std::size_t listeners_max_;
    mutable std::mutex mutex_;
    std::vector<Listener> listeners_;
};

}  // namespace truce
