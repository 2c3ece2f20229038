/// The names of canonical JSON's values, for headers that only pass them on: boost::json's own headers take a second
/// to parse. Whoever looks into a value includes truce/base/json_names.hpp.
#pragma once

#include <boost/json/fwd.hpp>

namespace truce {

using Json = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

}  // namespace truce
