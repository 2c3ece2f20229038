/// Two small tables find reports: by register and source id, and by day. They hold keys and row numbers only.
///
///   register_source   (register, source_id, row)
///   register_day      (first_day, last_day, row)
///
/// Each lies in the order of its key, and a file brings its reports in another one. Written at once, the keys of a
/// short transaction would change about as many pages as it has rows, and each page goes through the write-ahead
/// log and into the file: several times what the reports themselves write. Keys are therefore gathered, sorted, and
/// written a few at a time beside the rows of later reports: neighbours then share a page.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/ingest/report.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// The SQL of both tables.
extern const std::string_view create_key_tables;

/// Keys on their way into both tables: one run that is gathered, one that is sorted and being written.
class RegisterKeys {
public:
    /// A run of so many takes about 12 MB of memory.
    static constexpr std::size_t run_max = std::size_t{1} << 17U;

    void add(std::int64_t row, const Report& report);
    [[nodiscard]] bool empty() const { return sources_.empty() && days_.empty(); }
    [[nodiscard]] bool has_full_run() const { return sources_.gathered.size() >= run_max; }

    /// The next keys of the sorted run, at most so many of each table; none while no run is full.
    Result<void> write_some(Database& db, std::size_t keys);
    /// Likewise, whether a run is full or not: repeated until empty() it writes everything.
    Result<void> write_rest(Database& db, std::size_t keys);

private:
    struct Source {
        std::string register_id;
        std::string source_id;
        std::int64_t row = 0;
        friend auto operator<=>(const Source&, const Source&) = default;
    };
    struct Days {
        std::int32_t first = 0;
        std::int32_t last = 0;
        std::int64_t row = 0;
        friend auto operator<=>(const Days&, const Days&) = default;
    };
    template <typename Key>
    struct Runs {
        std::vector<Key> gathered;  ///< in the order of arrival
        std::vector<Key> sorted;
        std::size_t written = 0;  ///< of the sorted
        [[nodiscard]] bool empty() const { return gathered.empty() && written == sorted.size(); }
        void sort_next();
    };

    Runs<Source> sources_;
    Runs<Days> days_;
};

/// Takes away the keys of rows from `from` to before `to`, which must still be in register_report.
Result<void> remove_keys(Database& db, std::int64_t from, std::int64_t to);

/// Whether each landed report has its two keys and each key its report. Errors: corrupt, register.view.
Result<void> check_keys(Database& db);

}  // namespace truce
