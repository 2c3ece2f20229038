/// Where tests find examples, vectors and documents.
#pragma once

namespace truce {

/// The folder of the sources, absolute.
extern const char* const checkout;

}  // namespace truce
