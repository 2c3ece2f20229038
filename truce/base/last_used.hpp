/// What was asked for last is kept for who asks next.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "truce/base/result.hpp"

namespace truce {

/// The last few values by key; one that is asked for by several at once is computed by one of them, and the others wait for it.
template <typename Key, typename Value>
class LastUsed {
public:
    explicit LastUsed(std::size_t most) : most_(most) {}

    template <typename Compute>
    Result<std::shared_ptr<const Value>> get(const Key& key, Compute compute) {
        std::shared_ptr<Slot> slot;
        {
            const std::lock_guard lock(mutex_);
            const auto found = slots_.find(key);
            if (found != slots_.end()) {
                order_.splice(order_.begin(), order_, found->second.second);
                slot = found->second.first;
            } else {
                slot = std::make_shared<Slot>();
                order_.push_front(key);
                slots_.emplace(key, std::pair(slot, order_.begin()));
                if (slots_.size() > most_) {
                    slots_.erase(order_.back());
                    order_.pop_back();
                }
            }
        }
        const std::lock_guard lock(slot->mutex);
        if (!slot->value) {
            TRUCE_ASSIGN(slot->value, compute());
        }
        return slot->value;
    }

    /// What is being computed goes to those who wait for it, and is not kept.
    void clear() {
        const std::lock_guard lock(mutex_);
        slots_.clear();
        order_.clear();
    }

private:
    struct Slot {
        std::mutex mutex;
        std::shared_ptr<const Value> value;
    };
    const std::size_t most_;
    std::mutex mutex_;
    std::list<Key> order_;  ///< last used first
    std::map<Key, std::pair<std::shared_ptr<Slot>, typename std::list<Key>::iterator>> slots_;
};

}  // namespace truce
