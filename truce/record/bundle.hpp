/// Entry bundles (C2SP tlog-tiles): up to 256 entries, each as its length (2 bytes, most significant first) and bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"

namespace truce {

/// Precondition: entry.size() <= 65,535.
void append_to_bundle(std::string& bundle, std::string_view entry);

/// Exactly `count` entries and nothing behind them; the result views `bundle`.
/// Errors: bundle.form (corrupt).
Result<std::vector<std::string_view>> parse_bundle(std::string_view bundle, std::uint64_t count);

}  // namespace truce
