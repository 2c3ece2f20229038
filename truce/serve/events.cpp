#include "truce/serve/events.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace truce {
namespace {

std::shared_ptr<const std::string> event(std::uint64_t size, const std::vector<std::string>* kinds) {
    boost::json::object data{{"size", size}};
    if (kinds != nullptr) data["kinds"] = boost::json::array(kinds->begin(), kinds->end());
    // The id lets a browser that comes back say what it heard last; whatever it missed it asks for anyway.
    return std::make_shared<const std::string>("id: " + std::to_string(size) + "\nevent: record\ndata: " + boost::json::serialize(data) +
                                               "\n\n");
}

}  // namespace

Result<std::shared_ptr<HttpStream>> Events::listen(Hears hears, std::uint64_t size, Instant until) {
    auto stream = std::make_shared<HttpStream>();
    const std::vector<std::string> none;
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [](const Listener& one) { return one.stream->is_gone(); });
    if (listeners_.size() >= listeners_max_) {
        return Error{Errc::busy, "events.too_many", "this server has as many listeners as it may have", "",
                     "Ask again now and then instead"};
    }
    stream->push(event(size, hears == Hears::kinds ? &none : nullptr));
    listeners_.push_back({hears, stream, until});
    return stream;
}

void Events::committed(std::uint64_t size, const std::vector<std::string>& kinds, Instant now) {
    const auto with_kinds = event(size, &kinds);
    const auto without = event(size, nullptr);
    const std::lock_guard lock(mutex_);
    const bool revoked = std::ranges::find(kinds, "key.revoked") != kinds.end();
    std::erase_if(listeners_, [&](const Listener& one) {
        if (one.hears == Hears::ticks) return false;
        if (revoked || one.until <= now) {
            one.stream->finish();
            return true;
        }
        return !one.stream->push(one.hears == Hears::kinds ? with_kinds : without);
    });
}

void Events::ticked(std::uint64_t public_size) {
    const auto bytes = event(public_size, nullptr);
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [&](const Listener& one) { return one.hears == Hears::ticks && !one.stream->push(bytes); });
}

void Events::finish() {
    const std::lock_guard lock(mutex_);
    for (const Listener& one : listeners_) one.stream->finish();
    listeners_.clear();
}

std::size_t Events::count() const {
    const std::lock_guard lock(mutex_);
    std::size_t n = 0;
    for (const Listener& one : listeners_) n += one.stream->is_gone() ? 0U : 1U;
    return n;
}

}  // namespace truce
