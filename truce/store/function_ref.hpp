/// A callable passed down a call and never kept.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace truce {

template <typename Signature>
class function_ref;

/// Refers to a callable for the length of one call: no allocation, two words, not owning. Unlike
/// std::function it takes callables that cannot be copied. Never store one.
template <typename R, typename... Args>
class function_ref<R(Args...)> {
public:
    template <typename F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, function_ref> && std::is_invocable_r_v<R, F&, Args...>)
    function_ref(F&& callable)  // NOLINT: implicit on purpose
        : object_(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))), call_([](void* object, Args... args) -> R {
              return (*static_cast<std::remove_reference_t<F>*>(object))(std::forward<Args>(args)...);
          }) {}

    R operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

private:
    void* object_;
    R (*call_)(void*, Args...);
};

}  // namespace truce
