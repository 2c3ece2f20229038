/// Whether a report belongs to some days and to a division: surely, possibly, or not. Private to this folder.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/geo/area.hpp"
#include "truce/ingest/report.hpp"
#include "truce/publish/bulletin.hpp"

namespace truce {

struct Presence {
    bool surely_then = false;            ///< on no other days
    std::vector<std::size_t> divisions;  ///< possible ones, ascending
    bool surely_there = false;           ///< in the single division named
    bool surely_outside = false;         ///< in no division
};

/// A profile's divisions as pieces of land. Making one joins shapes and costs milliseconds.
class DivisionMap {
public:
    explicit DivisionMap(const Profile& profile);

    [[nodiscard]] const std::vector<BulletinDivision>& divisions() const { return divisions_; }
    /// Days are inclusive.
    [[nodiscard]] Presence place(const Report& report, Day first, Day last) const;

private:
    [[nodiscard]] bool surely_in(const Report& report, std::size_t division) const;

    std::vector<BulletinDivision> divisions_;
    std::map<std::string, std::size_t, std::less<>> of_area_;
    Gazetteer gazetteer_;
};

}  // namespace truce
