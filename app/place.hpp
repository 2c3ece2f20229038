/// The folder that a command names: the log's own, or a centre's, which signs for pouches.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/output.hpp"
#include "app/world.hpp"
#include "truce/mechanism/centre.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce::app {

struct Place {
    World world;
    std::optional<Mechanism> mechanism;
    std::optional<Centre> centre;

    static Result<std::unique_ptr<Place>> open(const Path& directory, OpenFor mode) {
        auto place = std::make_unique<Place>();
        if (is_centre(directory)) {
            TRUCE_ASSIGN(Centre opened, Centre::open(directory, *place->world.clock, *place->world.random));
            place->centre.emplace(std::move(opened));
        } else {
            TRUCE_ASSIGN(Mechanism opened, Mechanism::open(directory, mode, *place->world.clock, *place->world.random));
            place->mechanism.emplace(std::move(opened));
        }
        return place;
    }
    [[nodiscard]] Database& db() const { return centre ? centre->db() : mechanism->db(); }
    [[nodiscard]] Instant now() const { return world.clock->now(); }
    Result<Desk> desk(const NoteKey& key) { return centre ? centre->desk(key) : desk_at_log(db(), key); }
    /// A desk that signs nothing.
    [[nodiscard]] Desk looking() const { return {db(), {}, {}, {}}; }
};

/// Hands a signed step in: to the log, or into the centre's outbox; and says what came of it.
///   kind    of its entry
///   words   what the step says, for people
int hand_in(Place& place, const Submission& submission, const NoteKey& key, std::string_view kind, const std::string& words, Format format);

}  // namespace truce::app
