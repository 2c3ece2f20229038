#include "truce/serve/time_classes.hpp"

#include <thread>

namespace truce {

std::chrono::steady_clock::time_point class_end(std::chrono::steady_clock::time_point asked, std::chrono::steady_clock::time_point done) {
    return asked + time_class * ((done - asked) / time_class + 1);
}

ApiHandler in_time_classes(ApiHandler handler) {
    return [handler = std::move(handler)](const Asked& asked) {
        const auto since = std::chrono::steady_clock::now();
        Result<HttpResponse> answer = handler(asked);
        std::this_thread::sleep_until(class_end(since, std::chrono::steady_clock::now()));
        return answer;
    };
}

}  // namespace truce
