/// How far two kinds of planned activity must stay apart: the profile's table, prepared.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/base/result.hpp"
#include "truce/geo/volume.hpp"

namespace truce {

/// Immutable. Kinds are counted in ascending order; a kind that the table does not name is number 0, and keeps no distance
/// from anything: it conflicts with what it touches.
class Separations {
public:
    using Kind = std::uint16_t;

    /// No kinds, no distances.
    Separations() : Separations({}, {}) {}
    /// A pair holds both ways. Errors: separation.twice (conflict: one pair, two distances), separation.range (a distance or
    /// gap that Clearance cannot hold), naming the pair.
    static Result<Separations> create(const std::vector<Separation>& table);

    [[nodiscard]] Kind kind(std::string_view name) const { return names_.size() == 1 ? Kind{0} : named_kind(name); }
    /// The kinds that the table names, ascending.
    [[nodiscard]] std::span<const std::string> named() const { return std::span(names_).subspan(1); }
    /// What a and b must keep.
    [[nodiscard]] const Clearance& between(Kind a, Kind b) const { return table_[a * names_.size() + b]; }
    /// At least as much as this kind must keep from any other, in each of the three.
    [[nodiscard]] const Clearance& greatest(Kind kind) const { return greatest_[kind]; }

private:
    Separations(std::vector<std::string> names, std::vector<Clearance> table);
    [[nodiscard]] Kind named_kind(std::string_view name) const;

    std::vector<std::string> names_;  ///< [0] is "", the others ascend
    std::vector<Clearance> table_;
    std::vector<Clearance> greatest_;
};

}  // namespace truce
