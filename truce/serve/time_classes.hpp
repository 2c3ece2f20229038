/// Answers that leave in classes of time, so that how long one took tells no more than the class.
///
/// What is in the way of a plan is sought among everybody's plans, and that takes longer where more is found, also of what the asker may
/// not know. So an answer leaves only when a whole number of classes has passed since it was asked for: two worlds that differ by less work
/// than a class cannot be told apart by the clock, but for the chance that the work falls on both sides of a border. Method: Askarov,
/// Zhang, Myers 2010, predictive mitigation of timing channels (doi:10.1145/1866307.1866341), with one constant quantum.
#pragma once

#include <chrono>

#include "truce/serve/service.hpp"

namespace truce {

inline constexpr std::chrono::milliseconds time_class{5};

/// The first end of a class after `done`: `asked` and a whole number of classes, at least one. Precondition: asked <= done.
std::chrono::steady_clock::time_point class_end(std::chrono::steady_clock::time_point asked, std::chrono::steady_clock::time_point done);

/// The handler, whose answers and refusals alike leave at the end of their class. Its thread waits for it.
ApiHandler in_time_classes(ApiHandler handler);

}  // namespace truce
