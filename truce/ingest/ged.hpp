/// UCDP GED 19.1: an event row becomes a report. docs/formats/ged.md says how each column is read and why.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/ingest/csv.hpp"
#include "truce/ingest/delivery.hpp"
#include "truce/ingest/parts.hpp"

namespace truce {

/// The columns, in the order of the codebook's file.
inline constexpr std::array<std::string_view, 40> ged_columns{"id",
                                                              "year",
                                                              "active_year",
                                                              "type_of_violence",
                                                              "conflict_new_id",
                                                              "conflict_name",
                                                              "dyad_new_id",
                                                              "dyad_name",
                                                              "side_a_new_id",
                                                              "side_a",
                                                              "side_b_new_id",
                                                              "gwnob",
                                                              "side_b",
                                                              "number_of_sources",
                                                              "source_article",
                                                              "source_office",
                                                              "source_date",
                                                              "source_headline",
                                                              "source_original",
                                                              "where_prec",
                                                              "where_coordinates",
                                                              "adm_1",
                                                              "adm_2",
                                                              "latitude",
                                                              "longitude",
                                                              "priogrid_gid",
                                                              "country",
                                                              "country_id",
                                                              "region",
                                                              "event_clarity",
                                                              "date_prec",
                                                              "date_start",
                                                              "date_end",
                                                              "deaths_a",
                                                              "deaths_b",
                                                              "deaths_civilians",
                                                              "deaths_unknown",
                                                              "low",
                                                              "best",
                                                              "high"};

/// Reads rows of one file. Holds caches of names, bounded; otherwise nothing from row to row.
class GedReader : public CsvHandler {
public:
    GedReader(const Profile& profile, const Register& reg, const ReadOptions& options, Delivery& delivery, ProblemList& problems);

    bool header(const CsvRow& row) override;
    Result<void> row(const CsvRow& row) override;

private:
    struct Sides {
        std::vector<std::string> actors;
        std::vector<std::string> targets;
    };
    struct StringHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    template <typename T>
    using ByName = std::unordered_map<std::string, T, StringHash, std::equal_to<>>;

    [[nodiscard]] std::string_view value(std::size_t column) const { return fields_[places_[column]]; }
    std::optional<std::int64_t> number(std::size_t column);
    std::optional<std::int64_t> code(std::size_t column, std::int64_t highest);
    std::optional<Day> day(std::size_t column);
    void flag(std::string_view id) { report_.flags.emplace_back(id); }

    bool read_numbers();
    bool read_time();
    bool read_place();
    void read_sides();
    void read_casualties();
    void place_in_governorate(LatLon point);
    void place_in_atlas();
    const std::vector<std::string>& governorate(std::string_view name);
    void write();

    const Profile& profile_;
    const Register& register_;
    const ReadOptions& options_;
    Delivery& delivery_;
    ProblemList& problems_;
    std::array<std::size_t, ged_columns.size()> places_{};   ///< where each column stands in this file
    std::array<std::size_t, ged_columns.size()> by_name_{};  ///< columns in ascending order of name
    std::array<std::string, 4> acts_;                        ///< by type_of_violence

    std::size_t line_ = 0;
    std::span<const std::string_view> fields_;
    Report report_;  ///< reused from row to row
    std::int64_t type_ = 0;
    std::int64_t where_prec_ = 0;
    std::int64_t clarity_ = 0;
    std::array<std::int64_t, 7> deaths_{};  ///< deaths_a .. high
    std::vector<std::pair<std::string_view, std::string_view>> original_;
    ByName<Sides> sides_;
    ByName<std::vector<std::string>> governorates_;
    std::string key_;
};

}  // namespace truce
