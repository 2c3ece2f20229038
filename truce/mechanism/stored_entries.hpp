/// The entries of some kinds as the store holds them: what views are folded from. Private to this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/record/body.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// An entry without its note; parts that are not held here are sealed.
struct HeldEntry {
    std::uint64_t index = 0;
    std::string kind;
    std::string id;
    std::string key_name;
    Instant recorded_at;
    Body body;
};

/// Entries in [from, to) of wanted kinds, in the record's order, in one pass over the store.
Result<void> for_each_held(Database& db, std::uint64_t from, std::uint64_t to, const std::function<bool(std::string_view kind)>& wanted,
                           const std::function<Result<void>(HeldEntry&& entry)>& each);

}  // namespace truce
