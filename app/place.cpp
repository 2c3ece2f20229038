#include "app/place.hpp"

#include <fmt/format.h>

#include "truce/base/json.hpp"

namespace truce::app {

int hand_in(Place& place, const Submission& submission, const NoteKey& key, std::string_view kind, const std::string& words,
            Format format) {
    JsonObject out{{"kind", kind}};
    std::string said;
    if (place.centre) {
        const auto queued = place.centre->outbox().queue_signed(submission, key);
        if (!queued) return refuse(queued.error(), format);
        out["id"] = queued->id;
        out["number"] = queued->number;
        out["state"] = name_of(queued->state);
        said = fmt::format("    signed, number {} of the outbox ({}); it waits for a pouch\n", queued->number, queued->id);
    } else {
        const auto done = place.mechanism->submit(submission);
        if (!done) return refuse(done.error(), format);
        out["checkpoint"] = checkpoint_json(done->checkpoint);
        out["id"] = done->receipt.id;
        out["index"] = static_cast<std::int64_t>(done->receipt.index);
        out["recorded_at"] = done->receipt.recorded_at.us;
        said = fmt::format("    recorded as entry {} ({})\n", done->receipt.index, done->receipt.id);
    }
    if (format == Format::json)
        print_json(out);
    else
        print(words + said);
    return 0;
}

}  // namespace truce::app
