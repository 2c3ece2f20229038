/// Which volumes may conflict with a given one: trees of boxes in space and time, in memory.
///
/// Boxes of four pairs of whole numbers (u, v on a face of cube.hpp, height, time) lie in a tree for each face and for each of three
/// sizes (up to 100 km, to 800 km, beyond) and three spans (up to 3 days, to 97 days, beyond), so that what covers a country for months
/// does not make the boxes of a hamlet's convoys large. A query looks into every tree of its faces that holds
/// anything. So its cost depends on what lies around it, hardly on how much there is.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "truce/geo/box_tree.hpp"
#include "truce/geo/cube.hpp"
#include "truce/geo/volume.hpp"

namespace truce {

/// Where and when a volume may be, rounded outward: heights to centimetres, time to seconds from 2000 on, both clamped to 32 bits.
struct Extent {
    FaceBoxes faces;
    std::int32_t height_low_cm = 0;
    std::int32_t height_high_cm = 0;
    std::int32_t time_low_s = 0;
    std::int32_t time_high_s = 0;
};

/// Of the volume and everything within `around` of it. If two extents, one of them widened by a clearance, have no common
/// point, their volumes surely keep that clearance.
Extent extent_of(const Volume& volume, const Clearance& around, const Ground& ground);
/// The same for one part of its footprint.
Extent extent_of(const Volume& volume, const Footprint::Part& part, const Clearance& around, const Ground& ground);

/// Not for two threads while one of them changes it; any number may query it otherwise.
class SpaceTimeIndex {
public:
    using Id = BoxTree::Id;

    /// Each (id, extent) once. No limit but memory.
    void insert(Id id, const Extent& extent);
    /// Precondition: it was inserted with an equal extent.
    void remove(Id id, const Extent& extent);

    /// Calls with the id of every inserted extent that has a common point with this one, and of few others (BoxTree::may_meet). An id comes
    /// once for each face that both touch, nearly always once. In no particular order, until `found` says false.
    template <typename Found>
    void query(const Extent& extent, Found found) const {
        for (const FaceBox& face : extent.faces) {
            const Box4 box = box_of(face, extent);
            const auto f = static_cast<std::size_t>(face.face);
            for (std::uint32_t trees = in_use_[f]; trees != 0; trees &= trees - 1)
                if (!trees_[f][static_cast<std::size_t>(std::countr_zero(trees))].query(box, found)) return;
        }
    }

    /// How many boxes there are, and in how many nodes: for measuring.
    [[nodiscard]] std::size_t boxes() const;
    [[nodiscard]] std::size_t nodes() const;

private:
    static Box4 box_of(const FaceBox& face, const Extent& extent) {
        return {{face.u_low, face.v_low, extent.height_low_cm, extent.time_low_s},
                {face.u_high, face.v_high, extent.height_high_cm, extent.time_high_s}};
    }
    /// Of its face's trees.
    static std::size_t tree_for(const Box4& box);

    std::array<std::array<BoxTree, 9>, 6> trees_;
    std::array<std::uint32_t, 6> in_use_{};  ///< of each face, which trees hold anything: bit by bit
};

}  // namespace truce
