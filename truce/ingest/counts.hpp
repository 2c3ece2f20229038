/// Published counts: what registers said they recorded, per day and division. docs/formats/published-counts.md.
#pragma once

#include <array>
#include <map>
#include <string>

#include "truce/agreement/profile.hpp"
#include "truce/ingest/csv.hpp"
#include "truce/ingest/delivery.hpp"

namespace truce {

inline constexpr std::array<std::string_view, 7> count_columns{"date", "side", "province", "count", "url", "date_basis", "note"};

class CountsReader : public CsvHandler {
public:
    CountsReader(const Profile& profile, Delivery& delivery, ProblemList& problems)
        : profile_(profile), delivery_(delivery), problems_(problems) {}

    bool header(const CsvRow& row) override;
    Result<void> row(const CsvRow& row) override;

private:
    [[nodiscard]] std::string_view value(std::size_t column) const { return fields_[places_[column]]; }
    [[nodiscard]] const Register* with_code(std::string_view code) const;
    bool wrong(std::size_t column, std::string_view id, std::string_view what, std::string_view remedy);
    bool read_day();
    bool read_side();
    bool read_division();
    bool read_count();
    void write();

    const Profile& profile_;
    Delivery& delivery_;
    ProblemList& problems_;
    std::array<std::size_t, count_columns.size()> places_{};
    std::size_t line_ = 0;
    std::span<const std::string_view> fields_;
    PublishedCount count_;  ///< reused from row to row
};

}  // namespace truce
