/// Members of an object that people sign: each is read in its type and checked in its form, and every one must be known.
/// What is wrong names the member and the remedy, under a code of the caller's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/json.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"

namespace truce {

/// Bytes that a text which people read may have; an entry's part holds more.
inline constexpr std::size_t member_text_max = 16'000;

enum class MemberIs : std::uint8_t {
    id,      ///< of entries, reports, incidents: 1 to 80 of a-z 0-9 - /
    name,    ///< of a participant, a role, a fact: 1 to 64 of a-z 0-9 and the marks of the form
    words,   ///< UTF-8 with something to see, at most member_text_max bytes, no control characters but line feed and tab
    digest,  ///< 64 lower-case hexadecimal digits
};
enum class ListOrder : std::uint8_t { ascending, as_given };

/// The form of members of one kind of object. Every check names the member in what it refuses.
struct MemberForm {
    std::string_view code;        ///< of what is refused (invalid)
    std::string_view name_marks;  ///< what names may have besides a-z 0-9
    std::size_t list_max = 0;

    [[nodiscard]] Error wrong(std::string_view member, std::string what, std::string remedy) const;
    [[nodiscard]] Result<void> text(std::string_view member, std::string_view value, MemberIs is) const;
    [[nodiscard]] Result<void> list(std::string_view member, const std::vector<std::string>& values, MemberIs is,
                                    ListOrder order = ListOrder::ascending) const;
    /// Holds an instant, and both ends can be written.
    [[nodiscard]] Result<void> interval(std::string_view member, const Interval& value) const;
    [[nodiscard]] static bool writable(Instant t) { return Instant::lowest() <= t && t <= Instant::highest(); }
};

/// Reads an object. A member that is not there leaves its value as it is; what is there and has the wrong type is refused.
class MemberReader {
public:
    /// `of`: the member whose object it is, which then stands before each name. All must outlive the reader.
    MemberReader(const JsonObject& object, const MemberForm& form, std::string_view of = {}) : object_(object), form_(form), of_(of) {}

    /// nullptr if there is none.
    const Json* take(std::string_view name);
    /// Not empty.
    Result<void> text(std::string_view name, std::string& out);
    /// Of texts, not empty.
    Result<void> list(std::string_view name, std::vector<std::string>& out);
    /// Two integers.
    Result<void> pair(std::string_view name, std::optional<std::pair<std::int64_t, std::int64_t>>& out);
    Result<void> interval(std::string_view name, std::optional<Interval>& out);
    Result<void> instant(std::string_view name, std::optional<Instant>& out);
    Result<void> truth(std::string_view name, bool& out);
    /// Texts by their names, at least one.
    Result<void> texts(std::string_view name, std::map<std::string, std::string, std::less<>>& out);
    /// A word of an enumeration with `count` words, which name_of(Word) names.
    template <typename Word>
    Result<void> word(std::string_view name, std::optional<Word>& out, std::size_t count) {
        std::vector<std::string_view> known;
        for (std::size_t i = 0; i < count; ++i) known.push_back(name_of(static_cast<Word>(i)));
        std::optional<std::size_t> at;
        TRUCE_TRY(one_of(name, known, at));
        if (at) out = static_cast<Word>(*at);
        return {};
    }
    /// A list of objects: calls each(members of one), which takes what it knows.
    Result<void> objects(std::string_view name, const std::function<Result<void>(MemberReader& one)>& each);

    /// That every member was taken.
    [[nodiscard]] Result<void> nothing_left() const;

private:
    [[nodiscard]] std::string path(std::string_view name) const;
    Result<void> one_of(std::string_view name, const std::vector<std::string_view>& known, std::optional<std::size_t>& at);

    const JsonObject& object_;
    const MemberForm& form_;
    std::string_view of_;
    std::vector<std::string_view> taken_;
};

}  // namespace truce
