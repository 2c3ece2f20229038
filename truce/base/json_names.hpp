/// The names of canonical JSON's values, for headers that only pass them on: boost::json's own headers take a second
/// to parse. Whoever looks into a value includes truce/base/json_names.hpp.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>

namespace truce {

using Json = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

/// The greatest integer of canonical JSON, and with a minus sign the least.
inline constexpr std::int64_t json_integer_max = 9007199254740991;

}  // namespace truce
