#include "truce/base/secret.hpp"

#include <sodium.h>

namespace truce {

Secret::Secret(std::string&& text)
    : text_(text) {  // NOLINT(cppcoreguidelines-rvalue-reference-param-not-moved): copied, so that it can be wiped
    sodium_memzero(text.data(), text.size());
    text.clear();
}

Secret::~Secret() { sodium_memzero(text_.data(), text_.size()); }

Secret::Secret(Secret&& other) noexcept : text_(other.text_) {
    sodium_memzero(other.text_.data(), other.text_.size());
    other.text_.clear();
}

}  // namespace truce
