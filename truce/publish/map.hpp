/// The map of a bulletin's day as SVG. Private to this folder.
#pragma once

#include <string>

#include "truce/publish/bulletin.hpp"
#include "truce/publish/phrases.hpp"

namespace truce {

/// One <svg> element with title and description; "" if no division has a shape.
///
/// Equirectangular at the country's middle latitude. Each public record is drawn as everything that is known of its place: a circle of
/// its radius, a polygon, or, where only the division is known, that division striped and the record's mark in it. Marks that fall on
/// one spot are counted, not stacked. Where nobody watched is hatched.
/// Whether a record has a place that can be drawn: one that may be in any of several divisions has not.
bool is_drawn(const PublicRecord& record);

std::string day_map(const Bulletin& bulletin, const Phrases& phrases);

}  // namespace truce
