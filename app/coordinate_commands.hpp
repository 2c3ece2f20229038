/// Coordination on the command line: what main's words mean, and what is done with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "truce/coordinate/coordination_kinds.hpp"

namespace CLI {
class App;
}

namespace truce::app {

/// Where and when: one volume in words, or a file of several.
struct VolumeOptions {
    std::string circle, radius;        ///< "LAT LON", "2 km"
    std::string corridor, half_width;  ///< "LAT LON; LAT LON", "500 m"
    std::string polygon;               ///< "LAT LON; LAT LON; LAT LON"
    std::string named;                 ///< an area of the atlas or the terms
    std::string above;                 ///< on the surface, up to so far above it
    std::string low, high;             ///< a band
    std::string datum;                 ///< ellipsoid, amsl, agl
    std::string ground, ground_by;     ///< agl: how high the ground is above the ellipsoid, and who says so
    Path geoid;                        ///< amsl: the grid of the geoid
    std::string from, until;
    Path file;  ///< JSON: a list of volumes
};

/// Every word that some step takes; each step's command offers its own.
struct CoordinateStepOptions {
    Path directory;  ///< of a mechanism or of a centre
    CoordinationKind kind = CoordinationKind::activity_filed;
    std::string activity, about;
    std::string activity_kind, workflow, seen, conditions, lapses, area, regime, with, key, level, outcome, answer, held_from, held_until,
        held_by, place, text;
    std::vector<std::string> to, keys, areas;
    std::string name, contact_name, contact_line, contact_hours;  ///< of an area of operations
    std::string to_operations;                                    ///< its other members are told
    std::string call_sign, cargo, phone, go_by;
    std::vector<std::string> vehicles, holds;
    bool is_public = false;
    VolumeOptions volume;
    Path signer;
    bool show_only = false;
    Format format = Format::text;
};
int coordinate_step(const CoordinateStepOptions& options);

struct CoordinateLookOptions {
    Path directory;
    std::string viewer;
    std::string word;
    std::optional<std::uint64_t> as_of;
    std::string at;
    Format format = Format::text;
};
int coordinate_mine(const CoordinateLookOptions& options);
int coordinate_list(const CoordinateLookOptions& options);
int coordinate_waiting(const CoordinateLookOptions& options);
int coordinate_alerts(const CoordinateLookOptions& options);
int coordinate_told(const CoordinateLookOptions& options);
int coordinate_steps(const CoordinateLookOptions& options);
int coordinate_areas(const CoordinateLookOptions& options);
int coordinate_channels(const CoordinateLookOptions& options);
int coordinate_threads(const CoordinateLookOptions& options);
int coordinate_operations(const CoordinateLookOptions& options);
int coordinate_notice(const CoordinateLookOptions& options);

void declare_coordinate(CLI::App& app, int& status);

}  // namespace truce::app
