/// What a fuzz target is: a function of any bytes that ends the process (TRUCE_ASSERT, a sanitizer) if a law
/// does not hold. libFuzzer calls it with bytes of its own making, corpus_runner.cpp with the corpus.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace truce {

inline std::string_view view_of(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

}  // namespace truce
