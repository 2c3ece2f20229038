/// The log of the drivers: its keys are always the same, so a folder is all there is of it.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "truce/record/key_file.hpp"
#include "truce/record/log.hpp"
#include "truce/store/checkpointer.hpp"
#include "truce/store/schema.hpp"

namespace truce {

struct Keys {
    explicit Keys(std::size_t clients) {
        for (std::size_t i = 0; i < clients; ++i) desks.push_back(new_entry_key(fmt::format("desk-{}", i), *random));
    }
    [[nodiscard]] LogSigners signers() const { return {*NoteSigner::decode(checkpoint.encoded()), *NoteSigner::decode(clock.encoded())}; }

    std::unique_ptr<Random> random = seeded_random(2017);
    NoteSigner checkpoint = new_named_key("example.com/driver", *random);
    NoteSigner clock = new_entry_key("log", *random);
    std::vector<NoteSigner> desks;
};

/// FOLDER/log.db, with a table of the driver's own beside the log's.
inline Result<std::unique_ptr<Database>> open_store(const Path& folder) {
    SqliteOptions options;
    options.checkpoint_pages = 0;
    TRUCE_ASSIGN(auto db, open_sqlite(folder / "log.db", options));
    TRUCE_TRY(ensure_schema(*db, "driver", 1, "CREATE TABLE driver_view (idx INTEGER PRIMARY KEY, id TEXT NOT NULL)"));
    return db;
}

}  // namespace truce
