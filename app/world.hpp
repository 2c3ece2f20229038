/// What every command needs from the world outside.
#pragma once

#include <memory>

#include "truce/base/random.hpp"

namespace truce::app {

struct World {
    std::unique_ptr<Clock> clock = system_clock();
    std::unique_ptr<Random> random = system_random();
};

}  // namespace truce::app
