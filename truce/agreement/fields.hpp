/// Members of one object of a document whose form was checked. What is missing, because it may be left out or
/// because a complaint was made about it, has the value of nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/condition.hpp"
#include "truce/agreement/names.hpp"
#include "truce/base/json.hpp"
#include "truce/base/time.hpp"

namespace truce {

class Fields {
public:
    explicit Fields(const JsonObject& object) : object_(object) {}

    [[nodiscard]] bool has(std::string_view key) const { return object_.contains(key); }
    [[nodiscard]] const Json* find(std::string_view key) const { return object_.if_contains(key); }
    [[nodiscard]] std::string text(std::string_view key) const;
    [[nodiscard]] Texts texts(std::string_view key) const;
    [[nodiscard]] Names names() const { return {texts("name"), list("aliases")}; }
    [[nodiscard]] std::vector<std::string> list(std::string_view key) const;
    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t fallback = 0) const;
    [[nodiscard]] bool boolean(std::string_view key) const;
    [[nodiscard]] std::optional<Instant> instant(std::string_view key) const;
    [[nodiscard]] std::optional<Interval> interval(std::string_view key) const;
    /// Nothing if it is missing.
    [[nodiscard]] std::optional<Condition> condition(std::string_view key) const;
    /// The objects under a key, in order; none if it is missing.
    [[nodiscard]] std::vector<Fields> objects(std::string_view key) const;

    /// The enumerator at the place of the text among the choices, the first one if it is none of them.
    template <typename Enum>
    [[nodiscard]] Enum choice(std::string_view key, std::span<const std::string_view> choices) const {
        const std::string found = text(key);
        for (std::size_t i = 0; i < choices.size(); ++i) {
            if (choices[i] == found) return static_cast<Enum>(i);
        }
        return static_cast<Enum>(0);
    }

private:
    const JsonObject& object_;
};

}  // namespace truce
