/// Everything that is wrong with one document, with its place, for the person who must mend it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/toml.hpp"
#include "truce/base/result.hpp"

namespace truce {

/// Collects problems by path ("clause[3].by") and says where that is: "file:line:column" of the value in a TOML
/// file, the path itself in canonical JSON.
class Complaints {
public:
    /// For a TOML file.
    explicit Complaints(std::string file) : file_(std::move(file)) {}
    /// For canonical JSON.
    Complaints() = default;

    /// Remembers where a value stands.
    void place(std::string path, TomlPosition position) { places_.emplace(std::move(path), position); }

    /// The nearest enclosing value that has a place counts where the path itself has none.
    void add(std::string_view path, std::string_view id, std::string what, std::string remedy, Errc code = Errc::invalid);
    /// An error that another function gave; its own `where`, if any, is said in the text.
    void add(std::string_view path, Error error);

    /// Whether something is wrong at the path or below it.
    [[nodiscard]] bool about(std::string_view path) const;
    [[nodiscard]] bool none() const { return found_.empty(); }
    /// Appends all in the order of the document and returns the first. Precondition: !none().
    Error report(Problems& problems);

private:
    [[nodiscard]] TomlPosition position_of(std::string_view path) const;
    struct Found {
        std::string path;
        TomlPosition position;
        Error error;
    };
    std::string file_;
    std::map<std::string, TomlPosition, std::less<>> places_;
    std::vector<Found> found_;
};

/// The candidate that `word` is most probably meant to be, "" if none is near.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);
/// "Did you mean x? ", or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace truce
