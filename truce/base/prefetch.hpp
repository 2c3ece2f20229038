/// To have memory at hand before it is read.
#pragma once

#include <cstddef>

namespace truce {

/// Asks for the line of memory that holds this address, and does not wait for it. Any address will do, even one that is nobody's.
/// The empty assembly is an effect: a function that does nothing but ask has none for GCC 12, which then leaves out the calls to it.
inline void prefetch_line(const void* at) {
    __builtin_prefetch(at);
    asm volatile("");
}

/// Every line of some objects side by side, if the first begins where a line does; else perhaps not the last.
template <typename T>
void prefetch_whole(const T* first, std::size_t count = 1) {
    constexpr std::size_t line = 64;
    for (std::size_t at = 0; at < count * sizeof(T); at += line) prefetch_line(reinterpret_cast<const char*>(first) + at);
}

}  // namespace truce
